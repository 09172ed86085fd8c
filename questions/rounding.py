"""The rounding contract: what is printed, and which answers are therefore accepted.

`printed` takes an exact answer, `reprinted` the arrays of a witness, to the same `Answer`; whoever keeps full
precision and whoever computes from printed values must both be right. All arithmetic is on fractions, rounding is
half-even, decimals are strings: the same bytes on each machine. A value so near a rounding tie that float64
arithmetic could print the other neighbour is refused (`NearTie`), and other numbers are drawn.

Real numbers have `digits` significant digits. Accepted is what lies between the lowest and the highest value that
honest students find (`Reach`, see `onward`; the exact value if nothing was rounded on the way), half a unit of the
last digit added on either side, rounded outward to that digit. So at least one unit either side is accepted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from typing import Any, TypeAlias

from questions import labels
from questions.model import JSON, LABELLED, Answer, Exact

TIE = Fraction(1, 10**9)  # relative; what a float64 witness may differ from the exact value
NOISE = Fraction(1, 10**15)  # absolute; the same, for values near 0
ZERO = Fraction(1, 10**12)  # absolute; below it a witness's rounding noise cannot be told from 0
HALF = Fraction(1, 2)
WIDEST = Fraction(1, 50)  # of a value, to either side; two units of the last digit are allowed in any case
SNAP = Fraction(1, 10**6)  # of a unit; far above the noise of float64, far below a digit
SAME = Fraction(1, 10**8)  # relative; a mistake that is so near is the exact value, found in another way
WRITTEN = 10**6  # the largest denominator of a fraction that is shown as one, among wrong values
PLAIN = range(-6, 8)  # decimal exponents that are written without a power of ten
NUMBERS = ("integer", "rational", "number", "array")
ROWS = re.compile(r"\[[^]]*\]")  # of a matrix as text
# A witness gives floats; the fraction meant is the one with a denominator up to the first number, if it is as
# near as the second (relative to the greater of 1 and the value). The second row is for longer fractions.
RECOVERED = ((10**4, Fraction(1, 10**9)), (10**6, Fraction(1, 10**13)))

Reach: TypeAlias = "tuple[Fraction, Fraction]"  # lowest and highest value that honest students find


class Redraw(Exception):
    """These numbers make no good question, because of their digits; others must be drawn."""


class NearTie(Redraw):
    """A value cannot be printed without doubt."""


class TooCoarse(Redraw):
    """The values printed on the way do not carry the digits that are asked."""


class Swallowed(Redraw):
    """A named mistake would be accepted."""


# -- one number --------------------------------------------------------------------------------------------


def fraction(value: Any) -> Fraction:
    """Any real number (int, Fraction, Decimal, float, text, mpf, NumPy scalar) as the fraction that it is."""
    if hasattr(value, "man_exp"):  # an mpf, whose text would be cut to 15 digits
        mantissa, exponent = value.man_exp
        size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return -abs(size) if value < 0 else abs(size)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"{value} is no answer: expected a finite real number")
    return Fraction(value)


def rounded(value: Fraction, digits: int, *, strict: bool = True) -> tuple[int, int]:
    """(count, exponent) with `value` about count * 10^exponent, count of just `digits` digits; 0 is (0, -digits).

    `strict`: raise NearTie where a float64 witness could print another number.
    """
    if value == 0:
        return 0, -digits
    exponent = _magnitude(value) - digits + 1
    scaled = value / _power(exponent)
    if strict and abs(value) < ZERO:
        raise NearTie(f"{float(value)!r} cannot be told from 0")
    doubt = TIE * abs(scaled) + NOISE / _power(exponent)
    if strict and abs(scaled - math.floor(scaled) - HALF) <= doubt:
        raise NearTie(f"{float(value)!r} lies on the boundary between two numbers of {digits} digits")
    count = round(scaled)  # half-even
    return (count // 10, exponent + 1) if abs(count) == 10**digits else (count, exponent)


def _power(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


def _magnitude(value: Fraction) -> int:
    """The exponent of the first significant digit: 2 for 109, -1 for 1/2. `value` is not 0."""
    size = abs(value)
    guess = len(str(size.numerator)) - len(str(size.denominator))
    return guess if size >= _power(guess) else guess - 1


def decimal(count: int, exponent: int) -> str:
    """Count * 10^exponent as text: plain, or as "1.200e-9" outside of 10^-6 to 10^8."""
    if count == 0:
        return "0"
    digits = len(str(abs(count)))
    if exponent + digits - 1 in PLAIN:
        return f"{Decimal(count).scaleb(exponent):f}"
    return f"{Decimal(count).scaleb(1 - digits):f}e{exponent + digits - 1}"


def decimal_latex(text: str) -> str:
    """A decimal as LaTeX: a power of ten is written out."""
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa


def recovered(value: Fraction) -> Fraction:
    """The fraction that a witness's float stands for; the float itself where no short one is near enough."""
    for largest, near in RECOVERED:
        short = value.limit_denominator(largest)
        if abs(short - value) <= near * max(Fraction(1), abs(value)):
            return short
    return value


