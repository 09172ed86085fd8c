"""The layers one after the other, as loops over units; the collapsed map is read off from what the network does."""


def forward(x, weights, biases, rows, np):
    """The output for one input x of shape (inputs,): each unit adds up its weighted inputs, and then its bias."""
    for matrix, bias in zip(weights, biases, strict=True):
        units = len(bias)
        outputs = []
        for o in range(units):
            total = bias[o]
            for i in range(len(x)):
                total = total + x[i] * (matrix[i][o] if rows else matrix[o][i])
            outputs.append(total)
        x = np.array(outputs)
    return x


def read_off(weights, biases, rows, np):
    """W' and b': what the network makes of 0 is b', and each unit vector shows one column (or row) of W'."""
    inputs = len(weights[0]) if rows else len(weights[0][0])
    origin = forward(np.zeros(inputs), weights, biases, rows, np)
    images = [forward(one, weights, biases, rows, np) - origin for one in np.eye(inputs)]
    return (np.array(images) if rows else np.array(images).T), origin


def witness(params, at, np):
    rows = params["convention"] == "rows"
    weights, biases = params["weights"], params["biases"]
    collapsed, shift = read_off(weights, biases, rows, np)
    # Two layers are proved as they are; for more, an affine map A, c stands for the layers so far, and one follows.
    names = ("W1", "W2"), ("b1", "b2")
    if len(weights) > 2:
        names = ("A_l", "W_[l+1]"), ("c_l", "b_[l+1]")
    used, shifts = ([at[name] for name in group] for group in names)
    inputs = at["X"] if rows else [at["x"]]
    outputs = np.array([forward(x, used, shifts, rows, np) for x in inputs])
    return {"a": outputs if rows else outputs[0], "b": collapsed, "c": shift}
