"""Batches are dealt out one by one and counted; the spread of an accuracy is that of the mean of zeros and ones."""


def updates(examples, batch):
    """How many batches an epoch has, the last one perhaps smaller."""
    count, left = 0, examples
    while left > 0:
        left -= batch
        count += 1
    return count


def spread(accuracy, examples, np):
    """The standard deviation of the mean of that many answers, each right with this probability."""
    single = np.sqrt(accuracy * (1 - accuracy) ** 2 + (1 - accuracy) * accuracy**2)
    return single / np.sqrt(examples)


def terms(data, np):
    """The gradients of single examples that make the gradient of the whole training set."""
    return sum(1 for _ in data)


def weights(data, np):
    """The weights of a layer of five units on such data, one example in each row."""
    layer = np.zeros((data.shape[1], 5))
    assert (data @ layer).shape == (len(data), 5)
    return layer.size


def witness(params, at, np):
    n, batch, accuracy = params["examples"], params["batch"], float(params["accuracy"])
    tests = params["test_examples"]
    work = {factor: updates(factor * n, batch) for factor in (1, 2, 4)}
    holds = {
        "epoch_doubles": work[2] == 2 * work[1],
        "update_doubles": min(batch, 2 * n) == 2 * min(batch, n),
        "full_batch": terms(np.zeros((2 * n, 3)), np) == 2 * terms(np.zeros((n, 3)), np),
        "weights_grow": weights(np.zeros((2 * n, 3)), np) == 2 * weights(np.zeros((n, 3)), np),
        "error_halves": np.isclose(2 * spread(accuracy, 2 * tests, np), spread(accuracy, tests, np)),
        "error_quarter": np.isclose(2 * spread(accuracy, 4 * tests, np), spread(accuracy, tests, np)),
        "same_epochs": work[2] * params["epochs"] == work[1] * params["epochs"],
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {
        "a": work[1],
        "b": sum(n for _ in range(params["epochs"])),
        "c": spread(accuracy, tests, np),
        "d": ", ".join(right),
    }
