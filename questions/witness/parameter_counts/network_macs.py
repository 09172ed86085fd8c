"""Every multiplication is an entry of an array of products: one axis for each output, one for each term of its sum.

The arrays repeat one number, so that nothing is stored; their entries are counted.
"""


def pair(found, axes):
    return list(found) if isinstance(found, list) else [found] * axes


def places(length, kernel, stride, padding, dilation, hangs_over):
    """How many places a window has that slides over a padded axis."""
    found, start, end = 0, -padding, length + padding
    while start + dilation * (kernel - 1) < end:
        found, start = found + 1, start + stride
    seen = start - stride + dilation * (kernel - 1)
    return found + (hangs_over and seen < end - 1 and start < length)


def spread(length, kernel, stride, padding, dilation, more):
    """How many cells a transposed kernel writes to."""
    last = max(stride * place + dilation * tap for place in range(length) for tap in range(kernel))
    return last + 1 - 2 * padding + more


def window(layer, shape):
    """The lengths of the axes after the channels, under a window."""
    axes, pooling = len(shape) - 1, "Pool" in layer["type"]
    if layer.get("padding") == "same":
        return list(shape[1:])
    kernel = pair(layer["kernel_size"], axes)
    stride = pair(layer.get("stride", layer["kernel_size"] if pooling else 1), axes)
    padding, dilation = pair(layer.get("padding", 0), axes), pair(layer.get("dilation", 1), axes)
    if layer["type"].startswith("ConvTranspose"):
        last = pair(layer.get("output_padding", 0), axes)
        return [spread(*one) for one in zip(shape[1:], kernel, stride, padding, dilation, last, strict=True)]
    over = [layer.get("ceil_mode", False)] * axes
    return [places(*one) for one in zip(shape[1:], kernel, stride, padding, dilation, over, strict=True)]


def recurrent(layer, shape, count):
    """For each step, layer, direction and gate: a matrix times the input, a matrix times the state."""
    gates, hidden = {"RNN": 1, "LSTM": 4, "GRU": 3}[layer["type"]], layer["hidden_size"]
    ways, width, total = 2 if layer.get("bidirectional", False) else 1, layer["input_size"], 0
    for _ in range(layer.get("num_layers", 1)):
        total += count(shape[0], ways, gates, hidden, width) + count(shape[0], ways, gates, hidden, hidden)
        width = ways * hidden
    return total, [shape[0], ways * hidden]


def attention(layer, shape, count):
    """Four square matrices at each position; a score and a weighted sum for each pair of positions in each head."""
    length, wide, heads = shape[0], layer["embed_dim"], layer["num_heads"]
    scores = count(heads, length, length, wide // heads)
    return 4 * count(length, wide, wide) + 2 * scores, shape


def convolved(layer, shape, count):
    """For each output a sum over the taps of all channels of its group; transposed, for each input a kernel written."""
    axes, groups = len(shape) - 1, layer.get("groups", 1)
    out = [layer["out_channels"], *window(layer, shape)]
    taps = pair(layer["kernel_size"], axes)
    if layer["type"].startswith("ConvTranspose"):
        return count(*shape, layer["out_channels"] // groups, *taps), out
    return count(*out, layer["in_channels"] // groups, *taps), out


def reshaped(layer, shape, np):
    """The shape after a layer without multiplications."""
    kind, batch = layer["type"], np.broadcast_to(0.0, (1, *shape))
    if kind == "Input":
        return pair(layer["shape"], 1)
    if kind.startswith("Adaptive"):
        return [shape[0], *pair(layer["output_size"], len(shape) - 1)]
    if "Pool" in kind:
        return [shape[0], *window(layer, shape)]
    if kind == "Embedding":
        return [*shape, layer["embedding_dim"]]
    if kind == "Upsample":
        return [shape[0], *(length * layer["scale_factor"] for length in shape[1:])]
    if kind == "ClassToken":
        return [shape[0] + 1, shape[1]]
    if kind == "Flatten":
        first, last = (layer.get(name, end) % batch.ndim for name, end in (("start_dim", 1), ("end_dim", -1)))
        return [*shape[: first - 1], int(np.prod(batch.shape[first : last + 1])), *batch.shape[last + 1 :]]
    if kind == "Transpose":
        return list(np.swapaxes(batch, layer["dim0"], layer["dim1"]).shape[1:])
    return list(np.take(batch, layer["index"], axis=layer["dim"]).shape[1:]) if kind == "Select" else shape


def through(layers, shape, np):
    """The multiplications of a list of layers for one example, and the shape that comes out."""

    def count(*lengths):
        return np.broadcast_to(0.0, lengths).size

    total = 0
    for layer in layers:
        kind, more = layer["type"], 0
        if kind == "Repeat":
            for _ in range(layer["times"]):
                one, shape = through(layer["layers"], shape, np)
                more += one
        elif kind in ("Residual", "Concat", "Product"):
            lists = [layer["layers"], layer.get("shortcut", [])] if kind == "Residual" else layer["branches"]
            branches = [through(branch, shape, np) for branch in lists]
            more = sum(one for one, _ in branches)
            channels = (
                sum(out[0] for _, out in branches) if kind == "Concat" else max(out[0] for _, out in branches)
            )
            shape = [channels, *np.broadcast_shapes(*(tuple(out[1:]) for _, out in branches))]
        elif kind in ("Linear", "TiedLinear"):
            more, shape = count(*shape, layer["out_features"]), [*shape[:-1], layer["out_features"]]
        elif kind in ("RNN", "LSTM", "GRU"):
            more, shape = recurrent(layer, shape, count)
        elif kind == "MultiheadAttention":
            more, shape = attention(layer, shape, count)
        elif kind.startswith("Conv"):
            more, shape = convolved(layer, shape, count)
        else:
            shape = reshaped(layer, shape, np)
        total += more
    return total, shape


def witness(params, at, np):
    macs, _ = through(params["layers"], [], np)
    operations = sum(2 * macs for _ in range(params["batch"]))  # a product and an addition for each of them
    return {"a": macs, "b": operations / 1e9}
