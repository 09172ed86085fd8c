"""Second derivatives of the losses, and what their signs say: convexity by a certificate, and where it fails.

A loss is convex where the form v^T H v of its Hessian H is never negative. Logistic regression is treated for one
example: a sum of convex losses is convex.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import Bound, SameSign
from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import Tensor, simplex, sums_to_one
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

i, j, k, m = indices("i:C j:C k:C m:C")
S = Tensor("s", ("C",))
z, s, v = component(Tensor("z", ("C",))), component(S), component(Tensor("v", ("C",)))
y = component(Tensor("y", ("C",), sums_to_one()))
HALF, QUARTER = lift(Fraction(1, 2)), lift(Fraction(1, 4))

Z = Sum(m, exp(z(m)))
SOFTMAX = Definition(S, (i,), exp(z(i)) / Z)
CROSS_ENTROPY = -Sum(k, y(k) * log(s(k)))


def second(body: Term, a: Component, b: Component) -> Term:
    """The second derivative: first by a, then by b."""
    return Partial(Partial(body, a), b)


def slope_of_softmax(a: Index, b: Index) -> Term:
    return s(a) * (Delta(a, b) - s(b))


def form(entry: Term) -> Term:
    """v^T H v, where H_ij is the entry."""
    return total([i, j], v(i) * v(j) * entry)


# ------------------------------------------------------------------------------------- log-sum-exp, cross-entropy


def of_log_sum_exp() -> Derivation:
    return (
        begin("Hessian of log-sum-exp", second(log(Z), z(i), z(j)), (SOFTMAX,))
        .then(Partial(s(i), z(j)), "derivative of log-sum-exp", "log_sum_exp")
        .then(slope_of_softmax(i, j), "derivative of softmax", "softmax_jacobian")
        .then(s(i) * Delta(i, j) - s(i) * s(j), "distribute")
    )


def of_cross_entropy() -> Derivation:
    """The targets do not occur: every target gives the same curvature."""
    return (
        begin("Hessian of cross-entropy in the logits", second(CROSS_ENTROPY, z(i), z(j)), (SOFTMAX,))
        .then(Partial(s(i) - y(i), z(j)), "derivative of cross-entropy", "cross_entropy_gradient")
        .then(Partial(s(i), z(j)), "differentiate")
        .then(slope_of_softmax(i, j), "derivative of softmax", "softmax_jacobian")
        .then(s(i) * Delta(i, j) - s(i) * s(j), "distribute")
    )


def log_sum_exp_is_convex() -> Bound:
    start, mean = form(second(log(Z), z(i), z(j))), Sum(m, s(m) * v(m))
    chain = (
        begin("Log-sum-exp is convex: certificate", start, (SOFTMAX,))
        .then(form(slope_of_softmax(i, j)), "derivative of log-sum-exp", "hessian_log_sum_exp")
        .then(Sum(i, s(i) * v(i) ** 2) - Sum(i, s(i) * v(i)) ** 2, "contract the Kronecker delta")
        .then(Sum(i, s(i) * (v(i) - mean) ** 2), "complete the square")
    )
    return Bound("Log-sum-exp is convex", start, lift(0), chain)


def cross_entropy_is_convex() -> Bound:
    start = form(second(CROSS_ENTROPY, z(i), z(j)))
    chain = (
        begin("Cross-entropy is convex in the logits: certificate", start, (SOFTMAX,))
        .then(form(slope_of_softmax(i, j)), "derivative of cross-entropy", "hessian_cross_entropy")
        .then(Sum(i, s(i) * v(i) ** 2) - Sum(i, s(i) * v(i)) ** 2, "contract the Kronecker delta")
        .then(HALF * total([i, j], s(i) * s(j) * (v(i) - v(j)) ** 2), "sum over pairs")
    )
    return Bound("Cross-entropy is convex in the logits", start, lift(0), chain)


def jacobian_is_at_most_a_half() -> Bound:
    """Every eigenvalue of the Jacobian of softmax is at most 1/2, for any number of classes."""
    p = component(Tensor("s", ("C",), simplex()))
    upper = HALF * Sum(i, v(i) ** 2)
    lower = total([i, j], v(i) * v(j) * (p(i) * Delta(i, j) - p(i) * p(j)))
    pairs = total([i, j], p(i) * p(j) * (v(i) - v(j)) ** 2)
    others = total([i, j], p(i) * p(j) * (v(i) + v(j)) ** 2)
    between = total([i, j], (1 - Delta(i, j)) ** 2 * p(i) * p(j) * (v(i) + v(j)) ** 2)
    chain = (
        begin("The eigenvalues of the Jacobian of softmax: certificate", upper - lower)
        .then(upper - (Sum(i, p(i) * v(i) ** 2) - Sum(i, p(i) * v(i)) ** 2), "contract the Kronecker delta")
        .then(upper - HALF * pairs, "sum over pairs")
        .then(upper - 2 * Sum(i, p(i) * v(i) ** 2) + HALF * others, "square of a difference")
        .then(
            HALF * Sum(i, v(i) ** 2 * (1 - 4 * p(i) + 4 * p(i) ** 2)) + HALF * between,
            "leave out the diagonal",
        )
        .then(HALF * Sum(i, v(i) ** 2 * (1 - 2 * p(i)) ** 2) + HALF * between, "complete the square")
    )
    return Bound("No eigenvalue of the Jacobian of softmax is greater than 1/2", upper, lower, chain)


def a_half_is_attained() -> Derivation:
    """Two classes of probability 1/2 each, and v = (-1, 1) or (1, -1): J v = v / 2."""
    a, b, c = indices("a:2 b:2 c:2")

    def direction(of: Index) -> Term:
        return 1 - 2 * Delta(of, c)

    return (
        begin("The eigenvalue 1/2 is attained", Sum(b, (HALF * Delta(a, b) - HALF**2) * direction(b)))
        .then(HALF * Sum(b, Delta(a, b) * direction(b)) - HALF**2 * Sum(b, direction(b)), "distribute")
        .then(HALF * direction(a) - HALF**2 * (Dim("2") - 2), "contract the Kronecker delta")
        .then(HALF * direction(a), "cancel")
    )


# ------------------------------------------------------------------------- binary cross-entropy, logistic regression

x, t = Component(Tensor("x")), Component(Tensor("t"))


def sigmoid(of: Term) -> Term:
    return Apply("sigmoid", (of,))


def binary(logit: Term, target: Term) -> Term:
    return -(target * log(sigmoid(logit)) + (1 - target) * log(1 - sigmoid(logit)))


def of_binary() -> Derivation:
    return (
        begin("Second derivative of binary cross-entropy in the logit", second(binary(x, t), x, x))
        .then(Partial(sigmoid(x) - t, x), "derivative of binary cross-entropy", "bce_gradient")
        .then(sigmoid(x) * (1 - sigmoid(x)), "derivative of the sigmoid", "sigmoid")
    )


def binary_is_convex() -> Bound:
    start = second(binary(x, t), x, x)
    chain = (
        begin("Binary cross-entropy is convex in the logit: certificate", start)
        .then(sigmoid(x) * (1 - sigmoid(x)), "derivative of binary cross-entropy", "hessian_bce")
        .then(sigmoid(x) * sigmoid(-x), "mirror the sigmoid")
    )
    return Bound("Binary cross-entropy is convex in the logit", start, lift(0), chain)


def binary_is_at_most_a_quarter() -> Bound:
    start = second(binary(x, t), x, x)
    chain = (
        begin("The curvature of binary cross-entropy: certificate", QUARTER - start)
        .then(QUARTER - sigmoid(x) * (1 - sigmoid(x)), "derivative of binary cross-entropy", "hessian_bce")
        .then((sigmoid(x) - HALF) ** 2, "complete the square")
    )
    return Bound("The curvature of binary cross-entropy is at most 1/4", QUARTER, start, chain)


n, d, e, c = indices("n:N d:D e:D c:D")
X, w, q = (
    component(Tensor("X", ("N", "D"))),
    component(Tensor("w", ("D",))),
    component(Tensor("v", ("D",))),
)
r = component(Tensor("x", ("D",)))
LOGIT = Sum(c, X(n, c) * w(c))
ONE_LOGIT = Sum(c, r(c) * w(c))
target = component(Tensor("t", ("N",)))


def of_logistic_regression() -> Derivation:
    slope = sigmoid(ONE_LOGIT) * (1 - sigmoid(ONE_LOGIT))
    return (
        begin("Hessian of logistic regression, one example", second(binary(ONE_LOGIT, t), w(d), w(e)))
        .then(
            Partial((sigmoid(ONE_LOGIT) - t) * r(d), w(e)),
            "derivative of binary cross-entropy",
            "bce_gradient",
        )
        .then(Partial(sigmoid(ONE_LOGIT), w(e)) * r(d), "constant factor")
        .then(slope * r(e) * r(d), "chain rule")
    )


def logistic_regression_is_convex() -> Bound:
    """For one example; a sum of convex losses is convex."""
    start = total([d, e], q(d) * q(e) * second(binary(ONE_LOGIT, t), w(d), w(e)))
    slope = sigmoid(ONE_LOGIT) * (1 - sigmoid(ONE_LOGIT))
    chain = (
        begin("Logistic regression is convex: certificate", start)
        .then(
            total([d, e], q(d) * q(e) * slope * r(e) * r(d)),
            "derivative of the loss",
            "hessian_logistic_regression",
        )
        .then(slope * Sum(d, r(d) * q(d)) ** 2, "product of sums")
        .then(sigmoid(ONE_LOGIT) * sigmoid(-ONE_LOGIT) * Sum(d, r(d) * q(d)) ** 2, "mirror the sigmoid")
    )
    return Bound("Logistic regression is convex in the weights, one example", start, lift(0), chain)


# -------------------------------------------------------------------------------------------------- squared error

SQUARED = 1 / Dim("N") * Sum(n, (LOGIT - target(n)) ** 2)


def of_linear_regression() -> Derivation:
    return (
        begin("Hessian of linear regression", second(SQUARED, w(d), w(e)))
        .then(
            1 / Dim("N") * Sum(n, second((LOGIT - target(n)) ** 2, w(d), w(e))), "differentiate under the sum"
        )
        .then(1 / Dim("N") * Sum(n, Partial(2 * (LOGIT - target(n)) * X(n, d), w(e))), "chain rule")
        .then(2 / Dim("N") * Sum(n, X(n, d) * X(n, e)), "differentiate")
    )


def linear_regression_is_convex() -> Bound:
    start = total([d, e], q(d) * q(e) * second(SQUARED, w(d), w(e)))
    chain = (
        begin("Linear regression is convex: certificate", start)
        .then(
            2 / Dim("N") * total([d, e], q(d) * q(e) * Sum(n, X(n, d) * X(n, e))),
            "derivative of the loss",
            "hessian_linear_regression",
        )
        .then(2 / Dim("N") * Sum(n, Sum(d, X(n, d) * q(d)) * Sum(e, X(n, e) * q(e))), "exchange the sums")
        .then(2 / Dim("N") * Sum(n, Sum(d, X(n, d) * q(d)) ** 2), "collect terms")
    )
    return Bound("Linear regression is convex in the weights", start, lift(0), chain)


# -------------------------------------------------------------------------------------------------- not convex


def product_is_not_convex() -> Bound:
    """Two layers of one weight each: the loss at (0, 0) is above the mean of its values at (1, 1) and (-1, -1)."""

    def loss(first: int, second: int) -> Term:
        return (lift(first) * lift(second) - 1) ** 2

    mean = HALF * (loss(1, 1) + loss(-1, -1))
    chain = (
        begin("A product of two weights: certificate", loss(0, 0) - mean)
        .then(lift(-1) ** 2 - HALF * (lift(0) + lift(0)), "evaluate")
        .then(lift(1), "evaluate")
    )
    return Bound("The loss of a product of two weights is not convex", loss(0, 0), mean, chain)


def squared_sigmoid() -> SameSign:
    """Where sigma > 2/3 the curvature is negative: the squared error behind a sigmoid is not convex."""
    title = "A squared error behind a sigmoid, target 0, is convex exactly where sigma < 2/3"
    curvature = second(sigmoid(x) ** 2, x, x)
    criterion = 2 - 3 * sigmoid(x)
    chain = (
        begin(f"{title}: certificate", curvature)
        .then(
            2 * sigmoid(x) ** 2 * (1 - sigmoid(x)) * criterion,
            "derivative of the squared sigmoid",
            "squared_sigmoid_curvature",
        )
        .then(2 * sigmoid(x) ** 2 * sigmoid(-x) * criterion, "mirror the sigmoid")
    )
    return SameSign(title, curvature, criterion, chain)


TOPIC = "convexity"

RESULTS: tuple[Result, ...] = (
    Result("hessian_log_sum_exp", "Hessian of log-sum-exp", TOPIC, of_log_sum_exp),
    Result("hessian_cross_entropy", "Hessian of cross-entropy in the logits", TOPIC, of_cross_entropy),
    Result("log_sum_exp_convex", "Log-sum-exp is convex", TOPIC, log_sum_exp_is_convex),
    Result("cross_entropy_convex", "Cross-entropy is convex in the logits", TOPIC, cross_entropy_is_convex),
    Result(
        "softmax_jacobian_bound",
        "No eigenvalue of the Jacobian of softmax is greater than 1/2",
        TOPIC,
        jacobian_is_at_most_a_half,
    ),
    Result(
        "softmax_jacobian_bound_attained",
        "The eigenvalue 1/2 of the Jacobian of softmax is attained",
        TOPIC,
        a_half_is_attained,
    ),
    Result("hessian_bce", "Second derivative of binary cross-entropy in the logit", TOPIC, of_binary),
    Result("bce_convex", "Binary cross-entropy is convex in the logit", TOPIC, binary_is_convex),
    Result(
        "bce_curvature",
        "The curvature of binary cross-entropy is at most 1/4",
        TOPIC,
        binary_is_at_most_a_quarter,
    ),
    Result(
        "hessian_logistic_regression",
        "Hessian of logistic regression, one example",
        TOPIC,
        of_logistic_regression,
    ),
    Result(
        "logistic_regression_convex",
        "Logistic regression is convex in the weights, one example",
        TOPIC,
        logistic_regression_is_convex,
    ),
    Result("hessian_linear_regression", "Hessian of linear regression", TOPIC, of_linear_regression),
    Result(
        "linear_regression_convex",
        "Linear regression is convex in the weights",
        TOPIC,
        linear_regression_is_convex,
    ),
    Result(
        "weight_product_not_convex",
        "The loss of a product of two weights is not convex",
        TOPIC,
        product_is_not_convex,
    ),
    Result(
        "squared_sigmoid_not_convex",
        "A squared error behind a sigmoid, target 0, is convex exactly where sigma < 2/3",
        TOPIC,
        squared_sigmoid,
    ),
)
