"""How many different functions hidden units can make: the rank of their outputs on a grid, with many random units."""

ENOUGH = 40  # units that are tried: more do not raise the rank of a polynomial


def powers(degree):
    return lambda u, np: u**degree


ACTIVATIONS = {
    "identity": lambda u, np: u,
    "square": powers(2),
    "cube": powers(3),
    "quartic": lambda u, np: u**4 - u,
    "relu": lambda u, np: np.maximum(u, 0),
    "leaky_relu": lambda u, np: np.where(u > 0, u, 0.1 * u),
    "tanh": lambda u, np: np.tanh(u),
    "sigmoid": lambda u, np: 1 / (1 + np.exp(-u)),
    "softplus": lambda u, np: np.log1p(np.exp(u)),
    "abs": lambda u, np: np.abs(u),
    "sine": lambda u, np: np.sin(u),
}


def features(f, units, grid, np):
    """One column for each unit f(w x + b), and one of ones for the output bias."""
    weights = 3 * np.cos(1.7 * np.arange(units) + 0.3)
    biases = 2 * np.sin(2.9 * np.arange(units) + 1.1)
    columns = f(grid[:, None] * weights + biases, np)
    return np.hstack([columns / np.maximum(np.abs(columns).max(axis=0), 1e-9), np.ones((len(grid), 1))])


def rank(f, units, np):
    grid = np.linspace(-1, 1, 12)
    return int(np.linalg.matrix_rank(features(f, units, grid, np), tol=1e-7))


def witness(params, at, np):
    units = min(params["units"], ENOUGH)
    # What has fewer dimensions than the grid has points is stuck, however many units there are.
    universal = {name: rank(f, 400, np) > 8 for name, f in ACTIVATIONS.items()}
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if universal[name]]
    return {"a": rank(powers(params["degree"]), units, np), "b": ", ".join(right)}
