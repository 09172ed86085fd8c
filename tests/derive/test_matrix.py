"""Matrix expressions: wrong shapes are refused, entries mean what NumPy computes, and the print is bold and bare."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.kernel.evaluation import Model, evaluate
from derive.terms.index import Index
from derive.terms.latex import latex
from derive.terms.matrix import (
    Diag,
    Difference,
    Elementwise,
    Gradient,
    Grouped,
    Identity,
    Map,
    Matrix,
    MatrixSum,
    MatrixSymbol,
    Ones,
    Product,
    Scaled,
    Transpose,
    Zero,
    define,
    index_pair,
    matrices,
    tensors_in,
)
from derive.terms.tensors import Tensor
from derive.terms.terms import Component, Dim, Partial, Sum, free_indices, lift
from derive.terms.text import text

W1, W2, X, D, A, B = matrices("W1:H,D W2:C,H X:N,D D:N,D A:N,N B:N,N")
x, b1, b2, b, delta, t = matrices("x:D b1:H b2:C b:D delta:N t:")
ALPHA = Component(Tensor("alpha"))
SIZES = {"H": 2, "D": 3, "C": 4, "N": 5}


FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"tanh": np.tanh, "step": lambda a: 1.0 * (a > 0)}

# What NumPy makes of each node; `np_of` knows nothing of entries.
NUMPY: dict[type[Matrix], Callable[[Any, dict[str, np.ndarray]], np.ndarray]] = {
    MatrixSymbol: lambda m, v: v[m.tensor.name].reshape([SIZES.get(d, 1) for d in m.shape]),
    Product: lambda m, v: np_of(m.left, v) @ np_of(m.right, v),
    MatrixSum: lambda m, v: np_of(m.left, v) + np_of(m.right, v),
    Difference: lambda m, v: np_of(m.left, v) - np_of(m.right, v),
    Elementwise: lambda m, v: np_of(m.left, v) * np_of(m.right, v),
    Transpose: lambda m, v: np_of(m.body, v).T,
    Grouped: lambda m, v: np_of(m.body, v),
    Scaled: lambda m, v: float(evaluate(m.factor, Model(SIZES, entries_of(v)))) * np_of(m.body, v),
    Map: lambda m, v: FUNCTIONS[m.function](np_of(m.body, v)),
    Ones: lambda m, v: np.ones((SIZES[m.dim], 1)),
    Identity: lambda m, v: np.eye(SIZES[m.dim]),
    Zero: lambda m, v: np.zeros([SIZES.get(d, 1) for d in m.shape]),
    Diag: lambda m, v: np.diag(np_of(m.body, v)[:, 0]),
}


def np_of(matrix: Matrix, values: dict[str, np.ndarray]) -> np.ndarray:
    return NUMPY[type(matrix)](matrix, values)


def entries_of(values: dict[str, np.ndarray]) -> dict[str, dict[tuple[int, ...], Any]]:
    return {
        name: {p: mp.mpf(float(array[p])) for p in np.ndindex(array.shape)} for name, array in values.items()
    }


def values_for(matrix: Matrix) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(7)
    tensors = tensors_in([matrix])
    return {tensor.name: chance.normal(size=[SIZES.get(d, 1) for d in tensor.dims]) for tensor in tensors}


def by_entries(matrix: Matrix, values: dict[str, np.ndarray]) -> np.ndarray:
    i, j = index_pair(matrix.shape)
    model, entry = Model(SIZES, entries_of(values)), matrix.at(i, j)
    rows, columns = (SIZES.get(d, 1) for d in matrix.shape)
    return np.array(
        [[float(evaluate(entry, model, {i: r, j: c})) for c in range(columns)] for r in range(rows)]
    )


EXPRESSIONS = (
    (W1 @ x + b1, r"\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1", "W1 @ x + b1"),
    (
        W2 @ (W1 @ x + b1) + b2,
        r"\mathbf{W}_2 (\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1) + \mathbf{b}_2",
        "W2 @ (W1 @ x + b1) + b2",
    ),
    (W2 @ W1 @ x, r"\mathbf{W}_2 \mathbf{W}_1 \mathbf{x}", "W2 @ W1 @ x"),
    (W2 @ (W1 @ x), r"\mathbf{W}_2 (\mathbf{W}_1 \mathbf{x})", "W2 @ (W1 @ x)"),
    (Grouped(W2 @ W1) @ x, r"(\mathbf{W}_2 \mathbf{W}_1) \mathbf{x}", "(W2 @ W1) @ x"),
    (Ones("N") @ b.T, r"\mathbf{1}_N \mathbf{b}^\top", "ones(N) @ b.T"),
    (X - D, r"\mathbf{X} - \mathbf{D}", "X - D"),
    (X * D, r"\mathbf{X} \odot \mathbf{D}", "X * D"),
    (A @ (B * A), r"\mathbf{A} (\mathbf{B} \odot \mathbf{A})", "A @ (B * A)"),
    ((A @ B) * A, r"(\mathbf{A} \mathbf{B}) \odot \mathbf{A}", "(A @ B) * A"),
    ((A @ B).T, r"(\mathbf{A} \mathbf{B})^\top", "(A @ B).T"),
    (A.T.T, r"(\mathbf{A}^\top)^\top", "A.T.T"),
    (A.T @ B.T, r"\mathbf{A}^\top \mathbf{B}^\top", "A.T @ B.T"),
    (-A, r"-\mathbf{A}", "-A"),
    (A + (-B), r"\mathbf{A} - \mathbf{B}", "A - B"),
    (A - (-B), r"\mathbf{A} - (-\mathbf{B})", "A - (-B)"),
    (A - 2 * B, r"\mathbf{A} - 2 \mathbf{B}", "A - 2*B"),
    (A - (B + A), r"\mathbf{A} - (\mathbf{B} + \mathbf{A})", "A - (B + A)"),
    (A @ (-B), r"\mathbf{A} (-\mathbf{B})", "A @ (-B)"),
    (1 * A, r"\mathbf{A}", "A"),
    (Scaled(1 / Dim("N"), X.T @ D), r"\frac{1}{N} \mathbf{X}^\top \mathbf{D}", "1/N*X.T @ D"),
    (A * (ALPHA + 1), r"(\alpha + 1) \mathbf{A}", "(alpha + 1)*A"),
    (2 * (A * B), r"2 (\mathbf{A} \odot \mathbf{B})", "2*(A * B)"),
    (Map("tanh", W1 @ x + b1), r"\tanh(\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1)", "tanh(W1 @ x + b1)"),
    (Map("step", A), r"\mathbb{1}[\mathbf{A} > 0]", "1[A > 0]"),
    (Diag(delta) @ A, r"\operatorname{diag}(\boldsymbol{\delta}) \mathbf{A}", "diag(delta) @ A"),
    (
        Identity("N") - delta @ delta.T,
        r"\mathbf{I}_N - \boldsymbol{\delta} \boldsymbol{\delta}^\top",
        "identity(N) - delta @ delta.T",
    ),
    (Zero("N", "D") + X, r"\mathbf{0}_{N \times D} + \mathbf{X}", "zeros(N, D) + X"),
    (Zero("D") + x, r"\mathbf{0}_D + \mathbf{x}", "zeros(D) + x"),
    (x.T @ x, r"\mathbf{x}^\top \mathbf{x}", "x.T @ x"),
    (x @ t, r"\mathbf{x} t", "x @ t"),
    (A @ (A @ B).T @ B, r"\mathbf{A} (\mathbf{A} \mathbf{B})^\top \mathbf{B}", "A @ (A @ B).T @ B"),
    (
        (A @ B + B @ A) @ A,
        r"(\mathbf{A} \mathbf{B} + \mathbf{B} \mathbf{A}) \mathbf{A}",
        "(A @ B + B @ A) @ A",
    ),
)


@pytest.mark.parametrize(("matrix", "tex", "words"), EXPRESSIONS, ids=[words for _, _, words in EXPRESSIONS])
def test_a_matrix_prints_and_means_what_it_says(matrix: Matrix, tex: str, words: str) -> None:
    assert latex(matrix) == tex
    assert text(matrix) == words
    values = values_for(matrix)
    np.testing.assert_allclose(by_entries(matrix, values), np_of(matrix, values), rtol=1e-12, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_entries_have_no_free_indices_but_their_own(random_terms: ModuleType, data: st.DataObject) -> None:
    matrix = data.draw(random_terms.matrices())
    i, j = index_pair(matrix.shape)
    assert free_indices(matrix.at(i, j)) <= {i, j}
    assert latex(matrix)
    assert text(matrix).isascii()


@pytest.mark.parametrize("names", [("d", "h"), ("h", "d"), ("h'", "h")])
def test_no_index_is_captured_whatever_the_caller_names_his(names: tuple[str, str]) -> None:
    matrix = W1.T @ (W2.T @ W2).T @ W1
    i, j = (Index(name, dim) for name, dim in zip(names, matrix.shape, strict=True))
    values = values_for(matrix)
    model, entry = Model(SIZES, entries_of(values)), matrix.at(i, j)
    assert float(evaluate(entry, model, {i: 0, j: 2})) == pytest.approx(np_of(matrix, values)[0, 2])


@pytest.mark.parametrize(
    ("build", "shapes"),
    [
        (lambda: W1 @ b1, r"\(H, D\) and \(H, 1\): D columns do not meet H rows"),
        (lambda: W1 + x, r"\(H, D\) and \(D, 1\)"),
        (lambda: W1 - W1.T, r"\(H, D\) and \(D, H\)"),
        (lambda: X * A, r"\(N, D\) and \(N, N\)"),
        (lambda: X @ W1.T + b1.T, r"\(N, H\) and \(1, H\)"),
        (lambda: Diag(A), r"\(N, N\)"),
        (lambda: define(b1, W1), r"\(H, 1\) and \(H, D\)"),
        (lambda: W1.at(*index_pair(X.shape)), r"\(H, D\).*\(N, D\)"),
    ],
)
def test_wrong_shapes_are_refused_by_name(build: Callable[[], object], shapes: str) -> None:
    with pytest.raises(ValueError, match=shapes):
        build()


def test_what_is_no_matrix_is_refused() -> None:
    i = Index("i", "D")
    entry = x.at(i, Index("o", "1"))
    with pytest.raises(ValueError, match="3 axes"):
        MatrixSymbol(Tensor("Q", ("N", "N", "N")))
    with pytest.raises(ValueError, match="free indices: i"):
        Scaled(entry, A)
    with pytest.raises(ValueError, match="free indices: i"):
        Gradient(entry, W1)
    with pytest.raises(ValueError, match="parameters"):
        Map("leaky_relu", A)
    with pytest.raises(TypeError, match="float"):
        0.5 * A  # type: ignore[operator]


def test_a_scalar_has_one_entry() -> None:
    assert (x.T @ x).shape == ("1", "1")
    assert text((x.T @ x).scalar) == "sum_d x_d*x_d"
    with pytest.raises(ValueError, match=r"\(D, 1\)"):
        _ = x.scalar


def test_a_gradient_has_the_shape_of_what_it_is_taken_with_respect_to() -> None:
    loss = Component(Tensor("L"))
    gradient = Gradient(loss, W1)
    i, j = index_pair(W1.shape)
    assert gradient.shape == W1.shape
    assert gradient.at(i, j) == Partial(loss, Component(W1.tensor, (i, j)))
    assert latex(gradient) == r"\frac{\partial L}{\partial \mathbf{W}_1}"
    assert latex(Gradient((x.T @ x).scalar, x)) == (
        r"\frac{\partial}{\partial \mathbf{x}} \left( \sum_{d=1}^{D} x_d x_d \right)"
    )


def test_a_definition_is_made_from_a_matrix() -> None:
    assert text(define(b1, W1 @ x)) == "b1_i = sum_d W1_id*x_d"
    assert isinstance(define(b1, W1 @ x).body, Sum)


def test_a_factor_zero_or_a_unit_dimension_keeps_its_meaning() -> None:
    outer = x @ b1.T
    assert text(outer.at(*index_pair(outer.shape))) == "x_i*b1_j"
    assert text(Scaled(lift(0), A)) == "0*A"
