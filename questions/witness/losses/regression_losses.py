"""Mean squared and mean absolute error entry by entry; slopes are central differences, exact where no residual is 0."""

STEP = 1e-3


def mse(prediction, target, np):
    return np.mean((prediction - target) ** 2)


def mae(prediction, target, np):
    return np.mean(np.abs(prediction - target))


def gradient(loss, prediction, target, np):
    return np.array(
        [
            (loss(prediction + STEP * e, target, np) - loss(prediction - STEP * e, target, np)) / (2 * STEP)
            for e in np.eye(len(prediction))
        ]
    )


def witness(params, at, np):
    target = np.array([float(text) for text in params["targets"]])
    prediction = np.array([float(text) for text in params["predictions"]])
    return {
        "a": mse(prediction, target, np),
        "b": mae(prediction, target, np),
        "c": gradient(mse, prediction, target, np),
        "d": gradient(mae, prediction, target, np),
    }
