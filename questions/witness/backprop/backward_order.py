"""A tape: forwards each module is written down when it is called, backwards the tape is read from its end."""


def run(params, np, x=None, weights=None):
    """Forward calls, values, backward calls, and the gradients of the loss by weights and by values."""
    w = [float(v) for v in (params["weights"] if weights is None else weights)]
    value = float(params["x"] if x is None else x)
    tape, called, values = [], [], [value]
    for module in params["order"]:
        tape.append((module, value))
        called.append(module)
        value = w[module] * value
        values.append(value)
    gradient, back = value - float(params["y"]), []  # the derivative of (output - y)^2 / 2
    by_weight, by_value = [0.0] * len(w), [gradient]
    while tape:
        module, entered = tape.pop()
        back.append(module)
        by_weight[module] = gradient * entered
        gradient = gradient * w[module]
        by_value.append(gradient)
    return called, values, back, np.array(by_weight), by_value


def slopes(params, np):
    """The gradient of the loss by the weights, without any tape."""
    w = np.array([float(v) for v in params["weights"]])

    def loss(w):
        value = float(params["x"])
        for module in params["order"]:
            value = w[module] * value
        return (value - float(params["y"])) ** 2 / 2

    return np.array([(loss(w + 1e-4 * e) - loss(w - 1e-4 * e)) / 2e-4 for e in np.eye(len(w))])


def holds(statement, params, np):
    called, values, back, by_weight, by_value = run(params, np)
    numeric = slopes(params, np)
    before = list(params["weights"])
    run(params, np)
    other = run(params, np, x=float(params["x"]) + 1)[3]
    return {
        "loss_by_parameters": lambda: (
            by_weight.shape == numeric.shape and np.allclose(by_weight, numeric, atol=1e-4)
        ),
        "parameters_by_loss": lambda: np.allclose(by_weight, 1 / numeric, atol=1e-4),
        "forward_evaluates": lambda: (
            len(called) == len(params["weights"]) and values[0] == float(params["x"])
        ),
        "forward_gradients": lambda: np.allclose(values[1:], by_weight[called], atol=1e-6),
        "starts_at_loss": lambda: back[0] == called[-1] and back[-1] == called[0],
        "starts_at_input": lambda: back[0] == called[0],
        "needs_values": lambda: not np.allclose(other, by_weight),
        "updates": lambda: before != list(params["weights"]),
        "intermediates": lambda: len(by_value) == len(values),
        "outputs_only": lambda: len(by_weight) == 1,
    }[statement]()


def witness(params, at, np):
    _, values, back, _, _ = run(params, np)
    fits = [holds(statement, params, np) for statement in params["statements"]]
    return {
        "a": np.array(values[1:]),
        "b": np.array(back),
        "c": slopes(params, np),
        "d": ", ".join("ABCDEFGHIJ"[k] for k, fit in enumerate(fits) if fit),
    }
