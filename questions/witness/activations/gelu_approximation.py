"""GELU and a cheaper formula: values, and the largest gap, found where the complex-step slope of the gap is 0."""

POINTS = 40
REACH, CELLS = 6.0, 240  # the gap is looked at on [0, 6]; beyond, both are nearly x


def share(x, node, weight, np):
    """Phi(x) from its density; x may be complex."""
    found = 0.5 + 0 * x
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        found = found + w * x * np.exp(-((t * x) ** 2) / 2) / np.sqrt(2 * np.pi)
    return found


def cheap(x, params, np):
    if params["formula"] == "sigmoid":
        return x / (1 + np.exp(-float(params["scale"]) * x))
    inner = np.sqrt(2 / np.pi) * (x + float(params["cubic"]) * x**3)
    return x / 2 * (1 + np.tanh(inner))


def witness(params, at, np):
    node, weight = np.polynomial.legendre.leggauss(POINTS)

    def gap(x):
        return cheap(x, params, np) - x * share(x, node, weight, np)

    def slope(x):
        return np.imag(gap(x + 1e-20j)) / 1e-20

    ends = np.linspace(0.01, REACH, CELLS + 1)
    signs = np.sign(slope(ends))
    cells = np.nonzero(signs[:-1] * signs[1:] < 0)[0]
    low, high, first = ends[cells], ends[cells + 1], signs[cells]
    for _ in range(60):
        middle = (low + high) / 2
        same = np.sign(slope(middle)) == first
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    places = (low + high) / 2
    sizes = np.abs(gap(places))
    best = int(np.argmax(sizes))
    return {
        "a": cheap(float(params["x"]), params, np),
        "b": np.array([places[best], sizes[best]]),
    }
