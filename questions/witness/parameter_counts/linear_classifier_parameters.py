"""What a model lets move freely is counted one by one; where it moves too much, by the rank of what it does."""


def covariance(features):
    """The free entries of a symmetric matrix: pairs of places, of which (i, j) and (j, i) are the same."""
    return len({frozenset((i, j)) for i in range(features) for j in range(features)})


def as_coded(features, outputs, np):
    """The arrays of a linear layer."""
    return sum(array.size for array in (np.zeros((features, outputs)), np.zeros(outputs)))


def identifiable(features, classes, np):
    """In how many directions the differences between logits can move: the rank of a linear map from the parameters.

    The points are the origin and one on each axis, which is enough for affine functions.
    """
    points = np.vstack([np.zeros(features), np.eye(features)])
    columns = []
    for place in range(classes * (features + 1)):
        parameters = np.zeros(classes * (features + 1))
        parameters[place] = 1.0
        weights = parameters.reshape(features + 1, classes)
        logits = points @ weights[:-1] + weights[-1]
        columns.append((logits - logits[:, :1]).ravel())
    return int(np.linalg.matrix_rank(np.array(columns)))


def count(model, features, classes, np):
    priors = classes - 1  # the last one is what is missing to 1
    one = covariance(features) if model.startswith("gaussian") else 0
    means = sum(np.zeros(features).size for _ in range(classes))
    return {
        "logistic_binary": lambda: as_coded(features, 1, np),
        "softmax": lambda: as_coded(features, classes, np),
        "softmax_identifiable": lambda: identifiable(features, classes, np),
        "gaussian_shared": lambda: priors + means + one,
        "gaussian_separate": lambda: priors + means + sum(one for _ in range(classes)),
        "naive_bayes": lambda: priors + means + sum(np.ones(features).size for _ in range(classes)),
    }[model]()


def witness(params, at, np):
    model, features, classes = params["model"], params["features"], params["classes"]
    now = count(model, features, classes, np)
    return {"a": now, "b": count(model, features + 1, classes, np) - now}
