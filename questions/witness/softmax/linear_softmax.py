"""An affine layer and softmax, run; its boundaries are found by bisection along lines."""


def outputs(W, b, x, np):
    """The logits of one point, or of one point in each row."""
    return x @ W.T + b


def softmax(z, np):
    exponentials = np.exp(z - np.max(z))
    return exponentials / np.sum(exponentials)


def log_ratio(W, b, i, j, x, np):
    """How much more probable class i is than class j, by the probabilities' logarithms."""
    z = outputs(W, b, x, np)
    others = z - np.max(z)
    return (others[i] - np.log(np.sum(np.exp(others)))) - (others[j] - np.log(np.sum(np.exp(others))))


def crossing(W, b, i, j, start, way, np):
    """A point of the boundary on the line through `start`, found by bisection."""
    low, high = -100.0, 100.0
    sign = np.sign(log_ratio(W, b, i, j, start + low * way, np))
    for _ in range(50):
        middle = (low + high) / 2
        if np.sign(log_ratio(W, b, i, j, start + middle * way, np)) == sign:
            low = middle
        else:
            high = middle
    return start + low * way


def straight(W, b, i, j, np):
    """Whether three points of the boundary lie on a line."""
    way = W[i] - W[j]
    across = np.array([-way[1], way[0]])
    p, q, r = (crossing(W, b, i, j, k * across, way, np) for k in (-1.0, 0.0, 2.0))
    area = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    return bool(abs(area) < 1e-2 * (1 + np.sum((r - p) ** 2)))


def grid(np):
    return np.array([[u, v] for u in np.linspace(-5, 5, 9) for v in np.linspace(-4, 6, 9)])


def same_regions(first, second, np):
    chosen = [np.argmax(outputs(W, b, grid(np), np), axis=1) for W, b in (first, second)]
    return bool(np.all(chosen[0] == chosen[1]))


def one_piece(W, b, np):
    """Whether the middle of two points of the same class is of that class, too."""
    points = grid(np)
    found = np.argmax(outputs(W, b, points, np), axis=1)
    for point, own in zip(points, found, strict=True):
        z = outputs(W, b, (points + point) / 2, np)
        behind = np.max(z, axis=1) - z[:, own]
        if np.any(behind[found == own] > 1e-4):
            return False
    return True


def on_boundary(W, b, i, j, np):
    """Probabilities of both classes at the point of the boundary next to the origin."""
    pair = softmax(outputs(W, b, crossing(W, b, i, j, np.zeros(2), W[i] - W[j], np), np), np)
    return pair[i], pair[j]


def changed(W, b, x, factor, row, np):
    """Whether other weights give other probabilities: `factor` times all of them, and `row` added to each."""
    before, after = (
        softmax(outputs(W, b, x, np), np),
        softmax(outputs(factor * W + row, factor * b, x, np), np),
    )
    return not np.allclose(after, before, rtol=0, atol=1e-9)


def equal(pair):
    return bool(abs(pair[0] - pair[1]) < 1e-3 * (pair[0] + pair[1]))


CLAIMS = {
    "curved": lambda W, b, i, j, x, np: not straight(W, b, i, j, np),
    "straight": lambda W, b, i, j, x, np: straight(W, b, i, j, np),
    "equal_on_boundary": lambda W, b, i, j, x, np: equal(on_boundary(W, b, i, j, np)),
    "half_on_boundary": lambda W, b, i, j, x, np: all(
        abs(s - 0.5) < 0.01 for s in on_boundary(W, b, i, j, np)
    ),
    "common_row": lambda W, b, i, j, x, np: not changed(W, b, x, 1.0, np.array([1.0, 2.0]), np),
    "doubled_regions": lambda W, b, i, j, x, np: not same_regions((W, b), (2 * W, 2 * b), np),
    "doubled_probabilities": lambda W, b, i, j, x, np: changed(W, b, x, 2.0, np.zeros(2), np),
    "through_origin": lambda W, b, i, j, x, np: bool(np.all(outputs(W, 0 * b, np.zeros(2), np) == 0)),
    "two_pieces": lambda W, b, i, j, x, np: not one_piece(W, b, np),
}


def witness(params, at, np):
    W, b = np.array(params["W"], dtype=float), np.array(params["b"], dtype=float)
    i, j = params["pair"][0] - 1, params["pair"][1] - 1
    x = np.array(params["x"], dtype=float)
    origin = log_ratio(W, b, i, j, np.zeros(2), np)
    normal = [log_ratio(W, b, i, j, unit, np) - origin for unit in np.eye(2)]
    good = [k for k, name in enumerate(params["claims"]) if CLAIMS[name](W, b, i, j, x, np)]
    return {
        "a": np.array([*normal, origin]),
        "b": log_ratio(W, b, i, j, x, np),
        "c": "ABC"[int(np.argmax(softmax(outputs(W, b, x, np), np)))],
        "d": ", ".join("ABCDEFGHI"[k] for k in good),
    }
