"""An epoch of SGD on a constant slope with noise: how far it carries a weight, and how much the end varies."""


def epoch(size, rate, count, np):
    """Distance and variance of one epoch where each example has the slope 1 and a noise of variance 1."""
    updates = count / size
    distance = updates * rate * 1.0
    variance = updates * rate**2 * (1.0 / size)
    return distance, variance


def witness(params, at, np):
    old, new, rate = params["batch"], params["new_batch"], float(params["rate"])
    count = old * new

    def noise(size, eta):
        """What the variance of an epoch is in comparison to its distance."""
        distance, variance = epoch(size, eta, count, np)
        return variance / distance

    wanted = noise(old, rate)
    low, high = 0.0, 1000.0 * rate
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if noise(new, middle) < wanted else (low, middle)
    found = (low + high) / 2
    direction = "larger" if found > rate * 1.001 else "smaller" if found < rate * 0.999 else "same"
    return {
        "a": noise(new, rate) / wanted,
        "b": "ABC"[params["options"].index(direction)],
        "c": found,
    }


def onward(params, seen, np):
    """From the printed factor of the noise to the learning rate that takes it back."""
    return {"c": {"the printed factor": float(params["rate"]) / seen["a"]}}
