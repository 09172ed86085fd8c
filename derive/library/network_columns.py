"""The multilayer perceptron with one hidden layer, softmax and cross-entropy for one input, in columns.

a = W x + b, h = f(a), z = V h + c, p the softmax of z, L = -sum of y log p; the targets y sum to 1. The stages
are those of `networks.py`: each gradient has the shape of what it is taken by, a column for a vector.
"""

from __future__ import annotations

from collections.abc import Callable

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import Diag, Gradient, Map, Matrix, MatrixSymbol, define, matrices
from ..terms.tensors import Tensor, sums_to_one
from ..terms.terms import Apply, Component, Definition, Sum, component, exp, log
from . import Result

i, j, k, m = indices("i:C j:C k:C m:C")
h_index = indices("h:M")[0]
L = Component(Tensor("L"))
TITLE = "MLP with softmax and cross-entropy, one input: gradient with respect to "

x, W, b, a, h = matrices("x:D W:M,D b:M a:M h:M")
V, c, z, p, delta = matrices("V:C,M c:C z:C p:C delta:M")
y = MatrixSymbol(Tensor("y", ("C",), sums_to_one()))
z_at, p_at, y_at, a_at, V_at = (component(each.tensor) for each in (z, p, y, a, V))

SOFTMAX = Definition(p.tensor, (i,), exp(z_at(i)) / Sum(m, exp(z_at(m))))
LOSS = Definition(L.tensor, (), -Sum(k, y_at(k) * log(p_at(k))))
HEAD = (SOFTMAX, LOSS)
FROM_HIDDEN = (define(z, V @ h + c), *HEAD)
FROM_PREACTIVATIONS = (define(h, Map("f", a)), *FROM_HIDDEN)
ERROR = Definition(
    delta.tensor,
    (h_index,),
    Sum(j, V_at(j, h_index) * (p_at(j) - y_at(j))) * Apply("f'", (a_at(h_index),)),
)
WHOLE = (define(a, W @ x + b), *FROM_PREACTIVATIONS, ERROR)

TO_PREACTIVATIONS = (V.T @ (p - y)) * Map("f'", a)
AFFINE = "backward through the affine layer"


def stage(
    what: str,
    wrt: MatrixSymbol,
    definitions: tuple[Definition, ...],
    *lines: tuple[Matrix, str, str] | tuple[Matrix, str],
) -> Derivation:
    derivation = begin(TITLE + what, Gradient(L, wrt), definitions)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


def logits() -> Derivation:
    return stage(
        "the logits",
        z,
        HEAD,
        (Gradient(LOSS.body, z), "definition"),
        (p - y, "derivative of the cross-entropy", "cross_entropy_gradient"),
    )


def output_weights() -> Derivation:
    return stage(
        "the output weights", V, FROM_HIDDEN, ((p - y) @ h.T, AFFINE, "affine_weights_columns_matrix")
    )


def output_biases() -> Derivation:
    return stage("the output biases", c, FROM_HIDDEN, (p - y, AFFINE, "affine_biases_columns_matrix"))


def hidden() -> Derivation:
    return stage(
        "the hidden activations", h, FROM_HIDDEN, (V.T @ (p - y), AFFINE, "affine_input_columns_matrix")
    )


def preactivations() -> Derivation:
    return stage(
        "the pre-activations",
        a,
        FROM_PREACTIVATIONS,
        (Diag(Map("f'", a)) @ (V.T @ (p - y)), "backward through the activation", "activation_layer"),
        (TO_PREACTIVATIONS, "a diagonal matrix multiplies entry by entry"),
    )


def hidden_weights() -> Derivation:
    return stage(
        "the hidden weights",
        W,
        WHOLE,
        (delta @ x.T, AFFINE, "affine_weights_columns_matrix"),
        (TO_PREACTIVATIONS @ x.T, "definition"),
    )


def hidden_biases() -> Derivation:
    return stage(
        "the hidden biases",
        b,
        WHOLE,
        (delta, AFFINE, "affine_biases_columns_matrix"),
        (TO_PREACTIVATIONS, "definition"),
    )


def network_input() -> Derivation:
    return stage(
        "the input",
        x,
        WHOLE,
        (W.T @ delta, AFFINE, "affine_input_columns_matrix"),
        (W.T @ TO_PREACTIVATIONS, "definition"),
    )


def row(name: str, what: str, build: Callable[[], Derivation]) -> Result:
    return Result(name, TITLE + what, "networks", build)


RESULTS: tuple[Result, ...] = (
    row("mlp_column_logits", "the logits", logits),
    row("mlp_column_output_weights", "the output weights", output_weights),
    row("mlp_column_output_biases", "the output biases", output_biases),
    row("mlp_column_hidden", "the hidden activations", hidden),
    row("mlp_column_preactivations", "the pre-activations", preactivations),
    row("mlp_column_hidden_weights", "the hidden weights", hidden_weights),
    row("mlp_column_hidden_biases", "the hidden biases", hidden_biases),
    row("mlp_column_input", "the input", network_input),
)
