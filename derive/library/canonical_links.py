"""The losses that fit their link: the gradient by the logit is prediction - target, whatever the link.

Such a loss is f(u) - t u for the logit u and the target t, and f' is the link ("canonical"): the identity for squared
error, the sigmoid for binary cross-entropy, softmax for cross-entropy.
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import indices
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
    lift,
    log,
)
from . import Result

i, j, k, m = indices("i:C j:C k:C m:C")
n, d, e, c = indices("n:N d:D e:D c:D")
z, s, y = (
    component(Tensor("z", ("C",))),
    component(Tensor("s", ("C",))),
    component(Tensor("y", ("C",), sums_to_one())),
)
X, w, target = (
    component(Tensor("X", ("N", "D"))),
    component(Tensor("w", ("D",))),
    component(Tensor("t", ("N",))),
)
x, t = Component(Tensor("x")), Component(Tensor("t"))
HALF = lift(Fraction(1, 2))

Z = Sum(m, exp(z(m)))
SOFTMAX = Definition(Tensor("s", ("C",)), (i,), exp(z(i)) / Z)
CROSS_ENTROPY = -Sum(k, y(k) * log(s(k)))
LOGIT = Sum(c, X(n, c) * w(c))


def generic(name: str, of: Term) -> Term:
    return Apply(name, (of,))


BINARY = -(t * log(generic("sigmoid", x)) + (1 - t) * log(1 - generic("sigmoid", x)))


def canonical_link() -> Derivation:
    """Here f is x^2 / 2 for squared error, softplus for binary cross-entropy; its slope is the prediction."""
    return (
        begin("Gradient of a loss with its canonical link", Partial(generic("f", x) - t * x, x))
        .then(Partial(generic("f", x), x) - Partial(t * x, x), "sum rule")
        .then(generic("f'", x) - t, "differentiate")
    )


def canonical_link_identity() -> Derivation:
    a, b = component(Tensor("z", ("K",))), component(Tensor("t", ("K",)))
    h, g = indices("h:K g:K")
    return (
        begin("Canonical link: identity with squared error", Partial(HALF * Sum(h, (a(h) - b(h)) ** 2), a(g)))
        .then(HALF * Sum(h, Partial((a(h) - b(h)) ** 2, a(g))), "differentiate under the sum")
        .then(HALF * Sum(h, 2 * (a(h) - b(h)) * Delta(h, g)), "chain rule")
        .then(a(g) - b(g), "contract the Kronecker delta")
    )


def canonical_link_sigmoid() -> Derivation:
    return (
        begin("Canonical link: sigmoid with binary cross-entropy", Partial(BINARY, x))
        .then(Partial(generic("softplus", x) - t * x, x), "recognise the logit form", "bce_logits")
        .then(Partial(generic("softplus", x), x) - t, "derivative of the canonical link", "canonical_link")
        .then(generic("sigmoid", x) - t, "derivative of the softplus", "softplus")
    )


def canonical_link_softmax() -> Derivation:
    return (
        begin("Canonical link: softmax with cross-entropy", Partial(CROSS_ENTROPY, z(j)), (SOFTMAX,))
        .then(Partial(log(Z) - Sum(k, y(k) * z(k)), z(j)), "recognise the logit form", "cross_entropy_logits")
        .then(Partial(log(Z), z(j)) - y(j), "differentiate")
        .then(s(j) - y(j), "derivative of log-sum-exp", "log_sum_exp")
    )


def of_canonical_link() -> Derivation:
    """Any link: f'' is 1 for squared error, sigma (1 - sigma) for binary cross-entropy."""
    loss = Sum(n, generic("f", LOGIT) - target(n) * LOGIT)
    return (
        begin("Hessian of a linear model with its canonical link", Partial(Partial(loss, w(d)), w(e)))
        .then(Partial(Sum(n, (generic("f'", LOGIT) - target(n)) * X(n, d)), w(e)), "chain rule")
        .then(Sum(n, Partial(generic("f'", LOGIT), w(e)) * X(n, d)), "differentiate under the sum")
        .then(Sum(n, generic("f''", LOGIT) * X(n, e) * X(n, d)), "chain rule")
    )


def residuals() -> Derivation:
    """With the best bias the residuals have mean 0, whatever the weights."""
    bias = Tensor("b")
    best = Definition(bias, (), 1 / Dim("N") * Sum(n, target(n) - LOGIT))
    mean = 1 / Dim("N") * Sum(n, target(n) - LOGIT - Component(bias))
    return (
        begin("With the best bias the residuals have mean 0", mean, (best,))
        .then(
            1 / Dim("N") * Sum(n, target(n) - LOGIT) - 1 / Dim("N") * Sum(n, Component(bias)), "split the sum"
        )
        .then(1 / Dim("N") * Sum(n, target(n) - LOGIT) - Component(bias), "sum of equal terms")
        .then(lift(0), "substitute the best bias")
    )


def best_bias() -> Derivation:
    """The derivative by the bias is -2 times the mean residual: at its zero the residuals have mean 0."""
    b = Component(Tensor("b"))
    loss = 1 / Dim("N") * Sum(n, (target(n) - LOGIT - b) ** 2)
    return (
        begin("Derivative of the mean squared error with respect to the bias", Partial(loss, b))
        .then(1 / Dim("N") * Sum(n, Partial((target(n) - LOGIT - b) ** 2, b)), "differentiate under the sum")
        .then(1 / Dim("N") * Sum(n, 2 * (target(n) - LOGIT - b) * lift(-1)), "chain rule")
        .then(-2 / Dim("N") * Sum(n, target(n) - LOGIT - b), "constant out of the sum")
    )


TOPIC = "losses"

RESULTS: tuple[Result, ...] = (
    Result("canonical_link", "Gradient of a loss with its canonical link", TOPIC, canonical_link),
    Result(
        "canonical_link_identity",
        "Canonical link: identity with squared error",
        TOPIC,
        canonical_link_identity,
    ),
    Result(
        "canonical_link_sigmoid",
        "Canonical link: sigmoid with binary cross-entropy",
        TOPIC,
        canonical_link_sigmoid,
    ),
    Result(
        "canonical_link_softmax", "Canonical link: softmax with cross-entropy", TOPIC, canonical_link_softmax
    ),
    Result(
        "hessian_canonical_link",
        "Hessian of a linear model with its canonical link",
        TOPIC,
        of_canonical_link,
    ),
    Result(
        "bias_gradient",
        "Derivative of the mean squared error with respect to the bias",
        TOPIC,
        best_bias,
    ),
    Result("residual_mean", "With the best bias the residuals have mean 0", TOPIC, residuals),
)
