"""Columns of whole numbers whose mean is whole and whose population standard deviation is a whole number, too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from questions.seeds import Stream

# Deviations from the mean of four examples, with their standard deviations 1, 3 and 5.
DEVIATIONS = ((-1, -1, 1, 1), (-5, 1, 1, 3), (5, -1, -1, -3), (-7, -1, 1, 7))


def drawn(stream: Stream, farthest: int = 10) -> list[int]:
    """A column of four whole numbers; the mean is at most `farthest` from 0."""
    pattern = stream.choice(DEVIATIONS)
    scale = stream.integer(1, 4) if pattern == DEVIATIONS[0] else 1
    mean = stream.integer(-farthest, farthest)
    return [mean + scale * deviation for deviation in stream.shuffle(pattern)]


def mean(column: Sequence[int | Fraction]) -> Fraction:
    return sum(map(Fraction, column), Fraction(0)) / len(column)


def variance(column: Sequence[int | Fraction]) -> Fraction:
    """The mean of the squared deviations (ddof = 0)."""
    centre = mean(column)
    return mean([(Fraction(entry) - centre) ** 2 for entry in column])


def deviation(column: Sequence[int | Fraction]) -> Fraction | None:
    """The population standard deviation, or None where it is no fraction."""
    found = variance(column)
    top, bottom = math.isqrt(found.numerator), math.isqrt(found.denominator)
    exact = Fraction(top, bottom)
    return exact if exact * exact == found else None
