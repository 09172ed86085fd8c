"""Layers run on a batch, one example of it is changed, and the outputs of another one are looked at."""


def standardised(x, axis, np):
    return (x - x.mean(axis=axis, keepdims=True)) / np.sqrt(x.var(axis=axis, keepdims=True))


def softmax(x, axis, np):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


LAYERS = {
    "linear": lambda x, np: x @ np.arange(12.0).reshape(4, 3),
    "relu": lambda x, np: np.maximum(x, 0),
    "batch_norm_train": lambda x, np: standardised(x, 0, np),
    "batch_norm_eval": lambda x, np: (x - np.array([0.1, 0.2, 0.3, 0.4])) / 1.5,
    "layer_norm": lambda x, np: standardised(x, 1, np),
    "softmax_classes": lambda x, np: softmax(x, 1, np),
    "softmax_batch": lambda x, np: softmax(x, 0, np),
    "dropout": lambda x, np: 2 * x * np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 0]]),
    "centred": lambda x, np: x - x.mean(axis=0, keepdims=True),
}


def couples(layer, np):
    x = np.sin(np.arange(12.0)).reshape(3, 4)
    changed = x.copy()
    changed[1] += np.array([0.3, -0.2, 0.5, 0.1])
    return not np.allclose(layer(x, np)[0], layer(changed, np)[0])


def witness(params, at, np):
    batch = np.array(params["batch"], dtype=float)
    changed = batch.copy()
    changed[1] = params["changed"]
    right = [
        letter
        for letter, name in zip("ABCDEFGH", params["claims"], strict=False)
        if couples(LAYERS[name], np)
    ]
    # Wave by wave: whatever has all its inputs is computed at once.
    waiting, waves = list(range(1, len(params["sizes"]))), 0
    done = {0}
    while waiting:
        ready = [layer for layer in waiting if layer - 1 in done]
        done |= set(ready)
        waiting = [layer for layer in waiting if layer not in ready]
        waves += 1
    return {
        "a": waves,
        "b": standardised(batch[:, None], 0, np)[0, 0],
        "c": standardised(changed[:, None], 0, np)[0, 0],
        "d": ", ".join(right),
    }
