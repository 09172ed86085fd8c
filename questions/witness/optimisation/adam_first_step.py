"""Adam and its relatives run from zero state on given gradients; what the statements say is measured in the runs."""


def adam(gradients, rate, np, corrected=True):
    """The changes of the weights in each step."""
    first, second, changes = 0.0, 0.0, []
    for step, g in enumerate(gradients, start=1):
        first = 0.9 * first + 0.1 * g
        second = 0.999 * second + 0.001 * g**2
        m = first / (1 - 0.9**step) if corrected else first
        v = second / (1 - 0.999**step) if corrected else second
        changes.append(-rate * m / (np.sqrt(v) + 1e-8))
    return np.array(changes)


def momentum(gradients, rate, np):
    velocity, changes = 0.0, []
    for g in gradients:
        velocity = 0.9 * velocity + g
        changes.append(-rate * velocity)
    return np.array(changes)


def adagrad_rates(gradients, rate, np):
    """The effective learning rates after each gradient."""
    return rate / np.sqrt(np.cumsum(np.array(gradients) ** 2, axis=0))


def witness(params, at, np):
    gradient = np.array([float(g) for g in params["gradient"]])
    rate, scale = float(params["rate"]), params["scale"]
    step = adam([gradient], rate, np)[0]
    scaled = adam([scale * gradient], rate, np)[0]
    doubled = adam([gradient], 2 * rate, np)[0]
    sizes = np.abs(step)
    effective = sizes / np.abs(gradient)
    series = [gradient, 2 * gradient, 0.5 * gradient, gradient]
    adagrad = adagrad_rates(series, rate, np)
    schedule = [rate * 0.9**t for t in range(4)]
    judged = {
        "same_size": np.allclose(sizes, rate, rtol=1e-4),
        "proportional": np.allclose(scaled, scale * step, rtol=1e-4),
        "no_rate": np.allclose(doubled, step, rtol=1e-4),
        "larger_longer": bool(np.argmax(sizes) == np.argmax(np.abs(gradient)))
        and sizes.max() > 1.01 * sizes.min(),
        "own_rates": effective.max() > 1.01 * effective.min(),
        "sgd_scales": np.allclose(-rate * scale * gradient, scale * (-rate * gradient)),
        "momentum_free": np.allclose(momentum([scale * gradient], rate, np), momentum([gradient], rate, np)),
        "adagrad_falls": bool(np.all(np.diff(adagrad, axis=0) < 0)),
        "decay_linear": np.allclose(np.diff(schedule), schedule[1] - schedule[0], rtol=1e-3),
    }
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    return {
        "a": -rate * gradient,
        "b": step,
        "c": scaled,
        "d": adam([gradient], rate, np, corrected=False)[0][0],
        "e": ", ".join(labels),
    }
