"""Logarithms, roots and sigmoids of the solvers, against mpmath."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import mpmath
import pytest

from questions import precise

NUMBERS = ("0.3", "2", "7", "0.001", Fraction(2, 3))
NEAR = Decimal("1e-37")


def near(found: Decimal, wanted: mpmath.mpf) -> bool:
    return abs(found - Decimal(mpmath.nstr(wanted, 45))) < NEAR * (1 + abs(found))


@pytest.mark.parametrize("value", NUMBERS)
def test_mpmath_finds_the_same(value: str | Fraction) -> None:
    exact = Fraction(value)
    with mpmath.workdps(60):
        x = mpmath.mpf(exact.numerator) / exact.denominator
        assert near(precise.log(value), mpmath.log(x))
        assert near(precise.exp(value), mpmath.exp(x))
        assert near(precise.root(value), mpmath.sqrt(x))
        assert near(precise.sigmoid(-exact), 1 / (1 + mpmath.exp(x)))
        assert near(precise.softplus(value), mpmath.log1p(mpmath.exp(x)))
        assert near(precise.total([value, 1]), x + 1)
        assert near(precise.product(value, 3), 3 * x)
        assert near(precise.quotient(value, 3), x / 3)


def test_a_small_exponential_is_not_lost_beside_1() -> None:
    with mpmath.workdps(90):
        wanted = mpmath.log1p(mpmath.exp(-40))
        assert abs(precise.softplus(-40) / Decimal(mpmath.nstr(wanted, 60)) - 1) < Decimal("1e-30")
