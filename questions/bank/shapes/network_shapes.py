"""Output shapes of any network that is given by its layers, through every kind of window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from questions import typeset
from questions.layers import counting, network, samples
from questions.layers.network import BadNetwork, Layer, Row
from questions.layers.schema import LAYERS
from questions.layers.windows import span
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

DRAWS: Mapping[str, Callable[[Stream], samples.Drawn]] = {
    "classifier": samples.convolutional,
    "unusual_windows": samples.unusual_windows,
    "decoder": samples.decoder,
}
WINDOWS = ("Conv", "MaxPool", "AvgPool")
MOST = 10**12  # numbers in a batch


def draw(case: str, stream: Stream) -> Params:
    """A network whose last window gives a picture of more than one place."""

    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case and shape(params)[-1] > 1

    return stream.until(lambda: {"layers": DRAWS[case](stream), "batch": 2 ** stream.integer(3, 7)}, good)


def rows_of(params: Params) -> list[Row]:
    """The layers up to the last one with a window."""
    layers = params["layers"]
    last = max(k for k, layer in enumerate(layers) if has_window(layer))
    return list(network.run(layers[: last + 1]))


def has_window(layer: Layer) -> bool:
    """Whether a convolution or pooling stands in this place, or inside of it."""
    inside = (part for layers in network.inner(layer) for part in layers)
    return layer["type"].startswith(WINDOWS) or any(map(has_window, inside))


def shape(params: Params) -> tuple[int, ...]:
    """What the last layer with a window puts out for the batch."""
    return (params["batch"], *rows_of(params)[-1].after)


def case_of(params: Params) -> str:
    rows = rows_of(params)
    if any(row.name.startswith("ConvTranspose") for row in rows):
        return "decoder"
    unusual = any(
        row.args.get("ceil_mode") or max(row.args.get("dilation", (1,))) > 1 for row in rows if row.args
    )
    return "unusual_windows" if unusual else "classifier"


def ill_posed(params: Params) -> str | None:
    fault = network.fault(params["layers"])
    if fault is not None:
        return fault
    if (reason := counting.too_large(params["layers"])) is not None:
        return reason
    if not any(map(has_window, params["layers"])):
        return "there is no convolution and no pooling: expected a layer with a window"
    if prod(shape(params)) > MOST:
        return "more than a million million numbers come out: expected a smaller batch"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    rows, found = rows_of(params), shape(params)
    facts = {
        "rows": worked(rows),
        "number": rows[-1].number or "the block",
        "one": typeset.vector(map(str, found[1:])),
        "batch": params["batch"],
        "product": typeset.product(*found),
        "name": rows[-1].name,
    }
    return {
        "a": Solved(Exact("array", found), facts),
        "b": Solved(Exact("integer", prod(found)), facts),
    }


def worked(rows: list[Row]) -> list[dict[str, Any]]:
    """A line for each layer that changes the shape, the same one only once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        if row.before != row.after and row.name != "Input":
            line = {
                "number": row.number or "the block",
                "name": row.name,
                "line": along(row),
                "after": typeset.vector(map(str, row.after)),
            }
            found.setdefault((row.name, row.before, row.after, line["line"]), line)
    return list(found.values())


def along(row: Row) -> str:
    """The length of the last axis, worked out."""
    if not row.name.startswith(WINDOWS) or row.args.get("padding") == "same":
        return ""
    n, args = row.before[-1], row.args
    kernel, stride, padding = (args[name][-1] for name in ("kernel_size", "stride", "padding"))
    long = span(kernel, args.get("dilation", (1,))[-1])
    if row.name.startswith("ConvTranspose"):
        more = args["output_padding"][-1]
        steps = typeset.product(n - 1, stride)
        terms = [steps, typeset.number(-2 * padding), str(long), str(more)]
        return f"{typeset.signed_sum(terms)} = {row.after[-1]}"
    room = typeset.signed_sum([str(n), str(2 * padding), str(-long)])
    up = args.get("ceil_mode", False)
    left, right = (r"\lceil", r"\rceil") if up else (r"\lfloor", r"\rfloor")
    whole = room if stride == 1 else rf"\left{left} \frac{{{room}}}{{{stride}}} \right{right}"
    return f"{whole} + 1 = {row.after[-1]}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def changed(layer: Layer, **args: Any) -> Layer:
    """A layer, and those inside of it, with other arguments, where it has these arguments."""
    swapped = {name: value for name, value in args.items() if name in layer}
    inside: dict[str, Any] = {
        name: [changed(one, **args) for one in layer[name]]
        for name in ("layers", "shortcut")
        if name in layer
    }
    if "branches" in layer:
        inside["branches"] = [[changed(one, **args) for one in branch] for branch in layer["branches"]]
    return {**layer, **swapped, **inside}


def without(params: Params, **args: Any) -> tuple[int, ...] | None:
    """The shape when these arguments are overlooked; None where they are not there or nothing comes out."""
    layers = params["layers"]
    last = max(k for k, layer in enumerate(layers) if has_window(layer))
    other = [changed(layer, **args) for layer in layers[: last + 1]]
    try:
        found = (params["batch"], *network.run(other)[-1].after)
    except BadNetwork:
        return None
    return found if len(found) == len(shape(params)) else None


def channels_last(params: Params) -> tuple[int, ...]:
    batch, channels, *axes = shape(params)
    return (batch, *axes, channels)


def one_less(params: Params) -> tuple[int, ...] | None:
    """The last window with the formula that has lost its + 1."""
    batch, channels, *axes = shape(params)
    if rows_of(params)[-1].name.startswith("ConvTranspose") or min(axes, default=1) < 2:
        return None
    return (batch, channels, *(length - 1 for length in axes))


MISTAKES = (
    Mistake("a", "padding ignored", lambda p: without(p, padding=0),
            "Padding lengthens each axis at both ends, a transposed convolution is shortened by it at both ends."),
    Mistake("a", "stride ignored in convolutions", lambda p: without(p, stride=1),
            "With a stride $s$ a window uses every $s$-th place; a transposed convolution spreads its input by $s$."),
    Mistake("a", "dilation ignored", lambda p: without(p, dilation=1),
            "A dilated kernel spans $d (k - 1) + 1$ cells, though it has only $k$ entries."),
    Mistake("a", "rounded down in spite of ceil_mode", lambda p: without(p, ceil_mode=False),
            "With `ceil_mode=True` a last window may hang over the end, so the number of places is rounded up."),
    Mistake("a", "output_padding forgotten", lambda p: without(p, output_padding=0),
            "The argument `output_padding` makes the output longer on one side."),
    Mistake("a", "forgot the + 1", one_less,
            "The quotient counts steps; a window that makes $m$ steps has stood at $m + 1$ places."),
    Mistake("a", "channels last", channels_last, "PyTorch keeps the channels on axis 1, before height and width."),
    Mistake("b", "one example only", lambda p: prod(shape(p)[1:]), "The batch is an axis as well."),
    Mistake("b", "places without channels", lambda p: prod(shape(p)) // shape(p)[1],
            "There is a number for each place in each channel."),
)  # fmt: skip

family = Family(
    cases=tuple(DRAWS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "layers": LAYERS,
        "batch": {
            "type": "integer",
            "minimum": 1,
            "maximum": 65536,
            "description": "examples in a batch, e.g. 32",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
