"""Windows slide over axes, place by place; of a transposed kernel, the cells that it reaches are collected."""


def pair(found, axes):
    return list(found) if isinstance(found, list) else [found] * axes


def starts(length, kernel, stride, padding, dilation, hangs_over):
    """Where the window begins: it lies inside of the padded axis.

    If windows may hang over, there is one more where the last one has not seen the last cell; it must not begin in
    the padding on the right.
    """
    found, start, end = [], -padding, length + padding
    while start + dilation * (kernel - 1) < end:
        found.append(start)
        start += stride
    seen = found[-1] + dilation * (kernel - 1)
    return [*found, start] if hangs_over and seen < end - 1 and start < length else found


def reached(length, kernel, stride, padding, dilation, more):
    """The cells that a transposed kernel writes to, without the padding at both ends, with more at the right."""
    cells = {stride * place + dilation * tap for place in range(length) for tap in range(kernel)}
    return len(range(max(cells) + 1)) - 2 * padding + more


def slid(layer, shape):
    """The lengths that a window leaves of the axes after the channels."""
    axes, lengths = len(shape) - 1, []
    kernel = pair(layer["kernel_size"], axes)
    pooling = "Pool" in layer["type"]
    stride = pair(layer.get("stride", layer["kernel_size"] if pooling else 1), axes)
    dilation = pair(layer.get("dilation", 1), axes)
    if layer.get("padding") == "same":
        return list(shape[1:])
    padding, more = pair(layer.get("padding", 0), axes), pair(layer.get("output_padding", 0), axes)
    for k in range(axes):
        if layer["type"].startswith("ConvTranspose"):
            lengths.append(reached(shape[k + 1], kernel[k], stride[k], padding[k], dilation[k], more[k]))
        else:
            over = layer.get("ceil_mode", False)
            lengths.append(len(starts(shape[k + 1], kernel[k], stride[k], padding[k], dilation[k], over)))
    return lengths


def one(layer, shape, np):
    """The shape of what one layer makes of an example."""
    kind = layer["type"]
    if kind == "Input":
        return pair(layer["shape"], 1)
    if kind.startswith("Adaptive"):
        return [shape[0], *pair(layer["output_size"], len(shape) - 1)]
    if kind.startswith(("Conv", "MaxPool", "AvgPool")):
        return [layer.get("out_channels", shape[0]), *slid(layer, shape)]
    if kind in ("Linear", "TiedLinear"):
        return [*shape[:-1], layer["out_features"]]
    if kind == "Embedding":
        return [*shape, layer["embedding_dim"]]
    if kind in ("RNN", "LSTM", "GRU"):
        return [shape[0], layer["hidden_size"] * (2 if layer.get("bidirectional", False) else 1)]
    if kind == "Upsample":
        return [shape[0], *(length * layer["scale_factor"] for length in shape[1:])]
    if kind == "ClassToken":
        return [shape[0] + 1, shape[1]]
    batch = np.broadcast_to(0.0, (1, *shape))  # axes are numbered with the batch as axis 0
    if kind == "Flatten":
        first, last = (layer.get(name, end) % batch.ndim for name, end in (("start_dim", 1), ("end_dim", -1)))
        return [*shape[: first - 1], np.prod(batch.shape[first : last + 1]), *batch.shape[last + 1 :]]
    if kind == "Transpose":
        return np.swapaxes(batch, layer["dim0"], layer["dim1"]).shape[1:]
    if kind == "Select":
        return np.take(batch, layer["index"], axis=layer["dim"]).shape[1:]
    return shape


def through(layers, shape, np):
    """The shape after a list of layers."""
    for layer in layers:
        if layer["type"] == "Repeat":
            for _ in range(layer["times"]):
                shape = through(layer["layers"], shape, np)
        elif layer["type"] == "Residual":
            shape = through(layer["layers"], shape, np)
        elif layer["type"] == "Product":
            branches = [through(branch, shape, np) for branch in layer["branches"]]
            shape = list(np.broadcast_shapes(*map(tuple, branches)))
        elif layer["type"] == "Concat":
            branches = [through(branch, shape, np) for branch in layer["branches"]]
            shape = [sum(branch[0] for branch in branches), *branches[0][1:]]
        else:
            shape = [int(length) for length in one(layer, shape, np)]
    return shape


def has_window(layer):
    """Whether a layer, or one inside of it, is a convolution or a pooling with a window."""
    inner = [*layer.get("branches", []), layer.get("layers", []), layer.get("shortcut", [])]
    return layer["type"].startswith(("Conv", "MaxPool", "AvgPool")) or any(
        has_window(x) for part in inner for x in part
    )


def witness(params, at, np):
    layers = params["layers"]
    last = max(k for k, layer in enumerate(layers) if has_window(layer))
    shape = [params["batch"], *through(layers[: last + 1], [], np)]
    return {"a": np.array(shape), "b": np.broadcast_to(0.0, shape).size}
