"""The layer Y = X W + Z R + T + A run forward with one entry moved: the loss is linear in each, so this is exact."""


def loss(tensors, upstream, np):
    """The sum over all outputs, each times its share of the loss."""
    total = 0.0
    examples, units = upstream.shape
    for n in range(examples):
        for m in range(units):
            first = sum(tensors["X"][n, d] * tensors["W"][d, m] for d in range(tensors["W"].shape[0]))
            second = sum(tensors["Z"][n, e] * tensors["R"][e, m] for e in range(tensors["R"].shape[0]))
            added = tensors["A"][n, m] if tensors["A"].ndim == 2 else tensors["A"][m]
            total = total + upstream[n, m] * (first + second + tensors["T"][n, m] + added)
    return total


def slopes(name, tensors, upstream, np):
    """The central difference of the loss in each entry of one tensor."""
    found = np.zeros(tensors[name].shape)
    for place in np.ndindex(*found.shape):
        one = np.zeros(found.shape)
        one[place] = 1.0
        ends = [loss({**tensors, name: tensors[name] + side * one}, upstream, np) for side in (1, -1)]
        found[place] = (ends[0] - ends[1]) / 2
    return found


def witness(params, at, np):
    tensors = {name: np.array(params[name], dtype=float) for name in ("X", "W", "Z", "R")}
    upstream = np.array(params["G"], dtype=float)
    tensors["T"] = np.zeros(upstream.shape)
    tensors["A"] = np.zeros(upstream.shape if params["added"] == "matrix" else upstream.shape[1:])
    asked = {"a": "Z", "b": "A", "c": params["which"]}
    return {label: slopes(name, tensors, upstream, np) for label, name in asked.items()}
