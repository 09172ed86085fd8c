"""Params of questions on activations that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import assemble, catalogue

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("activation_range", "tanh", {"k": 0}, "constant"),
    ("activation_range", "tanh", {"intervals": ["(a, 1)", "(0, 1)", "(0, 2)"]}, "cannot be read"),
    ("activation_range", "tanh", {"intervals": ["(0, 1)", "(0, 1)", "(0, 2)"]}, "the same"),
    ("activation_range", "tanh", {"intervals": ["(0, 100)", "(0, 101)", "(0, 102)"]}, "not among"),
    ("activation_range", "tanh", {"numbers": ["90", "91"]}, "none is"),
    ("activation_range", "tanh", {"numbers": ["90", "90"]}, "the same"),
    ("normal_mean", "elu", {"s": "9"}, "between"),
    ("normal_mean", "leaky_relu", {"alpha": "1"}, "alpha"),
    ("normal_mean", "relu", {"statements": ["nearer_than_relu", "odd"]}, "with itself"),
    ("normal_mean", "gelu", {"s": "1.504", "statements": ["nearer_than_sigmoid", "positive"]}, "nearly the same"),
    ("normal_mean", "relu", {"statements": ["odd", "mean_zero"]}, "none does"),
    ("zero_centred", "leaky_relu", {"alpha": "1.5"}, "between 0 and 1"),
    ("zero_centred", "tanh", {"a": 0}, "no say"),
    ("zero_centred", "tanh", {"b": 0}, "by chance"),
    ("zero_centred", "tanh", {"sizes": [2, 2]}, "the same"),
    ("zero_centred", "tanh", {"functions": ["tanh", "cube"]}, "or none is"),
    ("zero_centred", "tanh", {"functions": ["tanh", "tanh"]}, "twice"),
    ("slope_comparison", "near", {"z": "0"}, "nothing is to be computed"),
    ("slope_comparison", "near", {"z": "1.66"}, "nearly the same"),
    ("slope_comparison", "near", {"m": "4"}, "at most 4"),
    ("slope_comparison", "near", {"statements": ["peak_two", "four_times"]}, "none does"),
    ("saturation", "elu", {"z": 3}, "straight line"),
    ("saturation", "tanh", {"z": 0}, "z is 0"),
    ("saturation", "elu", {"alpha": "0"}, "positive"),
    ("saturation", "tanh", {"rows": ["relu@-1", "relu@-10"]}, "all of the rows"),
    ("saturation", "tanh", {"rows": ["relu@-1", "relu@-1"]}, "twice"),
    ("saturation", "sigmoid", {"m": 2, "rows": ["leaky_relu@-50", "relu@-1", "relu@10"]}, "too near"),
    ("sigmoid_identities", "complement", {"number": "1"}, "between 0 and 1"),
    ("sigmoid_identities", "one_exponential", {"number": "1"}, "not be 1"),
    ("sigmoid_identities", "complement", {"forms": ["scaled", "mirrored"]}, "another function"),
    ("sigmoid_identities", "complement", {"forms": ["mirrored", "one_over"]}, "all of the forms"),
    ("slope_product", "sigmoid", {"w": "4"}, "so that the bound falls"),
    ("slope_product", "sigmoid", {"z": ["9", "1"]}, "flat"),
    ("slope_product", "tanh", {"w": "0.95", "m": 30}, "more than 100 layers"),
    ("slope_product", "tanh", {"w": "0.1", "m": 3}, "exactly"),
    ("relu_depth", "growing", {"x": "0"}, "no derivative"),
    ("relu_depth", "growing", {"weights": ["11", "1"]}, "beyond 10"),
    ("relu_depth", "growing", {"weights": ["2", "0.5"]}, "by chance"),
    ("relu_depth", "growing", {"c": "2"}, "keeps the size"),
    ("relu_depth", "growing", {"c": "4", "layers": 40}, "1000"),
    ("prelu_gradient", "three_units", {"x": ["1", "-1"]}, "2 inputs"),
    ("prelu_gradient", "three_units", {"x": ["1", "-1", "0"]}, "kink"),
    ("prelu_gradient", "three_units", {"x": ["1", "2", "3"]}, "same sign"),
    ("prelu_gradient", "three_units", {"a": "1"}, "function is x"),
    ("prelu_gradient", "three_units", {"x": ["1", "-1", "-2"], "g": ["1", "2", "-1"]}, "by chance"),
    ("leaky_relu_slope", "leaky", {"alpha": "1"}, "alpha is"),
    ("leaky_relu_slope", "leaky", {"x": [1, 2]}, "none is negative"),
    ("leaky_relu_slope", "leaky", {"statements": ["relu", "minimum"]}, "none does"),
    ("leaky_unit", "negative_weight", {"w1": "1"}, "switched off"),
    ("leaky_unit", "negative_weight", {"w2": "0"}, "w2 is 0"),
    ("leaky_unit", "negative_weight", {"x": 20, "w1": "-2"}, "below -20"),
    ("leaky_unit", "negative_weight", {"remedies": ["relu6", "more_steps"]}, "none does"),
    ("leaky_unit", "negative_weight",
     {"x": 1, "w1": "-1", "w2": "-2", "alpha": "0.1", "y": "0.2"}, "nearly the target"),
    ("dying_relu", "dead", {"x": [1, -1]}, "all be positive"),
    ("dying_relu", "dead", {"w": "0"}, "a weight is 0"),
    ("dying_relu", "dead", {"x": [1, 2], "w": "1", "b": "-1"}, "kink"),
    ("dying_relu", "alive", {"x": [1, 2], "w": "1", "b": "1", "units": [["1", "1"], ["1", "1"]]}, "the same"),
    ("dying_relu", "alive", {"x": [1, 2], "w": "1", "b": "1", "units": [["1", "1"], ["1", "2"]]}, "none is"),
    ("subdifferential", "relu", {"left": "2"}, "smaller than"),
    ("subdifferential", "relu", {"slopes": ["0", "0"]}, "the same"),
    ("subdifferential", "relu", {"slopes": ["0", "2", "1.05"]}, "too near"),
    ("subdifferential", "relu", {"slopes": ["2", "3"]}, "none is"),
    ("subdifferential", "relu", {"points": ["1", "2"]}, "not among"),
    ("elementwise", "tanh", {"z": ["0", "1", "-1"]}, "nearer to 0"),
    ("elementwise", "tanh", {"z": ["7", "1", "-1"]}, "beyond 6"),
    ("elementwise", "tanh", {"z": ["1", "1", "-1"]}, "the same"),
    ("elementwise", "tanh", {"functions": ["relu", "tanh"]}, "all of the functions"),
    ("neuron_output", "label_one", {"w0": 20}, "beyond"),
    ("neuron_output", "label_one", {"w0": 1, "w1": 1, "w2": -1, "x1": 2, "x2": 2}, "cancel"),
    ("neuron_output", "label_one", {"statements": ["odds", "flipped"]}, "all of the statements"),
    ("perceptron_sign", "right", {"w": [1, 1], "b": 0, "inputs": [[1, -1], [1, 1]]}, "jumps"),
    ("perceptron_sign", "right", {"w": [1, 1], "b": 0, "inputs": [[1, 1], [2, 1]]}, "all outputs"),
    ("perceptron_sign", "right", {"w": [1, 1], "b": 0, "inputs": [[5, 1], [-2, 1]]}, "beyond 4"),
    ("perceptron_sign", "right", {"w": [1, 1], "b": 0, "inputs": [[1, 1], [-2, 1], [-2, 1]]}, "two inputs"),
    ("gelu_value", "positive", {"x": "0"}, "nearer to 0"),
    ("gelu_value", "positive", {"statements": ["odd", "density"]}, "none does"),
    ("gelu_approximation", "tanh", {"x": "0.1"}, "nearer to 0"),
    ("smooth_relu", "gelu", {"beta": "11"}, "beta"),
    ("smooth_relu", "gelu", {"statements": ["convex", "monotone"]}, "none does"),
    ("activation_properties", "tanh", {"properties": ["odd", "bounded"]}, "all of the properties"),
    ("activation_properties", "tanh", {"property": "odd", "activations": ["relu", "elu"]}, "none has"),
    ("activation_properties", "tanh", {"activations": ["relu", "relu"]}, "twice"),
    ("activation_cost", "smooth", {"activations": ["sigmoid", "tanh"]}, "ReLU is not among"),
    ("activation_cost", "smooth",
     {"activations": ["relu", "tanh"], "statements": ["silu_as_sigmoid", "relu_cheapest"]}, "not in the table"),
    ("activation_cost", "smooth", {"statements": ["relu_cheapest", "relu_without_exp"]}, "all of the statements"),
    ("gradient_signs", "one_sign", {"h": [1]}, "length"),
    ("gradient_signs", "one_sign", {"h": [0, 1], "w": [1, 1], "targets": [[1, 2], [2, 1]]}, "is 0"),
    ("gradient_signs", "one_sign", {"delta": "0"}, "delta is 0"),
    ("gradient_signs", "one_sign", {"h": [1, 1], "w": [1, 1], "targets": [[2, 2], [2, 1]]}, "all inputs"),
    ("gradient_signs", "one_sign", {"h": [1, 2], "w": [0, 0], "targets": [[1, 2], [2, 4]]}, "all of the targets"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "case", "changed", "reason"), REFUSED)
def test_params_that_make_no_question_are_refused(
    slug: str, case: str, changed: dict[str, Any], reason: str
) -> None:
    family = catalogue.load_family(catalogue.find(slug))
    drawn = dict(assemble.variant(slug, case=case).params)
    assert set(changed) <= set(drawn)
    assert family.ill_posed(drawn) is None
    assert reason in (family.ill_posed({**drawn, **changed}) or "")
