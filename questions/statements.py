"""Claims that code decides, as the options of a choice: a concept asked for by what can be computed of it.

A family keeps its statements as rows by name; params hold the names in the order of the sheet, the solver decides
each by exact means, and the witness decides it again by executing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questions import labels
from questions.model import Exact, Item, Option, Solved

LABELS = labels.LETTERS  # in the order of the options


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as printed, and one sentence that says why it holds or does not; both in neutral markup."""

    text: str
    feedback: str


Decided = Sequence[tuple[Statement, bool]]


def options(decided: Decided) -> tuple[Option, ...]:
    """The statements as options A, B, ... in this order."""
    return tuple(
        Option(label, row.text, holds, row.feedback)
        for label, (row, holds) in zip(LABELS, decided, strict=False)
    )


def ticked(decided: Decided) -> str:
    """The labels of the statements that hold: "A, C"."""
    return ", ".join(option.label for option in options(decided) if option.right)


def told(decided: Decided) -> list[dict[str, str]]:
    """A row per statement for the solution: its label, whether it holds, in words, and why."""
    return [
        {"label": label, "verdict": "holds" if holds else "does not hold", "why": row.feedback}
        for label, (row, holds) in zip(LABELS, decided, strict=False)
    ]


def tick_all(decided: Decided, facts: Mapping[str, Any] | None = None) -> Solved:
    """The part "tick all that hold"; raises ValueError unless some statements hold and some do not."""
    holding = sum(holds for _, holds in decided)
    if not 0 < holding < len(decided):
        raise ValueError(f"{holding} of {len(decided)} statements hold: expected some, and not all")
    return Solved(Exact("choices", ticked(decided)), facts or {}, options=options(decided))


def pick_one(decided: Decided, facts: Mapping[str, Any] | None = None) -> Solved:
    """The part "which one holds"; raises ValueError unless just one statement holds."""
    holding = sum(holds for _, holds in decided)
    if holding != 1:
        raise ValueError(f"{holding} of {len(decided)} statements hold: expected one")
    return Solved(Exact("choice", ticked(decided)), facts or {}, options=options(decided))


def true_or_false(decided: Decided, facts: Mapping[str, Any] | None = None) -> Solved:
    """The part "true or false", statement by statement; raises ValueError where there is none."""
    if not decided:
        raise ValueError("there are no statements: expected some")
    rows = zip(labels.numbers(len(decided)), decided, strict=True)
    options = tuple(Option(label, row.text, holds, row.feedback) for label, (row, holds) in rows)
    return Solved(Exact("true_false", [holds for _, holds in decided]), facts or {}, options=options)


def match(
    items: Sequence[Statement],
    choices: Sequence[Statement],
    fits: Sequence[Sequence[bool]],
    facts: Mapping[str, Any] | None = None,
) -> Solved:
    """The part "which belongs to which": `fits` says, item by item, whether each of the choices belongs to it.

    The feedback of an item says why its choice belongs to it, that of a choice what it is. Raises ValueError unless
    just one choice belongs to each item, another one to each, and some choices are left over.
    """
    taken = [any(row[k] for row in fits) for k in range(len(choices))]
    options = tuple(
        Option(label, row.text, right, row.feedback)
        for label, row, right in zip(LABELS, choices, taken, strict=False)
    )
    numbered = zip(labels.numbers(len(items)), items, strict=True)
    left = tuple(Item(label, row.text, row.feedback) for label, row in numbered)
    pairs = labels.written("matching", fits)
    wrong = labels.misfit("matching", pairs, options, left)
    if wrong is not None:
        raise ValueError(wrong)
    return Solved(Exact("matching", pairs), facts or {}, options=options, items=left)
