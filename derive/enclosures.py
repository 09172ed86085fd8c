"""Values of scalar terms in interval arithmetic: the true value lies between the two ends, rounding included.

mpmath's intervals do the arithmetic; its `erf` does not converge on them, so the error function is summed here, with
the first omitted term of the alternating series as a bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp
from mpmath.ctx_iv import MPIntervalContext

from .terms.functions import definition_of, function
from .terms.terms import Add, Apply, Cases, Component, Constant, Mul, Number, Power, Term

DIGITS = 50
IV: Any = MPIntervalContext()
IV.dps = DIGITS


def interval(low: Fraction | int, high: Fraction | int | None = None) -> Any:
    """The interval from `low` to `high` (or the one number), both ends included."""
    ends = [
        IV.mpf(Fraction(end).numerator) / Fraction(end).denominator
        for end in (low, low if high is None else high)
    ]
    return IV.mpf([ends[0].a, ends[1].b])


def enclosure(term: Term, values: Mapping[str, Any]) -> Any:
    """An interval that holds the value of a scalar term for all `values` in their intervals.

    Raises ValueError where an interval reaches over a break, or where a logarithm or a denominator is not clear of 0.
    """
    match term:
        case Number(value):
            return interval(value)
        case Constant():
            return IV.pi
        case Component(tensor, ()):
            return values[tensor.name]
        case Add(args):
            return sum((enclosure(arg, values) for arg in args), interval(0))
        case Mul(args):
            result = interval(1)
            for arg in args:
                result *= enclosure(arg, values)
            return result
        case Power(base, exponent):
            return _power(enclosure(base, values), exponent)
        case Cases(subject, breaks, parts):
            return enclosure(parts[_piece(enclosure(subject, values), breaks)], values)
        case Apply("exp", (inside,)):
            return IV.exp(enclosure(inside, values))
        case Apply("log", (inside,)):
            box = enclosure(inside, values)
            if not box > 0:
                raise ValueError(f"the logarithm of {box}")
            return IV.log(box)
        case Apply("erf", (inside,)):
            box = enclosure(inside, values)
            low, high = _erf(IV.mpf(box.a)), _erf(IV.mpf(box.b))  # erf is increasing
            return IV.mpf([low.a, high.b])
        case Apply(name) if not function(name).primitive:
            return enclosure(definition_of(term), values)
    raise ValueError(f"no enclosure for {term}")


def ends(box: Any) -> tuple[Any, Any]:
    """The two ends as numbers of mpmath."""
    low, high = box._mpi_
    return mp.make_mpf(low), mp.make_mpf(high)


def _power(base: Any, exponent: Fraction) -> Any:
    if exponent < 0:
        below = _power(base, -exponent)
        if 0 in below:
            raise ValueError(f"a denominator in {below}")
        return 1 / below
    if exponent.denominator == 1:
        return base ** int(exponent)
    if not base >= 0:
        raise ValueError(f"the root of {base}")
    return IV.exp(IV.log(base) * interval(exponent)) if base > 0 else IV.sqrt(base)


def _piece(box: Any, breaks: tuple[Fraction, ...]) -> int:
    """The piece in which the whole interval lies."""
    below = sum(bool(box > interval(b)) for b in breaks)
    if below < len(breaks) and not box <= interval(breaks[below]):
        raise ValueError(f"{box} reaches over the break {breaks[below]}")
    return below


def _erf(z: Any) -> Any:
    """2/sqrt(pi) times the sum of (-1)^n z^(2n+1) / (n! (2n+1)).

    Once n > z^2 the terms alternate and shrink, so the error is below the last term that was added.
    """
    square, power, result, n = z * z, z, z, 0
    while not square < n or not abs(power) / (2 * n + 1) < IV.mpf(10) ** (-DIGITS - 5):
        n += 1
        power = -power * square / n
        result += power / (2 * n + 1)
        if n > 1000:
            raise ValueError(f"erf({z}) did not converge")
    rest = ends(abs(power))[1]
    return (result + IV.mpf([-rest, rest])) * 2 / IV.sqrt(IV.pi)
