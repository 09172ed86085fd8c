"""One step of both rules on one example, and both rules run on small data sets."""


def sigmoid(a, np):
    return (1 + np.tanh(a / 2)) / 2


def loss(w, x, y, np):
    """The negative log-likelihood of the label y = 1 or -1."""
    return np.log1p(np.exp(-y * (w @ x)))


def perceptron(w, x, y):
    return w + y * x if y * (w @ x) <= 0 else w


def logistic(w, x, y, eta, np):
    """A step against the gradient, which is found by central differences."""
    h = 1e-4
    slopes = [(loss(w + h * e, x, y, np) - loss(w - h * e, x, y, np)) / (2 * h) for e in np.eye(len(w))]
    return w - eta * np.array(slopes)


SEPARABLE = (((1.0, 2.0), 1), ((2.0, 1.0), 1), ((-1.0, -1.0), -1), ((-2.0, 0.5), -1))


def trained(step, rounds, np):
    """The weights after so many rounds through data that a line separates."""
    w, history = np.zeros(2), []
    for _ in range(rounds):
        for x, y in SEPARABLE:
            w = step(w, np.array(x), y)
        history.append(w)
    return history


def truth(w, x, y, eta, np):
    moved = [perceptron(w, x, y), logistic(w, x, y, eta, np)]
    steps = trained(perceptron, 40, np)
    slow = trained(lambda at, one, label: at + label * sigmoid(-label * (at @ one), np) * one, 200, np)
    norms = [np.sqrt(each @ each) for each in (slow[99], slow[199])]
    return {
        "same_class": (w @ x > 0) == (sigmoid(w @ x, np) > 0.5),
        "only_activation": bool(np.allclose(moved[0], moved[1], atol=1e-4)),
        "perceptron_stops": bool(np.all(steps[-1] == steps[-2])),
        "logistic_stops": bool(norms[1] - norms[0] < 1e-3),
        "logistic_always_moves": bool(np.max(np.abs(moved[1] - w)) > 1e-6),
        "perceptron_moves": bool(np.any(moved[0] != w)),
        "along_input": bool(abs((moved[1] - w)[0] * x[1] - (moved[1] - w)[1] * x[0]) < 1e-3),
    }


def witness(params, at, np):
    w, x = np.array(params["w"], dtype=float), np.array(params["x"], dtype=float)
    y, eta = params["label"], float(params["eta"])
    found = truth(w, x, y, eta, np)
    good = [k for k, name in enumerate(params["claims"]) if found[name]]
    return {
        "a": perceptron(w, x, y),
        "b": logistic(w, x, y, eta, np),
        "c": ", ".join("ABCDEFG"[k] for k in good),
    }
