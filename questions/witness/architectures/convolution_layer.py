"""A filter is laid on the image at every place where it fits; places, products and arrays are counted."""


def places(params):
    """Where the filter begins on one axis, the padding included."""
    n, k, padding = params["size"], params["kernel"], params["padding"]
    return [start for start in range(-padding, n + padding, params["stride"]) if start + k <= n + padding]


def witness(params, at, np):
    channels, k, filters = params["channels"], params["kernel"], params["filters"]
    one_filter = np.ones((channels, k, k))
    rows = places(params)
    products = 0
    for _ in rows:
        for _ in rows:
            products += one_filter.size  # one for each entry of the filter, laid on this place
    outputs = len(rows) * len(rows) * filters
    dense = np.broadcast_to(0.0, (outputs, channels * params["size"] * params["size"]))
    return {
        "a": np.array([len(rows), len(rows), filters]),
        "b": one_filter.size,
        "c": sum(one_filter.size + 1 for _ in range(filters)),
        "d": products * filters,
        "e": dense.size + len(dense),
    }


def onward(params, seen, np):
    """Nothing is rounded; from the counts that are printed to those that follow from them."""
    outputs = np.prod(seen["a"])
    inputs = params["channels"] * params["size"] ** 2
    return {
        "c": {"the length of the dot product": (seen["b"] + 1) * params["filters"]},
        "d": {"places and dot products": outputs * seen["b"]},
        "e": {"the outputs": outputs * inputs + outputs},
    }
