"""Proposes a matrix expression for an index term: 2/N sum_n X_ni (...)_nj becomes 2/N X^T (...).

A bound index that joins two factors becomes a matrix product; factors with the same indices are multiplied entry by
entry; what depends on one index is a column vector. Nothing here is trusted: the gate compares the entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from ..kernel.differentiate import ONE, product
from ..terms.index import UNIT, Index
from ..terms.matrix import (
    Diag,
    Difference,
    Elementwise,
    Identity,
    Map,
    Matrix,
    MatrixSum,
    MatrixSymbol,
    Ones,
    Product,
    Scaled,
    Transpose,
)
from ..terms.terms import (
    Add,
    Apply,
    Component,
    Delta,
    Dim,
    Mul,
    Number,
    Power,
    Sum,
    Term,
    free_indices,
    rename,
    subterms,
)
from .tactics import coefficient

LINE = Index("o", UNIT)  # the second axis of a column vector


class NoMatrix(ValueError):
    """The term has no form in this matrix language."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A matrix and its two indices; a column vector has the second one `LINE`."""

    matrix: Matrix
    rows: Index
    columns: Index = LINE

    def on(self, index: Index) -> Matrix:
        """The matrix with `index` as its rows."""
        return self.matrix if index == self.rows else turned(self.matrix)

    def other(self, index: Index) -> Index:
        return self.columns if index == self.rows else self.rows


def propose(term: Term, rows: Index, columns: Index = LINE) -> Matrix | None:
    """A matrix whose entries should be those of the term, or None."""
    try:
        return _entries(term, rows, columns)
    except (NoMatrix, ValueError):
        return None


def turned(matrix: Matrix) -> Matrix:
    """The transpose: that of a transpose is the matrix itself, that of a product the product the other way round."""
    match matrix:
        case Transpose(body):
            return body
        case Product(left, right):
            return Product(turned(right), turned(left))
        case Diag() | Identity():
            return matrix
        case Elementwise(left, right) if isinstance(left, Transpose | Product) and isinstance(
            right, Transpose
        ):
            return Elementwise(turned(left), turned(right))
    return Transpose(matrix)


def _entries(term: Term, rows: Index, columns: Index) -> Matrix:
    """The matrix with these entries; where an index does not occur, its ones are written out."""
    free = free_indices(term)
    if columns != LINE and columns not in free:
        ones = turned(Ones(columns.dim))
        return Product(_entries(term, rows, LINE) if rows in free else _ones(term, rows), ones)
    if rows not in free:
        if columns == LINE:
            return _ones(term, rows)
        return Product(Ones(rows.dim), turned(_entries(term, columns, LINE)))
    match term:
        case Component(tensor, (i, j)) if (i, j) in ((rows, columns), (columns, rows)):
            symbol = MatrixSymbol(tensor)
            return symbol if i == rows else Transpose(symbol)
        case Component(tensor, (_,)):
            return MatrixSymbol(tensor)
        case Delta():
            return Identity(rows.dim)
        case Apply(name, (argument, *parameters)) if not any(free_indices(p) for p in parameters):
            return Map(name, _entries(argument, rows, columns), tuple(parameters))
        case Add(args):
            return _addition(args, rows, columns)
        case Mul() | Sum():
            return _product(term, rows, columns)
        case Power(base, exponent) if exponent.denominator == 1 and 2 <= exponent <= 3:
            return reduce(Elementwise, [_entries(base, rows, columns)] * int(exponent))
    raise NoMatrix


def _ones(term: Term, rows: Index) -> Matrix:
    return Ones(rows.dim) if term == ONE else Scaled(term, Ones(rows.dim))


def _addition(args: Sequence[Term], rows: Index, columns: Index) -> Matrix:
    result: Matrix | None = None
    for arg in args:
        number, rest = coefficient(arg)
        if result is None:
            result = _entries(arg, rows, columns)
        elif number < 0:
            result = Difference(result, _entries(product([Number(-number), rest]), rows, columns))
        else:
            result = MatrixSum(result, _entries(arg, rows, columns))
    if result is None:
        raise NoMatrix
    return result


