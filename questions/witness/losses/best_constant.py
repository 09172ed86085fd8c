"""The best constant from values of the losses: a parabola through three of them, and a comparison at all the data."""


def mse(c, y, np):
    return np.mean((y - c) ** 2)


def mae(c, y, np):
    return np.mean(np.abs(y - c))


def parabola(loss, y, np):
    """The vertex of a parabola through three values of the loss: exact where the loss is one."""
    left, middle, right = (loss(c, y, np) for c in (-1.0, 0.0, 1.0))
    return (left - right) / (2 * (left - 2 * middle + right))


def kink(loss, y, np):
    """Between two data the mean absolute error is straight: its minimum is at one of them."""
    candidates = np.unique(y)
    return candidates[np.argmin([loss(c, y, np) for c in candidates])]


def holds(name, y, np):
    pair = np.array([0.0, 1.0])
    between = np.linspace(0.0, 1.0, 21)
    absolute = np.array([mae(c, pair, np) for c in between])
    squared = np.array([mse(c, pair, np) for c in between])
    far = np.concatenate([np.sort(y)[:-1], [np.max(y) + 60.0]])
    at_mean, at_median = parabola(mse, y, np), kink(mae, y, np)
    images = np.array([[0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]])  # two sharp ones, equally likely
    best = np.array([parabola(mse, column, np) for column in images.T])
    return {
        "tie_any": np.ptp(absolute) < 1e-6,
        "tie_sharp_only": np.min(absolute[1:-1]) > absolute[0] + 1e-6,
        "tie_half": abs(between[np.argmin(squared)] - 0.5) < 1e-6
        and np.sum(squared < np.min(squared) + 1e-6) == 1,
        "blur": all(np.ptp(image) > 0 for image in images) and np.ptp(best) < 1e-6,
        "blur_picks_one": any(np.max(np.abs(best - image)) < 1e-4 for image in images),
        "far_moves_mean": abs(parabola(mse, far, np) - at_mean) > 1e-2,
        "far_moves_median": abs(kink(mae, far, np) - at_median) > 1e-2,
        "alike": abs(at_mean - at_median) < 1e-2,
        "mae_below_mean": at_median < at_mean - 1e-2,
    }[name]


def witness(params, at, np):
    y = np.array(params["data"], dtype=float)
    letters = "ABCDEFGH"
    best, middle = parabola(mse, y, np), kink(mae, y, np)
    return {
        "a": np.mean((at["y"] - at["c"]) ** 2),
        "b": best,
        "c": middle,
        "d": np.array([mse(best, y, np), mae(middle, y, np)]),
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, y, np)),
    }


def onward(params, seen, np):
    """From the printed constants to the losses."""
    y = np.array(params["data"], dtype=float)
    return {"d": {"the printed constants": np.array([mse(seen["b"], y, np), mae(seen["c"], y, np)])}}
