"""Columns with whole means and standard deviations: what NumPy finds of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from questions import feature_columns, seeds


@pytest.mark.parametrize("seed", range(20))
def test_mean_and_deviation_of_a_drawn_column_are_whole(seed: int) -> None:
    column = feature_columns.drawn(seeds.stream(seed, "columns", 0, "draw"))
    assert len(column) == 4
    assert feature_columns.mean(column) == np.mean(column) == int(np.mean(column))
    assert feature_columns.deviation(column) == np.std(column) == int(np.std(column)) > 0


def test_a_deviation_that_is_no_fraction_is_not_made_one() -> None:
    assert feature_columns.variance([0, 0, 3]) == 2
    assert feature_columns.deviation([0, 0, 3]) is None
    assert feature_columns.deviation([0, 1]) == Fraction(1, 2)
