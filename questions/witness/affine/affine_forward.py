"""A layer unit by unit, with loops; the absorbed matrix is built, and must do the same to every input."""


def layer(x, weights, biases, rows, np):
    """Each unit adds up its weighted inputs, and then its bias."""
    outputs = []
    for o in range(len(biases)):
        total = biases[o]
        for i in range(len(x)):
            total = total + x[i] * (weights[i][o] if rows else weights[o][i])
        outputs.append(total)
    return np.array(outputs, dtype=float)


def absorbed(weights, biases, rows, np):
    """The matrix of the linear map of (1, x) that is the layer on each x: its columns by what unit vectors give."""
    inputs = len(weights) if rows else len(weights[0])
    shift = layer(np.zeros(inputs), weights, biases, rows, np)
    columns = [shift] + [layer(one, weights, biases, rows, np) - shift for one in np.eye(inputs)]
    return np.array(columns) if rows else np.array(columns).T


def witness(params, at, np):
    rows = params["convention"] == "rows"
    weights, biases, x = params["weights"], params["biases"], params["x"]
    extended = np.concatenate([np.ones(1), np.array(x, dtype=float)])
    return {
        "a": layer(x, weights, biases, rows, np)[params["unit"] - 1],
        "b": extended.shape[0],
        "c": absorbed(weights, biases, rows, np),
    }
