"""The loss on a fine grid: a local minimum is lower than its neighbours; then the place is closed in."""


def witness(params, at, np):
    a, b = float(params["width"]), float(params["tilt"])

    def loss(w):
        return (w**2 - a) ** 2 + b * w

    def slope(w):
        """The imaginary part of the loss a tiny way up the imaginary axis: exact to rounding."""
        return np.imag(loss(w + 1e-30j)) / 1e-30

    def close_in(left, right):
        """The place between the two where the slope is 0, by halving."""
        for _ in range(60):
            middle = (left + right) / 2
            left, right = (middle, right) if slope(middle) * slope(left) > 0 else (left, middle)
        return (left + right) / 2

    grid = np.linspace(-4.0, 4.0, 4002)
    height = loss(grid)
    turns = [
        (k, height[k] < height[k - 1])
        for k in range(1, len(grid) - 1)
        if (height[k] - height[k - 1]) * (height[k + 1] - height[k]) < 0
    ]
    places = [close_in(grid[k - 1], grid[k + 1]) for k, _ in turns]
    minima = [place for place, (_, low) in zip(places, turns, strict=True) if low]
    best = min(minima, key=loss)
    return {"a": np.array([len(places), len(minima), 1]), "b": best, "c": loss(best)}


def onward(params, seen, np):
    """From the printed place to the loss there."""
    w = seen["b"]
    return {"c": {"the printed place": (w**2 - float(params["width"])) ** 2 + float(params["tilt"]) * w}}
