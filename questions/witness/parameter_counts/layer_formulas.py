"""Arrays of the sizes in question are made, and their entries counted; so are the multiplications of a forward pass."""


def dense(inputs, outputs, np):
    return [np.zeros((inputs, outputs)), np.zeros(outputs)]


def pieces(inputs, outputs, count, np):
    """The arrays of `count` affine maps side by side."""
    return [array for _ in range(count) for array in dense(inputs, outputs, np)]


def witness(params, at, np):
    sizes, maxout = at["sizes"], params["pieces"] > 1
    inputs, outputs, count = params["inputs"], params["units"], params["pieces"]
    of = (sizes["D"], sizes["M"], sizes["K"]) if maxout else (sizes["n_in"], sizes["n_out"], 1)
    general = pieces(*of, np)
    layer = pieces(inputs, outputs, count, np)
    products = sum(np.outer(matrix[:, 0], np.ones(outputs)).size for matrix in layer[::2])
    return {
        "a": np.array(float(sum(array.size for array in general))),
        "b": sum(array.size for array in layer),
        "c": products,
    }
