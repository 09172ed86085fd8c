"""Softmax of two logits, sigmoids of several: probabilities and losses written forward; statements tried on them."""


def softmax(z, np):
    exponentials = np.exp(z)
    return exponentials / np.sum(exponentials)


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def logit_of(p, np):
    """The logit whose sigmoid is p, by bisection."""
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(middle, np) < p else (low, middle)
    return (low + high) / 2


def holds(name, pair, tags, np):
    both = softmax(pair, np)
    shifted = softmax(pair + 1.5, np)
    doubled = softmax(np.array([0.0, pair[1] - pair[0]]), np)
    single = sigmoid(pair[1] - pair[0], np)
    each = np.array([sigmoid(z, np) for z in tags])
    return {
        "difference": abs(both[1] - single) < 1e-5,
        "own_logit": abs(both[1] - sigmoid(pair[1], np)) < 1e-5,
        "one_is_enough": abs(doubled[1] - both[1]) < 1e-5,
        "two_needed": abs(single - both[1]) > 1e-5,
        "same_loss": abs(-np.log(both[0]) + np.log(1 - single)) < 1e-4,
        "shift": np.max(np.abs(shifted - both)) < 1e-5,
        "tags_sum_to_1": abs(np.sum(each) - 1) < 1e-4,
        "tags_by_softmax": np.max(np.abs(softmax(tags, np) - each)) < 1e-5,
        "tags_raise_one": abs(sigmoid(tags[0] + 1, np) - each[0]) > 1e-4
        and np.max(np.abs(np.array([sigmoid(z, np) for z in tags[1:]]) - each[1:])) < 1e-6,
    }[name]


def witness(params, at, np):
    pair = np.array([float(text) for text in params["pair"]])
    tags = np.array([float(text) for text in params["tags"]])
    chance = softmax(pair, np)[1]
    label = params["label"]
    letters = "ABCDEFGH"
    return {
        "a": chance,
        "b": logit_of(chance, np),
        "c": -np.log(softmax(pair, np)[label]),
        "d": np.array([1, len(tags)]),
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, pair, tags, np)),
    }


def onward(params, seen, np):
    """From the printed probability of class 1, and from the printed logit, to the loss of the label."""
    p, z = seen["a"], seen["b"]
    right = params["label"] == 1
    return {
        "c": {
            "the printed probability": -np.log(p if right else 1 - p),
            "the printed logit": np.log(1 + np.exp(-z if right else z)),
        }
    }
