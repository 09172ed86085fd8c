"""Functions are run on a fine grid: where they have a slope, and for how many inputs it is not 0."""

FUNCTIONS = {
    "relu": lambda x, np: np.maximum(x, 0.0),
    "leaky_relu": lambda x, np: np.where(x > 0, x, 0.1 * x),
    "abs": lambda x, np: np.abs(x),
    "hard_tanh": lambda x, np: np.clip(x, -1.0, 1.0),
    "tanh": lambda x, np: np.tanh(x),
    "square": lambda x, np: x**2,
    "sign": lambda x, np: np.sign(x),
    "step": lambda x, np: np.where(x > 0, 1.0, 0.0),
    "round": lambda x, np: np.round(x),
    "floor": lambda x, np: np.floor(x),
    "skip": lambda x, np: x + np.maximum(x, 0.0),
}
H = 1e-6


def slope(name, x, np):
    f = FUNCTIONS[name]
    return (f(x + H, np) - f(x - H, np)) / (2 * H)


def smooth_share(name, np):
    """The share of the grid on which the slopes from both sides agree."""
    f, grid = FUNCTIONS[name], np.linspace(-3.03, 3.03, 4000)
    right, left = (f(grid + H, np) - f(grid, np)) / H, (f(grid, np) - f(grid - H, np)) / H
    return np.mean(np.abs(right - left) < 1e-3)


def useful(name, np):
    """Differentiable nearly everywhere, with a slope that is not 0 nearly everywhere on some piece."""
    grid = np.linspace(-3.03, 3.03, 4000)
    return smooth_share(name, np) > 0.99 and np.mean(np.abs(slope(name, grid, np)) > 1e-3) > 0.1


def below(name, np):
    """The derivative of v f(w x) by w and by v, averaged in size over a grid of weights."""
    weights = np.linspace(-2.03, 2.03, 400)
    f = FUNCTIONS[name]
    by_w = (0.7 * f((weights + H) * 0.9, np) - 0.7 * f((weights - H) * 0.9, np)) / (2 * H)
    by_v = f(weights * 0.9, np)
    return np.mean(np.abs(by_w) > 1e-3), np.mean(np.abs(by_v) > 1e-3)


def holds(statement, name, np):
    by_w, by_v = below(name, np)
    kinks = smooth_share(name, np) < 1.0
    grid = np.linspace(-3.03, 3.03, 4000)
    return {
        "parameters_suffice": lambda: all(below(other, np)[0] > 0.1 for other in FUNCTIONS),
        "below_learns": lambda: by_w > 0.1,
        "below_frozen": lambda: by_w < 0.01,
        "above_learns": lambda: by_v > 0.1,
        "everywhere": lambda: not kinks and not _jumps(name, np),
        "almost_everywhere": lambda: smooth_share(name, np) > 0.99,
        "zero_almost_everywhere": lambda: np.mean(np.abs(slope(name, grid, np)) < 1e-3) > 0.99,
        "same_everywhere": lambda: np.ptp(slope(name, grid, np)) < 1e-3,
    }[statement]()


def _jumps(name, np):
    """Whether there is a point, among the halves, where the slopes from both sides differ or have no bound."""
    f, points = FUNCTIONS[name], np.arange(-3.0, 3.5, 0.5)
    right, left = (f(points + H, np) - f(points, np)) / H, (f(points, np) - f(points - H, np)) / H
    return bool(np.any(np.abs(right - left) > 1e-3) or np.any(np.abs(right) > 1e3))


def witness(params, at, np):
    name = params["function"]
    x, g = (np.array([float(v) for v in params[key]]) for key in ("inputs", "upstream"))
    trainable = [useful(other, np) for other in params["layers"]]
    fits = [holds(statement, name, np) for statement in params["statements"]]
    return {
        "a": g * slope(name, x, np),
        "b": ", ".join("ABCDEFGH"[k] for k, fit in enumerate(trainable) if fit),
        "c": ", ".join("ABCDEFGH"[k] for k, fit in enumerate(fits) if fit),
    }
