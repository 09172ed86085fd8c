"""Both ways of computing all gradients are run on chains of layers, and their multiplications are counted."""


def chain(layers, np, equal=False):
    """A local factor for each layer: all different, or all equal."""
    return np.full(layers, 1.5) if equal else 1.0 + 1.0 / (1.0 + np.arange(layers))


def one_by_one(factors):
    """The derivative at each layer by itself, from the last layer on; and the products it took."""
    found, products = [], 0
    for layer in range(len(factors)):
        value = factors[-1]
        for factor in reversed(factors[layer:-1]):
            value = value * factor
            products += 1
        found.append(value)
    return found, products


def backprop(factors):
    """Each derivative from that of the layer above; and the products it took."""
    found, products = [factors[-1]], 0
    for factor in reversed(factors[:-1]):
        found.insert(0, found[0] * factor)
        products += 1
    return found, products


def paths(width, layers, np):
    """The paths from one unit of the first layer through one unit of each layer above, counted layer by layer."""
    ends = np.zeros(width, dtype=int)
    ends[0] = 1
    for _ in range(layers - 1):
        ends = np.ones((width, width), dtype=int) @ ends
    return int(np.sum(ends))


def multiplications(sizes, np):
    """Row times Jacobian for every pair of a layer and a layer above it, number by number."""
    count = 0
    for layer in range(sizes["L"]):
        for _above in range(sizes["L"] - 1 - layer):
            count += np.ones((sizes["H"], sizes["H"])).size
    return count


def differences(layers, np):
    """One-sided differences for a chain with a weight in each layer: the slopes, and the passes forwards."""
    passes = []

    def output(weights):
        passes.append(1)
        return np.prod(weights)

    weights, h = chain(layers, np), 1e-7
    start = output(weights)
    slopes = [(output(weights + h * e) - start) / h for e in np.eye(layers)]
    assert np.allclose(slopes, np.prod(weights) / weights, rtol=1e-4)
    return len(passes)


def linear(counts, np):
    """Whether counts at L, L + 1, L + 2, ... lie on a straight line."""
    return bool(np.all(np.diff(counts, 2) == 0))


def holds(statement, params, np):
    layers, width = params["layers"], params["width"]
    span = range(layers, layers + 4)
    naive = [one_by_one(chain(n, np))[1] for n in span]
    cached = [backprop(chain(n, np))[1] for n in span]
    terms = [paths(width, n, np) for n in span]
    different, same = chain(layers, np), chain(layers, np, equal=True)
    agree = np.allclose(one_by_one(different)[0], backprop(different)[0])
    return {
        "both_linear": lambda: linear(naive, np) and linear(cached, np),
        "quadratic_and_linear": lambda: (
            not linear(naive, np) and linear(np.diff(naive), np) and linear(cached, np)
        ),
        "paths_exponential": lambda: all(b == width * a for a, b in zip(terms, terms[1:], strict=False)),
        "paths_linear": lambda: linear(terms, np),
        "needs_symmetry": lambda: backprop(different)[1] >= one_by_one(different)[1],
        "cached_chain_rule": lambda: agree and backprop(different)[1] < one_by_one(different)[1],
        "approximation": lambda: not agree,
        "equal_faster": lambda: backprop(same)[1] < backprop(different)[1],
        "differences": lambda: differences(layers, np) == layers + 1,
        "half": lambda: all(2 * b == a for a, b in zip(naive, cached, strict=True)),
    }[statement]()


def witness(params, at, np):
    layers = params["layers"]
    factors = chain(layers, np)
    fits = [holds(statement, params, np) for statement in params["statements"]]
    return {
        "a": multiplications(at["sizes"], np),
        "b": np.array([one_by_one(factors)[1], backprop(factors)[1]]),
        "c": paths(params["width"], layers, np),
        "d": ", ".join("ABCDEFGHIJ"[k] for k, fit in enumerate(fits) if fit),
    }
