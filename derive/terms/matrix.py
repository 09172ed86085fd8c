"""Matrix expressions with symbolic shapes; what they mean is said by their entries, in the language of `terms`.

A column vector has shape (n, "1"), a scalar ("1", "1"). An expression of wrong shape cannot be built. `A @ B` is the
matrix product, `A * B` the product entry by entry, `c * A` a multiple; nothing simplifies by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from .functions import function
from .index import UNIT, Index, fresh
from .tensors import Tensor
from .terms import (
    Apply,
    Component,
    Definition,
    Delta,
    Inverse,
    Mul,
    Number,
    Partial,
    Term,
    free_indices,
    lift,
    negative,
    tensors_of,
    total,
)

Shape = tuple[str, str]


class Matrix:
    """A matrix expression. `shape` is its rows and columns; `at(i, j)` is its entry as a term."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        raise NotImplementedError

    def entry(self, i: Index, j: Index) -> Term:
        """The entry, for indices that are known to fit."""
        raise NotImplementedError

    def at(self, i: Index, j: Index) -> Term:
        """The entry in row i and column j; raises where the indices run over other dimensions."""
        if (i.dim, j.dim) != self.shape:
            raise ValueError(
                f"a matrix of shape {named(self.shape)} has no entry at dimensions {named((i.dim, j.dim))}"
            )
        return self.entry(i, j)

    @property
    def scalar(self) -> Term:
        """The one entry of a 1 x 1 matrix."""
        return self.at(Index("o", UNIT), Index("o'", UNIT))

    @property
    def T(self) -> Matrix:
        return Transpose(self)

    @property
    def inverse(self) -> Matrix:
        return MatrixInverse(self)

    def __matmul__(self, other: Matrix) -> Matrix:
        return Product(self, other)

    def __add__(self, other: Matrix) -> Matrix:
        return MatrixSum(self, other)

    def __sub__(self, other: Matrix) -> Matrix:
        return Difference(self, other)

    def __mul__(self, other: Matrix | Term | int | Fraction) -> Matrix:
        return Elementwise(self, other) if isinstance(other, Matrix) else Scaled(lift(other), self)

    def __rmul__(self, other: int | Fraction) -> Matrix:
        return Scaled(lift(other), self)

    def __neg__(self) -> Matrix:
        return Scaled(Number(Fraction(-1)), self)


def named(shape: tuple[str, str]) -> str:
    return f"({shape[0]}, {shape[1]})"


def _same_shape(left: Matrix, right: Matrix, what: str) -> None:
    if left.shape != right.shape:
        raise ValueError(f"{what} of shapes {named(left.shape)} and {named(right.shape)}: they must be equal")


def _letter(dim: str) -> str:
    """The letter of an index over `dim`: d for D, and k where the dimension is not one capital letter."""
    return dim.lower() if len(dim) == 1 and dim.isupper() else "k"


@dataclass(frozen=True, slots=True)
class MatrixSymbol(Matrix):
    """A tensor with two axes as a matrix, with one as a column vector, with none as a scalar."""

    tensor: Tensor

    def __post_init__(self) -> None:
        if len(self.tensor.dims) > 2:
            raise ValueError(f"{self.tensor.name} has {len(self.tensor.dims)} axes; a matrix has at most 2")

    @property
    def shape(self) -> Shape:
        rows, columns, *_ = (*self.tensor.dims, UNIT, UNIT)
        return rows, columns

    def entry(self, i: Index, j: Index) -> Term:
        return Component(self.tensor, (i, j)[: len(self.tensor.dims)])


