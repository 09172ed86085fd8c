"""The network is run before and after a unit is put in; gradients of the new weights are worked out as PyTorch does."""


def forward(x, first, b1, second, b2, np):
    """Activations of the hidden units and logits."""
    z = first @ x + b1
    return z, second @ np.maximum(z, 0) + b2


def widened(network, place, incoming, bias, outgoing, np):
    """The network with one unit more, at this place."""
    first, b1, second, b2 = network
    return (
        np.insert(first, place, incoming, axis=0),
        np.insert(b1, place, bias),
        np.insert(second, place, outgoing, axis=1),
        b2,
    )


def loss(logits, label, np):
    top = np.max(logits)
    return top + np.log(np.sum(np.exp(logits - top))) - logits[label]


def gradient_of_unit(x, network, place, label, np):
    """Derivatives of the loss by the incoming weights, the bias and the outgoing weights of one unit; ReLU'(0) is 0."""
    z, logits = forward(x, *network, np)
    p = np.exp(logits - np.max(logits))
    delta = p / np.sum(p) - (np.arange(len(logits)) == label)
    back = np.dot(network[2][:, place], delta) * (z[place] > 0)
    return np.concatenate([back * x, [back], delta * max(z[place], 0)])


def keeps_and_learns(how, params, x, network, np):
    """Whether the function stays the same everywhere (tried on a grid) and a weight of the new unit can move."""
    rows, bias, out = (
        np.array(params["incoming"], float),
        float(params["bias"]),
        np.array(params["outgoing"], float),
    )
    incoming, b, outgoing = {
        "random_in_zero_out": (rows, bias, 0 * out),
        "all_zero": (0 * rows, 0.0, 0 * out),
        "zero_in_random_out": (0 * rows, 0.0, out),
        "all_random": (rows, bias, out),
        "copy_of_a_unit": (network[0][0], network[1][0], network[2][:, 0]),
    }[how]
    place = params["place"] - 1
    wide = widened(network, place, incoming, b, outgoing, np)
    grid = [np.array([i, j], float) for i in range(-4, 5) for j in range(-4, 5)]
    same = all(
        np.allclose(forward(p, *wide, np)[1], forward(p, *network, np)[1], rtol=1e-5, atol=1e-5) for p in grid
    )
    moves = np.any(np.abs(gradient_of_unit(x, wide, place, params["label"] - 1, np)) > 1e-6)
    return same and bool(moves)


def witness(params, at, np):
    x = np.array(params["x"], dtype=float)
    network = tuple(
        np.array(params[name], dtype=float) for name in ("first", "first_biases", "second", "second_biases")
    )
    out = np.zeros(len(params["second"]))
    place, label = params["place"] - 1, params["label"] - 1
    wide = widened(network, place, np.array(params["incoming"], float), float(params["bias"]), out, np)
    logits = forward(x, *wide, np)[1]
    right = [
        letter
        for letter, how in zip("ABCDE", params["starts"], strict=False)
        if keeps_and_learns(how, params, x, network, np)
    ]
    return {
        "a": forward(x, *network, np)[1],
        "b": logits,
        "c": loss(logits, label, np),
        "d": ", ".join(right),
    }


def onward(params, seen, np):
    """From the printed logits to those of the wider network and to the loss."""
    return {
        "b": {"the logits before": seen["a"]},
        "c": {"the printed logits": loss(seen["b"], params["label"] - 1, np)},
    }
