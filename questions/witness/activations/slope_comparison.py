"""Slopes of sigmoid and hyperbolic tangent by the complex step; where one is m times the other, by bisection."""


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def tanh(z, np):
    return np.tanh(z)


def slope(f, z, np):
    """Im f(z + ih) / h, without a difference in which digits could be lost."""
    return np.imag(f(z + 1e-20j, np)) / 1e-20


def ratio(z, np):
    return slope(tanh, z, np) / slope(sigmoid, z, np)


def crossing(m, np):
    """The z > 0 from which the slope of tanh is less than m times that of the sigmoid; the ratio falls with z."""
    low, high = 0.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if ratio(middle, np) > m else (low, middle)
    return (low + high) / 2


def decide(statement, z, np):
    grid = np.linspace(-8, 8, 321)
    s, t = (np.array([slope(f, u, np) for u in grid]) for f in (sigmoid, tanh))
    right = np.linspace(0.05, 8, 160)
    return {
        "steeper_everywhere": lambda: np.all(t > s),
        "flatter_everywhere": lambda: np.all(t < s),
        "peak_four": lambda: abs(np.max(t) - 4 * np.max(s)) < 1e-9,
        "peak_two": lambda: abs(np.max(t) - 2 * np.max(s)) < 1e-9,
        "saturates_faster": lambda: t[0] < s[0] and t[-1] < s[-1],
        "steeper_here": lambda: slope(tanh, z, np) > slope(sigmoid, z, np),
        "both_centred": lambda: all(
            np.max(np.abs(f(right, np) + f(-right, np))) < 1e-9 for f in (sigmoid, tanh)
        ),
        "only_tanh_centred": lambda: (
            np.max(np.abs(tanh(right, np) + tanh(-right, np))) < 1e-9
            and np.max(np.abs(sigmoid(right, np) + sigmoid(-right, np))) > 1e-9
        ),
        "four_times": lambda: np.max(np.abs(t - 4 * s)) < 1e-9,
        "four_times_scaled": lambda: (
            np.max(np.abs(t - 4 * np.array([slope(sigmoid, 2 * u, np) for u in grid]))) < 1e-9
        ),
    }[statement]()


def witness(params, at, np):
    z, m = float(params["z"]), float(params["m"])
    held = [decide(statement, z, np) for statement in params["statements"]]
    return {
        "a": np.array([slope(sigmoid, z, np), slope(tanh, z, np)]),
        "b": crossing(m, np),
        "c": ", ".join("ABCDEFGH"[k] for k, holds in enumerate(held) if holds),
    }


def onward(params, seen, np):
    """From the printed hyperbolic cosines to the slopes."""
    half, whole = seen["cosh of z/2"], seen["cosh of z"]
    return {"a": {"the printed cosines": np.array([1 / (4 * half**2), 1 / whole**2])}}
