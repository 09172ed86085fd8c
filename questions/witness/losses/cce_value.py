"""Cross-entropy with one-hot rows written out in full: every entry of target times logarithm, nothing left out."""


def witness(params, at, np):
    probabilities = np.array([[float(text) for text in row] for row in params["probabilities"]])
    targets = np.zeros(probabilities.shape)
    for row, label in enumerate(params["labels"]):
        targets[row, label - 1] = 1.0
    rows = sum(1 for row in targets if np.sum(row) == 1)
    q = at["q"]
    single = [-np.sum(one_hot * np.log(q)) for one_hot in np.eye(len(q))]
    return {
        "a": np.array(single),
        "b": rows,
        "c": -np.sum(targets * np.log(probabilities)) / rows,
    }


def onward(params, seen, np):
    """From the printed R to the loss."""
    chosen = [
        float(row[label - 1]) for row, label in zip(params["probabilities"], params["labels"], strict=True)
    ]
    return {"c": {"the printed R": -np.sum(np.log(np.array(chosen))) / seen["b"]}}
