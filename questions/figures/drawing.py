"""The shapes of a figure: lengths in centimetres, y upwards, grey in percent of black."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = "tuple[float, float]"

THIN, THICK = 0.5, 1.1  # points
LETTER = 0.17  # the width of a letter of a label, about
LINE = 0.45  # the height of a label, about
MARGIN = 0.2
ANCHORS = ("center", "left", "right", "above", "below")  # the side of its point on which a label stands


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, with an arrow head at its end if asked."""

    points: tuple[Point, ...]
    width: float = THIN
    dashed: bool = False
    arrow: bool = False
    grey: int = 100


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle with a black rim, filled with white or grey."""

    center: Point
    radius: float
    fill: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box with a black rim, filled with white or grey."""

    low: Point
    high: Point
    fill: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """A formula at a point, or words if `words`."""

    at: Point
    text: str
    anchor: str = "center"
    words: bool = False

    def __post_init__(self) -> None:
        if self.anchor not in ANCHORS:
            raise ValueError(f"no anchor {self.anchor!r}: expected one of {', '.join(ANCHORS)}")


Shape: TypeAlias = "Path | Circle | Box | Label"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are laid down, and what the figure shows, in words."""

    shapes: tuple[Shape, ...]
    alt: str

    def bounds(self) -> tuple[Point, Point]:
        """The lower left and the upper right corner of all shapes, with a margin."""
        corners = [corner for shape in self.shapes for corner in _corners(shape)]
        low = min(x for x, _ in corners) - MARGIN, min(y for _, y in corners) - MARGIN
        high = max(x for x, _ in corners) + MARGIN, max(y for _, y in corners) + MARGIN
        return low, high


def _corners(shape: Shape) -> tuple[Point, ...]:
    match shape:
        case Path(points=points):
            return points
        case Circle(center=(x, y), radius=r):
            return (x - r, y - r), (x + r, y + r)
        case Box(low=low, high=high):
            return low, high
        case Label(at=(x, y), text=text, anchor=anchor):
            wide = LETTER * max(1, visible(text))
            left = {"left": wide, "right": 0.0}.get(anchor, wide / 2)
            down = {"above": 0.0, "below": LINE}.get(anchor, LINE / 2)
            return (x - left, y - down), (x - left + wide, y - down + LINE)


def visible(tex: str) -> int:
    """How many letters of a label are seen: a command counts as one, braces and scripts as none."""
    from questions.figures.lettering import letters

    return sum(len(run.text) for run in letters(tex))
