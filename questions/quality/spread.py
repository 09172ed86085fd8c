"""What only many variants show: whether the seed matters, how many differ, what is never offered, how hard they are.

Each function takes the family and its specimens, and yields (specimen, part, sentence); the specimen is one at which
it can be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import median

from questions import seeds
from questions.model import Unlucky
from questions.quality.answers import ABSENT, OFFERED, stands_in
from questions.quality.trial import Specimen, Subject

PROBES = 8  # streams on which a draw is tried for its seed
LEAST = 10  # different variants that a case has at least
ENOUGH = 10  # variants of each case before something is said never to happen
MOST_TRIES = 50  # of the 100 that a draw has: beyond, it ends in an error sooner or later
UNEVEN = 4  # times as many digits in the hardest variant of a case as in the easiest
DOUBT = 3.0  # standard deviations

Seen = Iterator[tuple[Specimen, str, str]]


def by_case(specimens: Sequence[Specimen]) -> dict[str, list[Specimen]]:
    """The specimens of each case, in their order."""
    found: dict[str, list[Specimen]] = {}
    for specimen in specimens:
        found.setdefault(specimen.place.case, []).append(specimen)
    return found


def sound(specimens: Sequence[Specimen]) -> list[Specimen]:
    """Those that became a variant."""
    return [specimen for specimen in specimens if specimen.canonical]


def seedless(subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Cases whose draw gives the same for every stream, or something else for the same one."""
    for case, group in by_case(sound(specimens)).items():
        drawn = []
        for copy in range(PROBES):
            pair = [_drawn(subject, case, group[0].place.seed, copy) for _ in range(2)]
            if pair[0] != pair[1]:
                yield group[0], "", f"the draw of case {case} gives other numbers for the same seed"
                break
            drawn.append(pair[0])
        else:
            if len(set(drawn)) == 1:
                yield group[0], "", f"the draw of case {case} gives the same for {PROBES} of {PROBES} copies"


def _drawn(subject: Subject, case: str, seed: int, copy: int) -> str:
    """A draw as text; its length in refusals if it finds nothing."""
    stream = seeds.stream(seed, subject.slug, copy, "draw")
    try:
        return str(sorted(subject.family.draw(case, stream).items()))
    except Unlucky:
        return f"unlucky {copy}"


def too_few(_subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Cases with hardly any different variants."""
    for case, group in by_case(sound(specimens)).items():
        different = len({specimen.canonical for specimen in group})
        if different < min(LEAST, len(group) // 3):
            seen: set[str] = set()
            twin = next(s for s in group if s.canonical in seen or seen.add(s.canonical))  # type: ignore[func-returns-value]
            yield twin, "", f"case {case} has {different} different variants among {len(group)}"


def tries(_subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Draws that came near the end of their tries."""
    for specimen in specimens:
        for reason, count in specimen.refused.items():
            if count > MOST_TRIES:
                yield specimen, "", f"{count} draws in vain ({reason}): expected at most {MOST_TRIES} of 100"


def idle_mistakes(subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Mistakes that were never wrong, so never offered."""
    cases = by_case(sound(specimens))
    if len(cases) < len(subject.family.cases) or any(len(group) < ENOUGH for group in cases.values()):
        return
    for k, mistake in enumerate(subject.family.mistakes):
        outcomes = [(specimen, specimen.mistakes[k]) for specimen in sound(specimens)]
        if not any(outcome == OFFERED for _, outcome in outcomes):
            seen = [specimen for specimen, outcome in outcomes if outcome != ABSENT]
            what = "is always the right answer" if seen else "can never be made"
            yield (seen or [outcomes[0][0]])[0], mistake.label, f"the mistake {mistake.name!r} {what}"


def answers_in_prompt(_subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Parts whose answer, however short, stands in its own prompt far more often than in the prompt of the next one."""
    for case, group in by_case(sound(specimens)).items():
        following = [*group[1:], *group[:1]]
        for part in group[0].printed if len(group) >= ENOUGH else ():
            own = [each for each in group if stands_in(each.printed[part], each.asked)]
            others = sum(
                stands_in(each.printed[part], other.asked)
                for each, other in zip(group, following, strict=True)
            )
            if 2 * (len(own) - others) > len(group):
                said = (
                    f"the answer stands in the prompt of {len(own)} of {len(group)} variants of case {case}"
                )
                yield own[0], part, said


def lopsided_keys(_subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Choices in which the same place, or the longest or largest option, is right far too often."""
    rows = [(specimen, rank) for specimen in sound(specimens) for rank in specimen.ranks]
    for part in sorted({rank.part for _, rank in rows}):
        for what in ("position", "length", "value"):
            places = [(s, getattr(rank, what), rank.options) for s, rank in rows if rank.part == part]
            placed = [(s, place, options) for s, place, options in places if place is not None]
            if not placed or 2 * len(placed) < len(places):
                continue
            place, count = Counter(place for _, place, _ in placed).most_common(1)[0]
            fair = sum(1 / options for _, _, options in placed) / len(placed)
            share, doubt = count / len(placed), DOUBT * sqrt(0.25 / len(placed))
            if share - doubt > (1 + fair) / 2:
                first = next(s for s, found, _ in placed if found == place)
                yield (
                    first,
                    part,
                    f"the right option has {what} {place + 1} in {count} of {len(placed)} variants",
                )


def uneven(_subject: Subject, specimens: Sequence[Specimen]) -> Seen:
    """Cases whose hardest variant is several times as long as the easiest."""
    for case, group in by_case(sound(specimens)).items():
        order = sorted(group, key=lambda specimen: specimen.effort)
        least, most = order[0].effort, order[-1].effort
        if most > UNEVEN * max(least, LEAST):
            yield order[-1], "", f"case {case} takes {least} to {most} digits to read and write"


def levels(group: Sequence[Specimen]) -> tuple[int, int, int]:
    """The least, the middle and the greatest effort."""
    efforts = [specimen.effort for specimen in group] or [0]
    return min(efforts), round(median(efforts)), max(efforts)
