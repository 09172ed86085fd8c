"""Which losses one linear system solves: a Newton step from anywhere must lead to a gradient of 0."""


def losses(x, t, strength, np):
    """Each loss as a function of two parameters, as the options describe them."""

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def squares(w):
        return np.sum((w[0] * x + w[1] - t) ** 2)

    def bce(z):
        return np.sum(np.log(1 + np.exp(z)) - t * z)

    return {
        "least_squares": squares,
        "ridge": lambda w: squares(w) + strength * (w[0] ** 2 + w[1] ** 2),
        "features": lambda w: np.sum((w[0] * x**2 + w[1] * np.sin(x) - t) ** 2),
        "class_means": lambda w: np.sum((1 - t) * (x - w[0]) ** 2 + t * (x - w[1]) ** 2),
        "logistic": lambda w: bce(w[0] * x + w[1]),
        "logistic_ridge": lambda w: bce(w[0] * x + w[1]) + strength * (w[0] ** 2 + w[1] ** 2),
        "sigmoid_squares": lambda w: np.sum((sigmoid(w[0] * x + w[1]) - t) ** 2),
        "deep_linear": lambda w: np.sum((w[1] * w[0] * x - t) ** 2),
        "tanh_network": lambda w: np.sum((w[1] * np.tanh(w[0] * x) - t) ** 2),
    }


def gradient(f, w, np):
    return np.array([np.imag(f(w + 1e-30j * unit)) / 1e-30 for unit in np.eye(2)])


def newton_solves(f, np):
    """Whether the linear system of one Newton step leads to a gradient of 0 from each of three places."""
    for start in ((0.3, -0.2), (-0.7, 0.4), (0.5, 0.9)):
        w = np.array(start)
        here = gradient(f, w, np)
        # Differences of the gradient over a long step: exact where the gradient is linear, and only there.
        curvature = np.array([gradient(f, w + unit, np) - here for unit in np.eye(2)]).T
        if abs(np.linalg.det(curvature)) < 1e-6:
            return False
        moved = w - np.linalg.solve(curvature, here)
        if np.max(np.abs(moved)) > 10:  # no fit of these data is so far away
            return False
        after = gradient(f, moved, np)
        if np.max(np.abs(after)) > 1e-4 * (1 + np.max(np.abs(here))):
            return False
    return True


def witness(params, at, np):
    x, t = np.array(params["inputs"], float), np.array(params["targets"], float)
    strength, rate = float(params["strength"]), float(params["rate"])

    def parabola(w, penalty):
        return np.sum((w * x - t) ** 2) + penalty * w**2

    def lowest(penalty):
        """The vertex of the parabola through three of its points."""
        low, middle, high = (parabola(w, penalty) for w in (-1.0, 0.0, 1.0))
        return (low - high) / (2 * (low - 2 * middle + high))

    def cross_entropy(w):
        return np.sum(np.log(1 + np.exp(w * x)) - t * w * x)

    slope = np.imag(cross_entropy(1e-30j)) / 1e-30
    table = losses(x, t, strength, np)
    labels = [
        label
        for label, name in zip("ABCDEFGH", params["claims"], strict=False)
        if newton_solves(table[name], np)
    ]
    return {"a": lowest(0.0), "b": lowest(strength), "c": -rate * slope, "d": ", ".join(labels)}
