"""A drawing as a TikZ picture, with the letters of the sheet around it."""

from __future__ import annotations

from questions.escape import latex_text
from questions.figures.drawing import Box, Circle, Drawing, Label, Path, Point, Shape
from questions.formula import formula

ANCHORS = {"center": "center", "left": "east", "right": "west", "above": "south", "below": "north"}


def tikz(drawing: Drawing) -> str:
    """The picture; it needs the package tikz and nothing else."""
    lines = [r"\begin{tikzpicture}[line cap=round, line join=round, inner sep=2.5pt, font=\small]"]
    lines += [f"  {_shape(shape)}" for shape in drawing.shapes]
    return "\n".join([*lines, r"\end{tikzpicture}"])


def _at(point: Point) -> str:
    return f"({point[0]:.3f},{point[1]:.3f})"


def _shape(shape: Shape) -> str:
    match shape:
        case Path(points=points):
            options = [f"line width={shape.width:g}pt", f"black!{shape.grey}"]
            options += ["dashed"] * shape.dashed + ["-stealth"] * shape.arrow
            return rf"\draw[{', '.join(options)}] {' -- '.join(map(_at, points))};"
        case Circle(center=center, radius=radius):
            return rf"\draw[fill=black!{shape.fill}] {_at(center)} circle[radius={radius:.3f}];"
        case Box(low=low, high=high):
            return rf"\draw[fill=black!{shape.fill}] {_at(low)} rectangle {_at(high)};"
        case Label(at=at, text=text):
            inside = latex_text(text) if shape.words else rf"${formula(text)}$"
            return rf"\node[anchor={ANCHORS[shape.anchor]}] at {_at(at)} {{{inside}}};"
