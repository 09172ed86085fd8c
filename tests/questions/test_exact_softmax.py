"""Softmax to 40 digits: sums, shifts and large logits, and the floats beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from questions import exact_softmax as exact

LOGITS = tuple(map(exact.decimal, ("7", "1", "2.2")))


def test_the_probabilities_are_known_and_sum_to_one() -> None:
    found = exact.softmax(LOGITS)
    assert str(found[0]).startswith("0.989404957775767")
    assert abs(sum(found, Decimal(0)) - 1) < Decimal("1e-38")
    assert exact.in_floats([7, 1, 2.2]) == pytest.approx([float(p) for p in found], rel=1e-14)


def test_log_sum_exp_is_the_logarithm_of_the_sum_and_knows_no_overflow() -> None:
    total = sum(exact.powers(LOGITS), Decimal(0))
    assert float(exact.log_sum_exp(LOGITS)) == pytest.approx(float(total.ln()), rel=1e-15)
    assert exact.log_sum_exp((Decimal(10**6), Decimal(0))) == 10**6
