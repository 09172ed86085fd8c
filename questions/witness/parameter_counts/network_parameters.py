"""Every array of every layer is made, with the shape that PyTorch or Keras gives it, and its entries are counted."""


def pair(found, axes):
    return list(found) if isinstance(found, list) else [found] * axes


def recurrent(layer, gates, biases):
    """Shapes of the arrays of a recurrent layer, direction by direction, from the first layer on."""
    hidden, shapes, width = layer["hidden_size"], [], layer["input_size"]
    ways = 2 if layer.get("bidirectional", False) else 1
    for _ in range(layer.get("num_layers", 1)):
        for _ in range(ways):
            for _ in range(gates):
                shapes += [(hidden, width), (hidden, hidden)]
                shapes += [(hidden,)] * (biases if layer.get("bias", True) else 0)
        width = ways * hidden
    return shapes


def convolution(layer, axes):
    """One filter for each output channel, as deep as its group, and one bias for each of them."""
    depth = layer["in_channels"] // layer.get("groups", 1)
    filters = [(depth, *pair(layer["kernel_size"], axes)) for _ in range(layer["out_channels"])]
    return filters + [()] * (layer["out_channels"] if layer.get("bias", True) else 0)


def transposed(layer, axes):
    """A filter for each input channel, as deep as the outputs of its group."""
    depth = layer["out_channels"] // layer.get("groups", 1)
    filters = [(depth, *pair(layer["kernel_size"], axes)) for _ in range(layer["in_channels"])]
    return filters + [()] * (layer["out_channels"] if layer.get("bias", True) else 0)


def trained(layer, keras):
    """Shapes of the arrays that are trained; a scalar has the shape ()."""
    kind, bias = layer["type"], layer.get("bias", True)
    if kind == "Linear":
        return [(layer["out_features"], layer["in_features"])] + ([(layer["out_features"],)] if bias else [])
    if kind.startswith("ConvTranspose"):
        return transposed(layer, int(kind[-2]))
    if kind.startswith("Conv") and kind.endswith("d"):
        return convolution(layer, int(kind[-2]))
    if kind in ("BatchNorm1d", "BatchNorm2d", "GroupNorm"):
        width = layer.get("num_features", layer.get("num_channels"))
        return [(width,), (width,)] if layer.get("affine", True) else []
    if kind == "InstanceNorm2d":
        return [(layer["num_features"],)] * 2 if layer.get("affine", False) else []
    if kind == "RMSNorm":
        return [pair(layer["normalized_shape"], 1)] if layer.get("elementwise_affine", True) else []
    if kind == "LayerNorm":
        shape = pair(layer["normalized_shape"], 1)
        return [shape] * (1 + bias) if layer.get("elementwise_affine", True) else []
    if kind in ("RNN", "LSTM", "GRU"):
        gates = {"RNN": 1, "LSTM": 4, "GRU": 3}[kind]
        return recurrent(layer, gates, 2 if not keras or kind == "GRU" else 1)
    if kind == "MultiheadAttention":
        wide = layer["embed_dim"]
        return [(wide, wide)] * 4 + ([(wide,)] * 4 if bias else [])  # queries, keys, values, output
    if kind == "Embedding":
        return [(layer["num_embeddings"], layer["embedding_dim"])]
    if kind == "AddEmbedding":
        return [(layer["num_embeddings"], layer["embed_dim"])]
    return [(layer["embed_dim"],)] if kind == "ClassToken" else []


def kept(layer):
    """Shapes of the moving mean and variance."""
    if layer["type"].startswith("BatchNorm") and layer.get("track_running_stats", True):
        return [(layer["num_features"],), (layer["num_features"],)]
    return []


def counted(layers, shapes, np):
    """The entries of all arrays; nothing is stored, since each array repeats one number."""
    total = 0
    for layer in layers:
        for _ in range(layer.get("times", 1)):
            for inner in [*layer.get("branches", []), layer.get("layers", []), layer.get("shortcut", [])]:
                total += counted(inner, shapes, np)
        if "layers" not in layer and "branches" not in layer:
            total += sum(np.broadcast_to(0.0, shape).size for shape in shapes(layer))
    return total


def witness(params, at, np):
    layers = params["layers"]
    in_keras = counted(layers, lambda layer: trained(layer, keras=True), np)
    return {
        "a": counted(layers, lambda layer: trained(layer, keras=False), np),
        "b": in_keras + counted(layers, kept, np),
    }
