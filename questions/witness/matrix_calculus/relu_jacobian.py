"""The ReLU moved input by input: its Jacobian by differences; sizes are those of the arrays that NumPy would make."""


def relu(x, np):
    return np.where(x > 0, x, 0.0)


def jacobian(x, np):
    """Row i, column j: how output i changes when input j is moved, by less than the way to the kink."""
    step = np.min(np.abs(x)) / 2
    columns = [(relu(x + step * one, np) - relu(x - step * one, np)) / (2 * step) for one in np.eye(len(x))]
    return np.array(columns).T


def witness(params, at, np):
    x, upstream = np.array(params["x"], dtype=float), np.array(params["g"], dtype=float)
    step = np.min(np.abs(x)) / 2
    back = [
        (np.dot(upstream, relu(x + step * one, np)) - np.dot(upstream, relu(x - step * one, np))) / (2 * step)
        for one in np.eye(len(x))
    ]
    units, batch = params["units"], params["batch"]
    dtype = np.dtype(params["dtype"])
    # A view of one number that has the shape of all the Jacobians: as large as they, and takes no memory.
    dense = np.broadcast_to(np.zeros(1, dtype=dtype), (batch, units, units))
    mask, gradient = np.ones((batch, units), dtype=dtype), np.ones((batch, units), dtype=dtype)
    return {
        "a": jacobian(x, np),
        "b": np.array(back),
        "c": dense.size,
        "d": dense.size * dense.itemsize,
        "e": (mask * gradient).size,
    }


def onward(params, seen, np):
    """From the printed Jacobian to the product, and from the printed number of entries to the bytes."""
    return {
        "b": {"the printed Jacobian": np.transpose(seen["a"]) @ np.array(params["g"], dtype=float)},
        "d": {"the printed number": seen["c"] * np.dtype(params["dtype"]).itemsize},
    }
