"""The function is written out, and the calls are stood in for by differences that count their passes."""

COMPONENTS = {
    "x[0] * x[1]": lambda x, np: x[0] * x[1],
    "x[0] ** 2": lambda x, np: x[0] ** 2,
    "x[1] ** 2": lambda x, np: x[1] ** 2,
    "3 * x[0] - x[1]": lambda x, np: 3 * x[0] - x[1],
    "x[0] + 2 * x[1]": lambda x, np: x[0] + 2 * x[1],
    "x[0] ** 2 * x[1]": lambda x, np: x[0] ** 2 * x[1],
    "2 * x[0] ** 2 + x[1]": lambda x, np: 2 * x[0] ** 2 + x[1],
}


def function(params, np):
    rows = [COMPONENTS[name] for name in params["components"]]
    return lambda x: np.array([row(x, np) for row in rows])


def jvp(f, x, v, np):
    """J v: the change of the outputs along v, in a single pass."""
    return np.imag(f(x + 1e-30j * v)) / 1e-30


def vjp(f, x, u, np):
    """J^T u: the change of u . f(x) by each input; what one pass back gives at once."""
    return np.array([np.imag(u @ f(x + 1e-30j * e)) / 1e-30 for e in np.eye(len(x))])


def jacfwd(f, x, np):
    """The Jacobian column by column, and the passes."""
    columns = [jvp(f, x, e, np) for e in np.eye(len(x))]
    return np.array(columns).T, len(columns)


def jacrev(f, x, np):
    """The Jacobian row by row, and the passes."""
    rows = [vjp(f, x, e, np) for e in np.eye(len(f(x)))]
    return np.array(rows), len(rows)


def holds(statement, params, np):
    f = function(params, np)
    x, v, u = (np.array(params[name], dtype=float) for name in ("x", "v", "u"))
    forward, forward_passes = jacfwd(f, x, np)
    reverse, reverse_passes = jacrev(f, x, np)
    product = jvp(f, x, v, np)
    summed = lambda x: np.array([np.sum(f(x))])  # noqa: E731
    return {
        "same_jacobian": lambda: np.allclose(forward, reverse),
        "transposed_jacobian": lambda: forward.shape == reverse.T.shape and np.allclose(forward, reverse.T),
        "jvp_forward": lambda: forward_passes == len(x) and np.allclose(product, forward @ v),
        "vjp_reverse": lambda: reverse_passes == len(f(x)) and np.allclose(vjp(f, x, u, np), u @ reverse),
        "jacfwd_inputs": lambda: forward_passes == len(x),
        "jacrev_inputs": lambda: reverse_passes == len(x),
        "jvp_shape_x": lambda: product.shape == x.shape,
        "vjp_shape_x": lambda: vjp(f, x, u, np).shape == x.shape,
        "backward_forward": lambda: jacrev(summed, x, np)[1] == len(x),
        "backward_reverse": lambda: jacrev(summed, x, np)[1] == 1 < jacfwd(summed, x, np)[1],
        "jvp_full": lambda: product.shape == forward.shape,
    }[statement]()


def witness(params, at, np):
    f = function(params, np)
    x, v, u = (np.array(params[name], dtype=float) for name in ("x", "v", "u"))
    fits = [holds(statement, params, np) for statement in params["statements"]]
    return {
        "a": jvp(f, x, v, np),
        "b": vjp(f, x, u, np),
        "c": ", ".join("ABCDEFGHIJ"[k] for k, fit in enumerate(fits) if fit),
    }
