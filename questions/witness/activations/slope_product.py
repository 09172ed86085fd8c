"""A chain of units: the steepest slope is searched for on a grid, the slopes at given numbers are multiplied."""


def f(name, z, np):
    return 1 / (1 + np.exp(-z)) if name == "sigmoid" else np.tanh(z)


def slope(name, z, np):
    return np.imag(f(name, z + 1e-20j, np)) / 1e-20


def witness(params, at, np):
    name, w, layers = params["activation"], abs(float(params["w"])), params["layers"]
    steepest = float(np.max(slope(name, np.linspace(-4, 4, 801), np)))
    bound, first = 1.0, None
    for number in range(1, 2001):
        bound = bound * w * steepest
        if number == layers:
            asked = bound
        if first is None and bound < 10.0 ** -params["m"]:
            first = number
        if first is not None and number >= layers:
            break
    product = 1.0
    for z in params["z"]:
        product = product * float(params["w"]) * slope(name, float(z), np)
    return {"a": asked, "b": first, "c": product}


def onward(params, seen, np):
    """From the printed slopes of the layers to their product."""
    product = 1.0
    for number in range(1, len(params["z"]) + 1):
        product = product * float(params["w"]) * seen[f"slope of layer {number}"]
    return {"c": {"the printed slopes": product}}
