"""A layer is worked out unit by unit, example by example; then each formula is tried with arrays."""


def by_units(x, weight, b):
    """Output unit o of an example adds up weight(i, o) times input i, and its bias."""
    return [[b[o] + sum(weight[i][o] * row[i] for i in range(len(row))) for o in range(len(b))] for row in x]


FORMULAS = {
    "H W": lambda h, w, b, ones: h @ w + ones @ b.T,
    "W H": lambda h, w, b, ones: w @ h + b @ ones.T,
    "H W^T": lambda h, w, b, ones: h @ w.T + ones @ b.T,
    "W^T H": lambda h, w, b, ones: w.T @ h + b @ ones.T,
}


def gives(formula, wanted, arrays, np):
    """Whether a formula is defined and gives what the units give."""
    try:
        found = FORMULAS[formula](*arrays)
    except ValueError:
        return False
    return found.shape == wanted.shape and np.allclose(found, wanted, rtol=1e-4)


def witness(params, at, np):
    inputs, units = params["sizes"][params["layer"] - 1], params["sizes"][params["layer"]]
    batch, convention = params["batch"], params["convention"]
    x = np.sin(1.0 + np.arange(batch * inputs)).reshape(batch, inputs)
    from_to = np.cos(2.0 + 3 * np.arange(inputs * units)).reshape(
        inputs, units
    )  # weight from input to output unit
    b = np.arange(1.0, units + 1)
    y = np.array(by_units(x, from_to, b))
    w = from_to if convention in ("rows", "columns_inputs_first") else from_to.T
    h, wanted = (x, y) if convention in ("rows", "pytorch") else (x.T, y.T)
    arrays = (h, w, b.reshape(-1, 1), np.ones((batch, 1)))
    right = [
        letter
        for letter, formula in zip("ABCD", params["formulas"], strict=True)
        if gives(formula, wanted, arrays, np)
    ]
    return {"a": np.array(w.shape), "b": np.array(wanted.shape), "c": ", ".join(right)}
