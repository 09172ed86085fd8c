"""The printed lines, each evaluated from its tree at random entries; derivatives by a tiny step up the imaginary axis.

An array has the points as axis 0 and one axis for each letter of an index, of length 1 where it does not depend on it.
"""

STEP = 1e-25  # up the imaginary axis: no digits are lost
COARSE = 1e-3  # of the entry: five real points, where a derivative stands inside another
FUNCTIONS = {
    "exp": lambda x, np: np.exp(x),
    "log": lambda x, np: np.log(x),
    "sigmoid": lambda x, np: 1 / (1 + np.exp(-x)),
    "tanh": lambda x, np: np.tanh(x),
    "softplus": lambda x, np: np.log(1 + np.exp(x)),
    "silu": lambda x, np: x / (1 + np.exp(-x)),
    "relu": lambda x, np: x * (np.real(x) > 0),
    "abs": lambda x, np: x * np.sign(np.real(x)),
    "step": lambda x, np: 1.0 * (np.real(x) > 0),
    "f": lambda x, np: np.sin(x) + 0.3 * x**2,  # any function: this is the one at which answers are executed
    "f'": lambda x, np: np.cos(x) + 0.6 * x,
}


def nodes(tree):
    """Every object of a tree."""
    if isinstance(tree, dict):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(part)


def indices_of(tree):
    """Every index [name, dimension] of a tree."""
    for node in nodes(tree):
        yield from (tuple(node[key]) for key in ("index", "i", "j") if key in node)
        yield from (tuple(index) for index in node.get("indices", ()))


def rational(value):
    above, _, below = str(value).partition("/")
    return float(above) / float(below or 1)


class Lines:
    """What the letters of a sheet mean: sizes, axes, and the definitions by name."""

    def __init__(self, lines, definitions, sizes, first, np):
        trees = [*lines, *definitions]
        self.np, self.definitions = np, {row["tensor"]["name"]: row for row in definitions}
        self.axes = {index: 1 + k for k, index in enumerate(sorted(set(indices_of(trees))))}
        dims = {dim for _, dim in self.axes} | {n["name"] for n in nodes(trees) if n["is"] == "dim"}
        dims |= {dim for n in nodes(trees) if n["is"] == "tensor" for dim in n.get("dims", ())}
        self.sizes = {dim: int(dim) for dim in dims if dim.isdigit()}
        for k, dim in enumerate(sorted(dims - set(self.sizes))):
            self.sizes[dim] = sizes.get(dim, first + k)
        tensors = {n["name"]: n for n in nodes(trees) if n["is"] == "tensor"}
        self.tensors = {name: node for name, node in tensors.items() if name not in self.definitions}

    def draw(self, chance):
        """Entries that keep what is said of each tensor."""
        return {name: self.entries(node, chance) for name, node in sorted(self.tensors.items())}

    def entries(self, node, chance):
        np, shape = self.np, [1, *(self.sizes[dim] for dim in node.get("dims", ()))]
        kind = node.get("domain", {}).get("kind", "real")
        axis = node.get("domain", {}).get("axis")
        if kind == "mask":
            return 1.0 * (chance.random(shape) < 0.5)
        if kind in ("positive", "unit"):
            return 0.1 + chance.random(shape) * (0.8 if kind == "unit" else 2)
        if kind == "one_hot":
            best = chance.random(shape)
            return 1.0 * (best == np.max(best, axis=1 + axis, keepdims=True))
        if kind == "simplex":
            share = 0.1 + chance.random(shape)
            return share / np.sum(share, axis=1 + axis, keepdims=True)
        found = chance.uniform(-1.5, 1.5, shape)
        if kind == "sums_to_one":
            found = found + (1 - np.sum(found, axis=1 + axis, keepdims=True)) / shape[1 + axis]
        return found

    def placed(self, array, indices):
        """An array with axes for these indices as one with an axis for every letter."""
        np, own = self.np, [self.axes[tuple(index)] for index in indices]
        kept = sorted(set(own))
        array = np.einsum(array, [0, *own], [0, *kept])
        sizes = dict(zip(kept, array.shape[1:], strict=True))
        return array.reshape([array.shape[0], *(sizes.get(axis, 1) for axis in self.axes.values())])

    def taken(self, array, indices):
        """The other way round: the axes of these indices, in their order."""
        np, own = self.np, [self.axes[tuple(index)] for index in indices]
        shape = list(array.shape)
        for index, axis in zip(indices, own, strict=True):
            shape[axis] = self.sizes[index[1]]
        full = np.broadcast_to(array, shape)
        rest = [axis for axis in range(full.ndim) if axis not in (0, *own)]
        return np.transpose(full, [0, *own, *rest]).reshape([full.shape[0], *(shape[axis] for axis in own)])

    def tensor(self, name, entries):
        if name not in entries:
            row = self.definitions[name]
            entries[name] = self.taken(self.value(row["body"], entries), row.get("indices", []))
        return entries[name]

    def value(self, node, entries):
        np, kind = self.np, node["is"]
        ones = [1] * (1 + len(self.axes))
        if kind == "number":
            return np.full(ones, rational(node["value"]))
        if kind == "constant":
            return np.full(ones, np.pi)
        if kind == "dim":
            return np.full(ones, float(self.sizes[node["name"]]))
        if kind == "component":
            return self.placed(self.tensor(node["tensor"]["name"], entries), node.get("indices", []))
        if kind == "delta":
            if tuple(node["i"]) == tuple(node["j"]):
                return np.ones(ones)
            return self.placed(np.eye(self.sizes[node["i"][1]])[None], [node["i"], node["j"]])
        if kind in ("add", "mul"):
            parts = [self.value(part, entries) for part in node["args"]]
            total = parts[0]
            for part in parts[1:]:
                total = total + part if kind == "add" else total * part
            return total
        if kind == "power":
            return self.value(node["base"], entries) ** rational(node["exponent"])
        if kind == "sum":
            body, axis = self.value(node["body"], entries), self.axes[tuple(node["index"])]
            many = self.sizes[node["index"][1]] if body.shape[axis] == 1 else 1
            return many * np.sum(body, axis=axis, keepdims=True)
        if kind == "apply":
            return FUNCTIONS[node["function"]](self.value(node["args"][0], entries), np)
        if kind == "partial":
            return self.slope(node["body"], node["wrt"], entries)
        raise ValueError(f"a line holds a {kind}")

    def differentiates(self, tree):
        """Whether a derivative stands in it, or in what its names stand for."""
        found = list(nodes(tree))
        named = [n["name"] for n in found if n["is"] == "tensor" and n["name"] in self.definitions]
        return any(n["is"] == "partial" for n in found) or any(
            self.differentiates(self.definitions[name]["body"]) for name in named
        )

    def slope(self, body, wrt, entries):
        """The derivative with respect to each entry, on the axes of that entry's indices."""
        np, name, indices = self.np, wrt["tensor"]["name"], wrt.get("indices", [])
        base = {key: entries[key] for key in self.tensors}
        coarse = self.differentiates(body)

        def moved(place, step):
            array = base[name].astype(complex if isinstance(step, complex) else base[name].dtype)
            array[(slice(None), *place)] += step
            return self.value(body, {**base, name: array})

        def by_entry(place):
            if not coarse:
                return np.imag(moved(place, STEP * 1j)) / STEP
            far, h = [moved(place, COARSE * k) for k in (-2, -1, 1, 2)], COARSE
            return (far[0] - 8 * far[1] + 8 * far[2] - far[3]) / (12 * h)

        places = list(np.ndindex(base[name].shape[1:]))
        own = [self.axes[tuple(index)] for index in indices]
        shape = [1, *(1 for _ in self.axes)]
        found = {place: by_entry(place) for place in places}
        for array in found.values():
            shape = [max(pair) for pair in zip(shape, array.shape, strict=True)]
        for axis, size in zip(own, base[name].shape[1:], strict=True):
            shape[axis] = size
        out = np.zeros(shape)
        for place, array in found.items():
            at = [slice(None)] * len(shape)
            for axis, k in zip(own, place, strict=True):
                at[axis] = slice(k, k + 1)
            out[tuple(at)] = np.broadcast_to(array, shape)[tuple(at)]
        return out


