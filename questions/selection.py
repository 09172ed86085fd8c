"""Which questions go on a sheet when they are not named: spread over the topics, drawn by the seed.

The numbers of a question do not depend on it: they come from its slug, the seed and the copy alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice

from questions.catalogue import OPEN, Entry

USUAL = 10  # questions of a sheet for which nothing is named


def spread(entries: Sequence[Entry], count: int, seed: int) -> tuple[str, ...]:
    """`count` slugs in the order of the catalogue: from topic after topic one, both orders drawn by the seed.

    A family comes again only when all others are there. Open questions, whose answers nothing can verify, are asked
    when they are named.
    """
    from questions.seeds import stream

    chance = stream(seed, "sheet", 0, "selection")
    topics: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind != OPEN:
            topics.setdefault(entry.topic, []).append(entry.slug)
    rows = [chance.shuffle(topics[topic]) for topic in chance.shuffle(sorted(topics))]
    deepest = max((len(row) for row in rows), default=0)
    drawn = [row[k] for k in range(deepest) for row in rows if k < len(row)]
    taken = Counter(islice(cycle(drawn), count))
    return tuple(entry.slug for entry in entries for _ in range(taken[entry.slug]))


def in_turn(slugs: Sequence[str], count: int) -> tuple[str, ...]:
    """`count` slugs in their order, from the first one again after the last."""
    return tuple(islice(cycle(slugs), count))


def copies(slugs: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The slugs with the copy of each, which counts how often the family has come before."""
    seen: Counter[str] = Counter()
    found = []
    for slug in slugs:
        found.append((slug, seen[slug]))
        seen[slug] += 1
    return tuple(found)
