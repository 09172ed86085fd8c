"""Each vector is tried: whether it is a row of the identity, and whether a softmax of any logits gives it."""


def one_hot(v, np):
    return any(np.array_equal(v, row) for row in np.eye(len(v)))


def of_softmax(v, np):
    """The logits log v + constant are the only ones that could give v; they are tried."""
    if np.min(v) <= 0:
        return False  # an exponential is never 0 or less
    powers = np.exp(np.log(v))
    return bool(np.allclose(powers / np.sum(powers), v, rtol=1e-5, atol=1e-6))


def witness(params, at, np):
    vectors = [np.array([float(entry) for entry in v]) for v in params["vectors"]]
    letters = "ABCDEFGH"
    logits = np.array([0.3 * k for k in range(params["classes"])])
    steps = []
    for k in range(params["classes"]):
        moved = logits + 1e-2 * (np.arange(params["classes"]) == k)
        steps.append(np.exp(moved) / np.sum(np.exp(moved)) - np.exp(logits) / np.sum(np.exp(logits)))
    return {
        "a": ", ".join(c for c, v in zip(letters, vectors, strict=False) if one_hot(v, np)),
        "b": ", ".join(c for c, v in zip(letters, vectors, strict=False) if of_softmax(v, np)),
        "c": int(np.linalg.matrix_rank(np.array(steps), tol=1e-4)),
    }
