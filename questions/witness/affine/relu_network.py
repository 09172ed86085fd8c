"""The network run forward layer by layer, on x, on a multiple of it, and with biases on 0."""


def relu(values, np):
    return np.where(values > 0, values, 0.0)


def forward(x, weights, np, biases=None):
    """All hidden layers with their ReLU, the last one without; biases belong to the first layer."""
    for k, matrix in enumerate(weights):
        x = np.array([sum(w * v for w, v in zip(row, x, strict=True)) for row in matrix], dtype=float)
        if k == 0 and biases is not None:
            x = x + biases
        if k < len(weights) - 1:
            x = relu(x, np)
    return x


def masked(at, hidden, np):
    """The network of the proof on c x: each hidden layer is multiplied by its mask."""
    x = at["c"] * at["x"]
    for k in range(1, hidden + 1):
        x = at[f"m{k}"] * (at[f"W{k}"] @ x)
    return at[f"W{hidden + 1}"] @ x


def witness(params, at, np):
    weights, x = params["weights"], np.array(params["x"], dtype=float)
    biases = np.array(params["biases"], dtype=float)
    return {
        "a": relu(np.array(weights[0], dtype=float) @ x, np),
        "b": forward(x, weights, np),
        "c": masked(at, len(weights) - 1, np),
        "d": forward(params["c"] * x, weights, np),
        "e": forward(np.zeros(len(x)), weights, np, biases),
    }


def onward(params, seen, np):
    """From the printed first hidden layer to the output, and from the output to that of a multiple."""
    rest = params["weights"][1:]
    hidden = np.array(seen["a"], dtype=float)
    return {
        "b": {"the printed hidden layer": forward(hidden, rest, np)},
        "d": {"the printed output": params["c"] * np.array(seen["b"], dtype=float)},
    }
