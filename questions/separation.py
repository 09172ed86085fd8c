"""Whether a line separates two sets of points in the plane: decided exactly, and the line that does it.

Two sets that a line separates have hulls with a nearest pair of points: two corners, or a corner and one on an edge.
So one of finitely many directions does it: from point to point, or at a right angle to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

Point: TypeAlias = "Sequence[int | Fraction]"


@dataclass(frozen=True, slots=True)
class Line:
    """w . x + b: positive at the points of the first set, negative at those of the second."""

    w: tuple[Fraction, Fraction]
    b: Fraction


def line(first: Sequence[Point], second: Sequence[Point]) -> Line | None:
    """A line between two sets, or None where there is none; a point on the line is on neither side."""
    for w in _directions([*first, *second]):
        low = min(_dot(w, p) for p in first)
        high = max(_dot(w, p) for p in second)
        if high < low:
            return Line(w, -(low + high) / 2)
    return None


def separable(first: Sequence[Point], second: Sequence[Point]) -> bool:
    return line(first, second) is not None


def _directions(points: Sequence[Point]) -> Iterator[tuple[Fraction, Fraction]]:
    for p, q in combinations(points, 2):
        along = (Fraction(q[0]) - p[0], Fraction(q[1]) - p[1])
        for w in (along, (-along[1], along[0])):
            yield w
            yield (-w[0], -w[1])


def _dot(w: Point, p: Point) -> Fraction:
    return Fraction(w[0]) * p[0] + Fraction(w[1]) * p[1]
