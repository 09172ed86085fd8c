"""The empirical risk of the model w x with squared errors, example by example; minimum and slope from values of it."""


def risk(w, xs, ys, np):
    total = 0.0
    for x, y in zip(xs, ys, strict=True):
        total = total + (w * x - y) ** 2
    return total


def holds(name, xs, ys, np):
    n, steps = len(xs), [k / 8 for k in range(-40, 41)]
    sums = np.array([risk(w, xs, ys, np) for w in steps])
    means = sums / n
    slope_of_sum = (risk(1.5, xs, ys, np) - risk(0.5, xs, ys, np)) / 1.0
    slope_of_mean = slope_of_sum / n
    moved = 0.1 * slope_of_sum, 0.1 * slope_of_mean
    return {
        "same_minimum": int(np.argmin(sums)) == int(np.argmin(means)),
        "other_minimum": int(np.argmin(sums)) != int(np.argmin(means)),
        "gradient_times_n": abs(slope_of_sum - n * slope_of_mean) < 1e-3 * (1 + abs(slope_of_sum)),
        "same_gradient": abs(slope_of_sum - slope_of_mean) < 1e-3,
        "same_step": abs(moved[0] - moved[1]) < 1e-3,
        "rate_over_n": abs(0.1 / n * slope_of_sum - 0.1 * slope_of_mean) < 1e-3 * (1 + abs(slope_of_mean)),
        "copies_double_sum": abs(risk(1.25, xs * 2, ys * 2, np) - 2 * risk(1.25, xs, ys, np))
        < 1e-3 * risk(1.25, xs, ys, np),
        "copies_double_mean": abs(risk(1.25, xs * 2, ys * 2, np) / (2 * n) - 2 * risk(1.25, xs, ys, np) / n)
        < 1e-3,
        "copies_move_minimum": int(np.argmin([risk(w, xs * 2, ys * 2, np) for w in steps]))
        != int(np.argmin(sums)),
    }[name]


def witness(params, at, np):
    xs, ys, w = (
        [float(x) for x in params["inputs"]],
        [float(y) for y in params["targets"]],
        float(params["weight"]),
    )
    left, middle, right = (risk(c, xs, ys, np) for c in (-1.0, 0.0, 1.0))
    letters = "ABCDEFGH"
    return {
        "a": sum((at["w"] * at["x"][n] - at["y"][n]) ** 2 for n in range(len(at["x"]))),
        "b": risk(w, xs, ys, np),
        "c": (left - right) / (2 * (left - 2 * middle + right)),
        "d": (risk(w + 1, xs, ys, np) - risk(w - 1, xs, ys, np)) / 2,
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, xs, ys, np)),
    }
