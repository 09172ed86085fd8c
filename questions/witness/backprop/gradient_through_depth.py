"""Chains of layers are really run, with a step up the imaginary axis that comes out as their derivative."""


def sigmoid(a, np):
    return 1 / (1 + np.exp(-a))


def relu(a, np):
    return np.where(np.real(a) > 0, a, 0.0)


def clipped(h, np):
    """What leaves the interval from 0.01 to 0.99 is set to its end, and no longer depends on anything."""
    return np.where(np.real(h) > 0.99, 0.99, np.where(np.real(h) < 0.01, 0.01, h))


def chain(layers, layer, np, start=0.5):
    """The derivative of the output of equal layers by the input; `layer` knows how to stay where it is."""
    h = start + 1e-30j
    for _ in range(layers):
        h = layer(h)
    return float(np.imag(h) / 1e-30)


def after(change, params, np):
    """The derivative of the output of the chain by its input, with one thing changed."""
    w, n = float(params["w"]), params["layers"]

    def plain(h, w=w):
        return sigmoid(w * (h - 0.5), np)  # the bias -w/2 keeps the pre-activation at 0

    def linear(h, w=w):
        return w * (h - 0.5) + 0.5

    if params["kind"] == "vanishing":
        return {
            "none": lambda: chain(n, plain, np),
            "relu": lambda: chain(n, lambda h: relu(w * (h - 0.5) + 0.5, np), np),
            "skip": lambda: chain(n, lambda h: h + sigmoid(w * (h - np.real(h)), np), np),
            "weights": lambda: chain(n, lambda h: plain(h, 4 * w), np),
            "normalised": lambda: chain(n, lambda h: sigmoid(4 / w * (w * (h - 0.5)), np), np),
            "clip": lambda: chain(n, lambda h: clipped(plain(h), np), np),
            "rate": lambda: chain(n, plain, np),
            "deeper": lambda: chain(2 * n, plain, np),
            "tanh": lambda: chain(n, lambda h: np.tanh(w * (h - np.real(h))), np),
        }[change]()
    return {
        "none": lambda: chain(n, linear, np),
        "clip": lambda: min(1.0, chain(n, linear, np)),
        "weights": lambda: chain(n, lambda h: linear(h, w / 2), np),
        "tenth": lambda: chain(n, lambda h: linear(h, 0.9 * w), np),
        "rate": lambda: chain(n, linear, np),
        "skip": lambda: chain(n, lambda h: h + w * (h - np.real(h)), np),
        "deeper": lambda: chain(2 * n, linear, np),
        "sigmoid": lambda: chain(n, plain, np),
        "shallower": lambda: chain(n // 2, linear, np),
    }[change]()


def good(size, params):
    return size >= 1e-3 if params["kind"] == "vanishing" else size <= 1e3


def proof(params, at, np):
    """The gap between the two sides after one layer more, from the words of part (a)."""
    if params["kind"] == "vanishing":
        slope = sigmoid(at["z_[k+1]"], np) * (1 - sigmoid(at["z_[k+1]"], np))
        return at["a"] / 4 * (at["p_k"] + at["r_k"] ** 2) - at["a"] * slope * at["p_k"]
    return (at["g"] + at["c_[k+1]"] ** 2) * (at["p_k"] + at["r_k"] ** 2) - at["g"] * at["p_k"]


def witness(params, at, np):
    vanishing, exponent = params["kind"] == "vanishing", params["exponent"]
    layers = 1
    while not (
        after("none", {**params, "layers": layers}, np) < 10.0**-exponent
        if vanishing
        else after("none", {**params, "layers": layers}, np) > 10.0**exponent
    ):
        layers += 1
    pool = ("relu", "skip", "weights", "normalised", "tanh") if vanishing else ("clip", "weights", "sigmoid")
    fits = []
    for change in params["changes"]:
        if change == "nothing":
            fits.append(not any(good(after(other, params, np), params) for other in pool))
        else:
            fits.append(good(after(change, params, np), params))
    return {
        "a": proof(params, at, np),
        "b": after("none", params, np),
        "c": layers,
        "d": ", ".join("ABCDEFGH"[k] for k, fit in enumerate(fits) if fit),
    }
