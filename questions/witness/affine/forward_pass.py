"""The equations of the prompt with NumPy's own functions, one stage after the other."""


def sigmoid(a, np):
    return 1.0 / (1.0 + np.exp(-a))


def numbers(params, np):
    """The parameters as arrays, and the input."""
    found = {name: np.array(params[name], dtype=float) for name in ("Wh", "bh", "Wy", "by", "x")}
    if params["convention"] == "rows":
        return {**found, "Wh": found["Wh"].T, "Wy": found["Wy"].T}
    return found


def hidden(a, params, np):
    return np.tanh(a) if params["activation"] == "tanh" else sigmoid(a, np)


def softmax(logits, np):
    exponentials = np.exp(logits)
    return exponentials / np.sum(exponentials)


def witness(params, at, np):
    n = numbers(params, np)
    before = n["Wh"] @ n["x"] + n["bh"]
    activations = hidden(before, params, np)
    logits = n["Wy"] @ activations + n["by"]
    return {"a": before, "b": activations, "c": logits, "d": softmax(logits, np)}


def onward(params, seen, np):
    """Each stage from the printed one before it."""
    n = numbers(params, np)
    return {
        "b": {"the printed pre-activations": hidden(np.array(seen["a"]), params, np)},
        "c": {"the printed activations": n["Wy"] @ np.array(seen["b"]) + n["by"]},
        "d": {"the printed logits": softmax(np.array(seen["c"]), np)},
    }
