"""Both modes are run on small networks, and what they do is counted; large sizes only count unit vectors."""


def parameters(sizes, np):
    """Every entry of every weight matrix and bias, counted on arrays of that shape."""
    return sum(np.zeros((b, a)).size + np.zeros(b).size for a, b in zip(sizes, sizes[1:], strict=False))


def network(sizes, np):
    """Weights of a small tanh network, all different."""
    return [np.sin(np.arange(1.0, a * b + 1)).reshape(b, a) for a, b in zip(sizes, sizes[1:], strict=False)]


def forward_pass(weights, x, direction, np):
    """One pass of dual numbers: J v, and how many layers' values were kept at once after a layer."""
    held, most = [x], 0
    for w in weights:
        direction = (1 - np.tanh(w @ held[-1]) ** 2) * (w @ direction)
        held.append(np.tanh(w @ held[-1]))
        held.pop(0)  # the old value is not needed any more
        most = max(most, len(held))
    return direction, most


def reverse_pass(weights, x, upstream, np):
    """One pass back: J^T u, how many values were kept for it, and the number of axes of what is handed down."""
    kept = [x]
    for w in weights:
        kept.append(np.tanh(w @ kept[-1]))
    axes = set()
    for w, h in zip(reversed(weights), reversed(kept[1:]), strict=True):
        upstream = w.T @ ((1 - h**2) * upstream)
        axes.add(np.ndim(upstream))
    return upstream, len(kept) - 1, max(axes)


def jacobian(weights, n, m, mode, np):
    """The full Jacobian, one unit vector after the other, and the number of passes."""
    x = np.linspace(0.1, 0.4, n)
    if mode == "forward":
        columns = [forward_pass(weights, x, e, np)[0] for e in np.eye(n)]
        return np.array(columns).T, len(columns)
    rows = [reverse_pass(weights, x, e, np)[0] for e in np.eye(m)]
    return np.array(rows), len(rows)


def passes(inputs, outputs, mode, np):
    """Passes for a full Jacobian; run where it is small, where both modes must give the same."""
    if inputs * outputs <= 400:
        weights = network([inputs, 3, outputs], np)
        forward, count = jacobian(weights, inputs, outputs, "forward", np)
        reverse, other = jacobian(weights, inputs, outputs, "reverse", np)
        assert np.allclose(forward, reverse)
        return count if mode == "forward" else other
    return len(range(inputs)) if mode == "forward" else len(range(outputs))


def holds(statement, sizes, np):
    n, m, total = sizes[0], sizes[-1], parameters(sizes, np)
    layers = len(sizes) - 1
    small = network([3] * (layers + 1), np)
    x = np.array([0.1, 0.2, 0.3])
    forward_alive = forward_pass(small, x, x, np)[1]
    _, reverse_kept, axes = reverse_pass(small, x, x, np)
    mirrored = parameters(sizes[::-1], np)
    return {
        "classes_decide": lambda: passes(total, 1, "reverse", np) != passes(total + 1, 1, "reverse", np),
        "input_argument": lambda: passes(mirrored, 1, "forward", np) < passes(mirrored, 1, "reverse", np),
        "parameters": lambda: passes(total, 1, "reverse", np) == 1 < passes(total, 1, "forward", np) == total,
        "row_each": lambda: passes(n, m, "reverse", np) == m,
        "column_each": lambda: passes(n, m, "reverse", np) == n,
        "jacobian_forward": lambda: passes(n, m, "forward", np) < passes(n, m, "reverse", np),
        "vectors": lambda: axes == 1,
        "forward_keeps": lambda: forward_alive == layers,
        "reverse_keeps": lambda: reverse_kept == layers,
        "only_direction": lambda: forward_alive == reverse_kept,
        "image_needed": lambda: passes(total + n, 1, "reverse", np) > passes(total, 1, "reverse", np),
    }[statement]()


def witness(params, at, np):
    sizes = params["sizes"]
    total = parameters(sizes, np)
    fits = [holds(statement, sizes, np) for statement in params["statements"]]
    return {
        "a": total,
        "b": passes(total, 1, "forward", np),
        "c": np.array(
            [
                passes(total, 1, "reverse", np),
                passes(sizes[0], sizes[-1], "reverse", np),
                passes(sizes[0], sizes[-1], "forward", np),
            ]
        ),
        "d": ", ".join("ABCDEFGHIJ"[k] for k, fit in enumerate(fits) if fit),
    }
