"""The first forward pass: equal logits for a made-up batch, softmax, cross-entropy, reduction."""


def witness(params, at, np):
    classes, batch = params["classes"], params["batch"]
    logits = np.zeros((batch, classes))
    labels = [(7 * n + 3) % classes for n in range(batch)]
    probabilities = np.exp(logits) / np.sum(np.exp(logits), axis=1, keepdims=True)
    losses = np.array([-np.log(probabilities[n, label]) for n, label in enumerate(labels)])
    reduced = np.sum(losses) if params["reduction"] == "sum" else np.mean(losses)
    return {"a": probabilities[0, labels[0]], "b": reduced}
