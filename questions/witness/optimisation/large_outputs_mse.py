"""The mean squared error of outputs far from their targets; slopes by differences, the statements by measuring."""


def mse(outputs, targets, np):
    return np.mean((outputs - targets) ** 2)


def cross_entropy(logits, k, np):
    """The loss of class k behind a softmax, without overflow."""
    shifted = logits - np.max(np.real(logits))
    return np.log(np.sum(np.exp(shifted))) - shifted[k]


def slopes(f, at, np):
    """Central differences with step 1, exact for a parabola."""
    units = np.eye(len(at))
    return np.array([(f(at + unit) - f(at - unit)) / 2 for unit in units])


def complex_slopes(f, at, np):
    return np.array([np.imag(f(at + 1e-30j * unit)) / 1e-30 for unit in np.eye(len(at))])


def witness(params, at, np):
    outputs, targets = np.array(params["outputs"], float), np.array([float(y) for y in params["targets"]])
    gradient = slopes(lambda z: mse(z, targets, np), outputs, np)
    farther = targets + 10 * (outputs - targets)
    ten_times = slopes(lambda z: mse(z, targets, np), farther, np)
    of_sum = slopes(lambda z: len(z) * mse(z, targets, np), outputs, np)
    by_logits = [
        complex_slopes(lambda z, k=k: cross_entropy(z, k, np), outputs, np) for k in range(len(outputs))
    ]
    judged = {
        "bounded": np.all(np.abs(gradient) <= 1),
        "proportional": np.allclose(ten_times, 10 * gradient, rtol=1e-4),
        "softmax_bounded": np.all(np.abs(by_logits) <= 1),
        "vanishes": np.all(np.abs(gradient) < 0.01),
        "sum_larger": np.allclose(of_sum, len(outputs) * gradient, rtol=1e-4),
        "sign": np.all(gradient * (outputs - targets) > 0),
        "targets_bound": np.max(np.abs(gradient)) <= np.max(np.abs(targets)),
    }
    labels = [label for label, name in zip("ABCDEFG", params["claims"], strict=False) if judged[name]]
    return {"a": mse(outputs, targets, np), "b": gradient, "c": ", ".join(labels)}
