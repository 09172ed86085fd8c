"""Binary cross-entropy by its words: the logarithm of what each label was given, averaged; the line of code is run."""


def witness(params, at, np):
    y = np.array(params["labels"])
    p = np.array([float(text) for text in params["probabilities"]])
    given = [p[k] if label == 1 else 1 - p[k] for k, label in enumerate(y)]
    loss = sum(-np.log(chance) for chance in given) / len(given)
    line = -np.mean(y * np.log(p)) + (1 - y) * np.log(1 - p)
    return {"a": np.array(given), "b": loss, "c": line}
