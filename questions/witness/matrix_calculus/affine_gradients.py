"""The layer Y = X W + 1 b^T run forward on moved parameters: the loss is linear in each, so differences are exact."""


def loss(x, w, b, upstream, np):
    """What the upstream gradient says of the loss, up to a constant: each output times its share."""
    total = 0.0
    for row, shares in zip(x, upstream, strict=True):
        for unit, share in enumerate(shares):
            total = total + share * (sum(row[d] * w[d][unit] for d in range(len(row))) + b[unit])
    return total


def slopes(f, at, np):
    """The central difference of f in each entry of an array, in the place of the entry."""
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        one = np.zeros(at.shape)
        one[place] = 1.0
        found[place] = (f(at + one) - f(at - one)) / 2
    return found


def witness(params, at, np):
    x, w, b, g = (np.array(params[name], dtype=float) for name in ("X", "W", "b", "G"))
    return {
        "a": slopes(lambda moved: loss(moved, w, b, g, np), x, np),
        "b": slopes(lambda moved: loss(x, moved, b, g, np), w, np),
        "c": slopes(lambda moved: loss(x, w, moved, g, np), b, np),
    }
