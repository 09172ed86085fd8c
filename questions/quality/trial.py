"""What the standards look at: one variant on trial, and what is kept of it when the next one comes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from questions import assemble, catalogue
from questions.assemble import Drawn, Words
from questions.catalogue import Entry, Witness
from questions.model import Answer, Family, Variant
from questions.quality.watch import Watch


@dataclass(frozen=True, slots=True)
class Subject:
    """A family with its words and its witness."""

    entry: Entry
    family: Family
    witness: Witness
    words: Words

    @property
    def slug(self) -> str:
        """Its name."""
        return self.entry.slug


def subject(slug: str) -> Subject:
    """The family of this slug in the bank."""
    from questions import render

    entry = catalogue.find(slug)
    words = partial(render.words, slug, entry.topic)
    return Subject(entry, catalogue.load_family(entry), catalogue.load_witness(entry.topic, slug), words)


@dataclass(frozen=True, slots=True)
class Place:
    """One variant by its name: `backproof show SLUG --seed N --copy M` shows it. `again`: make it twice."""

    slug: str
    case: str
    seed: int
    copy: int
    again: bool = False

    @property
    def call(self) -> str:
        """The command that shows the variant."""
        return f"backproof show {self.slug} --seed {self.seed} --copy {self.copy}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against one variant, or, at one of its variants, against a family; `part` "" is the whole."""

    standard: str
    place: Place
    part: str
    said: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One variant on trial; `error` is what stopped it, and then there is no variant."""

    subject: Subject
    place: Place
    watch: Watch
    drawn: Drawn | None = None
    variant: Variant | None = None
    second: Variant | None = None  # the same name once more, where that was asked for
    error: Exception | None = None
    seconds: float = 0.0


def attempt(subject: Subject, place: Place) -> Trial:
    """Make the variant of this place while its witness is watched; whatever stops it is kept, not raised."""
    watch = Watch(subject.witness)
    started = time.perf_counter()
    try:
        drawn = assemble.draw(subject.entry, subject.family, place.seed, place.copy, place.case, {})
        variant = _judged(subject, place, drawn, watch)
        seconds = time.perf_counter() - started
        second = None
        if place.again:
            once_more = assemble.draw(subject.entry, subject.family, place.seed, place.copy, place.case, {})
            second = _judged(subject, place, once_more, subject.witness)
    except Exception as error:  # noqa: BLE001  a family may stop in any way; which, is the finding
        return Trial(subject, place, watch, error=error, seconds=time.perf_counter() - started)
    return Trial(subject, place, watch, drawn, variant, second, None, seconds)


def _judged(subject: Subject, place: Place, drawn: Drawn, witness: Witness) -> Variant:
    return assemble.judged(
        subject.entry, subject.family, witness, subject.words, place.seed, place.copy, drawn
    )


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the right option of a choice stands: its position, and its rank by length and by value (None: a tie)."""

    part: str
    options: int
    position: int
    length: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class Specimen:
    """What is kept of a trial, as plain data: the findings on it alone, and what the whole family is judged by."""

    place: Place
    findings: tuple[Finding, ...]
    canonical: str  # params and case as text: equal for the same question
    refused: Mapping[str, int]
    effort: int  # digits that a student reads and writes
    ranks: tuple[Rank, ...]
    mistakes: tuple[str, ...]  # what became of each mistake of the family, in its order
    asked: str  # all words of the question
    printed: Mapping[str, Answer]  # by part
    answers: int  # that were executed
    steps: int  # that were proved
    seconds: float
