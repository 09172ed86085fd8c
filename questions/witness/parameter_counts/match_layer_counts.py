"""Each layer is built as arrays, and their entries are counted."""


def arrays(layer, np):
    def bias(count):
        return [np.zeros(count)] if layer["bias"] else []

    size = {name: layer.get(name, 0) for name in ("inputs", "outputs", "kernel")}
    n, m, k = size["inputs"], size["outputs"], size["kernel"]
    made = {
        "dense": lambda: [np.zeros((n, m)), *bias(m)],
        "convolution": lambda: [np.zeros((m, n, k, k)), *bias(m)],
        "depthwise": lambda: [np.zeros((n, 1, k, k)), *bias(n)],
        "embedding": lambda: [np.zeros((n, m))],
        "batch_norm": lambda: [np.ones(n), np.zeros(n)],
    }
    return made[layer["kind"]]()


def witness(params, at, np):
    held = [sum(array.size for array in arrays(layer, np)) for layer in params["layers"]]
    return {"a": [[count == own for count in params["counts"]] for own in held]}
