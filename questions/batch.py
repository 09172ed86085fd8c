"""Many variants of one family: each is what `assemble.variant` makes of its name, byte for byte.

What does not depend on the variant is looked up once: family, witness, words. A variant stays a pure function of its
name: it does not depend on which others are made beside it, nor on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from questions import assemble, catalogue
from questions.catalogue import Entry
from questions.model import Variant


@dataclass(frozen=True, slots=True)
class Wanted:
    """The name of a variant of a family at hand; without a case, the seed chooses one."""

    seed: int = 0
    copy: int = 0
    case: str | None = None


def variants(entry: Entry, wanted: Iterable[Wanted]) -> Iterator[Variant]:
    """The variants of these names, verified, in their order, made one by one as they are taken.

    Raises what `assemble.variant` raises: BadCall for an unknown case, VerdictFailed where a check fails,
    NoGoodNumbers where the draws of a name end without a good question.
    """
    from questions import render

    family = catalogue.load_family(entry)
    witness = catalogue.load_witness(entry.topic, entry.slug)
    words = partial(render.words, entry.slug, entry.topic)
    for name in wanted:
        yield assemble.build(entry, family, witness, words, name.seed, name.copy, name.case)
