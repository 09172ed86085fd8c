"""The likelihood of labels as the product of what each was given; its logarithm only at the end."""


def likelihood(t, p, np):
    """p^t (1 - p)^(1 - t), multiplied."""
    return np.prod(p**t * (1 - p) ** (1 - t))


def witness(params, at, np):
    t = np.array(params["labels"], dtype=float)
    p = np.array([float(text) for text in params["probabilities"]])
    whole = likelihood(t, p, np)
    return {
        "a": -np.log(likelihood(at["t"], at["p"], np)),
        "b": whole,
        "c": -np.log(whole),
        "d": -np.log(whole) / len(t),
    }


def onward(params, seen, np):
    """From the printed likelihood, and from the printed sum."""
    n = len(params["labels"])
    return {
        "c": {"the printed likelihood": -np.log(seen["b"])},
        "d": {"the printed likelihood": -np.log(seen["b"]) / n, "the printed sum": seen["c"] / n},
    }
