"""Weights are tried from small to large until the labelled points cancel; the proof is run on any corners."""


def witness(params, at, np):
    points = np.array([[*point, 1] for point in params["points"]], dtype=float)
    labelled = points * np.array(params["labels"])[:, None]
    found = None
    for top in range(1, 61):  # the smallest whole numbers first: by their greatest one
        # Three of the four weights follow from the first one, if the points do not lie on a line.
        for first in range(1, top + 1):
            rest = np.linalg.lstsq(labelled[1:].T, -first * labelled[0], rcond=None)[0]
            whole = np.rint(rest)
            fits = np.allclose(rest, whole, atol=1e-9) and (whole > 0).all() and max(first, *whole) == top
            if fits and np.allclose(first * labelled[0] + whole @ labelled[1:], 0):
                found = [first, *whole]
                break
        if found:
            break
    found = np.array(found)
    angles = np.linspace(0, 2 * np.pi, 4001)
    scores = points[:, :2] @ np.stack([np.cos(angles), np.sin(angles)])
    order = np.sort(scores, axis=0)
    hits = [
        np.sum(np.sign(scores - cut) == np.array(params["labels"])[:, None], axis=0)
        for cut in (order[1:] + order[:-1]) / 2
    ]
    best = int(np.max(hits))
    p, u, v, w = (at[name] for name in ("p", "u", "v", "w"))
    corners = [(p + u, 1), (p + v, 1), (p, -1), (p + u + v, -1)]
    total = sum(label * (np.dot(w, corner) + at["b"]) for corner, label in corners)
    return {"a": found, "b": np.sum(found), "c": total, "d": min(best, 4) / 4}
