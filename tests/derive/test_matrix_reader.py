"""Every published matrix line, printed and read back, is the same matrix; so are random ones."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import library
from derive.derivation import Derivation
from derive.kernel.prover import prove
from derive.terms.latex import latex
from derive.terms.letters import Letters
from derive.terms.matrix import (
    Difference,
    Gradient,
    Identity,
    Matrix,
    MatrixSum,
    Ones,
    Product,
    Scaled,
    Transpose,
    Zero,
    index_pair,
    matrices,
    parts_of,
)
from derive.terms.matrix_reader import read_matrix
from derive.terms.scanner import ReadError
from derive.terms.terms import Component, Dim, dimensions_of, lift, tensors_of

A, B, W, x, b, u = matrices("A:K,H B:H,D W:D,D x:D b:H u:D")
half = lift(1) / 2


def letters_of(matrix: Matrix) -> Letters:
    """What occurs in it, with the dimensions of its parts, which an entry of 0 does not show."""
    entry = matrix.at(*index_pair(matrix.shape))
    sizes = {dim for part in parts_of(matrix) for dim in part.shape if not dim.isdigit()}
    return Letters(tensors_of(entry), tuple(sorted({*dimensions_of(entry), *sizes})))


def lines_of(name: str) -> list[Matrix]:
    proved = library.find(name).build()
    chains = (proved,) if isinstance(proved, Derivation) else proved.derivations
    return [line for chain in chains for line in chain.statements if isinstance(line, Matrix)]


def is_read_back(matrix: Matrix) -> bool:
    again = read_matrix(latex(matrix), letters_of(matrix))
    if again == matrix:
        return True
    ends = index_pair(matrix.shape)
    same = latex(again) == latex(matrix) and again.shape == matrix.shape
    return same and prove(again.at(*ends), matrix.at(*ends)) is not None


@pytest.mark.parametrize("name", library.names())
def test_every_matrix_line_of_the_library_is_read_back(name: str) -> None:
    for line in lines_of(name):
        assert is_read_back(line), latex(line)


def test_there_are_many_such_lines() -> None:
    assert sum(len(lines_of(name)) for name in library.names()) >= 200


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_random_matrix_is_read_back_with_its_print(random_terms: ModuleType, data: st.DataObject) -> None:
    matrix = data.draw(random_terms.matrices())
    again = read_matrix(latex(matrix), letters_of(matrix))
    assert latex(again) == latex(matrix)
    assert again.shape == matrix.shape


@pytest.mark.parametrize(
    "matrix",
    [
        A @ B @ x,
        A @ (B @ x + b),
        (A @ B).T,
        W.inverse.T @ x,
        x * u - u,
        (W @ x) * u,
        x @ u.T * (2 / Dim("N")),
        -(W @ x),
        W + Identity("D"),
        Ones("H") @ x.T,
        Gradient(Component(matrices("L:")[0].tensor), W),
        Zero("D"),
        Zero("D", "H"),
    ],
    ids=latex,
)
def test_the_usual_shapes_are_read_back(matrix: Matrix) -> None:
    assert is_read_back(matrix)


def test_structure_is_read_and_not_only_value() -> None:
    known = Letters(tuple(m.tensor for m in (A, B, x, b)), ("K", "H", "D"))
    assert read_matrix(r"\mathbf{A} \mathbf{B} \mathbf{x}", known) == Product(Product(A, B), x)
    assert read_matrix(latex(B @ x + b), known) == MatrixSum(Product(B, x), b)
    assert read_matrix(latex(B @ x - b), known) == Difference(Product(B, x), b)
    assert read_matrix(latex((A @ B).T), known) != Product(Transpose(B), Transpose(A))
    assert isinstance(read_matrix(latex(b * half), known), Scaled)


@pytest.mark.parametrize(
    "source",
    [
        r"\mathbf{A} +",
        r"\mathbf{Q}",
        r"(\mathbf{A}",
        r"\mathbf{A}^2",
        r"\mathbf{I}_Q",
        "",
        r"\frac{1}{2}",
        "2",
    ],
)
def test_what_the_printer_does_not_print_is_refused(source: str) -> None:
    with pytest.raises(ReadError, match="expected"):
        read_matrix(source, Letters((A.tensor, B.tensor), ("K", "H", "D")))


def test_a_matrix_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        read_matrix(r"\mathbf{B} \mathbf{A}", Letters((A.tensor, B.tensor), ("K", "H", "D")))


def test_a_wrong_print_would_be_noticed() -> None:
    """Without the parentheses a transpose is another matrix."""
    good = (W @ W + W).T
    bad = latex(good).replace("(", "").replace(")", "")
    again = read_matrix(bad, letters_of(good))
    ends = index_pair(good.shape)
    assert prove(again.at(*ends), good.at(*ends)) is None
