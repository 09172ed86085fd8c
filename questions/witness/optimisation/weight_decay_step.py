"""The penalty is differentiated by differences; the step is made on the sum of a linear data loss and the penalty."""


def witness(params, at, np):
    weights, data = (np.array([float(v) for v in params[name]]) for name in ("weights", "gradient"))
    rate, strength = float(params["rate"]), float(params["strength"])
    share = 0.5 if params["half"] else 1.0

    def penalty(w):
        return share * strength * np.sum(w**2)

    def slopes(f):
        """Central differences, exact for a parabola."""
        units = 0.5 * np.eye(len(weights))
        return np.array([f(weights + unit) - f(weights - unit) for unit in units])

    def total(w):
        return np.sum(data * w) + penalty(w)

    # Without data the step only shrinks: what is left of each weight is the factor.
    shrunk = weights - rate * slopes(penalty)
    return {
        "a": slopes(penalty),
        "b": np.sum(shrunk) / np.sum(weights) if np.sum(weights) else shrunk[0] / weights[0],
        "c": weights - rate * slopes(total),
    }


def onward(params, seen, np):
    """From the printed gradient of the penalty, or from the printed factor, to the weights."""
    weights, data = (np.array([float(v) for v in params[name]]) for name in ("weights", "gradient"))
    rate = float(params["rate"])
    return {
        "c": {
            "the printed gradient": weights - rate * (data + np.array(seen["a"])),
            "the printed factor": seen["b"] * weights - rate * data,
        }
    }