@dataclass(frozen=True, slots=True)
class Product(Matrix):
    """The matrix product; a row of factors has one sum for each inner dimension that is not 1."""

    left: Matrix
    right: Matrix

    def __post_init__(self) -> None:
        if self.left.shape[1] != self.right.shape[0]:
            raise ValueError(
                f"the product of shapes {named(self.left.shape)} and {named(self.right.shape)}: "
                f"{self.left.shape[1]} columns do not meet {self.right.shape[0]} rows"
            )

    @property
    def shape(self) -> Shape:
        return self.left.shape[0], self.right.shape[1]

    def entry(self, i: Index, j: Index) -> Term:
        factors = self.factors()
        along = [i]
        for factor in factors[:-1]:
            inner = factor.shape[1]
            along.append(fresh(Index(_letter(inner), inner), [*along, j]))
        ends = [*along[1:], j]
        entries = [factor.at(a, b) for factor, a, b in zip(factors, along, ends, strict=True)]
        used = {index for entry in entries for index in free_indices(entry)}
        return total(
            [index for index in along[1:] if index.dim != UNIT or index in used], Mul(tuple(entries))
        )

    def factors(self) -> list[Matrix]:
        """The row of factors, whatever its brackets."""
        parts = [part.factors() if isinstance(part, Product) else [part] for part in (self.left, self.right)]
        return parts[0] + parts[1]


@dataclass(frozen=True, slots=True)
class MatrixSum(Matrix):
    left: Matrix
    right: Matrix

    def __post_init__(self) -> None:
        _same_shape(self.left, self.right, "the sum")

    @property
    def shape(self) -> Shape:
        return self.left.shape

    def entry(self, i: Index, j: Index) -> Term:
        return self.left.at(i, j) + self.right.at(i, j)


@dataclass(frozen=True, slots=True)
class Difference(Matrix):
    left: Matrix
    right: Matrix

    def __post_init__(self) -> None:
        _same_shape(self.left, self.right, "the difference")

    @property
    def shape(self) -> Shape:
        return self.left.shape

    def entry(self, i: Index, j: Index) -> Term:
        return self.left.at(i, j) + negative(self.right.at(i, j))


@dataclass(frozen=True, slots=True)
class Elementwise(Matrix):
    """The product entry by entry."""

    left: Matrix
    right: Matrix

    def __post_init__(self) -> None:
        _same_shape(self.left, self.right, "the product entry by entry")

    @property
    def shape(self) -> Shape:
        return self.left.shape

    def entry(self, i: Index, j: Index) -> Term:
        return Mul((self.left.at(i, j), self.right.at(i, j)))


@dataclass(frozen=True, slots=True)
class Transpose(Matrix):
    body: Matrix

    @property
    def shape(self) -> Shape:
        rows, columns = self.body.shape
        return columns, rows

    def entry(self, i: Index, j: Index) -> Term:
        return self.body.at(j, i)


@dataclass(frozen=True, slots=True)
class MatrixInverse(Matrix):
    """The inverse of a square matrix; that there is one is a hypothesis of every line in which it stands."""

    body: Matrix

    def __post_init__(self) -> None:
        rows, columns = self.body.shape
        if rows != columns:
            raise ValueError(f"the inverse of a matrix of shape {named(self.body.shape)}: it must be square")

    @property
    def shape(self) -> Shape:
        return self.body.shape

    def entry(self, i: Index, j: Index) -> Term:
        row = fresh(Index(_letter(i.dim), i.dim), [i, j])
        column = fresh(row, [i, j, row])
        return Inverse(row, column, self.body.at(row, column), i, j)


@dataclass(frozen=True, slots=True)
class Grouped(Matrix):
    """An expression in brackets that its author wants to be seen: (W_2 W_1) x."""

    body: Matrix

    @property
    def shape(self) -> Shape:
        return self.body.shape

    def entry(self, i: Index, j: Index) -> Term:
        return self.body.at(i, j)


@dataclass(frozen=True, slots=True)
class Scaled(Matrix):
    """A multiple; the factor is a term without free indices."""

    factor: Term
    body: Matrix

    def __post_init__(self) -> None:
        _no_indices(self.factor, "the factor of a matrix")

    @property
    def shape(self) -> Shape:
        return self.body.shape

    def entry(self, i: Index, j: Index) -> Term:
        return Mul((self.factor, self.body.at(i, j)))


def _no_indices(term: Term, what: str) -> None:
    free = sorted(free_indices(term))
    if free:
        raise ValueError(f"{what} is a scalar; this one has free indices: {', '.join(i.name for i in free)}")


