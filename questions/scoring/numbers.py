r"""Numbers and arrays in the notations in which people write them, read exactly. Nothing is ever evaluated.

number    1234  1,234  0.75  .75  7.5e-1  7.5 * 10^{-1}  3/4  \frac{3}{4}  \frac34     each with a sign
array     (1, 2)  [1, 2]  [[1, 2], [3, 4]]  [1 2; 3 4]  np.array([1, 2])  \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}

A number is written out: of what must still be computed only one quotient and a power of ten are read.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeAlias

Read: TypeAlias = "Fraction | list[Read]"

LONGEST_NUMBER = 120  # characters
ENTRIES = 4_000  # of an array

DIGITS = r"(?:[0-9]{1,3}(?:(?P<by>[, _])[0-9]{3}(?:(?P=by)[0-9]{3})*)(?![0-9])|[0-9]+)"
PLAIN = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
POWER = r"10 ?(?:\^|\*\*) ?(?:\{ ?(?P<a>[-+]?[0-9]{1,3}) ?\}|\( ?(?P<b>[-+]?[0-9]{1,3}) ?\)|(?P<c>[-+]?[0-9]{1,3}))"
GROUPED = re.compile(DIGITS + r"(?:\.[0-9]+)?", re.ASCII)
DECIMAL = re.compile(rf"(?P<mantissa>{PLAIN})(?:[eE](?P<e>[-+]?[0-9]{{1,3}})| ?\* ?{POWER})?", re.ASCII)
POWER_OF_TEN = re.compile(POWER, re.ASCII)
FRACTION = re.compile(r"\\frac ?(?:\{([^{}]*)\}|([0-9])) ?(?:\{([^{}]*)\}|([0-9]))", re.ASCII)
ARRAY_CALL = re.compile(
    r"(?:(?:np|numpy|torch|jnp|tf)\.)?(?:array|tensor|asarray|matrix|Matrix)\((.*)\)", re.DOTALL
)
MATRIX = re.compile(
    r"\\begin ?\{((?:[bp]|small)?matrix|array)\} ?(?:\{[lcr| ]*\})?(.*)\\end ?\{\1\}", re.DOTALL
)
TRANSPOSED = re.compile(r"(.*?) ?\^ ?(?:\\top|T|\{ ?(?:\\top|T) ?\}|\\intercal)|(.*?)\.T", re.DOTALL)
ROW_END = re.compile(r"\\\\(?: ?\[[^\]]*\])?|\\cr(?![A-Za-z])")


def number(text: str, grouped: bool = True) -> Fraction:
    """The number that a tidy text is; `grouped`: 1,234 is one number. Raises ValueError for anything else."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        raise ValueError("too long a number")
    sign, text = _signed(text)
    if found := FRACTION.fullmatch(text):
        above, below = found[1] or found[2] or "", found[3] or found[4] or ""
        return sign * _quotient(above, below, grouped)
    above, slash, below = text.partition("/")
    if slash:
        return sign * _quotient(_bare(above), _bare(below), grouped)
    return sign * _unsigned(text, grouped)


def _signed(text: str) -> tuple[int, str]:
    return (-1 if text[:1] == "-" else 1), (text[1:].lstrip() if text[:1] in ("-", "+") else text)


def _bare(text: str) -> str:
    """A part of a quotient without the parentheses around it."""
    text = text.strip()
    return text[1:-1].strip() if text[:1] + text[-1:] == "()" else text


def _quotient(above: str, below: str, grouped: bool) -> Fraction:
    (a, top), (b, bottom) = _signed(above.strip()), _signed(below.strip())
    divisor = _unsigned(bottom, grouped)
    if divisor == 0:
        raise ValueError("a division by zero")
    return a * b * _unsigned(top, grouped) / divisor


