"""Every order of multiplication is tried out; the multiplications of a product are counted entry by entry."""


def multiplied(left, right):
    """The shape of a product and its multiplications: for each entry of it as many as a row of the left is long."""
    rows, inner = left
    assert inner == right[0]
    return (rows, right[1]), sum(inner for _ in range(rows)) * right[1]


def folded(shapes, from_right):
    """The multiplications when the product grows from one end."""
    rest = list(shapes)
    count = 0
    while len(rest) > 1:
        pair = rest[-2:] if from_right else rest[:2]
        shape, more = multiplied(*pair)
        rest = [*rest[:-2], shape] if from_right else [shape, *rest[2:]]
        count += more
    return count


def cheapest(shapes):
    """The least number of multiplications over all ways to set parentheses."""
    if len(shapes) == 1:
        return shapes[0], 0
    found = []
    for cut in range(1, len(shapes)):
        (left, before), (right, after) = cheapest(shapes[:cut]), cheapest(shapes[cut:])
        shape, more = multiplied(left, right)
        found.append((shape, before + after + more))
    return min(found, key=lambda pair: pair[1])


def witness(params, at, np):
    n = params["dims"]
    jacobians = [(n[k + 1], n[k]) for k in range(len(n) - 1)]  # J_1 first
    product = jacobians[::-1]  # J_L ... J_2 J_1: the first layer stands on the right
    forward, reverse = folded(product, from_right=True), folded(product, from_right=False)
    right = {
        "forward_input": forward < reverse,
        "reverse_output": reverse < forward,
        "forward_output": False,  # what starts at the output is reverse mode
        "reverse_input": False,
    }
    started = {"input": folded(product, True), "output": folded(product, False)}
    for name in right:
        mode, start = name.split("_")
        does = {"forward": forward, "reverse": reverse}[mode] == started[start]
        right[name] = does and started[start] == min(started.values())
    fits = [right[name] for name in params["options"]]
    return {
        "a": forward,
        "b": reverse,
        "c": cheapest(product)[1],
        "d": "ABCD"[fits.index(True)] if fits.count(True) == 1 else "none or several",
    }
