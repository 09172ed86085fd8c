"""What a solution sheet says of each part: its key, its derivation, what is accepted, and how it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questions import rounding
from questions.derivations import Chain, chains
from questions.model import Answer, Key, Part, Variant
from questions.remarks import Remark, remarks
from questions.rounding import decimal_latex


@dataclass(frozen=True, slots=True)
class Worked:
    """One part beside its key, as a solution sheet prints them; `remarks` is what is said of its options."""

    part: Part
    key: Key
    derivation: tuple[Chain, ...]
    remarks: tuple[Remark, ...]
    accepted: str
    verified: str


def worked(variant: Variant) -> tuple[Worked, ...]:
    """The parts of a variant with their keys, in order."""
    return tuple(
        Worked(
            part, key, chains(key.steps), remarks(key), accepted(key.answer), verified(variant, part.label)
        )
        for part, key in zip(variant.question.parts, variant.keys, strict=True)
    )


def accepted(answer: Answer) -> str:
    """Which answers are right, as a phrase in neutral markup; empty when the rubric or the option says it."""
    accepts = answer.accepts
    if "low" not in accepts:
        return "any expression equal to it" if "equal_to" in accepts else ""
    low, high = accepts["low"], accepts["high"]
    if low == high:
        return "exactly this"
    if isinstance(low, list):
        if rounding.reprinted("array", answer.digits, answer.value).accepts == accepts:
            return f"each entry to {answer.digits} significant digits, the last may differ by one"
        return f"entry by entry from ${_array_latex(low)}$ to ${_array_latex(high)}$"
    between = f"from ${decimal_latex(str(low))}$ to ${decimal_latex(str(high))}$"
    return f"{answer.text}; as a decimal {between}" if answer.kind == "rational" else between


def _array_latex(ends: list[Any]) -> str:
    def latex(end: Any) -> Any:
        return [latex(row) for row in end] if isinstance(end, list) else decimal_latex(str(end))

    return rounding.array_latex(latex(ends))


def verified(variant: Variant, label: str | None = None) -> str:
    """How the part (without a label: the whole question) was checked; empty when nothing was said of it."""
    if label is None and variant.verdict.status == "not checked":
        return "not checked: nothing can compute this answer"
    return "; ".join(
        check.detail if check.status == "passed" else f"failed: {check.detail}"
        for check in variant.verdict.checks
        if check.label == label
    )
