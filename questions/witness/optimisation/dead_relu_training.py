"""A dead hidden unit trained for real: each optimiser is run from zero state, with slopes by differences."""


def witness(params, at, np):
    w1, w2 = float(params["w1"]), float(params["w2"])
    rate, decay, steps = float(params["rate"]), float(params["decay"]), params["steps"]
    data = list(zip(params["inputs"], [float(y) for y in params["targets"]], strict=True))

    def loss(w):
        return np.mean([(max(w2 * max(w * x, 0.0), 0.0) - y) ** 2 for x, y in data])

    def slope(w):
        """Central difference within one side of the kink at 0, exact for a parabola."""
        h = abs(w) / 2
        return (loss(w + h) - loss(w - h)) / (2 * h)

    def run(optimiser, count):
        w, velocity, first, second = w1, -0.5 if optimiser == "moving" else 0.0, 0.0, 0.0
        for step in range(1, count + 1):
            g = slope(w)
            if optimiser == "sgd":
                w = w - rate * g
            elif optimiser in ("momentum", "moving"):
                velocity = 0.9 * velocity + g
                w = w - rate * velocity
            elif optimiser == "adam":
                first, second = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g * g
                m, v = first / (1 - 0.9**step), second / (1 - 0.999**step)
                w = w - rate * m / (np.sqrt(v) + 1e-8)
            elif optimiser == "rmsprop":
                second = 0.9 * second + 0.1 * g * g
                w = w - rate * g / (np.sqrt(second) + 1e-8)
            elif optimiser == "sgd_decay":
                w = w - rate * (g + decay * w)
            elif optimiser == "adamw":
                w = w - rate * decay * w
                first, second = 0.9 * first + 0.1 * g, 0.999 * second + 0.001 * g * g
                m, v = first / (1 - 0.9**step), second / (1 - 0.999**step)
                w = w - rate * m / (np.sqrt(v) + 1e-8)
        return w

    names = ("sgd", "momentum", "adam", "rmsprop", "sgd_decay", "adamw", "moving")
    after = {name: run(name, 1) for name in names}
    moves = {name: abs(value - w1) > 1e-9 for name, value in after.items()}
    judged = {
        **moves,
        "none": not any(moves.values()),
        "decay_revives": any(run("sgd_decay", 200) * x > 0 for x, _ in data),
    }
    lengths = [abs(w1) * (1 + 0.5**k) for k in range(12)]  # of steps, from twice the weight to just beyond 0
    far_up, far_down = (min(loss(w1 + sign * length) for length in lengths) for sign in (1, -1))
    lower = [name for name, found in (("up", far_up), ("down", far_down)) if found < loss(w1) - 1e-12]
    way = "itself" if slope(w1) != 0 else lower[0] if len(lower) == 1 else "nothing"

    # The parabola on the live side, where w1 x is positive, through three of its points, and its vertex.
    side = 1.0 if data[0][0] > 0 else -1.0
    low, middle, high = loss(side * 1.0), loss(side * 2.0), loss(side * 3.0)
    best = side * (2.0 + (low - high) / (2 * (low - 2 * middle + high)))
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    return {
        "a": "ABCD"[params["ways"].index(way)],
        "b": best,
        "c": loss(best),
        "d": ", ".join(labels),
        "e": run("sgd_decay", steps),
    }


def onward(params, seen, np):
    """From the printed best weight to its loss."""
    data = zip(params["inputs"], [float(y) for y in params["targets"]], strict=True)
    w = seen["b"] * float(params["w2"])
    return {"c": {"the printed weight": np.mean([(w * x - y) ** 2 for x, y in data])}}
