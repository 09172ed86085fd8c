"""Each law has an instance that the gate accepts, and the same instance with a slip in it is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.derivation import Rule, Statement, Step, as_term
from derive.kernel.gate import StepRejected, check
from derive.rules import RULES, TABLES, rule
from derive.terms.matrix import Matrix
from derive.terms.terms import Add, Mul, Term, children, with_children

# What is true by a definition or a hypothesis of its own derivation, and so has no instance without one.
WITHOUT_EXAMPLE = {"derivative of", "equal logits", "induction hypothesis"}

WITH_EXAMPLE = [row for row in RULES.values() if row.example is not None]


def slips(right: Statement) -> Iterator[Statement]:
    """The right side negated, doubled, one too large, and with the sides of each sum and product cut down."""
    yield from (-right, 2 * right)
    if isinstance(right, Matrix):
        return
    yield right + 1
    yield from cut(right)


def cut(term: Term) -> Iterator[Term]:
    """The term with the last part of one of its sums or products left out."""
    if isinstance(term, Add | Mul) and len(term.args) > 1:
        yield type(term)(term.args[:-1])
    parts = children(term)
    for place, part in enumerate(parts):
        for other in cut(part):
            yield with_children(term, [*parts[:place], other, *parts[place + 1 :]])


def example(row: Rule) -> tuple[Statement, Statement]:
    assert row.example is not None
    return row.example


@pytest.mark.parametrize("row", WITH_EXAMPLE, ids=lambda row: row.name)
def test_the_instance_of_a_law_is_proved(row: Rule) -> None:
    before, after = example(row)
    assert before != after
    assert Step(row.name, before, after).proof.method


@pytest.mark.parametrize("row", WITH_EXAMPLE, ids=lambda row: row.name)
def test_the_instance_with_a_slip_in_it_is_refused(row: Rule) -> None:
    before, after = example(row)
    for wrong in slips(after):
        if as_term(wrong) == as_term(after):
            continue
        with pytest.raises(StepRejected):
            check(as_term(before), as_term(wrong))


def test_laws_without_an_instance_are_few_and_known() -> None:
    assert {row.name for row in RULES.values() if row.example is None} == WITHOUT_EXAMPLE


def test_no_two_laws_have_one_name() -> None:
    assert len(RULES) == sum(len(table.ROWS) for table in TABLES)


@pytest.mark.parametrize("row", RULES.values(), ids=lambda row: row.name)
def test_a_law_is_stated_for_the_reader(row: Rule) -> None:
    assert row.law.isascii()
    assert row.law.count("{") == row.law.count("}")
    assert row.law.strip() == row.law != ""


def test_a_step_may_say_which_case_of_a_law_it_uses() -> None:
    assert rule("chain rule") is RULES["chain rule"]
    assert rule("recognise the sigmoid") is RULES["recognise"]
    assert rule("add and subtract 1/4") is RULES["add and subtract"]
    assert rule("differentiate each piece") is RULES["differentiate each piece"]


def test_an_unknown_law_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match=r"no rule 'chian rule': did you mean chain rule"):
        rule("chian rule")
