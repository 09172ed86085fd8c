"""Labels of a truth table, one-hot rows, accuracy and cross-entropy of given logits: the code of the prompt, run."""

POINTS = [(0, 0), (0, 1), (1, 0), (1, 1)]


def truth(name, a, b):
    return {
        "XOR": a != b,
        "XNOR": a == b,
        "OR": a == 1 or b == 1,
        "AND": a == 1 and b == 1,
        "NAND": not (a == 1 and b == 1),
        "NOR": not (a == 1 or b == 1),
    }[name]


def witness(params, at, np):
    z = np.array([[float(text) for text in row] for row in params["logits"]])
    labels = np.array([int(truth(params["function"], a, b)) for a, b in POINTS])
    targets = np.eye(2)[labels]
    correct = 0
    for row, label in zip(z, labels, strict=True):
        correct += int(np.argmax(row) == label)
    margins = np.array([row[label] - row[1 - label] for row, label in zip(z, labels, strict=True)])
    losses = np.log1p(np.exp(-margins))
    # Spacing of single precision just above 1 is 2^-23: the sum is rounded to the nearest such number.
    d = margins[params["point"] - 1]
    steps = np.round(np.exp(-d) * 8388608)
    return {
        "a": targets,
        "b": correct / 4,
        "c": np.mean(losses),
        "d": np.log1p(steps / 8388608),
    }
