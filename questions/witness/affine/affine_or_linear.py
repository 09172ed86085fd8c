"""The two layers run on many points; a statement about all points is tried on enough of them to settle it.

An affine map of so few inputs is known from its values at 0 and at the unit vectors, and the points below contain them.
"""


def layer(weights, bias, np):
    """One layer, with the number of its inputs."""
    w, b = np.array(weights, dtype=float), np.array(bias, dtype=float)
    return lambda x: w @ x + b, w.shape[1]


def points(count, np):
    """0, the unit vectors, and some others."""
    others = [np.array([(7 * k + 3 * j) % 11 - 5 for j in range(count)], dtype=float) for k in range(6)]
    return [np.zeros(count), *np.eye(count), *others]


def equal(left, right, np):
    return bool(np.allclose(left, right, rtol=0, atol=1e-9))


def tried(f, layers, count, np):
    """Each statement by its name, tried on all points and pairs of points."""
    grid = points(count, np)
    pairs = [(x, y) for x in grid for y in grid]
    zero = f(np.zeros(count))
    columns = np.array([f(one) - zero for one in np.eye(count)]).T
    additive = all(equal(f(x + y), f(x) + f(y), np) for x, y in pairs)
    doubled = all(equal(f(2 * x), 2 * f(x), np) for x in grid)
    without_bias = all(equal(f(x), columns @ x, np) for x in grid)
    return {
        "linear": additive and doubled,
        "not_linear": not (additive and doubled),
        "affine": all(equal(f(x), columns @ x + zero, np) for x in grid),
        "doubling": doubled,
        "sum": additive,
        "symmetric_sum": all(equal(f(x) + f(-x), 2 * zero, np) for x in grid),
        "difference": all(equal(f(x + y) - zero, (f(x) - zero) + (f(y) - zero), np) for x, y in pairs),
        "midpoint": all(equal(f((x + y) / 2), (f(x) + f(y)) / 2, np) for x, y in pairs),
        "one_layer": all(equal(f(x), columns @ x + zero, np) for x in grid),
        "one_matrix": without_bias,
        "even": all(equal(f(-x), f(x), np) for x in grid),
        "odd": all(equal(f(-x), -f(x), np) for x in grid),
        "stacked": additive and doubled and all(equal(one(np.zeros(size)), 0, np) for one, size in layers),
    }


def witness(params, at, np):
    layers = [layer(params["W1"], params["b1"], np), layer(params["W2"], params["b2"], np)]
    (first, _), (second, _) = layers

    def f(x):
        return second(first(x))

    count = len(params["W1"][0])
    x = np.array(params["x"], dtype=float)
    holds = tried(f, layers, count, np)
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": f(np.zeros(count)), "b": f(2 * x) - 2 * f(x), "c": ", ".join(right)}
