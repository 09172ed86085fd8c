"""Two penalties of one probability, their slopes by complex-step differences, and statements tried on a grid."""

STEP = 1e-30
GRID = [k / 100 for k in range(1, 100)]


def logarithmic(p, np):
    return -np.log(p)


def squared(p, np):
    return (1 - p) ** 2


def slope(f, p, np):
    return np.imag(f(p + STEP * 1j, np)) / STEP


def holds(name, p, np):
    small = [10.0**-k for k in range(1, 9)]
    return {
        "squared_below_1": all(squared(q, np) < 1.0001 for q in GRID + small),
        "log_below_1": all(logarithmic(q, np) < 1.0 for q in GRID + small),
        "log_unbounded": logarithmic(small[-1], np) > 15,
        "log_above_squared": all(logarithmic(q, np) > squared(q, np) for q in GRID),
        "halving_adds_log2": all(
            abs(logarithmic(q / 2, np) - logarithmic(q, np) - np.log(2.0)) < 1e-4 for q in GRID
        ),
        "halving_doubles": abs(logarithmic(p / 2, np) - 2 * logarithmic(p, np)) < 1e-4,
        "near_right_alike": abs(logarithmic(0.99, np) - (1 - 0.99)) < 1e-3,
        "squared_slope_grows": abs(slope(squared, 1e-6, np)) > 2.5,
        "log_slope_grows": abs(slope(logarithmic, 1e-6, np)) > 1e5,
    }[name]


def witness(params, at, np):
    p = float(params["probability"])
    letters = "ABCDEFGH"
    return {
        "a": logarithmic(p, np),
        "b": squared(p, np),
        "c": np.array([slope(logarithmic, p, np), slope(squared, p, np)]),
        "d": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, p, np)),
    }
