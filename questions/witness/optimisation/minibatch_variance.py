"""The variance of the mean of a mini-batch: every mini-batch is drawn, with and without replacement."""


def subsets(count, size):
    """All ways to pick `size` of `count` different places."""
    return [
        [k for k in range(count) if bits >> k & 1] for bits in range(2**count) if bits.bit_count() == size
    ]


def sequences(count, size):
    """All ways to pick a place `size` times, the same one again allowed."""
    found = [[]]
    for _ in range(size):
        found = [[*row, k] for row in found for k in range(count)]
    return found


def spread(gradients, batches, np):
    """The mean squared distance of the means of the batches from their own mean."""
    means = np.array([np.mean(gradients[batch]) for batch in batches])
    return np.mean((means - np.mean(means)) ** 2)


def witness(params, at, np):
    gradients = np.array(params["gradients"], float)
    count, size = len(gradients), params["batch"]
    free, sizes = at["g"], at["sizes"]
    return {
        "a": spread(gradients, [[k] for k in range(count)], np),
        "b": spread(gradients, sequences(count, size), np),
        "c": np.asarray(spread(free, subsets(sizes["N"], sizes["B"]), np)),
        "d": spread(gradients, subsets(count, size), np),
    }


def onward(params, seen, np):
    """From the printed variance of one example to those of the mean, and from one of these to the other."""
    count, size = len(params["gradients"]), params["batch"]
    fewer = (count - size) / (count - 1)
    return {
        "b": {"the printed variance": seen["a"] / size},
        "d": {
            "the printed variance": seen["a"] / size * fewer,
            "the printed variance with replacement": seen["b"] * fewer,
        },
    }
