"""The network run as it is written; what is affine is seen from second differences along a line of inputs."""


def sigmoid(u, np):
    return 1 / (1 + np.exp(-u))


def log_odds(p, np):
    return np.log(p / (1 - p))


def is_affine(f, np):
    values = np.array([f(s) for s in np.linspace(-1, 1, 7)])
    return bool(np.isfinite(values).all()) and np.allclose(np.diff(values, 2), 0, atol=1e-9)


def witness(params, at, np):
    w, b = np.array(params["W"], dtype=float), np.array(params["b"], dtype=float)
    v, c = np.array(params["v"], dtype=float), float(params["c"])
    x, along = np.array(params["x"], dtype=float), np.array([1.0, -0.5])
    hidden = sigmoid(w @ x + b, np)

    def output(x):
        return v @ sigmoid(w @ x + b, np) + c

    step = 1e-3

    def stepped(x):
        return v @ (w @ x + b > 0) + c

    flat = abs(stepped(x + step * along) - stepped(x)) < 1e-12
    with np.errstate(all="ignore"):
        relu_odds = is_affine(lambda s: log_odds(np.maximum(w[0] @ (x + s * along) + b[0], 0), np), np)
    holds = {
        "unit": is_affine(lambda s: log_odds(sigmoid(w[0] @ (x + s * along) + b[0], np), np), np),
        "output_hidden": is_affine(lambda s: log_odds(sigmoid(v @ (hidden + s * along) + c, np), np), np),
        "output_input": is_affine(lambda s: output(x + s * along), np),
        "no_hidden": is_affine(lambda s: log_odds(sigmoid(along @ (x + s * along) + c, np), np), np),
        "step_flat": flat,
        "step_trained": not flat,
        "relu": relu_odds,
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": hidden, "b": output(x), "c": sigmoid(output(x), np), "d": ", ".join(right)}


def onward(params, seen, np):
    """From the printed activations to the log-odds, and from those to the probability."""
    v, c = np.array(params["v"], dtype=float), float(params["c"])
    return {
        "b": {"the printed activations": v @ np.array(seen["a"]) + c},
        "c": {"the printed log-odds": sigmoid(seen["b"], np)},
    }
