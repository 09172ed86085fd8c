"""What losses do: which constant is best, what a single label leaves of a sum, how targets that do not sum to 1 change
it, how a squared error bends behind a sigmoid, and what the likelihood says of its own parameters.

Derivatives of absolute values say nothing where a residual is 0. Elsewhere 2 1[u > 0] - 1 is the sign of u.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import (
    Apply,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Partial,
    Sum,
    Term,
    component,
    exp,
    log,
)
from . import Result

n, m = indices("n:N m:N")
i, j, k, r = indices("i:C j:C k:C r:C")
label = indices("t:C")[0]
y, t = component(Tensor("y", ("N",))), component(Tensor("t", ("N",)))
c, x, target = Component(Tensor("c")), Component(Tensor("x")), Component(Tensor("t"))
mean = 1 / Dim("N")

z, weight = component(Tensor("z", ("C",))), component(Tensor("y", ("C",)))
S = Tensor("s", ("C",))
s = component(S)
q = component(Tensor("q", ("C",), POSITIVE_REAL))
Z = Sum(r, exp(z(r)))
SOFTMAX = Definition(S, (i,), exp(z(i)) / Z)


def absolute(of: Term) -> Term:
    return Apply("abs", (of,))


def sign(of: Term) -> Term:
    """1 above 0, -1 below."""
    return 2 * Apply("step", (of,)) - 1


# ------------------------------------------------------------------------------ absolute errors, best constants


def mae_gradient() -> Derivation:
    def residual(at: Index) -> Term:
        return y(at) - t(at)

    loss = mean * Sum(m, absolute(residual(m)))
    return (
        begin("Gradient of the mean absolute error", Partial(loss, y(n)))
        .then(mean * Sum(m, Partial(absolute(residual(m)), y(n))), "differentiate under the sum")
        .then(mean * Sum(m, sign(residual(m)) * Delta(m, n)), "chain rule")
        .then(mean * sign(residual(n)), "contract the Kronecker delta")
    )


def squared_distance() -> Derivation:
    """What does not depend on c is the variance; the rest is smallest, namely 0, where c is the mean."""
    average = Tensor("a")
    a = Component(average)
    definition = Definition(average, (), mean * Sum(n, y(n)))
    return (
        begin("Mean squared distance to a constant", mean * Sum(n, (y(n) - c) ** 2), (definition,))
        .then(mean * Sum(n, ((y(n) - a) + (a - c)) ** 2), "add and subtract the mean")
        .then(
            mean * Sum(n, (y(n) - a) ** 2)
            + 2 * (a - c) * (mean * Sum(n, y(n) - a))
            + mean * Sum(n, (a - c) ** 2),
            "distribute",
        )
        .then(mean * Sum(n, (y(n) - a) ** 2) + mean * Sum(n, (a - c) ** 2), "the deviations sum to 0")
        .then(mean * Sum(n, (y(n) - a) ** 2) + (a - c) ** 2, "sum of equal terms")
    )


def absolute_distance_slope() -> Derivation:
    """Away from the data: where half of the numbers are above c it is 0."""
    return (
        begin("Slope of the mean absolute distance", Partial(mean * Sum(n, absolute(y(n) - c)), c))
        .then(mean * Sum(n, Partial(absolute(y(n) - c), c)), "differentiate under the sum")
        .then(mean * Sum(n, -sign(y(n) - c)), "chain rule")
        .then(1 - 2 / Dim("N") * Sum(n, Apply("step", (y(n) - c,))), "sum of equal terms")
    )


# ------------------------------------------------------------------------------ cross-entropy of a target


def one_hot_loss() -> Derivation:
    return (
        begin("Cross-entropy of a label", -Sum(k, Delta(k, label) * log(q(k))))
        .then(-log(q(label)), "contract the Kronecker delta")
    )  # fmt: skip


def probability_slope() -> Derivation:
    """Each q_j moves for itself: nothing is said here of how a softmax moves the others with it."""
    return (
        begin("Cross-entropy by the probabilities", Partial(-Sum(k, weight(k) * log(q(k))), q(j)))
        .then(-Sum(k, weight(k) * Partial(log(q(k)), q(j))), "differentiate under the sum")
        .then(-Sum(k, weight(k) / q(k) * Delta(k, j)), "differentiate the logarithm")
        .then(-weight(j) / q(j), "contract the Kronecker delta")
    )


WEIGHTED = -Sum(k, weight(k) * log(s(k)))


def any_target() -> Derivation:
    return (
        begin("Cross-entropy with any target", WEIGHTED, (SOFTMAX,))
        .then(-Sum(k, weight(k) * log(exp(z(k)) / Z)), "definition")
        .then(-Sum(k, weight(k) * (z(k) - log(Z))), "log of a quotient")
        .then(-Sum(k, weight(k) * z(k)) + Sum(k, weight(k)) * log(Z), "distribute")
    )


def any_target_gradient() -> Derivation:
    return (
        begin("Gradient of cross-entropy with any target", Partial(WEIGHTED, z(j)), (SOFTMAX,))
        .then(
            Partial(-Sum(k, weight(k) * z(k)) + Sum(k, weight(k)) * log(Z), z(j)),
            "log-sum-exp form",
            "cross_entropy_any_target",
        )
        .then(-weight(j) + Sum(k, weight(k)) * Partial(log(Z), z(j)), "differentiate")
        .then(-weight(j) + Sum(k, weight(k)) * s(j), "derivative of log-sum-exp", "log_sum_exp")
    )


# ------------------------------------------------------------------------------ squared error, then a sigmoid

sigma = Apply("sigmoid", (x,))
slope = sigma * (1 - sigma)


def squared_sigmoid() -> Derivation:
    return (
        begin("Squared error behind a sigmoid", Partial((sigma - target) ** 2, x))
        .then(2 * (sigma - target) * Partial(sigma, x), "chain rule")
        .then(2 * (sigma - target) * slope, "derivative of the sigmoid", "sigmoid")
    )


def squared_sigmoid_curvature() -> Derivation:
    """Negative where the sigmoid is beyond 2/3: not convex."""
    return (
        begin("Curvature of a squared error behind a sigmoid, target 0", Partial(Partial(sigma**2, x), x))
        .then(Partial(2 * sigma * Partial(sigma, x), x), "chain rule")
        .then(Partial(2 * sigma * slope, x), "derivative of the sigmoid", "sigmoid")
        .then(Partial(2 * sigma**2 - 2 * sigma**3, x), "distribute")
        .then((4 * sigma - 6 * sigma**2) * Partial(sigma, x), "chain rule")
        .then((4 * sigma - 6 * sigma**2) * slope, "derivative of the sigmoid", "sigmoid")
        .then(2 * sigma**2 * (1 - sigma) * (2 - 3 * sigma), "factor out")
    )


# ------------------------------------------------------------------------------ likelihoods

variance = Component(Tensor("v", (), POSITIVE_REAL))


def gaussian_variance() -> Derivation:
    """0 where v is the mean squared error, negative below and positive above."""
    squares = Sum(n, (t(n) - y(n)) ** 2)
    loss = squares / (2 * variance) + Dim("N") / 2 * log(2 * Constant("pi") * variance)
    return (
        begin("The Gaussian likelihood by its variance", Partial(loss, variance))
        .then(-squares / (2 * variance**2) + Dim("N") / (2 * variance), "differentiate")
        .then(Dim("N") / (2 * variance**2) * (variance - squares / Dim("N")), "factor out")
    )


# ------------------------------------------------------------------------------ before any training


def expected_power_sum() -> Derivation:
    """E exp(z) = exp(v / 2) for z normal with mean 0 and variance v: the right end of the bound on the initial loss."""
    return (
        begin("Logarithm of the expected sum of exponentials", log(Sum(k, exp(variance / 2))))
        .then(log(Dim("C") * exp(variance / 2)), "sum of equal terms")
        .then(log(Dim("C")) + log(exp(variance / 2)), "log of a product")
        .then(log(Dim("C")) + variance / 2, "log of an exponential")
    )


TOPIC = "losses"

RESULTS: tuple[Result, ...] = (
    Result("mae_gradient", "Gradient of the mean absolute error", TOPIC, mae_gradient),
    Result("squared_distance", "Mean squared distance to a constant", TOPIC, squared_distance),
    Result("absolute_distance_slope", "Slope of the mean absolute distance", TOPIC, absolute_distance_slope),
    Result("cross_entropy_label", "Cross-entropy of a label", TOPIC, one_hot_loss),
    Result("cross_entropy_probability_slope", "Cross-entropy by the probabilities", TOPIC, probability_slope),
    Result("cross_entropy_any_target", "Cross-entropy with any target", TOPIC, any_target),
    Result(
        "cross_entropy_any_target_gradient",
        "Gradient of cross-entropy with any target",
        TOPIC,
        any_target_gradient,
    ),
    Result("squared_sigmoid", "Squared error behind a sigmoid", TOPIC, squared_sigmoid),
    Result(
        "squared_sigmoid_curvature",
        "Curvature of a squared error behind a sigmoid, target 0",
        TOPIC,
        squared_sigmoid_curvature,
    ),
    Result("gaussian_variance", "The Gaussian likelihood by its variance", TOPIC, gaussian_variance),
    Result("expected_power_sum", "Logarithm of the expected sum of exponentials", TOPIC, expected_power_sum),
)
