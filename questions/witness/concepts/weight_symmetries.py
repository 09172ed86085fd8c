"""Weight vectors are turned into each other in all ways, and those are counted that leave the network as it is."""


def network(x, w, b, v, c, tanh, np):
    h = np.tanh(x * w + b) if tanh else np.maximum(x * w + b, 0)
    return float(np.sum(v * h) + c)


def witness(params, at, np):
    units, tanh = params["units"], params["activation"] == "tanh"
    count = min(units, 3)  # more are too many to try; the factors go on as they begin

    def same(size):
        """The exchanges of units with signs that change nothing at some points, among all that there are."""
        w, b, v = np.cos(np.arange(size) + 1), np.sin(3 * np.arange(size) + 1), np.sin(np.arange(size) + 2)
        grid = np.linspace(-2, 2, 7)
        before = [network(x, w, b, v, 0.3, tanh, np) for x in grid]
        kept = set()
        for order in np.ndindex(*(size,) * size):
            if len(set(order)) < size:
                continue  # no order: a place is taken twice
            for signs in np.ndindex(*(2,) * size):
                o, s = list(order), 1 - 2 * np.array(signs)
                after = [network(x, s * w[o], s * b[o], s * v[o], 0.3, tanh, np) for x in grid]
                if np.allclose(before, after):
                    kept.add((order, signs))
        return len(kept)

    total = same(count)
    for size in range(
        count + 1, units + 1
    ):  # a unit more: it takes one of `size` places, with each sign that is kept
        total = total * size * same(1)
    arrays = [np.zeros((units, params["inputs"])), np.zeros(units), np.zeros(units), np.zeros(1)]
    return {"a": total, "b": same(1), "c": sum(array.size for array in arrays)}
