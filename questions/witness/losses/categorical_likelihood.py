"""The likelihood of one-hot labels: every probability to the power of its entry of the target, all multiplied."""


def likelihood(targets, probabilities, np):
    return np.prod(probabilities**targets)


def witness(params, at, np):
    p = np.array([[float(text) for text in row] for row in params["probabilities"]])
    targets = np.zeros(p.shape)
    for n, label in enumerate(params["labels"]):
        targets[n, label - 1] = 1.0
    whole = likelihood(targets, p, np)
    return {
        "a": -np.log(likelihood(at["Y"], at["P"], np)),
        "b": whole,
        "c": -np.log(whole),
        "d": -np.log(whole) / len(targets),
    }


def onward(params, seen, np):
    """From the printed likelihood, and from the printed sum."""
    n = len(params["labels"])
    return {
        "c": {"the printed likelihood": -np.log(seen["b"])},
        "d": {"the printed likelihood": -np.log(seen["b"]) / n, "the printed sum": seen["c"] / n},
    }
