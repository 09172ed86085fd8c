"""A network of two weights around one activation: its loss is run forward, its slope in w1 is a difference quotient."""


def gelu(z, np):
    """The input times the area under the normal density up to x."""
    node, weight = np.polynomial.legendre.leggauss(60)
    share = 0.5
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        share = share + w * z * np.exp(-((t * z) ** 2) / 2) / np.sqrt(2 * np.pi)
    return z * share


ACTIVATIONS = {
    "relu": lambda z, np: np.maximum(z, 0.0),
    "leaky_relu": lambda z, np: np.where(z > 0, z, 0.1 * z),
    "prelu": lambda z, np: np.where(z > 0, z, 0.25 * z),
    "elu": lambda z, np: np.where(z > 0, z, np.exp(np.minimum(z, 0.0)) - 1),
    "gelu": gelu,
    "relu6": lambda z, np: np.minimum(np.maximum(z, 0.0), 6.0),
}


def loss(w1, p, f, np):
    """(w2 f(w1 x + b) - y)^2 / 2."""
    return (p["w2"] * f(w1 * p["x"] + p["b"], np) - p["y"]) ** 2 / 2


def slope(p, f, np):
    """Fourth-order central difference; the pre-activation stays on its side of 0."""
    h = 1e-3 * abs(p["w1"])

    def at(steps):
        return loss(p["w1"] + steps * h, p, f, np)

    return (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h)


def remedied(remedy, p, np):
    """The slope of the network in w1 after a change."""
    if remedy in ACTIVATIONS:
        return slope(p, ACTIVATIONS[remedy], np)
    size = abs(p["w1"] * p["x"])
    changes = {
        "large_bias": {"b": 2 * size},
        "small_bias": {"b": size / 2},
        "other_sign": {"w1": -p["w1"]},
        "half_weight": {"w1": p["w1"] / 2},
        "double_w2": {"w2": 2 * p["w2"]},
        "mirrored_input": {"x": -p["x"]},
        "larger_target": {"y": p["y"] + 1},
    }
    if remedy in changes:
        return slope({**p, **changes[remedy]}, ACTIVATIONS["relu"], np)
    w1 = p["w1"]  # training goes on: larger or more steps
    rate, steps = {"larger_rate": (10.0, 1), "more_steps": (0.1, 100)}[remedy]
    for _ in range(steps):
        w1 = w1 - rate * slope({**p, "w1": w1}, ACTIVATIONS["relu"], np)
    return slope({**p, "w1": w1}, ACTIVATIONS["relu"], np)


def witness(params, at, np):
    p = {name: float(params[name]) for name in ("x", "y", "w1", "w2")} | {"b": 0.0}
    alpha, eta = float(params["alpha"]), float(params["eta"])

    def leaky(z, np):
        return np.where(z > 0, z, alpha * z)

    both = [slope(p, ACTIVATIONS["relu"], np), slope(p, leaky, np)]
    moved = [abs(remedied(remedy, p, np)) > 1e-9 for remedy in params["remedies"]]
    return {
        "a": np.array(both),
        "b": p["w1"] - eta * both[1],
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(moved) if yes),
    }
