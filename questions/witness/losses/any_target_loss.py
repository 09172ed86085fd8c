"""The cross-entropy with a target of any sum, by its words: minus target times log-softmax; slopes by complex steps."""

STEP = 1e-30


def loss(z, y, np):
    exponentials = np.exp(z)
    return -np.sum(y * np.log(exponentials / np.sum(exponentials)))


def gradient(z, y, np):
    return np.array([np.imag(loss(z + STEP * 1j * unit, y, np)) / STEP for unit in np.eye(len(z))])


def witness(params, at, np):
    z = np.array([float(text) for text in params["logits"]])
    y = np.array(params["target"], dtype=float)
    return {
        "a": loss(at["z"], at["y"], np),
        "b": gradient(at["z"], at["y"], np),
        "c": loss(z, y, np),
        "d": gradient(z, y, np),
    }
