"""Gradient descent is run on f(w) = a w^2, with slopes by differences; the statements are looked up in the run."""


def witness(params, at, np):
    a, rate, start = params["curvature"], float(params["rate"]), float(params["start"])

    def f(w):
        return a * w**2

    def run(eta, steps, sign=-1):
        """The weights from the start on."""
        weights = [start]
        for _ in range(steps):
            w = weights[-1]
            weights.append(w + sign * eta * (f(w + 0.5) - f(w - 0.5)))
        return np.array(weights)

    found = run(rate, max(params["steps"], 12))
    half, double, uphill = run(rate / 2, 12), run(2 * rate, 12), run(rate, 12, sign=1)
    moves = np.abs(np.diff(found[:12]))
    judged = {
        "falls": np.all(np.diff(f(found[:12])) < 0),
        "alternates": np.all(found[:11] * found[1:12] < 0),
        "half": abs(half[1]) < abs(found[1]),
        "double": abs(double[12]) < abs(double[0]),
        "plus": abs(uphill[12]) < abs(uphill[0]),
        "equal_steps": np.allclose(moves, moves[0], rtol=1e-3),
    }
    labels = [label for label, name in zip("ABCDEF", params["claims"], strict=False) if judged[name]]
    return {
        "a": found[1],
        "b": found[1] / found[0],
        "c": found[params["steps"]],
        "d": ", ".join(labels),
    }


def onward(params, seen, np):
    """From the printed factor to the last weight; from the weight after one step to the factor, and on."""
    start, steps = float(params["start"]), params["steps"]
    return {
        "b": {"the printed weight": seen["a"] / start},
        "c": {
            "the printed factor": seen["b"] ** steps * start,
            "the printed weight": (seen["a"] / start) ** steps * start,
        },
    }
