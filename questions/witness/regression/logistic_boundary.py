"""The model run forward: thresholds and points of the boundary are found by bisection."""


def sigmoid(a, np):
    return (1 + np.tanh(a / 2)) / 2


def bisect(f, low, high):
    """A zero of f between two points at which it has different signs."""
    below = f(low) < 0
    for _ in range(60):
        middle = (low + high) / 2
        if (f(middle) < 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def distance(w, np):
    """Of the origin from the line through two points at which the model says one half: area over length."""
    p, q = (
        np.array([u, bisect(lambda v, u=u: sigmoid(w[0] + w[1] * u + w[2] * v, np) - 0.5, -20.0, 20.0)])
        for u in (0.0, 1.0)
    )
    return abs(p[0] * q[1] - p[1] * q[0]) / np.hypot(*(q - p))


def straight(score, np):
    """Whether the zeros of a score on three vertical lines lie on a line."""
    p, q, r = (bisect(lambda v, u=u: score(u, v), -60.0, 60.0) for u in (-1.0, 0.0, 1.0))
    return bool(abs(p - 2 * q + r) < 1e-3)


def separates_xor(np):
    """Whether any of many lines has the points of XOR on the right sides."""
    steps = np.arange(-4.0, 4.5, 0.5)
    a, b, c = np.meshgrid(steps, steps, steps)
    sides = [a > 0, a + c > 0, a + b > 0, a + b + c > 0]
    right = (~sides[0]) & sides[1] & sides[2] & (~sides[3])
    return bool(np.any(right))


def truths(w, t, np):
    def a(u, v):
        return w[0] + w[1] * u + w[2] * v

    def odds(u, v):
        p = sigmoid(a(u, v), np)
        return np.log(p / (1 - p))

    def affine(f):
        """Whether equal steps across the boundary change f by equal amounts."""
        square = w[1] ** 2 + w[2] ** 2
        first, middle, last = (
            f((step - w[0]) * w[1] / square, (step - w[0]) * w[2] / square) for step in (-0.5, 0.5, 1.5)
        )
        return bool(abs(first - 2 * middle + last) < 1e-3 * abs(last - first))

    def height(u, level, scale=1.0):
        """Where the boundary of a threshold meets the vertical line at u."""
        return bisect(lambda v: scale * a(u, v) - level, -60.0, 60.0)

    shifted = np.log(t / (1 - t))
    gaps = [height(u, shifted) - height(u, 0.0) for u in (0.0, 1.0)]
    return {
        "curved": not straight(a, np),
        "log_odds_affine": affine(odds),
        "probability_affine": affine(lambda u, v: sigmoid(a(u, v), np)),
        "threshold_parallel": bool(abs(gaps[0] - gaps[1]) < 1e-3),
        "same_line": bool(abs(gaps[0]) < 1e-3),
        "with_square": straight(lambda u, v: a(u, v) + u**2, np),
        "with_tanh": straight(lambda u, v: np.tanh(a(u, v) / 50), np),
        "solves_xor": separates_xor(np),
        "doubled_moves": bool(abs(height(0.5, 0.0, 2.0) - height(0.5, 0.0)) > 1e-3),
    }


def witness(params, at, np):
    w, t = [float(each) for each in params["w"]], float(params["threshold"])
    truth = truths(w, t, np)
    good = [k for k, name in enumerate(params["claims"]) if truth[name]]
    return {
        "a": bisect(lambda a: sigmoid(a, np) - t, -30.0, 30.0),
        "b": distance(w, np),
        "c": ", ".join("ABCDEFGHI"[k] for k in good),
    }
