"""Batch norm, layer norm and RMS norm: forward facts and the gradients of input, scale and shift.

Batch norm normalises each feature over the N examples of a batch, so one feature is enough; layer norm and RMS norm
normalise one example over its D features. The mean and the variance depend on the input, and their slopes are part of
the gradient. The variance divides by the number of entries; eps > 0.
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Definition, Delta, Dim, Partial, Sum, Term, component, lift, total
from . import Result

ROOT = Fraction(1, 2)
eps = Component(Tensor("eps", (), POSITIVE_REAL))
mu, v, r = (Component(Tensor(name)) for name in ("mu", "v", "r"))
gamma, beta = Component(Tensor("gamma")), Component(Tensor("beta"))

# ------------------------------------------------------------------------------------------------------- batch norm

n, m, k, i = indices("n:N m:N k:N i:N")
x, g, y, xhat = (component(Tensor(name, ("N",))) for name in ("x", "g", "y", "xhat"))
N = Dim("N")

MEAN = Definition(mu.tensor, (), Sum(k, x(k)) / N)
VARIANCE = Definition(v.tensor, (), Sum(k, (x(k) - mu) ** 2) / N)
DEVIATION = Definition(r.tensor, (), (v + eps) ** ROOT)
NORMALISED = Definition(Tensor("xhat", ("N",)), (n,), (x(n) - mu) / r)
OUTPUT = Definition(Tensor("y", ("N",)), (n,), gamma * xhat(n) + beta)
STATISTICS = (MEAN, VARIANCE, DEVIATION)
BATCH = (*STATISTICS, NORMALISED)
LAYER = (*BATCH, OUTPUT)


def mean_slope() -> Derivation:
    return (
        begin("Derivative of the batch mean", Partial(mu, x(i)), (MEAN,))
        .then(Partial(Sum(k, x(k)) / N, x(i)), "definition")
        .then(Sum(k, Delta(k, i)) / N, "differentiate under the sum")
        .then(1 / N, "contract the Kronecker delta")
    )


def deviations_cancel() -> Derivation:
    return (
        begin("The deviations from the mean sum to 0", Sum(k, x(k) - mu), (MEAN,))
        .then(Sum(k, x(k)) - N * mu, "sum of equal terms")
        .then(Sum(k, x(k)) - N * (Sum(k, x(k)) / N), "definition")
        .then(lift(0), "cancel")
    )


def variance_slope() -> Derivation:
    return (
        begin("Derivative of the batch variance", Partial(v, x(i)), (MEAN, VARIANCE))
        .then(Partial(Sum(k, (x(k) - mu) ** 2) / N, x(i)), "definition")
        .then(Sum(k, 2 * (x(k) - mu) * (Delta(k, i) - 1 / N)) / N, "chain rule", "batch_mean_slope")
        .then((2 * (x(i) - mu) - 2 / N * Sum(k, x(k) - mu)) / N, "contract the Kronecker delta")
        .then(2 / N * (x(i) - mu), "the deviations sum to 0", "batch_deviations")
    )


def deviation_slope() -> Derivation:
    return (
        begin("Derivative of the standard deviation of a batch", Partial(r, x(i)), BATCH)
        .then(Partial((v + eps) ** ROOT, x(i)), "definition")
        .then(1 / (2 * r) * Partial(v, x(i)), "chain rule")
        .then(1 / (2 * r) * (2 / N * (x(i) - mu)), "derivative of the variance", "batch_variance_slope")
        .then(xhat(i) / N, "recognise the normalised input")
    )


def jacobian() -> Derivation:
    return (
        begin("Jacobian of batch normalisation", Partial(xhat(n), x(i)), BATCH)
        .then(Partial((x(n) - mu) / r, x(i)), "definition")
        .then(
            (Partial(x(n) - mu, x(i)) * r - (x(n) - mu) * Partial(r, x(i))) / r**2,
            "quotient rule",
        )
        .then(
            ((Delta(n, i) - 1 / N) * r - (x(n) - mu) * Partial(r, x(i))) / r**2,
            "derivative of the mean",
            "batch_mean_slope",
        )
        .then(
            ((Delta(n, i) - 1 / N) * r - (x(n) - mu) * (xhat(i) / N)) / r**2,
            "derivative of the deviation",
            "batch_deviation_slope",
        )
        .then(1 / r * (Delta(n, i) - 1 / N - xhat(n) * xhat(i) / N), "recognise the normalised input")
    )


def batch_input() -> Derivation:
    slope = 1 / r * (Delta(n, i) - 1 / N - xhat(n) * xhat(i) / N)
    return (
        begin("Batch norm: gradient with respect to the input", Sum(n, g(n) * Partial(y(n), x(i))), LAYER)
        .then(Sum(n, g(n) * (gamma * Partial(xhat(n), x(i)))), "constant factor")
        .then(Sum(n, g(n) * (gamma * slope)), "derivative of the normalised input", "batch_norm_jacobian")
        .then(
            gamma / r * Sum(n, g(n) * (Delta(n, i) - 1 / N - xhat(n) * xhat(i) / N)),
            "constant out of the sum",
        )
        .then(
            gamma / r * (g(i) - Sum(n, g(n)) / N - xhat(i) * (Sum(n, g(n) * xhat(n)) / N)),
            "contract the Kronecker delta",
        )
        .then(
            gamma / (N * r) * (N * g(i) - Sum(n, g(n)) - xhat(i) * Sum(n, g(n) * xhat(n))),
            "factor out",
        )
    )


def batch_scale() -> Derivation:
    return (
        begin("Batch norm: gradient with respect to the scale", Sum(n, g(n) * Partial(y(n), gamma)), LAYER)
        .then(Sum(n, g(n) * Partial(gamma * xhat(n) + beta, gamma)), "definition")
        .then(Sum(n, g(n) * xhat(n)), "differentiate")
    )


def batch_shift() -> Derivation:
    return (
        begin("Batch norm: gradient with respect to the shift", Sum(n, g(n) * Partial(y(n), beta)), LAYER)
        .then(Sum(n, g(n) * Partial(gamma * xhat(n) + beta, beta)), "definition")
        .then(Sum(n, g(n)), "differentiate")
    )


def normalised_mean() -> Derivation:
    return (
        begin("What batch norm normalises has mean 0", Sum(n, xhat(n)) / N, BATCH)
        .then(Sum(n, (x(n) - mu) / r) / N, "definition")
        .then(Sum(n, x(n) - mu) / (N * r), "constant out of the sum")
        .then(lift(0), "the deviations sum to 0", "batch_deviations")
    )


def normalised_squares() -> Derivation:
    return (
        begin("What batch norm normalises has variance v / (v + eps)", Sum(n, xhat(n) ** 2) / N, BATCH)
        .then(Sum(n, (x(n) - mu) ** 2 / r**2) / N, "definition")
        .then(1 / r**2 * (Sum(n, (x(n) - mu) ** 2) / N), "constant out of the sum")
        .then(v / r**2, "recognise the variance")
        .then(v / (v + eps), "definition")
    )


def gradients_cancel() -> Derivation:
    """A shift of all inputs changes nothing."""
    inner = N * g(i) - Sum(n, g(n)) - xhat(i) * Sum(n, g(n) * xhat(n))
    return (
        begin("The input gradients of batch norm sum to 0", Sum(i, gamma / (N * r) * inner), BATCH)
        .then(
            gamma
            / (N * r)
            * (N * Sum(i, g(i)) - N * Sum(n, g(n)) - Sum(i, xhat(i)) * Sum(n, g(n) * xhat(n))),
            "split the sum",
        )
        .then(-gamma / (N * r) * (Sum(i, xhat(i)) * Sum(n, g(n) * xhat(n))), "cancel")
        .then(lift(0), "the normalised inputs sum to 0", "batch_norm_mean")
    )


# -------------------------------------------------------------------------------------- layer norm and RMS norm

d, c, q, s = indices("d:D c:D q:D s:D")
b = Index("n", "N")
X, G, Xhat = (component(Tensor(name, ("N", "D"))) for name in ("X", "G", "Xhat"))
u, t, out, uhat, scale, shift = (
    component(Tensor(name, ("D",))) for name in ("x", "g", "y", "xhat", "gamma", "beta")
)
D = Dim("D")

LN_MEAN = Definition(mu.tensor, (), Sum(q, u(q)) / D)
LN_VARIANCE = Definition(v.tensor, (), Sum(q, (u(q) - mu) ** 2) / D)
LN_NORMALISED = Definition(Tensor("xhat", ("D",)), (d,), (u(d) - mu) / r)
LN_OUTPUT = Definition(Tensor("y", ("D",)), (d,), scale(d) * uhat(d) + shift(d))
LAYER_NORM = (LN_MEAN, LN_VARIANCE, DEVIATION, LN_NORMALISED, LN_OUTPUT)


def mean_over_features(of: Term) -> Term:
    return Sum(d, of) / D


def layer_input() -> Derivation:
    slope = 1 / r * (Delta(d, c) - 1 / D - uhat(d) * uhat(c) / D)
    scaled = t(d) * scale(d)
    return (
        begin(
            "Layer norm: gradient with respect to the input", Sum(d, t(d) * Partial(out(d), u(c))), LAYER_NORM
        )
        .then(Sum(d, scaled * Partial(uhat(d), u(c))), "constant factor")
        .then(Sum(d, scaled * slope), "derivative of the normalised input", "batch_norm_jacobian")
        .then(
            1
            / r
            * (t(c) * scale(c) - mean_over_features(scaled) - uhat(c) * mean_over_features(scaled * uhat(d))),
            "contract the Kronecker delta",
        )
    )


def layer_scale() -> Derivation:
    """Over a batch; a row of Xhat is one normalised example."""
    y = scale(d) * Xhat(b, d) + shift(d)
    start = total([b, d], G(b, d) * Partial(y, scale(c)))
    return (
        begin("Layer norm: gradient with respect to the scale", start)
        .then(total([b, d], G(b, d) * (Delta(d, c) * Xhat(b, d))), "differentiate")
        .then(Sum(b, G(b, c) * Xhat(b, c)), "contract the Kronecker delta")
    )


def layer_shift() -> Derivation:
    y = scale(d) * Xhat(b, d) + shift(d)
    start = total([b, d], G(b, d) * Partial(y, shift(c)))
    return (
        begin("Layer norm: gradient with respect to the shift", start)
        .then(total([b, d], G(b, d) * Delta(d, c)), "differentiate")
        .then(Sum(b, G(b, c)), "contract the Kronecker delta")
    )


RMS = Definition(r.tensor, (), (Sum(q, u(q) ** 2) / D + eps) ** ROOT)
RMS_NORMALISED = Definition(Tensor("xhat", ("D",)), (d,), u(d) / r)
RMS_OUTPUT = Definition(Tensor("y", ("D",)), (d,), scale(d) * uhat(d))
RMS_NORM = (RMS, RMS_NORMALISED, RMS_OUTPUT)


def rms_slope() -> Derivation:
    return (
        begin("Derivative of the root mean square", Partial(r, u(c)), RMS_NORM)
        .then(Partial((Sum(q, u(q) ** 2) / D + eps) ** ROOT, u(c)), "definition")
        .then(1 / (2 * r) * (Sum(q, 2 * u(q) * Delta(q, c)) / D), "chain rule")
        .then(1 / (2 * r) * (2 * u(c) / D), "contract the Kronecker delta")
        .then(uhat(c) / D, "recognise the normalised input")
    )


def rms_input() -> Derivation:
    scaled = t(d) * scale(d)
    return (
        begin("RMS norm: gradient with respect to the input", Sum(d, t(d) * Partial(out(d), u(c))), RMS_NORM)
        .then(Sum(d, scaled * Partial(u(d) / r, u(c))), "definition")
        .then(Sum(d, scaled * ((Delta(d, c) * r - u(d) * Partial(r, u(c))) / r**2)), "quotient rule")
        .then(
            Sum(d, scaled * ((Delta(d, c) * r - u(d) * (uhat(c) / D)) / r**2)),
            "derivative of the root mean square",
            "rms_slope",
        )
        .then(
            Sum(d, scaled * (1 / r * (Delta(d, c) - uhat(d) * uhat(c) / D))), "recognise the normalised input"
        )
        .then(
            1 / r * (t(c) * scale(c) - uhat(c) * mean_over_features(scaled * uhat(d))),
            "contract the Kronecker delta",
        )
    )


def rms_scale() -> Derivation:
    return (
        begin(
            "RMS norm: gradient with respect to the scale", Sum(d, t(d) * Partial(out(d), scale(c))), RMS_NORM
        )
        .then(Sum(d, t(d) * (Delta(d, c) * uhat(d))), "differentiate")
        .then(t(c) * uhat(c), "contract the Kronecker delta")
    )


TOPIC = "normalisation"

RESULTS: tuple[Result, ...] = (
    Result("batch_mean_slope", "Derivative of the batch mean", TOPIC, mean_slope),
    Result("batch_deviations", "The deviations from the mean sum to 0", TOPIC, deviations_cancel),
    Result("batch_variance_slope", "Derivative of the batch variance", TOPIC, variance_slope),
    Result(
        "batch_deviation_slope", "Derivative of the standard deviation of a batch", TOPIC, deviation_slope
    ),
    Result("batch_norm_jacobian", "Jacobian of batch normalisation", TOPIC, jacobian),
    Result("batch_norm_mean", "What batch norm normalises has mean 0", TOPIC, normalised_mean),
    Result(
        "batch_norm_variance",
        "What batch norm normalises has variance v / (v + eps)",
        TOPIC,
        normalised_squares,
    ),
    Result("batch_norm_input", "Batch norm: gradient with respect to the input", TOPIC, batch_input),
    Result("batch_norm_scale", "Batch norm: gradient with respect to the scale", TOPIC, batch_scale),
    Result("batch_norm_shift", "Batch norm: gradient with respect to the shift", TOPIC, batch_shift),
    Result("batch_norm_balance", "The input gradients of batch norm sum to 0", TOPIC, gradients_cancel),
    Result("layer_norm_input", "Layer norm: gradient with respect to the input", TOPIC, layer_input),
    Result("layer_norm_scale", "Layer norm: gradient with respect to the scale", TOPIC, layer_scale),
    Result("layer_norm_shift", "Layer norm: gradient with respect to the shift", TOPIC, layer_shift),
    Result("rms_slope", "Derivative of the root mean square", TOPIC, rms_slope),
    Result("rms_norm_input", "RMS norm: gradient with respect to the input", TOPIC, rms_input),
    Result("rms_norm_scale", "RMS norm: gradient with respect to the scale", TOPIC, rms_scale),
)
