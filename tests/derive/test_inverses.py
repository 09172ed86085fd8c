"""The inverse of a matrix: A^-1 A = I is all that is known of it, and nothing that does not follow is proved."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType

import mpmath as mp
import numpy as np
import pytest

from derive.derivation import begin
from derive.kernel.differentiate import derivative
from derive.kernel.evaluation import Entries, Model, evaluate
from derive.kernel.gate import StepRefuted, StepRejected
from derive.kernel.normal_form import normal_form
from derive.kernel.prover import prove
from derive.kernel.refuter import draw_sizes, refute
from derive.library import find
from derive.terms.index import Index, indices
from derive.terms.latex import latex
from derive.terms.letters import Letters
from derive.terms.matrix import Identity, Matrix, Zero, index_pair, matrices
from derive.terms.reader import read
from derive.terms.serialise import from_json, to_json
from derive.terms.sympy_form import to_sympy
from derive.terms.tensors import POSITIVE_REAL, Tensor
from derive.terms.terms import (
    Component,
    Delta,
    Dim,
    Inverse,
    Partial,
    Sum,
    Term,
    component,
    free_indices,
    rename,
)
from derive.terms.text import text

A, B, X, t, w = matrices("A:D,D B:D,D X:N,D t:N w:D")
I = Identity("D")
lam = Component(Tensor("lambda", (), POSITIVE_REAL))
i, j, k, m = indices("i:D j:D k:D m:D")
GRAM = X.T @ X
RIDGE = GRAM + I * (Dim("N") * lam)
PAIRS: dict[str, tuple[Matrix, Matrix]] = {
    "from the left": (A.inverse @ A, I),
    "from the right": (A @ A.inverse, I),
    "inside a row of factors": (B @ A @ A.inverse @ w, B @ w),
    "one after the other": (A @ B @ B.inverse @ A.inverse, I),
    "of a transpose": (A.T @ A.inverse.T, I),
    "of a multiple": ((A * 3).inverse, A.inverse * Fraction(1, 3)),
    "of a product of scalars": ((A * lam).inverse @ A, I * (1 / lam)),
    "of a product": ((A @ B).inverse @ A @ B, I),
    "of a sum": ((A + B).inverse @ A, I - (A + B).inverse @ B),
    "of X^T X": (GRAM.inverse @ X.T @ X @ w, w),
    "of X^T X is symmetric": (GRAM.inverse.T, GRAM.inverse),
    "of a ridge": (RIDGE @ RIDGE.inverse @ w, w),
    "normal equations": (X.T @ (X @ (GRAM.inverse @ X.T @ t) - t), Zero("D")),
}
FALSE: dict[str, tuple[Matrix, Matrix]] = {
    "A A": (A @ A, I),
    "the transpose for the inverse": (A.T @ A, I),
    "the transpose meets the inverse": (A.T @ A.inverse, I),
    "the inverse of another matrix": (B @ A.inverse, I),
    "symmetric": (A.inverse.T, A.inverse),
    "a sum": ((A + B).inverse, A.inverse + B.inverse),
    "a product in the wrong order": ((A @ B).inverse @ B @ A, I),
    "a multiple": ((A * 3).inverse, A.inverse * 3),
    "a part of the ridge": (GRAM @ RIDGE.inverse @ w, w),
    "X X^T for X^T X": (X @ GRAM.inverse @ X.T @ t, t),
}


def entries(pair: tuple[Matrix, Matrix]) -> tuple[Term, Term]:
    left, right = (matrix.at(*index_pair(matrix.shape)) for matrix in pair)
    return left, right


@pytest.mark.parametrize("name", PAIRS)
def test_an_inverse_meets_its_matrix(name: str) -> None:
    assert prove(*entries(PAIRS[name])) == "normal form"
    assert refute(*entries(PAIRS[name])) is None


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_follow_is_neither_proved_nor_overlooked(name: str) -> None:
    assert prove(*entries(FALSE[name])) is None
    assert refute(*entries(FALSE[name]))


def test_a_matrix_that_depends_on_the_index_of_the_sum_does_not_meet_its_inverse() -> None:
    """sum_k A_ik (A(k)^-1)_kj: in each term of the sum another matrix is inverted."""
    a, gram = component(Tensor("A", ("D", "D"))), component(Tensor("X", ("N", "D")))
    row, column = indices("r:D q:D")
    n = indices("n:N")[0]

    def square(left: Index, right: Index) -> Term:
        return Sum(n, gram(n, left) * gram(n, right))

    for entry in (a(row, column), square(row, column)):
        other = entry + Dim("N") * lam * Delta(row, k)
        product = Sum(k, rename(entry, {row: i, column: k}) * Inverse(row, column, other, k, j))
        whole = product + Dim("N") * lam * Inverse(row, column, rename(other, {k: i}), i, j)
        assert prove(whole, Delta(i, j)) is None
        assert refute(whole, Delta(i, j))
    weighted = Sum(k, a(i, k) * Inverse(row, column, a(row, column) * (1 + a(k, k) ** 2), k, j))
    assert prove(weighted, Delta(i, j) / (1 + a(i, i) ** 2)) is None


def test_the_trace_of_a_matrix_and_its_inverse_is_its_size() -> None:
    trace = Sum(i, (A @ A.inverse).at(i, i))
    assert prove(trace, Dim("D"))
    assert prove(trace, Dim("D") - 1) is None


@pytest.mark.parametrize("block", range(4))
def test_the_normal_form_of_random_products_keeps_the_value(block: int, fuzz: ModuleType) -> None:
    kept = [fuzz.keeps_the_value(fuzz.inverse_term(n), n) for n in range(block, 400, 4)]
    assert False not in kept
    assert kept.count(True) >= 0.9 * len(kept)


def test_many_of_the_random_inverses_meet_their_matrix(fuzz: ModuleType) -> None:
    """The random products ask for the rule: in many of them no inverse is left."""
    gone = [n for n in range(100) if "i(" not in str(normal_form(fuzz.inverse_term(n)))]
    assert len(gone) >= 15


def test_the_derivative_of_an_inverse_agrees_with_differences() -> None:
    a = component(Tensor("A", ("D", "D")))
    for wrt in (a(k, m), lam):
        for matrix in (A, RIDGE, A @ A + GRAM):
            entry = matrix.inverse.at(i, j)
            assert refute(Partial(entry, wrt), derivative(entry, wrt)) is None
    entry = A.inverse.at(i, j)
    minus = derivative(entry, a(k, m))
    assert prove(minus, -1 * A.inverse.at(i, k) * A.inverse.at(m, j))
    assert refute(Partial(entry, a(k, m)), -1 * minus)


# ------------------------------------------------------------------------------------------------- shapes and values


def test_only_a_square_matrix_has_an_inverse() -> None:
    with pytest.raises(ValueError, match=r"shape \(N, D\): it must be square"):
        X.inverse  # noqa: B018
    with pytest.raises(ValueError, match="the inverse of a matrix with rows"):
        Inverse(i, i, Component(Tensor("A", ("D", "D")), (i, i)), j, k)


def test_a_matrix_without_an_inverse_has_no_value() -> None:
    entry = A.inverse.at(i, j)
    values: Entries = {(0, 0): mp.mpf(1), (0, 1): mp.mpf(2), (1, 0): mp.mpf(2), (1, 1): mp.mpf(4)}
    with pytest.raises(ValueError, match="without an inverse"):
        evaluate(entry, Model({"D": 2}, {"A": values}), {i: 0, j: 0})


def test_a_matrix_that_never_has_an_inverse_is_refused() -> None:
    rank_one = w @ w.T
    with pytest.raises(StepRejected, match="without an inverse"):
        begin("nonsense", rank_one @ rank_one.inverse).then(I, "a matrix meets its inverse")


def test_the_refuter_draws_a_tall_matrix() -> None:
    for other in (False, True):
        sizes = draw_sizes(GRAM.inverse.at(i, j), other=other)
        assert sizes["N"] > sizes["D"]


def test_the_code_and_sympy_have_the_same_entries() -> None:
    chain = begin("solution", RIDGE.inverse @ X.T @ t).then(
        RIDGE.inverse @ (X.T @ t), "associativity of matrix products"
    )
    space: dict[str, object] = {}
    exec(chain.to_numpy(), space)
    rng = np.random.default_rng(0)
    x, targets, strength = rng.normal(size=(5, 3)), rng.normal(size=5), 0.3
    code = space["result"]
    assert callable(code)
    expected = np.linalg.solve(x.T @ x + 5 * strength * np.eye(3), x.T @ targets)
    assert np.allclose(code(x, strength, targets), expected, rtol=1e-12)
    entry = to_sympy(A.inverse.at(i, j), {"D": 2}, {i: 0, j: 1})
    assert str(entry) == "-A_1_2/(A_1_1*A_2_2 - A_1_2*A_2_1)"


# -------------------------------------------------------------------------------------------------- names and print


def test_renaming_does_not_capture() -> None:
    entry = A.inverse.at(i, j)
    assert isinstance(entry, Inverse)
    other = rename(entry, {i: entry.row, j: entry.column})
    assert free_indices(other) == {entry.row, entry.column}
    assert prove(rename(other, {entry.row: i, entry.column: j}), entry)


def test_an_inverse_prints() -> None:
    assert (
        latex(RIDGE.inverse @ w) == r"(\mathbf{X}^\top \mathbf{X} + N \lambda \mathbf{I}_D)^{-1} \mathbf{w}"
    )
    assert text(GRAM.inverse @ w) == "inverse(X.T @ X) @ w"
    assert latex(A.inverse.T) == r"(\mathbf{A}^{-1})^\top"
    assert latex(A.inverse.at(i, j)) == r"\operatorname{inv}_{dd'}(A_{dd'})_{ij}"
    assert text(A.inverse.at(i, j)) == "inverse_dd'(A_dd')_ij"


@pytest.mark.parametrize("matrix", [A.inverse, RIDGE.inverse @ w, GRAM.inverse @ A.inverse], ids=text)
def test_an_inverse_is_read_back_and_stored(matrix: Matrix) -> None:
    entry = matrix.at(*index_pair(matrix.shape))
    again = read(latex(entry), Letters.of(entry), free_indices(entry))
    assert prove(again, entry)
    assert from_json(to_json(matrix)) == matrix
    assert from_json(to_json(entry)) == entry


# ---------------------------------------------------------------------------------------------------- least squares


def test_the_hypothesis_is_stated() -> None:
    assert "X.T @ X has an inverse" in find("least_squares_gradient").build().hypotheses()
    assert any("has an inverse" in words for words in find("ridge_minimum").build().hypotheses())


@pytest.mark.parametrize(
    "solution", [GRAM.inverse @ X.T @ t * 2, GRAM @ X.T @ t, RIDGE.inverse @ X.T @ t, X.T @ t], ids=text
)
def test_what_is_no_solution_does_not_solve_the_normal_equations(solution: Matrix) -> None:
    start = begin("not solved", X.T @ (X @ solution - t))
    with pytest.raises(StepRefuted):
        start.then(Zero("D"), "a matrix meets its inverse")
