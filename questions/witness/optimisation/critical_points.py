"""Hessians by differences, critical points by looking around them, descents with simultaneous updates and in turns."""


def loss(w, params):
    return (w[0] * w[1] - params["target"]) ** 2 + params["decay"] * (w[0] ** 2 + w[1] ** 2)


def hessian(f, w, np):
    """Second differences with step 1/16: the loss is of degree 2 in each weight, so they are exact."""
    h, units = 1 / 16, np.eye(2)
    found = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            a, b = h * units[i], h * units[j]
            found[i][j] = (f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b)) / (4 * h * h)
    return found


def descend(f, start, alternate=False):
    """Gradient descent in small steps; with `alternate` the two weights take turns. Slopes are complex steps."""
    u, v = start
    for step in range(600):
        by_u = f((u + 1e-30j, v)).imag / 1e-30 if step % 2 or not alternate else 0.0
        by_v = f((u, v + 1e-30j)).imag / 1e-30 if not step % 2 or not alternate else 0.0
        u = u - max(-0.1, min(0.1, 0.02 * by_u))
        v = v - max(-0.1, min(0.1, 0.02 * by_v))
    return u, v


def kind(f, w, np):
    """Which of the three a critical point is, from the loss on a small circle around it."""
    angles = np.linspace(0.1, 0.1 + 2 * np.pi, 48, endpoint=False)
    around = [f(w + 1e-3 * np.array([np.cos(a), np.sin(a)])) - f(w) for a in angles]
    if min(around) > 0:
        return "minimum"
    return "maximum" if max(around) < 0 else "saddle"


def witness(params, at, np):
    def f(w):
        return loss(w, params)

    def line(w):
        """A convex neighbour: the squared errors of a line with two weights on two examples."""
        return (w[0] + w[1] - 1) ** 2 + (w[0] + 2 * w[1] - params["target"]) ** 2

    point = np.array(params["point"], float)
    found = hessian(f, point, np)
    starts = [(1.5, 0.7), (-1.5, -0.7)]
    together = [descend(f, start) for start in starts]
    in_turns = [descend(f, start, alternate=True) for start in starts]
    straight = [descend(line, start) for start in ((2.0, 2.0), (-2.0, 1.0))]
    apart = not np.allclose(*together, atol=1e-2)
    apart_in_turns = not np.allclose(*in_turns, atol=1e-2)
    probe = np.array([0.3, -0.8])
    middle = [(a + b) / 2 for a, b in zip(*together, strict=True)]
    origin = np.zeros(2)
    judged = {
        "simultaneous": apart and not apart_in_turns,
        "not_convex": f(middle) > max(f(together[0]), f(together[1])) + 1e-9,
        "line_has_more": not np.allclose(*straight, atol=0.3),
        "exchange": bool(np.isclose(f(probe), f(probe[::-1]))),
        "signs": bool(np.isclose(f(probe), f(-probe))),
        "one_sign": bool(np.isclose(f(probe), f(probe * np.array([1, -1])))),
        "stays": bool(np.allclose(descend(f, (0.0, 0.0)), origin)),
        "origin_minimum": kind(f, origin, np) == "minimum",
    }
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    return {
        "a": found,
        "b": np.sort(np.linalg.eigvalsh(found)),
        "c": "ABC"[params["options"].index(kind(f, point, np))],
        "d": ", ".join(labels),
    }
