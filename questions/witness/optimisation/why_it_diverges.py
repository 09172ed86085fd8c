"""One weight is trained: gradients by differences of the loss, steps of gradient descent as they are taken."""


def witness(params, at, np):
    x, t = np.array(params["inputs"], float), np.array(params["targets"], float)
    rate = float(params["rate"])

    def loss(w, inputs=x, targets=t):
        return np.mean((w * inputs - targets) ** 2) / 2

    def gradient(w, inputs=x, targets=t):
        return (loss(w + 1, inputs, targets) - loss(w - 1, inputs, targets)) / 2  # exact on a parabola

    def lowest(inputs=x, targets=t):
        curvature = loss(1.0, inputs, targets) - 2 * loss(0.0, inputs, targets) + loss(-1.0, inputs, targets)
        return -gradient(0.0, inputs, targets) / curvature, curvature

    def path(eta, start=1.0, inputs=x, steps=40, targets=t):
        """Distances to the minimum, step by step, from a distance of `start`."""
        best, _ = lowest(inputs, targets)
        w = best + start
        found = [start]
        for _ in range(steps):
            w = w - eta * gradient(w, inputs, targets)
            found.append(w - best)
        return np.array(found)

    def settles(**change):
        distances = path(**{"eta": rate, **change})
        return bool(abs(distances[-1]) < 0.9 * abs(distances[0]))

    best, curvature = lowest()
    here = path(rate, steps=2)
    excess = [loss(best + d) - loss(best) for d in here]
    factor = here[1] / here[0]
    holds = {
        "other_side": lambda: here[0] * here[1] < 0,
        "uphill": lambda: np.sign(gradient(best + 1)) != np.sign(loss(best + 1.001) - loss(best + 1)),
        "near_start": lambda: settles(start=1e-3),
        "half_rate": lambda: settles(eta=rate / 2),
        "quarter_rate": lambda: settles(eta=rate / 4),
        "halved_inputs": lambda: settles(inputs=x / 2),
        "doubled_inputs": lambda: settles(inputs=2 * x),
        "excess_squared": lambda: abs(excess[1] / excess[0] - factor**2) < 1e-9,
        "excess_by_factor": lambda: abs(excess[1] / excess[0] - abs(factor)) < 1e-9,
        "smaller_targets": lambda: settles(targets=t / 10),
        "best_rate": lambda: abs(path(1 / curvature, steps=1)[1]) < 1e-9,
        "more_steps": lambda: settles(steps=400),
    }
    return {"a": curvature, "b": factor, "c": [bool(holds[name]()) for name in params["claims"]]}


def onward(params, seen, np):
    """From the printed curvature to the factor."""
    return {"b": {"the printed curvature": 1 - float(params["rate"]) * seen["a"]}}
