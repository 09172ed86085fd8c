"""Gradient descent on the tilted double well, run until the weight no longer moves; slopes by complex steps."""


def loss(w, tilt):
    return (w**2 - 1) ** 2 + tilt * w


def slope(w, tilt):
    return loss(w + 1e-30j, tilt).imag / 1e-30


def run(start, rate, tilt):
    """The weights from the start on, until they no longer change."""
    weights = [start]
    for _ in range(20000):
        w = weights[-1]
        weights.append(w - rate * slope(w, tilt))
        if abs(weights[-1] - w) < 1e-9:
            break
    return weights


def pushed_out(start, rate, tilt, noise):
    """Whether noise with the worst sign in every step carries the weight from its valley to the other side."""
    w = run(start, rate, tilt)[-1]
    if w * start < 0:
        return True
    side = 1.0 if start > 0 else -1.0
    for _ in range(4000):
        w = w - rate * (slope(w, tilt) + side * noise)
        if w * start < 0 and side * slope(w, tilt) > 0:
            return True  # beyond the maximum: downhill leads away from the start
    return False


def witness(params, at, np):
    start, tilt = float(params["start"]), float(params["tilt"])
    rates = [float(rate) for rate in params["rates"]]
    runs = [run(start, rate, tilt) for rate in rates]
    left = [label for label, weights in zip("ABCDE", runs, strict=False) if weights[-1] < 0]
    slow, fast = runs[rates.index(min(rates))], runs[rates.index(max(rates))]
    tiny = run(start, min(rates) / 10, tilt)
    sides = [run(side, 0.01, tilt)[-1] for side in (-1.0, 1.0)]
    deepest = min(sides, key=lambda w: loss(w, tilt))
    judged = {
        "strong_noise": pushed_out(start, min(rates), tilt, 3.0),
        "weak_noise": pushed_out(start, min(rates), tilt, 0.2),
        "tiny_escapes": tiny[-1] * start < 0,
        "tiny_stays": tiny[-1] * start > 0,
        "largest_leaves": fast[-1] * start < 0,
        "always_global": all(weights[-1] * deepest > 0 for weights in runs),
        "falls": all(loss(b, tilt) < loss(a, tilt) + 1e-12 for a, b in zip(slow[:-1], slow[1:], strict=True)),
        "starts_deep": start * deepest > 0,
        "same_depth": abs(loss(sides[0], tilt) - loss(sides[1], tilt)) < 1e-6,
        "same_end": len({weights[-1] < 0 for weights in runs}) == 1,
    }
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    return {
        "a": slope(start, tilt),
        "b": np.array([slow[1], fast[1]]),
        "c": ", ".join(left),
        "d": ", ".join(labels),
    }


def onward(params, seen, np):
    """From the printed slope to the weights after a step."""
    rates = [float(rate) for rate in params["rates"]]
    ends = [float(params["start"]) - rate * seen["a"] for rate in (min(rates), max(rates))]
    return {"b": {"the printed slope": np.array(ends)}}
