"""Losses: cross-entropy with softmax and with a sigmoid, squared error, and what they are before any training.

Targets y over C classes are real numbers that sum to 1: one-hot, smoothed or any distribution. A label t is an index.
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import UNIT_INTERVAL, Tensor, sums_to_one
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
    total,
)
from . import Result

i, j, k, m, label = indices("i:C j:C k:C m:C t:C")
S = Tensor("s", ("C",))
z, s, y = component(Tensor("z", ("C",))), component(S), component(Tensor("y", ("C",), sums_to_one()))
c = Component(Tensor("c"))

Z = Sum(m, exp(z(m)))  # the normaliser of softmax
SOFTMAX = Definition(S, (i,), exp(z(i)) / Z)
CROSS_ENTROPY = -Sum(k, y(k) * log(s(k)))


def softmax_slope(a: Index, b: Index) -> Term:
    return s(a) * (Delta(a, b) - s(b))


# ------------------------------------------------------------------------------------- cross-entropy with softmax


def cross_entropy_logits() -> Derivation:
    return (
        begin("Cross-entropy in log-sum-exp form", CROSS_ENTROPY, (SOFTMAX,))
        .then(-Sum(k, y(k) * log(exp(z(k)) / Z)), "definition")
        .then(-Sum(k, y(k) * (z(k) - log(Z))), "log of a quotient")
        .then(-Sum(k, y(k) * z(k)) + log(Z) * Sum(k, y(k)), "distribute")
        .then(log(Z) - Sum(k, y(k) * z(k)), "sum to one")
    )


def cross_entropy_gradient() -> Derivation:
    return (
        begin("Gradient of softmax with cross-entropy", Partial(CROSS_ENTROPY, z(j)), (SOFTMAX,))
        .then(-Sum(k, y(k) * (1 / s(k)) * Partial(s(k), z(j))), "chain rule")
        .then(-Sum(k, y(k) * (1 / s(k)) * softmax_slope(k, j)), "derivative of softmax", "softmax_jacobian")
        .then(-Sum(k, y(k) * (Delta(k, j) - s(j))), "cancel")
        .then(-y(j) + s(j) * Sum(k, y(k)), "contract the Kronecker delta")
        .then(s(j) - y(j), "sum to one")
    )


def negative_log_likelihood() -> Derivation:
    return (
        begin("Loss of a label in log-sum-exp form", -log(s(label)), (SOFTMAX,))
        .then(-log(exp(z(label)) / Z), "definition")
        .then(-(log(exp(z(label))) - log(Z)), "log of a quotient")
        .then(log(Z) - z(label), "log of an exponential")
    )


def label_gradient() -> Derivation:
    return (
        begin("Gradient of the loss of a label", Partial(-log(s(label)), z(j)), (SOFTMAX,))
        .then(-(1 / s(label)) * Partial(s(label), z(j)), "chain rule")
        .then(-(1 / s(label)) * softmax_slope(label, j), "derivative of softmax", "softmax_jacobian")
        .then(-(Delta(label, j) - s(j)), "cancel")
        .then(s(j) - Delta(j, label), "rearrange")
    )


def log_sum_exp_shift() -> Derivation:
    return (
        begin("Log-sum-exp with shifted logits", log(Z))
        .then(log(Sum(m, exp(c) * exp(z(m) - c))), "exponential of a sum")
        .then(log(exp(c) * Sum(m, exp(z(m) - c))), "constant out of the sum")
        .then(log(exp(c)) + log(Sum(m, exp(z(m) - c))), "log of a product")
        .then(c + log(Sum(m, exp(z(m) - c))), "log of an exponential")
    )


def batch_gradient() -> Derivation:
    n, b = indices("n:N b:N")
    P = Tensor("S", ("N", "C"))
    z, s = component(Tensor("Z", ("N", "C"))), component(P)
    y = component(Tensor("Y", ("N", "C"), sums_to_one(axis=1)))
    softmax = Definition(P, (n, i), exp(z(n, i)) / Sum(m, exp(z(n, m))))
    slope = Delta(b, n) * s(b, k) * (Delta(k, j) - s(b, j))
    loss = -(1 / Dim("N")) * total([b, k], y(b, k) * log(s(b, k)))
    return (
        begin("Gradient of the mean cross-entropy of a batch", Partial(loss, z(n, j)), (softmax,))
        .then(
            -(1 / Dim("N")) * total([b, k], y(b, k) * (1 / s(b, k)) * Partial(s(b, k), z(n, j))), "chain rule"
        )
        .then(
            -(1 / Dim("N")) * total([b, k], y(b, k) * (1 / s(b, k)) * slope),
            "derivative of softmax",
            "softmax_jacobian",
        )
        .then(-(1 / Dim("N")) * Sum(k, y(n, k) * (Delta(k, j) - s(n, j))), "contract the Kronecker delta")
        .then(-(1 / Dim("N")) * (y(n, j) - s(n, j) * Sum(k, y(n, k))), "contract the Kronecker delta")
        .then((s(n, j) - y(n, j)) / Dim("N"), "sum to one")
    )


# ----------------------------------------------------------------------------------- binary cross-entropy: sigmoid

x, t = Component(Tensor("x")), Component(Tensor("t"))
p = Component(Tensor("p", (), UNIT_INTERVAL))


def call(name: str, argument: Term) -> Term:
    return Apply(name, (argument,))


sigma = call("sigmoid", x)


def binary(of: Term) -> Term:
    """-(t log p + (1 - t) log(1 - p))."""
    return -(t * log(of) + (1 - t) * log(1 - of))


def binary_logits() -> Derivation:
    return (
        begin("Binary cross-entropy from the logit", binary(sigma))
        .then(-(t * log(1 / (1 + exp(-x))) + (1 - t) * log(exp(-x) / (1 + exp(-x)))), "definition")
        .then(t * log(1 + exp(-x)) + (1 - t) * (x + log(1 + exp(-x))), "log of a quotient")
        .then(x + log(1 + exp(-x)) - t * x, "collect terms")
        .then(log(exp(x) * (1 + exp(-x))) - t * x, "log of a product")
        .then(log(exp(x) + 1) - t * x, "distribute")
        .then(call("softplus", x) - t * x, "recognise the softplus")
    )


def binary_gradient() -> Derivation:
    slope = sigma * (1 - sigma)
    return (
        begin("Gradient of sigmoid with binary cross-entropy", Partial(binary(sigma), x))
        .then(
            -(t * (1 / sigma) * Partial(sigma, x) - (1 - t) * (1 / (1 - sigma)) * Partial(sigma, x)),
            "chain rule",
        )
        .then(
            -(t * (1 / sigma) * slope - (1 - t) * (1 / (1 - sigma)) * slope),
            "derivative of the sigmoid",
            "sigmoid",
        )
        .then(-(t * (1 - sigma) - (1 - t) * sigma), "cancel")
        .then(-(t - sigma), "collect terms")
        .then(sigma - t, "rearrange")
    )


def binary_gradient_from_logits() -> Derivation:
    return (
        begin("Gradient of sigmoid with binary cross-entropy, from the logit form", Partial(binary(sigma), x))
        .then(Partial(call("softplus", x) - t * x, x), "recognise the logit form", "bce_logits")
        .then(Partial(call("softplus", x), x) - Partial(t * x, x), "sum rule")
        .then(sigma - t, "derivative of the softplus", "softplus")
    )


def binary_probability_gradient() -> Derivation:
    return (
        begin("Derivative of binary cross-entropy with respect to the probability", Partial(binary(p), p))
        .then(-(t * Partial(log(p), p) + (1 - t) * Partial(log(1 - p), p)), "sum rule")
        .then(-(t / p - (1 - t) / (1 - p)), "differentiate the logarithm")
        .then(-((t * (1 - p) - (1 - t) * p) / (p * (1 - p))), "common denominator")
        .then((p - t) / (p * (1 - p)), "collect terms")
    )


def binary_stable() -> Derivation:
    """No exponential here grows beyond 1."""
    stable = log(1 + exp(-call("abs", x)))
    return (
        begin("Binary cross-entropy without overflow", binary(sigma))
        .then(call("softplus", x) - t * x, "recognise the logit form", "bce_logits")
        .then(log(1 + exp(x)) - t * x, "definition")
        .then(call("relu", x) - t * x + stable, "case distinction")
    )


# -------------------------------------------------------------------------------------------------- squared error


def mean_squared_error() -> Derivation:
    n, b = indices("n:N b:N")
    f, t = component(Tensor("f", ("N",))), component(Tensor("t", ("N",)))
    mean = 1 / Dim("N")
    return (
        begin("Gradient of the mean squared error", Partial(mean * Sum(b, (f(b) - t(b)) ** 2), f(n)))
        .then(mean * Sum(b, Partial((f(b) - t(b)) ** 2, f(n))), "differentiate under the sum")
        .then(mean * Sum(b, 2 * (f(b) - t(b)) * Delta(b, n)), "chain rule")
        .then(2 / Dim("N") * (f(n) - t(n)), "contract the Kronecker delta")
    )


# ---------------------------------------------------------------------------------------------- before any training

EQUAL = Definition(Tensor("z", ("C",)), (i,), c)  # the logits that an untrained network has on average


def initial_loss() -> Derivation:
    equal = Sum(m, exp(c))
    return (
        begin("Cross-entropy at equal logits", CROSS_ENTROPY, (EQUAL, SOFTMAX))
        .then(-Sum(k, y(k) * log(exp(c) / equal)), "equal logits")
        .then(-Sum(k, y(k) * log(exp(c) / (Dim("C") * exp(c)))), "sum of equal terms")
        .then(-Sum(k, y(k) * log(1 / Dim("C"))), "cancel")
        .then(log(Dim("C")) * Sum(k, y(k)), "log of a quotient")
        .then(log(Dim("C")), "sum to one")
    )


def initial_binary_loss() -> Derivation:
    half = lift(Fraction(1, 2))
    at_0 = Definition(x.tensor, (), lift(0))
    return (
        begin("Binary cross-entropy at logit 0", binary(sigma), (at_0,))
        .then(-(t * log(half) + (1 - t) * log(1 - half)), "substitute")
        .then(-log(half), "collect terms")
        .then(log(lift(2)), "log of a quotient")
    )


TOPIC = "losses"

RESULTS: tuple[Result, ...] = (
    Result("cross_entropy_logits", "Cross-entropy in log-sum-exp form", TOPIC, cross_entropy_logits),
    Result("cross_entropy_gradient", "Gradient of softmax with cross-entropy", TOPIC, cross_entropy_gradient),
    Result("nll_logits", "Loss of a label in log-sum-exp form", TOPIC, negative_log_likelihood),
    Result("nll_gradient", "Gradient of the loss of a label", TOPIC, label_gradient),
    Result("log_sum_exp_shift", "Log-sum-exp with shifted logits", TOPIC, log_sum_exp_shift),
    Result(
        "cross_entropy_batch_gradient", "Gradient of the mean cross-entropy of a batch", TOPIC, batch_gradient
    ),
    Result("bce_logits", "Binary cross-entropy from the logit", TOPIC, binary_logits),
    Result("bce_gradient", "Gradient of sigmoid with binary cross-entropy", TOPIC, binary_gradient),
    Result(
        "bce_gradient_from_logits",
        "Gradient of sigmoid with binary cross-entropy, from the logit form",
        TOPIC,
        binary_gradient_from_logits,
    ),
    Result(
        "bce_probability_gradient",
        "Derivative of binary cross-entropy with respect to the probability",
        TOPIC,
        binary_probability_gradient,
    ),
    Result("bce_stable", "Binary cross-entropy without overflow", TOPIC, binary_stable),
    Result("mse_gradient", "Gradient of the mean squared error", TOPIC, mean_squared_error),
    Result("initial_loss", "Cross-entropy at equal logits", TOPIC, initial_loss),
    Result("initial_loss_binary", "Binary cross-entropy at logit 0", TOPIC, initial_binary_loss),
)
