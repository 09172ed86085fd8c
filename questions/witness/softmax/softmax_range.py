"""Whether logits can be found whose softmax is a given vector: they are sought, and softmax is run on them."""


def softmax(z, np):
    exponentials = np.exp(z - np.max(z))
    return exponentials / np.sum(exponentials)


def reached(vector, np):
    """Whether softmax of some finite logits is this vector: its logarithms are tried, the only ones up to a shift."""
    p = np.array([float(entry) for entry in vector])
    if not np.all(p > 0):
        return False  # an exponential is positive
    return bool(np.allclose(softmax(np.log(p), np), p, rtol=1e-4, atol=1e-6))


def witness(params, at, np):
    p = np.array([float(entry) for entry in params["target"]])
    good = [k for k, vector in enumerate(params["vectors"]) if reached(vector, np)]
    kind = np.float32 if params["precision"] == "single" else np.float64
    logits = np.array([kind(0), kind(params["logit"])])
    first = softmax(logits, np)[0]
    return {
        "a": ", ".join("ABCDEFGH"[k] for k in good),
        "b": np.log(p[:-1]) - np.log(p[-1]),
        "c": "A" if first == 0 else "B",
    }
