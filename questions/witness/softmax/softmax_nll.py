"""Softmax as the prompt defines it: exponentials over their sum, class by class; then the loss of the label."""


def witness(params, at, np):
    logits = [float(z) for z in params["logits"]]
    exponentials = [np.exp(z) for z in logits]
    probabilities = [e / sum(exponentials) for e in exponentials]
    letters = "ABCDEFGH"
    predicted = letters[int(np.argmax(probabilities))]
    label = letters.index(params["label"])
    return {"a": np.array(probabilities), "b": predicted, "c": -np.log(probabilities[label])}


def onward(params, seen, np):
    """From the printed sum to probabilities and loss, and from a printed probability to the loss."""
    logits = np.array([float(z) for z in params["logits"]])
    label = "ABCDEFGH".index(params["label"])
    ways = {"a": {}, "c": {"the printed probability": -np.log(seen["a"][label])}}
    if "sum of the exponentials" in seen:
        total = seen["sum of the exponentials"]
        ways["a"]["the printed sum"] = np.exp(logits) / total
        ways["c"]["the printed sum"] = -logits[label] + np.log(total)
    return ways
