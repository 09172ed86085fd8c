"""A polygon through points of a parabola, measured on a fine grid; the number of segments is found by trying."""


def error(f, segments, np, end=1.0):
    """The largest distance between f and the polygon through its values at the ends of equal segments."""
    knots = np.linspace(0.0, end, segments + 1)
    shares = np.linspace(0.0, 1.0, 9)[None, :]
    points = (knots[:-1, None] * (1 - shares) + knots[1:, None] * shares).reshape(-1)
    return np.max(np.abs(f(points) - np.interp(points, knots, f(knots))))


def needed(f, allowed, np):
    """The least number of segments: doubled until it is enough, then halved in on; more segments never miss more."""

    def enough(segments):
        return error(f, segments, np) <= allowed * (1 + 1e-9)

    high = 1
    while not enough(high):
        high = 2 * high
        assert high <= 4096, "the question asks for no more than a thousand"
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def witness(params, at, np):
    a, allowed = params["a"], float(params["allowed"])

    def f(x):
        return a * x**2

    least = needed(f, allowed, np)
    some = [error(f, m, np) for m in (5, 10, 50, 100)]
    growth = [needed(f, abs(a) * eps, np) for eps in (1e-1, 1e-2, 1e-3, 1e-4)]
    ratios = [later / first for first, later in zip(growth[:-1], growth[1:], strict=True)]
    # A continuous function has a value near 1/2 somewhere around a jump from 0 to 1, so it misses one side by 1/2.
    around = np.array([0.5 - 1e-9, 0.5 + 1e-9])
    step = min(np.max(np.abs((around > 0.5) - level)) for level in np.linspace(0, 1, 101))
    holds = {
        "zero": any(error(f, m, np) == 0 for m in (1, 10, 100, 1000)),
        "any": all(error(f, needed(f, eps, np), np) <= eps * (1 + 1e-9) for eps in (0.1, 0.01, 0.001)),
        "exponential": ratios[-1] > 5 * ratios[0],
        "hundred": np.isclose(some[0] / some[2], 100),
        "half": np.isclose(some[0] / some[1], 2),
        "quarter": np.isclose(some[0] / some[1], 4),
        "line": np.isclose(error(f, 20, np, end=10.0), error(f, 20, np)),
        "jump": step < 0.4,
        "one_less": least > 1 and error(f, least - 1, np) <= allowed,
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": error(f, params["segments"], np), "b": least, "c": ", ".join(right)}
