"""What a practice page knows of an answer: what is accepted, and which named mistake gives which wrong one.

All is text, numbers too: the page reads them as a student's answer is read. A wrong answer that is known is told by
its place among the mistakes (or options) of the key, whose feedback the page prints.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from questions import labels, rounding
from questions.model import JSON, Answer, Key

HALF = Decimal("0.5")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?(?:/\d+)?")


def fields(key: Key) -> tuple[tuple[str, ...], ...]:
    """A name for each number that is to be written, row by row; none where the answer is no number."""
    value = key.answer.value
    if key.answer.kind not in rounding.NUMBERS:
        return ()
    if not isinstance(value, list):
        return (("answer",),)
    if not isinstance(value[0], list):
        return (tuple(f"entry {k}" for k, _ in enumerate(value, start=1)),)
    return tuple(
        tuple(f"row {r}, column {c}" for c, _ in enumerate(row, start=1))
        for r, row in enumerate(value, start=1)
    )


def knowledge(key: Key) -> str:
    """As JSON. For options the labels that are right, for statements and items each answer, for numbers the accepted
    spans and those of the mistakes.
    """
    if key.answer.kind == "true_false":
        return _dumps({"each": key.answer.text.split()})
    if key.answer.kind == "matching":
        each = [option for _, option in labels.pairs(key.answer.text)]
        return _dumps({"each": each, "options": [option.label for option in key.options]})
    if key.options:
        wrong = {option.label: k for k, option in enumerate(key.options) if not option.right}
        return _dumps({"right": key.answer.text, "wrong": wrong})
    accepted = _spans(key.answer.accepts["low"], key.answer.accepts["high"])
    known = [(_near(row.value, key.answer), k) for k, row in enumerate(key.mistakes)]
    mistakes = [{"spans": spans, "row": k} for spans, k in known if len(spans) == len(accepted)]
    return _dumps({"spans": accepted, "mistakes": mistakes})


def _dumps(data: JSON) -> str:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))


def _spans(low: JSON, high: JSON) -> list[list[str]]:
    if isinstance(low, list):
        return [span for pair in zip(low, high, strict=True) for span in _spans(*pair)]
    return [[str(low), str(high)]]


def _near(value: str, answer: Answer) -> list[list[str]]:
    """The numbers that print as the wrong value does: half a unit of the last digit to either side of each entry."""
    if rounding.read(value) is None:
        return []
    text = value.partition(" = ")[0].partition(", about ")[0]
    return [_span(one) if answer.digits else [one, one] for one in NUMBER.findall(text)]


def _span(text: str) -> list[str]:
    if "/" in text:
        return [text, text]
    number = Decimal(text)
    half = HALF * Decimal(1).scaleb(int(number.as_tuple().exponent))
    return [f"{number - half:f}", f"{number + half:f}"]