def _unsigned(text: str, grouped: bool) -> Fraction:
    """A number without a sign and without a quotient."""
    if grouped and GROUPED.fullmatch(text):
        return Fraction(re.sub(r"[, _]", "", text))
    if found := POWER_OF_TEN.fullmatch(text):
        return Fraction(10) ** _exponent(found)
    if found := DECIMAL.fullmatch(text):
        return Fraction(found["mantissa"].rstrip(".")) * Fraction(10) ** _exponent(found)
    raise ValueError("no number")


def _exponent(found: re.Match[str]) -> int:
    words = found.groupdict()
    return int(next((words[name] for name in ("e", "a", "b", "c") if words.get(name)), "0"))


# -- arrays ------------------------------------------------------------------------------------------------


def array(text: str, axes: int) -> Read:
    """The nested lists of numbers that a tidy text is; raises ValueError for anything else.

    `axes`: how many are asked for. LaTeX has no vector with one axis: a single row or column of a LaTeX matrix is one
    where a vector is asked for, and so is a transposed vector, and numbers with commas between them.
    """
    text = text.strip()
    if axes == 1 and (found := TRANSPOSED.fullmatch(text)):
        text = (found[1] or found[2] or "").strip()
    if found := ARRAY_CALL.fullmatch(text):
        text = found[1].strip()
    if found := MATRIX.fullmatch(_inside_brackets(text)):
        rows = _latex_rows(found[2])
        return _as_vector(rows) if axes == 1 else rows
    if text[:1] not in ("(", "["):
        if axes != 1 or "," not in text:
            raise ValueError("no array")
        text = f"[{text}]"
    return _nested(text)


def _inside_brackets(text: str) -> str:
    r"""\left( \begin{array}...\end{array} \right): a matrix without brackets of its own, in brackets."""
    inner = text[1:-1].strip()
    return inner if text[:1] + text[-1:] in ("()", "[]") and inner.startswith("\\begin") else text


def _latex_rows(body: str) -> list[Read]:
    lines = [line for line in ROW_END.split(body.replace("\\hline", "")) if line.strip()]
    if body.count("&") + len(lines) > ENTRIES:
        raise ValueError("too many entries")
    return [[number(cell, grouped=True) for cell in line.split("&")] for line in lines]


def _as_vector(rows: list[Read]) -> list[Read]:
    lists = [row for row in rows if isinstance(row, list)]
    if len(lists) == 1:
        return lists[0]
    if any(len(row) != 1 for row in lists):
        raise ValueError("a matrix where a vector is asked for")
    return [row[0] for row in lists]


def _nested(text: str) -> Read:
    """A list in brackets, with commas, semicolons (MATLAB's rows) or blanks (NumPy's print) between its entries."""
    if text[:1] + text[-1:] not in ("()", "[]"):
        raise ValueError("no list")
    inside = text[1:-1].strip().removesuffix(",")
    if "(" in inside or "[" in inside:
        rows = _split(inside)
        return [_flat(row) for row in rows]
    if ";" in inside:
        return [_entries(row) for row in inside.removesuffix(";").split(";")]
    return list(_entries(inside))


def _split(inside: str) -> list[str]:
    """The rows of a matrix: texts in brackets with commas or blanks between them."""
    rows = re.findall(r"\[[^\[\]()]*\]|\([^\[\]()]*\)", inside)
    if not re.fullmatch(r"\0(?: ?,? ?\0)*", re.sub(r"\[[^\[\]()]*\]|\([^\[\]()]*\)", "\0", inside)):
        raise ValueError("no rows")
    return rows


def _flat(row: str) -> list[Read]:
    if row[0] + row[-1] not in ("()", "[]"):
        raise ValueError("no row")
    return _entries(row[1:-1].strip().removesuffix(","))


def _entries(inside: str) -> list[Read]:
    parts = inside.split(",") if "," in inside else inside.split()
    if len(parts) > ENTRIES:
        raise ValueError("too many entries")
    return [number(part, grouped=False) for part in parts]
