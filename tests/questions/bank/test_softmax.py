"""Params of questions on softmax, numerics and preprocessing that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import assemble, catalogue

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("softmax_jacobian", "symmetric", {"powers": [2, 2, 3]}, "equal"),
    ("softmax_jacobian", "symmetric", {"powers": [1, 2, 3], "classes": 3}, "as many classes"),
    ("softmax_backward", "loss", {"logits": ["1", "2"]}, "2 logits"),
    ("softmax_backward", "loss", {"upstream": [2, 2, 2]}, "passes nothing on"),
    ("softmax_backward", "loss", {"logits": ["1", "1", "2"]}, "two logits are equal"),
    ("softmax_backward", "loss", {"layers": ["softmax", "centred"]}, "element by element"),
    ("softmax_backward", "loss", {"logits": ["30", "1", "2"]}, "beyond 20"),
    ("softmax_temperature", "hotter", {"tau": "1"}, "changes nothing"),
    ("softmax_temperature", "hotter", {"logits": ["1", "1", "2"]}, "equal"),
    ("softmax_temperature", "colder", {"tau": "0.1", "logits": ["2", "1", "0"]}, "nearly 0"),
    ("softmax_temperature", "hotter", {"claims": ["same_class", "shift_first"]}, "some must not"),
    ("softmax_differences", "temperature", {"gap": "0"}, "positive"),
    ("softmax_differences", "temperature", {"gap": "3", "tau": "0.2"}, "more than 5"),
    ("softmax_differences", "temperature", {"gap": "0.1", "tau": "5"}, "less than 0.05"),
    ("softmax_range", "single", {"target": ["0.2", "0.2", "0.6"]}, "two probabilities are equal"),
    ("softmax_range", "single", {"target": ["0.2", "0.3", "0.6"]}, "sum to 1"),
    ("softmax_range", "single", {"vectors": [["1", "0", "0"], ["0", "1", "0"]]}, "some must be reached"),
    ("softmax_range", "single", {"logit": 100}, "at the edge"),
    ("softmax_shift", "double", {"logits": ["1000", "1000", "999"]}, "equal"),
    ("softmax_shift", "double", {"logits": ["1000", "990", "999"]}, "6 apart"),
    ("softmax_shift", "half", {"logits": ["12.5", "13", "14"]}, "whole logits"),
    ("softmax_shift", "double", {"programs": ["over_max", "mixed"]}, "none of the programs"),
    ("softmax_axis", "rows", {"powers": [[1, 2], [2, 1]]}, "same sum"),
    ("softmax_axis", "rows", {"powers": [[1, 2, 3], [2, 1]]}, "differ in length"),
    ("cross_entropy_log_sum_exp", "one_hot", {"target": ["0", "0", "0"]}, "not all of them 0"),
    (
        "cross_entropy_log_sum_exp",
        "one_hot",
        {"logits": ["9", "1", "0"], "target": ["1", "0", "0"]},
        "near 0",
    ),
    (
        "double_softmax",
        "trained",
        {"logits": [["1", "2"], ["1", "2"], ["1", "2"], ["2", "1"]]},
        "must be ahead",
    ),
    ("linear_softmax", "with_biases", {"pair": [2, 2]}, "boundary with itself"),
    ("linear_softmax", "with_biases", {"W": [[1, 2], [1, 2], [0, 1]]}, "same weights"),
    ("linear_softmax", "with_biases", {"x": [0, 0]}, "origin"),
    ("classifier_output", "right", {"outputs": ["1", "2", "3"]}, "one output must be negative"),
    ("classifier_output", "right", {"outputs": ["0", "-2", "3"]}, "an output is 0"),
    ("near_one_loss", "confident", {"margin": "3"}, "from 8 to 11.5"),
    ("sigmoid_saturation", "double", {"x": 37}, "near to a threshold"),
    ("sigmoid_saturation", "double", {"x": 5}, "near to 0"),
    ("clipped_loss", "negative_example", {"logit": "-40", "label": 0}, "the network is right"),
    ("clipped_loss", "negative_example", {"logit": "5", "exponent": 7}, "clipping is active"),
    ("stable_cross_entropy", "apart", {"logits": ["5", "1", "0"], "label": 1}, "so little behind"),
    ("stable_cross_entropy", "apart", {"logits": ["720", "0"], "label": 2}, "at the edge"),
    ("standardisation", "two_features", {"train": [[1, 2], [1, 4], [1, 6]]}, "0 or no fraction"),
    ("standardisation", "two_features", {"train": [[1, 10], [3, 12]]}, "nothing is scaled"),
    ("in_place_pitfalls", "other_name", {"rows": [[1, 4], [1, 6]], "place": [1, 1]}, "constant feature"),
    ("in_place_pitfalls", "other_name", {"rows": [[1, 4], [3, 6]], "place": [5, 1]}, "no such entry"),
    ("pca_whitening", "equal_variances", {"covariance": [[2, 0], [0, 3]]}, "not correlated"),
    ("pca_whitening", "equal_variances", {"covariance": [[1, 2], [2, 1]]}, "positive definite"),
    ("pca_whitening", "equal_variances", {"covariance": [[2, 1], [1, 3]]}, "no whole numbers"),
)


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
