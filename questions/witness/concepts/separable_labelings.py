"""Labelings that hyperplanes make are enumerated: each can be moved until it passes through d points."""


def sides(points, np):
    """All labelings of points in general position, as tuples of booleans.

    A hyperplane through d of the points in R^d, tilted a little, has each of them on either side.
    """
    count, dimension = points.shape
    found = {(True,) * count, (False,) * count}
    extended = np.hstack([points, np.ones((count, 1))])
    for group in np.ndindex(*(count,) * dimension):
        if any(a >= b for a, b in zip(group, group[1:], strict=False)):
            continue  # each set of points once, in order
        normal = np.linalg.svd(extended[list(group)])[2][-1]
        scores = extended @ normal
        for bits in np.ndindex(*(2,) * dimension):
            labels = [bool(score > 0) for score in scores]
            for place, bit in zip(group, bits, strict=True):
                labels[place] = bool(bit)
            found.add(tuple(labels))
            found.add(tuple(not label for label in labels))
    return found


def general(count, dimension, np):
    """Points of a moment curve: no more of them than the dimension lie on a hyperplane."""
    t = np.linspace(-1, 1, count)
    return np.stack([t ** (k + 1) for k in range(dimension)], axis=1)


def one_unit(bits, np):
    """The best a thresholded a ReLU(w.x + b) + c can do on parity: it is monotone in w.x, so a cut of w.x decides."""
    corners = np.array(list(np.ndindex(*(2,) * bits)), dtype=float)
    parity = corners.sum(axis=1) % 2 == 1
    best = 0
    for w in np.ndindex(*(5,) * bits):
        scores = corners @ (np.array(w) - 2)
        for cut in np.arange(-2 * bits - 0.5, 2 * bits + 1):
            hits = int(np.sum((scores > cut) == parity))
            best = max(best, hits, len(parity) - hits)
    return best / len(parity)


def witness(params, at, np):
    points = np.array(params["points"], dtype=float)
    labels = np.array(params["labels"]) > 0
    best = max(int(np.sum(np.array(labeling) == labels)) for labeling in sides(points, np))
    return {
        "a": best / len(labels),
        "b": len(sides(general(params["count"], params["dimension"], np), np)),
        "c": one_unit(params["bits"], np),
    }
