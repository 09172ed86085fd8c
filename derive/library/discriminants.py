"""Discriminants of Gaussian classes with independent features: the logarithm of the ratio of two densities.

The logarithm of a density of independent features is the sum of their log-densities, each of them
-(x - mean)^2 / (2 variance) - log(variance) / 2 and a constant that both classes share.
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Sum, Term, component, log
from . import Result

(d,) = indices("d:D")
x, m, n = (component(Tensor(name, ("D",))) for name in ("x", "m", "n"))
u, v = (component(Tensor(name, ("D",), POSITIVE_REAL)) for name in ("u", "v"))
HALF = Fraction(1, 2)


def log_density(mean: Term, variance: Term) -> Term:
    return Sum(d, -((x(d) - mean) ** 2) / (2 * variance) - HALF * log(variance))


def log_ratio() -> Derivation:
    """Quadratic in x; where the variances are equal the squares cancel."""
    constants = Sum(d, -HALF * (m(d) ** 2 / u(d) - n(d) ** 2 / v(d)) - HALF * log(u(d)) + HALF * log(v(d)))
    squares = Sum(d, -HALF * (1 / u(d) - 1 / v(d)) * x(d) ** 2)
    lines = Sum(d, (m(d) / u(d) - n(d) / v(d)) * x(d))
    return (
        begin("Log-ratio of two Gaussian densities", log_density(m(d), u(d)) - log_density(n(d), v(d)))
        .then(
            Sum(d, -(x(d) ** 2 - 2 * x(d) * m(d) + m(d) ** 2) / (2 * u(d)) - HALF * log(u(d)))
            - Sum(d, -(x(d) ** 2 - 2 * x(d) * n(d) + n(d) ** 2) / (2 * v(d)) - HALF * log(v(d))),
            "square of a difference",
        )
        .then(squares + lines + constants, "collect terms")
    )


def common_variances() -> Derivation:
    """Affine in x."""
    return (
        begin(
            "Log-ratio of two Gaussian densities with common variances",
            log_density(m(d), u(d)) - log_density(n(d), u(d)),
        )
        .then(
            Sum(d, -(x(d) ** 2 - 2 * x(d) * m(d) + m(d) ** 2) / (2 * u(d)) - HALF * log(u(d)))
            - Sum(d, -(x(d) ** 2 - 2 * x(d) * n(d) + n(d) ** 2) / (2 * u(d)) - HALF * log(u(d))),
            "square of a difference",
        )
        .then(
            Sum(d, (m(d) - n(d)) / u(d) * x(d)) - HALF * Sum(d, (m(d) ** 2 - n(d) ** 2) / u(d)),
            "collect terms",
        )
    )


TOPIC = "regression"

RESULTS: tuple[Result, ...] = (
    Result("gaussian_log_ratio", "Log-ratio of two Gaussian densities", TOPIC, log_ratio),
    Result(
        "gaussian_log_ratio_common",
        "Log-ratio of two Gaussian densities with common variances",
        TOPIC,
        common_variances,
    ),
)
