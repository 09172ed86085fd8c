"""The network of two weights, run forwards; slopes are difference quotients of the loss."""


def activation(name, z, np):
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    if name == "tanh":
        return np.tanh(z)
    return np.where(z > 0, z, 0.1 * z if name == "leaky_relu" else 0.0)


def loss(w, v, params, np):
    """(o - y)^2 / 2 with o = v times the activation of w x."""
    hidden = activation(params["activation"], w * float(params["x"]), np)
    return (v * hidden - float(params["y"])) ** 2 / 2


def slope(f, w, h=2e-4):
    """Five points: exact for a parabola, and good to 1e-12 elsewhere."""
    return (8 * (f(w + h) - f(w - h)) - (f(w + 2 * h) - f(w - 2 * h))) / (12 * h)


def stand_in(u, np):
    """Any smooth function in the place of f: the proof holds for all of them."""
    return np.sin(u) + 3 * u**2 / 10


def quantities(w, v, params, np):
    """Everything of which the last part asks whether it is 0."""
    hidden = activation(params["activation"], w * float(params["x"]), np)
    return {
        "output": v * hidden,
        "loss": loss(w, v, params, np),
        "w": slope(lambda other: loss(other, v, params, np), w),
        "v": slope(lambda other: loss(w, other, params, np), v),
        "error": v * hidden - float(params["y"]),
        "preactivation": w * float(params["x"]),
    }


def witness(params, at, np):
    w, v, x = (float(params[name]) for name in ("w", "v", "x"))
    general = slope(lambda u: (at["v"] * stand_in(u * at["x"], np) - at["y"]) ** 2 / 2, at["w"], 1e-4)
    values = quantities(w, v, params, np)
    off = quantities(-abs(w) if x > 0 else abs(w), v, {**params, "activation": "relu"}, np)
    zero = ["ABCDEF"[k] for k, name in enumerate(params["quantities"]) if abs(off[name]) < 1e-9]
    return {
        "a": general,
        "b": values["loss"],
        "c": np.array([values["w"], values["v"]]),
        "d": ", ".join(zero),
    }


def onward(params, seen, np):
    """From the printed hidden value to the loss and the gradients."""
    if params["activation"] not in ("sigmoid", "tanh"):
        return {}
    h = seen["hidden value"]
    x, y, v = (float(params[name]) for name in ("x", "y", "v"))
    error = v * h - y
    slope_there = h * (1 - h) if params["activation"] == "sigmoid" else 1 - h**2
    return {
        "b": {"the printed hidden value": error**2 / 2},
        "c": {"the printed hidden value": np.array([error * v * slope_there * x, error * h])},
    }
