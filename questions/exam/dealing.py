"""Options in another order in each edition, dealt so that no letter is the right one much more often than another.

The right options of a part are put one by one on places that were right least often so far in this edition (or once
more than that, so that nobody can count which letter is due); the others fill what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from questions import rounding
from questions.arrange import arranged, bound, stays
from questions.model import LABELLED, Option, Solved

if TYPE_CHECKING:
    from questions.assemble import Drawn
    from questions.seeds import Stream

BALANCED = ("choice", "choices")  # of which a letter is right


def dealt(drawn: Drawn, prompts: Sequence[str], stream: Stream, right: Counter[str]) -> Drawn:
    """The question with the options of its parts shuffled; `right` counts, by label, how often it was the right one.

    `prompts` are the words of the question: where they, or options, name options by letters, all stays as it is.
    """
    if bound(prompts):
        return drawn
    solved, answers = dict(drawn.solved), dict(drawn.answers)
    for label, part in drawn.solved.items():
        if part.answer.kind not in LABELLED or len(part.options) < 2:
            continue
        if not bound([option.text for option in part.options]):
            solved[label] = arranged(part, order(part, stream, right))
            answers[label] = rounding.printed(solved[label].answer)
        if part.answer.kind in BALANCED:
            right.update(option.label for option in solved[label].options if option.right)
    return replace(drawn, solved=solved, answers=answers)


def order(part: Solved, stream: Stream, right: Counter[str]) -> tuple[str, ...]:
    """The family's labels in the order of printing."""
    printed = [option.label for option in part.options]
    placed = {option.label: option.label for option in part.options if stays(option)}  # by place
    free = [option for option in part.options if not stays(option)]
    rows: list[Option] = list(stream.shuffle(free))
    if part.answer.kind in BALANCED:
        rows.sort(key=lambda option: not option.right)
    for option in rows:
        left = [label for label in printed if label not in placed]
        placed[_place(option, part.answer.kind, left, stream, right)] = option.label
    return tuple(placed[label] for label in printed)


def _place(option: Option, kind: str, left: Sequence[str], stream: Stream, right: Counter[str]) -> str:
    if kind not in BALANCED or not option.right:
        return stream.choice(left)
    least = min(right[label] for label in left)
    return stream.choice([label for label in left if right[label] <= least + 1])
