"""The little network run on a grid; a line is fitted to what it does, and to what it would do without its ReLUs."""


def relu(u, np):
    return np.maximum(u, 0)


def residue(values, x, np):
    """How far the values are from the nearest straight line, at worst."""
    design = np.stack([x, np.ones(len(x))], axis=1)
    fitted = design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return np.max(np.abs(values - fitted))


def witness(params, at, np):
    a, b = params["a"], params["b"]

    def f(x):
        return a * relu(x, np) + b * relu(-x, np)

    grid = np.linspace(-3, 3, 61)
    values = f(grid)
    straight = residue(values, grid, np) < 1e-9
    plain = residue(a * grid + b * -grid, grid, np) < 1e-9
    weights = np.cos(np.arange(100))
    wide = np.sum(np.sin(np.arange(100)) * (grid[:, None] * weights + 1), axis=1)
    slopes = np.diff(values) / np.diff(grid)
    twice = f(f(grid))
    holds = {
        "affine": straight,
        "one_layer": straight,
        "abs": np.allclose(values, values[-1] / 3 * np.abs(grid)),
        "identity": plain,
        "hundred": not residue(wide, grid, np) < 1e-9,
        "kink": not np.isclose(slopes[0], slopes[-1]),
        "pass_through": np.allclose(values, values[-1] / 3 * grid),
        "stack_affine": residue(twice, grid, np) < 1e-9,
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    points = np.array([params["right"], -params["left"]], dtype=float)
    return {"a": f(points), "b": f(1.0) + f(-1.0) - 2 * f(0.0), "c": ", ".join(right)}
