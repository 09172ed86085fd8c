"""A neuron with two inputs, computed from the words of the prompt; claims are tried out by changing its numbers."""


def neuron(p, np, **changes):
    """(pre-activation, output) with some numbers changed."""
    p = {**p, **changes}
    a = p["w0"] + p["w1"] * p["x1"] + p["w2"] * p["x2"]
    return a, 1 / (1 + np.exp(-a))


def decide(statement, p, np):
    a, f = neuron(p, np)
    flipped = neuron(p, np, w0=-p["w0"], w1=-p["w1"], w2=-p["w2"])[1]
    doubled = neuron(p, np, w0=2 * p["w0"], w1=2 * p["w1"], w2=2 * p["w2"])[1]
    shifted = neuron(p, np, w0=p["w0"] + np.log(2.0))[1]
    s = [1 / (1 + np.exp(-p[name])) for name in ("x1", "x2")]
    near = 1e-9
    return {
        "odds": lambda: abs(f / (1 - f) - np.exp(a)) < near * np.exp(a),
        "log_odds": lambda: abs(np.log(f / (1 - f)) - a) < near,
        "complement": lambda: abs((1 - f) - 1 / (1 + np.exp(a))) < near,
        "output_is_a": lambda: abs(f - a) < near,
        "first_then_sum": lambda: abs(f - (p["w0"] + p["w1"] * s[0] + p["w2"] * s[1])) < near,
        "more_probable": lambda: f > 0.5,
        "odds_doubled": lambda: abs(shifted / (1 - shifted) - 2 * f / (1 - f)) < near * f / (1 - f),
        "output_doubled": lambda: abs(doubled - 2 * f) < near,
        "flipped": lambda: abs(flipped - (1 - f)) < near,
        "probability_is_a": lambda: 0 <= a <= 1 and abs(a - f) < near,
    }[statement]()


def witness(params, at, np):
    p = {name: float(params[name]) for name in ("w0", "w1", "w2", "x1", "x2")}
    a, f = neuron(p, np)
    bernoulli = f if params["label"] == 1 else 1 - f
    held = [decide(statement, p, np) for statement in params["statements"]]
    return {
        "a": np.array([a, f]),
        "b": bernoulli,
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }


def onward(params, seen, np):
    """From the printed output to the probability of the label."""
    f = seen["a"][1]
    return {"b": {"the printed output": f if params["label"] == 1 else 1 - f}}
