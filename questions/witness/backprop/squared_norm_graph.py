"""The graph is run forwards as loops over entries; gradients are central differences, exact for a square."""


def forward(weights, x, np):
    """The product of weights and x, and the sum of its squares."""
    q = [sum(row[k] * x[k] for k in range(len(x))) for row in weights]
    return np.array(q), sum(value**2 for value in q)


def gradient(f, at, np):
    """Of a scalar function of an array, entry by entry."""
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[place] = 0.5
        found[place] = f(at + step) - f(at - step)
    return found


def consistent(order):
    """Whether every node comes after all nodes that use it."""
    uses = {"L": ("q",), "q": ("W", "x"), "W": (), "x": ()}
    place = {name: k for k, name in enumerate(order)}
    return all(place[user] < place[used] for user, nodes in uses.items() for used in nodes)


def witness(params, at, np):
    weights, x = np.array(params["matrix"], dtype=float), np.array(params["x"], dtype=float)
    q, loss = forward(weights, x, np)
    fits = [consistent(order) for order in params["orders"]]
    return {
        "a": q,
        "b": loss,
        "c": gradient(lambda q: np.sum(q**2), q, np),
        "d": gradient(lambda x: forward(weights, x, np)[1], x, np),
        "e": gradient(lambda weights: forward(weights, x, np)[1], weights, np),
        "f": ", ".join("ABCDEFGH"[k] for k, fit in enumerate(fits) if fit),
    }