def _product(term: Term, rows: Index, columns: Index) -> Matrix:
    bound, parts = _open(term, 0)
    scalars = [part for part in parts if not free_indices(part)]
    factors = [_factor(part) for part in parts if free_indices(part)]
    for index in reversed(bound):  # the innermost sum first
        used = [f for f in factors if index in (f.rows, f.columns)]
        factors = [f for f in factors if f not in used]
        joined = _joined(index, used)
        if isinstance(joined, Term):
            scalars.append(joined)
        else:
            factors.append(joined)
    body = _ends(factors, rows, columns)
    factor = product(scalars)
    return body if factor == ONE else Scaled(factor, body)


def _open(term: Term, depth: int) -> tuple[list[Index], list[Term]]:
    """The bound indices of a product, and its factors."""
    if isinstance(term, Sum):
        index = Index(f"{term.index.name}^{depth}", term.index.dim)
        bound, parts = _open(rename(term.body, {term.index: index}), depth + 1)
        return [index, *bound], parts
    if isinstance(term, Mul):
        bound, parts = [], []
        for k, arg in enumerate(term.args):
            scalar = isinstance(arg, Sum) and not free_indices(arg)
            inner = ([], [arg]) if scalar else _open(arg, depth + 10 * (k + 1))
            bound, parts = bound + inner[0], parts + inner[1]
        return bound, parts
    return [], [term]


def _factor(part: Term) -> Factor:
    seen = [i for inner in subterms(part) if isinstance(inner, Component) for i in inner.indices]
    free = list(dict.fromkeys(i for i in (*seen, *sorted(free_indices(part))) if i in free_indices(part)))
    if len(free) > 2:
        raise NoMatrix
    match part:
        case Component(_, (i, j)) if i != j:
            return Factor(_entries(part, i, j), i, j)
    first = free[0]
    second = free[1] if len(free) == 2 else LINE
    return Factor(_entries(part, first, second), first, second)


def _joined(index: Index, used: Sequence[Factor]) -> Factor | Term:
    """The sum over an index of the factors that carry it, as one factor; a term if nothing else depends on it."""
    if not used:
        return Number(Fraction(index.dim)) if index.dim.isdigit() else Dim(index.dim)
    vectors = [f.on(index) for f in used if f.other(index) == LINE]
    ends: dict[Index, Matrix] = {}
    for f in used:
        end = f.other(index)
        if end != LINE:
            ends[end] = Elementwise(ends[end], f.on(index)) if end in ends else f.on(index)
    weight = reduce(Elementwise, vectors) if vectors else None
    if not ends:
        assert weight is not None
        if len(vectors) == 1:
            return Product(turned(Ones(index.dim)), weight).scalar
        return Product(turned(reduce(Elementwise, vectors[:-1])), vectors[-1]).scalar
    if len(ends) == 1:
        ((end, matrix),) = ends.items()
        return Factor(Product(turned(matrix), weight or Ones(index.dim)), end)
    if len(ends) == 2:
        (a, left), (b, right) = ends.items()
        middle = right if weight is None else Product(Diag(weight), right)
        return Factor(Product(turned(left), middle), a, b)
    raise NoMatrix


def _ends(factors: Sequence[Factor], rows: Index, columns: Index) -> Matrix:
    """What is left when no bound index is left: factors on the rows, on the columns, and on both."""
    both = [f.on(rows) for f in factors if {f.rows, f.columns} == {rows, columns}]
    if columns == LINE:
        if len(both) != len(factors) or not both:
            raise NoMatrix
        return reduce(Elementwise, both)
    on_rows = [f.matrix for f in factors if (f.rows, f.columns) == (rows, LINE)]
    on_columns = [f.matrix for f in factors if (f.rows, f.columns) == (columns, LINE)]
    if len(both) + len(on_rows) + len(on_columns) != len(factors):
        raise NoMatrix
    left = reduce(Elementwise, on_rows) if on_rows else None
    right = reduce(Elementwise, on_columns) if on_columns else None
    if not both:
        return Product(left or Ones(rows.dim), turned(right or Ones(columns.dim)))
    result = reduce(Elementwise, both)
    result = result if left is None else Product(Diag(left), result)
    return result if right is None else Product(result, Diag(right))
