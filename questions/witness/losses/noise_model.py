"""Which loss is a likelihood in disguise: both are evaluated on a grid of predictions, and a line is fitted."""


def minus_log(noise, t, y, np):
    """Minus the log-density of the target t at the prediction y."""
    return {
        "normal": lambda: -np.log(np.exp(-((t - y) ** 2) / 2) / np.sqrt(2 * np.pi)),
        "laplace": lambda: -np.log(np.exp(-abs(t - y)) / 2),
        "labels": lambda: -np.log(y if t == 1 else 1 - y),
        "counts": lambda: -(t * np.log(y) - y),
    }[noise]()


def loss(name, t, y, np):
    return {
        "squared": lambda: (t - y) ** 2,
        "absolute": lambda: abs(t - y),
        "binary": lambda: -(t * np.log(y) + (1 - t) * np.log(1 - y)),
        "poisson": lambda: y - t * np.log(y),
        "hinge": lambda: np.maximum(0.0, 1 - t * y),
    }[name]()


GRIDS = {
    "normal": ((0.5, 2.0), [k / 4 + 0.1 for k in range(1, 12)]),
    "laplace": ((0.5, 2.0), [k / 4 + 0.1 for k in range(1, 12)]),
    "labels": ((0.0, 1.0), [k / 16 for k in range(1, 16)]),
    "counts": ((0.0, 1.0, 3.0), [k / 4 + 0.1 for k in range(1, 12)]),
}


def same(noise, name, np):
    """Whether minus the log-density is a + b loss with b > 0, for each target on a grid of predictions."""
    targets, grid = GRIDS[noise]
    for t in targets:
        with np.errstate(all="ignore"):
            u = np.array([minus_log(noise, t, y, np) for y in grid])
            safe = [y if name != "binary" or 0 < y < 1 else np.nan for y in grid]
            v = np.array([loss(name, t, y, np) for y in safe])
        if not np.all(np.isfinite(v)):
            return False
        u, v = u - u[0], v - v[0]
        size = np.sum(v * v)
        if size == 0 or np.max(np.abs(u - np.sum(u * v) / size * v)) > 1e-3 or np.sum(u * v) <= 0:
            return False
    return True


def best(noise, data, np):
    """The constant prediction of least total loss, from values of minus the log-likelihood."""
    y = np.array(data)
    if noise == "laplace":
        candidates = np.unique(y)
        return candidates[np.argmin([np.sum(np.abs(y - c)) for c in candidates])]
    if noise == "normal":
        left, middle, right = (np.sum((y - c) ** 2) for c in (-1.0, 0.0, 1.0))
        return (left - right) / (2 * (left - 2 * middle + right))
    low, high = 1e-6, 1 - 1e-6 if noise == "labels" else 100.0
    for _ in range(100):
        c = (low + high) / 2
        moved = c + 1e-30j
        terms = [
            t * np.log(moved) + ((1 - t) * np.log(1 - moved) if noise == "labels" else -moved) for t in y
        ]
        low, high = (low, c) if np.imag(-sum(terms)) > 0 else (c, high)
    return (low + high) / 2


def witness(params, at, np):
    letters = "ABCDEFGH"
    found = [letters[k] for k, name in enumerate(params["losses"]) if same(params["noise"], name, np)]
    data = [float(text) for text in params["data"]]
    return {"a": ", ".join(found), "b": best(params["noise"], data, np)}
