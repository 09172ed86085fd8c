"""What a sum runs over: the loss of one example, the code as it stands, and notations that are executed."""

LETTERS = "ABCDEFGH"


def one_hot(params, np):
    return np.eye(len(params["probabilities"]))[params["label"] - 1]


def holds(name, params, y, p, np):
    """Statements about the index, tried with another number of examples and another number of classes."""
    whole = -np.sum(y * np.log(p))
    examples = params["examples"]
    return {
        "over_classes": abs(whole + np.log(p[params["label"] - 1])) < 1e-5,
        "over_examples": abs(-sum(y[k] * np.log(p[k]) for k in range(min(examples, len(y)))) - whole) < 1e-5,
        "always_same": all(
            abs(-sum(unit[k] * np.log(p[k]) for k in range(min(examples, len(y)))) + np.log(p[c])) < 1e-5
            for c, unit in enumerate(np.eye(len(p)))
        ),
        "target_sums_over_classes": abs(np.sum(y) - 1) < 1e-6,
        "target_sums_over_batch": abs(np.sum(np.array([y for _ in range(examples)])) - 1) < 1e-6,
        "mean_outside": abs(np.mean(np.array([whole for _ in range(examples)])) - whole) < 1e-5,
        "batch_counts": abs(np.sum(np.array([whole for _ in range(examples)])) - whole) < 1e-5,
    }[name]


def executed(notation, label, p, np):
    """A notation for one data point, with its label as a plain number; None where it cannot be read."""
    classes = range(len(p))
    try:
        return {
            "indicator": lambda: -sum((label == i) * np.log(p[i]) for i in classes),
            "indexed_label": lambda: -sum((label[i] == i) * np.log(p[i]) for i in classes),
            "no_indicator": lambda: -sum(np.log(p[i]) for i in classes),
            "no_logarithm": lambda: -sum((label == i) * p[i] for i in classes),
            "other_classes": lambda: -sum((label != i) * np.log(p[i]) for i in classes),
            "log_outside_all": lambda: -np.log(sum(p[i] for i in classes)),
        }[notation]()
    except TypeError:
        return None


def witness(params, at, np):
    p = np.array([float(text) for text in params["probabilities"]])
    y, label = one_hot(params, np), params["label"] - 1
    whole = -np.sum(y * np.log(p))
    code = 0.0
    for i in range(min(params["examples"], len(p))):
        code = code - y[i] * np.log(p[i])
    values = [executed(name, label, p, np) for name in params["notations"]]
    right = [LETTERS[k] for k, value in enumerate(values) if value is not None and abs(value - whole) < 1e-5]
    return {
        "a": whole,
        "b": code,
        "c": ", ".join(
            LETTERS[k] for k, name in enumerate(params["claims"]) if holds(name, params, y, p, np)
        ),
        "d": ", ".join(right),
    }
