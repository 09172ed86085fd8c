"""Params of questions on affine layers and matrix calculus that are refused, with the words of the reason."""

from __future__ import annotations

from typing import Any

import pytest

from questions import catalogue, seeds

# slug, case of the params that are changed, what is changed, words of the reason
REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("affine_forward", "rows", {"weights": [[1, 2], [3]]}, "differ in length"),
    ("affine_forward", "rows", {"x": [1, 2, 3, 4]}, "inputs, and x has 4"),
    ("affine_forward", "rows", {"biases": [1, 2, 3, 4]}, "b has 4 entries"),
    ("affine_forward", "rows", {"unit": 6}, "no unit 6"),
    (
        "affine_forward",
        "columns",
        {"weights": [[1, 2]], "x": [1, 1], "biases": [0], "unit": 1},
        "bias of the unit is 0",
    ),
    ("affine_gradients", "square", {"X": [[1, 2], [3]]}, "rows of X differ"),
    ("affine_gradients", "square", {"X": [[1], [3]]}, "columns of X: 1, rows of W: 2"),
    ("affine_gradients", "square", {"b": [1, 2, 3]}, "entries of b: 3"),
    ("affine_gradients", "square", {"G": [[1, 2]]}, "G is 1 x 2"),
    ("affine_gradients", "square", {"G": [[0, 0], [0, 0]]}, "is 0"),
    ("layer_with_two_inputs", "sum", {"Z": [[1, 2], [3]]}, "rows of Z differ"),
    ("layer_with_two_inputs", "sum", {"X": [[1], [1], [1], [1], [1]]}, "X has 5 rows"),
    ("layer_with_two_inputs", "sum", {"R": [[1, 1]] * 5}, "rows of R: 5"),
    ("layer_with_two_inputs", "sum", {"X": [[1], [1]], "W": [[1, 2, 3, 4]]}, "W has 4 columns"),
    (
        "layer_with_two_inputs",
        "broadcast_row",
        {"X": [[1]], "W": [[1, 2]], "Z": [[1]], "R": [[3, 4]], "G": [[1, 2]]},
        "with one example",
    ),
    (
        "layer_with_two_inputs",
        "weighted_sum",
        {"X": [[1]], "W": [[1, 2]], "Z": [[1]], "R": [[3, 4]], "G": [[0, 0]]},
        "G is 0",
    ),
    ("squared_norm_gradients", "decimals", {"W": [["1", "2"], ["3"]]}, "differ in length"),
    ("squared_norm_gradients", "decimals", {"W": [["1"]], "x": ["1", "2"]}, "entries of x: 2"),
    ("squared_norm_gradients", "decimals", {"W": [["1", "-1"]], "x": ["2", "2"]}, "W x is 0"),
    ("quadratic_form_gradients", "any_matrix", {"matrix": [[1, 2], [3]]}, "differ in length"),
    ("quadratic_form_gradients", "any_matrix", {"matrix": [[1]], "x": [1, 2]}, "entries of x: 2"),
    ("quadratic_form_gradients", "any_matrix", {"matrix": [[1, 2]], "x": [1, 2]}, "A is 1 x 2"),
    (
        "quadratic_form_gradients",
        "any_matrix",
        {"matrix": [[0, 1], [-1, 0]], "x": [1, 2]},
        "negative of its transpose",
    ),
    ("quadratic_form_gradients", "product_with_transpose", {"x": [0, 0]}, "x is 0"),
    ("relu_jacobian", "batch", {"x": [1, 2], "g": [1, 2, 3]}, "g has 3"),
    ("relu_jacobian", "batch", {"x": [1, 0], "g": [1, 2]}, "no derivative"),
    ("relu_jacobian", "batch", {"units": 10**6, "batch": 2}, "more than"),
    ("derivative_shapes", "numerator", {"d": 3, "m": 3}, "the same"),
    ("jacobian_chain_rule", "one_output", {"f": [[[1, [1]]]]}, "a term of f"),
    ("jacobian_chain_rule", "one_output", {"L": [[1, [1, 1]]]}, "a term of L"),
    ("jacobian_chain_rule", "one_output", {"L": [[1, [0]]]}, "constant"),
    ("jacobian_chain_rule", "one_output", {"f": [[[1, [2, 0]]]], "x": [0, 1]}, "gradient is 0"),
    ("relu_network", "one_hidden_layer", {"x": [1]}, "another length than 1"),
    ("relu_network", "one_hidden_layer", {"biases": [1]}, "biases: 1"),
    ("relu_network", "one_hidden_layer", {"x": [0, 0]}, "output is 0"),
    ("affine_or_linear", "affine", {"x": [1, 2, 3, 4]}, "x, which has 4"),
    ("affine_or_linear", "affine", {"b1": [1, 2, 3, 4]}, "as many entries"),
    ("affine_or_linear", "affine", {"b2": [1, 2, 3, 4]}, "b2 has 4"),
    (
        "affine_or_linear",
        "affine",
        {"W1": [[1, 1], [1, 1]], "W2": [[1, -1]], "b1": [1, 2], "b2": [1], "x": [1, 2]},
        "constant",
    ),
    (
        "affine_or_linear",
        "affine",
        {"W1": [[1]], "W2": [[2]], "b1": [0], "b2": [0], "x": [1]},
        "all biases are 0",
    ),
    ("affine_or_linear", "affine", {"claims": ["affine", "midpoint", "one_layer"]}, "all of the claims hold"),
    ("xor_network", "solves_xor", {"W2": [["1", "1"], ["1", "1"]], "b2": ["1", "1"]}, "two logits"),
    ("xor_network", "solves_xor", {"b1": ["-99", "-99"]}, "both hidden units are off"),
    ("xor_network", "solves_xor", {"claims": ["inputs", "before", "all_on"]}, "none of the claims"),
    ("forward_pass", "columns", {"Wh": [["1", "2"], ["1"]]}, "rows of Wh differ"),
    ("forward_pass", "columns", {"x": [1]}, "expected 1"),
    ("forward_pass", "columns", {"bh": ["9", "9"]}, "saturated"),
    ("forward_pass", "columns", {"by": ["90", "9"]}, "a logit is beyond 20"),
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
