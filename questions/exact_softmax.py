"""Softmax and log-sum-exp of given decimals to 40 digits, for solvers; and in floats, for what people get wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

PRECISION = 40  # digits


def decimal(value: int | str | Fraction | Decimal) -> Decimal:
    """A number as a decimal of 40 digits."""
    with localcontext() as context:
        context.prec = PRECISION
        exact = Fraction(value)
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def powers(logits: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The exponentials."""
    with localcontext() as context:
        context.prec = PRECISION
        return tuple(z.exp() for z in logits)


def softmax(logits: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The exponentials over their sum."""
    with localcontext() as context:
        context.prec = PRECISION
        raised = powers(logits)
        total = sum(raised, Decimal(0))
        return tuple(power / total for power in raised)


def log_sum_exp(logits: Sequence[Decimal]) -> Decimal:
    """The natural logarithm of the sum of the exponentials; the largest logit is taken out first."""
    with localcontext() as context:
        context.prec = PRECISION
        top = max(logits)
        return top + sum(((z - top).exp() for z in logits), Decimal(0)).ln()


def in_floats(logits: Sequence[float]) -> tuple[float, ...]:
    """Softmax in floats, with the largest logit subtracted."""
    raised = [math.exp(z - max(logits)) for z in logits]
    return tuple(r / math.fsum(raised) for r in raised)
