"""A term as plain text for terminals: `sum_k exp(z_k)`, `d/dx sigmoid(x)`, `sigmoid(x)*(1 - sigmoid(x))`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeGuard

from .index import Index
from .layout import ONE, inverse, split_sign
from .terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Delta,
    Dim,
    Inverse,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
)

ADDITION, PRODUCT, FACTOR, ATOM = range(4)


@dataclass(frozen=True, slots=True)
class Words:
    """Text, how tightly it holds together, and whether it reaches to the right like a sum."""

    text: str
    level: int = ATOM
    open: bool = False


def words(term: Term) -> Words:
    return PRINT[type(term)](term)


def guard(inner: Words, level: int, may_reach: bool = True) -> str:
    fits = inner.level >= level and (may_reach or not inner.open)
    return inner.text if fits else f"({inner.text})"


def _below(indices: tuple[Index, ...]) -> str:
    """_ij, or _[i1,j] where a name is longer than one letter and its primes."""
    names = [index.name for index in indices]
    short = all(re.fullmatch(r"[A-Za-z]'*", name) for name in names)
    return "_" + ("".join(names) if short else f"[{','.join(names)}]")


def _number(term: Number) -> Words:
    value = term.value
    return Words(str(value), ADDITION if value < 0 else ATOM if value.denominator == 1 else PRODUCT)


def _component(term: Component) -> Words:
    return Words(term.tensor.name + (_below(term.indices) if term.indices else ""))


def _add(term: Add) -> Words:
    if not term.args:
        return Words("0")
    result, last = "", Words("")
    for k, arg in enumerate(term.args):
        minus, body = split_sign(arg)
        last = words(body)
        sign = ("-" if minus else "") if k == 0 else (" - " if minus else " + ")
        result += sign + guard(last, PRODUCT)
    return Words(result, ADDITION, last.open)


def _mul(term: Term) -> Words:
    minus, rest = split_sign(term)
    if minus:
        body = words(rest)
        return Words("-" + guard(body, PRODUCT), ADDITION, body.open)
    factors = [f for f in (term.args if isinstance(term, Mul) else (term,)) if f != ONE]
    if len(factors) == 1 and not _divides(factors[0]):
        return words(factors[0])
    result, last = "", Words("1")
    for k, factor in enumerate(factors):
        last = words(inverse(factor.base, factor.exponent)) if _divides(factor) else words(factor)
        at_the_end = k == len(factors) - 1 and last.open and last.level >= PRODUCT and not _divides(factor)
        own = (
            last.text
            if at_the_end
            else guard(last, FACTOR if k or _divides(factor) else PRODUCT, may_reach=False)
        )
        result = (result or "1") + "/" + own if _divides(factor) else result + ("*" if k else "") + own
    return Words(result or "1", PRODUCT if factors else ATOM, last.open)


def _divides(factor: Term) -> TypeGuard[Power]:
    return isinstance(factor, Power) and factor.exponent < 0


def _power(term: Power) -> Words:
    if term.exponent < 0:
        return _mul(term)
    if term.exponent == Fraction(1, 2):
        return Words(f"sqrt({words(term.base).text})")
    exponent = str(term.exponent) if term.exponent.denominator == 1 else f"({term.exponent})"
    return Words(f"{guard(words(term.base), ATOM, may_reach=False)}^{exponent}", FACTOR)


def _reach(operator: str, body: Term) -> Words:
    return Words(f"{operator} {guard(words(body), PRODUCT)}", PRODUCT, open=True)


def _apply(term: Apply) -> Words:
    if term.function == "step":
        return Words(f"1[{words(term.args[0]).text} > 0]")
    return Words(f"{term.function}({', '.join(words(arg).text for arg in term.args)})")


def _cases(term: Cases) -> Words:
    subject, breaks, below = (
        words(term.subject).text,
        [str(b) for b in term.breaks],
        "<" if term.open else "<=",
    )
    if not breaks:
        conditions = [f"for all {subject}"]
    else:
        between = [f"if {a} < {subject} {below} {b}" for a, b in pairwise(breaks)]
        conditions = [f"if {subject} {below} {breaks[0]}", *between, f"if {subject} > {breaks[-1]}"]
    rows = [f"{words(p).text} {condition}" for p, condition in zip(term.pieces, conditions, strict=True)]
    return Words("{" + "; ".join(rows) + "}")


def _partial(term: Partial) -> Words:
    wrt = words(term.wrt).text
    body = words(term.body)
    if isinstance(term.body, Component):
        return Words(f"d{body.text}/d{wrt}", FACTOR)
    reaches = isinstance(term.body, Sum | Maximum | Partial) or body.level == ATOM
    return Words(f"d/d{wrt} {body.text if reaches else f'({body.text})'}", PRODUCT, open=True)


def _inverse(term: Inverse) -> Words:
    """inverse_rc(A_rc)_ij: of the matrix of the A_rc the inverse, and of that the entry."""
    head, entry = _below((term.row, term.column)), _below((term.i, term.j))
    return Words(f"inverse{head}({words(term.body).text}){entry}")


PRINT: dict[type[Term], Callable[[Any], Words]] = {
    Number: _number,
    Dim: lambda t: Words(t.name),
    Constant: lambda t: Words(t.name),
    Component: _component,
    Delta: lambda t: Words("delta" + _below((t.i, t.j))),
    Add: _add,
    Mul: _mul,
    Power: _power,
    Sum: lambda t: _reach(f"sum_{t.index.name}", t.body),
    Apply: _apply,
    Cases: _cases,
    Partial: _partial,
    Maximum: lambda t: _reach(f"max_{t.index.name}", t.body),
    Winner: lambda t: Words(f"1[{t.at.name} = {_reach(f'argmax_{t.index.name}', t.body).text}]"),
    Inverse: _inverse,
}
