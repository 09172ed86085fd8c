"""Two logits run through softmax with a temperature; each statement is tried out, here or on many pairs."""


def softmax(z, tau, np):
    exponentials = np.exp((z - np.max(z)) / tau)
    return exponentials / np.sum(exponentials)


def gap(z, tau, np):
    s = softmax(z, tau, np)
    return s[0] - s[1]


def holds(name, z, tau, np):
    d = abs(z[0] - z[1])
    found = abs(gap(z, tau, np))
    grid = np.linspace(0.01, 30.0, 40)
    shares = np.array([gap(np.array([x, 0.0]), tau, np) / x for x in grid])
    return {
        "farther_apart": found > d,
        "at_most_half": bool(np.all(shares <= (1 + 1e-6) / (2 * tau))),
        "doubled": np.isclose(abs(gap(2 * z, tau, np)), 2 * found, rtol=1e-4),
        "depends_on_place": not np.isclose(abs(gap(z + 2, tau, np)), found, rtol=1e-4),
        "sharper_than_share": abs(z[0] - z[1]) / (z[0] + z[1]) < found,
        "ratio_is_of_logits": np.isclose(
            softmax(z, tau, np)[0] / softmax(z, tau, np)[1], z[0] / z[1], rtol=1e-3
        ),
        "colder_is_farther": abs(gap(z, tau / 2, np)) > found,
    }[name]


def witness(params, at, np):
    z = np.array([float(params["second"]) + float(params["gap"]), float(params["second"])])
    tau = float(params["tau"])
    s = softmax(z, tau, np)
    good = [k for k, name in enumerate(params["claims"]) if holds(name, z, tau, np)]
    return {"a": s[0] / s[1], "b": s[0] - s[1], "c": ", ".join("ABCDEFGHI"[k] for k in good)}


def onward(params, seen, np):
    """From the printed ratio r to the difference (r - 1) / (r + 1)."""
    return {"b": {"the printed ratio": (seen["a"] - 1) / (seen["a"] + 1)}}
