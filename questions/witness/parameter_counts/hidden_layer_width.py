"""The network is made, runs forward and backward once, and every entry of its arrays and of its gradient is counted."""


def arrays(inputs, hidden, outputs, np):
    """Weights and biases that are no special ones: W1 of shape (inputs, hidden), w2 of shape (hidden, outputs)."""

    def numbers(*shape):
        return np.cos(1.0 + np.arange(np.prod(shape))).reshape(shape) / (1 + inputs)

    return [numbers(inputs, hidden), numbers(hidden), numbers(hidden, outputs), numbers(outputs)]


def gradients(network, inputs, np):
    """What the loss sum y^2 / 2 of one example sends back to each array."""
    w1, b1, w2, b2 = network
    x = np.sin(1.0 + np.arange(inputs))
    h = np.tanh(x @ w1 + b1)
    y = w2.T @ h + b2
    back = (w2 @ y) * (1 - h**2)
    return [np.outer(x, back), back, np.outer(h, y), y]


def witness(params, at, np):
    inputs, hidden, outputs = params["inputs"], params["hidden"], params["outputs"]
    network = arrays(inputs, hidden, outputs, np)
    total = sum(array.size for array in network)
    slopes = [np.count_nonzero(array) for array in gradients(network, inputs, np)]
    doubled = sum(array.size for array in arrays(inputs, 2 * hidden, outputs, np))
    return {
        "a": total,
        "b": np.array(network[2].shape),
        "c": np.array([slopes[0] + slopes[1], slopes[2] + slopes[3]]),
        "d": doubled - total,
    }
