"""Params of questions on backpropagation that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import assemble, catalogue

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("gate_gradients", "add", {"inputs": ["1"]}, "two inputs"),
    ("gate_gradients", "sigmoid", {"inputs": ["5"]}, "flat"),
    ("gate_gradients", "max", {"inputs": ["2", "2"]}, "equal"),
    ("gate_gradients", "square", {"inputs": ["4", "2"]}, "2 y"),
    ("gate_gradients", "multiply", {"upstream": "0"}, "is 0"),
    ("gate_gradients", "multiply", {"statements": ["own", "copied"]}, "just one must hold"),
    ("gate_gradients", "multiply", {"statements": ["times", "copied"]}, "statements for the gate multiply"),
    ("expression_graph", "tree", {"nodes": [["a", "max", "x", "y"]]}, "nothing uses z and w"),
    ("expression_graph", "tree", {"nodes": [["x", "+", "x", "y"]]}, "used twice"),
    ("expression_graph", "tree", {"nodes": [["a", "+", "x", "q"]]}, "does not stand before"),
    ("expression_graph", "tree", {"nodes": [["a", "+", "x", "x"]]}, "same value on both sides"),
    ("expression_graph", "tree", {"inputs": ["0", "1", "2", "3"]}, "is 0"),
    ("sigmoid_neuron", "output", {"weights": ["1", "2", "3"], "inputs": ["5", "5"]}, "flat"),
    ("sigmoid_neuron", "output", {"weights": ["2", "-1", "-1"], "inputs": ["1", "1"]}, "one half"),
    ("sigmoid_neuron", "output", {"weights": ["1", "2"]}, "need 3 weights"),
    ("scalar_network", "relu", {"x": "0"}, "x is 0"),
    ("scalar_network", "sigmoid", {"w": "9"}, "flat"),
    ("scalar_network", "relu", {"x": "1", "w": "2", "v": "3", "y": "6"}, "next to the target"),
    ("scalar_network", "relu", {"quantities": ["output", "w"]}, "some must be 0"),
    ("hidden_layer", "sigmoid", {"hidden": ["1", "0.5"], "weights": ["1", "2"]}, "puts out"),
    ("hidden_layer", "tanh", {"hidden": ["0.5"], "weights": ["1", "2"]}, "1 hidden values"),
    ("cached_values", "relu", {"a": "-1"}, "off"),
    ("cached_values", "sigmoid", {"cached": "1.5"}, "puts out"),
    ("cached_values", "sigmoid", {"statements": ["product", "product"]}, "twice"),
    ("layer_chain", "sigmoid", {"hidden": ["0.5", "0.6"]}, "hidden values"),
    ("layer_chain", "tanh", {"upstream": "0"}, "is 0"),
    ("layer_chain", "tanh", {"rules": ["no_slope", "added"]}, "just one must hold"),
    ("gradient_through_depth", "vanishing", {"w": "4"}, "between 0 and 1"),
    ("gradient_through_depth", "exploding", {"w": "1.5", "layers": 4}, "too few layers"),
    ("gradient_through_depth", "exploding", {"changes": ["relu", "clip"]}, "the changes are"),
    ("mlp_gradients", "column", {"labels": [4]}, "beyond"),
    ("mlp_gradients", "batch", {"convention": "columns"}, "in rows"),
    ("mlp_gradients", "row", {"output_weights": [[1, 2, 3, 4], [1, 0, 1, 0]]}, "one entry for each hidden unit"),
    ("mlp_gradients", "row", {"hidden": [["0.5", "0.1"]], "output_weights": [[1, 2], [3, 4]],
                              "probabilities": [["0.5", "0.6"]], "labels": [1]}, "sum to 1"),
    ("mlp_gradients", "row", {"hidden": [["0.5", "1"]], "output_weights": [[1, 2], [3, 4]],
                              "probabilities": [["0.5", "0.5"]], "labels": [1]}, "puts out"),
    ("jacobian_chain_cost", "few_inputs", {"dims": [5, 6, 6, 5]}, "cost the same"),
    ("jacobian_chain_cost", "few_inputs", {"options": ["forward_input"] * 4}, "in any order"),
    ("autodiff_passes", "image", {"sizes": [10, 5, 10]}, "as many inputs as outputs"),
    ("autodiff_passes", "image", {"statements": ["parameters", "row_each"]}, "not all"),
    ("jvp_and_vjp", "square", {"components": ["x[0] ** 2", "x[1] ** 2"]}, "symmetric"),
    ("jvp_and_vjp", "square", {"v": [0, 0]}, "is 0"),
    ("backprop_cost", "deep", {"width": 9}, "paths"),
    ("activation_memory", "float32", {"batch": 1}, "batch of 1"),
    ("backward_order", "sequential", {"order": [0, 0, 1]}, "once"),
    ("backward_order", "sequential", {"x": "0"}, "is 0"),
    ("saturated_units", "one_saturated", {"inner": ["1", "2"], "outer": ["1", "1"]}, "no unit is saturated"),
    ("saturated_units", "relu_off", {"inner": ["1", "2"], "outer": ["1", "1"], "w": "-1"}, "all ReLUs are off"),
    ("squared_norm_graph", "square", {"x": [1, 0]}, "is 0"),
    ("squared_norm_graph", "square", {"orders": [["L", "q", "W", "x"], ["L", "q", "x", "W"]]}, "not all"),
    ("unit_that_stays_dead", "relu_off", {"hidden": "0.5"}, "off"),
    ("unit_that_stays_dead", "both", {"hidden": "0.5", "outer": "2"}, "neither"),
    ("output_activation", "classes", {"outputs": ["0.5", "0.5", "0.5"]}, "sum to 1"),
    ("output_activation", "regression", {"options": ["sigmoid", "tanh"]}, "just one must be right"),
    ("unrolled_network", "two_steps", {"states": ["0.5", "0", "0.1"]}, "is 0"),
    ("unrolled_network", "two_steps", {"graphs": [[["a", "a"]], [["a", "b"]]]}, "to itself"),
    ("trainable_layers", "relu", {"inputs": ["0.5", "1.1", "-1.1", "0.2"]}, "half"),
    ("trainable_layers", "relu", {"layers": ["relu", "abs"]}, "not all"),
)  # fmt: skip


@pytest.mark.parametrize(("slug", "case", "changed", "reason"), REFUSED)
def test_params_that_make_no_good_question_are_refused_with_a_reason(
    slug: str, case: str, changed: dict[str, Any], reason: str
) -> None:
    params = dict(assemble.variant(slug, case=case).params)
    family = catalogue.load_family(catalogue.find(slug))
    assert set(changed) <= set(params)
    assert family.ill_posed(params) is None
    found = family.ill_posed({**params, **changed})
    assert found is not None
    assert reason in found
