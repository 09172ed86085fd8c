"""Slopes of the binary cross-entropy a tiny way up the imaginary axis: only the loss itself is written down here."""

STEP = 1e-30


def loss(p, t, np):
    """Of one example: target t, probability p."""
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def sigmoid(x, np):
    return 1 / (1 + np.exp(-x))


def slope(f, x, np):
    return np.imag(f(x + STEP * 1j)) / STEP


def gradient(f, x, np):
    """The slope of a function of several numbers in each of them."""
    return np.array([np.imag(f(x + STEP * 1j * unit)) / STEP for unit in np.eye(len(x))])


def witness(params, at, np):
    t = np.array([float(text) for text in params["targets"]])
    p = np.array([float(text) for text in params["probabilities"]])
    x = np.log(p) - np.log(1 - p)  # the logits of these probabilities
    return {
        "a": slope(lambda moved: loss(moved, at["t"], np), at["p"], np),
        "b": slope(lambda moved: loss(sigmoid(moved, np), at["t"], np), at["x"], np),
        "c": gradient(lambda moved: np.mean(loss(moved, t, np)), p, np),
        "d": gradient(lambda moved: np.mean(loss(sigmoid(moved, np), t, np)), x, np),
    }
