"""Maxout: the greatest of K affine functions of D inputs; its derivatives by inputs, weights and biases.

Where two pieces tie for the maximum nothing is said here (there the subgradients are the convex hull of the winners'
gradients); elsewhere the gradient goes to the winner alone.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import Tensor
from ..terms.terms import Component, Delta, Maximum, Partial, Sum, Term, Winner
from . import Result

k, j, m, d, c = indices("k:K j:K m:K d:D c:D")
INPUT, WEIGHTS, BIASES = Tensor("x", ("D",)), Tensor("w", ("K", "D")), Tensor("b", ("K",))


def piece(at: Index) -> Term:
    """The affine piece w_k x + b_k."""
    return Sum(d, Component(WEIGHTS, (at, d)) * Component(INPUT, (d,))) + Component(BIASES, (at,))


def wins(at: Index) -> Term:
    """1 where the piece `at` is the greatest, else 0."""
    return Winner(m, piece(m), at)


def _through_the_winner(title: str, wrt: Component, inner: Term, rule: str, result: Term) -> Derivation:
    """The derivative of a maximum is that of the winning piece."""
    return (
        begin(title, Partial(Maximum(k, piece(k)), wrt))
        .then(Sum(k, wins(k) * Partial(piece(k), wrt)), "only the winner moves the maximum")
        .then(Sum(k, wins(k) * inner), rule)
        .then(result, "sum over a delta")
    )


def by_input() -> Derivation:
    wrt = Component(INPUT, (c,))
    inner = Component(WEIGHTS, (k, c))
    return (
        begin("Derivative of maxout with respect to its input", Partial(Maximum(k, piece(k)), wrt))
        .then(Sum(k, wins(k) * Partial(piece(k), wrt)), "only the winner moves the maximum")
        .then(Sum(k, wins(k) * Sum(d, Component(WEIGHTS, (k, d)) * Delta(d, c))), "differentiate")
        .then(Sum(k, wins(k) * inner), "sum over a delta")
    )


def by_weights() -> Derivation:
    return _through_the_winner(
        "Derivative of maxout with respect to its weights",
        Component(WEIGHTS, (j, c)),
        Delta(k, j) * Component(INPUT, (c,)),
        "differentiate",
        wins(j) * Component(INPUT, (c,)),
    )


def by_biases() -> Derivation:
    return _through_the_winner(
        "Derivative of maxout with respect to its biases",
        Component(BIASES, (j,)),
        Delta(k, j),
        "differentiate",
        wins(j),
    )


RESULTS: tuple[Result, ...] = (
    Result("maxout", "Derivative of maxout with respect to its input", "activations", by_input),
    Result("maxout_weights", "Derivative of maxout with respect to its weights", "activations", by_weights),
    Result("maxout_biases", "Derivative of maxout with respect to its biases", "activations", by_biases),
)