# -- one entry: value, latex, text, low, high --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as it is stored, printed and accepted."""

    value: JSON
    latex: str
    text: str
    low: JSON
    high: JSON


def whole(value: Fraction) -> Cell:
    """A whole number, accepted as it is."""
    count = int(value)
    return Cell(count, str(count), str(count), count, count)


def exact(value: Fraction) -> Cell:
    """An exact fraction, accepted as it is; a whole number stays an int."""
    if value.denominator == 1:
        return whole(value)
    text = f"{value.numerator}/{value.denominator}"
    return Cell(text, fraction_latex(value), text, text, text)


def fraction_latex(value: Fraction) -> str:
    r"""`-\frac{1}{2}`: the sign stands before the fraction."""
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def real(value: Fraction, digits: int, reach: Reach | None = None, *, strict: bool = True) -> Cell:
    """A real number with `digits` significant digits, and the interval that is accepted.

    `strict`: raise TooCoarse where that interval says next to nothing of the last digits.
    """
    count, exponent = rounded(value, digits, strict=strict)
    text = decimal(count, exponent)
    low, high = count - 1, count + 1  # this is what the value itself leads to
    if reach:
        low = min(low, _outward(reach[0] - _half_unit(reach[0], digits, exponent), exponent, math.floor))
        high = max(high, _outward(reach[1] + _half_unit(reach[1], digits, exponent), exponent, math.ceil))
    if strict and max(count - low, high - count) > (WIDEST * abs(count) if abs(count) > 2 / WIDEST else 2):
        raise TooCoarse(
            f"{text} is asked to {digits} digits, which the values printed on the way do not carry"
        )
    return Cell(text, decimal_latex(text), text, decimal(low, exponent), decimal(high, exponent))


def _half_unit(value: Fraction, digits: int, exponent: int) -> Fraction:
    """What rounding `value` to its own `digits` may change; at least half of 10^exponent."""
    own = _magnitude(value) - digits + 1 if value else exponent
    return HALF * _power(max(own, exponent))


def _outward(value: Fraction, exponent: int, away: Callable[[Fraction], int]) -> int:
    """`value` in units of 10^exponent, rounded away from the interval; noise of floats is not seen as a unit."""
    scaled = value / _power(exponent)
    nearest = round(scaled)
    return nearest if abs(scaled - nearest) <= SNAP else away(scaled)


def rational(value: Fraction, digits: int, reach: Reach | None = None, *, strict: bool = True) -> Cell:
    """A fraction with its decimal: "109/300, about 0.3633", "1/2 = 0.5"; accepted like a real number."""
    number, quotient = real(value, digits, reach, strict=strict), exact(value)
    text = quotient.text
    if value.denominator != 1:
        same = Fraction(number.text) == value
        text += f" = {_short(number.text)}" if same else f", about {number.text}"
    return Cell(str(quotient.value), quotient.latex, text, number.low, number.high)


