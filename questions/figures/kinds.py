"""The kinds of figures: each is plain JSON that a family makes, and a function that draws it.

Numbers in the JSON are whole or decimal strings, as a record needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from questions.errors import CheckFailed, listed, quoted
from questions.figures.drawing import THICK, Box, Circle, Drawing, Label, Path, Point, Shape
from questions.model import JSON

MOST_UNITS = 10  # of a layer, so that each can be counted
MOST_POINTS = 400  # of a curve
COLUMN, ROW, UNIT = 2.4, 0.95, 0.3  # of a network: the distances of units, and their radius
WIDE, HIGH = 7.5, 4.8  # of a plot
CELL, LEVEL = 2.3, 1.5  # of a graph: the distances of nodes
STYLES: Mapping[str, Mapping[str, Any]] = {"solid": {}, "dashed": {"dashed": True}, "grey": {"grey": 45}}


class BadFigure(CheckFailed):
    """A figure that cannot be drawn: the message says what was found and what was expected."""


# -- what a family makes -----------------------------------------------------------------------------------


def network(sizes: Sequence[int], alt: str, names: Sequence[str] = ()) -> JSON:
    """Layers of units, every unit joined to all units of the next layer; `names` is a letter per layer."""
    return {"kind": "network", "sizes": list(sizes), "names": list(names), "alt": alt}


def plot(
    curves: Sequence[Mapping[str, JSON]],
    alt: str,
    x: Sequence[str],
    y: Sequence[str],
    labels: Sequence[str] = ("x", "y"),
    marks: Sequence[Mapping[str, JSON]] = (),
) -> JSON:
    """Curves over axes: a curve has `points` (pairs of decimals), and may have a `style` and a `name`.

    `x` and `y` are the ticks in increasing order, the first and the last being the ends of the axis; a mark is a
    point `at` with a `name`. A curve is cut off where it leaves the axes.
    """
    return {
        "kind": "plot", "curves": [dict(curve) for curve in curves], "x": list(x), "y": list(y),
        "labels": list(labels), "marks": [dict(mark) for mark in marks], "alt": alt,
    }  # fmt: skip


def graph(nodes: Sequence[Mapping[str, JSON]], edges: Sequence[Sequence[str]], alt: str) -> JSON:
    """A computational graph: a node has a `name`, a `label` and a place `at` [column, row], rows upwards, as
    whole numbers or decimal strings.

    A node whose label names an operation has `"operation": true`. It may have words `above` and `below` it, as a
    value and a gradient. An edge is a pair of names, or three texts with a label.
    """
    return {
        "kind": "graph", "nodes": [dict(node) for node in nodes], "edges": [list(e) for e in edges], "alt": alt,
    }  # fmt: skip


# -- how it is drawn ---------------------------------------------------------------------------------------


def draw(figure: JSON) -> Drawing:
    """The shapes of a figure; raises BadFigure."""
    kind = figure.get("kind") if isinstance(figure, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadFigure(f"a figure has the kind {quoted(kind)}: expected one of {listed(_KINDS)}")
    if not figure.get("alt", "").strip():
        raise BadFigure(f"a figure of kind {kind!r} has no `alt`: expected what it shows, in words")
    try:
        return Drawing(tuple(_KINDS[kind](figure)), figure["alt"])
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError) as error:
        raise BadFigure(f"a figure of kind {kind!r} is damaged: {type(error).__name__}: {error}") from error


def _network(figure: Mapping[str, JSON]) -> list[Shape]:
    sizes, names = figure["sizes"], figure["names"]
    if len(sizes) < 2 or not all(0 < size <= MOST_UNITS for size in sizes):
        raise ValueError(f"layers of sizes {sizes}: expected two or more, each of 1 to {MOST_UNITS} units")
    layers = [
        [(depth * COLUMN, (size - 1 - 2 * k) * ROW / 2) for k in range(size)]
        for depth, size in enumerate(sizes)
    ]
    lines: list[Shape] = [
        Path((a, b), grey=60) for left, right in pairwise(layers) for a in left for b in right
    ]
    units: list[Shape] = [
        Circle(at, UNIT, fill=12 if depth == 0 else 0) for depth, layer in enumerate(layers) for at in layer
    ]
    letters: list[Shape] = [
        Label(at, f"{name}_{{{k}}}" if len(layer) > 1 else name)
        for name, layer in zip(names, layers, strict=False)
        for k, at in enumerate(layer, start=1)
        if name
    ]
    return lines + units + letters


def _plot(figure: Mapping[str, JSON]) -> list[Shape]:
    across, up = ([Fraction(tick) for tick in figure[axis]] for axis in ("x", "y"))

    def place(x: Fraction, y: Fraction) -> Point:
        return (
            float((x - across[0]) / (across[-1] - across[0])) * WIDE,
            float((y - up[0]) / (up[-1] - up[0])) * HIGH,
        )

    origin = [min(max(Fraction(0), ends[0]), ends[-1]) for ends in (across, up)]
    shapes = _axes(figure, across, up, origin, place)
    for curve in figure["curves"]:
        points = [(Fraction(x), Fraction(y)) for x, y in curve["points"]]
        if not 2 <= len(points) <= MOST_POINTS:
            raise ValueError(f"a curve of {len(points)} points: expected 2 to {MOST_POINTS}")
        for run in _inside(points, up[0], up[-1]):
            shapes.append(Path(tuple(place(*p) for p in run), THICK, **STYLES[curve.get("style", "solid")]))
        if curve.get("name"):
            shapes.append(Label(place(*_end(points, up)), curve["name"], "right"))
    for mark in figure["marks"]:
        at = place(*(Fraction(entry) for entry in mark["at"]))
        shapes += [Circle(at, 0.07, fill=100), Label((at[0], at[1] + 0.08), mark["name"], "above")]
    return shapes


def _axes(
    figure: Mapping[str, JSON],
    across: Sequence[Fraction],
    up: Sequence[Fraction],
    origin: Sequence[Fraction],
    place: Callable[[Fraction, Fraction], Point],
) -> list[Shape]:
    """Both axes through the origin, or at the edge nearest to it, with their ticks and names."""
    right, top = place(across[-1], origin[1]), place(origin[0], up[-1])
    right, top = (right[0] + 0.35, right[1]), (top[0], top[1] + 0.35)
    shapes: list[Shape] = [
        Path((place(across[0], origin[1]), right), arrow=True),
        Path((place(origin[0], up[0]), top), arrow=True),
        Label(right, figure["labels"][0], "right"),
        Label(top, figure["labels"][1], "above"),
    ]
    for tick, text in zip(across, figure["x"], strict=True):
        x, y = place(tick, origin[1])
        shapes += [Path(((x, y - 0.07), (x, y + 0.07)))]
        shapes += [Label((x, y - 0.07), text, "below")] if tick != origin[0] else []
    for tick, text in zip(up, figure["y"], strict=True):
        x, y = place(origin[0], tick)
        shapes += [Path(((x - 0.07, y), (x + 0.07, y)))]
        shapes += [Label((x - 0.07, y), text, "left")] if tick != origin[1] else []
    return shapes


def _inside(
    points: Sequence[tuple[Fraction, Fraction]], low: Fraction, high: Fraction
) -> list[list[tuple[Fraction, Fraction]]]:
    """The runs of a curve between two heights, cut on the line where it leaves them."""
    runs: list[list[tuple[Fraction, Fraction]]] = [[]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if max(y0, y1) < low or min(y0, y1) > high:
            runs.append([])
            continue
        ends = []
        for x, y in ((x0, y0), (x1, y1)):
            level = min(max(y, low), high)
            ends.append((x if level == y else x0 + (level - y0) * (x1 - x0) / (y1 - y0), level))
        if not runs[-1]:
            runs[-1].append(ends[0])
        runs[-1].append(ends[1])
        if ends[1][1] != y1:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _end(points: Sequence[tuple[Fraction, Fraction]], up: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Where the name of a curve stands: at its last point within the axes."""
    return next((x, y) for x, y in reversed(points) if up[0] <= y <= up[-1])


