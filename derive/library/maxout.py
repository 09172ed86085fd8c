"""Maxout: the greatest of K affine functions u_k of D inputs; its derivatives by inputs, weights and biases.

Where two pieces tie for the maximum nothing is said here (there the subgradients are the convex hull of the winners'
gradients); elsewhere the gradient goes to the winner alone.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import Tensor
from ..terms.terms import Component, Definition, Delta, Maximum, Partial, Sum, Term, Winner, component
from . import Result

k, j, m, d, c = indices("k:K j:K m:K d:D c:D")
x, w, b = (component(Tensor(*row)) for row in (("x", ("D",)), ("w", ("K", "D")), ("b", ("K",))))
u = component(Tensor("u", ("K",)))

PIECE = Definition(Tensor("u", ("K",)), (k,), Sum(d, w(k, d) * x(d)) + b(k))


def wins(at: Index) -> Term:
    """1 where the piece `at` is the greatest, else 0."""
    return Winner(m, u(m), at)


def through_the_winner(title: str, wrt: Component, *lines: tuple[Term, str]) -> Derivation:
    """The derivative of the maximum is that of the winning piece."""
    derivation = begin(title, Partial(Maximum(k, u(k)), wrt), (PIECE,)).then(
        Sum(k, wins(k) * Partial(u(k), wrt)), "only the winner moves the maximum"
    )
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


def by_input() -> Derivation:
    return through_the_winner(
        "Derivative of maxout with respect to its input",
        x(c),
        (Sum(k, wins(k) * Sum(d, w(k, d) * Delta(d, c))), "differentiate"),
        (Sum(k, wins(k) * w(k, c)), "sum over a delta"),
    )


def by_weights() -> Derivation:
    return through_the_winner(
        "Derivative of maxout with respect to its weights",
        w(j, c),
        (Sum(k, wins(k) * Delta(k, j) * x(c)), "differentiate"),
        (wins(j) * x(c), "sum over a delta"),
    )


def by_biases() -> Derivation:
    return through_the_winner(
        "Derivative of maxout with respect to its biases",
        b(j),
        (Sum(k, wins(k) * Delta(k, j)), "differentiate"),
        (wins(j), "sum over a delta"),
    )


RESULTS: tuple[Result, ...] = (
    Result("maxout", "Derivative of maxout with respect to its input", "activations", by_input),
    Result("maxout_weights", "Derivative of maxout with respect to its weights", "activations", by_weights),
    Result("maxout_biases", "Derivative of maxout with respect to its biases", "activations", by_biases),
)
