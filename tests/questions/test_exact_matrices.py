"""Small matrices of fractions: what NumPy finds, without its rounding."""

from __future__ import annotations

import numpy as np
import pytest

from questions import exact_matrices as exact

A = [[2, 1, 0], [1, 3, -1], [0, 4, 5]]
B = [[1, -2], [0, 3], [4, 1]]


def floats(rows: exact.Entries) -> np.ndarray:
    return np.array([[float(entry) for entry in row] for row in rows])


def test_products_are_those_of_numpy() -> None:
    assert np.array_equal(floats(exact.product(A, B)), np.array(A) @ np.array(B))
    assert np.array_equal(floats([exact.applied(A, [1, 2, 3])]), [np.array(A) @ [1, 2, 3]])
    assert np.array_equal(floats(exact.transposed(B)), np.array(B).T)
    assert np.array_equal(floats(exact.outer([1, 2], [3, 4, 5])), np.outer([1, 2], [3, 4, 5]))
    assert np.array_equal(floats(exact.combined(A, -2, A)), -np.array(A))


def test_a_matrix_times_its_inverse_is_the_identity() -> None:
    assert exact.product(A, exact.inverse(A)) == exact.diagonal([1, 1, 1])
    assert floats(exact.inverse([[0, 1], [2, 0]])).tolist() == [[0, 0.5], [1, 0]]
    assert [int(x) for x in exact.solved(A, exact.applied(A, [7, -1, 2]))] == [7, -1, 2]


def test_a_singular_matrix_is_refused() -> None:
    with pytest.raises(exact.Singular, match="linearly dependent"):
        exact.inverse([[1, 2], [2, 4]])
