"""Logarithms, roots, sigmoids and sums of exact numbers to forty digits, for solvers.

Takes integers, fractions, decimals and decimal strings; gives `Decimal`. A witness shares nothing with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

from questions.exact_softmax import PRECISION, decimal

Number: TypeAlias = "int | str | Fraction | Decimal"

_CONTEXT = Context(prec=PRECISION)
_WIDE = Context(prec=3 * PRECISION)  # a sum of 1 and a small number keeps the digits of the small one


def log(value: Number) -> Decimal:
    """The natural logarithm of a positive number."""
    return _CONTEXT.ln(decimal(value))


def exp(value: Number) -> Decimal:
    return _CONTEXT.exp(decimal(value))


def root(value: Number) -> Decimal:
    """The square root of a number that is not negative."""
    return _CONTEXT.sqrt(decimal(value))


def total(values: Iterable[Number]) -> Decimal:
    with localcontext(_CONTEXT):
        return sum(map(decimal, values), Decimal(0))


def product(*values: Number) -> Decimal:
    with localcontext(_CONTEXT):
        found = Decimal(1)
        for value in values:
            found *= decimal(value)
        return found


def quotient(above: Number, below: Number) -> Decimal:
    return _CONTEXT.divide(decimal(above), decimal(below))


def sigmoid(value: Number) -> Decimal:
    with localcontext(_CONTEXT):
        return 1 / (1 + exp(-decimal(value)))


def softplus(value: Number) -> Decimal:
    """The logarithm of 1 + e^value, to forty digits even where the exponential is small beside 1."""
    with localcontext(_WIDE):
        found = (1 + exp(decimal(value))).ln()
    return _CONTEXT.plus(found)
