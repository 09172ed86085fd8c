r"""The verifier of replies: `score(item, reply)` is 1.0 for an equivalent answer and 0.0 for everything else.

>>> item = {"answer_kind": "rational", "accepts": '{"low": "0.7499", "high": "0.7501"}', "prompt": "How much is left?"}
>>> score(item, r"Three quarters are left, so \boxed{\frac{3}{4}}."), score(item, "It is 0.75, I think, or 0.8.")
(1.0, 0.0)

What a reply answers is found by the protocol of `final`; what an answer may look like stands in the row of its kind:

    integer, rational, number    a number in any usual notation, within what the item accepts       `numbers`
    array                        nested lists, or a LaTeX matrix, of the right shape                `numbers`
    choice, choices              the labels and nothing else                                        `labels`
    true_false, matching         the truths in order; the pairs, in any order                       `labels`
    expression                   a formula in the letters of the question, equal in value           `equality`

There is no partial credit, and none for a text that only contains the answer. A proof or an essay has no final answer:
`score` raises Unscorable for such an item, and `is_scored` tells beforehand. A reply costs bounded time and is never
executed; only an expression imports SymPy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from questions.model import JSON
from questions.scoring import labels, numbers
from questions.scoring.final import finals
from questions.scoring.notation import tidy
from questions.scoring.sides import sides

__all__ = ["KINDS", "Unscorable", "is_scored", "score"]

HOW_MANY = re.compile(r"\bhow many ((?:[a-z-]+ ){0,2}[a-z-]+)", re.IGNORECASE)
WITH_UNIT = re.compile(r"(.*[0-9.}\])]) ?(\\?%|[A-Za-z-]+(?: [A-Za-z-]+){0,2})")
PERCENT = re.compile(r"per ?cent|%", re.IGNORECASE)


class Unscorable(ValueError):
    """An item whose answers only a person can judge, or one that lacks a field."""


@dataclass(frozen=True, slots=True)
class Right:
    """What is right: what the item accepts, the words of the question, the text of each option."""

    accepts: Mapping[str, JSON]
    prompt: str
    options: Mapping[str, str]


def score(item: Mapping[str, object], reply: str | None) -> float:
    """1.0 if the final answer of `reply` is equivalent to that of `item`, else 0.0.

    item    a row of a dataset (`questions.dataset.items`): `answer_kind` and `accepts` (JSON text) are read, and, where
            they are there, `prompt` (which unit is asked for) and `options` (JSON text: "B. the words of option B")
    reply   the whole text of a reply; None and "" are no answer

    Raises Unscorable for an item that is a proof or an essay, or lacks one of these fields.
    """
    kind, right = _right(item)
    if not isinstance(reply, str) or not reply.strip():
        return 0.0
    try:
        answers = finals(reply)
    except ValueError:
        return 0.0
    return float(all(_is_right(kind, answer, right) for answer in answers))


def is_scored(item: Mapping[str, object]) -> bool:
    """Whether an item has a final answer that `score` can judge."""
    return item.get("answer_kind") in KINDS


def _right(item: Mapping[str, object]) -> tuple[str, Right]:
    kind = item.get("answer_kind")
    if kind not in KINDS:
        raise Unscorable(
            f"an answer of kind {kind!r} has no final answer to be scored: expected one of {', '.join(KINDS)}"
        )
    try:
        accepts = json.loads(str(item["accepts"]))
        options = {row["label"]: row["text"] for row in json.loads(str(item.get("options") or "[]"))}
        if not isinstance(accepts, dict):
            raise TypeError(f"found {type(accepts).__name__}")
    except (KeyError, ValueError, TypeError) as error:
        raise Unscorable(
            f"an item whose accepts or options are not the JSON text of a dataset: {error}"
        ) from error
    return str(kind), Right(accepts, str(item.get("prompt", "")), options)


def _is_right(kind: str, answer: str, right: Right) -> bool:
    try:
        text = tidy(answer)
    except ValueError:
        return False
    return bool(text) and KINDS[kind](text, right)


# -- the kinds ---------------------------------------------------------------------------------------------


def _number(text: str, right: Right) -> bool:
    low, high = _bounds(right)
    for side in sides(text):
        try:
            value = numbers.number(_without_unit(side, right.prompt))
        except ValueError:
            return False
        if not Fraction(str(low)) <= value <= Fraction(str(high)):
            return False
    return True


def _without_unit(side: str, prompt: str) -> str:
    """A number without the unit behind it, if the question asks for that unit: "12 parameters", "40 %"."""
    found = WITH_UNIT.fullmatch(side)
    if not found:
        return side
    number, unit = found[1].rstrip(), found[2].casefold()
    if unit.endswith(("%", "percent", "per cent")):
        return number if PERCENT.search(prompt) else side
    asked = [
        words.casefold().split() for words in HOW_MANY.findall(prompt)[-1:]
    ]  # the part that is asked stands last
    stated = any(unit == " ".join(words[:k]) for words in asked for k in (1, 2, 3))
    return number if stated else side


def _array(text: str, right: Right) -> bool:
    low, high = _bounds(right)
    axes = 2 if isinstance(low, list) and low and isinstance(low[0], list) else 1
    for side in sides(text):
        try:
            value = numbers.array(side, axes)
        except ValueError:
            return False
        if not _within(value, low, high):
            return False
    return True


def _within(value: numbers.Read, low: JSON, high: JSON) -> bool:
    if isinstance(value, list) or isinstance(low, list):
        if not isinstance(value, list) or not isinstance(low, list) or len(value) != len(low):
            return False
        return all(_within(*row) for row in zip(value, low, high, strict=True))
    return Fraction(str(low)) <= value <= Fraction(str(high))


def _bounds(right: Right) -> tuple[JSON, JSON]:
    try:
        return right.accepts["low"], right.accepts["high"]
    except KeyError as error:
        raise Unscorable("an item with numbers whose field accepts has no low and high") from error


def _label(text: str, right: Right) -> bool:
    return any(labels.one(text, label, _words(right.options.get(label, ""))) for label in _labels(right))


def _words(option: str) -> str:
    try:
        return tidy(option)
    except ValueError:
        return ""


def _labels_of_several(text: str, right: Right) -> bool:
    return any(labels.several(text, label) for label in _labels(right))


def _truths(text: str, right: Right) -> bool:
    return any(labels.truths(text, label) for label in _labels(right))


def _pairs(text: str, right: Right) -> bool:
    return any(labels.pairs(text, label) for label in _labels(right))


def _labels(right: Right) -> Sequence[str]:
    found = right.accepts.get("labels")
    if not isinstance(found, list):
        raise Unscorable("an item with a choice whose field accepts has no labels")
    return [str(label) for label in found]


def _expression(text: str, right: Right) -> bool:
    from questions.scoring import equality

    try:
        term, definitions = equality.stored(right.accepts)
    except ValueError as error:
        raise Unscorable(str(error)) from error
    return equality.equal(text, term, definitions)


# A kind of answer: whether a tidy text is a right answer.
KINDS: Mapping[str, Callable[[str, Right], bool]] = {
    "integer": _number,
    "rational": _number,
    "number": _number,
    "array": _array,
    "choice": _label,
    "choices": _labels_of_several,
    "true_false": _truths,
    "matching": _pairs,
    "expression": _expression,
}
