"""Answers that are labels of what is printed: options of a choice, truths of statements, pairs of a matching.

    choice, choices   "B" and "A, C": the labels of the right options
    true_false        "T F F T": the truth of each statement, in order
    matching          "1-C 2-A": for each item, in order, the one option that belongs to it

Options may be printed in another order than the family has them. Their labels follow the place on the page; what a
family, its witness and its mistakes say is renamed here, so that nobody needs to know of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from questions.model import Item, Option

LETTERS = ascii_uppercase  # of options
TRUTHS = {True: "T", False: "F"}


def numbers(count: int) -> tuple[str, ...]:
    """The labels of statements and of items: 1, 2, ..."""
    return tuple(str(k) for k in range(1, count + 1))


# -- what is meant -----------------------------------------------------------------------------------------


def written(kind: str, value: Any) -> str:
    """The labels as text, from text, truths or rows of truths; raises ValueError where they are no answer."""
    if isinstance(value, str) or kind in ("choice", "choices"):
        return str(value)
    if kind == "true_false":
        return " ".join(TRUTHS[bool(truth)] for truth in value)
    wrong = ambiguous(value)
    if wrong is not None:
        raise ValueError(wrong)
    pairs = zip(numbers(len(value)), (list(map(bool, row)).index(True) for row in value), strict=True)
    return " ".join(f"{item}-{LETTERS[place]}" for item, place in pairs)


def ambiguous(fits: Sequence[Sequence[Any]]) -> str | None:
    """Why these rows, item by item whether each option belongs to it, are no matching with one solution."""
    taken: dict[int, str] = {}
    for item, row in zip(numbers(len(fits)), fits, strict=True):
        places = [k for k, belongs in enumerate(row) if belongs]
        if len(places) != 1:
            fitting = " and ".join(LETTERS[k] for k in places) or "no option"
            return f"to item {item} belongs {fitting}: expected one option"
        other = taken.setdefault(places[0], item)
        if other != item:
            return f"{LETTERS[places[0]]} belongs to the items {other} and {item}: expected each option once"
    return None


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The items with their options: "1-C 2-A" as (("1", "C"), ("2", "A"))."""
    split = (pair.partition("-") for pair in text.split())
    return tuple((item, option) for item, _, option in split)


# -- where it is printed -----------------------------------------------------------------------------------


def renamed(kind: str, value: Any, names: Mapping[str, str]) -> str:
    """An answer in the labels that are printed; `names` has them by the family's own, in the order of printing.

    Raises ValueError for a label that is none.
    """
    text = written(kind, value)
    own = sorted(names, key=list(names.values()).index)  # the family's order
    if kind == "true_false":
        truths = dict(zip(own, text.split(), strict=True))
        return " ".join(truths[name] for name in names)
    if kind == "matching":
        return " ".join(f"{item}-{_renamed(option, names)}" for item, option in pairs(text))
    found = {_renamed(label, names) for label in text.split(", ")}
    return ", ".join(label for label in names.values() if label in found)


def _renamed(label: str, names: Mapping[str, str]) -> str:
    if label not in names:
        raise ValueError(f"{label!r} is no option: expected one of {', '.join(sorted(names))}")
    return names[label]


# -- whether they fit --------------------------------------------------------------------------------------


def misfit(kind: str, text: str, options: Sequence[Option], items: Sequence[Item]) -> str | None:
    """What is wrong between an answer and the options, of which some are marked right; None if nothing is."""
    labels, right = [o.label for o in options], [o.label for o in options if o.right]
    if len(set(labels)) < len(labels):
        return "two options have the same label"
    if kind == "choice" and options and right != [text]:
        return f"the options marked right are {right}: expected {[text]!r}"
    if kind == "choices" and (", ".join(right) != text or not right or len(right) == len(options)):
        return f"the options marked right are {right}: expected {text!r}, not all and not none"
    if kind == "true_false":
        marked = " ".join(TRUTHS[option.right] for option in options)
        return (
            None if marked == text and options else f"the statements are marked {marked!r}: expected {text!r}"
        )
    return _mismatched(text, right, options, items) if kind == "matching" else None


def _mismatched(
    text: str, right: Sequence[str], options: Sequence[Option], items: Sequence[Item]
) -> str | None:
    found = pairs(text)
    if [item for item, _ in found] != [item.label for item in items] or not items:
        return f"the items are {[item.label for item in items]}: expected those of {text!r}"
    if sorted(option for _, option in found) != sorted(right):
        return f"the options marked right are {right}: expected those of {text!r}, each once"
    if len(options) <= len(items):
        return (
            f"{len(options)} options for {len(items)} items: expected more, so that the last pair is no gift"
        )
    return None
