"""More losses: losses of residuals, Huber, hinge, divergence, smoothed labels, focal loss, and where losses come from.

The derivatives of losses with kinks say nothing at the kinks. The logarithm of the likelihood of independent examples
is the sum of their log-densities: a likelihood enters here as that sum. p^t is written exp(t log p).
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import POSITIVE_REAL, UNIT_INTERVAL, Tensor, simplex
from ..terms.terms import (
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Maximum,
    Partial,
    Sum,
    Term,
    Winner,
    component,
    exp,
    lift,
    log,
)
from . import Result

n, m = indices("n:N m:N")
i, j, k, r = indices("i:C j:C k:C r:C")
label = indices("t:C")[0]
x, t, f = (Component(Tensor(name)) for name in ("x", "t", "y"))
z, s = component(Tensor("z", ("C",))), component(Tensor("s", ("C",)))
HALF = Fraction(1, 2)
mean = 1 / Dim("N")
Z = Sum(r, exp(z(r)))
SOFTMAX = Definition(Tensor("s", ("C",)), (i,), exp(z(i)) / Z)


def call(name: str, *arguments: Term) -> Term:
    return Apply(name, arguments)


def step(of: Term) -> Term:
    return call("step", of)


# ------------------------------------------------------------------------------------------------- losses of residuals

Y, T = component(Tensor("y", ("N",))), component(Tensor("t", ("N",)))


def residual_loss() -> Derivation:
    """Any loss f of the residual: squared, absolute (away from 0), Huber."""

    def f(at: Index) -> Term:
        return call("f", Y(at) - T(at))

    return (
        begin("Gradient of the mean of a loss of the residuals", Partial(mean * Sum(m, f(m)), Y(n)))
        .then(mean * Sum(m, Partial(f(m), Y(n))), "differentiate under the sum")
        .then(mean * Sum(m, call("f'", Y(m) - T(m)) * Delta(m, n)), "chain rule")
        .then(mean * call("f'", Y(n) - T(n)), "contract the Kronecker delta")
    )


def huber_of(u: Term) -> Term:
    """With the threshold 1."""
    return Cases(u, (Fraction(-1), Fraction(1)), (-u - HALF, u**2 / 2, u - HALF))


def huber_error() -> Derivation:
    places = (Fraction(-1), Fraction(1))
    pieces = (-x - HALF, x**2 / 2, x - HALF)
    return (
        begin("Derivative of the Huber loss with threshold 1", Partial(huber_of(x), x))
        .then(
            Cases(x, places, tuple(Partial(piece, x) for piece in pieces), open=True),
            "differentiate each piece",
        )
        .then(Cases(x, places, (lift(-1), x, lift(1)), open=True), "differentiate")
    )


# --------------------------------------------------------------------------------------------------------- hinge losses


def hinge() -> Derivation:
    """The label t is -1 or 1."""
    return (
        begin("Derivative of the hinge loss", Partial(call("relu", 1 - t * x), x))
        .then(step(1 - t * x) * Partial(1 - t * x, x), "chain rule")
        .then(step(1 - t * x) * -t, "differentiate")
        .then(-t * step(1 - t * x), "rearrange")
    )


def multiclass_hinge() -> Derivation:
    def margin(at: Index) -> Term:
        return 1 + z(at) - z(label)

    start = Partial(Sum(i, (1 - Delta(i, label)) * call("relu", margin(i))), z(j))
    others = Sum(i, (1 - Delta(i, label)) * step(margin(i)))
    return (
        begin("Gradient of the multiclass hinge loss", start)
        .then(Sum(i, (1 - Delta(i, label)) * (step(margin(i)) * Partial(margin(i), z(j)))), "chain rule")
        .then(
            Sum(i, (1 - Delta(i, label)) * (step(margin(i)) * (Delta(i, j) - Delta(label, j)))),
            "differentiate",
        )
        .then(
            (1 - Delta(j, label)) * step(margin(j)) - Delta(label, j) * others, "contract the Kronecker delta"
        )
    )


def multiclass_margin() -> Derivation:
    """Only the class that violates the margin most counts; for the right class the margin is 0."""
    score = z(i) + 1 - Delta(i, label)
    wins = Winner(r, z(r) - Delta(r, label), i)  # a constant does not move the winner
    return (
        begin("Gradient of the hinge loss of the worst class", Partial(Maximum(i, score) - z(label), z(j)))
        .then(Partial(Maximum(i, score), z(j)) - Delta(label, j), "differentiate")
        .then(Sum(i, wins * Delta(i, j)) - Delta(label, j), "only the winner moves the maximum")
        .then(Winner(r, z(r) - Delta(r, label), j) - Delta(label, j), "contract the Kronecker delta")
    )


# ---------------------------------------------------------------------------------------------- between distributions

target = component(Tensor("y", ("C",), simplex()))
q = component(Tensor("q", ("C",), simplex()))
DIVERGENCE = Sum(k, target(k) * log(target(k) / s(k)))


def divergence() -> Derivation:
    return (
        begin(
            "The divergence is the cross-entropy minus the entropy",
            Sum(k, target(k) * log(target(k) / q(k))),
        )
        .then(Sum(k, target(k) * (log(target(k)) - log(q(k)))), "log of a quotient")
        .then(-Sum(k, target(k) * log(q(k))) - -Sum(k, target(k) * log(target(k))), "split the sum")
    )


def divergence_gradient() -> Derivation:
    slope = s(k) * (Delta(k, j) - s(j))
    return (
        begin("Gradient of the divergence with softmax", Partial(DIVERGENCE, z(j)), (SOFTMAX,))
        .then(-Sum(k, target(k) * Partial(log(s(k)), z(j))), "log of a quotient")
        .then(-Sum(k, target(k) * (1 / s(k) * slope)), "derivative of softmax", "softmax_jacobian")
        .then(-Sum(k, target(k) * (Delta(k, j) - s(j))), "cancel")
        .then(-target(j) + s(j) * Sum(k, target(k)), "contract the Kronecker delta")
        .then(s(j) - target(j), "sum to one")
    )


alpha = Component(Tensor("alpha"))  # how much of the label is spread over all classes


def smoothed_label(at: Index) -> Term:
    return (1 - alpha) * Delta(at, label) + alpha / Dim("C")


def label_smoothing() -> Derivation:
    loss = -Sum(k, smoothed_label(k) * log(s(k)))
    return (
        begin("Gradient of cross-entropy with a smoothed label", Partial(loss, z(j)), (SOFTMAX,))
        .then(
            -Sum(k, smoothed_label(k) * (Delta(k, j) - s(j))), "derivative of the log-softmax", "log_softmax"
        )
        .then(-smoothed_label(j) + s(j) * Sum(k, smoothed_label(k)), "contract the Kronecker delta")
        .then(-smoothed_label(j) + s(j) * (1 - alpha + alpha), "sum over a delta")
        .then(s(j) - smoothed_label(j), "collect terms")
    )


def focal() -> Derivation:
    p = call("sigmoid", x)
    slope = p * (1 - p)
    return (
        begin("Derivative of the focal loss with exponent 2", Partial(-((1 - p) ** 2) * log(p), x))
        .then(-(Partial((1 - p) ** 2, x) * log(p) + (1 - p) ** 2 * Partial(log(p), x)), "product rule")
        .then(-(-2 * (1 - p) * Partial(p, x) * log(p) + (1 - p) ** 2 * (Partial(p, x) / p)), "chain rule")
        .then(
            -(-2 * (1 - p) * slope * log(p) + (1 - p) ** 2 * (slope / p)),
            "derivative of the sigmoid",
            "sigmoid",
        )
        .then(2 * p * (1 - p) ** 2 * log(p) - (1 - p) ** 3, "cancel")
        .then((1 - p) ** 2 * (2 * p * log(p) + p - 1), "factor out")
    )


# ------------------------------------------------------------------------------------------- from likelihoods to losses

variance = Component(Tensor("v", (), POSITIVE_REAL))


def gaussian() -> Derivation:
    square = (T(n) - Y(n)) ** 2
    below = (2 * Constant("pi") * variance) ** HALF
    return (
        begin(
            "Gaussian noise: the negative log-likelihood is a squared error",
            -Sum(n, log(exp(-square / (2 * variance)) / below)),
        )
        .then(-Sum(n, log(exp(-square / (2 * variance))) - log(below)), "log of a quotient")
        .then(
            -Sum(n, -square / (2 * variance) - log(2 * Constant("pi") * variance) / 2),
            "log of an exponential",
        )
        .then(
            Sum(n, square) / (2 * variance) + Dim("N") / 2 * log(2 * Constant("pi") * variance),
            "sum of equal terms",
        )
    )


def bernoulli() -> Derivation:
    p = component(Tensor("p", ("N",), UNIT_INTERVAL))
    likelihood = exp(T(n) * log(p(n))) * exp((1 - T(n)) * log(1 - p(n)))
    return (
        begin(
            "Bernoulli labels: the negative log-likelihood is the binary cross-entropy",
            -Sum(n, log(likelihood)),
        )
        .then(-Sum(n, log(exp(T(n) * log(p(n)) + (1 - T(n)) * log(1 - p(n))))), "exponential of a sum")
        .then(-Sum(n, T(n) * log(p(n)) + (1 - T(n)) * log(1 - p(n))), "log of an exponential")
    )


def categorical() -> Derivation:
    labels = component(Tensor("Y", ("N", "C")))
    p = component(Tensor("P", ("N", "C"), simplex(axis=1)))
    return (
        begin(
            "Categorical labels: the negative log-likelihood is the cross-entropy",
            -Sum(n, log(exp(Sum(k, labels(n, k) * log(p(n, k)))))),
        )
        .then(-Sum(n, Sum(k, labels(n, k) * log(p(n, k)))), "log of an exponential")
        .then(-Sum(k, Sum(n, labels(n, k) * log(p(n, k)))), "exchange the sums")
    )


TOPIC = "losses"

RESULTS: tuple[Result, ...] = (
    Result("residual_loss", "Gradient of the mean of a loss of the residuals", TOPIC, residual_loss),
    Result("huber", "Derivative of the Huber loss with threshold 1", TOPIC, huber_error),
    Result("hinge", "Derivative of the hinge loss", TOPIC, hinge),
    Result("multiclass_hinge", "Gradient of the multiclass hinge loss", TOPIC, multiclass_hinge),
    Result("multiclass_margin", "Gradient of the hinge loss of the worst class", TOPIC, multiclass_margin),
    Result("divergence", "The divergence is the cross-entropy minus the entropy", TOPIC, divergence),
    Result("divergence_gradient", "Gradient of the divergence with softmax", TOPIC, divergence_gradient),
    Result("label_smoothing", "Gradient of cross-entropy with a smoothed label", TOPIC, label_smoothing),
    Result("focal_loss", "Derivative of the focal loss with exponent 2", TOPIC, focal),
    Result(
        "likelihood_gaussian",
        "Gaussian noise: the negative log-likelihood is a squared error",
        TOPIC,
        gaussian,
    ),
    Result(
        "likelihood_bernoulli",
        "Bernoulli labels: the negative log-likelihood is the binary cross-entropy",
        TOPIC,
        bernoulli,
    ),
    Result(
        "likelihood_categorical",
        "Categorical labels: the negative log-likelihood is the cross-entropy",
        TOPIC,
        categorical,
    ),
)
