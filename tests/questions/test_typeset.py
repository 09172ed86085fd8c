"""LaTeX of numbers in worked solutions: no doubled signs, no factors of 1."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from questions import typeset


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (3, "3"),
        ("-0.10", "-0.1"),
        ("2.0", "2"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-1, 150), r"-\frac{1}{150}"),
        (0, "0"),
        ("-0.0", "0"),
    ],
)
def test_exact_numbers_are_printed_as_short_as_they_are(value: int | str | Fraction, latex: str) -> None:
    assert typeset.number(value) == latex


@pytest.mark.parametrize(
    ("terms", "latex"),
    [
        (("3", "-2", "0", "1"), "3 - 2 + 1"),
        (("-3", "x"), "-3 + x"),
        (("0", "-2"), "-2"),
        ((), "0"),
        (("0", "0"), "0"),
    ],
)
def test_sums_take_the_signs_of_their_terms(terms: tuple[str, ...], latex: str) -> None:
    assert typeset.signed_sum(terms) == latex


@pytest.mark.parametrize(
    ("factors", "latex"),
    [
        ((2, 3), r"2 \cdot 3"),
        ((2, -3), r"2 \cdot (-3)"),
        ((-2, "0.5"), r"-2 \cdot 0.5"),
        ((1, 3), "3"),
        ((-1, 3), "-3"),
        ((-1, -3), "3"),
        ((-1, -1), "1"),
        ((0, -3), "0"),
        ((2, Fraction(-1, 3)), r"2 \cdot \left(-\frac{1}{3}\right)"),
    ],
)
def test_products_have_no_factor_1_and_no_doubled_sign(
    factors: tuple[int | str | Fraction, ...], latex: str
) -> None:
    assert typeset.product(*factors) == latex


@pytest.mark.parametrize(("value", "latex"), [("0.3", "0.3^2"), ("-0.3", "(-0.3)^2"), (-2, "(-2)^2")])
def test_squares_keep_their_sign_inside(value: int | str, latex: str) -> None:
    assert typeset.squared(value) == latex


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (Fraction(109, 300), r"\frac{109}{300} \approx 0.3633"),
        (Fraction(39, 100), r"\frac{39}{100} = 0.39"),
        (Fraction(4, 2), "2"),
        (Fraction(-1, 150), r"-\frac{1}{150} \approx -0.006667"),
    ],
)
def test_a_quotient_says_which_decimal_it_is_or_is_near_to(value: Fraction, latex: str) -> None:
    assert typeset.quotient(value) == latex


def test_matrices_and_vectors() -> None:
    assert typeset.matrix([[1, -2], [0, 3]]) == r"\begin{bmatrix} 1 & -2 \\ 0 & 3 \end{bmatrix}"
    assert typeset.column(["0.50", -2]) == r"\begin{bmatrix} 0.5 \\ -2 \end{bmatrix}"
    assert typeset.row([1, -2]) == r"\begin{bmatrix} 1 & -2 \end{bmatrix}"
    assert typeset.vector(["1", "-2"]) == r"\left(1,\ -2\right)"
    assert typeset.about(Decimal("0.0106515693"), 3) == "0.0107"


def test_polynomials_have_no_coefficient_and_no_exponent_1() -> None:
    assert typeset.polynomial([(1, [2, 0]), (-1, [1, 1]), (-3, [0, 0])], "x", "y") == "x^2 - x y - 3"
    assert typeset.polynomial([(0, [1]), (5, [3])], "u") == "5 u^3"
    assert typeset.polynomial([], "u") == "0"


@pytest.mark.parametrize(
    ("words", "sentence"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_listing_reads_as_in_a_sentence(words: list[str], sentence: str) -> None:
    assert typeset.listing(words) == sentence


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        (typeset.coefficient("1"), ""), (typeset.coefficient(-1), "-"), (typeset.coefficient("0.5"), "0.5\\,"),
        (typeset.shift("0"), ""), (typeset.shift(2), " + 2"), (typeset.shift("-0.5"), " - 0.5"),
        (typeset.multiple("0", "x"), "0"), (typeset.multiple(1, "x"), "x"),
        (typeset.multiple(-1, "(x - 1)"), "-(x - 1)"),
        (typeset.multiple("-0.2", "x"), "-0.2\\, x"),
        (typeset.ordinal(1), "first"), (typeset.letter(3), "C"),
        (typeset.times(1), "once"), (typeset.times(3), "3 times"),
    ],
)  # fmt: skip
def test_single_numbers_in_words_and_terms(printed: str, wanted: str) -> None:
    assert printed == wanted
