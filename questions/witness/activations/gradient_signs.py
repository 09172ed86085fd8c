"""One unit on one example: its gradient by differences, and where a single step from its weights can lead."""


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def weight_gradient(g, w, x, b, np):
    """Of g f(w . x + b) by w, with central differences of fourth order."""
    h = 1e-3

    def out(v):
        return g * sigmoid(np.sum(v * x) + b, np)

    return np.array(
        [
            (out(w - 2 * e) - 8 * out(w - e) + 8 * out(w + e) - out(w + 2 * e)) / (12 * h)
            for e in np.eye(len(w)) * h
        ]
    )


def gradient(delta, h, np):
    """Of a loss that changes by delta for each unit of the pre-activation: differences of delta (w . h)."""
    w = np.zeros(len(h))
    return np.array([(delta * np.sum((w + e) * h) - delta * np.sum((w - e) * h)) / 2 for e in np.eye(len(h))])


def patterns(h, np):
    """The different sign patterns of the gradient over many errors delta."""
    return {tuple(np.sign(gradient(delta, h, np)).tolist()) for delta in (-3.0, -1.0, -0.2, 0.2, 1.0, 3.0)}


def reachable(target, w, h, np):
    """Whether a step -eta delta h leads from w to the target, for some size and sign: least squares leaves nothing."""
    wanted = target - w
    size = np.sum(wanted * h) / np.sum(h * h)
    return bool(np.max(np.abs(wanted - size * h)) < 1e-9 and abs(size) > 1e-9)


def witness(params, at, np):
    h, w = np.array(params["h"], dtype=float), np.array(params["w"], dtype=float)
    delta, eta = float(params["delta"]), float(params["eta"])
    found = gradient(delta, h, np)
    hit = [reachable(np.array(target, dtype=float), w, h, np) for target in params["targets"]]
    return {
        "a": weight_gradient(at["g"], at["w"], at["x"], at["b"], np),
        "b": w - eta * found,
        "c": 2 ** len(h) - len(patterns(h, np)),
        "d": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(hit) if yes),
    }
