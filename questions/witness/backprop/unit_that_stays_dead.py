"""One training example, run again and again: the weights of one hidden unit are watched."""


def value(params, a, np):
    return np.tanh(a) if params["activation"] == "tanh" else np.where(np.real(a) > 0, a, 0.0)


def inverse(params, h, np):
    """A pre-activation with this value; a ReLU that is off gets -1."""
    return np.arctanh(h) if params["activation"] == "tanh" else (h if h > 0 else -1.0)


def gradients(weights, bias, outer, params, np):
    """Of a loss whose derivative by the output is `upstream`: by the weights, the bias and the outer weight."""
    x = np.array(params["x"], dtype=float)
    g, step = float(params["upstream"]), 1e-30j
    by_weights = [
        np.imag(g * outer * value(params, (weights + step * e) @ x + bias, np)) / 1e-30
        for e in np.eye(len(x))
    ]
    by_bias = np.imag(g * outer * value(params, weights @ x + bias + step, np)) / 1e-30
    by_outer = np.imag(g * (outer + step) * value(params, weights @ x + bias, np)) / 1e-30
    return np.array(by_weights), float(by_bias), float(by_outer)


def moves(params, np):
    """For two steps: whether the incoming, and whether the outgoing weights change."""
    x = np.array(params["x"], dtype=float)
    hidden, outer = float(params["hidden"]), float(params["outer"])
    weights = np.zeros(len(x))
    bias = inverse(params, hidden, np)
    seen = []
    for _ in range(2):
        by_weights, by_bias, by_outer = gradients(weights, bias, outer, params, np)
        seen.append((bool(np.any(by_weights)) or by_bias != 0, by_outer != 0))
        weights, bias, outer = weights - 0.01 * by_weights, bias - 0.01 * by_bias, outer - 0.01 * by_outer
    return seen


PATTERNS = {
    "dead": [(False, False), (False, False)],
    "outer_first": [(False, True), (True, True)],
    "inner_first": [(True, False), (True, True)],
    "both": [(True, True), (True, True)],
}


def witness(params, at, np):
    x = np.array(params["x"], dtype=float)
    hidden, outer = float(params["hidden"]), float(params["outer"])
    bias = inverse(params, hidden, np)
    by_weights, by_bias, by_outer = gradients(np.zeros(len(x)), bias, outer, params, np)
    seen = moves(params, np)
    fits = [PATTERNS[name] == seen for name in params["options"]]
    return {
        "a": by_outer,
        "b": np.array([*by_weights, by_bias]),
        "c": "ABCD"[fits.index(True)] if fits.count(True) == 1 else "none or several",
    }
