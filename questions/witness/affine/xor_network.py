"""The code of the question, run on the four points; a line separates two pairs whose segments stay apart."""


def nearest(point, start, end, np):
    """The distance of a point from a segment."""
    along = end - start
    length = np.dot(along, along)
    t = 0.0 if length == 0 else np.clip(np.dot(point - start, along) / length, 0.0, 1.0)
    return np.linalg.norm(point - start - t * along)


def separated(first, second, np):
    """Whether the segments between two points of each class stay apart: just then a line lies between them."""
    (p, q), (r, u) = first, second
    gaps = [nearest(p, r, u, np), nearest(q, r, u, np), nearest(r, p, q, np), nearest(u, p, q, np)]
    directions = np.stack([q - p, r - u], axis=1)
    if abs(np.linalg.det(directions)) > 1e-12:  # where the two lines cross
        s, t = np.linalg.solve(directions, r - p)
        if 0 <= s <= 1 and 0 <= t <= 1:
            return False
    return bool(min(gaps) > 1e-9)


def witness(params, at, np):
    w1, b1, w2, b2 = (np.array(params[name], dtype=float) for name in ("W1", "b1", "W2", "b2"))
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = np.array([0, 1, 1, 0])
    before = x @ w1.T + b1
    hidden = np.maximum(before, 0)
    logits = hidden @ w2.T + b2

    def classes(points):
        return points[target == 1], points[target == 0]

    holds = {
        "solves": bool((np.argmax(logits, axis=1) == target).all()),
        "fails": bool((np.argmax(logits, axis=1) != target).any()),
        "parallelogram": bool(np.allclose(before[0] + before[3], before[1] + before[2])),
        "same_true": bool(np.allclose(hidden[1], hidden[2])),
        "at_origin": bool(np.allclose(hidden[1:3], 0)),
        "same_false": bool(np.allclose(hidden[0], hidden[3])),
        "inputs": separated(*classes(x), np),
        "before": separated(*classes(before), np),
        "hidden": separated(*classes(hidden), np),
        "all_on": bool((before > 0).all()),
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {"a": hidden, "b": logits, "c": ", ".join(right)}


def onward(params, seen, np):
    """From the printed hidden activations to the logits."""
    w2, b2 = (np.array(params[name], dtype=float) for name in ("W2", "b2"))
    return {"b": {"the printed activations": np.array(seen["a"]) @ w2.T + b2}}
