"""Two arrays of the shape asked for, compared entry by entry; the slope of one entry by differences."""


def witness(params, at, np):
    target = np.zeros(params["shape"])
    prediction = target + float(params["difference"])
    entries = 0
    for _ in np.nditer(prediction):
        entries += 1

    def loss(moved):
        """The mean of the squared differences when the first entry is moved."""
        changed = prediction.copy().reshape(-1)
        changed[0] += moved
        return np.mean((changed - target.reshape(-1)) ** 2)

    # A parabola: the central difference is exact for any step, and 1 keeps the rounding small.
    return {"a": entries, "b": loss(0.0), "c": (loss(1.0) - loss(-1.0)) / 2}


def onward(params, seen, np):
    """From the N of the first part to the derivative."""
    return {"c": {"the printed N": 2 * float(params["difference"]) / seen["a"]}}
