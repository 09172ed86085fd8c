"""Where expressions are executed: shapes, domains, and values that NumPy and mpmath start from alike."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from derive.derivation import as_term
from derive.terms.index import Index
from derive.terms.matrix import MatrixSymbol
from derive.terms.tensors import Domain, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import Apply, Component, Delta, Dim, Number, Partial, Sum, Term
from questions.points import Points, draw, of_variant, value
from questions.seeds import stream

i, j, n = Index("i", "C"), Index("j", "C"), Index("n", "N")


def points(*terms: Term, copy: int = 0) -> Points:
    return draw(terms, stream(1, "toy", copy, "check"))


def vector(domain: Domain, dim: str = "C") -> Term:
    return Component(Tensor("y", (dim,), domain), (Index("i", dim),))


def test_scalars_have_64_points() -> None:
    x, k = Component(Tensor("x")), Component(Tensor("k", (), Domain("positive")))
    drawn = points(x * k)
    assert drawn.pointwise
    at = drawn.arrays(np)
    assert at["x"].shape == at["k"].shape == (64,)
    assert at["k"].min() > 0 > at["x"].min()
    assert at["sizes"] == {}
    np.testing.assert_allclose(value(x * k, drawn, np), at["x"] * at["k"], rtol=1e-15)


def test_symbolic_dimensions_have_sizes_of_their_own() -> None:
    W = Component(Tensor("W", ("C", "N")), (i, n))
    x, b = Component(Tensor("x", ("N",)), (n,)), Component(Tensor("b"))
    term = Sum(n, W * x) + b * Dim("N")
    drawn = points(term)
    at = drawn.arrays(np)
    assert at["sizes"] == {"C": 2, "N": 3}
    assert (at["W"].shape, at["x"].shape, at["b"].shape) == ((2, 3), (3,), ())
    np.testing.assert_allclose(value(term, drawn, np), at["W"] @ at["x"] + 3 * at["b"])


def test_axes_are_the_free_indices_by_name() -> None:
    a, b = Component(Tensor("a", ("C",)), (j,)), Component(Tensor("b", ("N",)), (n,))
    drawn = points(b * a)
    at = drawn.arrays(np)
    np.testing.assert_allclose(value(b * a, drawn, np), np.outer(at["a"], at["b"]))
    np.testing.assert_allclose(value(Delta(i, j), points(Delta(i, j)), np), np.eye(2))


def test_a_matrix_has_rows_and_columns() -> None:
    X, W = MatrixSymbol(Tensor("X", ("N", "D"))), MatrixSymbol(Tensor("W", ("D", "H")))
    term = as_term(X @ W)
    drawn = points(term)
    at = drawn.arrays(np)
    assert at["X"].shape == (4, 2)
    np.testing.assert_allclose(value(term, drawn, np), at["X"] @ at["W"])


def test_a_derivative_that_is_not_taken_is_a_difference() -> None:
    x = Component(Tensor("x"))
    term = Partial(Apply("tanh", (x,)), x)
    drawn = points(term)
    np.testing.assert_allclose(value(term, drawn, np), 1 - np.tanh(drawn.arrays(np)["x"]) ** 2, rtol=1e-12)


def test_dimensions_in_digits_are_sizes() -> None:
    assert points(vector(Domain(), "4")).shapes == {"y": (4,)}


@pytest.mark.parametrize("domain", [simplex(), sums_to_one(), one_hot()])
def test_entries_sum_to_one_where_it_is_promised(domain: Domain) -> None:
    for copy in range(5):
        entries = list(points(vector(domain, "7"), copy=copy).entries["y"].values())
        assert sum(entries) == 1
        if domain.kind == "simplex":
            assert min(entries) > 0
        if domain.kind == "one_hot":
            assert sorted(entries) == [0] * 6 + [1]


def test_the_axis_that_sums_to_one_is_the_declared_one() -> None:
    y = Component(Tensor("Y", ("3", "5"), simplex(1)), (Index("a", "3"), Index("b", "5")))
    np.testing.assert_array_equal(points(y).arrays(np)["Y"].sum(axis=1), np.ones(3))


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("real", -4, 4), ("positive", 0, 4), ("unit", 0, 1), ("mask", -1, 2)]
)
def test_entries_keep_the_domain_and_are_the_same_in_float64(kind: str, low: int, high: int) -> None:
    entries = [
        v for copy in range(5) for v in points(vector(Domain(kind), "50"), copy=copy).entries["y"].values()
    ]
    assert all(low < entry < high for entry in entries)
    assert all(Fraction(float(entry)) == entry for entry in entries)
    if kind != "mask":
        assert all(entry.denominator == 128 for entry in entries)
        assert min(entries) < low + Fraction(1, 2)
        assert max(entries) > high - Fraction(1, 2)


def test_one_name_declared_in_two_ways_is_refused() -> None:
    with pytest.raises(ValueError, match="declared in two ways"):
        points(Component(Tensor("x")), vector(Domain()), Component(Tensor("x", ("C",)), (i,)))


def test_a_constant_has_a_value_at_each_point() -> None:
    drawn = points(Number(Fraction(1, 3)))
    np.testing.assert_allclose(value(Number(Fraction(1, 3)), drawn, np), np.full(64, 1 / 3))


def test_each_variant_has_points_of_its_own_and_finds_them_again() -> None:
    terms = [Component(Tensor("x")) * 2]
    names = [("toy", seed, copy) for seed in (5, 6) for copy in range(10)] + [("other", 5, 0)]
    found = [tuple(value(terms[0], of_variant(terms, *name, 3)[0], np)) for name in names]
    assert len(set(found)) == len(names)
    assert found == [tuple(value(terms[0], of_variant(terms, *name, 3)[0], np)) for name in names]


def test_a_value_is_found_once_and_cannot_be_changed() -> None:
    term = Component(Tensor("x")) * 2
    (drawn,) = of_variant([term], "toy", 5, 0, 3)
    with pytest.raises(ValueError, match="read-only"):
        value(term, drawn, np)[0] = 0
    np.testing.assert_array_equal(value(term, drawn, np), 2 * drawn.arrays(np)["x"])
