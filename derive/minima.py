"""Minima of SiLU, GELU, its tanh approximation and Mish, each with a certificate.

A certificate holds for one of two reasons.

* Factored: f' = p h with p > 0 and h' > 0. Then h grows strictly, so f' changes its sign at most once, from - to +.
* One hump: f'' = p (2 - x^2) with p > 0, f' -> 0 at -infinity and f' -> 1 at +infinity. Then f' falls below 0 on
  (-infinity, -sqrt 2], grows on [-sqrt 2, sqrt 2] and falls towards 1 beyond: again one change of sign.

Proved by the kernel: the equations f' = p h, h' = ... and f'' = ....
Proved by the shape of the terms: p > 0 and h' > 0 (sums, products, even powers, exponentials, e^u + v where v = -u).
Proved in interval arithmetic: the signs of h (or f') at both ends of an interval of width 3 * 10^-30, and the enclosure
of the value.
Argued, in these sentences: what follows from signs and limits (SymPy's), and the closed form of SiLU: W is defined by
W e^W = 1/e, so h(-1-W) = e^(-1-W) - W = 0.
Not trusted: the first guess at the place, by Newton's method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp
import sympy

from .enclosures import enclosure, ends, interval
from .kernel.evaluation import Model, evaluate
from .kernel.prover import prove
from .terms.functions import slopes
from .terms.tensors import Tensor
from .terms.terms import (
    Add,
    Apply,
    Component,
    Constant,
    Mul,
    Number,
    Partial,
    Power,
    Term,
    exp,
    lift,
    subterms,
)

WIDTH = Fraction(1, 10**30)
x = Component(Tensor("x"))


class NotCertified(ValueError):
    """A part of a certificate does not hold."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """The one minimum of a function on the real line: its place and its value, between certified bounds.

    exact   closed forms of place and value in LaTeX, if there are any
    """

    function: str
    place: tuple[mp.mpf, mp.mpf]
    value: tuple[mp.mpf, mp.mpf]
    exact: tuple[str, str] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Factored:
    """f' = positive * growing, and growing' = slope > 0. Raises NotCertified if one of them is not proved."""

    positive: Term
    growing: Term
    slope: Term
    reason: str

    def sign_carrier(self, call: Term) -> Term:
        if prove(Partial(call, x), self.positive * self.growing) is None:
            raise NotCertified("the derivative is not the product that is claimed")
        if prove(Partial(self.growing, x), self.slope) is None:
            raise NotCertified("the slope of the factor is not what is claimed")
        if not (certainly_positive(self.positive) and certainly_positive(self.slope)):
            raise NotCertified("a part that should be positive is not seen to be so")
        return self.growing


@dataclass(frozen=True, slots=True)
class OneHump:
    """f'' = positive * (2 - x^2), f' -> 0 at -infinity and 1 at +infinity. Raises NotCertified if one is not proved."""

    positive: Term
    reason: str

    def sign_carrier(self, call: Term) -> Term:
        if prove(Partial(Partial(call, x), x), self.positive * (2 - x**2)) is None:
            raise NotCertified("the second derivative is not the product that is claimed")
        if not certainly_positive(self.positive):
            raise NotCertified("the factor is not seen to be positive")
        assert isinstance(call, Apply)
        derivative = DERIVATIVE_OF[call.function](x)
        if prove(Partial(call, x), derivative) is None:
            raise NotCertified("the derivative is not what is claimed")
        (slope,) = slopes(call.function)
        symbol = sympy.Symbol("x", real=True)
        if [sympy.limit(slope, symbol, end) for end in (-sympy.oo, sympy.oo)] != [0, 1]:
            raise NotCertified("the limits of the derivative are not 0 and 1")
        return derivative


def certainly_positive(term: Term) -> bool:
    """Whether the shape of a term shows that it is > 0 for every real x; a number is enclosed."""
    if not any(isinstance(part, Component) for part in subterms(term)):
        return bool(enclosure(term, {}) > 0)
    match term:
        case Add((Apply("exp", (u,)), v)) if prove(v, -u) is not None:
            return True  # e^u >= 1 + u, so e^u - u >= 1
        case Add(args):
            return all(map(_not_negative, args)) and any(map(certainly_positive, args))
        case Mul(args):
            return all(map(certainly_positive, args))
        case Power(base, exponent):
            return certainly_positive(base) and exponent.denominator == 1
        case Apply("exp" | "sigmoid" | "phi" | "softplus"):
            return True
    return False


