"""The questions of a dataset in their order: round after round, the next new question of each family.

The sequence is a function of the families and the seed alone. A dataset of N items is its first N items, whoever made
them, and a shard is a stretch of it. Within a family the copies 0, 1, 2, ... are taken, without those that are known
already; a family is exhausted when `TRIES` copies in a row bring nothing new, and then the rounds go on without it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from questions.dataset.blocks import Made, block
from questions.dataset.split import Shares
from questions.workers import Crew, Task

TRIES = 200  # copies in a row without a new question before a family is said to have no more
BLOCK = 8  # copies that a worker makes at a time: about a tenth of a second
TIGHT = 10  # percent of known copies from which it is worth while to tell a worker what is known
KNOWN = 100_000  # keys that are told at most: 1.6 MB a block


@dataclass(slots=True)
class Passed:
    """What was passed over on the way to a question: copies known already, copies refused, families at their end."""

    duplicates: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, int, str]] = field(default_factory=list)  # slug, copy, reason
    exhausted: dict[str, int] = field(default_factory=dict)  # how many questions the family has given

    def add(self, other: Passed) -> None:
        """Count what another one has counted."""
        for slug, count in other.duplicates.items():
            self.duplicates[slug] = self.duplicates.get(slug, 0) + count
        self.refused += other.refused
        self.exhausted |= other.exhausted


class Source:
    """The new questions of one family, in the order of its copies; blocks are asked for before they are needed."""

    def __init__(self, slug: str, parts: int, seed: int, held_out: Shares, crew: Crew) -> None:
        """`parts`: how many items a question has."""
        self.slug, self.parts = slug, parts
        self.taken = 0  # questions
        self.exhausted = False
        self._seed, self._held_out, self._crew = seed, held_out, crew
        self._ready: deque[Made] = deque()
        self._tasks: deque[Task] = deque()
        self._ahead = 0  # copies that are ready or under way
        self._seen: set[bytes] = set()
        self._next = 0  # the first copy that is not looked at yet
        self._vain = 0  # copies in a row that brought nothing
        self._duplicates = 0

    def take(self, passed: Passed) -> Made | None:
        """The next new question; None if there is none, from then on. What is passed over is counted in `passed`."""
        while self._vain < TRIES:
            one = self._look()
            self._next = one.copy + 1
            if one.refused:
                passed.refused.append((self.slug, one.copy, one.refused))
            elif one.key in self._seen:
                self._duplicates += 1
                passed.duplicates[self.slug] = passed.duplicates.get(self.slug, 0) + 1
            else:
                self._seen.add(one.key)
                self.taken, self._vain = self.taken + 1, 0
                return one
            self._vain += 1
        self.end(self.taken)
        passed.exhausted[self.slug] = self.taken
        return None

    def skip(self, copy: int, key: bytes) -> None:
        """Go on after this copy: its question was taken before, and stands in a file."""
        self._seen.add(key)
        self.taken, self._vain, self._next = self.taken + 1, 0, copy + 1
        self._forget()

    def end(self, taken: int) -> None:
        """There are no more than those `taken`."""
        self.taken, self.exhausted = taken, True
        self._seen.clear()
        self._forget()

    def prepare(self, questions: int, deep: int) -> None:
        """Have blocks made, up to `deep` of them ahead, but no more copies than so many questions take."""
        wanted = questions + self._vain
        while self._ahead <= BLOCK * (deep - 1) + self._vain and self._ahead < wanted and not self.exhausted:
            self._ask(min(BLOCK + self._vain, wanted - self._ahead))

    def _look(self) -> Made:
        """The next copy, whatever it is; waits for its block."""
        while not self._ready:
            if not self._tasks:
                self._ask(1)
            self._ready.extend(self._crew.result(self._tasks.popleft()))
        self._ahead -= 1
        return self._ready.popleft()

    def _ask(self, copies: int) -> None:
        first = self._next + self._ahead
        tight = 100 * self._duplicates > TIGHT * self._next and len(self._seen) <= KNOWN
        known = b"".join(self._seen) if tight else b""
        span = range(first, first + copies)
        self._tasks.append(self._crew.submit(block, self.slug, self._seed, span, self._held_out, known))
        self._ahead += copies

    def _forget(self) -> None:
        """Drop what was made ahead."""
        for task in self._tasks:
            self._crew.drop(task)
        self._tasks.clear()
        self._ready.clear()
        self._ahead = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A question in its place, and what was passed over before it; after the last one, `made` is None."""

    slug: str
    made: Made | None
    passed: Passed


class Rounds:
    """The rounds over all families, from wherever the files end."""

    def __init__(self, parts: Mapping[str, int], seed: int, held_out: Shares, crew: Crew) -> None:
        """`parts`: how many items a question of each family has, by slug, in the order of a round."""
        self._sources = {slug: Source(slug, count, seed, held_out, crew) for slug, count in parts.items()}
        self._crew = crew
        self._prepared = False

    def take(self, items: int) -> Taken:
        """The next question; `items`: so many are wanted from here on, which says how much is made ahead."""
        passed = Passed()
        while there := [source for source in self._sources.values() if not source.exhausted]:
            source = min(there, key=lambda one: one.taken)
            self._prepare(there, source, items)
            made = source.take(passed)
            if made is not None:
                return Taken(source.slug, made, passed)
        return Taken("", None, passed)

    def skip(self, slug: str, copy: int, key: bytes) -> None:
        """The question stands in a file that is kept."""
        self._sources[slug].skip(copy, key)
        self._prepared = False

    def end(self, slug: str, taken: int) -> None:
        """The family is known to be exhausted."""
        if not self._sources[slug].exhausted:
            self._sources[slug].end(taken)

    def _prepare(self, there: list[Source], turn: Source, items: int) -> None:
        """Have made what the rounds to come take: of all families at first, later of the one whose turn it is."""
        a_round = sum(source.parts for source in there)
        deep = 1 - (-2 * self._crew.size // len(there))
        if self._prepared:
            turn.prepare(-(-items // a_round), deep)
            return
        k, before = there.index(turn), 0
        for source in there[k:] + there[:k]:
            source.prepare(items // a_round + (before < items % a_round), deep)
            before += source.parts
        self._prepared = True
