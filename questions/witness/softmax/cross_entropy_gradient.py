"""The gradient of the cross-entropy by differences: only the loss itself is written down here."""


def loss(logits, target, np):
    """-sum_i y_i log p_i with p = softmax(logits)."""
    exponentials = np.exp(logits)
    probabilities = exponentials / np.sum(exponentials)
    return -np.sum(target * np.log(probabilities))


def slope(logits, target, i, np):
    """The imaginary part of the loss a tiny way up the imaginary axis: exact to rounding for analytic functions."""
    moved = logits.astype(complex)
    moved[i] += 1e-30j
    return np.imag(loss(moved, target, np)) / 1e-30


def witness(params, at, np):
    logits = np.array([float(z) for z in params["logits"]])
    target = np.array([float(y) for y in params["target"]])
    exponentials = np.exp(logits)
    gradient = [slope(logits, target, i, np) for i in range(len(logits))]
    return {"a": exponentials / np.sum(exponentials), "b": np.array(gradient)}


def onward(params, seen, np):
    """From the printed sum to the probabilities, and from the printed probabilities to the gradient."""
    logits = np.array([float(z) for z in params["logits"]])
    target = np.array([float(y) for y in params["target"]])
    return {
        "a": {"the printed sum": np.exp(logits) / seen["sum of the exponentials"]},
        "b": {"the printed probabilities": seen["a"] - target},
    }
