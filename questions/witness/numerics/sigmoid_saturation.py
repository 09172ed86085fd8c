"""The sigmoid in the given type: bisection on what it returns, and its values at one point."""

KINDS = {"half": "float16", "single": "float32", "double": "float64"}


def sigmoid(x, kind, np):
    """The formula 1 / (1 + e^-x): sum and quotient rounded to the type, an exponential beyond its range infinite."""
    power = np.exp(-np.float64(x))
    if power > np.finfo(kind).max:
        power = np.inf
    return kind(kind(1) / kind(1 + power))


def first(low, high, reached):
    """The end of the interval on which something is not yet so; it is not so at `low`, and is so at `high`."""
    for _ in range(100):
        middle = (low + high) / 2
        if reached(middle):
            high = middle
        else:
            low = middle
    return high


def holds(name, x, kind, np):
    s, t = sigmoid(x, kind, np), sigmoid(-x, kind, np)
    return {
        "never_one": not any(sigmoid(step, kind, np) == 1 for step in range(1, 100)),
        "one_here": s == 1,
        "slope_zero_here": kind(s * kind(kind(1) - s)) == 0,
        "zero_at_minus": t == 0,
        "slope_zero_at_minus": kind(t * kind(kind(1) - t)) == 0,
        "rest_is_zero": kind(kind(1) - s) == 0,
        "same_as_one_more": sigmoid(x + 1, kind, np) == s,
    }[name]


def witness(params, at, np):
    kind = getattr(np, KINDS[params["precision"]])
    with np.errstate(all="ignore"):
        one = first(0.0, 100.0, lambda x: sigmoid(x, kind, np) == 1)
        zero = -first(0.0, 1000.0, lambda x: sigmoid(-x, kind, np) == 0)
        good = [k for k, name in enumerate(params["claims"]) if holds(name, params["x"], kind, np)]
    return {"a": one, "b": zero, "c": ", ".join("ABCDEFGH"[k] for k in good)}
