"""What a line separates: the known cases, and random ones against a sweep over all directions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from questions.separation import line, separable

SQUARE = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_of_the_sixteen_labelings_of_a_square_fourteen_are_separable() -> None:
    count = 0
    for labels in range(16):
        ones = [p for k, p in enumerate(SQUARE) if labels >> k & 1]
        others = [p for p in SQUARE if p not in ones]
        count += not ones or not others or separable(ones, others)
    assert count == 14


def test_exclusive_or_is_not_separable() -> None:
    assert line([(0, 1), (1, 0)], [(0, 0), (1, 1)]) is None


def test_a_point_in_both_sets_or_between_two_of_the_other_is_not_separable() -> None:
    assert not separable([(1, 2)], [(1, 2)])
    assert not separable([(1, 1)], [(0, 0), (2, 2)])


def test_the_line_lies_between() -> None:
    found = line([(2, 0), (3, 1)], [(0, 0), (0, 5)])
    assert found is not None
    assert found.w[0] * 2 + found.b > 0 > found.w[1] * 5 + found.b


@pytest.mark.parametrize("seed", range(60))
def test_a_sweep_over_all_directions_finds_the_same(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.integers(-3, 4, size=(6, 2))
    first, second = points[:3], points[3:]
    angles = np.linspace(0, 2 * math.pi, 20001)
    directions = np.stack([np.cos(angles), np.sin(angles)])
    gap = (first @ directions).min(axis=0) - (second @ directions).max(axis=0)
    exact = [[(Fraction(int(x)), Fraction(int(y))) for x, y in group] for group in (first, second)]
    assert separable(*exact) == bool((gap > 1e-9).any())
