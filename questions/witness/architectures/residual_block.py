"""Blocks are run forward, and slopes are differences; with numbers, linear blocks with the given Jacobians are run."""

STEP = 1e-5


def difference(f, x, np):
    """The Jacobian of f at x by central differences: a column for each entry of x."""
    columns = [(f(x + STEP * e) - f(x - STEP * e)) / (2 * STEP) for e in np.eye(len(x))]
    return np.array(columns).T


def proved(params, at, np):
    """What the derivation says, of the tanh blocks of the prompt."""
    if len(params["jacobians"]) == 1:
        w = at["W"]
        return difference(lambda h: h + np.tanh(w @ h), at["h"], np)
    w, v = at["w"], at["v"]

    def network(x):
        first = x + np.tanh(w * x)
        return first + np.tanh(v * first)

    return (network(at["x"] + STEP) - network(at["x"] - STEP)) / (2 * STEP)


def run(blocks, h, skip, np):
    """Blocks one after the other; near this h each F is a linear map."""
    for block in blocks:
        h = (h if skip else 0) + block @ h
    return h


def witness(params, at, np):
    blocks = [np.array([[float(e) for e in row] for row in block]) for block in params["jacobians"]]
    units = np.eye(len(blocks[0]))
    skipping = np.array([run(blocks, unit, True, np) for unit in units]).T
    plain = np.array([run(blocks, unit, False, np) for unit in units]).T
    if len(blocks) > 1:
        return {"a": proved(params, at, np), "b": skipping[0, 0], "c": plain[0, 0]}
    g = np.array([float(entry) for entry in params["upstream"]])
    back = [
        np.dot(g, run(blocks, unit, True, np)) for unit in units
    ]  # L = g . h is linear, so this is its slope
    return {"a": proved(params, at, np), "b": skipping, "c": np.array(back)}
