"""The rounding contract: full precision and printed values are both right, and doubt is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.model import Exact
from questions.rounding import NearTie, accepted, decimal, fraction, printed, reprinted, rounded, shown

F = Fraction


@pytest.mark.parametrize(
    ("exact", "value", "latex", "text", "low", "high"),
    [
        (Exact("integer", 2468), 2468, "2468", "2468", 2468, 2468),
        (Exact("integer", -3), -3, "-3", "-3", -3, -3),
        (
            Exact("rational", F(109, 300)),
            "109/300",
            r"\frac{109}{300}",
            "109/300, about 0.3633",
            "0.3632",
            "0.3634",
        ),
        (Exact("rational", F(-1, 2)), "-1/2", r"-\frac{1}{2}", "-1/2 = -0.5", "-0.5001", "-0.4999"),
        (Exact("rational", F(3)), "3", "3", "3", "2.999", "3.001"),
        (Exact("rational", F(0)), "0", "0", "0", "-0.0001", "0.0001"),
        (Exact("number", mpmath.log(100)), "4.605", "4.605", "4.605", "4.604", "4.606"),
        (
            Exact("number", "-0.00009", 3),
            "-0.0000900",
            "-0.0000900",
            "-0.0000900",
            "-0.0000901",
            "-0.0000899",
        ),
        (Exact("number", 123456.0), "123500", "123500", "123500", "123400", "123600"),
        (Exact("number", 9.99999), "10.00", "10.00", "10.00", "9.99", "10.01"),
        (Exact("number", 0.9999), "0.9999", "0.9999", "0.9999", "0.9998", "1.0000"),
        (Exact("number", 1.5e9), "1.500e9", r"1.500 \times 10^{9}", "1.500e9", "1.499e9", "1.501e9"),
        (Exact("number", 2e-9, 1), "2e-9", r"2 \times 10^{-9}", "2e-9", "1e-9", "3e-9"),
    ],
)
def test_numbers_print_like_this(
    exact: Exact, value: Any, latex: str, text: str, low: Any, high: Any
) -> None:
    answer = printed(exact)
    assert (answer.value, answer.latex, answer.text) == (value, latex, text)
    assert answer.accepts == {"low": low, "high": high}


def test_a_vector_is_a_row_in_parentheses() -> None:
    answer = printed(Exact("array", (0.98899, F(0), 1e-3), 4))
    assert answer.value == ["0.9890", "0", "0.001000"]
    assert answer.latex == r"\left(0.9890,\ 0,\ 0.001000\right)"
    assert answer.text == "(0.9890, 0, 0.001000)"
    assert answer.accepts["low"] == ["0.9889", "-0.0001", "0.000999"]


def test_a_matrix_is_exact_where_nothing_is_rounded() -> None:
    answer = printed(Exact("array", ((1, F(1, 2)), (0, F(-3))), shape=(2, 2)))
    assert answer.value == [[1, "1/2"], [0, -3]]
    assert answer.latex == r"\begin{bmatrix} 1 & \frac{1}{2} \\ 0 & -3 \end{bmatrix}"
    assert answer.text == "[[1, 1/2], [0, -3]]"
    assert answer.accepts == {"low": answer.value, "high": answer.value}


def test_a_choice_accepts_its_label() -> None:
    assert printed(Exact("choice", 2)).accepts == {"labels": ["2"]}


@pytest.mark.parametrize(
    "value",
    [
        "0.0019535",
        "0.12345",
        0.12345,
        F(12345, 10**5) * (1 + F(1, 10**10)),
        F(99995, 10),
        mpmath.mpf("0.12345"),
    ],
)
def test_a_value_near_a_tie_is_refused(value: Any) -> None:
    with pytest.raises(NearTie, match="boundary"):
        printed(Exact("number", value, 4))


@pytest.mark.parametrize("digits", [0, 9, -1])
def test_digits_that_no_float_can_witness_are_refused(digits: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 8"):
        Exact("number", 0.1, digits)


def test_a_value_far_enough_from_a_tie_is_taken() -> None:
    assert printed(Exact("number", F(12345, 10**5) * (1 + F(1, 10**7)), 4)).text == "0.1235"


def test_a_value_that_cannot_be_told_from_zero_is_refused() -> None:
    with pytest.raises(NearTie, match="from 0"):
        printed(Exact("number", 1e-13))


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e7, 1e7, allow_nan=False), st.integers(1, 8), st.floats(-9e-10, 9e-10))
def test_a_witness_within_a_billionth_prints_the_same(value: float, digits: int, gap: float) -> None:
    try:
        answer = printed(Exact("number", value, digits))
    except NearTie:
        return
    if abs(value) > 1e-5:
        assert reprinted("number", digits, value * (1 + gap)) == answer


@settings(max_examples=300, deadline=None)
@given(st.fractions(max_denominator=10**4, min_value=-1000, max_value=1000))
def test_a_fraction_is_recovered_from_a_float(value: Fraction) -> None:
    try:
        answer = printed(Exact("rational", value))
    except NearTie:
        return
    assert reprinted("rational", 4, np.float64(value.numerator) / value.denominator) == answer
    exact = printed(Exact("array", (value, 1)))
    assert reprinted("array", None, np.array([float(value), 1.0])) == exact


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(1, 8))
def test_who_rounds_and_who_does_not_are_both_right(value: float, digits: int) -> None:
    try:
        answer = printed(Exact("number", value, digits))
    except NearTie:
        return
    unit = (fraction(answer.accepts["high"]) - fraction(answer.accepts["low"])) / 2
    assert accepted(answer.accepts, value)
    assert accepted(answer.accepts, answer.value)
    assert accepted(answer.accepts, fraction(answer.value) + unit)
    assert not accepted(answer.accepts, fraction(answer.value) + unit * F(11, 10))


@settings(max_examples=300, deadline=None)
@given(st.fractions(), st.integers(1, 12))
def test_rounding_agrees_with_its_definition(value: Fraction, digits: int) -> None:
    count, exponent = rounded(value, digits, strict=False)
    assert abs(count * F(10) ** exponent - value) <= F(10) ** exponent / 2
    assert value == 0 or len(str(abs(count))) == digits
    assert F(decimal(count, exponent)) == count * F(10) ** exponent


def test_rounding_is_half_even_where_it_must() -> None:
    assert [rounded(F(n, 10), 1, strict=False)[0] for n in (15, 25, 35, -25)] == [2, 2, 4, -2]


def test_an_mpf_keeps_all_its_digits_and_its_sign() -> None:
    with mpmath.workdps(40):
        third = mpmath.mpf(-1) / 3
    assert abs(fraction(third) + F(1, 3)) < F(1, 10**39)


@pytest.mark.parametrize("found", [math.nan, math.inf, np.float64("nan"), 1 + 2j, None, "many"])
def test_what_is_no_number_is_refused(found: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        reprinted("number", 4, found)


def test_a_witness_of_another_shape_does_not_print_the_same() -> None:
    right = printed(Exact("array", (1, 2)))
    assert reprinted("array", None, np.array([[1, 2]])) != right
    with pytest.raises((ValueError, TypeError)):
        reprinted("number", 4, np.array([1.0]))
    with pytest.raises(ValueError, match="3 axes"):
        reprinted("array", None, np.zeros((1, 1, 1)))
    with pytest.raises(ValueError, match="rows differ"):
        printed(Exact("array", ((1, 2), (3,))))
    with pytest.raises(ValueError, match=r"shape \(2,\): expected \(3,\)"):
        printed(Exact("array", (1, 2), shape=(3,)))


def test_a_whole_number_is_whole() -> None:
    assert reprinted("integer", None, np.float64(2468.0000000001)).value == 2468
    with pytest.raises(ValueError, match="no whole number"):
        reprinted("integer", None, 2468.5)


def test_wrong_values_are_shown_in_the_form_of_the_right_one() -> None:
    assert shown("integer", None, F(5, 2)) == "5/2"
    assert shown("integer", None, 132**0.5) == "11.49"  # a root is no fraction
    assert shown("rational", 4, 2**0.5) == "1.414"
    assert shown("number", 4, F(12345, 10**5)) == "0.1234"  # no refusal at a tie
    assert shown("array", 3, (0.5, 2)) == "(0.500, 2.00)"
    assert shown("choice", None, "B") == "B"


def test_wrong_shapes_and_values_are_not_accepted() -> None:
    accepts = printed(Exact("array", (0.25, 0.75), 4)).accepts
    assert accepted(accepts, (0.25, 0.7501))
    assert not accepted(accepts, (0.75, 0.25))
    assert not accepted(accepts, (0.25,))
    assert not accepted(accepts, 0.25)
    assert not accepted(printed(Exact("number", 0.25)).accepts, (0.25,))
    assert not accepted(printed(Exact("choice", "A")).accepts, "B")


def test_the_classic_numbers() -> None:
    probabilities = np.exp([7, 1, 2.2]) / np.exp([7, 1, 2.2]).sum()
    with mpmath.workdps(30):
        weights = [mpmath.exp(mpmath.mpf(z)) for z in ("7", "1", "2.2")]
        answer = printed(Exact("array", tuple(w / mpmath.fsum(weights) for w in weights), 3))
        loss = printed(Exact("number", -mpmath.log(weights[0] / mpmath.fsum(weights)), 3))
    assert answer.value == ["0.989", "0.00245", "0.00814"]
    assert reprinted("array", 3, probabilities) == answer
    assert loss.value == "0.0107"
