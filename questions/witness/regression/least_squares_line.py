"""A line through points by going downhill exactly: the sum of squares is a parabola in each direction."""


def errors(x, y, b, w):
    return b + w * x - y


def squares(x, y, b, w, np):
    return np.sum(errors(x, y, b, w) ** 2)


def mean_square(X, t, w, np):
    return np.sum((X @ w - t) ** 2) / len(t)


def gradient(X, t, w, np):
    """Central differences, exact for a parabola up to rounding."""
    steps = np.eye(len(w))
    return np.array([(mean_square(X, t, w + e, np) - mean_square(X, t, w - e, np)) / 2 for e in steps])


def line(x, y, np):
    """Intercept and slope by a least-squares solver that knows no Gram matrix (singular values)."""
    table = np.column_stack([np.ones(len(x)), x])
    return np.linalg.lstsq(table, y, rcond=None)[0]


def through_origin(x, y, np):
    return np.linalg.lstsq(x[:, None], y, rcond=None)[0][0]


def holds(name, x, y, np):
    b, w = line(x, y, np)
    table = np.column_stack([np.ones(len(x)), x, 2 * x])
    centred = through_origin(x - np.mean(x), y - np.mean(y), np)
    best = np.linalg.lstsq(table, y, rcond=None)[0]
    moved = line(x, y + 5, np)
    least = np.sum((table @ best - y) ** 2)
    return {
        "residuals_sum_to_zero": bool(abs(np.sum(errors(x, y, b, w))) < 1e-3),
        "origin_residuals_sum_to_zero": bool(abs(np.sum(errors(x, y, 0, through_origin(x, y, np)))) < 1e-3),
        "through_the_means": bool(abs(b + w * np.mean(x) - np.mean(y)) < 1e-3),
        "centred_same_slope": bool(abs(centred - w) < 1e-3),
        "origin_same_slope": bool(abs(through_origin(x, y, np) - w) < 1e-3),
        "multiple_column_inverse": bool(np.linalg.matrix_rank(table.T @ table) == 3),
        "multiple_column_minimum": bool(np.isclose(least, squares(x, y, b, w, np), rtol=1e-3)),
        "shift_moves_intercept_only": bool(abs(moved[0] - b - 5) < 1e-3 and abs(moved[1] - w) < 1e-3),
        "few_examples": bool(np.linalg.matrix_rank(table[:1, :2].T @ table[:1, :2]) == 2),
    }[name]


def witness(params, at, np):
    x, y = np.array(params["x"], dtype=float), np.array(params["y"], dtype=float)
    b, w = line(x, y, np)
    sums = [[sum(1 for _ in x), sum(x), sum(y)], [sum(x), sum(x * x), sum(x * y)]]
    good = [k for k, name in enumerate(params["claims"]) if holds(name, x, y, np)]
    return {
        "a": gradient(at["X"], at["t"], at["w"], np),
        "b": np.array(sums),
        "c": np.array([b, w]),
        "d": squares(x, y, b, w, np),
        "e": ", ".join("ABCDEFGHI"[k] for k in good),
    }
