"""The lines of the loop are run in the order of each option; gradients add up until they are zeroed."""


def train(order, params):
    """The weights after each batch and the gradients that the optimiser has seen, for lines in this order."""
    state = {"w": float(params["weight"]), "grad": 0.0, "loss": None}
    rate, weights, seen = float(params["rate"]), [], []
    for x, y in zip(params["inputs"], params["targets"], strict=True):
        for line in order:
            if line == "Z":
                state["grad"] = 0.0
            elif line == "F":
                state["loss"] = lambda w, x=x, y=y: (w * x - y) ** 2
            elif line == "B":
                f, w = state["loss"], state["w"]
                state["grad"] += f(w + 0.5) - f(w - 0.5)  # exact for a parabola
            else:
                seen.append(state["grad"])
                state["w"] -= rate * state["grad"]
        weights.append(state["w"])
    return weights, seen


def witness(params, at, np):
    # Plain SGD, written without any of the lines: each batch makes one step with its own gradient.
    w, wanted = float(params["weight"]), []
    for x, y in zip(params["inputs"], params["targets"], strict=True):
        w = (
            w
            - float(params["rate"]) * ((w + 0.5) * x - y) ** 2
            + float(params["rate"]) * ((w - 0.5) * x - y) ** 2
        )
        wanted.append(w)
    labels = [
        label
        for label, order in zip("ABCDEF", params["orders"], strict=False)
        if np.allclose(train(order, params)[0], wanted)
    ]
    forgotten, seen = train("FBS", params)
    return {"a": ", ".join(labels), "b": np.array(wanted), "c": seen[-1], "d": forgotten[-1]}


def onward(params, seen, np):
    """Each weight from the one printed before it; from the printed gradient to the last weight without zeroing."""
    rate, found, w = float(params["rate"]), [], float(params["weight"])
    for x, y, printed in zip(params["inputs"], params["targets"], seen["b"], strict=True):
        found.append(w - rate * 2 * (w * x - y) * x)
        w = printed
    before = train("FBS", params)[0][-2]
    return {
        "b": {"the printed weights": np.array(found)},
        "d": {"the printed gradient": before - rate * seen["c"]},
    }
