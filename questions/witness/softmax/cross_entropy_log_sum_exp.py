"""The cross-entropy as it is defined: probabilities, their logarithms, weighted by the target, with a minus."""


def loss(z, y, np):
    exponentials = np.exp(z)
    return -np.sum(y * np.log(exponentials / np.sum(exponentials)))


def witness(params, at, np):
    z = np.array([float(entry) for entry in params["logits"]])
    y = np.array([float(entry) for entry in params["target"]])
    return {"a": loss(at["z"], at["y"], np), "b": loss(z, y, np)}


def onward(params, seen, np):
    """From the printed log-sum-exp to the loss."""
    z = np.array([float(entry) for entry in params["logits"]])
    y = np.array([float(entry) for entry in params["target"]])
    return {"b": {"the printed log-sum-exp": np.sum(y) * seen["log-sum-exp"] - np.sum(y * z)}}
