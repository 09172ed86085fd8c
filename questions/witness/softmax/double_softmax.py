"""The four points one by one: softmax, the loss of the label; then the same with another softmax before it."""

LABELS = (0, 1, 1, 0)  # of (0,0), (0,1), (1,0), (1,1)


def softmax(z, np):
    exponentials = np.exp(z - np.max(z))
    return exponentials / np.sum(exponentials)


def cross_entropy(logits, label, np):
    """What nn.CrossEntropyLoss does to the logits of one example: a log-softmax, and minus the entry of the label."""
    others = [z - logits[label] for k, z in enumerate(logits) if k != label]
    return np.log1p(np.sum(np.exp(np.array(others))))


def mean_loss(table, np):
    return np.mean(np.array([cross_entropy(z, label, np) for z, label in zip(table, LABELS, strict=True)]))


def holds(name, table, np):
    layered = np.array([softmax(z, np) for z in table])
    before, after = mean_loss(table, np), mean_loss(layered, np)
    sharper = np.array([softmax(50 * z, np) for z in table])
    floor = np.log(1 + np.exp(-1.0))
    step = 1e-3
    moved = [table * (1 + step), np.array([softmax(z * (1 + step), np) for z in table])]
    slopes = [(mean_loss(moved[0], np) - before) / step, (mean_loss(moved[1], np) - after) / step]
    again = np.array([softmax(z, np) for z in layered])
    return {
        "same_classes": bool(np.all(np.argmax(layered, axis=1) == np.argmax(table, axis=1))),
        "same_loss": bool(np.isclose(before, after, rtol=1e-3)),
        "has_floor": bool(mean_loss(sharper, np) > floor - 1e-4),
        "reaches_zero": bool(mean_loss(sharper, np) < 1e-3),
        "sums_to_one": bool(np.allclose(np.sum(layered, axis=1), 1, rtol=1e-4)),
        "unchanged_by_second": bool(np.allclose(again, layered, rtol=1e-2)),
        "flatter": bool(np.all(np.max(again, axis=1) < np.max(layered, axis=1))),
        "loss_is_smaller": bool(after < before),
        "slope_is_stronger": bool(abs(slopes[1]) > abs(slopes[0])),
    }[name]


def witness(params, at, np):
    table = np.array([[float(z) for z in row] for row in params["logits"]])
    small = np.array([softmax(z, np)[1 - label] for z, label in zip(table, LABELS, strict=True)])
    layered = np.array([softmax(z, np) for z in table])
    good = [k for k, name in enumerate(params["claims"]) if holds(name, table, np)]
    return {
        "a": small,
        "b": mean_loss(table, np),
        "c": mean_loss(layered, np),
        "d": ", ".join("ABCDEFGHI"[k] for k in good),
    }


def onward(params, seen, np):
    """From the printed small probabilities to both losses."""
    small = seen["a"]
    twice = np.log1p(np.exp(-(1 - 2 * small)))
    return {
        "b": {"the printed probabilities": np.mean(-np.log1p(-small))},
        "c": {"the printed probabilities": np.mean(twice)},
    }
