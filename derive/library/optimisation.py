"""Losses as sums over examples, mini-batches of them, and two small losses that exercises on optimisation are about.

Mini-batches are treated for one weight: g_i is the derivative of the loss of example i. A batch of B of the N examples
is drawn without replacement: each example, and each pair of different ones, is equally likely at each place.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Definition, Dim, Partial, Sum, component, lift, total
from . import Result

i, j, n, m = indices("i:N j:N n:N m:N")
B, N = Dim("B"), Dim("N")
g, x, y = (component(Tensor(name, ("N",))) for name in ("g", "x", "y"))
w = Component(Tensor("w"))
DEVIATION = Tensor("a", ("N",))
a = component(DEVIATION)
AROUND_MEAN = Definition(DEVIATION, (i,), g(i) - Sum(j, g(j)) / N)
SQUARES = Sum(i, a(i) ** 2)


def full_gradient() -> Derivation:
    """The derivative of a sum is the sum of the derivatives: no example is divided by N."""
    return (
        begin("The full gradient is a sum over examples", Partial(Sum(n, (w * x(n) - y(n)) ** 2), w))
        .then(Sum(n, Partial((w * x(n) - y(n)) ** 2, w)), "sum rule")
        .then(Sum(n, 2 * (w * x(n) - y(n)) * x(n)), "chain rule")
    )


def one_example() -> Derivation:
    """The expectation over an example drawn at random is the mean over all."""
    return (
        begin("N times the gradient of a random example is unbiased", 1 / N * Sum(i, N * g(i)))
        .then(1 / N * (N * Sum(i, g(i))), "constant out of the sum")
        .then(Sum(i, g(i)), "cancel")
    )


def batch_mean_variance() -> Derivation:
    """The square of the mean deviation: B squares, and B (B - 1) products of two different deviations."""
    products = total([i, j], a(i) * a(j))
    return (
        begin(
            "Variance of the mean of a mini-batch",
            1 / B**2 * (B / N * SQUARES + B * (B - 1) / (N * (N - 1)) * (products - SQUARES)),
            (AROUND_MEAN,),
        )
        .then(
            1 / B**2 * (B / N * SQUARES + B * (B - 1) / (N * (N - 1)) * (Sum(i, a(i)) ** 2 - SQUARES)),
            "product of sums",
        )
        .then(
            1 / B**2 * (B / N * SQUARES - B * (B - 1) / (N * (N - 1)) * SQUARES),
            "the deviations sum to 0",
            "batch_deviations",
        )
        .then(1 / N * SQUARES * (1 / B) * (1 - (B - 1) / (N - 1)), "factor out")
        .then(1 / N * SQUARES * (1 / B) * ((N - B) / (N - 1)), "common denominator")
    )


w1 = Component(Tensor("w_1"))
w2 = Component(Tensor("w_2", (), POSITIVE_REAL))


def scaled_least_squares() -> Derivation:
    """The best first weight of w_2 w_1 x, where nothing cuts off: the slope of the loss is 0 there."""
    best = Sum(n, x(n) * y(n)) / (w2 * Sum(m, x(m) ** 2))
    return (
        begin(
            "Where the slope of a scaled linear fit is 0",
            2 / N * Sum(n, (w2 * w1 * x(n) - y(n)) * (w2 * x(n))),
            (Definition(w1.tensor, (), best),),
        )
        .then(2 * w2 / N * (w2 * w1 * Sum(n, x(n) ** 2) - Sum(n, x(n) * y(n))), "split the sum")
        .then(2 * w2 / N * (Sum(n, x(n) * y(n)) - Sum(n, x(n) * y(n))), "substitute")
        .then(lift(0), "cancel")
    )


u, v, c = (Component(Tensor(name)) for name in ("u", "v", "c"))
decay = Component(Tensor("lambda", (), POSITIVE_REAL))


def product_of_weights() -> Derivation:
    """The mixed second derivative of the smallest deep linear network; with u = v = 0 it is what makes a saddle."""
    loss = (u * v - c) ** 2 + decay * (u**2 + v**2)
    return (
        begin("Mixed second derivative of a product of two weights", Partial(Partial(loss, u), v))
        .then(Partial(2 * (u * v - c) * v + 2 * decay * u, v), "chain rule")
        .then(2 * u * v + 2 * (u * v - c), "product rule")
        .then(4 * u * v - 2 * c, "collect terms")
    )


TOPIC = "optimisers"

RESULTS: tuple[Result, ...] = (
    Result("full_gradient", "The full gradient is a sum over examples", TOPIC, full_gradient),
    Result("sgd_unbiased", "N times the gradient of a random example is unbiased", TOPIC, one_example),
    Result("minibatch_variance", "Variance of the mean of a mini-batch", TOPIC, batch_mean_variance),
    Result(
        "scaled_least_squares", "Where the slope of a scaled linear fit is 0", TOPIC, scaled_least_squares
    ),
    Result(
        "critical_product",
        "Mixed second derivative of a product of two weights",
        TOPIC,
        product_of_weights,
    ),
)
