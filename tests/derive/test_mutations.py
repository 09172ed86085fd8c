"""No slip of the pen in a published step passes: the prover and the refuter each see it, for itself.

A result of the library is tested by being there. Each gives its share of MUTANTS, always the same ones;
`benchmarks/mutations.py` judges every mutant there is.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from derive import library
from derive.audit import compare
from derive.kernel import evaluation
from derive.kernel.normal_form import normal_form
from derive.kernel.prover import prove
from derive.kernel.refuter import refute
from derive.terms.index import indices
from derive.terms.tensors import Tensor
from derive.terms.terms import Delta, Partial, Sum, component, exp
from derive.terms.text import text

MUTANTS = 3200  # over the whole library
NEAR = 1 + Fraction(1, 10**20)

# Equivalent mutants on which SymPy is undecided: the place, the operator, and why the mutant is true all the same.
BY_HAND: dict[tuple[str, str], str] = {}

# True mutants that the prover does not see to be true; SymPy must agree with each. The place, the operator, and why.
NOT_PROVED = {
    (f"ridge_gradient, step {number}, {side}", "index changed"): (
        "A^-1 has the wanted row of A in the place of every row: that row of A A^-1 stays the identity's"
    )
    for number, side in [(1, "right"), (2, "right"), (2, "left"), (3, "right"), (3, "left"), (4, "left")]
}


@pytest.mark.parametrize("name", library.names())
def test_every_mutant_is_refused_by_both_guards_or_is_no_mistake(name, mutation):
    for mutant in mutation.sample(name, mutation.share(MUTANTS)):
        verdict = mutation.judge(mutant)
        words = f"{mutant.place}: {mutant.operator}: {text(mutant.intact)} = {text(mutant.wrong)} is {verdict.word}"
        key = (mutant.place, mutant.operator)
        unseen = verdict.word == "neither proved nor refuted" and key in NOT_PROVED
        assert unseen or verdict.word in ("wrong", "equivalent", "undefined", "shapes"), words
        if (unseen or verdict.word == "equivalent") and key not in BY_HAND:
            opinion = compare(mutant.intact, mutant.wrong)
            assert opinion.status == "agrees", f"{words}, but SymPy: {opinion.detail}"


def test_there_are_enough_mutants_of_enough_kinds(mutation):
    drawn = [m for name in library.names() for m in mutation.sample(name, mutation.share(MUTANTS))]
    assert len(drawn) >= 2_500
    assert len({mutant.operator for mutant in drawn}) >= 25
    assert {mutant.operator for mutant in drawn} <= set(mutation.NAMES)


def test_most_mutants_are_wrong(mutation):
    words = [mutation.judge(mutant).word for mutant in mutation.sample("softmax_jacobian", 100)]
    assert words.count("wrong") > 80


@pytest.mark.parametrize("name", library.names())
def test_a_near_miss_is_seen_by_both_guards(name, mutation):
    before, after = mutation.steps_of(name)[-1]
    if normal_form(after):  # nothing times 0 is a miss
        assert refute(before, NEAR * after), text(after)
        assert prove(before, NEAR * after) is None, text(after)


# ----------------------------------------------------------------------------------------- the suite itself is tested


def test_a_blind_guard_is_found_out(mutation, monkeypatch):
    mutants = mutation.sample("softmax_jacobian", 20)
    monkeypatch.setattr(mutation, "refute", lambda left, right: None)
    assert "neither proved nor refuted" in {mutation.judge(mutant).word for mutant in mutants}
    monkeypatch.undo()
    monkeypatch.setattr(mutation, "prove", lambda left, right: "wishful thinking")
    assert "proved and refuted" in {mutation.judge(mutant).word for mutant in mutants}


def test_a_refuter_with_few_digits_misses_near_misses(monkeypatch):
    from derive.kernel import refuter

    i, k = indices("i:C k:C")
    z = component(Tensor("z", ("C",)))
    claim = (Sum(i, exp(z(i))), NEAR * Sum(k, exp(z(k))))
    assert refute(*claim)
    monkeypatch.setattr(refuter, "AGREE", 12)
    assert refute(*claim) is None


def test_differences_with_a_wide_step_do_not_pass_for_derivatives(monkeypatch):
    i, j = indices("i:C j:C")
    z = component(Tensor("z", ("C",)))
    claim = (Partial(exp(z(i)) * z(i), z(j)), Delta(i, j) * (1 + z(i)) * exp(z(i)))
    assert refute(*claim) is None
    monkeypatch.setattr(evaluation, "STEP", 6)
    assert refute(*claim)


def test_the_same_mutants_are_drawn_every_time(mutation):
    assert mutation.sample("mish", 40) == mutation.sample("mish", 40)
