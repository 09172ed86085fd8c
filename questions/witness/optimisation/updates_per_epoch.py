"""The training loop is run without a model: batches are cut from the list of examples, updates are counted."""


def epoch(count, size, drop_last):
    """The sizes of the mini-batches of one epoch."""
    left, sizes = list(range(count)), []
    while left:
        batch, left = left[:size], left[size:]
        if len(batch) == size or not drop_last:
            sizes.append(len(batch))
    return sizes


def witness(params, at, np):
    count, size, epochs = params["examples"], params["batch"], params["epochs"]
    sizes = epoch(count, size, params["drop_last"])
    updates = [0, 0, 0]
    for _ in range(epochs):
        for k, way in enumerate((epoch(count, count, False), sizes, epoch(count, 1, False))):
            updates[k] += len(way)
    return {
        "a": len(sizes),
        "b": sizes[-1] if not params["drop_last"] else count - sum(sizes),
        "c": np.array(updates),
        "d": epoch(count, count, False)[0] / sizes[0],
    }
