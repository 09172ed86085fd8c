"""Densities of normal noise; the best variance is where the slope of the sum of their logarithms changes sign."""


def density(t, y, v, np):
    return np.exp(-((t - y) ** 2) / (2 * v)) / np.sqrt(2 * np.pi * v)


def minus_log(t, y, v, np):
    return -np.sum(np.log(density(t, y, v, np)))


def best_variance(t, y, np):
    """Bisection on the sign of the complex-step slope."""
    low, high = 1e-3, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        slope = np.imag(log_form(t, y, middle + 1e-30j, np))
        low, high = (low, middle) if slope > 0 else (middle, high)
    return (low + high) / 2


def log_form(t, y, v, np):
    """The same as minus_log, term by term, for a complex variance and densities too small for floats."""
    return sum((a - b) ** 2 / (2 * v) + np.log(np.sqrt(2 * np.pi * v)) for a, b in zip(t, y, strict=True))


def witness(params, at, np):
    t = np.array([float(text) for text in params["targets"]])
    y = np.array([float(text) for text in params["outputs"]])
    v = float(params["variance"])
    best = best_variance(t, y, np)
    return {
        "a": log_form(at["t"], at["y"], at["v"], np),
        "b": minus_log(t, y, v, np),
        "c": best,
        "d": minus_log(t, y, best, np),
    }


def onward(params, seen, np):
    """From the printed variance to the least value."""
    t = np.array([float(text) for text in params["targets"]])
    y = np.array([float(text) for text in params["outputs"]])
    return {"d": {"the printed variance": minus_log(t, y, seen["c"], np)}}
