"""The layer, its loss and the gradient are made as arrays; products are tried, entries are compared."""


def arrays(params, np):
    """W of shape (n_y, n_h), h and delta as the convention has them; delta is the gradient by the logits."""
    hidden, classes = params["hidden"], params["classes"]
    w = np.cos(1.0 + 2 * np.arange(classes * hidden)).reshape(classes, hidden)
    h, delta = np.sin(1.0 + np.arange(hidden)), np.cos(np.arange(1.0, classes + 1))
    if params["convention"] == "columns":
        return w, h.reshape(hidden, 1), delta.reshape(classes, 1)
    return w, h.reshape(1, hidden), delta.reshape(1, classes)


def slopes(w, h, delta, np):
    """By how much delta . (W h) moves with each entry of W: differences."""
    step, found = 0.5, np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        moved = w.copy()
        moved[place] += step
        found[place] = np.sum(delta.ravel() * ((moved - w) @ h.ravel())) / step
    return found


def tried(product, wanted, np):
    """Whether a product is defined and gives what is wanted, or anything if nothing is."""
    try:
        found = product()
    except ValueError:
        return False
    return wanted is None or (found.shape == wanted.shape and np.allclose(found, wanted, rtol=1e-4))


def holds(name, params, np):
    w, h, delta = arrays(params, np)
    hidden, classes = params["hidden"], params["classes"]
    logits, gradient = w @ h.ravel(), slopes(w, h, delta, np)

    def first_row(entries):
        return len(entries) == hidden_or_classes and np.allclose(w.T[0], entries)

    hidden_or_classes = w.T.shape[1]
    return {
        "first_row": first_row([w[k, 0] for k in range(classes)]),
        "first_row_as_printed": first_row([w[0, k] for k in range(min(classes, hidden))]),
        "entry": all(w.T[j, k] == w[k, j] for j in range(hidden) for k in range(classes)),
        "rows_of_transpose": w.T.shape[0] == classes,
        "outer_columns": tried(lambda: delta @ h.T, gradient, np),
        "outer_rows": tried(lambda: delta.T @ h, gradient, np),
        "weights_first": tried(lambda: w @ h, None, np),
        "weights_last": tried(lambda: h @ w.T, None, np),
        "component": np.allclose(logits[-1], sum(w[classes - 1, j] * h.ravel()[j] for j in range(hidden))),
        "sum_over_hidden": classes == hidden,
        "gradient_is_number": gradient.size == 1,
    }[name]


def witness(params, at, np):
    w, h, delta = arrays(params, np)
    logits = w @ h if params["convention"] == "columns" else h @ w.T
    of_loss = sum(1 for _ in logits.ravel())  # one for each class
    of_logit = sum(1 for _ in zip(w[0], h.ravel(), strict=True))
    right = [c for c, name in zip("ABCDEFGH", params["claims"], strict=False) if holds(name, params, np)]
    return {
        "a": np.array(logits.shape),
        "b": np.array([of_loss, of_logit]),
        "c": np.array(slopes(w, h, delta, np).shape),
        "d": ", ".join(right),
    }
