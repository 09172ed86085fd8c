"""Which half-spaces leave no way out: directions are tried, along which no half-space ever ends."""


def way_out(normals, np):
    """A direction along which no n . d grows; None if there is none among those that are tried.

    At most as many half-spaces as dimensions: a direction at a right angle to all of them, or one that leads away from
    all. More: many directions on the sphere.
    """
    count, dimensions = normals.shape
    if np.linalg.matrix_rank(normals) < dimensions:
        return np.linalg.svd(normals)[2][-1]
    if count <= dimensions:
        return np.linalg.solve(normals, -np.ones(count))
    seeds = np.arange(1.0, 4000 * dimensions + 1)
    tried = np.cos(seeds * seeds).reshape(-1, dimensions)
    free = tried[np.all(tried @ normals.T <= 0, axis=1)]
    return free[0] if len(free) else None


def least_units(dimensions, np):
    """The least number of half-spaces that leave no way out, among many sets of each size."""
    for count in range(1, 2 * dimensions + 1):
        simplex = np.vstack([-np.eye(dimensions), np.ones((1, dimensions)), np.eye(dimensions)])[:count]
        others = [
            np.sin(k + 1.0 + 3 * np.arange(count * dimensions)).reshape(count, dimensions) for k in range(8)
        ]
        if any(way_out(normals, np) is None for normals in [simplex, *others]):
            return count
    return None


def bounded(half_planes, np):
    """Whether a point from the origin is stopped in each direction; those with small whole numbers are enough."""
    far = 1e6
    reach = range(-9, 10)
    directions = np.array([(p, q) for p in reach for q in reach if (p, q) != (0, 0)], dtype=float)
    a, c = np.array([row[:2] for row in half_planes], float), np.array([row[2] for row in half_planes], float)
    return not np.any(np.all(far * directions @ a.T <= c + 1e-3, axis=1))


def faces_of_box(dimensions, np):
    """The faces of the cube: on each one coordinate is at an end of its range."""
    return len({(axis, end) for axis in range(dimensions) for end in (-1, 1)})


def witness(params, at, np):
    right = [c for c, rows in zip("ABCDEFGH", params["sets"], strict=False) if bounded(rows, np)]
    return {
        "a": least_units(params["dimensions"], np),
        "b": faces_of_box(params["dimensions"], np),
        "c": ", ".join(right),
    }
