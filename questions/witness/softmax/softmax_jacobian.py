"""Softmax run forward; its Jacobian by the complex step, its properties as what they say of any logits."""


def softmax(z, np):
    exponentials = np.exp(z)
    return exponentials / np.sum(exponentials)


def jacobian(z, np):
    """The entry (i, j) is ds_i/dz_j: the imaginary part a tiny way up the imaginary axis, column by column."""
    columns = []
    for j in range(len(z)):
        moved = z.astype(complex)
        moved[j] += 1e-30j
        columns.append(np.imag(softmax(moved, np)) / 1e-30)
    return np.array(columns).T


def claimed(params, at, np):
    """J^T for the symmetry, the row sum farthest from 0, v^T J v for the squares, v^T v / 2 - v^T J v for the bound."""
    if params["property"] == "largest_eigenvalue":
        v = at["v"]
        return v @ v / 2 - v @ jacobian(np.log(at["s"]), np) @ v
    found = jacobian(at["z"], np)
    if params["property"] == "semidefinite":
        return at["v"] @ found @ at["v"]
    return found.T if params["property"] == "symmetric" else np.max(np.abs(found @ np.ones(len(found))))


def witness(params, at, np):
    logits = np.array([np.log(float(n)) for n in params["powers"]])
    many = np.linspace(-1.0, 1.0, params["classes"])
    values = np.linalg.svd(jacobian(many, np), compute_uv=False)
    return {
        "a": jacobian(at["z"], np),
        "b": jacobian(logits, np),
        "c": claimed(params, at, np),
        "d": int(np.sum(values > 1e-5 * values[0])),
    }
