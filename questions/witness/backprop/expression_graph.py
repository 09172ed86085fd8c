"""The graph is evaluated forwards, node by node; each gradient is a difference quotient of the last node."""


def forward(params, values, np):
    """The value of every node, by its name."""
    seen = dict(zip(params["names"], values, strict=True))
    for name, kind, left, right in params["nodes"]:
        a, b = seen[left], seen.get(right, 0.0)
        if kind == "+":
            seen[name] = a + b
        elif kind == "*":
            seen[name] = a * b
        elif kind == "max":
            seen[name] = np.maximum(a, b)
        else:
            seen[name] = 1 / (1 + np.exp(-a))
    return seen


def slopes(params, node, np, h=1e-4):
    """The derivative of one node with respect to each input."""
    values = np.array([float(v) for v in params["inputs"]])
    moved = [(forward(params, values + h * e, np)[node], forward(params, values - h * e, np)[node])
             for e in np.eye(len(values))]  # fmt: skip
    return np.array([(ahead - behind) / (2 * h) for ahead, behind in moved])


def witness(params, at, np):
    last = params["nodes"][-1]
    value = forward(params, [float(v) for v in params["inputs"]], np)[last[0]]
    return {"a": value, "b": slopes(params, last[0], np)}


def onward(params, seen, np):
    """From the printed output of a sigmoid to the gradients below it."""
    _, kind, below, _ = params["nodes"][-1]
    if kind != "sigmoid":
        return {}
    q = seen["output"]
    return {
        "a": {"the printed output": q},
        "b": {"the printed output": q * (1 - q) * slopes(params, below, np)},
    }
