"""GELU: the normal distribution function by quadrature of its density, everything else from it."""


def density(t, np):
    return np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)


def share(x, np):
    """Phi(x): one half and the area from 0 to x, by Gauss and Legendre's 40 points."""
    node, weight = np.polynomial.legendre.leggauss(40)
    found = 0.5 + 0 * x
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        found = found + w * x * density(t * x, np)
    return found


def gelu(x, np):
    return x * share(x, np)


def indicator_mean(x, np):
    """E 1[Z <= x] for each entry of x: the density is added up from -9 to x."""
    node, weight = np.polynomial.legendre.leggauss(60)
    found = 0.0 * x
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        found = found + w * (x + 9.0) * density(-9.0 + (x + 9.0) * t, np)
    return found


def decide(statement, np):
    x = np.linspace(-5, 5, 81)
    y = gelu(x, np)
    near = 1e-9
    ratio = y / share(x, np)
    table = {
        "gate": lambda: np.max(np.abs(y - x * indicator_mean(x, np))) < near,
        "scaled_cdf": lambda: np.max(ratio) - np.min(ratio) < near,
        "cdf_of_scaled": lambda: any(np.max(np.abs(y - share(c * x, np))) < near for c in (0.5, 1.0, 2.0)),
        "bounded": lambda: gelu(60.0, np) < 50.0,
        "never_negative": lambda: np.min(y) > -near,
        "reflection": lambda: np.max(np.abs(y - gelu(-x, np) - x)) < near,
        "odd": lambda: np.max(np.abs(y + gelu(-x, np))) < near,
        "density": lambda: np.max(np.abs(y - x * density(x, np))) < near,
        "relu_far_out": lambda: max(abs(gelu(u, np) - max(u, 0.0)) for u in (-7.0, -6.0, 6.0, 7.0)) < 1e-6,
        "relu_everywhere": lambda: np.max(np.abs(y - np.maximum(x, 0))) < near,
        "scales": lambda: np.max(np.abs(gelu(2 * x, np) - 2 * y)) < near,
        "at_most_relu": lambda: np.max(y - np.maximum(x, 0)) < near,
    }
    return table[statement]()


def witness(params, at, np):
    x = float(params["x"])
    held = [decide(statement, np) for statement in params["statements"]]
    return {
        "a": gelu(x, np),
        "b": gelu(-x, np),
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }


def onward(params, seen, np):
    """From the printed distribution function to the value, and from the value to that of -x."""
    x = float(params["x"])
    return {
        "a": {"the printed Phi": x * seen["Phi of x"]},
        "b": {"the printed value": seen["a"] - x, "the printed Phi": -x * (1 - seen["Phi of x"])},
    }
