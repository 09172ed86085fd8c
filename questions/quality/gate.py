"""The gate: which variants are made, in how many processes, and the report on a family.

The report is a function of slug, seed and number of variants, whatever the number of processes; only times differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from questions import assemble, workers
from questions.model import Exemption
from questions.quality import spread, standards
from questions.quality.answers import EQUAL, OFFERED
from questions.quality.trial import Finding, Place, Specimen, Subject, attempt, subject

CHUNK = 25  # variants that a process takes at a time
WORTH = 8  # chunks for which a process is worth its start
STALE = 300  # variants in which an exemption has covered something, if it is needed at all


@dataclass(frozen=True, slots=True)
class Excuse:
    """An exemption, and how many findings it covered."""

    exemption: Exemption
    count: int


@dataclass(frozen=True, slots=True)
class CaseReport:
    """One case in numbers; `effort` is least, median and greatest."""

    case: str
    variants: int
    distinct: int
    refused: int
    effort: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class KeyReport:
    """How often each position was right, in one choice."""

    part: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MistakeReport:
    """How often a mistake was offered, and how often it happened to be the right answer."""

    part: str
    name: str
    offered: int
    equal: int


@dataclass(frozen=True, slots=True)
class Report:
    """A family after its check; `seconds` is the mean time of a variant and the only part that chance has a say in."""

    slug: str
    topic: str
    variants: int
    distinct: int
    answers: int
    steps: int
    refused: dict[str, int]
    cases: tuple[CaseReport, ...]
    keys: tuple[KeyReport, ...]
    mistakes: tuple[MistakeReport, ...]
    excuses: tuple[Excuse, ...]
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def rejected(self) -> int:
        """How many mistakes were told from the answer."""
        return sum(row.offered for row in self.mistakes)


def plan(subject: Subject, seed: int, variants: int) -> tuple[Place, ...]:
    """The first copies of each case, its share of all variants: copies have the case that `show` would draw."""
    cases = subject.family.cases
    share = {case: variants // len(cases) + (k < variants % len(cases)) for k, case in enumerate(cases)}
    places: list[Place] = []
    taken: Counter[str] = Counter()
    for copy in range(100 * variants + 1000):
        case = assemble.chosen_case(subject.slug, subject.family, seed, copy, None, {})
        if taken[case] < share[case]:
            places.append(Place(subject.slug, case, seed, copy, again=not taken[case]))
            taken[case] += 1
        if len(places) == variants:
            break
    return tuple(places)


def examine(subject: Subject, places: Sequence[Place]) -> Iterator[Specimen]:
    """A specimen for each place."""
    return (standards.specimen(attempt(subject, place)) for place in places)


def _chunk(places: Sequence[Place]) -> list[Specimen]:
    """The same for a family of the bank, in a process of its own."""
    return list(examine(subject(places[0].slug), places))


def examined(plans: Sequence[tuple[Subject, Sequence[Place]]], jobs: int | None) -> Iterator[Specimen]:
    """The specimens of all families, in order; `jobs` processes, 1 for this one, None for what is worth while."""
    chunks = [places[k : k + CHUNK] for _, places in plans for k in range(0, len(places), CHUNK)]
    jobs = min(workers.cores(), -(-len(chunks) // WORTH)) if jobs is None else jobs
    if jobs == 1:
        yield from chain.from_iterable(examine(*one) for one in plans)
        return
    with workers.crew(jobs) as crew:
        yield from chain.from_iterable(workers.in_order(crew, _chunk, ((chunk,) for chunk in chunks)))


def report(subject: Subject, specimens: Sequence[Specimen]) -> Report:
    """The report on one family."""
    every = standards.judge_all(subject, specimens)
    covered = [(finding, standards.excused(finding, subject.family.exempt)) for finding in every]
    counts = Counter(row for _, row in covered if row is not None)
    idle = [row for row in subject.family.exempt if not counts[row] and len(specimens) >= STALE]
    covered += [(standards.stale(row, specimens[0]), None) for row in idle]
    good = spread.sound(specimens)
    refused: Counter[str] = Counter()
    for each in good:
        refused.update(each.refused)
    return Report(
        slug=subject.slug,
        topic=subject.entry.topic,
        variants=len(specimens),
        distinct=len({specimen.canonical for specimen in good}),
        answers=sum(specimen.answers for specimen in good),
        steps=sum(specimen.steps for specimen in good),
        refused=dict(refused),
        cases=tuple(_case(case, group) for case, group in spread.by_case(good).items()),
        keys=_keys(good),
        mistakes=tuple(
            MistakeReport(
                mistake.label,
                mistake.name,
                sum(specimen.mistakes[k] == OFFERED for specimen in good),
                sum(specimen.mistakes[k] == EQUAL for specimen in good),
            )
            for k, mistake in enumerate(subject.family.mistakes)
        ),
        excuses=tuple(Excuse(row, counts[row]) for row in subject.family.exempt),
        findings=tuple(finding for finding, row in covered if row is None),
        seconds=sum(specimen.seconds for specimen in specimens) / max(1, len(specimens)),
    )


def _case(case: str, group: Sequence[Specimen]) -> CaseReport:
    distinct = len({specimen.canonical for specimen in group})
    refused = sum(sum(specimen.refused.values()) for specimen in group)
    return CaseReport(case, len(group), distinct, refused, spread.levels(group))


def _keys(specimens: Sequence[Specimen]) -> tuple[KeyReport, ...]:
    rows = [rank for specimen in specimens for rank in specimen.ranks]
    counts = {
        part: Counter(r.position for r in rows if r.part == part) for part in sorted({r.part for r in rows})
    }
    return tuple(
        KeyReport(part, tuple(count[k] for k in range(max(r.options for r in rows if r.part == part))))
        for part, count in counts.items()
    )
