"""Properties of activations, measured: values on a grid and far out, slopes by differences on either side."""

FAR = 1e6


def share(x, np):
    """Phi(x), by quadrature of the density; beyond 9 it is 0 or 1."""
    node, weight = np.polynomial.legendre.leggauss(50)
    t, w = (node + 1) / 2, weight / 2
    near = np.clip(np.asarray(x, dtype=float), -9, 9)[..., None]
    return 0.5 + np.sum(w * near * np.exp(-((t * near) ** 2) / 2), axis=-1) / np.sqrt(2 * np.pi)


def sigmoid(x, np):
    return 1 / (1 + np.exp(-np.clip(x, -80, 80)))


def f(name, x, np):
    table = {
        "sigmoid": lambda: sigmoid(x, np),
        "tanh": lambda: np.tanh(x),
        "relu": lambda: np.maximum(x, 0),
        "leaky_relu": lambda: np.where(x > 0, x, 0.01 * x),
        "elu": lambda: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
        "gelu": lambda: x * share(x, np),
        "silu": lambda: x * sigmoid(x, np),
        "softplus": lambda: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x))),
        "softsign": lambda: x / (1 + np.abs(x)),
        "hard_sigmoid": lambda: np.minimum(np.maximum(x + 3, 0), 6) / 6,
        "hard_tanh": lambda: np.minimum(np.maximum(x, -1), 1),
    }
    return table[name]()


def has(name, wanted, np):
    x = np.linspace(-5, 5, 401)
    y = f(name, x, np)
    left, right = (float(f(name, np.array(side * FAR), np)) for side in (-1.0, 1.0))
    h = 1e-5
    fine = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    before, after = (
        (f(name, fine, np) - f(name, fine - h, np)) / h,
        (f(name, fine + h, np) - f(name, fine, np)) / h,
    )
    slopes = (f(name, x + h, np) - f(name, x - h, np)) / (2 * h)
    smooth = np.max(np.abs(after - before)) < 1e-3
    lowest, highest = min(np.min(y), left, right), max(np.max(y), left, right)
    near = 1e-7
    return {
        "bounded": lambda: highest - lowest < 100,
        "in_unit": lambda: lowest > -near and highest < 1 + near,
        "in_symmetric": lambda: lowest > -1 - near and highest < 1 + near,
        "odd": lambda: np.max(np.abs(y + y[::-1])) < near,
        "both_signs": lambda: lowest < -near and highest > near,
        "never_negative": lambda: lowest > -near,
        "increasing": lambda: np.min(np.diff(y)) > 1e-12,
        "never_falls": lambda: np.min(np.diff(y)) > -1e-12,
        "smooth": lambda: smooth,
        "flat_left": lambda: abs(left) < 100,
        "flat_right": lambda: abs(right) < 100,
        "quarter_at_zero": lambda: abs(before[2] - 0.25) < 1e-4 and abs(after[2] - 0.25) < 1e-4,
        "one_at_zero": lambda: abs(before[2] - 1) < 1e-4 and abs(after[2] - 1) < 1e-4,
        "zero_at_zero": lambda: abs(float(f(name, np.array(0.0), np))) < near,
        "half_at_zero": lambda: abs(float(f(name, np.array(0.0), np)) - 0.5) < near,
        "logistic_rule": lambda: np.max(np.abs(slopes - y * (1 - y))) < 1e-4,
        "square_rule": lambda: np.max(np.abs(slopes - (1 - y**2))) < 1e-4,
    }[wanted]()


def witness(params, at, np):
    labels = "ABCDEFGH"
    own = [has(params["activation"], name, np) for name in params["properties"]]
    others = [has(name, params["property"], np) for name in params["activations"]]
    return {
        "a": ", ".join(labels[k] for k, yes in enumerate(own) if yes),
        "b": ", ".join(labels[k] for k, yes in enumerate(others) if yes),
    }
