"""Each line and each unit of the drawing is visited and counted."""


def lines(sizes):
    """Pairs of units of neighbouring layers."""
    return [
        (depth, a, b)
        for depth in range(len(sizes) - 1)
        for a in range(sizes[depth])
        for b in range(sizes[depth + 1])
    ]


def units(sizes):
    """The units that add up what comes in: all but the inputs."""
    return [(depth, k) for depth in range(1, len(sizes)) for k in range(sizes[depth])]


def witness(params, at, np):
    sizes = params["sizes"]
    longer = [*sizes[:1], sizes[1] + 1, *sizes[2:]]
    total = len(lines(sizes)) + len(units(sizes))
    return {"a": len(lines(sizes)), "b": total, "c": len(lines(longer)) + len(units(longer)) - total}


def onward(params, seen, np):
    """From the printed number of lines to that of the parameters."""
    return {"b": {"the printed weights": seen["a"] + sum(params["sizes"][1:])}}
