"""Cycles of the learning rate on a loss with several valleys: each low-rate phase walks downhill in small steps."""


def witness(params, at, np):
    roots = [float(root) for root in params["critical"]]
    starts = [float(start) for start in params["starts"]]

    def slope(w):
        value = 1.0
        for root in roots:
            value = value * (w - root)
        return value

    def descend(w):
        """Small steps against the slope, until the slope changes its sign: there a minimum has been passed."""
        way = -np.sign(slope(w))
        while way * slope(w + 0.01 * way) < 0:
            w = w + 0.01 * way
        return min(roots, key=lambda root: abs(root - w))

    minima = [root for root in roots if slope(root - 0.01) < 0 < slope(root + 0.01)]
    ends = [descend(start) for start in starts]
    visited = len(set(ends))
    alone = {descend(ends[0] + shift) for shift in (-0.05, 0.05)}
    judged = {
        "avoids": all(end not in minima for end in ends),
        "ends_in_one": all(end in minima for end in ends),
        "all_found": set(ends) == set(minima),
        "twice": visited < len(ends),
        "adjacent": all(
            abs(minima.index(b) - minima.index(a)) == 1 for a, b in zip(ends[:-1], ends[1:], strict=True)
        ),
        "low_stays": alone == {ends[0]},
        "low_leaves": alone != {ends[0]},
        "bound": visited <= len(ends),
    }
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    # With every possible start of a cycle: no more minima than cycles, and no more than there are.
    reachable = {descend(w) for w in np.arange(roots[0] - 1.003, roots[-1] + 1, 0.25) if w not in roots}
    return {
        "a": np.array(minima),
        "b": np.array(ends),
        "c": visited,
        "d": min(len(starts), len(reachable)),
        "e": ", ".join(labels),
    }
