"""Expectations by going through every example and every mini-batch, all equally likely."""


def subsets(count, size):
    """All ways to pick `size` of `count` places, as tuples."""
    return [
        tuple(k for k in range(count) if bits >> k & 1)
        for bits in range(2**count)
        if bits.bit_count() == size
    ]


def witness(params, at, np):
    gradients = np.array(params["gradients"], float)
    count, size, rate = len(gradients), params["batch"], float(params["rate"])
    sums = [np.sum(gradients[list(chosen)]) for chosen in subsets(count, size)]

    # The step of one mini-batch with the mean; the rate with which the sum makes the same step.
    some = gradients[:size] + np.sum(np.abs(gradients)) + 1.0
    step = rate * np.mean(some)

    free = at["g"]
    scaled = [len(free) * one for one in free]
    return {
        "a": np.sum(gradients),
        "b": np.mean([gradients[k] for k in range(count)]),
        "c": np.asarray(np.mean(scaled)),
        "d": np.mean(sums),
        "e": step / np.sum(some),
    }


def onward(params, seen, np):
    """From the printed expectation of one example to that of the sum over a mini-batch."""
    return {"d": {"the printed expectation": params["batch"] * seen["b"]}}
