"""Clipping as a training loop does it: by the norm of the whole gradient, or entry by entry."""


def witness(params, at, np):
    gradient = np.array(params["gradient"], float)
    norm, bound, limit = np.linalg.norm(gradient), float(params["norm"]), float(params["value"])
    by_norm = gradient / norm * bound if norm > bound else gradient
    by_value = np.array([max(-limit, min(limit, entry)) for entry in gradient])
    cosine = np.sum(gradient * by_value) / (norm * np.linalg.norm(by_value))
    return {"a": norm, "b": by_norm, "c": by_value, "d": cosine}


def onward(params, seen, np):
    """From the printed entries that were clipped by value to the cosine."""
    gradient, clipped = np.array(params["gradient"], float), np.array(seen["c"])
    return {"d": {"the clipped entries": np.sum(gradient * clipped) / (seen["a"] * np.linalg.norm(clipped))}}
