"""The cached values are those of a network whose biases make them so; it is run, and slopes are differences."""

ACTIVATIONS = {
    "sigmoid": (lambda a, np: 1 / (1 + np.exp(-a)), lambda h, np: np.log(h / (1 - h))),
    "tanh": (lambda a, np: np.tanh(a), lambda h, np: np.arctanh(h)),
    "relu": (lambda a, np: np.maximum(a, 0.0), lambda h, np: np.where(h > 0, h, -1.0)),
}


def gradient(f, at, np, h=1e-5):
    """Central differences of a scalar function, entry by entry."""
    return np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(at))])


def stand_in(u, np):
    """Any smooth function in the place of f: the proof holds for all of them."""
    return np.sin(u) + 3 * u**2 / 10


def witness(params, at, np):
    f, inverse = ACTIVATIONS[params["activation"]]
    cached = np.array([float(h) for h in params["hidden"]])
    v = np.array([float(u) for u in params["weights"]])
    x, y = float(params["x"]), float(params["y"])
    a = inverse(cached, np)

    def loss(change, v):
        return (np.dot(v, f(a + change * x, np)) - y) ** 2 / 2

    def general(w):
        return (np.dot(at["v"], stand_in(w * at["x"], np)) - at["y"]) ** 2 / 2

    still = np.zeros(len(v))
    return {
        "a": gradient(general, at["w"], np),
        "b": (f(a + 1e-5, np) - f(a - 1e-5, np)) / 2e-5,
        "c": gradient(lambda u: loss(still, u), v, np),
        "d": gradient(lambda change: loss(change, v), still, np),
    }
