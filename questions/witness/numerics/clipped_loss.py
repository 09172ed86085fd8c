"""The binary cross-entropy in two forms, and their slopes as difference quotients."""

STEP = 1e-3


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def clipped(z, y, eps, np):
    """From the probability; in the logarithms nothing is smaller than eps."""
    p, q = sigmoid(z, np), sigmoid(-z, np)
    return -(y * np.log(np.maximum(p, eps)) + (1 - y) * np.log(np.maximum(q, eps)))


def from_logit(z, y, np):
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def slope(f, z):
    return (f(z + STEP) - f(z - STEP)) / (2 * STEP)


def holds(name, z, y, eps, np):
    grid = np.array([5.0, 20.0, 50.0, 80.0]) * np.sign(z)
    return {
        "capped": all(clipped(far, y, eps, np) <= -np.log(eps) * (1 + 1e-6) for far in grid),
        "stuck": slope(lambda at: clipped(at, y, eps, np), z) == 0,
        "smaller_eps": slope(lambda at: clipped(at, y, eps / 1e9, np), z) != 0,
        "agree_when_unsure": np.isclose(
            clipped(2 * np.sign(z), y, eps, np), from_logit(2 * np.sign(z), y, np), rtol=1e-4
        ),
        "grows_with_logit": from_logit(z + np.sign(z), y, np) - from_logit(z, y, np) > 0.5,
        "clipped_grows": clipped(z + np.sign(z), y, eps, np) - clipped(z, y, eps, np) > 0.5,
        "capped_too": all(from_logit(far, y, np) <= -np.log(eps) * (1 + 1e-6) for far in grid),
    }[name]


def witness(params, at, np):
    z, y, eps = float(params["logit"]), params["label"], 10.0 ** -params["exponent"]
    good = [k for k, name in enumerate(params["claims"]) if holds(name, z, y, eps, np)]
    slopes = [slope(lambda at: clipped(at, y, eps, np), z), slope(lambda at: from_logit(at, y, np), z)]
    return {
        "a": clipped(z, y, eps, np),
        "b": from_logit(z, y, np),
        "c": np.array(slopes),
        "d": ", ".join("ABCDEFG"[k] for k in good),
    }
