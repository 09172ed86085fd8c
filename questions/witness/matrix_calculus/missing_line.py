"""The line above the missing one, entry by entry from its tree; derivatives by a tiny step up the imaginary axis.

A place says which number each index has. Every entry of a tensor is an array over points, so that functions of numbers
are executed at many of them at once.
"""

STEP = 1e-25  # up the imaginary axis: no digits are lost
COARSE = 1e-3  # of the entry: four real points, where a derivative stands inside another
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


def rational(value):
    above, _, below = str(value).partition("/")
    return float(above) / float(below or 1)


def parts(tree):
    """The trees right below a tree, without what says which tensor or index it is."""
    own = [tree[key] for key in ("body", "base", "wrt") if key in tree]
    return own + list(tree.get("args", ()))


def tensors(tree):
    """Every tensor of a tree by its name."""
    found = {tree["tensor"]["name"]: tree["tensor"]} if tree["is"] == "component" else {}
    for part in parts(tree):
        found.update(tensors(part))
    return found


def free(tree):
    """The free indices, (name, dimension)."""
    found = {tuple(index) for index in tree.get("indices", ())}
    if tree["is"] == "delta":
        found |= {tuple(tree["i"]), tuple(tree["j"])}
    for part in parts(tree):
        found |= free(part)
    return found - ({tuple(tree["index"])} if tree["is"] == "sum" else set())


def drawn(tensor, size, np, chance):
    """Entries for a tensor that the answer has lost: they lie between 0 and 1 and keep what is said of it."""
    domain = tensor.get("domain", {})
    kind, axis = domain.get("kind", "real"), domain.get("axis")
    found = 0.1 + 0.8 * chance.random([size(dim) for dim in tensor.get("dims", ())])
    if kind in ("mask", "one_hot"):
        return 1.0 * (found >= (0.5 if kind == "mask" else np.max(found, axis=axis, keepdims=True)))
    return found if axis is None else found / np.sum(found, axis=axis, keepdims=True)


class Line:
    """A line at given entries; `entries` has an array for each tensor that is not defined."""

    def __init__(self, definitions, size, entries, np):
        self.definitions, self.size, self.entries, self.np = definitions, size, entries, np
        self.known = {}  # entries of what is defined, by name and position

    def value(self, tree, place):
        np, kind = self.np, tree["is"]
        if kind == "number":
            return rational(tree["value"])
        if kind == "constant":
            return np.pi
        if kind == "dim":
            return float(self.size(tree["name"]))
        if kind == "component":
            position = tuple(place[tuple(index)] for index in tree.get("indices", ()))
            return self.entry(tree["tensor"]["name"], position)
        if kind == "delta":
            return float(place[tuple(tree["i"])] == place[tuple(tree["j"])])
        if kind == "add":
            return sum(self.value(part, place) for part in tree["args"])
        if kind == "mul":
            product = 1.0
            for part in tree["args"]:
                product = product * self.value(part, place)
            return product
        if kind == "power":
            return self.value(tree["base"], place) ** rational(tree["exponent"])
        if kind == "sum":
            index = tuple(tree["index"])
            return sum(self.value(tree["body"], {**place, index: k}) for k in range(self.size(index[1])))
        if kind == "apply":
            return FUNCTIONS[tree["function"]](self.value(tree["args"][0], place), np)
        if kind == "partial":
            return self.slope(tree["body"], tree["wrt"], place)
        raise ValueError(f"a line holds a {kind}")

    def entry(self, name, position):
        if name in self.entries:
            return self.entries[name][position]
        if (name, position) not in self.known:
            row = self.definitions[name]
            own = [tuple(index) for index in row.get("indices", ())]
            self.known[name, position] = self.value(row["body"], dict(zip(own, position, strict=True)))
        return self.known[name, position]

    def differentiates(self, tree):
        """Whether a derivative stands in it, or in what its names stand for."""
        named = [self.definitions[name] for name in tensors(tree) if name in self.definitions]
        return (
            tree["is"] == "partial"
            or any(self.differentiates(part) for part in parts(tree))
            or any(self.differentiates(row["body"]) for row in named)
        )

    def slope(self, body, wrt, place):
        np, name = self.np, wrt["tensor"]["name"]
        position = tuple(place[tuple(index)] for index in wrt.get("indices", ()))

        def moved(step):
            array = self.entries[name] + 0 * step
            array[position] = array[position] + step
            return Line(self.definitions, self.size, {**self.entries, name: array}, np).value(body, place)

        if not self.differentiates(body):
            return np.imag(moved(STEP * 1j)) / STEP
        far = [moved(COARSE * k) for k in (-2, -1, 1, 2)]
        return (far[0] - 8 * far[1] + 8 * far[2] - far[3]) / (12 * COARSE)


def witness(params, at, np):
    above = params["lines"][-1]
    definitions = {row["tensor"]["name"]: row for row in params["definitions"]}
    named = tensors(above)
    for row in definitions.values():
        named.update(tensors(row["body"]))

    def size(dim):
        return int(dim) if dim.isdigit() else at["sizes"].get(dim, 2)

    chance, entries = np.random.default_rng(0), {}
    for name, tensor in sorted(named.items()):
        if name not in definitions:
            lost = name not in at
            entries[name] = drawn(tensor, size, np, chance) if lost else np.asarray(at[name])
            if entries[name].ndim == len(tensor.get("dims", ())):
                entries[name] = entries[name][..., None]  # one point
    line, axes = Line(definitions, size, entries, np), sorted(free(above))
    points = max([1, *(array.shape[-1] for array in entries.values())])
    found = np.zeros([*(size(dim) for _, dim in axes), points])
    for position in np.ndindex(found.shape[:-1]):
        found[position] = line.value(above, dict(zip(axes, position, strict=True)))
    return {"a": found if points > 1 else found[..., 0]}
