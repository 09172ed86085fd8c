"""Norms and mean losses of a residual vector, each by its definition; statements are tried on several vectors."""


def euclidean(r, np):
    return np.linalg.norm(r, 2)


def manhattan(r, np):
    return np.linalg.norm(r, 1)


def mse(r, np):
    return np.mean(r**2)


def mae(r, np):
    return np.mean(np.abs(r))


def same(a, b):
    """Equal up to the rounding of single precision."""
    return abs(a - b) < 1e-4 * (1 + abs(b))


def true_of(name, r, np):
    n = len(r)
    return {
        "mse_is_norm": same(mse(r, np), euclidean(r, np)),
        "mse_is_squared_norm": same(mse(r, np), euclidean(r, np) ** 2),
        "mse_is_mean_square": same(mse(r, np), euclidean(r, np) ** 2 / n),
        "mae_is_distance": same(mae(r, np), manhattan(r, np)),
        "mae_is_mean_distance": same(mae(r, np), manhattan(r, np) / n),
        "rmse_is_norm": same(np.sqrt(mse(r, np)), euclidean(r, np)),
        "rmse_over_root": same(np.sqrt(mse(r, np)), euclidean(r, np) / np.sqrt(n)),
        "mse_is_mae_squared": same(mse(r, np), mae(r, np) ** 2),
        "doubling_mse": same(mse(2 * r, np), 2 * mse(r, np)),
        "doubling_mae": same(mae(2 * r, np), 2 * mae(r, np)),
        "same_minimum": all(
            (mse(a, np) < mse(b, np)) == (euclidean(a, np) < euclidean(b, np))
            for a, b in ((r, r + 1.25), (r, r / 3))
        ),
    }[name]


def holds(name, r, np):
    """A statement about all vectors: it must be true of this one, of a longer one and of a smaller one."""
    others = (r, np.concatenate([r, r + 0.75]), r / 8)
    return all(true_of(name, vector, np) for vector in others)


def witness(params, at, np):
    r = np.array([float(text) for text in params["residuals"]])
    letters = "ABCDEFGH"
    return {
        "a": np.array([euclidean(r, np), manhattan(r, np)]),
        "b": mse(r, np),
        "c": mae(r, np),
        "d": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, r, np)),
    }


def onward(params, seen, np):
    """From the printed norms to the losses."""
    n = len(params["residuals"])
    return {
        "b": {"the printed Euclidean norm": seen["a"][0] ** 2 / n},
        "c": {"the printed Manhattan norm": seen["a"][1] / n},
    }