def _short(text: str) -> str:
    """A decimal without the zeros at its end: 0.5000 as 0.5."""
    mantissa, e, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + e + exponent


# -- vectors and matrices ----------------------------------------------------------------------------------


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of nested sequences; raises ValueError where they are ragged or empty."""
    if not isinstance(value, list | tuple):
        return ()
    inner = {shape_of(row) for row in value}
    if len(inner) != 1:
        raise ValueError("an array whose rows differ in length, or that is empty")
    return (len(value), *inner.pop())


def _nested(value: Any) -> Any:
    """Arrays of NumPy as nested lists, everything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """`change` applied to each entry of nested sequences, as nested lists."""
    return [_each(row, change) for row in value] if isinstance(value, list | tuple) else change(value)


def array_latex(cells: Any) -> str:
    """A vector as a row in parentheses, a matrix as `bmatrix`; `cells` are nested lists of LaTeX."""
    if isinstance(cells[0], list):
        rows = r" \\ ".join(" & ".join(row) for row in cells)
        return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
    row = r",\ ".join(cells)
    return rf"\left({row}\right)"


def array_text(cells: Any) -> str:
    """A vector as "(1, 2)", a matrix as "[[1, 2], [3, 4]]"."""
    if isinstance(cells[0], list):
        return "[" + ", ".join("[" + ", ".join(row) + "]" for row in cells) + "]"
    return "(" + ", ".join(cells) + ")"


def _array(value: Any, cell: Callable[[Any], Cell], digits: int | None) -> Answer:
    axes = len(shape_of(value))
    if axes not in (1, 2):
        raise ValueError(f"an answer with {axes} axes: expected a vector or a matrix")
    cells = _each(value, cell)
    accepts = {"low": _each(cells, lambda c: c.low), "high": _each(cells, lambda c: c.high)}
    latex, text = array_latex(_each(cells, lambda c: c.latex)), array_text(_each(cells, lambda c: c.text))
    return Answer("array", _each(cells, lambda c: c.value), latex, text, digits, accepts)


def flat(value: Any) -> list[Fraction]:
    """The numbers of an array, a nested sequence or a single number, in order of reading."""
    value = _nested(value)
    return [n for row in value for n in flat(row)] if isinstance(value, list | tuple) else [fraction(value)]


# -- answers -----------------------------------------------------------------------------------------------


def printed(exact_answer: Exact, reach: Sequence[Reach] = (), *, strict: bool = True) -> Answer:
    """The answer as printed and stored; raises Redraw, if `strict`, where these numbers must not be asked.

    `reach` has a pair for each entry in order of reading, or none.
    """
    kind, value, digits = exact_answer.kind, exact_answer.value, exact_answer.digits
    if kind in LABELLED:
        text = labels.written(kind, value)
        return Answer(kind, text, rf"\text{{{text}}}", text, None, {"labels": [text]})
    if kind == "prose":
        return Answer(kind, str(value), "", str(value), None, {"rubric": []})
    if kind not in NUMBERS:
        raise ValueError(f"an answer of kind {kind!r} is not printed from a number")
    if kind == "array" and exact_answer.shape is not None and shape_of(value) != exact_answer.shape:
        raise ValueError(f"an answer of shape {shape_of(value)}: expected {exact_answer.shape}")
    numbers = _each(value, fraction) if kind == "array" else fraction(value)
    return _numbers(kind, numbers, digits, reach, strict=strict)


def reprinted(kind: str, digits: int | None, found: Any, reach: Sequence[Reach] = ()) -> Answer:
    """The answer that a witness's value `found` leads to by the same contract; raises ValueError or TypeError.

    A float stands for the short fraction next to it where the answer is a whole number or a fraction, and for
    0 where it is below 1e-12.
    """
    value = _nested(found)
    if kind not in NUMBERS:
        return printed(Exact(kind, value))
    meant = recovered if kind in ("integer", "rational") or digits is None else _without_noise
    if kind == "array":
        return _numbers(kind, _each(value, lambda entry: meant(fraction(entry))), digits, reach, strict=False)
    return _numbers(kind, meant(fraction(value)), digits, reach, strict=False)


