"""Functions of a vector: whether output i listens to input i alone, and Jacobians, by differences."""

ORDER = 1e-6


def softmax(z, np):
    e = np.exp(z)
    return e / np.sum(e)


def shifted(z, np):
    """Neighbouring pairs, the last one with the first."""
    return np.array([z[(k + 1) % len(z)] for k in range(len(z))])


FUNCTIONS = {
    "relu": lambda z, np: np.maximum(z, 0),
    "leaky_relu": lambda z, np: np.where(z > 0, z, 0.1 * z),
    "sigmoid": lambda z, np: 1 / (1 + np.exp(-z)),
    "tanh": lambda z, np: np.tanh(z),
    "softplus": lambda z, np: np.log(1 + np.exp(z)),
    "square": lambda z, np: z**2,
    "softmax": softmax,
    "log_softmax": lambda z, np: z - np.log(np.sum(np.exp(z))),
    "maxout": lambda z, np: np.maximum(z, shifted(z, np)),
    "centring": lambda z, np: z - np.mean(z),
    "normalise": lambda z, np: z / np.sqrt(np.sum(z**2)),
    "product": lambda z, np: z * shifted(z, np),
    "cumulative": lambda z, np: np.cumsum(z),
}


def jacobian(f, z, np):
    """Rows are outputs, columns inputs; central differences of fourth order."""
    h = 1e-3
    columns = [
        (f(z - 2 * step, np) - 8 * f(z - step, np) + 8 * f(z + step, np) - f(z + 2 * step, np)) / (12 * h)
        for step in np.eye(len(z)) * h
    ]
    return np.array(columns).T


def is_elementwise(f, np):
    """At two points in general position, whether all entries off the diagonal are 0."""
    for z in (np.array([0.7, -1.3, 0.4, 2.1]), np.array([-0.9, 1.6, 0.3, -2.2])):
        found = jacobian(f, z, np)
        if np.max(np.abs(found - np.diag(np.diag(found)))) > ORDER:
            return False
    return True


def witness(params, at, np):
    z = np.array([float(v) for v in params["z"]])
    f = FUNCTIONS[params["activation"]]
    n = params["n"]
    pattern = np.eye(n) if is_elementwise(f, np) else np.ones((n, n))  # of one example
    count = sum(int(np.count_nonzero(pattern)) for _ in range(params["batch"]))
    kept = [is_elementwise(FUNCTIONS[name], np) for name in params["functions"]]
    return {
        "a": jacobian(f, z, np),
        "b": count,
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(kept) if yes),
    }
