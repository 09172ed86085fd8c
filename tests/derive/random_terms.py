"""Random terms and matrix expressions for the tests of what prints and stores them; every node type occurs."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from derive.terms.functions import FUNCTIONS
from derive.terms.index import Index
from derive.terms.matrix import (
    Diag,
    Difference,
    Elementwise,
    Gradient,
    Grouped,
    Identity,
    Map,
    Matrix,
    MatrixInverse,
    MatrixSum,
    MatrixSymbol,
    Ones,
    Product,
    Scaled,
    Transpose,
    Zero,
)
from derive.terms.tensors import POSITIVE_REAL, Tensor, one_hot
from derive.terms.terms import (
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

DIMS = ("C", "N", "2")
SCALARS = (
    Tensor("x", (), POSITIVE_REAL),
    Tensor("L"),
    Tensor("alpha"),
    Tensor("sigma"),
    Tensor("f"),
    Tensor("w1"),
)
INDEXED = (
    Tensor("z", ("C",)),
    Tensor("yhat", ("C",)),
    Tensor("y", ("C",), one_hot()),
    Tensor("X", ("N", "C")),
    Tensor("W1", ("C", "C")),
    Tensor("V", ("C", "N"), latex="W^{(2)}"),
    Tensor("delta", ("N", "C")),
    Tensor("u", ("2",)),
)
FUNCTION_NAMES = (
    "exp",
    "log",
    "step",
    "abs",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "selu",
    "gelu_tanh",
    "f",
    "f'",
    "g''",
)
NUMBERS = tuple(Fraction(q) for q in ("0", "1", "-1", "2", "-3", "10", "1/2", "-2/3", "5/4"))
EXPONENTS = tuple(Fraction(q) for q in ("-1", "2", "-2", "1/2", "-1/2", "3/2", "1", "10"))


@st.composite
def terms(
    draw: st.DrawFn, depth: int = 4, scope: tuple[Index, ...] = (Index("i", "C"), Index("n", "N"))
) -> Term:
    """A term whose free indices are among `scope`."""
    rules = LEAVES if depth == 0 else NODES
    return draw(draw(st.sampled_from(rules))(depth - 1, scope))


@st.composite
def components(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Component:
    known = {index.dim for index in scope}
    tensor = draw(st.sampled_from([t for t in (*SCALARS, *INDEXED) if set(t.dims) <= known]))
    return Component(tensor, tuple(draw(_over(scope, dim)) for dim in tensor.dims))


def _over(scope: tuple[Index, ...], dim: str) -> st.SearchStrategy[Index]:
    return st.sampled_from([index for index in scope if index.dim == dim])


@st.composite
def deltas(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Delta:
    i = draw(st.sampled_from(scope))
    return Delta(i, draw(_over(scope, i.dim)))


def _several(depth: int, scope: tuple[Index, ...]) -> st.SearchStrategy[tuple[Term, ...]]:
    return st.lists(terms(depth, scope), min_size=2, max_size=4).map(tuple)


@st.composite
def binders(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Term:
    index = Index(draw(st.sampled_from(["i", "j", "k", "n"])), draw(st.sampled_from(DIMS)))
    inside = (*(other for other in scope if other.name != index.name), index)
    body = draw(terms(depth, inside))
    kind = draw(st.sampled_from([Sum, Sum, Maximum, Winner]))
    if kind is Winner:
        others = [other for other in scope if other.dim == index.dim]
        return Winner(index, body, draw(st.sampled_from(others))) if others else Maximum(index, body)
    return Sum(index, body) if kind is Sum else Maximum(index, body)


@st.composite
def inverses(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Inverse:
    """Often of a matrix without an inverse: it prints all the same."""
    i = draw(st.sampled_from(scope))
    row, column = Index("r", i.dim), Index("q", i.dim)
    inside = (*(other for other in scope if other.name not in "rq"), row, column)
    return Inverse(row, column, draw(terms(depth, inside)), i, draw(_over(scope, i.dim)))


@st.composite
def calls(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Apply:
    name = draw(st.sampled_from(FUNCTION_NAMES))
    parameters = [
        draw(st.one_of(components(0, scope), numbers(0, scope))) for _ in FUNCTIONS[name].parameters
    ]
    return Apply(name, (draw(terms(depth, scope)), *parameters))


@st.composite
def pieced(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Cases:
    breaks = sorted(draw(st.sets(st.sampled_from(NUMBERS), min_size=1, max_size=2)))
    pieces = tuple(draw(terms(depth, scope)) for _ in range(len(breaks) + 1))
    return Cases(draw(terms(min(depth, 1), scope)), tuple(breaks), pieces, draw(st.booleans()))


@st.composite
def partials(draw: st.DrawFn, depth: int, scope: tuple[Index, ...]) -> Partial:
    return Partial(draw(terms(min(depth, 2), scope)), draw(components(0, scope)))


def numbers(depth: int, scope: tuple[Index, ...]) -> st.SearchStrategy[Number]:
    return st.sampled_from(NUMBERS).map(Number)


LEAVES = (
    components,
    components,
    numbers,
    deltas,
    lambda depth, scope: st.sampled_from(DIMS).map(Dim),
    lambda depth, scope: st.just(Constant("pi")),
)
NODES = (
    lambda depth, scope: _several(depth, scope).map(Add),
    lambda depth, scope: _several(depth, scope).map(Mul),
    lambda depth, scope: _several(depth, scope).map(Mul),
    lambda depth, scope: st.builds(Power, terms(depth, scope), st.sampled_from(EXPONENTS)),
    binders,
    binders,
    inverses,
    calls,
    pieced,
    partials,
    components,
)

MATRIX_DIMS = ("N", "C", "1")


@st.composite
def matrices(draw: st.DrawFn, rows: str = "N", columns: str = "C", depth: int = 3) -> Matrix:
    """A matrix expression of a given shape."""
    rules = [symbol, zeros]
    rules += [ones] if columns == "1" else []
    rules += [identity] if rows == columns else []
    if depth > 0:
        rules += [product, pair, scaled, transpose, mapped, grouped]
        rules += [diagonal, inverted] if rows == columns else []
    return draw(draw(st.sampled_from(rules))(rows, columns, depth - 1))


def symbol(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    dims = tuple(dim for dim in (rows, columns) if dim != "1") if columns == "1" else (rows, columns)
    plain = MatrixSymbol(Tensor("A" + rows + columns, dims))
    return st.sampled_from([plain, Gradient(Component(Tensor("L")), plain)])


def zeros(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return st.just(Zero(rows, columns))


def ones(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return st.just(Ones(rows))


def identity(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return st.just(Identity(rows))


def grouped(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return matrices(rows, columns, depth).map(Grouped)


@st.composite
def product(draw: st.DrawFn, rows: str, columns: str, depth: int) -> Matrix:
    inner = draw(st.sampled_from(MATRIX_DIMS))
    return Product(draw(matrices(rows, inner, depth)), draw(matrices(inner, columns, depth)))


@st.composite
def pair(draw: st.DrawFn, rows: str, columns: str, depth: int) -> Matrix:
    kind = draw(st.sampled_from([MatrixSum, Difference, Elementwise]))
    return kind(draw(matrices(rows, columns, depth)), draw(matrices(rows, columns, depth)))


def scaled(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return st.builds(Scaled, terms(1, (Index("o", "1"),)).filter(_scalar), matrices(rows, columns, depth))


def _scalar(term: Term) -> bool:
    from derive.terms.terms import free_indices

    return not free_indices(term)


def transpose(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return matrices(columns, rows, depth).map(Transpose)


def mapped(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    alpha = (Component(Tensor("alpha")),)
    calls_ = st.sampled_from([("tanh", ()), ("step", ()), ("exp", ()), ("elu", alpha)])
    return st.builds(lambda call, body: Map(call[0], body, call[1]), calls_, matrices(rows, columns, depth))


def diagonal(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return matrices(rows, "1", depth).map(Diag)


def inverted(rows: str, columns: str, depth: int) -> st.SearchStrategy[Matrix]:
    return matrices(rows, columns, depth).map(MatrixInverse)
