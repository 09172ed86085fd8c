"""Output activations are run on a wide grid to see what they put out; gradients are differences of the loss."""


def outputs(name, a, np):
    return {
        "identity": lambda: a,
        "sigmoid": lambda: 1 / (1 + np.exp(-a)),
        "tanh": lambda: np.tanh(a),
        "relu": lambda: np.where(np.real(a) > 0, a, 0 * a),
        "softmax": lambda: np.exp(a) / np.sum(np.exp(a)),
        "exp": lambda: np.exp(a),
    }[name]()


def reaches(name, np):
    """What an activation puts out: its least and greatest value on a grid, and whether its outputs always sum to 1."""
    grid = np.linspace(-30.0, 30.0, 6001)
    if name == "softmax":
        rows = [
            outputs(name, np.array([a, b, 0.0]), np)
            for a in (-20.0, -1.0, 0.0, 3.0, 20.0)
            for b in (-2.0, 1.0)
        ]
        return np.min(rows), np.max(rows), bool(np.allclose(np.sum(rows, axis=1), 1))
    seen = outputs(name, grid, np)
    return np.min(seen), np.max(seen), False


def fits(name, task, np):
    """Whether the outputs are just what the task needs: any number, a chance between 0 and 1, or shares of 1."""
    low, high, shares = reaches(name, np)
    if task == "regression":
        return low < -20 and high > 20
    inside = low >= 0 and high <= 1 and low < 1e-3 and high > 1 - 1e-3
    return inside and shares == (task == "classes")


def loss(task, a, targets, np):
    if task == "regression":
        return np.sum((a - targets) ** 2) / 2
    if task == "binary":
        p = outputs("sigmoid", a, np)
        return -np.sum(targets * np.log(p) + (1 - targets) * np.log(1 - p))
    return -np.sum(targets * np.log(outputs("softmax", a, np)))


RIGHT = {"regression": "identity", "binary": "sigmoid", "classes": "softmax"}


def preactivations(task, o, np):
    return {"regression": lambda: o, "binary": lambda: np.log(o / (1 - o)), "classes": lambda: np.log(o)}[
        task
    ]()


def witness(params, at, np):
    task = params["task"]
    o = np.array([float(v) for v in params["outputs"]])
    targets = np.array([float(v) for v in params["targets"]])
    a = preactivations(task, o, np)
    right = [fits(name, task, np) for name in params["options"]]
    step = 1e-30j
    first = np.eye(len(a))[0]
    slope = np.imag(outputs(RIGHT[task], a + step * first, np)[0]) / 1e-30
    by_a = np.array([np.imag(loss(task, a + step * e, targets, np)) / 1e-30 for e in np.eye(len(a))])
    return {
        "a": "ABCDEF"[right.index(True)] if right.count(True) == 1 else "none or several",
        "b": slope,
        "c": by_a if task == "classes" else by_a[0],
    }
