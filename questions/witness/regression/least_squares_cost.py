"""Memory by the sizes of arrays, multiply-adds by counting loops; statements are tried on small tables."""


def upper_triangle(features):
    """Multiply-adds of one example for the entries (i, j) with i <= j, one by one."""
    return sum(1 for i in range(features) for j in range(features) if i <= j)


def counted(examples, features):
    """Multiply-adds of a Gram matrix of a small table, in loops."""
    return sum(upper_triangle(features) for _ in range(examples))


def table(examples, features, np):
    return np.array([[((3 * n + 5 * d * d) % 7) - 3.0 for d in range(features)] for n in range(examples)])


def streamed(rows, batch, np):
    """The Gram matrix as a sum over batches; only this sum and one batch are held."""
    total = np.zeros((rows.shape[1], rows.shape[1]))
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]
        total = total + part.T @ part
    return total


def one_pass(np):
    rows = table(12, 3, np)
    return bool(np.allclose(streamed(rows, 5, np), rows.T @ rows))


def elimination(features):
    """Multiply-adds of Gauss's elimination."""
    return sum((features - k - 1) * (features - k) for k in range(features))


def witness(params, at, np):
    N = params["examples"] * 10 ** params["power"]
    d, size = params["features"], np.dtype(params["type"]).itemsize
    memory = params["memory"] * 10**9
    each = upper_triangle(d)
    truth = {
        "table_fits": N * d * size <= memory,
        "gram_fits": d * d * size <= memory,
        "examples_square_fits": N * N * size <= memory,
        "one_pass": one_pass(np) and (d * d + d) * size <= memory,
        "state_grows": streamed(table(24, 3, np), 5, np).size > streamed(table(12, 3, np), 5, np).size,
        "double_examples": counted(12, 5) == 2 * counted(6, 5),
        "cube_examples": counted(12, 5) == 8 * counted(6, 5),
        "double_features": counted(6, 10) == 2 * counted(6, 5),
        "solve_takes_more": elimination(d) > N * each,
    }
    good = [k for k, name in enumerate(params["claims"]) if truth[name]]
    return {
        "a": N * d * size / 1e12,
        "b": d * d * size,
        "c": float(N * each),
        "d": N * each / 10.0 ** params["rate"],
        "e": ", ".join("ABCDEFGHI"[k] for k in good),
    }


def onward(params, seen, np):
    """From the printed number of multiply-adds to the time."""
    return {"d": {"the printed multiply-adds": seen["c"] / 10.0 ** params["rate"]}}
