"""The value of a term at concrete sizes and entries, with as many digits as mpmath is told to keep.

It shares nothing with the normal form, and a `Partial` is a central difference of the *original* function: no rule of
differentiation is trusted to check itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp

from ..terms.functions import function, symbolic
from ..terms.index import Index
from ..terms.terms import (
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
    free_indices,
    subterms,
)

SINGULAR = 10  # digits that a matrix may cost before it counts as one without an inverse

STEP = 20  # digits: the differences are taken at a distance of 10^-20, so that their error is about 10^-40

Entries = Mapping[tuple[int, ...], Any]


@dataclass(frozen=True, slots=True)
class Model:
    """Sizes of the symbolic dimensions, and for every tensor a map from positions (counted from 0) to numbers."""

    sizes: Mapping[str, int]
    values: Mapping[str, Entries]

    def size(self, dim: str) -> int:
        return int(dim) if dim.isdigit() else self.sizes[dim]


def digits_needed(*terms: Term, digits: int = 50) -> int:
    """Working precision: each derivative inside another costs twice the digits of its step."""
    depth = max((_depth(term) for term in terms), default=0)
    return digits + 2 * STEP * depth


def _depth(term: Term) -> int:
    inside = max(
        (_depth(part) for part in subterms(term) if part is not term and isinstance(part, Partial)), default=0
    )
    return inside + isinstance(term, Partial)


def evaluate(term: Term, model: Model, at: Mapping[Index, int] | None = None) -> Any:
    """The value of `term` in `model` with its free indices at the positions `at` (counted from 0).

    Raises KeyError for a tensor or a dimension without a value, ZeroDivisionError at a pole.
    """
    return Evaluator(model)(term, dict(at or {}))


class Evaluator:
    """Values in one model; remembers the value of every subterm for the indices that it depends on."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._known: dict[tuple[int, tuple[int, ...]], Any] = {}
        self._alive: list[Term] = []  # a term that is remembered by its id must not be freed
        self._order: dict[int, tuple[Index, ...]] = {}
        self._inverses: dict[tuple[int, tuple[int, ...]], Any] = {}
        self._nearby: dict[tuple[str, tuple[int, ...], int], Evaluator] = {}

    def __call__(self, term: Term, at: dict[Index, int]) -> Any:
        name = id(term)
        if name not in self._order:
            self._order[name] = tuple(sorted(free_indices(term)))
            self._alive.append(term)
        key = (name, tuple(at[i] for i in self._order[name]))
        if key not in self._known:
            self._known[key] = VALUE[type(term)](self, term, at)
        return self._known[key]

    def over(self, index: Index, body: Term, at: dict[Index, int]) -> list[Any]:
        """The values of `body` for every position of `index`."""
        return [self(body, {**at, index: k}) for k in range(self.model.size(index.dim))]

    def inverse(self, term: Inverse, at: dict[Index, int]) -> Any:
        """The inverse of the whole matrix, found once for all entries."""
        around = sorted(free_indices(term.body) - {term.row, term.column})
        key = (id(term), tuple(at[i] for i in around))
        if key not in self._inverses:
            size = range(self.model.size(term.row.dim))
            rows = [[self(term.body, {**at, term.row: k, term.column: m}) for m in size] for k in size]
            self._inverses[key] = inverted(mp.matrix(rows))
        return self._inverses[key]

    def shifted(self, tensor: str, position: tuple[int, ...], sign: int) -> Evaluator:
        """The same model with one entry moved by one step."""
        key = (tensor, position, sign)
        if key not in self._nearby:
            entries = dict(self.model.values[tensor])
            entries[position] += sign * mp.mpf(10) ** -STEP
            self._nearby[key] = Evaluator(Model(self.model.sizes, {**self.model.values, tensor: entries}))
        return self._nearby[key]


def number(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator


def power(base: Any, exponent: Fraction) -> Any:
    """A real power; a root of a negative number is refused rather than made complex."""
    if exponent.denominator == 1:
        return base ** int(exponent)
    if base < 0:
        raise ValueError(f"the root {exponent} of {mp.nstr(base, 6)}")
    return mp.power(base, number(exponent))


def _product(values: list[Any]) -> Any:
    result = mp.mpf(1)
    for value in values:
        result *= value
    return result


def _apply(self: Evaluator, term: Apply, at: dict[Index, int]) -> Any:
    arguments = [self(arg, at) for arg in term.args]
    if term.function == "log" and arguments[0] <= 0:
        raise ValueError(f"the logarithm of {mp.nstr(arguments[0], 6)}")
    breaks = function(term.function).breaks
    return compiled(term.function)[_piece(arguments[0], breaks)](*arguments)


def _cases(self: Evaluator, term: Cases, at: dict[Index, int]) -> Any:
    return self(term.pieces[_piece(self(term.subject, at), term.breaks)], at)


def _piece(subject: Any, breaks: tuple[Fraction, ...]) -> int:
    """The number of breaks that lie strictly below the subject."""
    return sum(subject > number(b) for b in breaks)


def _partial(self: Evaluator, term: Partial, at: dict[Index, int]) -> Any:
    position = tuple(at[i] for i in term.wrt.indices)
    inside = {i: at[i] for i in free_indices(term.body)}
    ahead, behind = (
        self.shifted(term.wrt.tensor.name, position, sign)(term.body, inside) for sign in (1, -1)
    )
    return (ahead - behind) / (2 * mp.mpf(10) ** -STEP)


def _winner(self: Evaluator, term: Winner, at: dict[Index, int]) -> Any:
    values = self.over(term.index, term.body, at)
    return mp.mpf(values.index(max(values)) == at[term.at])


def inverted(matrix: Any) -> Any:
    """The inverse of a matrix; raises ValueError where it has none, or is too near to one that has none."""
    try:
        inverse = mp.inverse(matrix)
    except ZeroDivisionError:
        inverse = None
    if inverse is None or mp.mnorm(inverse, 1) * mp.mnorm(matrix, 1) > mp.mpf(10) ** SINGULAR:
        raise ValueError("a matrix without an inverse")
    return inverse


VALUE: dict[type[Term], Callable[[Evaluator, Any, dict[Index, int]], Any]] = {
    Number: lambda self, t, at: number(t.value),
    Dim: lambda self, t, at: mp.mpf(self.model.size(t.name)),
    Constant: lambda self, t, at: +mp.pi,
    Component: lambda self, t, at: self.model.values[t.tensor.name][tuple(at[i] for i in t.indices)],
    Delta: lambda self, t, at: mp.mpf(at[t.i] == at[t.j]),
    Add: lambda self, t, at: mp.fsum([self(part, at) for part in t.args]),
    Mul: lambda self, t, at: _product([self(part, at) for part in t.args]),
    Power: lambda self, t, at: power(self(t.base, at), t.exponent),
    Sum: lambda self, t, at: mp.fsum(self.over(t.index, t.body, at)),
    Maximum: lambda self, t, at: max(self.over(t.index, t.body, at)),
    Winner: _winner,
    Inverse: lambda self, t, at: self.inverse(t, at)[at[t.i], at[t.j]],
    Apply: _apply,
    Cases: _cases,
    Partial: _partial,
}


@cache
def compiled(name: str) -> tuple[Callable[..., Any], ...]:
    """The pieces of a row as functions of mpmath numbers, made by SymPy from the definition itself."""
    import sympy

    symbols, pieces = symbolic(name)
    return tuple(sympy.lambdify(symbols, piece, modules="mpmath") for piece in pieces)
