"""Options in another order than the family has them: labels follow the place on the page, and all that names them.

Answer, facts and options are renamed together, so that a solution speaks of the letters that are printed. Whether a
page speaks of options by letters that cannot follow is asked by `bound`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from questions import labels
from questions.model import Exact, Option, Solved

MATH = re.compile(r"\$[^$]*\$|`[^`]*`", re.DOTALL)
LINE = re.compile(r"\$= |line \(?\d", re.IGNORECASE)  # options that are lines have an order of their own
REST = re.compile(r"(all|both|neither|none) of (them|these|the above)", re.IGNORECASE)
LETTER = re.compile(r"(?<![\w.'-])[B-Z](?![\w'-])")  # A may be the article


def bound(texts: Sequence[str]) -> bool:
    """Whether words outside of formulas name an option by its letter ("network B"), or options are lines in order."""
    return any(LINE.match(text) or LETTER.search(MATH.sub(" ", text)) for text in texts)


def stays(option: Option) -> bool:
    """Whether an option keeps its place: it says so, or it is "none of these"."""
    return option.pinned or REST.match(option.text) is not None


def arranged(solved: Solved, order: Sequence[str]) -> Solved:
    """The part with its options in this order of the family's labels; those that are pinned must keep their place.

    Raises ValueError for an order of other labels, and for one that moves a pinned option.
    """
    printed = [option.label for option in solved.options]
    by_label = {option.label: option for option in solved.options}
    if sorted(order) != sorted(printed):
        raise ValueError(f"the order is {list(order)}: expected one of {printed}")
    moved = [own for own, label in zip(order, printed, strict=True) if own != label and stays(by_label[own])]
    if moved:
        raise ValueError(f"the option {moved[0]} is pinned: expected it at its place")
    names = dict(zip(order, printed, strict=True))
    kind = solved.answer.kind
    return replace(
        solved,
        answer=Exact(kind, labels.renamed(kind, solved.answer.value, names)),
        options=tuple(replace(by_label[own], label=label) for own, label in names.items()),
        facts=_renamed(solved.facts, names),
        order=tuple(order),
    )


def _renamed(facts: Any, names: Mapping[str, str]) -> Any:
    """Facts with the labels of rows renamed, and lists of such rows in the order of printing."""
    if isinstance(facts, Mapping):
        found = {key: _renamed(value, names) for key, value in facts.items()}
        return {**found, "label": names[found["label"]]} if _labelled(found, names) else found
    if isinstance(facts, list | tuple):
        rows = [_renamed(row, names) for row in facts]
        if rows and all(_labelled(row, names) for row in facts):
            rows.sort(key=lambda row: list(names.values()).index(row["label"]))
        return rows if isinstance(facts, list) else tuple(rows)
    return facts


def _labelled(row: Any, names: Mapping[str, str]) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("label"), str) and row["label"] in names
