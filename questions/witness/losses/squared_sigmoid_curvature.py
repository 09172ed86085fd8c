"""Curvatures by differences of complex-step slopes; convexity is tried on chords, the inflection by bisection."""

STEP = 1e-30
H = 1e-4
GRID = [k / 2 for k in range(-8, 9)]
CHANCES = [k / 10 for k in range(1, 10)]


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def squared(z, y, np):
    return (sigmoid(z, np) - y) ** 2


def bce(z, y, np):
    return -(y * np.log(sigmoid(z, np)) + (1 - y) * np.log(1 - sigmoid(z, np)))


def curvature(f, z, y, np):
    def slope(u):
        return np.imag(f(u + STEP * 1j, y, np)) / STEP

    return (slope(z + H) - slope(z - H)) / (2 * H)


def inflection(y, np):
    low, high = (0.0, 3.0) if y == 0 else (-3.0, 0.0)
    sign = 1 if y == 0 else -1
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sign * curvature(squared, middle, y, np) > 0 else (low, middle)
    return (low + high) / 2


def below_chords(f, points):
    """Whether a function is nowhere above the middle of its chords."""
    return all(f((a + b) / 2) <= (f(a) + f(b)) / 2 + 1e-5 for a in points for b in points)


def holds(name, z, y, np):
    product = {v: (v * v - 1) ** 2 for v in (-1.0, 0.0, 1.0)}

    def squared_in_prediction():
        return below_chords(lambda p: (p - y) ** 2, CHANCES)

    def cross_in_prediction():
        return below_chords(lambda p: -np.log(p if y == 1 else 1 - p), CHANCES)

    def squared_in_logit():
        return below_chords(lambda u: squared(u, y, np), GRID)

    def cross_in_logit():
        return below_chords(lambda u: bce(u, y, np), GRID)

    tried = {
        "squared_in_prediction": squared_in_prediction,
        "cross_in_prediction": cross_in_prediction,
        "squared_in_logit": squared_in_logit,
        "cross_in_logit": cross_in_logit,
        "advantage": lambda: (
            (squared_in_prediction() and not cross_in_prediction())
            or (squared_in_logit() and not cross_in_logit())
        ),
        "weights": lambda: product[0.0] <= (product[1.0] + product[-1.0]) / 2,
        "bends_down_here": lambda: curvature(squared, z, y, np) < 0,
        "cross_bends_up_here": lambda: curvature(bce, z, y, np) > 0,
    }
    return bool(tried[name]())


def witness(params, at, np):
    z, y = float(params["logit"]), params["label"]
    letters = "ABCDEFGH"
    return {
        "a": curvature(squared, at["x"], 0, np),
        "b": curvature(squared, z, y, np),
        "c": curvature(bce, z, y, np),
        "d": inflection(y, np),
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, z, y, np)),
    }
