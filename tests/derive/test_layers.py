"""Gradients of layers and networks: the forms of the textbooks, the conventions, and what students write instead."""

from __future__ import annotations

import pytest

from derive import library
from derive.derivation import begin
from derive.kernel.gate import StepRefuted
from derive.library import networks as mlp
from derive.library import normalisation as norm
from derive.terms.matrix import Gradient, Map, Matrix
from derive.terms.terms import Partial, Sum, Term

CLAIMS = {
    "affine_weights_rows_matrix": r"\mathbf{X}^\top \mathbf{G}",
    "affine_input_rows_matrix": r"\mathbf{G} \mathbf{W}^\top",
    "affine_biases_rows_matrix": r"\mathbf{G}^\top \mathbf{1}_N",
    "affine_weights_columns_matrix": r"\mathbf{g} \mathbf{x}^\top",
    "affine_input_columns_matrix": r"\mathbf{W}^\top \mathbf{g}",
    "activation_layer_matrix": r"\mathbf{G} \odot f'(\mathbf{Z})",
    "mlp_output_weights_matrix": r"\frac{1}{N} \mathbf{H}^\top (\mathbf{P} - \mathbf{Y})",
    "mlp_column_output_weights": r"(\mathbf{p} - \mathbf{y}) \mathbf{h}^\top",
    "mlp_column_hidden": r"\mathbf{V}^\top (\mathbf{p} - \mathbf{y})",
    "attention_values_matrix": r"\mathbf{A}^\top \mathbf{G}",
    "normal_equations": r"\frac{2}{N} (\mathbf{X}^\top \mathbf{X} \mathbf{w} - \mathbf{X}^\top \mathbf{t})",
    "image_norm_input_matrix": r"2 \mathbf{W}^\top \mathbf{W} \mathbf{x}",
}


@pytest.mark.parametrize("name", CLAIMS)
def test_the_gradient_is_that_of_the_textbook(name: str) -> None:
    assert library.find(name).build().claim_latex().split(" = ", 1)[1] == CLAIMS[name]


def test_the_network_holds_for_all_sizes_and_any_activation() -> None:
    derivation = library.find("mlp_hidden_weights_matrix").build()
    assert derivation.dimensions() == ("C", "D", "M", "N")
    assert "f'(" in derivation.claim_latex()
    assert derivation.hypotheses() == ("Y sums to 1 over C",)


WRONG_NETWORK: dict[str, tuple[Matrix, Matrix]] = {
    "mean forgotten": (Gradient(mlp.L, mlp.V_), mlp.H_.T @ (mlp.P_ - mlp.Y_)),
    "sign of the error": (Gradient(mlp.L, mlp.V_), (mlp.H_.T @ (mlp.Y_ - mlp.P_)) * mlp.mean),
    "biases not summed but averaged": (
        Gradient(mlp.L, mlp.c_),
        (((mlp.P_ - mlp.Y_).T @ mlp.ones) * mlp.mean) * mlp.mean,
    ),
}


@pytest.mark.parametrize("slip", WRONG_NETWORK)
def test_what_students_write_of_the_output_layer_is_refuted(slip: str) -> None:
    with pytest.raises(StepRefuted):
        begin(slip, WRONG_NETWORK[slip][0], mlp.FROM_HIDDEN).then(WRONG_NETWORK[slip][1], "chain rule")


def test_the_slope_of_the_activation_may_not_be_forgotten() -> None:
    with pytest.raises(StepRefuted):
        begin("slope", Gradient(mlp.L, mlp.A_), mlp.FROM_PREACTIVATIONS).then(mlp.TO_HIDDEN, "chain rule")
    with pytest.raises(StepRefuted):
        begin("f for f'", Gradient(mlp.L, mlp.A_), mlp.FROM_PREACTIVATIONS).then(
            mlp.TO_HIDDEN * Map("f", mlp.A_), "chain rule"
        )


def test_a_gradient_of_the_wrong_shape_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        mlp.H_ @ (mlp.P_ - mlp.Y_)


def upstream() -> Term:
    return Sum(norm.n, norm.g(norm.n) * Partial(norm.y(norm.n), norm.x(norm.i)))


def test_mean_and_variance_may_not_be_taken_as_constants() -> None:
    i, n = norm.i, norm.n
    for wrong in (
        norm.gamma / norm.r * norm.g(i),
        norm.gamma / norm.r * (norm.g(i) - Sum(n, norm.g(n)) / norm.N),
    ):
        with pytest.raises(StepRefuted):
            begin("constant statistics", upstream(), norm.LAYER).then(wrong, "chain rule")
