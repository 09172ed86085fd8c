"""The mean squared error of the last layer on given features, lowered by exact line searches until it is at rest."""


def loss(h, t, w, np):
    return np.sum((h @ w - t) ** 2)


def minimum(h, t, np):
    """Conjugate gradients on the normal equations: a parabola in n weights is at rest after n of its steps."""
    w = np.zeros(h.shape[1])
    residual = h.T @ (t - h @ w)
    direction = residual.copy()
    for _ in range(4 * h.shape[1]):
        if np.dot(residual, residual) < 1e-26:
            break
        image = h @ direction
        step = np.dot(residual, residual) / np.dot(image, image)
        w = w + step * direction
        left = residual - step * (h.T @ image)
        direction = left + np.dot(left, left) / np.dot(residual, residual) * direction
        residual = left
    return w


def witness(params, at, np):
    h, t = np.array(params["features"], dtype=float), np.array(params["targets"], dtype=float)
    w = minimum(h, t, np)
    # A small network tanh(u x) . v, moved along single parameters.
    grid = np.linspace(-1, 1, 9)
    u, v = np.array([0.7, -1.3]), np.array([1.1, 0.4])

    def net(u, v):
        return np.tanh(grid[:, None] * u) @ v

    def is_linear(f):
        return np.allclose(f(1.0) + f(-1.0), 2 * f(0.0)) and np.allclose(
            f(2.0) - f(0.0), 2 * (f(1.0) - f(0.0))
        )

    def is_parabola(f):
        values = np.array([f(s) for s in np.linspace(-2, 2, 9)])
        return np.allclose(np.diff(values, 3), 0, atol=1e-9)

    target = np.sin(grid)
    e = np.array([1.0, 0.0])
    in_output, in_hidden = is_linear(lambda s: net(u, v + s * e)), is_linear(lambda s: net(u + s * e, v))
    fixed = np.stack([grid**0, grid, grid**2], axis=1)
    holds = {
        "output": in_output,
        "hidden": in_hidden,
        "basis": is_linear(lambda s: fixed @ (np.array([1.0, 2.0, 3.0]) + s * np.array([1.0, -1.0, 2.0]))),
        "input": is_linear(lambda s: np.tanh(np.array([0.3, 0.5]) * s * u) @ v),
        "square_output": is_parabola(lambda s: np.sum((net(u, v + s * e) - target) ** 2)),
        "square_hidden": is_parabola(lambda s: np.sum((net(u + s * e, v) - target) ** 2)),
        "learned": not np.allclose(np.tanh(grid * 0.7), np.tanh(grid * 0.9)),
        "basis_learned": not np.allclose(fixed, np.stack([grid**0, grid, grid**2], axis=1)),
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": w, "b": loss(h, t, w, np), "c": ", ".join(right)}


def onward(params, seen, np):
    """From the printed weights to the loss."""
    h, t = np.array(params["features"], dtype=float), np.array(params["targets"], dtype=float)
    return {"b": {"the printed weights": loss(h, t, np.array(seen["a"], dtype=float), np)}}