def _without_noise(value: Fraction) -> Fraction:
    return Fraction(0) if abs(value) < ZERO else value


def _numbers(
    kind: str, value: Any, digits: int | None, reach: Sequence[Reach] = (), *, strict: bool = True
) -> Answer:
    """The answer of a number or of nested lists of numbers, all of them fractions."""
    each = iter(reach) if reach else repeat(None)
    if kind == "array":
        cell = exact if digits is None else lambda entry: real(entry, digits, next(each), strict=strict)
        return _array(value, cell, digits)
    if kind == "integer":
        if value.denominator != 1:
            raise ValueError(f"{float(value)!r} is no whole number")
        one, digits = whole(value), None
    else:
        digits = digits or 4
        one = {"rational": rational, "number": real}[kind](value, digits, next(each), strict=strict)
    return Answer(kind, one.value, one.latex, one.text, digits, {"low": one.low, "high": one.high})


# -- other values than the answer --------------------------------------------------------------------------


def shown(kind: str, digits: int | None, value: Any) -> str:
    """A wrong value as text, in the form of the right one; one of another form is shown as it is.

    A root, as a float, is no fraction that a person would write: it is shown as a decimal.
    """
    try:
        if kind == "array":
            return _numbers(kind, _each(_nested(value), fraction), digits, strict=False).text
        if kind in ("integer", "rational") and fraction(value).denominator > WRITTEN:
            return real(fraction(value), digits or 4, strict=False).text
        if kind == "integer":
            return exact(fraction(value)).text
        if kind in ("rational", "number"):
            return _numbers(kind, fraction(value), digits, strict=False).text
    except (TypeError, ValueError):
        pass
    return str(value)


def accepted(accepts: Mapping[str, JSON], value: Any) -> bool:
    """Whether a student who answers `value` (a number, nested sequences, or a label) is right."""
    if "labels" in accepts:
        return str(value) in accepts["labels"]
    return _within(accepts["low"], accepts["high"], _nested(value))


def _within(low: JSON, high: JSON, value: Any) -> bool:
    if isinstance(low, list):
        rows = isinstance(value, list | tuple) and len(value) == len(low)
        return rows and all(_within(*row) for row in zip(low, high, value, strict=True))
    if isinstance(value, list | tuple):
        return False
    return Fraction(low) <= fraction(value) <= Fraction(high)


def taken_for_right(answer: Answer, wrong: Any) -> bool:
    """Whether a wrong value would be accepted, as it is or rounded to the digits that are asked."""
    if accepted(answer.accepts, wrong):
        return True
    if answer.digits is None:
        return False
    return accepted(
        answer.accepts, _each(_nested(wrong), lambda entry: _own_rounding(entry, answer.digits or 1))
    )


def _own_rounding(value: Any, digits: int) -> Fraction:
    count, exponent = rounded(fraction(value), digits, strict=False)
    return count * _power(exponent)


def same(exact_value: Any, wrong: Any) -> bool:
    """Whether a wrong value is the exact one after all, up to the noise of floats."""
    right, other = _nested(exact_value), _nested(wrong)
    if shape_of(right) != shape_of(other):
        return False
    pairs = zip(flat(right), flat(other), strict=True)
    return all(abs(a - b) <= SAME * abs(a) + ZERO for a, b in pairs)


def read(text: str) -> Any:
    """The number, or the nested lists of numbers, that a text of an answer stands for; None if it is none."""
    text = text.strip()
    if text[:1] + text[-1:] in ("()", "[]"):
        rows = ROWS.findall(text[1:-1]) or text[1:-1].split(",")
        entries = [read(row) for row in rows]
        return None if None in entries else entries
    try:
        return Fraction(text.partition(" = ")[0].partition(", about ")[0])
    except (ValueError, ZeroDivisionError):
        return None
