"""Layers that select, drop or pool: embedding, dropout, average and max pooling.

The expectation of a dropout layer is taken over the mask only, unit by unit: a unit is kept with probability p and
dropped with probability 1 - p, and the expectation of a sum is the sum of the expectations. That is how the first lines
are written; what follows is algebra. Expectations over anything else are outside the language and not proved here.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import MatrixSymbol, matrices
from ..terms.tensors import MASK, UNIT_INTERVAL, Tensor, one_hot
from ..terms.terms import (
    Component,
    Delta,
    Dim,
    Maximum,
    Partial,
    Sum,
    Winner,
    component,
    total,
)
from . import Result
from .layers import in_matrix_form

n, m, h, k, d, c, i, j = indices("n:N m:N h:H k:H d:D c:D i:V j:V")
token = indices("t:V")[0]
G = component(Tensor("G", ("N", "D")))
g = component(Tensor("g", ("D",)))

# -------------------------------------------------------------------------------------------------------- embedding

E = component(Tensor("E", ("V", "D")))
ONE_HOT = Tensor("X", ("N", "V"), one_hot(axis=1))
X = component(ONE_HOT)
X_, E_, G_ = MatrixSymbol(ONE_HOT), *matrices("E:V,D G:N,D")


def lookup() -> Derivation:
    return (
        begin("A one-hot vector picks a row of the embedding", Sum(i, Delta(i, token) * E(i, d)))
        .then(Sum(i, Delta(token, i) * E(i, d)), "the Kronecker delta is symmetric")
        .then(E(token, d), "contract the Kronecker delta")
    )


def embedding_token() -> Derivation:
    return (
        begin("Gradient of the embedding of one token", Sum(d, g(d) * Partial(E(token, d), E(i, c))))
        .then(Sum(d, g(d) * Delta(token, i) * Delta(d, c)), "differentiate")
        .then(Delta(token, i) * g(c), "contract the Kronecker delta")
    )


def embedding() -> Derivation:
    output = Sum(j, X(n, j) * E(j, d))
    return (
        begin("Gradient of an embedding of one-hot rows", total([n, d], G(n, d) * Partial(output, E(i, c))))
        .then(total([n, d], G(n, d) * Sum(j, X(n, j) * Delta(j, i) * Delta(d, c))), "differentiate")
        .then(total([n, d], G(n, d) * X(n, i) * Delta(d, c)), "contract the Kronecker delta")
        .then(Sum(n, X(n, i) * G(n, c)), "contract the Kronecker delta")
    )


def embedding_matrix() -> Derivation:
    loss = total([n, d], G(n, d) * Sum(j, X(n, j) * E(j, d)))
    return in_matrix_form("Gradient of an embedding as a matrix", loss, E_, X_.T @ G_, "embedding_gradient")


# ---------------------------------------------------------------------------------------------------------- dropout

p = Component(Tensor("p", (), UNIT_INTERVAL))  # the probability that a unit is kept
r = component(Tensor("r", ("N", "D"), MASK))
x, w = component(Tensor("x", ("D",))), component(Tensor("w", ("D",)))
S = component(Tensor("S", ("N", "D")))
ONE_UNIT = Component(Tensor("x"))


def dropout() -> Derivation:
    start = total([n, d], G(n, d) * Partial(r(n, d) * S(n, d) / p, S(m, c)))
    return (
        begin("Gradient of dropout with a given mask", start)
        .then(total([n, d], G(n, d) * (r(n, d) / p) * Delta(n, m) * Delta(d, c)), "differentiate")
        .then(Sum(d, G(m, d) * (r(m, d) / p) * Delta(d, c)), "contract the Kronecker delta")
        .then(G(m, c) * r(m, c) / p, "contract the Kronecker delta")
    )


def dropout_mean() -> Derivation:
    u = ONE_UNIT
    return (
        begin(
            "The expected output of a unit with dropout is its input", p * (1 * u / p) + (1 - p) * (0 * u / p)
        )
        .then(p * (u / p), "evaluate")
        .then(u, "cancel")
    )


def dropout_variance() -> Derivation:
    u = ONE_UNIT
    return (
        begin(
            "The variance that dropout adds to a unit",
            p * (1 * u / p) ** 2 + (1 - p) * (0 * u / p) ** 2 - u**2,
        )
        .then(p * (u / p) ** 2 - u**2, "evaluate")
        .then(u**2 / p - u**2, "cancel")
        .then((1 - p) / p * u**2, "factor out")
    )


def dropout_layer_mean() -> Derivation:
    """What stands in the sum is the expectation of one summand."""
    return (
        begin(
            "The expected input of a neuron behind dropout",
            Sum(d, w(d) * (p * (1 * x(d) / p) + (1 - p) * (0 * x(d) / p))),
        )
        .then(Sum(d, w(d) * (p * (x(d) / p))), "evaluate")
        .then(Sum(d, w(d) * x(d)), "cancel")
    )


def dropout_at_test_time() -> Derivation:
    """Without the factor 1/p in training, the weights are multiplied by p at test time."""
    return (
        begin(
            "Dropout without rescaling: at test time the weights are multiplied by p",
            Sum(d, w(d) * (p * (1 * x(d)) + (1 - p) * (0 * x(d)))),
        )
        .then(Sum(d, w(d) * (p * x(d))), "evaluate")
        .then(p * Sum(d, w(d) * x(d)), "constant out of the sum")
    )


# ---------------------------------------------------------------------------------------------------------- pooling

q, s = indices("q:P s:P")  # windows
a, b, o = indices("a:K b:K o:K")  # places in a window
B = component(Tensor("X", ("P", "K")))
U = component(Tensor("g", ("P",)))


def average_pooling() -> Derivation:
    mean = Sum(a, B(q, a)) / Dim("K")
    return (
        begin("Gradient of average pooling", Sum(q, U(q) * Partial(mean, B(s, b))))
        .then(Sum(q, U(q) * (Sum(a, Delta(q, s) * Delta(a, b)) / Dim("K"))), "differentiate")
        .then(Sum(q, U(q) * (Delta(q, s) / Dim("K"))), "contract the Kronecker delta")
        .then(U(s) / Dim("K"), "contract the Kronecker delta")
    )


def max_pooling() -> Derivation:
    wins = Winner(o, B(q, o), a)
    return (
        begin("Gradient of max pooling", Sum(q, U(q) * Partial(Maximum(a, B(q, a)), B(s, b))))
        .then(Sum(q, U(q) * Sum(a, wins * Partial(B(q, a), B(s, b)))), "only the winner moves the maximum")
        .then(Sum(q, U(q) * Sum(a, wins * Delta(q, s) * Delta(a, b))), "differentiate")
        .then(Sum(q, U(q) * Winner(o, B(q, o), b) * Delta(q, s)), "contract the Kronecker delta")
        .then(U(s) * Winner(o, B(s, o), b), "contract the Kronecker delta")
    )


EMBEDDING, DROPOUT, POOLING = "embedding", "dropout", "pooling"

RESULTS: tuple[Result, ...] = (
    Result("embedding_lookup", "A one-hot vector picks a row of the embedding", EMBEDDING, lookup),
    Result("embedding_token_gradient", "Gradient of the embedding of one token", EMBEDDING, embedding_token),
    Result("embedding_gradient", "Gradient of an embedding of one-hot rows", EMBEDDING, embedding),
    Result("embedding_gradient_matrix", "Gradient of an embedding as a matrix", EMBEDDING, embedding_matrix),
    Result("dropout_gradient", "Gradient of dropout with a given mask", DROPOUT, dropout),
    Result("dropout_mean", "The expected output of a unit with dropout is its input", DROPOUT, dropout_mean),
    Result("dropout_variance", "The variance that dropout adds to a unit", DROPOUT, dropout_variance),
    Result(
        "dropout_layer_mean", "The expected input of a neuron behind dropout", DROPOUT, dropout_layer_mean
    ),
    Result(
        "dropout_test_time",
        "Dropout without rescaling: at test time the weights are multiplied by p",
        DROPOUT,
        dropout_at_test_time,
    ),
    Result("average_pooling_gradient", "Gradient of average pooling", POOLING, average_pooling),
    Result("max_pooling_gradient", "Gradient of max pooling", POOLING, max_pooling),
)
