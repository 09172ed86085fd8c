"""What one worker makes at a time: a block of copies of one family, as items that are ready to be written.

A block is a pure function of its arguments, so it does not matter who makes it. What it is told of questions that are
there already only saves work: such a copy comes back without items, as it would be passed over anyway.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questions import assemble, batch, catalogue, record, seeds
from questions.catalogue import Entry
from questions.dataset import items
from questions.dataset.split import Shares, split_of
from questions.errors import CheckFailed, Told
from questions.model import Family, Params, Unlucky, Variant

KEY = 16  # bytes of a hash: among 10^9 questions two meet by chance with probability 10^-21


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a copy: its question's key and items (none if it is known already), or why there is none."""

    copy: int
    key: bytes
    split: str = ""
    rows: tuple[bytes, ...] = ()  # an item each, as a line of JSON
    refused: str = ""


def key(slug: str, case: str, params: Params) -> bytes:
    """What two variants have in common if they are the same question, as a hash."""
    return hashlib.sha256(record.canonical(slug, case, params).encode()).digest()[:KEY]


def block(
    slug: str, seed: int, copies: Sequence[int], held_out: Shares, known: bytes = b""
) -> tuple[Made, ...]:
    """These copies of a family, in their order; `known`: keys, one after the other, of questions not to be made again.

    A copy that a check stops is refused, with the reason. Raises CheckFailed where the program itself stops.
    """
    entry = catalogue.find(slug)
    there = {known[k : k + KEY] for k in range(0, len(known), KEY)}
    again = _known(entry, seed, copies, there) if there else {}
    wanted = [copy for copy in copies if copy not in again]
    made = {one.copy: one for one in _made(entry, seed, wanted, held_out)}
    return tuple(Made(copy, again[copy]) if copy in again else made[copy] for copy in copies)


def _known(entry: Entry, seed: int, copies: Sequence[int], there: set[bytes]) -> dict[int, bytes]:
    """The keys of copies that are questions known already.

    Numbers that made a good question once do so again: where the first draw of a copy gives such numbers, the copy
    is that question, and nothing needs to be solved to see it.
    """
    family = catalogue.load_family(entry)
    found = {}
    for copy in copies:
        first = _first_draw(entry, family, seed, copy)
        if first in there:
            found[copy] = first
    return found


def _first_draw(entry: Entry, family: Family, seed: int, copy: int) -> bytes:
    case = assemble.chosen_case(entry.slug, family, seed, copy, None, {})
    try:
        return key(entry.slug, case, family.draw(case, seeds.stream(seed, entry.slug, copy, "draw")))
    except Unlucky:
        return b""


def _made(entry: Entry, seed: int, copies: Sequence[int], held_out: Shares) -> Iterator[Made]:
    """The copies one by one; after one that was refused the next one is begun anew."""
    left = list(copies)
    while left:
        try:
            for variant in batch.variants(entry, [batch.Wanted(seed, copy) for copy in left]):
                left.pop(0)
                yield _of(variant, held_out)
        except Told as error:
            yield Made(left.pop(0), b"", refused=str(error))
        except Exception as error:
            raise CheckFailed(
                f"{entry.slug} (seed {seed}, copy {left[0]}) stopped: {type(error).__name__}: {error}"
            ) from error


def _of(variant: Variant, held_out: Shares) -> Made:
    question = variant.question
    if variant.verdict.status == "failed":
        check = next(check for check in variant.verdict.checks if check.status == "failed")
        reason = f"part {check.label}, the check {check.check!r} failed: {check.detail}"
        return Made(question.copy, b"", refused=reason)
    name = key(question.slug, question.case, variant.params)
    split = split_of(question.slug, name, held_out)
    rows = tuple(items.line(item) for item in items.items(variant, split))
    return Made(question.copy, name, split, rows)
