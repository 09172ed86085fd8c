"""The multilayer perceptron with one hidden layer, softmax and cross-entropy: every gradient, from the top down.

Each result is one stage of back-propagation and a lemma of the next: logits, output weights and biases, hidden
activations, pre-activations, hidden weights and biases, input. The activation f is any differentiable function. What a
stage does not look into is a free symbol: the gradient with respect to the output weights V takes H as given.

A batch of N inputs in rows: A = X W + 1 b^T, H = f(A), Z = H V + 1 c^T, P the softmax of the rows of Z, L the mean
loss; the targets of an input sum to 1. For one input in columns see `network_columns.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..derivation import Derivation, Statement, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, Map, MatrixSymbol, Ones, define
from ..terms.tensors import Tensor, sums_to_one
from ..terms.terms import (
    Apply,
    Component,
    Definition,
    Delta,
    Dim,
    Partial,
    Sum,
    Term,
    component,
    exp,
    log,
    total,
)
from . import Result

n, r, i, j, k, m = indices("n:N r:N i:C j:C k:C m:C")
d, h, u = indices("d:D h:M u:M")  # an input, two hidden units
mean = 1 / Dim("N")
ones = Ones("N")
L = Component(Tensor("L"))

TITLE = "MLP with softmax and cross-entropy: gradient with respect to "

Line = tuple[Statement, str] | tuple[Statement, str, str]


def symbol(name: str, *dims: str) -> MatrixSymbol:
    return MatrixSymbol(Tensor(name, dims))


def slope(argument: Term) -> Term:
    return Apply("f'", (argument,))


def stage(
    what: str, wrt: Component | MatrixSymbol, definitions: tuple[Definition, ...], *lines: Line
) -> Derivation:
    """The gradient of L with respect to one entry, or to a whole matrix."""
    start = Partial(L, wrt) if isinstance(wrt, Component) else Gradient(L, wrt)
    derivation = begin(TITLE + what, start, definitions)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


# The underscore stands for all entries of a matrix.
X_, W_, b_ = symbol("X", "N", "D"), symbol("W", "D", "M"), symbol("b", "M")
A_, H_ = symbol("A", "N", "M"), symbol("H", "N", "M")
V_, c_ = symbol("V", "M", "C"), symbol("c", "C")
Z_, P_ = symbol("Z", "N", "C"), symbol("P", "N", "C")
Y_ = MatrixSymbol(Tensor("Y", ("N", "C"), sums_to_one(axis=1)))
E_ = symbol("Delta", "N", "M")  # the gradient with respect to the pre-activations
X, W, b, A, H, V, c, Z, P, Y, E = (
    component(each.tensor) for each in (X_, W_, b_, A_, H_, V_, c_, Z_, P_, Y_, E_)
)

SOFTMAX = Definition(P_.tensor, (n, i), exp(Z(n, i)) / Sum(m, exp(Z(n, m))))
LOSS = Definition(L.tensor, (), -mean * total([n, k], Y(n, k) * log(P(n, k))))
HEAD = (SOFTMAX, LOSS)
FROM_HIDDEN = (define(Z_, H_ @ V_ + ones @ c_.T), *HEAD)
FROM_PREACTIVATIONS = (define(H_, Map("f", A_)), *FROM_HIDDEN)
ERROR = Definition(E_.tensor, (n, h), mean * Sum(j, (P(n, j) - Y(n, j)) * V(h, j)) * slope(A(n, h)))
WHOLE = (define(A_, X_ @ W_ + ones @ b_.T), *FROM_PREACTIVATIONS, ERROR)

TO_LOGITS = (P_ - Y_) * mean
TO_HIDDEN = ((P_ - Y_) @ V_.T) * mean
THROUGH_SOFTMAX = mean * (P(n, j) - Y(n, j))  # the gradient with respect to the logit z_nj


def logits() -> Derivation:
    return stage(
        "the logits",
        Z_,
        HEAD,
        (Gradient(LOSS.body, Z_), "definition"),
        (TO_LOGITS, "derivative of the mean cross-entropy", "cross_entropy_batch_gradient"),
    )


def output_weights() -> Derivation:
    wrt = V(u, i)
    return stage(
        "the output weights",
        wrt,
        FROM_HIDDEN,
        (total([n, j], THROUGH_SOFTMAX * Partial(Z(n, j), wrt)), "chain rule", "mlp_logits"),
        (total([n, j], THROUGH_SOFTMAX * H(n, u) * Delta(j, i)), "differentiate"),
        (mean * Sum(n, H(n, u) * (P(n, i) - Y(n, i))), "contract the Kronecker delta"),
    )


def output_biases() -> Derivation:
    wrt = c(i)
    return stage(
        "the output biases",
        wrt,
        FROM_HIDDEN,
        (total([n, j], THROUGH_SOFTMAX * Partial(Z(n, j), wrt)), "chain rule", "mlp_logits"),
        (total([n, j], THROUGH_SOFTMAX * Delta(j, i)), "differentiate"),
        (mean * Sum(n, P(n, i) - Y(n, i)), "contract the Kronecker delta"),
    )


def hidden() -> Derivation:
    wrt = H(r, u)
    return stage(
        "the hidden activations",
        wrt,
        FROM_HIDDEN,
        (total([n, j], THROUGH_SOFTMAX * Partial(Z(n, j), wrt)), "chain rule", "mlp_logits"),
        (total([n, j], THROUGH_SOFTMAX * Delta(n, r) * V(u, j)), "differentiate"),
        (mean * Sum(j, (P(r, j) - Y(r, j)) * V(u, j)), "contract the Kronecker delta"),
    )


def preactivations() -> Derivation:
    wrt = A(r, u)
    to_hidden = mean * Sum(j, (P(n, j) - Y(n, j)) * V(h, j))
    return stage(
        "the pre-activations",
        wrt,
        FROM_PREACTIVATIONS,
        (total([n, h], to_hidden * Partial(H(n, h), wrt)), "chain rule", "mlp_hidden"),
        (total([n, h], to_hidden * slope(A(n, h)) * Delta(n, r) * Delta(h, u)), "differentiate"),
        (
            mean * Sum(j, (P(r, j) - Y(r, j)) * V(u, j)) * slope(A(r, u)),
            "contract the Kronecker delta",
        ),
    )


def hidden_weights() -> Derivation:
    wrt = W(d, u)
    return stage(
        "the hidden weights",
        wrt,
        WHOLE,
        (total([n, h], E(n, h) * Partial(A(n, h), wrt)), "chain rule", "mlp_preactivations"),
        (total([n, h], E(n, h) * X(n, d) * Delta(h, u)), "differentiate"),
        (Sum(n, X(n, d) * E(n, u)), "contract the Kronecker delta"),
    )


def hidden_biases() -> Derivation:
    wrt = b(u)
    return stage(
        "the hidden biases",
        wrt,
        WHOLE,
        (total([n, h], E(n, h) * Partial(A(n, h), wrt)), "chain rule", "mlp_preactivations"),
        (total([n, h], E(n, h) * Delta(h, u)), "differentiate"),
        (Sum(n, E(n, u)), "contract the Kronecker delta"),
    )


def network_input() -> Derivation:
    wrt = X(r, d)
    return stage(
        "the input",
        wrt,
        WHOLE,
        (total([n, h], E(n, h) * Partial(A(n, h), wrt)), "chain rule", "mlp_preactivations"),
        (total([n, h], E(n, h) * Delta(n, r) * W(d, h)), "differentiate"),
        (Sum(h, E(r, h) * W(d, h)), "contract the Kronecker delta"),
    )


# ------------------------------------------------------------------------------------------------ all entries at once

AFFINE = "backward through the affine layer"


def output_weights_matrix() -> Derivation:
    return stage(
        "the output weights as a matrix",
        V_,
        FROM_HIDDEN,
        (H_.T @ TO_LOGITS, AFFINE, "affine_weights_rows_matrix"),
        ((H_.T @ (P_ - Y_)) * mean, "factor out"),
    )


def output_biases_matrix() -> Derivation:
    return stage(
        "the output biases as a column",
        c_,
        FROM_HIDDEN,
        (TO_LOGITS.T @ ones, AFFINE, "affine_biases_rows_matrix"),
        (((P_ - Y_).T @ ones) * mean, "factor out"),
    )


def hidden_matrix() -> Derivation:
    return stage(
        "the hidden activations as a matrix",
        H_,
        FROM_HIDDEN,
        (TO_HIDDEN, AFFINE, "affine_input_rows_matrix"),
    )


def preactivations_matrix() -> Derivation:
    return stage(
        "the pre-activations as a matrix",
        A_,
        FROM_PREACTIVATIONS,
        (TO_HIDDEN * Map("f'", A_), "backward through the activation", "activation_layer_matrix"),
    )


def hidden_weights_matrix() -> Derivation:
    return stage(
        "the hidden weights as a matrix",
        W_,
        WHOLE,
        (X_.T @ E_, AFFINE, "affine_weights_rows_matrix"),
        (X_.T @ (TO_HIDDEN * Map("f'", A_)), "definition"),
    )


def hidden_biases_matrix() -> Derivation:
    return stage(
        "the hidden biases as a column",
        b_,
        WHOLE,
        (E_.T @ ones, AFFINE, "affine_biases_rows_matrix"),
        ((TO_HIDDEN * Map("f'", A_)).T @ ones, "definition"),
    )


def network_input_matrix() -> Derivation:
    return stage(
        "the input as a matrix",
        X_,
        WHOLE,
        (E_ @ W_.T, AFFINE, "affine_input_rows_matrix"),
        ((TO_HIDDEN * Map("f'", A_)) @ W_.T, "definition"),
    )


def row(name: str, what: str, build: Callable[[], Derivation]) -> Result:
    return Result(name, TITLE + what, "networks", build)


RESULTS: tuple[Result, ...] = (
    row("mlp_logits", "the logits", logits),
    row("mlp_output_weights", "the output weights", output_weights),
    row("mlp_output_weights_matrix", "the output weights as a matrix", output_weights_matrix),
    row("mlp_output_biases", "the output biases", output_biases),
    row("mlp_output_biases_matrix", "the output biases as a column", output_biases_matrix),
    row("mlp_hidden", "the hidden activations", hidden),
    row("mlp_hidden_matrix", "the hidden activations as a matrix", hidden_matrix),
    row("mlp_preactivations", "the pre-activations", preactivations),
    row("mlp_preactivations_matrix", "the pre-activations as a matrix", preactivations_matrix),
    row("mlp_hidden_weights", "the hidden weights", hidden_weights),
    row("mlp_hidden_weights_matrix", "the hidden weights as a matrix", hidden_weights_matrix),
    row("mlp_hidden_biases", "the hidden biases", hidden_biases),
    row("mlp_hidden_biases_matrix", "the hidden biases as a column", hidden_biases_matrix),
    row("mlp_input", "the input", network_input),
    row("mlp_input_matrix", "the input as a matrix", network_input_matrix),
)
