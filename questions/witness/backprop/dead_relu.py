"""The two-weight ReLU network, run forward on the data; slopes are difference quotients of the loss."""


def loss(w1, w2, params, np):
    """Mean squared error of y_hat = ReLU(w2 ReLU(w1 x))."""
    total = 0.0
    for x, y in zip(params["inputs"], params["targets"], strict=True):
        hidden = np.maximum(w1 * x, 0.0)
        output = np.maximum(w2 * hidden, 0.0)
        total = total + (output - float(y)) ** 2
    return total / len(params["inputs"])


def slope(f, w):
    """Central difference, exact for the parabola on either side of w = 0, where the kink is."""
    h = abs(w) / 2
    return (f(w + h) - f(w - h)) / (2 * h)


def witness(params, at, np):
    w1, w2, new = (float(params[name]) for name in ("w1", "w2", "new_w1"))
    gradient = [
        slope(lambda w: loss(w, w2, params, np), w1),
        slope(lambda w: loss(w1, w, params, np), w2),
    ]
    return {
        "a": loss(w1, w2, params, np),
        "b": np.array(gradient),
        "c": loss(new, w2, params, np),
        "d": slope(lambda w: loss(w, w2, params, np), new),
    }
