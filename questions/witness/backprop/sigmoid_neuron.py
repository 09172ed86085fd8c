"""A sigmoid neuron is run forwards; every slope is the imaginary part a tiny way up the imaginary axis."""


def neuron(bias, weights, inputs, np):
    """sigmoid(w0 + w1 x1 + w2 x2 + ...)."""
    total = bias
    for w, x in zip(weights, inputs, strict=True):
        total = total + w * x
    return 1 / (1 + np.exp(-total))


def slopes(f, values, np):
    """The derivative of f with respect to each of the values."""
    return np.array([np.imag(f(values + 1e-30j * e)) / 1e-30 for e in np.eye(len(values))])


def witness(params, at, np):
    numbers = np.array([float(w) for w in params["weights"]])
    inputs = np.array([float(x) for x in params["inputs"]])
    g = float(params["upstream"])

    def of_weights(w):
        return neuron(w[0], w[1:], inputs, np)

    symbolic = [at["g"] * slopes(lambda w: neuron(at["b"], w, at["x"], np), at["w"], np)]
    return {
        "a": symbolic[0],
        "b": of_weights(numbers),
        "c": g * slopes(of_weights, numbers, np),
        "d": g * slopes(lambda x: neuron(numbers[0], numbers[1:], x, np), inputs, np),
    }


def onward(params, seen, np):
    """From the printed output to all gradients."""
    weights = np.array([float(w) for w in params["weights"]])
    inputs = np.array([1.0, *(float(x) for x in params["inputs"])])
    led = {"b": {"the printed output": seen["output"]}}
    for name, f in (("the longer output", seen["output"]), ("the printed answer", seen["b"])):
        slope = float(params["upstream"]) * f * (1 - f)
        led.setdefault("c", {})[name] = slope * inputs
        led.setdefault("d", {})[name] = slope * weights[1:]
    return led
