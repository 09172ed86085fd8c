"""The range of a f(kz) + b, measured: how far the values go, and whether they ever arrive."""

NEAR, FAR = (
    10.0,
    1e6,
)  # |kz| up to which limits are approached but not reached in float64; where nothing is bounded


def forward(name, u, alpha, np):
    table = {
        "sigmoid": lambda: 1 / (1 + np.exp(-np.maximum(u, -80))),
        "tanh": lambda: np.tanh(u),
        "relu": lambda: np.maximum(u, 0),
        "relu6": lambda: np.minimum(np.maximum(u, 0), 6),
        "elu": lambda: np.where(u > 0, u, alpha * (np.exp(np.minimum(u, 0)) - 1)),
    }
    return table[name]()


def measured(params, np):
    """(end, attained) below and above; an end is infinite where the values are still growing far out."""
    a, b, alpha = params["a"], params["b"], float(params["alpha"])

    def values(u):
        return a * forward(params["activation"], u, alpha, np) + b

    near = values(np.linspace(-NEAR, NEAR, 3001))
    far = [float(values(np.array(side * FAR))) for side in (-1.0, 1.0)]
    found = []
    for extreme, side in ((np.min, -1), (np.max, 1)):
        reached = float(extreme(near))
        beyond = float(extreme(np.array([reached, *far])))
        if abs(beyond) > FAR / 100:
            found.append((side * np.inf, False))
            continue
        end = float(np.round(beyond, 4))
        found.append((end, abs(end - reached) < 1e-10))
    return found


def read(text):
    """An interval as (low, low attained), (high, high attained)."""
    low, high = text[1:-1].split(",")
    return [(float(low), text[0] == "["), (float(high), text[-1] == "]")]


def witness(params, at, np):
    found = measured(params, np)
    labels = "ABCDEFGH"
    fits = [
        all(
            attained == is_attained and (end == other or abs(end - other) < 1e-6)
            for (end, attained), (other, is_attained) in zip(found, read(text), strict=True)
        )
        for text in params["intervals"]
    ]
    (low, low_attained), (high, high_attained) = found
    hit = []
    for text in params["numbers"]:
        v = float(text)
        inside = low + 1e-6 < v < high - 1e-6
        at_end = (low_attained and abs(v - low) < 1e-6) or (high_attained and abs(v - high) < 1e-6)
        hit.append(inside or at_end)
    return {
        "a": ", ".join(labels[k] for k, fit in enumerate(fits) if fit),
        "b": ", ".join(labels[k] for k, yes in enumerate(hit) if yes),
    }
