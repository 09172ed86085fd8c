"""Numbers that make no good question of a loss are refused, and the reason is said."""

from __future__ import annotations

from typing import Any

import pytest

from questions import assemble, catalogue
from questions.errors import BadCall

# family, given values, words of the reason
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("bce_value", {"labels": [1, 0], "probabilities": ["1", "0.5"]}, "not strictly between 0 and 1"),
    ("bce_value", {"labels": [1, 1], "probabilities": ["0.9", "0.5"]}, "all labels are the same"),
    ("bce_gradient", {"targets": ["0.5"], "probabilities": ["0.5"]}, "equals its target"),
    ("cce_value", {"probabilities": [["0.5", "0.6"], ["0.5", "0.5"]], "labels": [1, 2]}, "no distribution"),
    ("loss_terms", {"task": "binary_map", "shape": [2, 3, 8, 8]}, "one channel"),
    ("confidently_wrong", {"logit": "0", "label": 1}, "says nothing"),
    ("regression_losses", {"targets": [1, 2], "predictions": [1, 3]}, "has no derivative"),
    ("regression_losses", {"targets": [1, 2], "predictions": [2, 4]}, "the same sign"),
    ("loss_norms", {"residuals": [2, -2]}, "the same size"),
    ("outlier_share", {"small": "2", "count": 5, "large": "1"}, "larger than the others"),
    ("best_constant", {"data": [1, 2, 3, 4]}, "even"),
    ("absolute_kink", {"residuals": ["1", "-1", "2"]}, "just one residual is 0"),
    ("gaussian_likelihood", {"targets": [1, 2], "outputs": [1, 2]}, "all targets are met"),
    ("bernoulli_likelihood", {"labels": [1, 0], "probabilities": ["0", "0.5"]}, "not strictly between 0 and 1"),
    ("categorical_likelihood", {"probabilities": [["1", "0"], ["0.5", "0.5"]], "labels": [1, 1]}, "no distribution"),
    ("maximum_likelihood", {"model": "bernoulli", "data": [0, 1, 2]}, "neither 0 nor 1"),
    ("noise_model", {"noise": "counts", "losses": ["poisson", "hinge", "squared"], "data": [1, 2.5, 3]}, "a count"),
    ("canonical_link", {"pair": "softmax", "preactivations": ["1", "2"], "targets": ["1", "1"]}, "no distribution"),
    ("margin_losses", {"weights": [1], "inputs": ["1"], "label": 1, "strength": "0.1"}, "kink"),
    ("empirical_risk", {"inputs": [0, 0], "targets": [1, 2], "weight": "1"}, "all inputs are 0"),
    ("initial_loss_spread", {"classes": 100, "deviation": "0"}, "not positive"),
    ("binary_outputs", {"pair": ["1", "1"]}, "too near each other"),
    ("class_probabilities", {"label": 1, "first": ["0", "0.5", "0.5"], "second": ["0.2", "0.3", "0.5"]}, "infinite"),
    ("prediction_direction", {"loss": "squared_error", "prediction": "2", "target": "2"}, "slope is 0"),
    ("log_penalty", {"probability": "0"}, "not between 0"),
    ("squared_sigmoid_curvature", {"logit": "0", "label": 0}, "one half"),
    ("cross_entropy_hessian", {"logits": ["1", "2"], "direction": [1, 1]}, "nothing changes"),
    ("any_target_loss", {"logits": ["1", "2", "0"], "target": [1, 0, 0]}, "sums to 1"),
    ("log_sum_exp_lines", {"logits": ["1", "1"], "label": 1}, "all logits are equal"),
    ("cross_entropy_index", {"probabilities": ["0.5", "0.3", "0.1"]}, "no distribution"),
    ("boolean_cross_entropy", {"function": "XOR", "logits": [[1, 1], [0, 2], [0, 2], [2, 0]]}, "no predicted class"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "given", "words"), REFUSED, ids=[f"{row[0]}: {row[2]}" for row in REFUSED])
def test_what_makes_no_good_question_is_refused(slug: str, given: dict[str, Any], words: str) -> None:
    family = catalogue.load_family(catalogue.find(slug))
    case = next((value for value in given.values() if isinstance(value, str) and value in family.cases), None)
    with pytest.raises(BadCall, match=words):
        assemble.variant(slug, case=case, given=given)
