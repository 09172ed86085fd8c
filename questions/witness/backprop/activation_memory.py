"""The forward pass is run on arrays of the real shapes, and what it keeps for the way back is measured."""

TYPES = {"float16": 2, "float32": 4, "float64": 8}


def kept(params, np, batch=None, keep=True):
    """The inputs of all layers, or with `keep` off of one layer at a time."""
    rows = params["batch"] if batch is None else batch
    alive = []
    for size in params["sizes"][:-1]:
        layer_input = np.empty((rows, size), dtype=params["type"])
        alive = [*alive, layer_input] if keep else [layer_input]
    return alive


def bytes_of(arrays):
    return sum(array.nbytes for array in arrays)


def weights(params, np):
    pairs = zip(params["sizes"], params["sizes"][1:], strict=False)
    return [np.empty((a + 1, b), dtype=params["type"]) for a, b in pairs]


def layers_run(params, cached):
    """Layers that are run forwards before and during the way back; without cache, from the input on each time."""
    layers, run = range(len(params["sizes"]) - 1), []
    run.extend(layers)  # the forward pass
    for layer in reversed(layers):
        if not cached:
            run.extend(layers[:layer])  # from the input of the network to that of this layer
    return len(run)


def holds(statement, params, np):
    cache = kept(params, np)
    double = {
        **params,
        "sizes": [params["sizes"][0], *(2 * n for n in params["sizes"][1:-1]), params["sizes"][-1]],
    }
    return {
        "batch_doubles": lambda: bytes_of(kept(params, np, 2 * params["batch"])) == 2 * bytes_of(cache),
        "batch_parameters": lambda: (
            bytes_of(weights({**params, "batch": 2 * params["batch"]}, np))
            == 2 * bytes_of(weights(params, np))
        ),
        "one_per_parameter": lambda: sum(a.size for a in cache) == sum(w.size for w in weights(params, np)),
        "larger_than_parameters": lambda: bytes_of(cache) > bytes_of(weights(params, np)),
        "inference_same": lambda: max(bytes_of(kept(params, np, keep=False)), 0) == bytes_of(cache),
        "no_cache_more": lambda: layers_run(params, cached=False) > layers_run(params, cached=True),
        "no_cache_less": lambda: layers_run(params, cached=False) < layers_run(params, cached=True),
        "wider_fourfold": lambda: bytes_of(kept(double, np)) >= 4 * bytes_of(cache),
    }[statement]()


def witness(params, at, np):
    cache = kept(params, np)
    fits = [holds(statement, params, np) for statement in params["statements"]]
    return {
        "a": sum(array.size for array in cache),
        "b": bytes_of(cache),
        "c": ", ".join("ABCDEFGH"[k] for k, fit in enumerate(fits) if fit),
    }
