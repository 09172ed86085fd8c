"""What a verdict says, in words for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.commands.options import table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from questions.model import Sheet, Variant


def failed(variant: Variant) -> str:
    """One sentence on the first check that failed: question, part, check and what was found."""
    question = variant.question
    check = next(check for check in variant.verdict.checks if check.status == "failed")
    part = f", part {check.label}" if check.label else ""
    return (
        f"{question.slug} (seed {question.seed}, copy {question.copy}, case {question.case}){part}: "
        f"the check {check.check!r} failed: {check.detail}"
    )


def written(out: Path, sheet: Sheet, names: Iterable[str]) -> str:
    """What was written, and a line for each answer that says how it was verified."""
    answers = [(n, variant, key) for n, variant in enumerate(sheet.variants, 1) for key in variant.keys]
    rows = [
        (str(n), variant.question.slug, key.label, key.answer.kind, checked(variant, key.label))
        for n, variant, key in answers
    ]
    unchecked = sum(variant.verdict.status == "not checked" for variant in sheet.variants)
    state = f"{unchecked} of the questions not checked" if unchecked else "every answer verified"
    return "\n".join(
        [
            f"wrote {out}: {', '.join(sorted(names))}",
            f"{counted(len(sheet.variants), 'question')}, {counted(len(answers), 'answer')}, {state}",
            "",
            table(rows, ("no", "question", "part", "answer", "how it was verified")),
        ]
    )


def checked(variant: Variant, label: str) -> str:
    """How one answer was checked: "4 values executed with NumPy; 6 steps proved; 3 mistakes rejected"."""
    said = [
        check.detail for check in variant.verdict.checks if check.label == label and check.check != "rounding"
    ]
    return "; ".join(said) or "not checked: nothing can compute this answer"


def counted(number: int, noun: str) -> str:
    """`1 answer`, `2 answers`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
