"""Ridge regression as least squares of a longer table: sqrt(penalty) on the diagonal, with targets 0."""


def gradient(X, t, w, lam, np):
    """Central differences of the mean squared error plus the penalty, exact for a parabola up to rounding."""

    def loss(at):
        return np.sum((X @ at - t) ** 2) / len(t) + lam * np.sum(at**2)

    return np.array([(loss(w + e) - loss(w - e)) / 2 for e in np.eye(len(w))])


def witness(params, at, np):
    X, y = np.array(params["X"], dtype=float), np.array(params["y"], dtype=float)
    penalty = float(params["lam"]) * (len(y) if params["reduction"] == "mean" else 1)
    longer = np.vstack([X, np.sqrt(penalty) * np.eye(X.shape[1])])
    targets = np.concatenate([y, np.zeros(X.shape[1])])
    entries = [[sum(row[i] * row[j] for row in longer) for j in range(X.shape[1])] for i in range(X.shape[1])]
    return {
        "a": gradient(at["X"], at["t"], at["w"], at["lambda"], np),
        "b": np.array(entries),
        "c": np.linalg.lstsq(longer, targets, rcond=None)[0],
    }
