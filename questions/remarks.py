"""What a solution sheet says of each option, statement or item, beside the worked solution."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from questions import labels
from questions.model import Key


@dataclass(frozen=True, slots=True)
class Remark:
    """One line: "**B** is wrong: it is not monotone"; `verdict` may be empty, `good` says how it is coloured."""

    label: str
    verdict: str
    good: bool
    text: str

    def __str__(self) -> str:
        """As one line in neutral markup, nothing in bold."""
        return f"{self.label}{' ' if self.verdict else ''}{self.verdict}: {self.text}"


WORDS = {"true_false": ("is true", "is false")}
OTHERWISE = ("is right", "is wrong")


def remarks(key: Key) -> tuple[Remark, ...]:
    """A line for each with feedback; none if the solution has said all of it, so that no one reads it twice."""
    found = _pairs(key) if key.items else _options(key)
    told = Counter(remark.text for remark in found)
    return () if all(key.solution.count(text) >= times for text, times in told.items()) else found


def _options(key: Key) -> tuple[Remark, ...]:
    right, wrong = WORDS.get(key.answer.kind, OTHERWISE)
    return tuple(
        Remark(option.label, right if option.right else wrong, option.right, option.feedback)
        for option in key.options
        if option.feedback
    )


def _pairs(key: Key) -> tuple[Remark, ...]:
    """The pairs, and what the options are that belong to no item."""
    belongs = dict(labels.pairs(key.answer.text))
    pairs = [
        Remark(f"{item.label}-{belongs[item.label]}", "", True, item.feedback)
        for item in key.items
        if item.feedback
    ]
    left_over = [
        Remark(option.label, "belongs to none", False, option.feedback)
        for option in key.options
        if option.feedback and not option.right
    ]
    return (*pairs, *left_over)
