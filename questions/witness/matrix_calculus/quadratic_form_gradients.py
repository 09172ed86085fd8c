"""The quadratic form as a double sum, run forward; its slopes are central differences, exact for a parabola."""


def form(a, x, np):
    total = 0.0
    for i in range(len(x)):
        for j in range(len(x)):
            total = total + x[i] * a[i, j] * x[j]
    return total


def gram(w, np):
    """W^T W, entry by entry: each is a column times a column."""
    wide = w.shape[1]
    return np.array([[np.dot(w[:, i], w[:, j]) for j in range(wide)] for i in range(wide)])


def slopes(f, at, np):
    """The central difference of f in each entry of an array, in the place of the entry."""
    found = np.zeros(at.shape)
    for place in np.ndindex(*at.shape):
        one = np.zeros(at.shape)
        one[place] = 1.0
        found[place] = (f(at + one) - f(at - one)) / 2
    return found


def witness(params, at, np):
    matrix, x = np.array(params["matrix"], dtype=float), np.array(params["x"], dtype=float)
    if params["stands_for"] == "A":
        both = np.array([[matrix[i, j] + matrix[j, i] for j in range(len(x))] for i in range(len(x))])
        value = matrix
        by_matrix = slopes(lambda moved: form(moved, x, np), matrix, np)
    else:
        both = value = gram(matrix, np)
        by_matrix = slopes(lambda moved: form(gram(moved, np), x, np), matrix, np)
    return {
        "a": both,
        "b": form(value, x, np),
        "c": slopes(lambda moved: form(value, moved, np), x, np),
        "d": by_matrix,
    }
