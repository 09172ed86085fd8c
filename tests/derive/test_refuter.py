"""What the refuter samples, and why: sizes, cells, winners, and generic functions."""

from fractions import Fraction

import mpmath as mp
import pytest

from derive.kernel import refuter
from derive.kernel.refuter import draw_model, draw_sizes, refute
from derive.terms.index import indices
from derive.terms.tensors import MASK, POSITIVE_REAL, UNIT_INTERVAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import Apply, Cases, Component, Dim, Maximum, Sum, Winner, component, lift

I, J, K, N = indices("i:C j:C k:C n:N")
A = component(Tensor("a", ("C",)))
X = Component(Tensor("x"))


def call(name, u):
    return Apply(name, (u,))


def test_sizes_are_distinct_and_large_enough_for_the_sums():
    square = Sum(I, A(I)) * Sum(J, A(J)) * Sum(K, A(K))
    sizes = draw_sizes(square, Dim("N"))
    assert sizes["C"] >= 3
    assert len(set(sizes.values())) == len(sizes)
    assert min(sizes.values()) >= 2


def test_an_identity_of_size_one_is_refuted():
    assert refute(Sum(I, A(I)) ** 2, Sum(I, A(I) ** 2))


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_size_is_not_mistaken_for_a_number(size):
    mean = Sum(I, A(I)) / Dim("C")
    assert refute(size * mean, Sum(I, A(I))), f"they agree at C = {size} only"


@pytest.mark.parametrize("distance", [-2, -1, 1, 2])
def test_the_distance_of_two_sizes_is_not_mistaken_for_a_number(distance):
    assert refute(Sum(I, A(I)) * Dim("C"), Sum(I, A(I)) * (Dim("N") + distance))


def test_an_error_in_one_cell_only_is_found():
    right = Cases(X, (Fraction(-1), Fraction(1)), (-X - Fraction(1, 2), X**2 / 2, X - Fraction(1, 2)))
    wrong = Cases(X, (Fraction(-1), Fraction(1)), (X - Fraction(1, 2), X**2 / 2, X - Fraction(1, 2)))
    assert refute(right, right) is None
    assert refute(right, wrong)


def test_a_narrow_cell_is_met(monkeypatch):
    left, wrong = call("hard_sigmoid", X), Cases(X, (Fraction(-3),), (lift(0), X / 6 + Fraction(1, 2)))
    assert refute(left, wrong)  # they differ beyond 3 only
    monkeypatch.setattr(refuter, "_cells", lambda *_: [])
    assert refute(left, wrong) is None, "without the search for cells it would slip through"


def test_another_winner_is_met():
    assert refute(Winner(I, A(I), K), Winner(I, A(I) ** 2, K))
    assert refute(Maximum(I, A(I)), Maximum(I, A(I))) is None


@pytest.mark.parametrize("letter", ["f", "g"])
def test_a_generic_function_is_neither_odd_nor_even(letter):
    for name in (letter, letter + "'", letter + "''"):
        assert refute(call(name, -X), call(name, X))
        assert refute(call(name, -X), -call(name, X))


DOMAINS = {
    "positive": (Tensor("a", ("C",), POSITIVE_REAL), lambda row: all(v > 0 for v in row)),
    "unit": (Tensor("a", ("C",), UNIT_INTERVAL), lambda row: all(0 < v < 1 for v in row)),
    "mask": (Tensor("a", ("C",), MASK), lambda row: set(row) <= {0, 1}),
    "sums_to_one": (
        Tensor("a", ("C",), sums_to_one()),
        lambda row: abs(sum(row) - 1) < 1e-12 and min(row) != max(row),
    ),
    "simplex": (Tensor("a", ("C",), simplex()), lambda row: abs(sum(row) - 1) < 1e-12 and min(row) > 0),
    "one_hot": (Tensor("a", ("C",), one_hot()), lambda row: sorted(row) == [0] * (len(row) - 1) + [1]),
}


@pytest.mark.parametrize("kind", DOMAINS)
@pytest.mark.parametrize("trial", range(10))
def test_a_draw_keeps_the_declared_domain(kind, trial):
    tensor, holds = DOMAINS[kind]
    assert holds(list(draw_model([tensor], {"C": 4}, trial, Fraction(3)).values["a"].values()))


def test_a_domain_holds_along_its_own_axis():
    tensor = Tensor("y", ("N", "C"), simplex(1))
    entries = draw_model([tensor], {"N": 2, "C": 3}, 0, Fraction(1)).values["y"]
    for n in range(2):
        assert abs(mp.fsum(entries[n, c] for c in range(3)) - 1) < 1e-12


def test_the_same_terms_are_searched_in_the_same_places():
    found = [str(refute(call("relu", X), X)) for _ in range(2)]
    assert found[0] == found[1] != "None"
