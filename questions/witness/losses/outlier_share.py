"""Residuals with one outlier: shares and slopes of the two losses; the statements are tried on these residuals."""

STEP = 1e-3


def mse(r, np):
    return np.mean(r**2)


def mae(r, np):
    return np.mean(np.abs(r))


def slopes(loss, r, np):
    """Central differences, exact for parabolas and away from kinks."""
    return np.array([(loss(r + STEP * e, np) - loss(r - STEP * e, np)) / (2 * STEP) for e in np.eye(len(r))])


def share(loss, r, np):
    """What the last residual contributes: the loss with the others set to 0, over the loss."""
    alone = np.zeros(len(r))
    alone[-1] = r[-1]
    return loss(alone, np) / loss(r, np)


def usable(name, depths, np):
    """The mean loss of depths in metres, as prediction and target, or nothing where it is no number."""
    t, y = depths, depths + 0.5
    with np.errstate(all="ignore"):
        found = {
            "mse": mse(y - t, np),
            "mae": mae(y - t, np),
            "bce": -np.mean(
                t * np.log(np.where(y < 1, y, np.nan)) + (1 - t) * np.log(np.where(y < 1, 1 - y, np.nan))
            ),
            "cce": -np.mean(t * np.log(np.where(y < 1, y, np.nan))),
        }[name]
    return bool(np.isfinite(found))


def holds(name, r, k, np):
    ten = np.concatenate([r[:-1], r[-1:] * 10])
    depths = np.array([2.0, 3.5, 7.0])
    ranked = sorted(
        (share(loss, r, np), label)
        for loss, label in ((mse, "mse"), (mae, "mae"))
        if usable(label, depths, np)
    )
    squared, absolute = slopes(mse, r, np), slopes(mae, r, np)
    return {
        "smaller_in_mae": share(mae, r, np) < share(mse, r, np),
        "same_share": abs(share(mae, r, np) - share(mse, r, np)) < 1e-4,
        "mae_slopes_bounded": np.max(np.abs(slopes(mae, ten, np))) < 1.001 / len(r),
        "mse_slopes_bounded": np.max(np.abs(slopes(mse, ten, np))) <= 1.001 * np.max(np.abs(squared)),
        "all_pull_alike": np.ptp(np.abs(absolute)) < 1e-4,
        "outlier_pulls_hardest": np.argmax(np.abs(squared)) == len(r) - 1
        and np.max(np.abs(squared)) > 1.001 * np.abs(squared[0]),
        "mae_suits_depth": ranked[0][1] == "mae",
        "mse_suits_depth": ranked[0][1] == "mse",
        "bce_takes_metres": usable("bce", depths, np),
        "cce_takes_metres": usable("cce", depths, np),
        "most_of_mse": share(mse, r, np) > 0.5,
        "most_of_mae": share(mae, r, np) > 0.5,
    }[name]


def witness(params, at, np):
    small, large, k = float(params["small"]), float(params["large"]), params["factor"]
    r = np.array([small] * params["count"] + [large])
    grown = np.concatenate([r[:-1], r[-1:] * k])
    n = len(r)
    letters = "ABCDEFGH"
    growth = [
        (loss(grown, np) * n - loss(r[:-1], np) * (n - 1)) / (loss(r, np) * n - loss(r[:-1], np) * (n - 1))
        for loss in (mse, mae)
    ]
    return {
        "a": share(mse, r, np),
        "b": share(mae, r, np),
        "c": np.array(growth),
        "d": np.array([slopes(mse, r, np)[-1], slopes(mae, r, np)[-1]]),
        "e": ", ".join(letters[j] for j, name in enumerate(params["claims"]) if holds(name, r, k, np)),
    }
