"""Recurrences and bounds by induction: a claim whose parts do not make a proof cannot be built."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from derive import library
from derive.claims import (
    ClaimRejected,
    InductiveBound,
    Iterate,
    Recurrence,
    multiple,
    power,
)
from derive.derivation import begin, recheck_step
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor
from derive.terms.terms import Component, Definition, Mul, Partial, lift

a, x, r = (Component(Tensor(name)) for name in ("a", "x", "r_k"))
p, z = Component(Tensor("p_k")), Component(Tensor("z"))
c = Component(Tensor("c", (), POSITIVE_REAL))
FOUND = tuple(
    proved
    for proved in (library.find(name).build() for name in library.names())
    if isinstance(proved, Recurrence | InductiveBound)
)


@pytest.mark.parametrize("claim", FOUND, ids=lambda claim: claim.title)
def test_a_claim_by_induction_speaks_like_a_derivation(claim: Recurrence | InductiveBound) -> None:
    assert claim.how.startswith("by induction")
    assert claim.claim_latex().isascii()
    assert isinstance(claim.hypotheses(), tuple)
    assert all(recheck_step(step) for step in json.loads(json.dumps(claim.steps_json())))


def test_both_kinds_are_in_the_library() -> None:
    assert {type(claim) for claim in FOUND} == {Recurrence, InductiveBound}


# ------------------------------------------------------------------------------------------------------- iterates


def test_a_power_and_a_multiple_say_what_they_are() -> None:
    assert power("p_k", 1 + c).closed("k", str)[-2:] == "^k"
    assert multiple("m_k", c).starts_at(1)
    assert not multiple("m_k", c).starts_at(0)
    assert power("p_k", c).starts_at(0)
    assert not power("p_k", c).starts_at(1)


def test_what_is_declared_positive_must_show_it() -> None:
    q = Component(Tensor("p_k", (), POSITIVE_REAL))
    assert Iterate(q, lift(1), c * q)
    for first, following in ((lift(0), c * q), (lift(1), a * q), (lift(1), q - c)):
        with pytest.raises(ClaimRejected, match="declared positive"):
            Iterate(q, first, following)


def test_no_other_domain_is_carried_along() -> None:
    with pytest.raises(ClaimRejected, match="real or positive"):
        Iterate(Component(Tensor("p_k", (), MASK)), lift(1), lift(1))


@pytest.mark.parametrize(
    ("first", "following", "factor"),
    [(lift(2), c * p, c), (lift(1), c * p + 1, c), (lift(1), a * p, c), (lift(1), p * p, p)],
)
def test_what_is_no_power_is_not_called_one(first: Any, following: Any, factor: Any) -> None:
    with pytest.raises(ClaimRejected):
        Iterate(p, first, following, factor)


def test_what_is_no_multiple_is_not_called_one() -> None:
    with pytest.raises(ClaimRejected, match="not the multiple"):
        Iterate(p, lift(0), p + c, summand=a)


# ----------------------------------------------------------------------------------------------------- recurrences


def decay(**changes: Any) -> Recurrence:
    """x_[k+1] = a x_k from x: x_k = a^k x."""
    out, factors = Component(Tensor("x_k")), power("p_k", a)
    form, following = factors.name * x, a * out
    parts: dict[str, Any] = {
        "title": "decay",
        "variable": "k",
        "output": out,
        "start": x,
        "following": following,
        "form": form,
        "parts": (factors,),
        "base": begin("base", x),
        "step": begin("step", following, (Definition(out.tensor, (), form),))
        .then(a * (p * x), "induction hypothesis")
        .then(Mul((a * p, x)), "rearrange"),
    }
    return Recurrence(**(parts | changes))


def test_a_recurrence_prints_its_powers() -> None:
    assert decay().claim_latex() == r"x_k = {a^k} x \qquad (k = 0, 1, 2, \dots)"
    assert "p_0 = 1, p_[k+1] = a*p_k, p_k = a^k" in decay().text()


def test_another_start_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="base case is not a chain"):
        decay(start=a, base=begin("base", a))
    with pytest.raises(ClaimRejected, match="base case is not a chain"):
        decay(base=begin("base", a))


def test_a_step_to_another_form_is_refused() -> None:
    found = decay()
    short = dataclasses.replace(found.step, steps=found.step.steps[:1])
    with pytest.raises(ClaimRejected, match="the step is not a chain"):
        decay(step=short)


def test_a_step_of_another_iteration_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="the step is not a chain"):
        decay(following=2 * a * Component(Tensor("x_k")))


def test_a_step_may_use_the_hypothesis_alone() -> None:
    out = Component(Tensor("x_k"))
    bare = begin("step", a * out).then(out * a, "rearrange")
    with pytest.raises(ClaimRejected, match="and no other definition"):
        decay(step=bare)


def test_the_output_may_not_hide_in_the_form() -> None:
    """Else every recurrence has a form: x_k = x_k."""
    out = Component(Tensor("x_k"))
    with pytest.raises(ClaimRejected, match="may not occur in the form"):
        decay(form=out * 1)


def test_what_varies_may_not_stand_in_the_factor_of_a_power() -> None:
    """a_1 a_2 ... a_k is no power of a_k."""
    with pytest.raises(ClaimRejected, match="what varies"):
        decay(varying=(a.tensor,))


def test_an_iterate_may_not_depend_on_another_one() -> None:
    other = Iterate(Component(Tensor("q_k")), lift(1), p * Component(Tensor("q_k")))
    with pytest.raises(ClaimRejected, match="depends on another iterate"):
        decay(parts=(power("p_k", a), other))


def test_the_start_may_not_depend_on_the_number_of_steps() -> None:
    with pytest.raises(ClaimRejected, match="does not depend on the number of steps"):
        decay(start=p * x, base=begin("base", p * x))


def test_a_power_that_starts_at_one_step_does_not_start_at_none() -> None:
    with pytest.raises(ClaimRejected, match="not those for 0"):
        decay(parts=(Iterate(p, a, a * p, a),))


# ---------------------------------------------------------------------------------------------------------- bounds


def growth(**changes: Any) -> InductiveBound:
    """2 is at least 1, so 2^k is at least 1^k."""
    upper, lower = power("u_k", lift(2), POSITIVE_REAL), power("p_k", lift(1), POSITIVE_REAL)
    start = upper.following - lower.following
    q = lower.name
    parts: dict[str, Any] = {
        "title": "growth",
        "variable": "k",
        "upper": upper,
        "lower": lower,
        "gap": r,
        "base": begin("base", lift(1) - lift(1)).then(lift(0), "cancel"),
        "step": begin("step", start, (Definition(upper.name.tensor, (), q + r**2),)).then(
            q + 2 * r**2, "collect terms"
        ),
    }
    return InductiveBound(**(parts | changes))


def test_a_bound_by_induction_holds() -> None:
    assert growth().text().count(">= 0, since no term is negative") == 2


def test_the_other_direction_is_refused() -> None:
    found = growth()
    with pytest.raises(ClaimRejected):
        dataclasses.replace(found, upper=found.lower, lower=found.upper)


def test_a_step_without_a_sign_is_refused() -> None:
    found = growth()
    start = found.step.start
    vague = begin("step", start, found.step.definitions).then(
        2 * found.upper.name - found.lower.name, "rearrange"
    )
    with pytest.raises(ClaimRejected, match="does not show that it is not negative"):
        growth(step=vague)


def test_a_base_case_of_other_values_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="base case does not start from"):
        growth(base=begin("base", lift(2) - lift(1)).then(lift(1), "evaluate"))


def test_a_stronger_hypothesis_is_refused() -> None:
    found = growth()
    q = found.lower.name
    definitions = (Definition(found.upper.name.tensor, (), q + 1 + r**2),)
    step = begin("step", found.step.start, definitions).then(q + 2 + 2 * r**2, "collect terms")
    with pytest.raises(ClaimRejected, match="and no other definition"):
        growth(step=step)


def test_the_gap_is_a_letter_of_its_own() -> None:
    with pytest.raises(ClaimRejected, match="the gap is a real scalar"):
        growth(gap=c)
    with pytest.raises(ClaimRejected, match="different names"):
        growth(gap=p)


def test_a_wrong_bound_on_the_slope_of_sigmoid_layers_is_refused() -> None:
    """One eighth instead of one quarter: there is no certificate, and the true one proves another step."""
    found = library.find("vanishing_sigmoid").build()
    assert isinstance(found, InductiveBound)
    size = Component(Tensor("a", (), POSITIVE_REAL))
    with pytest.raises(ClaimRejected, match="the step does not start from"):
        dataclasses.replace(found, upper=power("u_k", size / 8, POSITIVE_REAL))


def test_what_varies_may_not_be_the_bound() -> None:
    found = library.find("exploding_product").build()
    assert isinstance(found, InductiveBound)
    with pytest.raises(ClaimRejected, match="what varies"):
        dataclasses.replace(found, varying=(Tensor("g", (), POSITIVE_REAL),))


def test_partial_derivatives_may_start_a_recurrence() -> None:
    found = library.find("chain_slope").build()
    assert isinstance(found, Recurrence)
    assert isinstance(found.start, Partial)
