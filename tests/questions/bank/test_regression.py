"""Params of questions on regression that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import assemble, catalogue

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("least_squares_line", "three_points", {"x": [0, 1]}, "2 inputs"),
    ("least_squares_line", "three_points", {"x": [1, 1, 2], "y": [0, 1, 5]}, "two inputs are equal"),
    ("least_squares_line", "three_points", {"x": [-1, 0, 1], "y": [0, 1, 5]}, "mean 0"),
    ("least_squares_line", "three_points", {"x": [0, 1, 2], "y": [1, 3, 5]}, "through all points"),
    ("ridge_regression", "sum", {"lam": "0"}, "positive"),
    ("ridge_regression", "sum", {"X": [[1, 2], [2, 4]], "y": [1, 2]}, "linearly dependent"),
    ("ridge_regression", "sum", {"X": [[1, 2]], "y": [1, 2]}, "1 examples"),
    ("least_squares_cost", "billions", {"rate": 6}, "another rate"),
    ("least_squares_cost", "millions", {"examples": 1, "power": 5, "features": 1000}, "hardly longer than wide"),
    ("logistic_boundary", "above_half", {"threshold": "0.5"}, "not one half"),
    ("logistic_boundary", "above_half", {"w": [0, 1, 2]}, "a weight is 0"),
    ("xor_logistic", "imbalanced", {"ones": 10, "zeros": 1}, "nine times"),
    ("perceptron_step", "classified", {"label": 0}, "1 or -1"),
    ("perceptron_step", "classified", {"x": [0, 2]}, "never moves"),
    ("perceptron_step", "classified", {"w": ["0.1", "0.1"], "x": [1, 1]}, "nearly 0"),
    ("gaussian_discriminant", "common_covariance",
     {"first": {"mean": [1, 1], "variances": [1, 2]}, "second": {"mean": [1, 1], "variances": [2, 2]}}, "same mean"),
    ("radial_features", "zero_one", {"centres": [[0, 0], [0, 1]]}, "opposite corners"),
    ("radial_features", "zero_one", {"width": "9"}, "next to nothing"),
    ("radial_features", "zero_one", {"features": ["sum", "difference"]}, "some must not"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "case", "changes", "words"), REFUSED)
def test_params_that_make_no_good_question_are_refused_with_a_reason(
    slug: str, case: str, changes: dict[str, Any], words: str
) -> None:
    good = dict(assemble.variant(slug, case=case).params)
    ill_posed = catalogue.load_family(catalogue.find(slug)).ill_posed
    assert set(changes) <= set(good)
    assert ill_posed(good) is None
    reason = ill_posed({**good, **changes})
    assert reason is not None
    assert words in reason
