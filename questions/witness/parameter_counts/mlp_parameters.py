"""The network is really allocated: every weight matrix, every bias vector, and their sizes are added up."""


def witness(params, at, np):
    sizes = params["layers"]
    layers = []
    for inputs, outputs in zip(sizes[:-1], sizes[1:], strict=True):
        arrays = [np.zeros((inputs, outputs))]
        if params["biases"]:
            arrays.append(np.zeros(outputs))
        layers.append(sum(array.size for array in arrays))
    return {"a": np.array(layers), "b": sum(layers)}


def onward(params, seen, np):
    """From the printed counts of the layers to their sum."""
    layers = range(1, len(params["layers"]))
    return {
        "b": {
            "the printed counts": np.sum(seen["a"]),
            "the counts of the layers": sum(seen[f"layer {k}"] for k in layers),
        }
    }
