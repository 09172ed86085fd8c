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
