"""One step on the examples of the batch: slopes are central differences of the loss, exact for a parabola."""


def witness(params, at, np):
    w, rate = float(params["weight"]), float(params["rate"])
    inputs, targets = np.array(params["inputs"], float), np.array(params["targets"], float)
    batch = [number - 1 for number in params["batch"]]

    def loss(weight, examples):
        """The sum of the squared errors of these examples."""
        return np.sum((weight * inputs[examples] - targets[examples]) ** 2)

    def slope(examples):
        return (loss(w + 0.5, examples) - loss(w - 0.5, examples)) / 1.0

    each = np.array([slope([k]) for k in range(len(inputs))])
    gradient = slope(batch)
    rules = {
        "descent": w - rate * np.sum(each[batch]),
        "ascent": w + rate * np.sum(each[batch]),
        "no_rate": w - np.sum(each[batch]),
        "mean": w - rate * np.mean(each[batch]),
        "all": w - rate * np.sum(each),
    }
    after = w - rate * gradient
    right = [
        label
        for label, rule in zip("ABCDE", params["rules"], strict=False)
        if abs(rules[rule] - after) < 1e-9
    ]
    return {"a": ", ".join(right), "b": each, "c": gradient, "d": after}
