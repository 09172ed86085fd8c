"""The chain is run with biases that lead to the cached values; every derivative is a difference of its loss."""

ACTIVATIONS = {
    "sigmoid": (lambda a, np: 1 / (1 + np.exp(-a)), lambda h, np: np.log(h / (1 - h))),
    "tanh": (lambda a, np: np.tanh(a), lambda h, np: np.arctanh(h)),
    "leaky_relu": (lambda a, np: np.where(a > 0, a, 0.1 * a), lambda h, np: h if h > 0 else 10 * h),
}


def network(params, np):
    """Weights, and the biases with which the layers put out the cached values."""
    weights = np.array([float(w) for w in params["weights"]])
    hidden = [float(h) for h in (params["x"], *params["hidden"])]
    inverse = ACTIVATIONS[params["activation"]][1]
    biases = [inverse(hidden[k + 1], np) - w * hidden[k] for k, w in enumerate(weights)]
    return weights, np.array(biases)


def loss(weights, biases, params, np):
    """The upstream gradient times the last hidden value, which has just this derivative."""
    h = float(params["x"])
    for w, b in zip(weights, biases, strict=True):
        h = ACTIVATIONS[params["activation"]][0](w * h + b, np)
    return float(params["upstream"]) * h


def gradient(f, at, np, h=1e-4):
    """Five-point differences, entry by entry."""
    return np.array(
        [(8 * (f(at + h * e) - f(at - h * e)) - (f(at + 2 * h * e) - f(at - 2 * h * e))) / (12 * h)
         for e in np.eye(len(at))]
    )  # fmt: skip


def general(at, np):
    """Three layers with any smooth function in the place of f."""

    def f(u):
        return np.sin(u) + 3 * u**2 / 10

    def chain(w):
        h = f(w * at["x"] + at["b_1"])
        return at["g"] * f(at["w_3"] * f(at["w_2"] * h + at["b_2"]) + at["b_3"])

    return np.imag(chain(at["w_1"] + 1e-30j)) / 1e-30  # a tiny way up the imaginary axis: f is analytic


def rule(name, k, w, slopes, deltas):
    """delta_k by the words of an option; all lists count from the first layer."""
    return {
        "right": lambda: w[k + 1] * deltas[k + 1] * slopes[k],
        "own_weight": lambda: w[k] * deltas[k + 1] * slopes[k],
        "upper_slope": lambda: w[k + 1] * deltas[k + 1] * slopes[k + 1],
        "from_below": lambda: w[k] * deltas[k - 1] * slopes[k] if k else None,
        "no_slope": lambda: w[k + 1] * deltas[k + 1],
        "no_weight": lambda: deltas[k + 1] * slopes[k],
        "added": lambda: deltas[k + 1] + w[k + 1] * slopes[k],
    }[name]()


def witness(params, at, np):
    weights, biases = network(params, np)
    deltas = gradient(lambda b: loss(weights, b, params, np), biases, np)
    slope_of = ACTIVATIONS[params["activation"]][0]
    hidden = [float(h) for h in params["hidden"]]
    inverse = ACTIVATIONS[params["activation"]][1]
    slopes = [
        (slope_of(inverse(h, np) + 1e-5, np) - slope_of(inverse(h, np) - 1e-5, np)) / 2e-5 for h in hidden
    ]
    fits = []
    for name in params["rules"]:
        told = [(rule(name, k, weights, slopes, deltas), deltas[k]) for k in range(len(weights) - 1)]
        fits.append(all(value is None or abs(value - delta) < 1e-6 for value, delta in told))
    return {
        "a": general(at, np),
        "b": deltas,
        "c": gradient(lambda w: loss(w, biases, params, np), weights, np),
        "d": "ABCDEFG"[fits.index(True)] if fits.count(True) == 1 else "none or several",
    }


def onward(params, seen, np):
    """From the printed derivative of one layer to that of the layer below, and on to the weights."""
    weights = [float(w) for w in params["weights"]]
    hidden = [float(h) for h in params["hidden"]]
    inputs = np.array([float(params["x"]), *hidden[:-1]])
    slopes = [{"sigmoid": h * (1 - h), "tanh": 1 - h**2, "leaky_relu": 1.0 if h > 0 else 0.1}[params["activation"]]
              for h in hidden]  # fmt: skip
    printed = seen["b"]
    below = [printed[k + 1] * weights[k + 1] * slopes[k] for k in range(len(weights) - 1)]
    last = float(params["upstream"]) * slopes[-1]
    return {
        "b": {"the printed derivative of the layer above": np.array([*below, last])},
        "c": {"the printed derivatives": printed * inputs},
    }