def _not_negative(term: Term) -> bool:
    match term:
        case Power(_, exponent) if exponent > 0 and exponent % 2 == 0:
            return True
        case Mul(args):
            return all(map(_not_negative, args))
        case Number(value):
            return value >= 0
    return certainly_positive(term)


def _gelu_tanh() -> Factored:
    root, cubic = (2 / Constant("pi")) ** Fraction(1, 2), lift(Fraction(44715, 10**6))
    twice, slope = 2 * root * (x + cubic * x**3), 2 * root * (1 + 3 * cubic * x**2)
    return Factored(
        Apply("sigmoid", (twice,)) / (1 + exp(twice)),
        1 + exp(twice) + slope * x,
        slope * exp(twice) + 2 * root * (1 + 9 * cubic * x**2),
        "f' is a positive factor times a function that grows strictly",
    )


def _mish() -> Factored:
    """With t = e^x: f' = t h / (t^2 + 2 t + 2)^2, h = t^3 + 4 t^2 + (4 x + 6) t + 4 x + 4."""
    t, shift = exp(x), lift(Fraction(5, 2))
    return Factored(
        t / (t**2 + 2 * t + 2) ** 2,
        t**3 + 4 * t**2 + (4 * x + 6) * t + 4 * x + 4,
        8 * t**2
        + 3 * t**3
        + 4 * (1 - exp(-shift))
        + 4 * exp(-shift) * exp(x + shift) * (exp(-x - shift) + (x + shift)),
        "f' is a positive factor times a function that grows strictly",
    )


CERTIFICATES: dict[str, Callable[[], Factored | OneHump]] = {
    "silu": lambda: Factored(
        Apply("sigmoid", (x,)) / (1 + exp(x)),
        1 + exp(x) + x,
        1 + exp(x),
        "f' is a positive factor times 1 + e^x + x, which grows strictly",
    ),
    "gelu": lambda: OneHump(
        Apply("phi", (x,)),
        "f' tends to 0 and falls up to -sqrt(2), grows up to sqrt(2), and falls to 1 beyond",
    ),
    "gelu_tanh": _gelu_tanh,
    "mish": _mish,
}
DERIVATIVE_OF: dict[str, Callable[[Term], Term]] = {
    "gelu": lambda u: Apply("Phi", (u,)) + u * Apply("phi", (u,))
}
EXACT = {"silu": ("-1 - W(1/e)", "-W(1/e)")}


@cache
def minimum(name: str) -> Minimum:
    """The certified minimum of a row of `functions.py`. Raises NotCertified, or KeyError if it has no certificate."""
    certificate = CERTIFICATES[name]()
    call = Apply(name, (x,))
    carrier = certificate.sign_carrier(call)
    low, high = _bracket(carrier)
    if not (enclosure(carrier, {"x": interval(low)}) < 0 < enclosure(carrier, {"x": interval(high)})):
        raise NotCertified(f"{name}: the sign of the derivative at the ends of the interval")
    if isinstance(certificate, OneHump) and not max(low * low, high * high) < 2:
        raise NotCertified(f"{name}: the interval is not on the rising part of the derivative")
    value = enclosure(call, {"x": interval(low, high)})
    return Minimum(name, ends(interval(low, high)), ends(value), EXACT.get(name), certificate.reason)


def _bracket(carrier: Term) -> tuple[Fraction, Fraction]:
    """A guess: an interval of width 3 WIDTH around a zero that Newton's method finds near -1."""
    with mp.workdps(45):
        zero = mp.findroot(lambda at: _value(carrier, at), -1)
        units = int(mp.floor(zero / (mp.mpf(WIDTH.numerator) / WIDTH.denominator)))
    return (units - 1) * WIDTH, (units + 2) * WIDTH


def _value(term: Term, at: Any) -> Any:
    return evaluate(term, Model({}, {"x": {(): at}}))
