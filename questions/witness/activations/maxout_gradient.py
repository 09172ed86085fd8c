"""Maxout: all pieces are worked out and the largest is taken; its slopes are difference quotients."""


def maxout(x, weights, biases, np):
    """The greatest of the K numbers w_k . x + b_k."""
    pieces = [np.dot(w, x) + b for w, b in zip(weights, biases, strict=True)]
    return max(pieces)


def gradient(x, weights, biases, step, np):
    """Central differences along each axis: exact where no other piece takes over within one step."""
    return np.array(
        [
            (maxout(x + step * e, weights, biases, np) - maxout(x - step * e, weights, biases, np))
            / (2 * step)
            for e in np.eye(len(x))
        ]
    )


def witness(params, at, np):
    x = np.array(params["x"], dtype=float)
    weights, biases = np.array(params["weights"], dtype=float), np.array(params["biases"], dtype=float)
    pieces = sorted(np.dot(w, x) + b for w, b in zip(weights, biases, strict=True))
    ahead = pieces[-1] - pieces[-2]  # by how much the winner leads: the numbers are whole, so at least by 1
    step = ahead / (4 * np.max(np.abs(weights)) + 1)
    return {
        "a": gradient(at["x"], at["w"], at["b"], 1e-5, np),
        "b": maxout(x, weights, biases, np),
        "c": gradient(x, weights, biases, step, np),
    }