@dataclass(frozen=True, slots=True)
class Map(Matrix):
    """A function of `functions.py` applied to each entry; its parameters are scalars."""

    function: str
    body: Matrix
    parameters: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        wanted = function(self.function).parameters
        if len(wanted) != len(self.parameters):
            raise ValueError(f"{self.function} has the parameters {wanted}, found {len(self.parameters)}")
        for parameter in self.parameters:
            _no_indices(parameter, "the parameter of a function")

    @property
    def shape(self) -> Shape:
        return self.body.shape

    def entry(self, i: Index, j: Index) -> Term:
        return Apply(self.function, (self.body.at(i, j), *self.parameters))


@dataclass(frozen=True, slots=True)
class Ones(Matrix):
    """The column of n ones."""

    dim: str

    @property
    def shape(self) -> Shape:
        return self.dim, UNIT

    def entry(self, i: Index, j: Index) -> Term:  # noqa: ARG002
        return Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Identity(Matrix):
    dim: str

    @property
    def shape(self) -> Shape:
        return self.dim, self.dim

    def entry(self, i: Index, j: Index) -> Term:
        return Delta(i, j)


@dataclass(frozen=True, slots=True)
class Zero(Matrix):
    rows: str
    columns: str = UNIT

    @property
    def shape(self) -> Shape:
        return self.rows, self.columns

    def entry(self, i: Index, j: Index) -> Term:  # noqa: ARG002
        return Number(Fraction(0))


@dataclass(frozen=True, slots=True)
class Diag(Matrix):
    """The square matrix with a column vector on its diagonal."""

    body: Matrix

    def __post_init__(self) -> None:
        if self.body.shape[1] != UNIT:
            raise ValueError(f"a diagonal is a column vector, found shape {named(self.body.shape)}")

    @property
    def shape(self) -> Shape:
        return self.body.shape[0], self.body.shape[0]

    def entry(self, i: Index, j: Index) -> Term:
        diagonal = self.body.at(i, Index("o", UNIT))
        return Mul((diagonal, Delta(i, j)))


@dataclass(frozen=True, slots=True)
class Gradient(Matrix):
    """The derivative of a scalar with respect to each entry of a matrix, laid out in the shape of that matrix."""

    body: Term
    wrt: MatrixSymbol

    def __post_init__(self) -> None:
        _no_indices(self.body, "what a gradient is taken of")

    @property
    def shape(self) -> Shape:
        return self.wrt.shape

    def entry(self, i: Index, j: Index) -> Term:
        entry = self.wrt.at(i, j)
        assert isinstance(entry, Component)
        return Partial(self.body, entry)


def matrices(words: str) -> tuple[MatrixSymbol, ...]:
    """Several symbols at once: `matrices("X:N,D W:D,H b:H t:")` are two matrices, a column vector and a scalar."""
    symbols = []
    for word in words.split():
        name, _, dims = word.partition(":")
        symbols.append(MatrixSymbol(Tensor(name, tuple(dims.split(",")) if dims else ())))
    return tuple(symbols)


def define(symbol: MatrixSymbol, body: Matrix) -> Definition:
    """A matrix as the meaning of a symbol of the same shape."""
    _same_shape(symbol, body, "a definition")
    i, j = index_pair(body.shape)
    axes = (i, j)[: len(symbol.tensor.dims)]
    return Definition(symbol.tensor, axes, body.at(i, j))


def index_pair(shape: Shape) -> tuple[Index, Index]:
    """A row index and a column index for a shape, lettered i and j."""
    return Index("i", shape[0]), Index("j", shape[1])


def parts_of(matrix: Matrix) -> Iterator[Matrix]:
    """The matrix and every matrix in it, from the outside in."""
    yield matrix
    for field in fields(matrix):  # type: ignore[arg-type]  # every kind of matrix is a dataclass
        part = getattr(matrix, field.name)
        if isinstance(part, Matrix):
            yield from parts_of(part)


def tensors_in(matrices_: Iterable[Matrix]) -> tuple[Tensor, ...]:
    """The tensors that occur, sorted by name."""
    return tensors_of(*(m.at(*index_pair(m.shape)) for m in matrices_))
