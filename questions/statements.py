"""Claims that code decides, as the options of a choice: a concept asked for by what can be computed of it.

A family keeps its statements as rows by name; params hold the names in the order of the sheet, the solver decides
each by exact means, and the witness decides it again by executing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from questions.model import Exact, Option, Solved

LABELS = ascii_uppercase  # in the order of the options


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
