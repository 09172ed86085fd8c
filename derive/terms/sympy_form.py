"""A term as a SymPy expression: explicit sizes, one symbol per entry of each tensor.

`to_sympy` hands any result over to a user of SymPy. The audit reads terms through the same `Translation`, at a point
that says which piece holds at every kink, so that SymPy sees smooth expressions only and differentiates the original
function itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import sympy

from .functions import function, symbolic
from .index import Index
from .tensors import Tensor
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
    tensors_of,
)

Position = tuple[int, ...]


class OnAKink(ValueError):
    """The point lies on a kink or on a tie of a maximum: no piece holds around it."""


def to_sympy(
    term: Term, sizes: Mapping[str, int] | None = None, at: Mapping[Index, int] | None = None
) -> sympy.Expr:
    """The term with its free indices at the positions `at` (counted from 0), as SymPy writes it.

    Functions in pieces become Piecewise, a maximum becomes Max; derivatives are taken by SymPy. An entry of z is the
    symbol z_1, of W the symbol W_1_2; it is positive where the domain says so. Raises ValueError for a Winner.
    """
    return Translation(dict(sizes or {}), symbols_of(term, sizes=dict(sizes or {}))).read(
        term, dict(at or {})
    )


def symbols_of(*terms: Term, sizes: Mapping[str, int]) -> dict[str, dict[Position, sympy.Symbol]]:
    """A symbol for every entry of every tensor that occurs."""
    return {tensor.name: _entries(tensor, sizes) for tensor in tensors_of(*terms)}


def _entries(tensor: Tensor, sizes: Mapping[str, int]) -> dict[Position, sympy.Symbol]:
    known = {"positive": True} if tensor.domain.is_positive else {"real": True}
    shape = [size_of(dim, sizes) for dim in tensor.dims]
    return {
        place: sympy.Symbol("_".join([tensor.name, *(str(k + 1) for k in place)]), **known)
        for place in product(*map(range, shape))
    }


def size_of(dim: str, sizes: Mapping[str, int]) -> int:
    return int(dim) if dim.isdigit() else sizes[dim]


@dataclass(slots=True)
class Translation:
    """Reads terms at given sizes.

    point    a number for every symbol; with it, each kink is replaced by the piece that holds there
    examples what a generic function stands for, as an expression in x; by default the example of its row
    chosen   the pieces and winners that were taken, in order of reading
    """

    sizes: Mapping[str, int]
    symbols: Mapping[str, Mapping[Position, sympy.Symbol]]
    point: Mapping[sympy.Symbol, sympy.Rational] | None = None
    examples: Mapping[str, sympy.Expr] = field(default_factory=dict)
    chosen: list[int] = field(default_factory=list)

    def read(self, term: Term, at: Mapping[Index, int]) -> sympy.Expr:
        match term:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Dim(name):
                return sympy.Integer(size_of(name, self.sizes))
            case Constant():
                return sympy.pi
            case Component(tensor, ix):
                return self.symbols[tensor.name][tuple(at[i] for i in ix)]
            case Delta(i, j):
                return sympy.Integer(at[i] == at[j])
            case Add(args):
                return sympy.Add(*(self.read(arg, at) for arg in args))
            case Mul(args):
                return sympy.Mul(*(self.read(arg, at) for arg in args))
            case Power(base, exponent):
                return self.read(base, at) ** sympy.Rational(exponent.numerator, exponent.denominator)
            case Sum(index, body):
                return sympy.Add(*self._over(index, body, at))
            case Apply():
                return self._call(term, at)
            case Cases(subject, breaks, pieces, is_open):
                parts = [self.read(piece, at) for piece in pieces]
                return self._piece(self.read(subject, at), breaks, parts, is_open)
            case Partial(body, wrt):
                return sympy.diff(self.read(body, at), self.read(wrt, at))
            case Maximum(index, body):
                values = self._over(index, body, at)
                return sympy.Max(*values) if self.point is None else values[self._winner(values)]
            case Winner(index, body, place) if self.point is not None:
                return sympy.Integer(self._winner(self._over(index, body, at)) == at[place])
            case Inverse(row, column, body, i, j):
                return self._inverted(row, column, body, at)[at[i], at[j]]
        raise ValueError(f"no SymPy expression for {term}")

    def _over(self, index: Index, body: Term, at: Mapping[Index, int]) -> list[sympy.Expr]:
        return [self.read(body, {**at, index: k}) for k in range(size_of(index.dim, self.sizes))]

    def _inverted(self, row: Index, column: Index, body: Term, at: Mapping[Index, int]) -> sympy.Matrix:
        size = size_of(row.dim, self.sizes)
        entries = [self.read(body, {**at, row: k, column: m}) for k, m in product(range(size), repeat=2)]
        whole = sympy.Matrix(size, size, entries)
        return whole.adjugate() / whole.det()

    def _call(self, call: Apply, at: Mapping[Index, int]) -> sympy.Expr:
        arguments = [self.read(arg, at) for arg in call.args]
        letter = call.function.rstrip("'")
        symbols, pieces = symbolic(call.function)
        if letter in self.examples:
            order = len(call.function) - len(letter)
            pieces = (sympy.diff(self.examples[letter], symbols[0], order),)
        filled = [piece.xreplace(dict(zip(symbols, arguments, strict=True))) for piece in pieces]
        return self._piece(arguments[0], function(call.function).breaks, filled)

    def _piece(
        self,
        subject: sympy.Expr,
        breaks: tuple[Fraction, ...],
        parts: list[sympy.Expr],
        is_open: bool = False,
    ) -> sympy.Expr:
        """The piece that holds around the point; all of them if there is no point.

        A subject that is one number for all points may lie on a break, unless nothing is said there.
        """
        limits = [sympy.Rational(b.numerator, b.denominator) for b in breaks]
        if not limits:
            return parts[0]
        if self.point is None:
            closed = [(part, subject <= limit) for part, limit in zip(parts, limits, strict=False)]
            return sympy.Piecewise(*closed, (parts[-1], True))
        value = self._at_point(subject)
        fixed = subject.is_Rational and not is_open
        if not fixed and any(abs(value - limit) < 1e-9 for limit in limits):
            raise OnAKink(f"{subject} is {value}")
        self.chosen.append(sum(bool((subject if fixed else value) > limit) for limit in limits))
        return parts[self.chosen[-1]]

    def _winner(self, values: list[sympy.Expr]) -> int:
        numbers = [self._at_point(value) for value in values]
        best = max(range(len(numbers)), key=lambda k: numbers[k])
        if any(abs(number - numbers[best]) < 1e-9 for k, number in enumerate(numbers) if k != best):
            raise OnAKink("two pieces tie for the maximum")
        self.chosen.append(best)
        return best

    def _at_point(self, expression: sympy.Expr) -> Any:
        assert self.point is not None
        return expression.xreplace(dict(self.point)).evalf(20)
