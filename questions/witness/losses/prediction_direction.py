"""A loss of one prediction; its slope is a complex-step difference, and the direction is found by trying both."""

STEP = 1e-30


def loss(kind, prediction, target, np):
    return (prediction - target) ** 2 if kind == "squared_error" else -target * np.log(prediction)


def witness(params, at, np):
    kind = params["loss"]
    y, t = float(params["prediction"]), float(params["target"])
    slope = np.imag(loss(kind, y + STEP * 1j, t, np)) / STEP
    small = 1e-3
    higher, lower = loss(kind, y + small, t, np), loss(kind, y - small, t, np)
    best = "up" if higher < lower else "down"
    letters = "ABCDEFGH"
    after = y - float(params["rate"]) * slope
    return {
        "a": slope,
        "b": letters[params["options"].index(best)],
        "c": after,
        "d": loss(kind, after, t, np),
    }


def onward(params, seen, np):
    """From the printed slope to the step, and from the printed prediction to its loss."""
    y, t, rate = float(params["prediction"]), float(params["target"]), float(params["rate"])
    after = y - rate * seen["a"]
    return {
        "c": {"the printed slope": after},
        "d": {
            "the printed slope": loss(params["loss"], after, t, np),
            "the printed prediction": loss(params["loss"], seen["c"], t, np),
        },
    }
