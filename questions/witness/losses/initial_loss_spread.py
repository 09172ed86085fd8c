"""The expected first loss with normal logits: Gauss-Hermite integration of the exponential, and a scattered sample."""


def expected_exponential(s, np):
    """E exp(z) for z normal with mean 0 and standard deviation s."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    return np.sum(weights * np.exp(s * nodes)) / np.sum(weights)


def sample_loss(classes, s, np):
    """The mean cross-entropy over rows of normal logits; the mean over the labels stands for the label."""
    rows = max(200, 40000 // classes)
    k = np.arange(rows * classes)
    u = (k * 0.6180339887498949 + 0.5) % 1.0
    v = (k * 0.7548776662466927 + 0.25) % 1.0
    z = s * np.sqrt(-2 * np.log(np.clip(u, 1e-6, 1 - 1e-6))) * np.cos(2 * np.pi * v)  # Box and Muller
    z = z.reshape(rows, classes)
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - np.mean(z, axis=1))


def after_one_step(classes, np):
    """The loss of one example with equal logits after a step of gradient descent on them, with the rate 0.1."""
    z = np.zeros(classes)
    y = np.eye(classes)[0]
    moved = z - 0.1 * (np.exp(z) / np.sum(np.exp(z)) - y)
    return -np.log(np.exp(moved[0]) / np.sum(np.exp(moved)))


def holds(name, classes, s, np):
    low = np.log(classes * 1.0)
    tried = {
        "always_log_c": lambda: abs(sample_loss(classes, s, np) - low) < 0.02,
        "at_least_log_c": lambda: sample_loss(classes, s, np) > low + 0.001,
        "small_logits": lambda: abs(sample_loss(classes, 0.02, np) - low) < 0.01,
        "wide_is_lower": lambda: sample_loss(classes, 3.0, np) < sample_loss(classes, 0.5, np),
        "double_spread": lambda: sample_loss(classes, 2 * s, np) > sample_loss(classes, s, np),
        "after_one_update": lambda: abs(after_one_step(classes, np) - low) < 1e-3,
        "lower_after_update": lambda: after_one_step(classes, np) < low - 1e-3,
    }
    return tried[name]()


def witness(params, at, np):
    classes, s = params["classes"], float(params["deviation"])
    low = np.log(np.sum(np.exp(np.zeros(classes))))
    high = np.log(classes * expected_exponential(s, np))
    measured = [float(text) for text in params["measured"]]
    letters = "ABCDEFGH"
    return {
        "a": np.log(at["sizes"]["C"] * np.exp(at["v"] / 2)),
        "b": np.array([low, high]),
        "c": ", ".join(letters[k] for k, loss in enumerate(measured) if low <= loss <= high),
        "d": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, classes, s, np)),
    }
