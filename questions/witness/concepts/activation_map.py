"""A filter slid over an image by loops; what a deep unit sees is found by following its inputs down to the pixels."""


def slide(image, kernel, bias, np):
    size, side = len(image), len(kernel)
    out = np.zeros((size - side + 1, size - side + 1))
    for i in range(len(out)):
        for j in range(len(out)):
            out[i, j] = bias + sum(
                kernel[a][b] * image[i + a][j + b] for a in range(side) for b in range(side)
            )
    return out


def pixels_seen(layers, side):
    """How many pixels of a row one unit depends on, layer by layer."""
    seen = {0}
    for _ in range(layers):
        seen = {place + step for place in seen for step in range(side)}
    return len(seen)


def witness(params, at, np):
    before = slide(params["image"], params["kernel"], params["bias"], np)
    activation = np.maximum(before, 0)
    maps = np.stack([activation] * params["filters"])
    depth = 1
    while pixels_seen(depth, params["side"]) < params["object"]:
        depth += 1
    return {
        "a": activation,
        "b": maps.size,
        "c": pixels_seen(params["layers"], params["side"]),
        "d": depth,
    }
