"""Gradient descent on w^T H w / 2 as the iteration w - eta H w: when its powers grow, and which rate shrinks most."""


def witness(params, at, np):
    hessian, rate = np.array(params["hessian"], float), float(params["rate"])

    def growth(eta):
        """The largest factor of one step: the spectral radius of the iteration matrix."""
        return np.max(np.abs(np.linalg.eigvalsh(np.eye(2) - eta * hessian)))

    low, high = 1e-6, 10.0  # converges, diverges
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if growth(middle) < 1 else (low, middle)
    threshold = low

    low, high = 0.0, threshold  # growth is a convex function of the rate: thirds close in on its minimum
    for _ in range(100):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, right) if growth(left) < growth(right) else (left, high)
    best = (low + high) / 2

    w, sizes = np.array([1.0, 0.3]), []
    for _ in range(60):
        w = w - rate * hessian @ w
        sizes.append(np.linalg.norm(w))
    ratio = 0.0 if sizes[59] < 1e-12 else sizes[59] / sizes[39]
    behaviour = "converges" if ratio < 0.999 else "diverges" if ratio > 1.001 else "oscillates"
    return {
        "a": np.sort(np.linalg.eigvalsh(hessian)),
        "b": threshold,
        "c": best,
        "d": growth(best),
        "e": "ABC"[params["outcomes"].index(behaviour)],
    }


def onward(params, seen, np):
    """From the printed eigenvalues and the printed best rate to the factor of a step."""
    return {"d": {"the printed rate": 1 - seen["c"] * seen["a"][0]}}
