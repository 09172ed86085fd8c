"""The story is acted out: data are made, a network is built that fits them, trained a little, and counted."""


def acted_out(story, np):
    """The arrays of a network that is built for the data and trained as the story says."""
    x = np.sin(np.arange(1.0, story["examples"] * story["features"] + 1)).reshape(
        story["examples"], story["features"]
    )
    labels = np.arange(story["examples"]) % story["classes"]
    targets = np.eye(story["classes"])[labels]
    widths = [x.shape[1], *story["hidden"], targets.shape[1]]
    layers = [
        [np.ones((n, m)) / n] + ([np.zeros(m)] if story["biases"] else [])
        for n, m in zip(widths[:-1], widths[1:], strict=True)
    ]
    for epoch in range(story["epochs"]):
        first = (epoch * story["batch"]) % len(x)
        batch, wanted = x[first : first + story["batch"]], targets[first : first + story["batch"]]
        h = batch
        for layer in layers[:-1]:
            h = activated(h @ layer[0] + (layer[1] if story["biases"] else 0), story["activation"], np)
        out = h @ layers[-1][0] + (layers[-1][1] if story["biases"] else 0)
        layers[-1][0] = layers[-1][0] - story["rate"] * h.T @ slope(out, wanted, story["loss"], np)
    return [array for layer in layers for array in layer]


def activated(z, name, np):
    return np.maximum(z, 0) if name == "relu" else np.tanh(z)


def slope(out, wanted, loss, np):
    """The derivative of the loss by the outputs."""
    if loss == "squared":
        return out - wanted
    p = np.exp(out - np.max(out, axis=1, keepdims=True))
    return p / np.sum(p, axis=1, keepdims=True) - wanted


CHANGES = {
    "examples": {"examples": lambda n: 2 * n},
    "batch": {"batch": lambda n: 2 * n},
    "epochs": {"epochs": lambda n: n + 3},
    "loss": {"loss": lambda _: "squared"},
    "activation": {"activation": lambda _: "tanh"},
    "rate": {"rate": lambda rate: rate / 10},
    "feature": {"features": lambda n: n + 1},
    "class": {"classes": lambda n: n + 1},
    "wider": {"hidden": lambda widths: [widths[0] + 1, *widths[1:]]},
    "deeper": {"hidden": lambda widths: [*widths, widths[-1]]},
    "biases": {"biases": lambda _: False},
}


def witness(params, at, np):
    story = {
        **{name: params[name] for name in ("features", "hidden", "classes", "examples", "batch")},
        "epochs": 1, "loss": "cross-entropy", "activation": "relu", "rate": 0.1, "biases": True,
    }  # fmt: skip
    network = acted_out(story, np)
    count = sum(array.size for array in network)
    changed = []
    for letter, name in zip("ABCDEFGH", params["claims"], strict=False):
        other = {**story, **{field: change(story[field]) for field, change in CHANGES[name].items()}}
        if sum(array.size for array in acted_out(other, np)) != count:
            changed.append(letter)
    return {
        "a": np.array([network[0].shape[0], network[-1].shape[0]]),
        "b": count,
        "c": ", ".join(changed),
    }
