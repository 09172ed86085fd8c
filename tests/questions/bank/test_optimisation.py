"""The families on optimisation: what makes no good question is refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from questions import catalogue

BASE: Mapping[str, Mapping[str, Any]] = {
    "sgd_step": {
        "inputs": [2, -1, 1], "targets": [1, 3, 0], "weight": "3", "rate": "0.01", "batch": [1, 2],
        "rules": ["ascent", "descent", "mean"],
    },
    "quadratic_descent": {
        "curvature": 1, "start": "1", "rate": "0.1", "steps": 20, "claims": ["falls", "alternates", "plus"],
    },
    "learning_rate_threshold": {
        "hessian": [[5, 2], [2, 2]], "rate": "0.3", "outcomes": ["diverges", "converges", "oscillates"],
    },
    "momentum_steps": {
        "method": "heavy_ball", "curvature": 1, "start": "1", "rate": "0.1", "momentum": "0.9", "steps": 3,
        "rules": ["uphill", "downhill", "back", "look_ahead"],
    },
    "minibatch_gradient": {"gradients": [4, -2, 3, 1], "batch": 2, "rate": "0.1"},
    "minibatch_variance": {"gradients": [1, 2, 3, 6], "batch": 2},
    "batch_tradeoff": {
        "examples": 1000, "batch": 32, "deviation": "0.9", "reduction": 2, "claims": ["swapped", "combines", "exact"],
    },
    "updates_per_epoch": {"examples": 80, "batch": 32, "epochs": 1, "drop_last": False},
    "learning_rate_schedule": {
        "schedule": "cosine_restarts", "start": "0.1", "decay": "0", "period": 10, "end": "0.001", "steps": [5, 13],
    },
    "snapshot_minima": {
        "critical": [-4, -2, 0, 1, 3], "starts": ["-3.5", "0.5", "2.5"], "claims": ["avoids", "ends_in_one", "twice"],
    },
    "quartic_minima": {"width": "1", "tilt": "0.3"},
    "double_well_descent": {
        "tilt": "0.3", "start": "1.5", "rates": ["0.01", "0.05", "0.2"],
        "claims": ["falls", "always_global", "same_end"],
    },
    "gradient_clipping": {"gradient": [3, 4], "norm": "1", "value": "3.5"},
    "weight_decay_step": {
        "weights": ["2", "-3"], "gradient": ["1", "4"], "rate": "0.1", "strength": "0.2", "half": True,
    },
    "grid_search_trainings": {"grid": [3, 4], "folds": 5, "more": 2, "samples": 10},
    "batch_size_learning_rate": {
        "batch": 256, "new_batch": 64, "rate": "0.1", "options": ["larger", "smaller", "same"],
    },
    "adam_first_step": {
        "gradient": ["0.2", "-300"], "rate": "0.01", "scale": 10, "claims": ["same_size", "proportional", "own_rates"],
    },
    "large_outputs_mse": {
        "outputs": [1200, 1500, 1100], "targets": ["1", "0", "0"], "claims": ["bounded", "proportional", "sign"],
    },
    "critical_points": {
        "target": 1, "decay": 0, "point": [0, 0], "options": ["minimum", "saddle", "maximum"],
        "claims": ["simultaneous", "not_convex", "signs"],
    },
    "closed_form": {
        "inputs": [1, 2, -3], "targets": [1, 0, 1], "strength": "2", "rate": "0.1",
        "claims": ["ridge", "logistic", "deep_linear"],
    },
    "dead_relu_training": {
        "inputs": [1, 2, 10], "targets": ["0", "0.3", "1"], "w1": "-0.1", "w2": "0.1", "rate": "0.1", "decay": "0.1",
        "steps": 10, "ways": ["down", "up", "itself", "nothing"], "claims": ["none", "sgd", "adamw"],
    },
    "training_loop_order": {
        "inputs": [1, -2], "targets": [3, 5], "weight": "2", "rate": "0.1", "orders": ["ZFBS", "FBZS", "FBS"],
    },
}  # fmt: skip

REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("sgd_step", {"targets": [1, 3]}, "3 inputs and 2 targets"),
    ("sgd_step", {"batch": [2, 1]}, "in order"),
    ("sgd_step", {"batch": [4]}, "from 1 to 3"),
    ("sgd_step", {"rate": "0"}, "not positive"),
    ("sgd_step", {"targets": [6, 3, 0]}, "gradient is 0"),
    ("sgd_step", {"batch": [1]}, "same weight"),
    ("sgd_step", {"weight": "1", "targets": [-23, 3, 0], "batch": [1], "rate": "0.01"}, "the weight 0"),
    ("sgd_step", {"rules": ["ascent", "mean", "no_rate"]}, "right rule"),
    ("quadratic_descent", {"start": "0"}, "the start is the minimum"),
    ("quadratic_descent", {"rate": "0.5"}, "behaviour changes"),
    ("quadratic_descent", {"claims": ["plus", "alternates", "equal_steps"]}, "none of the claims"),
    ("learning_rate_threshold", {"hessian": [[5, 2], [1, 2]]}, "symmetric"),
    ("learning_rate_threshold", {"hessian": [[5, 1], [1, 2]]}, "rational"),
    ("learning_rate_threshold", {"hessian": [[1, 2], [2, 4]]}, "positive definite"),
    ("learning_rate_threshold", {"hessian": [[2, 0], [0, 2]]}, "equal"),
    ("learning_rate_threshold", {"rate": "0.34"}, "near the threshold"),
    ("momentum_steps", {"momentum": "1"}, "between 0 and 1"),
    ("momentum_steps", {"rate": "0.5"}, "a weight is 0"),
    ("momentum_steps", {"rules": ["uphill", "back", "look_ahead", "uphill_ahead"]}, "right rule"),
    ("minibatch_gradient", {"batch": 4}, "fewer than all"),
    ("minibatch_gradient", {"gradients": [4, -2, -3, 1]}, "full gradient is 0"),
    ("minibatch_gradient", {"gradients": [4, 4, 4]}, "equal"),
    ("minibatch_gradient", {"rate": "0"}, "not positive"),
    ("minibatch_variance", {"batch": 4}, "fewer than all"),
    ("minibatch_variance", {"gradients": [4, 4, 4]}, "nothing varies"),
    ("batch_tradeoff", {"batch": 300}, "a quarter"),
    ("batch_tradeoff", {"deviation": "0"}, "not positive"),
    ("batch_tradeoff", {"claims": ["combines", "exact", "online_noise"]}, "all of the claims"),
    ("updates_per_epoch", {"batch": 80}, "fewer than all"),
    ("updates_per_epoch", {"batch": 40}, "without a rest"),
    ("learning_rate_schedule", {"end": "0.1"}, "does not fall"),
    ("learning_rate_schedule", {"schedule": "inverse_time"}, "not positive"),
    ("learning_rate_schedule", {"schedule": "exponential", "decay": "1.5"}, "does not fall"),
    ("learning_rate_schedule", {"period": 1}, "at least two steps"),
    ("learning_rate_schedule", {"steps": [5, 20]}, "first one of a period"),
    ("snapshot_minima", {"critical": [-4, -2, 0, 1]}, "odd number"),
    ("snapshot_minima", {"starts": ["-2", "0.5"]}, "the derivative is 0"),
    ("snapshot_minima", {"starts": ["0.5", "-0.5"]}, "same minimum"),
    ("quartic_minima", {"tilt": "0"}, "two global minima"),
    ("quartic_minima", {"tilt": "1.54"}, "near each other"),
    ("quartic_minima", {"width": "10"}, "beyond 9"),
    ("double_well_descent", {"tilt": "0"}, "the tilt is 0"),
    ("double_well_descent", {"start": "0.5"}, "outer slope"),
    ("double_well_descent", {"rates": ["0.01", "0.3"]}, "0.24"),
    ("double_well_descent", {"rates": ["0.01", "0.02"]}, "same valley"),
    ("gradient_clipping", {"gradient": [3, 5]}, "no whole number"),
    ("gradient_clipping", {"norm": "5"}, "just the bound"),
    ("gradient_clipping", {"norm": "0"}, "not positive"),
    ("gradient_clipping", {"value": "4"}, "just the bound of the entries"),
    ("gradient_clipping", {"value": "4.5"}, "no entry is clipped"),
    ("gradient_clipping", {"gradient": [5, 12, 0], "value": "20"}, "no entry is clipped"),
    ("weight_decay_step", {"gradient": ["1"]}, "2 weights and 1 entries"),
    ("weight_decay_step", {"weights": ["0", "1"]}, "a weight is 0"),
    ("weight_decay_step", {"weights": ["2", "2"]}, "equal"),
    ("weight_decay_step", {"strength": "0"}, "does not shrink"),
    ("grid_search_trainings", {"samples": 12}, "as many combinations"),
    ("batch_size_learning_rate", {"new_batch": 256}, "stays the same"),
    ("batch_size_learning_rate", {"rate": "0"}, "not positive"),
    ("adam_first_step", {"gradient": ["0.001", "-300"]}, "epsilon"),
    ("adam_first_step", {"gradient": ["2", "-2"]}, "equal in size"),
    ("adam_first_step", {"gradient": ["2", "3"]}, "same sign"),
    ("large_outputs_mse", {"targets": ["1", "0"]}, "3 outputs and 2 targets"),
    ("large_outputs_mse", {"outputs": [12, 1500, 1100]}, "smaller than 500"),
    ("large_outputs_mse", {"targets": ["1", "0", "2"]}, "between 0 and 1"),
    ("large_outputs_mse", {"outputs": [1200, 1200, 1200]}, "equal"),
    ("critical_points", {"decay": 1}, "so strong"),
    ("critical_points", {"point": [1, 2]}, "gradient at the point"),
    ("critical_points", {"point": [1, 1]}, "eigenvalue 0"),
    ("closed_form", {"targets": [1, 0]}, "3 inputs and 2 targets"),
    ("closed_form", {"inputs": [1, 2, 0]}, "one is 0"),
    ("closed_form", {"targets": [1, 1, 1]}, "equal"),
    ("closed_form", {"inputs": [3, 2, -3]}, "best weight is 0"),
    ("closed_form", {"claims": ["ridge", "least_squares", "features"]}, "all of the claims"),
    ("dead_relu_training", {"targets": ["0", "1"]}, "3 inputs and 2 targets"),
    ("dead_relu_training", {"w1": "0.1"}, "not dead"),
    ("dead_relu_training", {"targets": ["0", "0", "0"]}, "all are 0"),
    ("dead_relu_training", {"targets": ["0.1", "0.2", "1"]}, "without error"),
    ("dead_relu_training", {"decay": "0"}, "does not shrink"),
    ("training_loop_order", {"targets": [3]}, "2 inputs and 1 targets"),
    ("training_loop_order", {"targets": [2, 5]}, "a gradient is 0"),
    ("training_loop_order", {"inputs": [1, 2], "targets": [7, -4]}, "the last weight is 0"),
    ("training_loop_order", {"orders": ["ZFBS", "FZBS", "FBSZ"]}, "all of the orders"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "params", "reason"), REFUSED)
def test_what_makes_no_good_question_is_refused_with_its_reason(
    slug: str, params: dict[str, Any], reason: str
) -> None:
    found = catalogue.load_family(catalogue.find(slug)).ill_posed({**BASE[slug], **params})
    assert found is not None
    assert reason in found


@pytest.mark.parametrize("slug", BASE)
def test_the_base_of_those_params_is_well_posed(slug: str) -> None:
    assert catalogue.load_family(catalogue.find(slug)).ill_posed(BASE[slug]) is None
