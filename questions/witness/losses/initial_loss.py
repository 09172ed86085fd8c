"""The first forward pass: equal logits for a made-up batch, softmax, cross-entropy, reduction."""


def witness(params, at, np):
    classes, batch = params["classes"], params["batch"]
    logits = np.zeros((batch, classes))
    labels = [(7 * n + 3) % classes for n in range(batch)]
    probabilities = np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)
    losses = np.array([-np.log(probabilities[n, label]) for n, label in enumerate(labels)])
    reduced = np.sum(losses) if params["reduction"] == "sum" else np.mean(losses)
    return {"a": probabilities[0, labels[0]], "b": reduced}


def onward(params, seen, np):
    """From the printed probability, or from the printed loss of one example, to the loss of the batch."""
    examples = params["batch"] if params["reduction"] == "sum" else 1
    ways = {"the printed probability": -np.log(seen["a"]) * examples}
    if "cross-entropy of one example" in seen:
        ways["the printed loss of one example"] = seen["cross-entropy of one example"] * examples
    return {"b": ways}
