"""Mean, standard deviation and standard error of the scores of several runs, by NumPy."""


def witness(params, at, np):
    scores = np.array([float(score) for score in params["scores"]])
    deviation = np.std(scores, ddof=1)
    return {"a": np.mean(scores), "b": deviation, "c": deviation / np.sqrt(len(scores))}


def onward(params, seen, np):
    """From the printed mean to the deviation, and from the printed deviation to the error of the mean."""
    scores = np.array([float(score) for score in params["scores"]])
    spread = np.sqrt(np.sum((scores - seen["a"]) ** 2) / (len(scores) - 1))
    return {
        "b": {"the printed mean": spread},
        "c": {"the printed deviation": seen["b"] / np.sqrt(len(scores))},
    }
