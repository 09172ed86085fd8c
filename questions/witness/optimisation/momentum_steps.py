"""Momentum as the words say it: a velocity that keeps a share of the last step; slopes by differences."""


def witness(params, at, np):
    rate, momentum, start = float(params["rate"]), float(params["momentum"]), float(params["start"])
    ahead = params["method"] == "nesterov"

    def f(w):
        return params["curvature"] * w**2

    def slope(w):
        return f(w + 0.5) - f(w - 0.5)

    def run(share, steps):
        """The weights after each step: a step is a share of the last one, and then downhill."""
        w, last, weights = start, 0.0, []
        for _ in range(steps):
            place = w + share * last if ahead else w
            last = share * last - rate * slope(place)
            w = w + last
            weights.append(w)
        return np.array(weights)

    def by_rule(gradient_sign, momentum_sign, look_ahead):
        """The weights after each step by one of the rules that the options print."""
        weights = [start, start]
        for _ in range(params["steps"]):
            now, before = weights[-1], weights[-2]
            place = now + momentum * (now - before) if look_ahead else now
            weights.append(
                now + gradient_sign * rate * slope(place) + momentum_sign * momentum * (now - before)
            )
        return np.array(weights[2:])

    found = run(momentum, params["steps"])
    rules = {
        "downhill": by_rule(-1, 1, False),
        "uphill": by_rule(1, 1, False),
        "back": by_rule(-1, -1, False),
        "look_ahead": by_rule(-1, 1, True),
        "uphill_ahead": by_rule(1, 1, True),
    }
    right = [
        label
        for label, name in zip("ABCDE", params["rules"], strict=False)
        if np.allclose(rules[name], found)
    ]
    return {"a": ", ".join(right), "b": found, "c": run(0.0, params["steps"])[-1]}


def onward(params, seen, np):
    """Each weight from the two printed before it; without momentum every step has the factor of the first."""
    rate, momentum, a = float(params["rate"]), float(params["momentum"]), params["curvature"]
    weights = [float(params["start"])] * 2 + list(seen["b"])
    found = []
    for before, now in zip(weights[:-2], weights[1:-1], strict=True):
        jump = momentum * (now - before)
        place = now + jump if params["method"] == "nesterov" else now
        found.append(now + jump - rate * 2 * a * place)
    return {"b": {"the printed weights": np.array(found)}}
