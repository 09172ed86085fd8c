"""Small matrices of whole numbers and fractions, exactly: tuples of rows, and what is done to them.

For solvers; a witness has NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

Entries: TypeAlias = "Sequence[Sequence[int | Fraction]]"
Matrix: TypeAlias = "tuple[tuple[Fraction, ...], ...]"
Vector: TypeAlias = "tuple[Fraction, ...]"


class Singular(ValueError):
    """A matrix without an inverse."""


def matrix(rows: Entries) -> Matrix:
    """Rows of numbers as a matrix of fractions."""
    return tuple(tuple(Fraction(entry) for entry in row) for row in rows)


def diagonal(entries: Sequence[int | Fraction]) -> Matrix:
    """The matrix with these entries on its diagonal, and zeros elsewhere."""
    return tuple(
        tuple(Fraction(e) if i == j else Fraction(0) for j in range(len(entries)))
        for i, e in enumerate(entries)
    )


def transposed(rows: Entries) -> Matrix:
    return matrix(list(zip(*rows, strict=True)))


def product(left: Entries, right: Entries) -> Matrix:
    """The matrix product."""
    return tuple(tuple(dot(row, column) for column in zip(*right, strict=True)) for row in left)


def applied(rows: Entries, x: Sequence[int | Fraction]) -> Vector:
    """The matrix times a column."""
    return tuple(dot(row, x) for row in rows)


def dot(a: Sequence[int | Fraction], b: Sequence[int | Fraction]) -> Fraction:
    return sum((Fraction(x) * y for x, y in zip(a, b, strict=True)), Fraction(0))


def outer(a: Sequence[int | Fraction], b: Sequence[int | Fraction]) -> Matrix:
    """The matrix a b^T."""
    return tuple(tuple(Fraction(x) * y for y in b) for x in a)


def combined(left: Entries, factor: int | Fraction, right: Entries) -> Matrix:
    """The matrix left + factor * right, entry by entry."""
    return tuple(
        tuple(Fraction(a) + factor * Fraction(b) for a, b in zip(*rows, strict=True))
        for rows in zip(left, right, strict=True)
    )


def inverse(rows: Entries) -> Matrix:
    """The inverse by Gauss and Jordan; raises Singular where there is none."""
    size = len(rows)
    work = [[*row, *unit] for row, unit in zip(matrix(rows), diagonal([1] * size), strict=True)]
    for column in range(size):
        pivot = next((k for k in range(column, size) if work[k][column]), None)
        if pivot is None:
            raise Singular("the columns of the matrix are linearly dependent: it has no inverse")
        work[column], work[pivot] = work[pivot], work[column]
        work[column] = [entry / work[column][column] for entry in work[column]]
        for k in range(size):
            if k != column:
                factor = work[k][column]
                work[k] = [a - factor * b for a, b in zip(work[k], work[column], strict=True)]
    return tuple(tuple(row[size:]) for row in work)


def solved(rows: Entries, right: Sequence[int | Fraction]) -> Vector:
    """The x with (rows) x = right; raises Singular where there is not just one."""
    return applied(inverse(rows), right)
