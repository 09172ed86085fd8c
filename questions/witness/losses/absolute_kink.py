"""The absolute error at a residual of 0: one-sided quotients, supporting lines tried on a grid, descent really run."""

GRID = [k / 8 for k in range(-40, 41)]


def supports(g):
    """Whether the line with slope g through the kink is nowhere above |r|."""
    return all(g * r <= abs(r) + 1e-6 for r in GRID)


def descend(data, slope, start, steps):
    """Steps of 1/k against the mean slope."""
    c = start
    for k in range(1, steps + 1):
        c = c - sum(slope(c - y) for y in data) / len(data) * 4.0 / k
    return c


def sign(r):
    return float(r > 0) - float(r < 0)


def holds(name, np):
    data = [1.0, 2.0, 7.0]  # the median is 2
    median = np.median(np.array(data))
    start = 6.4
    chords = [abs((a + b) / 2) <= (abs(a) + abs(b)) / 2 + 1e-6 for a in GRID for b in GRID]
    zeros = sum(1 for r in GRID if r == 0)
    return {
        "one_point": zeros == 1,
        "convex": all(chords),
        "zero_is_subgradient": supports(0.0),
        "every_number": supports(1.5) and supports(-3.0),
        "descent_arrives": abs(descend(data, sign, start, 400) - median) < 0.05,
        # A loss that counts residuals beyond 1/2 is robust too, and its slope is 0 wherever it has one.
        "robust_is_enough": abs(descend(data, lambda r: 0.0, start, 400) - median) < 0.05,
        "two_sides_agree": abs((abs(1e-3) - 0) / 1e-3 - (0 - abs(-1e-3)) / 1e-3) < 1e-3,
        "slope_shrinks": abs(sign(0.01)) < abs(sign(5.0)),
    }[name]


def witness(params, at, np):
    r = np.array([float(text) for text in params["residuals"]])
    n, k = len(r), [float(text) == 0 for text in params["residuals"]].index(True)
    h = 1e-3

    def mae(moved):
        changed = r.copy()
        changed[k] += moved
        return np.mean(np.abs(changed))

    letters = "ABCDEFGH"
    tried = [float(text) for text in params["slopes"]]
    return {
        "a": np.array([(mae(0.0) - mae(-h)) / h, (mae(h) - mae(0.0)) / h]),
        "b": ", ".join(letters[j] for j, g in enumerate(tried) if supports(g)),
        "c": np.sign(r) / n,
        "d": ", ".join(letters[j] for j, name in enumerate(params["claims"]) if holds(name, np)),
    }
