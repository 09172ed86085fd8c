"""A function of two straight lines at its kink: one-sided difference quotients, and lines that stay below the graph."""

REACH, TINY = 4.0, 1e-9


def f(x, params, np):
    """The greater of two lines that meet at the kink."""
    left, right, t, c = (float(params[name]) for name in ("left", "right", "kink", "level"))
    return np.maximum(left * (x - t), right * (x - t)) + c


def stays_below(g, params, np):
    """Whether f(x) >= f(t) + g (x - t) at all points near and far."""
    t = float(params["kink"])
    x = t + np.linspace(-REACH, REACH, 161)
    return np.min(f(x, params, np) - f(np.array(t), params, np) - g * (x - t)) > -TINY


def witness(params, at, np):
    t = float(params["kink"])
    h = 0.5
    sides = [
        (f(np.array(t), params, np) - f(np.array(t - h), params, np)) / h,
        (f(np.array(t + h), params, np) - f(np.array(t), params, np)) / h,
    ]
    below = [stays_below(float(g), params, np) for g in params["slopes"]]
    x = np.array([float(v) for v in params["points"]])
    left, right = float(params["left"]), float(params["right"])
    return {
        "a": np.array(sides),
        "b": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(below) if yes),
        "c": np.where(x > t, right, left),  # the program of the prompt
    }
