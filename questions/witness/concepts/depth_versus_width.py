"""The tent map as a layer of two ReLUs, applied again and again; kinks are counted where the slope changes."""


def relu(u, np):
    return np.maximum(u, 0)


TENT = ((1.0, 0.0, 2.0), (1.0, -0.5, -4.0))  # weight, bias and output weight of each hidden unit


def tent(x, np):
    return sum(out * relu(w * x + b, np) for w, b, out in TENT)


def composed(x, depth, np):
    for _ in range(depth):
        x = tent(x, np)
    return x


def kinks(depth, np):
    """The points inside (0, 1) where the slope changes, seen on a grid of twice as many points as there may be."""
    x = np.linspace(0, 1, 2 ** (depth + 2) + 1)
    slopes = np.diff(composed(x, depth, np)) / np.diff(x)
    return int(np.sum(~np.isclose(slopes[1:], slopes[:-1])))


def one_layer(depth, np):
    """Units of a hidden layer that does it: one for each kink, and one for the slope at 0; it is tried."""
    x = np.linspace(0, 1, 2 ** (depth + 2) + 1)
    slopes = np.diff(composed(x, depth, np)) / np.diff(x)
    changes = [(0.0, slopes[0])] + [
        (x[k + 1], slopes[k + 1] - slopes[k])
        for k in range(len(slopes) - 1)
        if not np.isclose(slopes[k + 1], slopes[k])
    ]
    assert np.allclose(sum(v * relu(x - at, np) for at, v in changes), composed(x, depth, np))
    return len(changes)


def sigmoid_chain(layers, np):
    """The derivative of a plain chain of sigmoids by its input, at 0."""
    x, slope = 0.0, 1.0
    for _ in range(layers):
        x = 1 / (1 + np.exp(-x))
        slope = slope * x * (1 - x)
    return slope


def witness(params, at, np):
    depth = params["depth"]
    bends = kinks(depth, np)
    units = sum(len(TENT) for _ in range(depth))
    small, deep = [sigmoid_chain(layers, np) for layers in (10, 50)]
    holds = {
        "fewer": units < bends,  # each unit of a single layer bends the line once
        "always": all(len(TENT) * k < one_layer(k, np) for k in range(1, 7)),
        "doubles": kinks(depth + 1, np) + 1 == 2 * (bends + 1),
        "one_unit": bends + 1 + 1 == 2 * (bends + 1),
        "vanishes": deep < 1e-20,
        "grows": deep > small,
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": bends + 1, "b": units, "c": bends, "d": ", ".join(right)}
