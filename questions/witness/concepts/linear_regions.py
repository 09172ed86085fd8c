"""The regions of a layer of ReLUs are counted as patterns of units on and off, at points around all crossings."""


def normals(units, dimension, np):
    """Hyperplanes in general position: w . x = b with rows on a moment curve, and offsets that do not line up."""
    t = np.linspace(-1.0, 1.0, units) + 0.37
    weights = np.stack([t**k for k in range(dimension)], axis=1)
    return weights, np.sin(np.arange(units) ** 2 + 1.0)


def groups(units, size, np):
    """The sets of `size` units, each as an increasing list."""
    places = np.ndindex(*(units,) * size)
    return [list(group) for group in places if all(a < b for a, b in zip(group, group[1:], strict=False))]


def patterns(units, dimension, np):
    """Every region of hyperplanes in general position reaches a crossing of as many of them as there are dimensions.

    At a crossing the other units have a fixed sign, and those that cross take all combinations of signs. Where there
    are fewer units than dimensions, all patterns occur.
    """
    if units < dimension:
        return 2**units
    weights, offsets = normals(units, dimension, np)
    found = set()
    for rows in groups(units, dimension, np):
        point = np.linalg.solve(weights[rows], offsets[rows])
        signs = weights @ point > offsets
        for bits in range(2**dimension):
            pattern = list(signs)
            for place, unit in enumerate(rows):
                pattern[unit] = bool(bits >> place & 1)
            found.add(tuple(bool(p) for p in pattern))
    return len(found)


def witness(params, at, np):
    units, dimension = params["units"], params["inputs"]
    return {"a": patterns(params["line_units"], 1, np), "b": patterns(units, dimension, np)}
