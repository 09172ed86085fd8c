"""NumPy's words for the functions of `functions.py`, and pieces of code that know how tightly they hold together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from .index import Index

if TYPE_CHECKING:
    import sympy

ADDITION, PRODUCT, UNARY, POWER, ATOM = range(5)

# Functions that NumPy has, or that it computes without overflow; the others are written out from their rows.
NUMPY: dict[str, str] = {
    "exp": "np.exp({})",
    "log": "np.log({})",
    "cosh": "np.cosh({})",
    "sinh": "np.sinh({})",
    "abs": "np.abs({})",
    "tanh": "np.tanh({})",
    "relu": "np.maximum({}, 0)",
    "sigmoid": "(1 + np.tanh({} / 2)) / 2",
    "softplus": "np.logaddexp(0, {})",
    "erf": "np.vectorize(math.erf)({})",
    "Phi": "(1 + np.vectorize(math.erf)({} / np.sqrt(2))) / 2",
    "phi": "np.exp(-({}**2) / 2) / np.sqrt(2 * np.pi)",
}
FRACTIONS = ("sigmoid", "Phi", "phi")  # what is written as a fraction, of an argument that is a power or less


@dataclass(frozen=True, slots=True)
class Code:
    """An expression, the indices of its axes in order, and how tightly it holds together."""

    source: str
    axes: tuple[Index, ...] = ()
    level: int = ATOM


def identifier(name: str) -> str:
    """The name of a tensor as a Python name: W for W, h_l for h^(l), lambda_ for lambda."""
    word = re.sub(r"\W+", "_", name).strip("_") or "x"
    return f"{word}_" if iskeyword(word) or word in ("np", "math") else word


def guarded(code: Code, level: int) -> str:
    return code.source if code.level >= level else f"({code.source})"


def turned(code: Code) -> Code:
    return Code(f"{guarded(code, ATOM)}.T", code.axes[::-1])


def number(value: Fraction) -> Code:
    if value < 0:
        return Code(f"-{number(-value).source}", (), ADDITION)
    if value.denominator == 1:
        return Code(str(value))
    return Code(f"{value.numerator} / {value.denominator}", (), PRODUCT)


def pieced(subject: str, breaks: Sequence[str], pieces: Sequence[str]) -> str:
    """Nested np.where, from the left to the right."""
    result = pieces[-1]
    for limit, piece in reversed(list(zip(breaks, pieces, strict=False))):
        result = f"np.where({subject} <= {limit}, {piece}, {result})"
    return result


def from_row(piece: sympy.Expr, values: Mapping[str, str]) -> str:
    """One piece of a row in NumPy's words; its letters replaced by what stands for them."""
    from sympy.printing.numpy import NumPyPrinter

    printer: Any = NumPyPrinter({"fully_qualified_modules": False, "allow_unknown_functions": True})
    source = printer.doprint(piece)
    for name, word in NAMES.items():
        source = _replaced(source, name, word)
    for place, name in enumerate(values):
        source = _replaced(source, name, f"\0{place}")
    for place, word in enumerate(values.values()):
        source = source.replace(f"\0{place}", word)
    return f"({source})"


NAMES = {word: f"np.{word}" for word in ("exp", "log", "sqrt", "tanh", "pi")} | {
    "erf": "np.vectorize(math.erf)"
}


def _replaced(source: str, name: str, word: str) -> str:
    return re.sub(rf"(?<![\w.]){name}\b", lambda _: word, source)
