"""Radial features of four points by the formula; whether a feature separates them, by training a perceptron."""

CORNERS = {"zero_one": (0.0, 1.0), "plus_minus": (-1.0, 1.0)}
LABELS = (-1, 1, 1, -1)


def points(params, np):
    low, high = CORNERS[params["corners"]]
    return np.array([[low, low], [low, high], [high, low], [high, high]])


def radial(X, centres, width, np):
    return np.array(
        [[np.exp(-width * np.sum((x - np.array(c, dtype=float)) ** 2)) for c in centres] for x in X]
    )


FEATURES = {
    "product": lambda x, np: x[0] * x[1],
    "square": lambda x, np: x[0] ** 2,
    "sum": lambda x, np: x[0] + x[1],
    "difference": lambda x, np: x[0] - x[1],
    "absolute_difference": lambda x, np: np.abs(x[0] - x[1]),
    "squared_difference": lambda x, np: (x[0] - x[1]) ** 2,
    "largest": lambda x, np: np.maximum(x[0], x[1]),
    "sum_of_squares": lambda x, np: x[0] ** 2 + x[1] ** 2,
    "squared_sum": lambda x, np: (x[0] + x[1]) ** 2,
    "step": lambda x, np: np.where(x[0] > 0.5, 1.0, 0.0),
}


def separable(X, feature, np):
    """Whether the perceptron, which ends if any plane separates the points, ends within many rounds."""
    table = [np.array([1.0, *x, feature(x, np)]) for x in X]
    w = np.zeros(4)
    for _ in range(300):
        moved = False
        for row, label in zip(table, LABELS, strict=True):
            if label * (w @ row) <= 0:
                w = w + label * row
                moved = True
        if not moved:
            return True
    return False


def witness(params, at, np):
    X = points(params, np)
    table = radial(X, params["centres"], float(params["width"]), np)
    sums = np.sum(table, axis=1)
    good = [k for k, name in enumerate(params["features"]) if separable(X, FEATURES[name], np)]
    return {"a": table, "b": np.array([sums[0], sums[1]]), "c": ", ".join("ABCDEFGHIJ"[k] for k in good)}


def onward(params, seen, np):
    """From the printed features to their sums."""
    return {
        "b": {
            "the printed features": np.array(
                [seen["a"][0][0] + seen["a"][0][1], seen["a"][1][0] + seen["a"][1][1]]
            )
        }
    }
