"""Options that are claims: labelled in order, and never a choice without an answer."""

from __future__ import annotations

import pytest

from questions import rounding
from questions.checks import Disagreement, options_fit
from questions.statements import Statement, options, pick_one, tick_all

TRUE = (Statement("$2 + 2 = 4$", "Counted."), True)
FALSE = (Statement("$2 + 2 = 5$", "One too many."), False)


def test_the_labels_of_all_that_holds_are_the_answer() -> None:
    solved = tick_all([TRUE, FALSE, TRUE])
    assert (solved.answer.kind, solved.answer.value) == ("choices", "A, C")
    assert [(row.label, row.right, row.feedback) for row in solved.options][1] == (
        "B",
        False,
        "One too many.",
    )
    assert rounding.printed(solved.answer).accepts == {"labels": ["A, C"]}


def test_one_that_holds_is_picked() -> None:
    solved = pick_one([FALSE, TRUE])
    assert (solved.answer.kind, solved.answer.value) == ("choice", "B")


@pytest.mark.parametrize("rows", [[TRUE, TRUE], [FALSE, FALSE], []])
def test_all_or_nothing_is_no_question(rows: list[tuple[Statement, bool]]) -> None:
    with pytest.raises(ValueError, match="statements hold"):
        tick_all(rows)


@pytest.mark.parametrize("rows", [[TRUE, TRUE], [FALSE, FALSE]])
def test_one_is_picked_from_just_one_that_holds(rows: list[tuple[Statement, bool]]) -> None:
    with pytest.raises(ValueError, match="expected one"):
        pick_one(rows)


@pytest.mark.parametrize(
    ("value", "rows"),
    [("A", [TRUE, TRUE]), ("A, B", [TRUE, TRUE]), ("B", [TRUE, FALSE]), ("", [FALSE, FALSE]), ("A", [])],
)
def test_choices_are_all_right_options_and_not_every_option(
    value: str, rows: list[tuple[Statement, bool]]
) -> None:
    with pytest.raises(Disagreement, match="marked right"):
        options_fit("choices", value, options(rows))
