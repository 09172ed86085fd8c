"""A smooth ReLU on a fine grid: its minimum by the complex-step slope, its largest distance from the ReLU."""


def share(x, rule, np):
    """Phi(x): one half and the area under the density from 0 to x, by Gauss and Legendre; x may be complex."""
    t, w = rule
    x = np.asarray(x)[..., None]
    return 0.5 + np.sum(w * x * np.exp(-((t * x) ** 2) / 2), axis=-1) / np.sqrt(2 * np.pi)


def f(name, x, beta, rule, np):
    table = {
        "gelu": lambda: x * share(beta * x, rule, np),
        "silu": lambda: x / (1 + np.exp(-beta * x)),
        "softplus": lambda: np.log(1 + np.exp(beta * x)) / beta,
    }
    return table[name]()


def lowest(name, beta, rule, np):
    """Where the slope changes its sign for negative x, by bisection."""
    low, high = -3.0 / beta, -0.1 / beta
    for _ in range(52):
        middle = (low + high) / 2
        slope = np.imag(f(name, middle + 1e-20j, beta, rule, np)) / 1e-20
        low, high = (middle, high) if slope < 0 else (low, middle)
    return (low + high) / 2


def decide(statement, params, rule, np):
    name, beta = params["activation"], float(params["beta"])
    x = np.linspace(-4 / beta, 4 / beta, 801)
    y, relu = f(name, x, beta, rule, np), np.maximum(x, 0)
    gap, soft = np.abs(y - relu), np.abs(f("softplus", x, beta, rule, np) - relu)
    place = lowest(name, beta, rule, np)
    near = 1e-9
    return {
        "monotone": lambda: np.min(np.diff(y)) > -near,
        "never_above": lambda: np.max(y - relu) < near,
        "never_below": lambda: np.min(y - relu) > -near,
        "gap_symmetric": lambda: np.max(np.abs(gap - gap[::-1])) < near,
        "gap_at_zero": lambda: np.argmax(gap) == len(x) // 2,
        "softplus_gap_at_zero": lambda: np.argmax(soft) == len(x) // 2,
        "softplus_nearer": lambda: np.max(soft) < np.max(gap),
        "convex": lambda: np.min(np.diff(y, 2)) > -near,
        "halves": lambda: (
            abs(f(name, place / 2, 2 * beta, rule, np) - f(name, place, beta, rule, np) / 2) < near
        ),
        "reaches_relu": lambda: np.min(gap[np.abs(x) > 0.5 / beta]) < near,
    }[statement]()


def witness(params, at, np):
    name, beta, tolerance = params["activation"], float(params["beta"]), float(params["tolerance"])
    node, weight = np.polynomial.legendre.leggauss(40)
    rule = ((node + 1) / 2, weight / 2)
    place = lowest(name, beta, rule, np)
    value = f(name, place, beta, rule, np)
    # The largest distance from the ReLU, to either side of 0: on the right it is that of -x on the left.
    sides = [abs(f(name, side * place, beta, rule, np) - max(side * place, 0.0)) for side in (1.0, -1.0)]
    gap = max(sides)
    low, high = 0.001, 10000.0
    for _ in range(45):  # the smallest factor whose gap is within the tolerance
        middle = np.sqrt(low * high)
        spot = lowest(name, middle, rule, np)
        low, high = (middle, high) if abs(f(name, spot, middle, rule, np)) > tolerance else (low, middle)
    held = [decide(statement, params, rule, np) for statement in params["statements"]]
    return {
        "a": np.array([place, value]),
        "b": gap,
        "c": np.sqrt(low * high),
        "d": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }


def onward(params, seen, np):
    """From the printed minimum to the gap, and from the gap to the factor, to which it is inversely proportional."""
    return {
        "b": {"the printed minimum": -seen["a"][1]},
        "c": {"the printed gap": seen["b"] * float(params["beta"]) / float(params["tolerance"])},
    }
