"""The functions applied one after the other, and put together in the other ways that the options name."""


def apply(layer, x):
    kind, number = layer
    if kind == "shift":
        return x + number
    if kind == "scale":
        return number * x
    if kind == "square":
        return x * x
    return max(0, x)


def composed(layers, x):
    for layer in layers:
        x = apply(layer, x)
    return x


def witness(params, at, np):
    layers, x = params["layers"], params["x"]
    in_turn = composed(layers, x)
    product = 1
    for layer in layers:
        product = product * apply(layer, x)
    values = {
        "composition": in_turn,
        "reversed": composed(layers[::-1], x),
        "sum": sum(apply(layer, x) for layer in layers),
        "product": product,
    }
    # A diagram that feeds each box with what the box before it gives.
    diagram = x
    for number in range(len(layers)):
        diagram = apply(layers[number], diagram)
    right = [k for k, name in enumerate(params["forms"]) if values[name] == diagram]
    assert len(right) == 1
    return {"a": in_turn, "b": "ABCD"[right[0]], "c": values["reversed"]}
