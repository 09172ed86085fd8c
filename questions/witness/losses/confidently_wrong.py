"""Binary cross-entropy and squared error of one logit, by their words; slopes are complex-step differences."""

STEP = 1e-30
GRID = [k / 2 for k in range(-16, 17)]


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def bce(p, y, np):
    return -np.log(p) if y == 1 else -np.log(1 - p)


def bce_of_logit(z, y, np):
    """What a loss function does that expects a logit."""
    return bce(sigmoid(z, np), y, np)


def squared(z, y, np):
    return (sigmoid(z, np) - y) ** 2


def slope(f, z, y, np):
    return np.imag(f(z + STEP * 1j, y, np)) / STEP


def holds(name, z, y, np):
    """Whether a statement is true: at this logit, or at all logits of a grid."""
    steep, flat = abs(slope(bce_of_logit, z, y, np)), abs(slope(squared, z, y, np))
    right, twice = bce_of_logit(z, y, np), bce_of_logit(sigmoid(z, np), y, np)
    doubled = [bce_of_logit(sigmoid(u, np), t, np) for u in GRID for t in (0, 1)]
    cancelled = [
        abs(slope(bce_of_logit, u, t, np) - (sigmoid(u, np) - t)) < 1e-5 for u in GRID for t in (0, 1)
    ]
    return {
        "slope_cancels": all(cancelled),
        "cross_entropy_steep": steep > 0.5,
        "squared_vanishes": flat < 0.01,
        "squared_steeper": flat > steep,
        "twice_is_harmless": abs(right - twice) < 1e-4,
        "twice_never_small": min(doubled) > 0.3,
        "twice_is_larger": twice > right,
    }[name]


def witness(params, at, np):
    z, y = float(params["logit"]), params["label"]
    letters = "ABCDEFGH"
    return {
        "a": bce_of_logit(z, y, np),
        "b": bce_of_logit(sigmoid(z, np), y, np),
        "c": slope(bce_of_logit, z, y, np),
        "d": slope(squared, z, y, np),
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, z, y, np)),
    }
