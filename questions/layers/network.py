"""A list of layers, run from layer to layer: what each one gets and puts out, and the first thing that does not fit.

Beside the rows of the table there are four entries that hold lists themselves:

    {"type": "Residual", "layers": [...], "shortcut": [...]}    the sum of both; without a shortcut, the input is added
    {"type": "Repeat", "times": 12, "layers": [...]}            one after the other, each with parameters of its own
    {"type": "Concat", "branches": [[...], [...]]}              side by side on the same input, channels joined
    {"type": "Product", "branches": [[...], [...]]}             side by side on the same input, multiplied: a gate
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from questions.layers.fields import REQUIRED, SameAs
from questions.layers.layer import Args, LayerType, Misfit, Shape
from questions.layers.table import TYPES

Layer: TypeAlias = Mapping[str, Any]
Layers: TypeAlias = Sequence[Layer]

MOST = 5_000  # layers of a network, repetitions written out


class BadNetwork(Exception):
    """A list that is no network: the text names the layer, the field, what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """One layer as it is run; `number` is its place, "4.0.2" in layer 0 of layer 4."""

    number: str
    name: str
    args: Args
    before: Shape
    after: Shape

    @property
    def kind(self) -> LayerType:
        """Its row of the table."""
        return TYPES[self.name]


def arguments(layer: Layer) -> dict[str, Any]:
    """All arguments of a layer, with PyTorch's defaults; raises Misfit where one is missing."""
    found: dict[str, Any] = {}
    for name, field in TYPES[layer["type"]].fields.items():
        value = layer.get(name, field.default)
        if value is REQUIRED:
            raise Misfit(name, "missing", "a value: it has no default")
        found[name] = found[value.name] if isinstance(value, SameAs) else field(value)
    return found


def run(layers: Layers) -> tuple[Row, ...]:
    """Every layer in the order in which it is run; raises BadNetwork at the first that does not fit."""
    if (count := written_out(layers)) > MOST:
        raise BadNetwork(f"the network has {count} layers, repetitions written out: expected at most {MOST}")
    return tuple(_run(layers, (), ""))


def written_out(layers: Layers) -> int:
    """How many layers there are when each repetition is written out."""
    return sum(
        layer.get("times", 1) * sum(1 + written_out(part) for part in inner(layer)) if inner(layer) else 1
        for layer in layers
    )


def inner(layer: Layer) -> Sequence[Layers]:
    """The lists that an entry holds."""
    return [*layer.get("branches", ()), *(layer[name] for name in ("layers", "shortcut") if name in layer)]


def fault(layers: Layers) -> str | None:
    """What is wrong with a list, in one sentence; None if it is a network."""
    if not layers or layers[0].get("type") != "Input":
        found = layers[0].get("type") if layers else "missing"
        return f"layer 0 is {found}: expected Input, with the shape of one example"
    try:
        run(layers)
    except BadNetwork as error:
        return str(error)
    return None


def after(rows: Sequence[Row], before: Shape) -> Shape:
    """What a list puts out; what came in, if it is empty."""
    return rows[-1].after if rows else before


def _run(layers: Layers, before: Shape, prefix: str) -> Iterator[Row]:
    for place, layer in enumerate(layers):
        number, name = f"{prefix}{place}", layer["type"]
        try:
            if name in COMPOSITES:
                for row in COMPOSITES[name](layer, before, f"{number}."):
                    before = row.after
                    yield row
            else:
                if name == "Input" and number != "0":
                    raise Misfit("type", "Input", "no further input: it is the first entry of the whole list")
                args = arguments(layer)
                after = TYPES[name].shape(args, before)
                yield Row(number, name, args, before, after)
                before = after
        except Misfit as error:
            raise BadNetwork(f"layer {number} ({name}): {error}") from error


def _repeat(layer: Layer, before: Shape, prefix: str) -> Iterator[Row]:
    for _ in range(layer["times"]):
        for row in _run(layer["layers"], before, prefix):
            before = row.after
            yield row


def _residual(layer: Layer, before: Shape, prefix: str) -> Iterator[Row]:
    main = list(_run(layer["layers"], before, prefix))
    shortcut = list(_run(layer.get("shortcut", ()), before, f"{prefix}shortcut."))
    one, other = after(main, before), after(shortcut, before)
    if one != other:
        raise Misfit(
            "shortcut", f"a branch that puts out {other}", f"{one}, which the layers beside it put out"
        )
    yield from (*main, *shortcut, joined(before, one))


def _concat(layer: Layer, before: Shape, prefix: str) -> Iterator[Row]:
    branches = [
        list(_run(branch, before, f"{prefix}branch {k}.")) for k, branch in enumerate(layer["branches"])
    ]
    shapes = [after(branch, before) for branch in branches]
    if len({shape[1:] for shape in shapes}) > 1:
        raise Misfit("branches", f"puts out {listed(shapes)}", "shapes that differ in the channels alone")
    yield from (row for branch in branches for row in branch)
    yield joined(before, (sum(shape[0] for shape in shapes), *shapes[0][1:]))


def _product(layer: Layer, before: Shape, prefix: str) -> Iterator[Row]:
    branches = [
        list(_run(branch, before, f"{prefix}branch {k}.")) for k, branch in enumerate(layer["branches"])
    ]
    shapes = [after(branch, before) for branch in branches]
    if len({len(shape) for shape in shapes}) > 1 or any(
        len(set(each) - {1}) > 1 for each in zip(*shapes, strict=False)
    ):
        raise Misfit("branches", f"puts out {listed(shapes)}", "shapes of which one fits over the other")
    yield from (row for branch in branches for row in branch)
    yield joined(before, tuple(max(each) for each in zip(*shapes, strict=True)))


def listed(shapes: Sequence[Shape]) -> str:
    """Shapes as in a sentence."""
    return " and ".join(map(str, shapes))


def joined(before: Shape, shape: Shape) -> Row:
    """The place where branches come together: nothing is computed there but a sum."""
    return Row("", "Identity", {}, before, shape)


COMPOSITES: Mapping[str, Callable[[Layer, Shape, str], Iterator[Row]]] = {
    "Residual": _residual,
    "Repeat": _repeat,
    "Concat": _concat,
    "Product": _product,
}
