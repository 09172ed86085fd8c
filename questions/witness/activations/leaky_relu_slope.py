"""max(alpha x, x), worked out and looked at on a grid."""


def f(x, alpha, np):
    return np.maximum(alpha * x, x)


def decide(statement, alpha, np):
    x = np.linspace(-5, 5, 201)
    y = f(x, alpha, np)
    steps = np.diff(y)
    right = x[x > 0]
    pair = f(right, alpha, np) + f(-right, alpha, np)
    return {
        "usual_pieces": lambda: np.max(np.abs(y - np.where(x > 0, x, alpha * x))) < 1e-9,
        "swapped_pieces": lambda: np.max(np.abs(y - np.where(x > 0, alpha * x, x))) < 1e-9,
        "monotone": lambda: np.all(steps > -1e-9),
        "injective": lambda: np.all(steps > 1e-9) or np.all(steps < -1e-9),
        "negative_values": lambda: np.min(y) < -1e-9,
        "never_negative": lambda: np.min(y) > -1e-9,
        "minimum": lambda: np.max(np.abs(y - np.minimum(alpha * x, x))) < 1e-9,
        "relu": lambda: np.max(np.abs(y - np.maximum(x, 0))) < 1e-9,
        "convex": lambda: np.all(np.diff(steps) > -1e-9),
        "centred": lambda: np.max(np.abs(pair)) < 1e-9,
        "no_zero_slope": lambda: np.min(np.abs(steps)) > 1e-9,
    }[statement]()


def witness(params, at, np):
    alpha = float(params["alpha"])
    x = np.array(params["x"], dtype=float)
    slopes = [(f(side + 0.5, alpha, np) - f(side - 0.5, alpha, np)) for side in (-1.0, 1.0)]
    held = [decide(statement, alpha, np) for statement in params["statements"]]
    return {
        "a": f(x, alpha, np),
        "b": np.array(slopes),
        "c": ", ".join("ABCDEFGH"[k] for k, holds in enumerate(held) if holds),
    }
