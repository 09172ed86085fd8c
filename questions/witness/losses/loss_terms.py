"""Losses of a made-up batch, one by one; what the reductions make of them; each statement tried on them."""


def losses(params, np):
    """One loss per term: binary entries are compared one by one, a softmax over the channels gives one per position."""
    shape = tuple(params["shape"])
    count = int(np.prod(shape))
    logits = np.sin(1.7 * np.arange(count) + 0.3).reshape(shape)
    if params["task"] == "class_map":
        classes = shape[1]
        exponentials = np.exp(logits)
        probabilities = exponentials / np.sum(exponentials, axis=1, keepdims=True)
        labels = np.arange(count // classes).reshape(shape[0], *shape[2:]) % classes
        of_label = np.take_along_axis(probabilities, np.expand_dims(labels, 1), axis=1)
        return -np.log(np.squeeze(of_label, axis=1))
    p = 1 / (1 + np.exp(-logits))
    y = np.arange(count).reshape(shape) % 2
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def same(a, b):
    """Equal up to the rounding of single precision."""
    return abs(a - b) < 1e-4 * (1 + abs(b))


def holds(name, each, params, np):
    """Whether a statement is true of these losses."""
    total, mean = np.sum(each), np.mean(each)
    per_example = np.sum(each.reshape(each.shape[0], -1), axis=1)
    return {
        "always_one_number": all(np.size(found) == 1 for found in (each, total, mean)),
        "backward_none": np.size(each) == 1,
        "backward_mean": np.size(mean) == 1,
        "backward_sum": np.size(total) == 1,
        "none_then_mean": same(np.mean(np.reshape(each, -1)), mean),
        "weights_of_one": same(np.sum(np.ones(each.shape) * each) / each.size, mean),
        "sum_is_mean_times_terms": same(total, mean * each.size),
        "sum_is_mean_times_batch": same(total, mean * params["shape"][0]),
        "mean_over_examples": same(np.mean(per_example), mean),
        "same_gradient": same(1.0, 1.0 / each.size),
    }[name]


def witness(params, at, np):
    each = losses(params, np)
    terms = 0
    for _ in np.nditer(each):
        terms += 1
    letters = "ABCDEFGH"
    right = [letters[k] for k, name in enumerate(params["claims"]) if holds(name, each, params, np)]
    return {
        "a": terms,
        "b": np.array([np.size(each), np.size(np.sum(each)), np.size(np.mean(each))]),
        "c": float(params["mean"]) * terms,
        "d": ", ".join(right),
    }


def onward(params, seen, np):
    """From the N of the first part to the sum."""
    return {"c": {"the printed N": float(params["mean"]) * seen["a"]}}
