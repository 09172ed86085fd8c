"""The squared length of W x, run forward; its slopes are central differences, which are exact for a parabola."""


def image(w, x, np):
    return np.array([sum(w[i, j] * x[j] for j in range(len(x))) for i in range(len(w))])


def squared_length(q, np):
    """The sum of the squares."""
    total = 0.0
    for entry in q:
        total = total + entry * entry
    return total


def slopes(f, at, np):
    """The central difference of f in each entry of an array, in the place of the entry."""
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        one = np.zeros(at.shape)
        one[place] = 1.0
        found[place] = (f(at + one) - f(at - one)) / 2
    return found


def witness(params, at, np):
    w = np.array([[float(entry) for entry in row] for row in params["W"]])
    x = np.array([float(entry) for entry in params["x"]])
    q = image(w, x, np)
    return {
        "a": q,
        "b": squared_length(q, np),
        "c": slopes(lambda moved: squared_length(moved, np), q, np),
        "d": slopes(lambda moved: squared_length(image(w, moved, np), np), x, np),
        "e": slopes(lambda moved: squared_length(image(moved, x, np), np), w, np),
    }


def onward(params, seen, np):
    """From the printed q to everything behind it."""
    w = np.array([[float(entry) for entry in row] for row in params["W"]])
    x = np.array([float(entry) for entry in params["x"]])
    q = seen["a"]
    return {
        "b": {"the printed q": np.dot(q, q)},
        "c": {"the printed q": 2 * q},
        "d": {"the printed q": 2 * w.T @ q},
        "e": {"the printed q": 2 * np.outer(q, x)},
    }
