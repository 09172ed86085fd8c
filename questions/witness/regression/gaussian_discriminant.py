"""The log-ratio of two Gaussian densities by its values: differences of it at a few points give its coefficients."""


def log_density(x, mean, variances, np):
    """Of independent components, by the one-dimensional density."""
    total = 0.0
    for value, centre, variance in zip(x, mean, variances, strict=True):
        total = total - np.log(np.sqrt(2 * np.pi * variance)) - (value - centre) ** 2 / (2 * variance)
    return total


def log_ratio(x, params, np):
    first, second = params["first"], params["second"]
    return log_density(x, first["mean"], first["variances"], np) - log_density(
        x, second["mean"], second["variances"], np
    )


def witness(params, at, np):
    def at_point(u, v):
        return log_ratio((u, v), params, np)

    centre = at_point(0.0, 0.0)
    ways = [(1.0, 0.0), (0.0, 1.0)]
    squares = [(at_point(u, v) + at_point(-u, -v) - 2 * centre) / 2 for u, v in ways]
    lines = [(at_point(u, v) - at_point(-u, -v)) / 2 for u, v in ways]
    bent = [abs(square) > 1e-4 for square in squares]
    # Third differences vanish for a quadratic function: its order is at most 2.
    third = [
        at_point(3 * u, 3 * v) - 3 * at_point(2 * u, 2 * v) + 3 * at_point(u, v) - centre for u, v in ways
    ]
    order = 3 if max(abs(each) for each in third) > 1e-3 else 2 if any(bent) else 1
    shape = "line"
    if all(bent):
        shape = "ellipse" if squares[0] * squares[1] > 0 else "hyperbola"
    elif any(bent):
        shape = "parabola"
    return {
        "a": order,
        "b": np.array([*squares, *lines]),
        "c": "ABCD"[params["shapes"].index(shape)],
    }