def _graph(figure: Mapping[str, JSON]) -> list[Shape]:
    places = {node["name"]: _cell(*node["at"]) for node in figure["nodes"]}
    reach = {node["name"]: _radius(node) for node in figure["nodes"]}
    shapes: list[Shape] = []
    for source, target, *label in figure["edges"]:
        start, end = _shortened(places[source], places[target], reach[source], reach[target])
        shapes.append(Path((start, end), arrow=True))
        if label:
            shapes.append(Label(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), label[0], "above"))
    for node in figure["nodes"]:
        (x, y), r = places[node["name"]], reach[node["name"]]
        if node.get("operation"):
            shapes.append(Circle((x, y), r, fill=12))
        else:
            shapes.append(Box((x - r, y - 0.3), (x + r, y + 0.3)))
        shapes.append(Label((x, y), node["label"]))
        shapes += [Label((x, y + 0.34), node["above"], "above")] if node.get("above") else []
        shapes += [Label((x, y - 0.34), node["below"], "below")] if node.get("below") else []
    return shapes


def _cell(column: int | str, row: int | str) -> Point:
    """Where the middle of a node stands."""
    return float(Fraction(column)) * CELL, float(Fraction(row)) * LEVEL


def _radius(node: Mapping[str, JSON]) -> float:
    """Half the width of a node: of a circle for an operation, of a box for a value."""
    from questions.figures.drawing import LETTER, visible

    return max(0.33, LETTER * visible(node["label"]) / 2 + 0.14)


def _shortened(a: Point, b: Point, before: float, after: float) -> tuple[Point, Point]:
    """The line from a to b without the parts inside the two nodes."""
    along = b[0] - a[0], b[1] - a[1]
    length = (along[0] ** 2 + along[1] ** 2) ** 0.5
    first, last = (before + 0.04) / length, 1 - (after + 0.08) / length
    return (
        (a[0] + along[0] * first, a[1] + along[1] * first),
        (a[0] + along[0] * last, a[1] + along[1] * last),
    )


_KINDS: Mapping[str, Callable[[Mapping[str, JSON]], list[Shape]]] = {
    "network": _network, "plot": _plot, "graph": _graph,
}  # fmt: skip
