"""Logistic regression trained on XOR by Newton's method; the best line is sought among very many."""

POINTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
LABELS = (0.0, 1.0, 1.0, 0.0)


def data(params, np):
    """The points with their numbers of copies."""
    counts = [params["zeros"], params["ones"], params["ones"], params["zeros"]]
    table = np.array([[1.0, *point] for point in POINTS])
    return table, np.array(LABELS), np.array(counts, dtype=float)


def probabilities(table, w, np):
    return (1 + np.tanh(table @ w / 2)) / 2


def trained(table, labels, counts, np):
    """The weights at which the weighted gradient vanishes: Newton's steps from weights that are not 0."""
    w = np.array([0.3, -0.4, 0.5])
    for _ in range(40):
        p = probabilities(table, w, np)
        gradient = table.T @ (counts * (p - labels))
        hessian = table.T @ (table * (counts * p * (1 - p))[:, None])
        w = w - np.linalg.solve(hessian, gradient)
    return w


def best_accuracy(labels, counts, np):
    """The largest share of right points for any line on a grid of weights."""
    steps = np.arange(-3.0, 3.5, 0.5)
    b, u, v = np.meshgrid(steps, steps, steps)
    right = 0
    for point, label, count in zip(POINTS, labels, counts, strict=True):
        right = right + count * ((b + u * point[0] + v * point[1] > 0) == (label == 1))
    return np.max(right) / np.sum(counts)


def witness(params, at, np):
    table, labels, counts = data(params, np)
    w = trained(table, labels, counts, np)
    p = probabilities(table, w, np)
    losses = -(labels * np.log(p) + (1 - labels) * np.log(1 - p))
    return {
        "a": p[3],
        "b": np.sum(counts * losses) / np.sum(counts),
        "c": best_accuracy(labels, counts, np),
    }


def onward(params, seen, np):
    """From the printed probability to the loss."""
    ones, zeros = params["ones"], params["zeros"]
    p = seen["a"]
    return {"b": {"the printed probability": -(ones * np.log(p) + zeros * np.log(1 - p)) / (ones + zeros)}}
