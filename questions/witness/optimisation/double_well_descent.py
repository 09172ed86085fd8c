"""Gradient descent on the tilted double well, run until the weight no longer moves; slopes by complex steps."""


def loss(w, tilt):
    return (w**2 - 1) ** 2 + tilt * w


def slope(w, tilt, np):
    return np.imag(loss(w + 1e-30j, tilt)) / 1e-30


def run(start, rate, tilt, np):
    """The weights from the start on, until they no longer change."""
    weights = [start]
    for _ in range(20000):
        w = weights[-1]
        weights.append(w - rate * slope(w, tilt, np))
        if abs(weights[-1] - w) < 1e-9:
            break
    return weights


def witness(params, at, np):
    start, tilt = float(params["start"]), float(params["tilt"])
    rates = [float(rate) for rate in params["rates"]]
    runs = [run(start, rate, tilt, np) for rate in rates]
    left = [label for label, weights in zip("ABCDE", runs, strict=False) if weights[-1] < 0]
    slow, fast = runs[rates.index(min(rates))], runs[rates.index(max(rates))]
    tiny = run(start, min(rates) / 10, tilt, np)
    sides = [run(side, 0.01, tilt, np)[-1] for side in (-1.0, 1.0)]
    deepest = min(sides, key=lambda w: loss(w, tilt))
    judged = {
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
        "a": slope(start, tilt, np),
        "b": np.array([slow[1], fast[1]]),
        "c": ", ".join(left),
        "d": ", ".join(labels),
    }


def onward(params, seen, np):
    """From the printed slope to the weights after a step."""
    rates = [float(rate) for rate in params["rates"]]
    ends = [float(params["start"]) - rate * seen["a"] for rate in (min(rates), max(rates))]
    return {"b": {"the printed slope": np.array(ends)}}
