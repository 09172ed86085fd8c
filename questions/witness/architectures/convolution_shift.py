"""The signal lies on a circle; the kernel is laid on it at every place, before and after the shift."""


def layer(x, kernel, np):
    """Output i is the sum of the kernel times what stands at i, i + 1, ..., around the circle."""
    n = len(x)
    return np.array([sum(kernel[j] * x[(i + j) % n] for j in range(len(kernel))) for i in range(n)])


def padded(x, kernel, np):
    """The same with zeros behind the end in place of the circle."""
    longer = np.concatenate([x, np.zeros(len(kernel) - 1)])
    return np.array([np.dot(kernel, longer[i : i + len(kernel)]) for i in range(len(x))])


def filtered(channels, kernels, np):
    """A filter on several channels: its output at each place, summed over the channels."""
    return sum(layer(x, kernel, np) for x, kernel in zip(channels, kernels, strict=True))


def holds(name, x, kernel, shift, np):
    y, moved = layer(x, kernel, np), layer(np.roll(x, shift), kernel, np)
    near = {"rtol": 1e-5, "atol": 1e-5}
    three = np.stack([x, 2 * x, x + 1])
    return {
        "equivariant": np.allclose(moved, np.roll(y, shift), **near),
        "invariant": np.allclose(moved, y, **near),
        "average_pooling": np.allclose(np.mean(moved), np.mean(y), **near),
        "max_pooling": np.allclose(np.max(moved), np.max(y), **near),
        "zero_padding": np.allclose(
            padded(np.roll(x, shift), kernel, np), np.roll(padded(x, kernel, np), shift), **near
        ),
        "along_channels": filtered(three, np.stack([kernel] * 3), np).ndim > 1,
        "mirrored": np.allclose(layer(x[::-1], kernel, np), layer(x, kernel, np)[::-1], **near)
        or any(
            np.allclose(np.roll(layer(x[::-1], kernel, np), k), layer(x, kernel, np)[::-1], **near)
            for k in range(len(x))
        ),
        "mean": np.allclose(np.mean(y), np.sum(kernel) * np.mean(x), **near),
    }[name]


def witness(params, at, np):
    x, kernel = np.array(params["signal"], dtype=float), np.array(params["kernel"], dtype=float)
    shift = params["shift"]
    moved = layer(np.roll(x, shift), kernel, np)
    right = [
        c for c, name in zip("ABCDEFGH", params["claims"], strict=False) if holds(name, x, kernel, shift, np)
    ]
    return {"a": layer(x, kernel, np), "b": moved, "c": np.mean(moved), "d": ", ".join(right)}


def onward(params, seen, np):
    """From the printed outputs to those of the shifted signal, and to their mean."""
    return {
        "b": {"the printed output, shifted": np.roll(seen["a"], params["shift"])},
        "c": {"the printed outputs": np.mean(seen["b"])},
    }
