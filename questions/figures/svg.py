"""A drawing as SVG: black on white, with a title for who cannot see it; the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TypeAlias

from questions.figures.drawing import Box, Circle, Drawing, Label, Path, Point, Shape
from questions.figures.lettering import letters

Place: TypeAlias = "Callable[[Point], tuple[str, str]]"

SCALE = 48.0  # SVG units in a centimetre
SIZE = 17  # of letters
FONT = "font-family=\"'New Computer Modern','Latin Modern Roman','STIX Two Text','Cambria',serif\""
ID = "arrow-head"  # of the one marker of a drawing
HEAD = (
    '<marker id="arrow-head" markerWidth="8" markerHeight="6" refX="8" refY="3" orient="auto" '
    'markerUnits="userSpaceOnUse">'
    '<path d="M0,0 L8,3 L0,6 Z" fill="black"/></marker>'
)
SIDES = {"center": "middle", "above": "middle", "below": "middle", "left": "end", "right": "start"}
RISE = {
    "above": -0.5,
    "below": 1.1,
}  # of the base line, in letters' sizes; beside its point a label is centred on it


def svg(drawing: Drawing, name: str = "") -> str:
    """The drawing as a file of its own; within a page its `name` tells it from the others."""
    (left, bottom), (right, top) = drawing.bounds()
    width, height = (right - left) * SCALE, (top - bottom) * SCALE

    def place(point: Point) -> tuple[str, str]:
        return _number((point[0] - left) * SCALE), _number((top - point[1]) * SCALE)

    size = f'width="{_number(width)}" height="{_number(height)}"'
    view = f'viewBox="0 0 {_number(width)} {_number(height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" {FONT} font-size="{SIZE}">',
        f"<title>{escape(drawing.alt)}</title>",
        f"<defs>{HEAD.replace(ID, ID + name)}</defs>",
        f'<rect {size} fill="white"/>',
        *(_shape(shape, place).replace(f"#{ID}", f"#{ID}{name}") for shape in drawing.shapes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    """Two decimals: what rounding errors cannot reach."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _grey(percent: int) -> str:
    level = round(255 * (100 - percent) / 100)
    return f"#{level:02x}{level:02x}{level:02x}"


def _shape(shape: Shape, place: Place) -> str:
    match shape:
        case Path(points=points):
            d = "M" + " L".join(",".join(place(point)) for point in points)
            extra = ' stroke-dasharray="6,4"' if shape.dashed else ""
            extra += ' marker-end="url(#arrow-head)"' if shape.arrow else ""
            stroke = f'stroke="{_grey(shape.grey)}" stroke-width="{shape.width * 1.6:g}"'
            return f'<path d="{d}" fill="none" {stroke}{extra}/>'
        case Circle(center=center, radius=radius):
            x, y = place(center)
            return (
                f'<circle cx="{x}" cy="{y}" r="{_number(radius * SCALE)}" fill="{_grey(shape.fill)}" '
                'stroke="black" stroke-width="0.9"/>'
            )
        case Box(low=low, high=high):
            x, y = place((low[0], high[1]))
            wide, tall = (high[0] - low[0]) * SCALE, (high[1] - low[1]) * SCALE
            return (
                f'<rect x="{x}" y="{y}" width="{_number(wide)}" height="{_number(tall)}" '
                f'fill="{_grey(shape.fill)}" stroke="black" stroke-width="0.9"/>'
            )
        case Label():
            return _label(shape, place)


def _label(label: Label, place: Place) -> str:
    x, y = place(label.at)
    y = _number(float(y) + RISE.get(label.anchor, 0.33) * SIZE)
    gap = {"left": -5, "right": 5}.get(label.anchor, 0)
    start = f'<text x="{_number(float(x) + gap)}" y="{y}" text-anchor="{SIDES[label.anchor]}">'
    return start + (escape(label.text) if label.words else _spans(label.text)) + "</text>"


def _spans(tex: str) -> str:
    """The letters of a formula: an index is set lower and smaller, and the next letter goes back up."""
    found, height = [], 0.0
    for run in letters(tex):
        wanted = {-1: 0.22, 0: 0.0, 1: -0.36}[run.level] * SIZE
        style = ' font-style="italic"' if run.italic else ""
        style += f' font-size="{SIZE * 0.72:g}"' if run.level else ""
        style += f' dy="{_number(wanted - height)}"' if wanted != height else ""
        height = wanted
        found.append(f"<tspan{style}>{escape(run.text)}</tspan>")
    return "".join(found)
