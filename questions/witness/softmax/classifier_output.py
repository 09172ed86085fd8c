"""Maps from raw outputs to probabilities, run on these outputs; losses of probabilities; the loss and its slope."""


def softmax(z, np):
    exponentials = np.exp(z - np.max(z))
    return exponentials / np.sum(exponentials)


def sparsemax(z, np):
    """The point of the simplex nearest to z: max(z - t, 0) with the t for which it sums to 1, by bisection."""
    low, high = np.min(z) - 1, np.max(z)
    for _ in range(60):
        middle = (low + high) / 2
        if np.sum(np.maximum(z - middle, 0)) > 1:
            low = middle
        else:
            high = middle
    return np.maximum(z - low, 0)


MAPS = {
    "softmax": softmax,
    "softplus_share": lambda z, np: np.log1p(np.exp(z)) / np.sum(np.log1p(np.exp(z))),
    "sparsemax": sparsemax,
    "square_share": lambda z, np: z**2 / np.sum(z**2),
    "sigmoids": lambda z, np: 1 / (1 + np.exp(-z)),
    "share": lambda z, np: z / np.sum(z),
    "alone": lambda z, np: np.array([softmax(np.array([each]), np)[0] for each in z]),
    "exponentials": lambda z, np: np.exp(z),
}


def distribution(p, np):
    return bool(np.all(p >= 0) and abs(np.sum(p) - 1) < 1e-4)


def loss(z, c, np):
    return -np.log(softmax(z, np)[c])


def gradient(z, c, np):
    found = []
    for k in range(len(z)):
        moved = z.astype(complex)
        moved[k] += 1e-30j
        exponentials = np.exp(moved)
        found.append(np.imag(-np.log(exponentials[c] / np.sum(exponentials))) / 1e-30)
    return np.array(found)


def convex(c, np):
    """Whether the loss in the middle of two logits is never above the mean of the losses, on many pairs."""
    corners = [np.array([u, v, w]) for u in (-3.0, 2.0) for v in (-1.0, 4.0) for w in (-2.0, 0.5)]
    return all(
        loss((x + y) / 2, c, np) <= (loss(x, c, np) + loss(y, c, np)) / 2 + 1e-5
        for x in corners
        for y in corners
    )


def holds(name, z, c, np):
    g, s = gradient(z, c, np), softmax(z, np)
    hot = np.eye(len(z))[c]
    wrong = 8.0 * (np.arange(len(z)) == (c + 1) % len(z))
    return {
        "gradient": np.allclose(g, s - hot, atol=1e-4),
        "gradient_sums_to_zero": bool(abs(np.sum(g)) < 1e-5),
        "saturates": bool(np.max(np.abs(gradient(wrong, c, np))) < 0.1),
        "convex": convex(c, np),
        "zero_loss": any(loss(k * hot, c, np) < 1e-12 for k in (0.0, 1.0, 5.0, 10.0)),
        "bounded": loss(10 * wrong, c, np) < 10,
        "only_label": bool(np.all(g[hot == 0] == 0)),
        "label_probability": np.isclose(loss(z, c, np), -np.sum(hot * np.log(s)), rtol=1e-4),
    }[name]


def witness(params, at, np):
    z = np.array([float(entry) for entry in params["outputs"]])
    c = params["label"] - 1
    good = [k for k, name in enumerate(params["maps"]) if distribution(MAPS[name](z, np), np)]
    fine = []
    with np.errstate(all="ignore"):
        for k, value in enumerate(params["values"]):
            found = -np.log(np.float64(value))
            if np.isfinite(found) and found >= 0:
                fine.append("ABCDEFGH"[k])
    held = [k for k, name in enumerate(params["claims"]) if holds(name, z, c, np)]
    return {
        "a": ", ".join("ABCDEFGH"[k] for k in good),
        "b": softmax(z, np)[c],
        "c": ", ".join(fine),
        "d": ", ".join("ABCDEFGH"[k] for k in held),
    }
