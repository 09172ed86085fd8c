"""Mean outputs for a normal input: the integral of f times the density, by Gauss and Legendre on both sides of 0."""

POINTS, REACH = 120, 9.0  # quadrature points on each side; how many standard deviations are integrated


def share(x, np):
    """Phi(x): one half and the area under the normal density from 0 to x."""
    node, weight = np.polynomial.legendre.leggauss(60)
    t, w = (node + 1) / 2, weight / 2
    x = np.asarray(x)[..., None]
    return 0.5 + np.sum(w * x * np.exp(-((t * x) ** 2) / 2), axis=-1) / np.sqrt(2 * np.pi)


def forward(name, z, alpha, np):
    table = {
        "sigmoid": lambda: 1 / (1 + np.exp(-z)),
        "tanh": lambda: np.tanh(z),
        "relu": lambda: np.maximum(z, 0),
        "leaky_relu": lambda: np.where(z > 0, z, alpha * z),
        "elu": lambda: np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1)),
        "gelu": lambda: z * share(z, np),
    }
    return table[name]()


def mean(name, s, alpha, np):
    """E f(s X) for a standard normal X."""
    node, weight = np.polynomial.legendre.leggauss(POINTS)
    total = 0.0
    for side in (-1, 1):
        x = side * REACH * (node + 1) / 2
        density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
        total = total + np.sum(weight * forward(name, s * x, alpha, np) * density) * REACH / 2
    return total


def decide(statement, name, s, alpha, np):
    """Whether a statement holds, by integrating, or by looking at f on both sides of 0."""
    z = np.linspace(0.05, 6, 120)
    right, left = forward(name, z, alpha, np), forward(name, -z, alpha, np)
    own = mean(name, s, alpha, np)
    if statement.startswith("nearer_than_"):
        other = statement.removeprefix("nearer_than_")
        return abs(own) < abs(mean(other, s, 1.0 if other == "elu" else 0.01, np)) - 1e-9
    return {
        "both_signs": lambda: np.min(np.concatenate([left, right])) < 0 < np.max(right),
        "mean_zero": lambda: abs(own) < 1e-9,
        "positive": lambda: own > 1e-9,
        "odd": lambda: np.max(np.abs(left + right)) < 1e-9,
        "doubles": lambda: abs(mean(name, 2 * s, alpha, np) - 2 * own) < 1e-9,
        "half_of_s": lambda: abs(own - s / 2) < 1e-9,
        "same_for_all_s": lambda: abs(mean(name, 2 * s, alpha, np) - own) < 1e-9,
    }[statement]()


def witness(params, at, np):
    name, s, alpha = params["activation"], float(params["s"]), float(params["alpha"])
    labels = "ABCDEFGH"
    held = [decide(statement, name, s, alpha, np) for statement in params["statements"]]
    return {
        "a": mean(name, s, alpha, np),
        "b": ", ".join(labels[k] for k, holds in enumerate(held) if holds),
    }
