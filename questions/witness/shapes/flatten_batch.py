"""A batch is made and reshaped, and logistic regression is put behind it: shapes are read off arrays."""


def flattened(batch):
    """One row for each example."""
    return batch.reshape(batch.shape[0], -1)


def regression(rows, classes, np):
    """Weights and biases that take rows to one logit, or to one for each class."""
    outputs = 1 if classes == 2 else classes
    return np.zeros((rows.shape[1], outputs)), np.zeros(outputs)


def holds(name, batch, params, np):
    rows = flattened(batch)
    other = flattened(batch[:1])
    count = sum(a.size for a in regression(rows, params["classes"], np))
    return {
        "image_has_batch": np.atleast_2d(rows[0]).shape[0] == len(batch),
        "image_is_vector": rows[0].ndim == 1 and rows[0].size == batch[0].size,
        "row_is_image": all(
            np.array_equal(np.sort(rows[k]), np.sort(batch[k].ravel())) for k in range(len(batch))
        ),
        "lost": not np.array_equal(rows.reshape(batch.shape), batch),
        "start_dim_0": batch.reshape(-1).shape == rows.shape,
        "batch_in_weights": count != sum(a.size for a in regression(other, params["classes"], np)),
        "pixel_of_image": not np.array_equal(
            np.argsort(rows[0]), np.argsort(batch[0].transpose(1, 2, 0).ravel())
        ),
    }[name]


def witness(params, at, np):
    shape = params["shape"]
    batch = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    rows = flattened(batch)
    weights, biases = regression(rows, params["classes"], np)
    right = [
        c for c, name in zip("ABCDEFGH", params["claims"], strict=False) if holds(name, batch, params, np)
    ]
    return {
        "a": np.array(rows.shape),
        "b": np.array(weights.shape),
        "c": weights.size + biases.size,
        "d": ", ".join(right),
    }
