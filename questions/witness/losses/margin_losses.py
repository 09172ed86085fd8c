"""Losses of one score and its label, each by its definition; the slope of the hinge is a difference off the kink."""


def hinge(f, y, np):
    return np.maximum(0.0, 1 - y * f)


def witness(params, at, np):
    w, x = np.array(params["weights"], dtype=float), np.array([float(text) for text in params["inputs"]])
    y, strength = params["label"], float(params["strength"])
    f = np.dot(w, x)
    step = abs(1 - y * f) / 4
    positive = 1 / (1 + np.exp(-f))
    return {
        "a": f,
        "b": hinge(f, y, np),
        "c": (hinge(f + step, y, np) - hinge(f - step, y, np)) / (2 * step),
        "d": (y - f) ** 2 + strength * np.sum(w**2),
        "e": -np.log(positive if y == 1 else 1 - positive),
    }
