"""Inequalities of information: the divergence is not negative, and what a prediction that knows nothing must lose.

All of them rest on one fact, t - 1 - log t >= 0: the logarithm lies below its tangent at 1 (derive/terms/signs.py).
For a mean of logarithms this is Jensen's inequality. Source: Cover, Thomas, Elements of Information Theory, 2.6.
"""

from __future__ import annotations

from ..claims import Bound
from ..derivation import begin
from ..terms.index import indices
from ..terms.tensors import Tensor, simplex
from ..terms.terms import Dim, Sum, Term, component, lift, log
from . import Result

k = indices("k:C")[0]
y, q, s = (component(Tensor(name, ("C",), simplex())) for name in "yqs")
SIZE = Dim("C")


def gap(t: Term) -> Term:
    """How far the logarithm of t lies below its tangent at 1."""
    return t - 1 - log(t)


def divergence() -> Bound:
    title = "The divergence of two distributions is not negative"
    start = Sum(k, y(k) * log(y(k) / q(k)))
    chain = (
        begin(f"{title}: certificate", start)
        .then(-Sum(k, y(k) * log(q(k) / y(k))), "log of a quotient")
        .then(Sum(k, q(k) - y(k) - y(k) * log(q(k) / y(k))), "sum to one")
        .then(Sum(k, y(k) * gap(q(k) / y(k))), "factor out")
    )
    return Bound(title, start, lift(0), chain)


def entropy() -> Bound:
    title = "The entropy of C classes is at most log C"
    own = -Sum(k, y(k) * log(y(k)))
    chain = (
        begin(f"{title}: certificate", log(SIZE) - own)
        .then(-Sum(k, y(k) * log(1 / SIZE / y(k))), "log of a quotient")
        .then(Sum(k, 1 / SIZE - y(k) - y(k) * log(1 / SIZE / y(k))), "sum to one")
        .then(Sum(k, y(k) * gap(1 / SIZE / y(k))), "factor out")
    )
    return Bound(title, log(SIZE), own, chain)


def uninformed() -> Bound:
    """A label that is uniform and independent of the input: whatever is predicted, the mean loss is at least log C."""
    title = "Cross-entropy on labels that are uniform at random is at least log C"
    mean = 1 / SIZE * Sum(k, -log(s(k)))
    chain = (
        begin(f"{title}: certificate", mean - log(SIZE))
        .then(1 / SIZE * Sum(k, -log(SIZE * s(k))), "log of a product")
        .then(1 / SIZE * Sum(k, SIZE * s(k) - 1 - log(SIZE * s(k))), "sum to one")
    )
    return Bound(title, mean, log(SIZE), chain)


TOPIC = "losses"

RESULTS: tuple[Result, ...] = (
    Result(
        "divergence_not_negative", "The divergence of two distributions is not negative", TOPIC, divergence
    ),
    Result("entropy_at_most", "The entropy of C classes is at most log C", TOPIC, entropy),
    Result(
        "uninformed_loss",
        "Cross-entropy on labels that are uniform at random is at least log C",
        TOPIC,
        uninformed,
    ),
)
