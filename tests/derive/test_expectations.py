"""Expected values: the linear rule, what it refuses, and the enumeration that looks at its answers."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from derive import library
from derive.claims import ClaimRejected, LinearExpectation, Random
from derive.claims.expectations import THREE_POINTS, TWO_POINTS, compared, expected
from derive.derivation import begin, recheck_step
from derive.terms.index import indices
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor
from derive.terms.terms import Apply, Component, Delta, Dim, Sum, Term, component, exp, lift, total
from derive.terms.text import text

i, j, k = indices("i:D j:D k:D")
w, x = component(Tensor("w", ("D",))), component(Tensor("x", ("D",)))
z, a = Component(Tensor("z")), Component(Tensor("a"))
v, q = (Component(Tensor(name, (), POSITIVE_REAL)) for name in ("v", "q"))
W, X, Z = Random(Tensor("w", ("D",)), v), Random(Tensor("x", ("D",)), q), Random(Tensor("z"), v)
FOUND = [
    proved
    for proved in (library.find(name).build() for name in library.names())
    if isinstance(proved, LinearExpectation)
]


@pytest.mark.parametrize("claim", FOUND, ids=lambda claim: claim.title)
def test_an_expectation_says_what_it_takes_for_granted(claim: LinearExpectation) -> None:
    assert "enumeration" in claim.how
    assert claim.claim_latex().startswith(r"\mathbb{E} \left[ ")
    assert any("independent with mean 0" in words for words in claim.hypotheses())
    assert all(recheck_step(step) for step in json.loads(json.dumps(claim.steps_json())))


# -------------------------------------------------------------------------------------------------------- the rule

READ: dict[str, tuple[Term, str]] = {
    "what is not random stands": (a * exp(a), "a*exp(a)"),
    "an entry": (a * w(i), "0"),
    "a square": (w(i) ** 2, "v"),
    "a product of two entries": (a * w(i) * w(j), "a*v*delta_ij"),
    "independent tensors": (w(i) * x(i) * w(j) * x(j), "v*delta_ij*q*delta_ij"),
    "one of each": (w(i) * x(j), "0"),
    "a sum": (Sum(i, w(i) ** 2 + a), "sum_i (v + a)"),
}
REFUSED: dict[str, Term] = {
    "a third moment": w(i) * w(j) * w(k),
    "a fourth moment": w(i) ** 2 * w(j) ** 2,
    "a cube": z**3,
    "a function": exp(z),
    "a square of a sum": Sum(i, w(i)) ** 2,
    "a product of sums": a * (z + a) * z,
    "an inverse": a / z,
}


@pytest.mark.parametrize("name", READ)
def test_the_rule_is_linear(name: str) -> None:
    term, found = READ[name]
    assert text(expected(term, (W, X, Z))) == found


@pytest.mark.parametrize("name", REFUSED)
def test_the_rule_refuses_what_it_does_not_read(name: str) -> None:
    with pytest.raises(ClaimRejected):
        expected(REFUSED[name], (W, X, Z))


# ------------------------------------------------------------------------------------------------- the enumeration


@pytest.mark.parametrize("points", [TWO_POINTS, THREE_POINTS])
def test_the_enumerated_distributions_have_the_declared_moments(points: Any) -> None:
    moments = [sum(chance * value**order for value, chance in points) for order in range(4)]
    assert moments == [1, 0, 1, 0]


def test_fourth_moments_tell_the_two_distributions_apart() -> None:
    means = [next(compared(z**4, v**2, (Z,), 1, points)) for points in (TWO_POINTS, THREE_POINTS)]
    assert means[0][0] == means[0][1]
    assert means[1][0] == 4 * means[1][1]


@pytest.mark.parametrize("wrong", [Dim("D") * v, Dim("D") ** 2 * v * q, v * q, lift(0)])
def test_the_enumeration_sees_a_wrong_value(wrong: Term) -> None:
    square = Sum(i, w(i) * x(i)) ** 2
    seen = [
        m == value for size in (1, 2, 3) for m, value in compared(square, wrong, (W, X), size, TWO_POINTS)
    ]
    assert not all(seen)


def test_a_rule_that_is_wrong_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment of two entries without its delta: the chains agree with it, the enumeration does not."""
    from derive.claims import expectations

    monkeypatch.setattr(expectations, "_moment", lambda one, entries: one.variance)
    square = Sum(i, w(i)) ** 2
    with pytest.raises(ClaimRejected, match="an enumeration gives another value"):
        LinearExpectation(
            "wrong",
            square,
            (W,),
            begin("t", square).then(total([i, j], w(i) * w(j)), "product of sums"),
            begin("t", total([i, j], v)).then(Dim("D") ** 2 * v, "sum of equal terms"),
        )


# ------------------------------------------------------------------------------------------------------- the claim


def variance(**changes: Any) -> LinearExpectation:
    square = Sum(i, w(i)) ** 2
    parts: dict[str, Any] = {
        "title": "variance of a sum",
        "integrand": square,
        "random": (W,),
        "expanded": begin("t", square).then(total([i, j], w(i) * w(j)), "product of sums"),
        "closed": begin("t", total([i, j], v * Delta(i, j))).then(
            Dim("D") * v, "contract the Kronecker delta"
        ),
    }
    return LinearExpectation(**(parts | changes))


def test_a_variance_is_proved() -> None:
    assert variance().claim_latex() == r"\mathbb{E} \left[ \left( \sum_{i=1}^{D} w_i \right)^2 \right] = D v"


def test_chains_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ClaimRejected, match="the rule gives"):
        variance(closed=begin("t", total([i, j], v)).then(Dim("D") ** 2 * v, "sum of equal terms"))
    with pytest.raises(ClaimRejected, match="does not start from"):
        variance(integrand=Sum(i, w(i)))


def test_a_chain_with_a_definition_is_refused() -> None:
    from derive.terms.terms import Definition

    square = Sum(i, w(i)) ** 2
    named = begin("t", square, (Definition(Tensor("b"), (), lift(1)),)).then(
        total([i, j], w(i) * w(j)), "product of sums"
    )
    with pytest.raises(ClaimRejected, match="a name is defined"):
        variance(expanded=named)


def test_a_tensor_is_random_once_and_real() -> None:
    with pytest.raises(ClaimRejected, match="random twice"):
        variance(random=(W, W))
    with pytest.raises(ClaimRejected, match="mean 0 is real"):
        Random(Tensor("m", (), MASK), v)
    with pytest.raises(ClaimRejected, match="not a positive scalar"):
        Random(Tensor("w"), a)


def test_a_mirror_needs_a_mirrored_distribution() -> None:
    found = library.find("relu_second_moment").build()
    assert isinstance(found, LinearExpectation)
    bare = tuple(dataclasses.replace(one, mirrored=False) for one in found.random)
    with pytest.raises(ClaimRejected, match="not declared to have a mirrored distribution"):
        dataclasses.replace(found, random=bare)


def test_relu_does_not_keep_the_whole_second_moment() -> None:
    found = library.find("relu_second_moment").build()
    assert isinstance(found, LinearExpectation)
    variance_of_z = found.random[0].variance
    square = Apply("relu", (Component(Tensor("z")),)) ** 2
    for mean, whole in compared(square, variance_of_z, found.random, 1, TWO_POINTS):
        assert mean * 2 == whole
    assert text(found.closed.result) == text(variance_of_z / 2)
