"""A chain of ReLUs, run forward; its slope is a difference quotient; gradients are followed layer by layer."""


def chain(x, weights, np):
    h = x
    for w in weights:
        h = np.maximum(w * h, 0.0)
    return h


def slope(x, weights, np):
    """Between 0.9 x and 1.1 x: no kink lies there, since the kinks are at x = 0."""
    step = 0.1 * x
    return (chain(x + step, weights, np) - chain(x - step, weights, np)) / (2 * step)


def growth(c, layers, np):
    """Of the mean squared gradient: each layer sums n terms of variance c/n, half of which come from active units."""
    n, square = 64, 1.0
    for _ in range(layers):
        shares = [(c / n) * square * active for active in [1.0, 0.0] * (n // 2)]
        square = sum(shares)
    return square


def decide(statement, params, np):
    x, weights = float(params["x"]), [float(w) for w in params["weights"]]
    c = float(params["c"])
    here = slope(x, weights, np)
    ones = [1.0] * len(weights)

    def with_last(w):
        return slope(x, [*weights[:-1], w], np)

    return {
        "always_1": lambda: abs(here - 1) < 1e-9,
        "on_passes": lambda: abs(slope(abs(x), ones, np) - 1) < 1e-9,
        "smaller_than_1": lambda: abs(here) < 1 - 1e-9,
        "larger_than_1": lambda: abs(here) > 1 + 1e-9,
        "zero_here": lambda: abs(here) < 1e-12,
        "rescued_by_weights": lambda: max(abs(with_last(w)) for w in (-100.0, 0.5, 100.0)) > 1e-12,
        "keeps_size": lambda: abs(growth(2.0, 50, np) - 1) < 1e-9,
        "one_keeps_size": lambda: abs(growth(1.0, 50, np) - 1) < 1e-9,
        "shrinks_for_c": lambda: growth(c, params["layers"], np) < 1 - 1e-9,
        "same_on_the_left": lambda: abs(slope(-x, weights, np) - here) < 1e-9,
    }[statement]()


def witness(params, at, np):
    x, weights = float(params["x"]), [float(w) for w in params["weights"]]
    held = [decide(statement, params, np) for statement in params["statements"]]
    return {
        "a": chain(x, weights, np),
        "b": slope(x, weights, np),
        "c": np.sqrt(growth(float(params["c"]), params["layers"], np)),
        "d": ", ".join("ABCDEFGH"[k] for k, holds in enumerate(held) if holds),
    }