def same(left, right, np):
    return bool(np.all(np.abs(left - right) <= 1e-6 * (1 + np.abs(left) + np.abs(right))))


def wrong_lines(params, np):
    """The numbers, from 1, of the lines that differ from the line above at one of some draws."""
    wrong = set()
    for draw in range(4):
        lines = Lines(params["lines"], params["definitions"], {}, 2 + draw % 2, np)  # at N = 2, 2/N is 1
        entries = lines.draw(np.random.default_rng(draw))
        values = [lines.value(line, dict(entries)) for line in params["lines"]]
        wrong |= {k for k in range(1, len(values)) if not same(values[k - 1], values[k], np)}
    return sorted(wrong)


def first_line(params, at, np):
    """What the derivation starts from, at the entries that are asked."""
    lines = Lines(params["lines"], params["definitions"], at["sizes"], 2, np)
    entries = lines.draw(np.random.default_rng(0))
    given = {name: np.asarray(array) for name, array in at.items() if name in lines.tensors}
    for name, array in given.items():
        entries[name] = array if array.ndim > len(lines.tensors[name].get("dims", ())) else array[None]
    value = lines.value(params["lines"][0], entries)
    free = [list(index) for index in sorted(lines.axes) if value.shape[lines.axes[index]] > 1]
    found = lines.taken(value, free)
    points = max(array.shape[0] for array in entries.values())
    return np.broadcast_to(found, (points, *found.shape[1:])) if points > 1 else found[0]


def witness(params, at, np):
    wrong = wrong_lines(params, np)
    if len(wrong) > 1:
        raise ValueError(f"more than one line is wrong: {wrong}")
    return {
        "a": "ABCDEFGHIJ"[wrong[0] - 1 if wrong else len(params["lines"]) - 1],
        "b": first_line(params, at, np),
    }
