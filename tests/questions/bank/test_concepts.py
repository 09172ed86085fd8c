"""Params of questions on concepts that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import catalogue, seeds

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("function_composition", "with_relu", {"layers": [["relu", 0], ["scale", 1]], "x": 0}, "cannot be told"),
    (
        "network_graph",
        "one_hidden_layer",
        {"claims": ["one_value", "edge_is_weight", "next_layer"]},
        "all of the claims",
    ),
    ("polynomial_activation", "square", {"units": 2}, "do not reach all"),
    ("polynomial_activation", "square", {"claims": ["relu", "tanh", "abs"]}, "all of the claims hold"),
    ("why_activations", "folded", {"a": 0}, "output weight 0"),
    ("why_activations", "folded", {"a": 2, "b": 1, "right": 2, "left": 4}, "the same at both"),
    ("interpolation_width", "square", {"a": 0}, "the function is 0"),
    ("interpolation_width", "square", {"allowed": "0.3"}, "single segment"),
    ("interpolation_width", "square", {"allowed": "0.00000001"}, "more than 1000"),
    ("depth_versus_width", "deep", {"claims": ["always", "one_unit", "grows"]}, "none of the claims"),
    ("linear_regions", "plane", {"units": 2}, "nothing to count"),
    ("report_uncertainty", "accuracies", {"scores": ["0.9", "0.9", "0.9"]}, "the same score"),
    ("report_uncertainty", "accuracies", {"scores": ["0.9", "1.2", "0.9"]}, "between 0 and 1"),
    ("model_selection", "test_agrees", {"units": [1, 2]}, "differ in length"),
    ("model_selection", "test_agrees", {"train": ["0.1", "0.1", "0.2", "0.3"]}, "the same train loss"),
    ("model_selection", "test_agrees", {"units": [2, 2, 4, 8]}, "the same width"),
    ("model_selection", "test_agrees", {"test": ["0.01", "0.02", "0.03", "0.04"]}, "not above"),
    (
        "model_selection",
        "test_agrees",
        {"units": [1, 2], "train": ["0.1", "0.2"], "validation": ["0.3", "0.4"], "test": ["0.35", "0.5"]},
        "lowest training loss is the right choice",
    ),
    ("number_of_examples", "full_batches", {"accuracy": "1"}, "between 0 and 1"),
    ("number_of_examples", "full_batches", {"batch": 10**5}, "more than half"),
    ("last_layer_least_squares", "three_examples", {"targets": [1, 2]}, "2 targets"),
    (
        "last_layer_least_squares",
        "three_examples",
        {"features": [[1, 2], [2, 4], [3, 6]]},
        "linearly dependent",
    ),
    ("xor_certificate", "xor", {"labels": [1, 1, 1, -1]}, "two points of each class"),
    ("xor_certificate", "xor", {"points": [[0, 0], [0, 0], [1, 0], [1, 1]]}, "are the same"),
    (
        "xor_certificate",
        "xor",
        {"points": [[0, 0], [0, 1], [5, 0], [5, 1]], "labels": [1, 1, -1, -1]},
        "separated",
    ),
    (
        "xor_certificate",
        "xor",
        {"points": [[20, 0], [-19, 0], [0, 1], [0, -1]], "labels": [1, 1, -1, -1]},
        "above 20",
    ),
    ("separable_labelings", "four_points", {"labels": [1, -1, 1]}, "3 labels"),
    ("separable_labelings", "four_points", {"points": [[0, 0], [1, 1], [2, 2], [1, 0]]}, "on a line"),
    ("separable_labelings", "four_points", {"labels": [1, 1, 1, 1]}, "same label"),
    (
        "separable_labelings",
        "four_points",
        {"points": [[0, 0], [0, 1], [1, 0], [1, 1]], "labels": [1, 1, -1, -1]},
        "a line separates",
    ),
    ("separable_labelings", "four_points", {"count": 3, "dimension": 2}, "in all ways"),
    ("batch_independence", "three_examples", {"batch": [1, 1, 1]}, "variance is 0"),
    ("batch_independence", "three_examples", {"batch": [1, 2, 4], "changed": 2}, "does not change"),
    ("batch_independence", "three_examples", {"batch": [2, 1, 3], "changed": 9}, "normalised value is 0"),
    ("calibration", "overconfident", {"bins": [["0.4", 10, 5], ["0.8", 10, 5]]}, "other class"),
    ("calibration", "overconfident", {"bins": [["0.6", 10, 11], ["0.8", 10, 5]]}, "11 of 10"),
    ("calibration", "overconfident", {"bins": [["0.6", 10, 5], ["0.6", 10, 7]]}, "same confidence"),
    ("calibration", "overconfident", {"bins": [["0.6", 10, 6], ["0.8", 10, 8]]}, "mix them up"),
    ("stacked_logistic_regressions", "with_biases", {"b": [9, 9]}, "nearly flat"),
    (
        "stacked_logistic_regressions",
        "with_biases",
        {"W": [[1, 1], [1, 1]], "x": [1, -1], "b": [1, 1]},
        "parallel",
    ),
    (
        "stacked_logistic_regressions",
        "with_biases",
        {"W": [[1, 1], [1, -1]], "x": [1, -1], "b": [0, 0]},
        "jumps",
    ),
    ("activation_map", "two_by_two", {"image": [[1, 2], [3, 4], [5, 6]]}, "squares"),
    ("activation_map", "two_by_two", {"image": [[1, 2], [3, 4]]}, "does not move"),
    ("activation_map", "two_by_two", {"object": 3, "side": 3}, "whole object already"),
)


def drawn(slug: str, case: str) -> dict[str, Any]:
    """Params that are well posed."""
    family = catalogue.load_family(catalogue.find(slug))
    return dict(family.draw(case, seeds.stream(0, slug, 0, "draw")))


@pytest.mark.parametrize(("slug", "case", "changed", "reason"), REFUSED)
def test_params_that_make_no_question_are_refused_with_a_reason(
    slug: str, case: str, changed: dict[str, Any], reason: str
) -> None:
    family = catalogue.load_family(catalogue.find(slug))
    base = drawn(slug, case)
    assert family.ill_posed(base) is None
    found = family.ill_posed({**base, **changed})
    assert found is not None
    assert reason in found
