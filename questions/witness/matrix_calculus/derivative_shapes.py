"""A map and a loss are differentiated by differences, and the arrays laid out; their shapes are read off."""


def laid_out(values, layout, np):
    """The slopes of outputs (first axis of `values`) by inputs (second axis), in the layout asked for."""
    return values if layout == "numerator" else np.transpose(values)


def slopes(f, x, np):
    """Row i, column j: how output i changes with input j."""
    step = 1e-5
    columns = [(f(x + step * one) - f(x - step * one)) / (2 * step) for one in np.eye(len(x))]
    return np.array(columns).T


def products(jacobian, gradient):
    """The four products that may be meant."""
    return {
        "J g": (jacobian, gradient),
        "g J": (gradient, jacobian),
        "J^T g": (jacobian.T, gradient),
        "g J^T": (gradient, jacobian.T),
    }


def label(names, fits):
    """The letter of the one name that fits."""
    found = [k for k, name in enumerate(names) if fits(name)]
    assert len(found) == 1, found
    return "ABCDEFGH"[found[0]]


def witness(params, at, np):
    d, m, layout = params["d"], params["m"], params["layout"]
    weights = np.sin(np.arange(m * d, dtype=float) + 1).reshape(m, d)
    x = np.cos(np.arange(d, dtype=float))

    def outputs(point):
        return np.tanh(weights @ point)

    def loss(values):
        return np.array([np.sum(values**3 + values)])

    by_input = laid_out(slopes(lambda point: loss(outputs(point)), x, np), layout, np)
    jacobian = laid_out(slopes(outputs, x, np), layout, np)
    by_output = laid_out(slopes(loss, outputs(x), np), layout, np)
    step = 1e-5
    by_weights = np.zeros(weights.shape)
    for place in np.ndindex(m, d):
        moved = weights.copy()
        moved[place] += step
        ends = np.sum(np.tanh(moved @ x) ** 3 + np.tanh(moved @ x))
        moved[place] -= 2 * step
        by_weights[place] = (ends - np.sum(np.tanh(moved @ x) ** 3 + np.tanh(moved @ x))) / (2 * step)
    column = by_input.reshape(d, 1)  # the gradient stands as x does, a column
    sizes = {"d": d, "m": m, "1": 1, "md": m * d}

    def has_shape(array):
        return lambda name: tuple(sizes[word] for word in name.split(" x ")) == array.shape

    def right_product(name):
        left, right = products(jacobian, by_output)[name]
        fits = left.shape[1] == right.shape[0]
        return (
            fits and (left @ right).shape == by_input.shape and np.allclose(left @ right, by_input, atol=1e-6)
        )

    shapes = params["shapes"]
    return {
        "a": label(shapes, has_shape(by_input)),
        "b": label(shapes, has_shape(column)),
        "c": label(shapes, has_shape(jacobian)),
        "d": label(shapes, has_shape(by_output)),
        "e": label(params["products"], right_product),
        "f": label(shapes, has_shape(by_weights)),
    }
