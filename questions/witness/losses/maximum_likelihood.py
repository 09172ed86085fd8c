"""Likelihoods as products over the data; the best parameter is where the slope of the logarithm changes sign."""


def density(model, x, theta, np):
    """Of one datum, with the parameter theta: the mean, the probability of a 1, or the rate."""
    if model == "gaussian":
        return np.exp(-((x - theta) ** 2) / 2) / np.sqrt(2 * np.pi)
    if model == "bernoulli":
        return theta if x == 1 else 1 - theta
    count = 1.0
    for k in range(1, int(x) + 1):
        count = count * theta / k
    return count * np.exp(-theta)


def minus_log(model, data, theta, np):
    return -sum(np.log(density(model, x, theta, np)) for x in data)


def best(model, data, np):
    """Bisection: the slope of minus the logarithm is negative below the best parameter and positive above it."""
    low, high = {"gaussian": (-100.0, 100.0), "bernoulli": (1e-9, 1 - 1e-9), "poisson": (1e-9, 200.0)}[model]
    for _ in range(200):
        middle = (low + high) / 2
        slope = np.imag(log_form(model, data, middle + 1e-30j, np))
        low, high = (low, middle) if slope > 0 else (middle, high)
    return (low + high) / 2


def log_form(model, data, theta, np):
    """The part of minus_log that depends on theta: it neither overflows nor vanishes far from the data."""
    if model == "gaussian":
        return sum((x - theta) ** 2 / 2 for x in data)
    if model == "bernoulli":
        return minus_log(model, data, theta, np)
    return sum(theta - x * np.log(theta) for x in data)


def affine(f, g, grid, np):
    """Whether f is a positive multiple of g, plus a constant, on a grid."""
    u, v = np.array([f(y) for y in grid]), np.array([g(y) for y in grid])
    u, v = u - u[0], v - v[0]
    scale = u[-1] / v[-1]
    return scale > 0 and np.max(np.abs(u - scale * v)) < 1e-3 * np.max(np.abs(u))


def holds(name, model, data, np):
    top = best(model, data, np)
    step = 0.02 * max(1.0, abs(top)) if model != "bernoulli" else 0.01
    grid = [top + k * step for k in range(-8, 9) if model != "bernoulli" or 0.02 < top + k * step < 0.98]
    likelihoods = np.array([np.prod(np.array([density(model, x, g, np) for x in data])) for g in grid])
    values = np.array([minus_log(model, data, g, np) for g in grid])
    least = minus_log(model, data, top, np)
    places = [k / 4 for k in range(1, 13)]
    normal = affine(lambda y: (1.0 - y) ** 2 / 2 + 0.9, lambda y: (1.0 - y) ** 2, places, np)
    chances = [k / 20 for k in range(1, 20)]
    return {
        "same_place": int(np.argmax(likelihoods)) == int(np.argmin(values)),
        "log_moves": int(np.argmax(np.log(likelihoods))) != int(np.argmax(likelihoods)),
        "same_value": abs(least - np.exp(-least)) < 1e-3,
        "value_is_minus_log": abs(np.log(np.max(likelihoods)) + least) < 1e-3 * (1 + abs(least)),
        "never_below_0": all(-np.log(density("gaussian", 10 * x, 10 * x, np) * 10) >= 0 for x in (0.0, 0.3)),
        "labels_positive": all(np.log(p) < 0 for p in chances) and all(-np.log(p) > 0 for p in chances),
        "wrong_way": all(np.log(p + 0.01) > np.log(p) for p in chances),
        "squares_unrelated": not normal,
        "squares_from_gauss": bool(normal),
        "absolute_from_laplace": affine(
            lambda y: -np.log(np.exp(-abs(5.0 - y) / 0.7) / 1.4), lambda y: abs(5.0 - y), places, np
        ),
    }[name]


def witness(params, at, np):
    model, data = params["model"], [float(x) for x in params["data"]]
    top = best(model, data, np)
    letters = "ABCDEFGH"
    return {
        "a": top,
        "b": minus_log(model, data, top, np),
        "c": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, model, data, np)),
    }


def onward(params, seen, np):
    """From the printed parameter to the least value."""
    return {
        "b": {
            "the printed parameter": minus_log(
                params["model"], [float(x) for x in params["data"]], seen["a"], np
            )
        }
    }
