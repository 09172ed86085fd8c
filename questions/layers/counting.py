"""Parameters, multiplications and receptive fields of a list of layers."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from questions.layers.layer import Arrays, Shape, Window
from questions.layers.network import BadNetwork, Layer, Layers, Row, arguments, run
from questions.layers.table import TYPES

COUNTER = (
    "num_batches_tracked"  # of a BatchNorm in PyTorch: no part of the function, and nothing that Keras has
)
MOST_PLACES = 10**6  # that are visited one by one where the places of windows are counted
MOST_FILTERS = 300_000  # that are made one by one
LARGEST = 10**15  # of a count of parameters or multiplications


def trained(row: Row, *, keras: bool = False) -> Arrays:
    """The arrays of a layer that are trained, in PyTorch or in Keras."""
    return row.kind.keras(row.args) if keras and row.kind.keras else row.kind.weights(row.args)


def entries(arrays: Arrays, *, biases: bool = True) -> int:
    """How many numbers arrays hold; without `biases`, those whose name says bias are left out."""
    return sum(prod(shape) for name, shape in arrays.items() if biases or "bias" not in name)


def parameters(layers: Layers, *, keras: bool = False, biases: bool = True) -> int:
    """The numbers that are trained."""
    return sum(entries(trained(row, keras=keras), biases=biases) for row in run(layers))


def statistics(layers: Layers) -> int:
    """The numbers that are kept and not trained: Keras's non-trainable parameters, PyTorch's buffers but counters."""
    kept = (row.kind.buffers(row.args) for row in run(layers))
    return sum(prod(shape) for arrays in kept for name, shape in arrays.items() if name != COUNTER)


def multiplications(layers: Layers) -> int:
    """Multiply-accumulates of matrix products and convolutions, for one example."""
    return sum(macs(row) for row in run(layers))


def macs(row: Row) -> int:
    """Those of one layer."""
    return row.kind.macs(row.args, row.before, row.after)


def too_large(layers: Layers) -> str | None:
    """Why a network cannot be executed by counting places and entries; None if it can."""
    rows = run(layers)
    if sum(sum(row.before[1:]) for row in rows if "kernel_size" in row.args) > MOST_PLACES:
        return "its windows have more than a million places along the axes: expected smaller inputs"
    if sum(row.args.get("out_channels", 0) for row in rows) > MOST_FILTERS:
        return f"it has more than {MOST_FILTERS} filters: expected a smaller network"
    if parameters(layers) > LARGEST or sum(map(macs, rows)) > LARGEST:
        return "it has more than 10^15 parameters or multiplications: expected a smaller network"
    return None


def output(layers: Layers) -> Shape:
    """The shape of what a network puts out for one example."""
    return run(layers)[-1].after


# -- receptive fields --------------------------------------------------------------------------------------


def looks(layers: Layers) -> Iterator[Window]:
    """The windows of the entries of a list, as far as each looks at a few neighbours; a block counts as one."""
    for layer in layers:
        found = look(layer)
        if found is None:
            return
        yield found


def look(layer: Layer) -> Window | None:
    """The window of one entry; None where an output depends on the whole axis."""
    name = layer["type"]
    if name == "Input":
        return Window(0, 0, 1)
    if name == "Repeat":
        return together(list(layer["layers"]) * layer["times"])
    if name in ("Residual", "Concat", "Product"):
        branches = layer["branches"] if name != "Residual" else [layer["layers"], layer.get("shortcut", [])]
        return side_by_side([together(branch) for branch in branches])
    return TYPES[name].window(arguments(layer))


def chained(windows: list[Window]) -> Window:
    """Windows one after the other: what the last one sees of the input of the first."""
    first, last, stride = 0, 0, 1
    for one in windows:
        first, last, stride = first + stride * one.first, last + stride * one.last, stride * one.stride
    return Window(first, last, stride)


def together(layers: Layers) -> Window | None:
    """The window of a whole list; None where one of its entries sees everything."""
    windows = list(looks(layers))
    return chained(windows) if len(windows) == len(layers) else None


def side_by_side(windows: list[Window | None]) -> Window | None:
    """What branches see together; their strides are the same, since their outputs have one shape."""
    known = [one for one in windows if one is not None]
    if len(known) < len(windows):
        return None
    if len({one.stride for one in known}) > 1:
        raise BadNetwork("branches side by side have different strides: expected the same")
    return Window(min(w.first for w in known), max(w.last for w in known), known[0].stride)


def local(layers: Layers) -> Layers:
    """The first entries of a list, up to where an output depends on the whole axis."""
    return layers[: len(list(looks(layers)))]


def receptive_field(layers: Layers) -> tuple[int, int]:
    """(cells from the first to the last that one output depends on, step from one output to the next), last axis."""
    seen = chained(list(looks(layers)))
    return seen.last - seen.first + 1, seen.stride
