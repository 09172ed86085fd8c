"""One ReLU unit on its data: the sum of its outputs is run forward, gradients are difference quotients."""


def outputs(w, b, x, np):
    return np.maximum(w * x + b, 0.0)


def total(w, b, x, np):
    return np.sum(outputs(w, b, x, np))


def gradient(w, b, x, np):
    """Central differences with a step so small that no pre-activation changes its sign."""
    h = 1e-6
    by_weight = (total(w + h, b, x, np) - total(w - h, b, x, np)) / (2 * h)
    by_bias = (total(w, b + h, x, np) - total(w, b - h, x, np)) / (2 * h)
    return np.array([by_weight, by_bias])


def last_dead_bias(w, x, np):
    """By bisection: up to this bias no example has a positive output."""
    low, high = -1000.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.max(outputs(w, middle, x, np)) <= 0 else (low, middle)
    return (low + high) / 2


def witness(params, at, np):
    x = np.array([float(v) for v in params["x"]])
    w, b = float(params["w"]), float(params["b"])
    dead = [np.max(np.abs(gradient(float(v), float(c), x, np))) < 1e-9 for v, c in params["units"]]
    return {
        "a": np.round(gradient(w, b, x, np), 6),
        "b": last_dead_bias(w, x, np),
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(dead) if yes),
    }
