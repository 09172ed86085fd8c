"""LaTeX of the numbers in a worked solution: signed sums, factors, fractions, matrices, decimals.

Nothing here prints `--`, `+ -`, a factor 1 or `None`; a bank file prepares its facts with these functions, and the
templates only print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from string import ascii_uppercase
from typing import TypeAlias

from questions import rounding

Exactly: TypeAlias = "int | str | Fraction"  # what is printed as it is: a str holds a decimal, "-0.1"

PLACES = 6  # a fraction with at most so many decimals is written as a decimal


def number(value: Exactly) -> str:
    """An exact number: 3 as "3", "-0.10" as "-0.1", Fraction(1, 150) as a fraction."""
    exact = Fraction(value)
    scaled = exact * 10**PLACES
    if scaled.denominator != 1:
        return rounding.fraction_latex(exact)
    text = f"{Decimal(int(scaled)).scaleb(-PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def factor(value: Exactly) -> str:
    """An exact number inside a product: a negative one in parentheses."""
    return enclosed(number(value))


def enclosed(latex: str) -> str:
    """`latex` in parentheses if it begins with a minus sign."""
    if not latex.startswith("-"):
        return latex
    return rf"\left({latex}\right)" if "frac" in latex else f"({latex})"


def squared(value: Exactly) -> str:
    """The square of an exact number, not worked out: "0.3^2", "(-0.3)^2"."""
    latex = number(value)
    return f"({latex})^2" if latex.startswith("-") else f"{latex}^2"


def about(value: Decimal | Fraction | int, digits: int) -> str:
    """A real number with `digits` significant digits."""
    return rounding.real(rounding.fraction(value), digits, strict=False).latex


def plain(value: Decimal | Fraction | int, digits: int) -> str:
    """A real number with `digits` significant digits as text, as an `Intermediate` holds it."""
    return rounding.real(rounding.fraction(value), digits, strict=False).text


def quotient(value: Fraction, digits: int = 4) -> str:
    """A rational result as it is written at the end of a line: a fraction, and what decimal it is or is near to."""
    if value.denominator == 1:
        return str(value)
    decimal, fraction = number(value), rounding.fraction_latex(value)
    return rf"{fraction} \approx {about(value, digits)}" if decimal == fraction else f"{fraction} = {decimal}"


def signed_sum(terms: Iterable[str]) -> str:
    """Terms joined with their signs, zeros left out: ("3", "-2", "0") as "3 - 2"; "0" if nothing is left."""
    text = ""
    for term in (term for term in terms if term != "0"):
        if not text:
            text = term
        elif term.startswith("-"):
            text += f" - {term[1:]}"
        else:
            text += f" + {term}"
    return text or "0"


def product(*factors: Exactly) -> str:
    """Factors with dots between them, not worked out: 1 and -1 leave only their signs, a zero makes the product 0."""
    if any(Fraction(f) == 0 for f in factors):
        return "0"
    sign = (-1) ** sum(Fraction(f) == -1 for f in factors)
    first, *others = [Fraction(f) for f in factors if abs(Fraction(f)) != 1] or [Fraction(1)]
    first *= sign
    return r" \cdot ".join([number(first), *(factor(other) for other in others)])


def vector(entries: Iterable[str]) -> str:
    """A row in parentheses."""
    return rounding.array_latex(list(entries))


def matrix(rows: Sequence[Sequence[Exactly]]) -> str:
    """A matrix of exact numbers."""
    return rounding.array_latex([[number(entry) for entry in row] for row in rows])


def column(entries: Iterable[Exactly]) -> str:
    """A column vector of exact numbers."""
    return matrix([[entry] for entry in entries])


def row(entries: Iterable[Exactly]) -> str:
    """A row vector of exact numbers, as a matrix with one row."""
    return matrix([list(entries)])


def polynomial(terms: Iterable[tuple[int, Sequence[int]]], *names: str) -> str:
    """Terms, each a coefficient with an exponent for each variable: (3, [2, 1]) in x and y as "3 x^2 y"."""
    return signed_sum([_monomial(coefficient, exponents, names) for coefficient, exponents in terms])


def _monomial(coefficient: int, exponents: Sequence[int], names: Sequence[str]) -> str:
    powers = [
        name + (f"^{e}" if e > 1 else "")
        for name, e in zip(names, exponents, strict=True)
        if coefficient and e
    ]
    if not powers:
        return str(coefficient)
    return {1: "", -1: "-"}.get(coefficient, f"{coefficient} ") + " ".join(powers)


def coefficient(value: Exactly) -> str:
    """A factor before a name: nothing for 1, "-" for -1, 0.5 and a thin space for 0.5."""
    exact = Fraction(value)
    return "" if exact == 1 else "-" if exact == -1 else number(exact) + r"\,"


def shift(value: Exactly) -> str:
    """A term at the end of a sum: " + 2", " - 0.5", nothing for 0."""
    latex = number(value)
    return "" if latex == "0" else f" - {latex[1:]}" if latex.startswith("-") else f" + {latex}"


def multiple(value: Exactly, name: str) -> str:
    """A factor times a name: "0" for 0, "-(x + 1)" for -1, 2, a thin space and x for 2."""
    if Fraction(value) == 0:
        return "0"
    before = coefficient(value)
    return f"{before} {name}" if before.endswith(",") else before + name


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(place: int) -> str:
    """The word for a place, counted from 1."""
    return ORDINALS[place - 1]


def letter(place: int) -> str:
    """The letter of a class, counted from 1: "A" for 1."""
    return ascii_uppercase[place - 1]


def times(count: int) -> str:
    """How often: "once", "3 times"."""
    return "once" if count == 1 else f"{count} times"


def listing(words: Sequence[str], last: str = "and") -> str:
    """Words as in a sentence: "a, b and c"."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
