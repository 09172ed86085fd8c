"""Symmetric inputs: outputs for z and -z added up, and the mean over four inputs taken one by one."""


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def leaky(z, alpha, np):
    return np.where(z > 0, z, alpha * z)


def share(x, np):
    """Phi(x): the area under the normal density up to x."""
    node, weight = np.polynomial.legendre.leggauss(60)
    found = 0.5 + 0 * x
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        found = found + w * x * np.exp(-((t * x) ** 2) / 2) / np.sqrt(2 * np.pi)
    return found


FUNCTIONS = {
    "sigmoid": sigmoid,
    "tanh": lambda z, np: np.tanh(z),
    "relu": lambda z, np: np.maximum(z, 0),
    "leaky_relu": lambda z, np: leaky(z, 0.1, np),
    "elu": lambda z, np: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "gelu": lambda z, np: z * share(z, np),
    "silu": lambda z, np: z * sigmoid(z, np),
    "softsign": lambda z, np: z / (1 + np.abs(z)),
    "hard_tanh": lambda z, np: np.minimum(np.maximum(z, -1), 1),
    "scaled_sigmoid": lambda z, np: 2 * sigmoid(2 * z, np) - 1,
    "cube": lambda z, np: z**3,
    "absolute": lambda z, np: np.abs(z),
    "shifted_relu": lambda z, np: np.maximum(z, 0) - 0.5,
    "shifted_tanh": lambda z, np: np.tanh(z) + 0.5,
    "softplus_difference": lambda z, np: np.log(1 + np.exp(z)) - np.log(1 + np.exp(-z)),
}


def is_odd(f, np):
    z = np.linspace(0.05, 5, 100)
    return bool(np.max(np.abs(f(z, np) + f(-z, np))) < 1e-9)


def witness(params, at, np):
    name, alpha = params["activation"], float(params["alpha"])
    x = at["x"]
    both = {
        "sigmoid": lambda: 1 - sigmoid(x, np),
        "tanh": lambda: np.tanh(-x),
        "leaky_relu": lambda: leaky(x, at["alpha"], np) + leaky(-x, at["alpha"], np),
    }[name]()
    f = (lambda z: leaky(z, alpha, np)) if name == "leaky_relu" else (lambda z: FUNCTIONS[name](z, np))
    inputs = np.array([side * size for size in params["sizes"] for side in (-1, 1)], dtype=float)
    outputs = params["a"] * f(params["k"] * inputs) + params["b"] * np.abs(inputs)
    odd = [is_odd(FUNCTIONS[function], np) for function in params["functions"]]
    return {
        "a": both,
        "b": np.mean(outputs),
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(odd) if yes),
    }
