"""The listing is built: modules in their order, a dictionary of arrays by the keys of PyTorch, and a forward pass."""


def modules(params):
    """The names and sizes of all modules, in the order of the listing."""
    found, sizes = [], params["sizes"]
    for layer in range(len(sizes) - 1):
        found.append(("Linear", sizes[layer], sizes[layer + 1]))
        if layer < len(sizes) - 2:
            found += [(name,) for name in params["between"][layer]]
    return found


def state(found, np):
    """The arrays of all modules, by the place of the module and the name of the array."""
    arrays = {}
    for place, module in enumerate(found):
        if module[0] == "Linear":
            arrays[f"{place}.weight"] = np.ones((module[2], module[1]))
            arrays[f"{place}.bias"] = np.zeros(module[2])
    return arrays


def runs(found, arrays, shape, np):
    """Whether an input of this shape goes through."""
    h = np.ones(shape)
    try:
        for place, module in enumerate(found):
            if module[0] == "Linear":
                h = h @ arrays[f"{place}.weight"].T + arrays[f"{place}.bias"]
    except ValueError:
        return False
    return True


def holds(name, params, np):
    found = modules(params)
    arrays = state(found, np)
    sizes, last = params["sizes"], len(found) - 1
    plain = [module for module in found if module[0] == "Linear"]
    return {
        "key_1": "1.weight" in arrays,
        "key_per_module": all(f"{k}.weight" in arrays or f"{k}.bias" in arrays for k in range(len(found))),
        "two_keys_per_linear": len(arrays) == 2 * len(plain),
        "first_bias_inputs": arrays["0.bias"].size == sizes[0],
        "first_bias_units": arrays["0.bias"].size == sizes[1],
        "batch_of_rows": runs(found, arrays, (7, sizes[0]), np),
        "batch_of_columns": runs(found, arrays, (sizes[0], 7), np),
        "without_activations": f"{last}.weight" in state(plain, np),
        "activations_add": sum(a.size for a in arrays.values())
        > sum(a.size for a in state(plain, np).values()),
    }[name]


def witness(params, at, np):
    found = modules(params)
    arrays = state(found, np)
    places = sorted({int(key.split(".")[0]) for key in arrays})
    right = [c for c, name in zip("ABCDEFGH", params["claims"], strict=False) if holds(name, params, np)]
    return {
        "a": np.array(places),
        "b": np.array(arrays[f"{places[-1]}.weight"].shape),
        "c": sum(array.size for array in arrays.values()),
        "d": ", ".join(right),
    }
