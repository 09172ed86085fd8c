"""The standards of the bank: one row each, with its name, what it asks for, and the function that finds against it.

A row judges one variant (`one`), all variants of a family (`all`), or names what stopped a variant (`stopped`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questions.assemble import NoGoodNumbers
from questions.model import Exemption
from questions.quality import answers, defects, spread
from questions.quality.trial import Finding, Specimen, Subject, Trial
from questions.quality.watch import decimal_paths, jumps
from questions.verify import VerdictFailed

Said = Iterator[tuple[str, str]]  # part ("" for the whole question) and sentence


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard; at least one of its last three fields is there."""

    name: str
    meaning: str
    one: Callable[[Trial], Said] | None = None
    all: Callable[[Subject, Sequence[Specimen]], spread.Seen] | None = None
    stopped: type[Exception] | None = None


# -- one variant -------------------------------------------------------------------------------------------


def ill_posed(trial: Trial) -> Said:
    return (("", said) for standard, said in trial.watch.faults if standard == "ill-posed")


def overflows(trial: Trial) -> Said:
    return (("", said) for standard, said in trial.watch.faults if standard == "float32")


def kinks(trial: Trial) -> Said:
    """The answers that jump beside the numbers asked."""
    variant, subject = _made(trial), trial.subject
    paths = decimal_paths(subject.family.schema, variant.params)
    kinds = {key.label: key.answer.kind for key in variant.keys}
    return jumps(subject.witness, variant.params, trial.watch.at or {}, paths, kinds)


def unstable(trial: Trial) -> Said:
    if trial.second is not None and trial.second != trial.variant:
        yield "", "made twice, the same name gives two different variants"


def swallowed(trial: Trial) -> Said:
    for mistake, outcome in zip(trial.subject.family.mistakes, _outcomes(trial), strict=True):
        if outcome == answers.SWALLOWED:
            yield mistake.label, f"the mistake {mistake.name!r} is accepted, though its value is another one"


def dull(trial: Trial) -> Said:
    assert trial.drawn is not None
    for label, part in trial.drawn.solved.items():
        if said := answers.degenerate(part.answer.kind, part.answer.value):
            yield label, said


def given_away(trial: Trial) -> Said:
    variant = _made(trial)
    words = answers.asked(variant.question)
    for key in variant.keys:
        if answers.telling(key.answer) and answers.stands_in(key.answer, words):
            yield key.label, f"the answer {key.answer.text} stands in the prompt"


def _made(trial: Trial) -> Any:
    assert trial.variant is not None
    return trial.variant


def _outcomes(trial: Trial) -> tuple[str, ...]:
    assert trial.drawn is not None
    drawn = trial.drawn
    return answers.outcomes(trial.subject.family.mistakes, drawn.params, drawn.solved, _made(trial).keys)


STANDARDS = (
    Standard("verdict", "the witness, the proof, the rounding and the mistakes confirm every answer",
             stopped=VerdictFailed),
    Standard("draw", "good numbers are found well within the bounded tries", all=spread.tries, stopped=NoGoodNumbers),
    Standard("stops", "solver, mistakes and words end without an error", stopped=Exception),
    Standard("seed", "the same seed gives the same question, another seed another one",
             one=unstable, all=spread.seedless),
    Standard("distinct", f"a case has at least {spread.LEAST} different variants", all=spread.too_few),
    Standard("ill-posed", "no logarithm of 0, division by 0, overflow or singular matrix", one=ill_posed),
    Standard("float32", "the same in single precision, as the student's framework computes", one=overflows),
    Standard("kink", "no answer jumps where one of the given decimals is moved", one=kinks),
    Standard("degenerate", "no answer is 0 throughout, none has all its entries equal", one=dull),
    Standard("given-away", "the answer does not stand in the prompt", one=given_away, all=spread.answers_in_prompt),
    Standard("mistakes", "each named mistake is wrong somewhere, so that it is offered", all=spread.idle_mistakes),
    Standard("swallowed", "no mistake is accepted that is not the answer", one=swallowed),
    Standard("key", "the right option has no favourite place, length or size", all=spread.lopsided_keys),
    Standard("difficulty", f"the hardest variant of a case is not {spread.UNEVEN} times as long as the easiest",
             all=spread.uneven),
    Standard("print", "what is printed has no doubled signs, factors 1, unreduced fractions, words of Python",
             one=lambda trial: defects.in_variant(_made(trial))),
    Standard("digits", "no number has more digits than were promised",
             one=lambda trial: defects.too_many(_made(trial))),
    Standard("exempt", "an exemption names a standard, a case and a part that there are"),
)  # fmt: skip
NAMES = tuple(standard.name for standard in STANDARDS)


def judge_one(trial: Trial) -> tuple[Finding, ...]:
    """The findings on one variant, each once; of one that was stopped, what stopped it."""
    if trial.error is not None:
        row = next(
            row for row in STANDARDS if row.stopped is not None and isinstance(trial.error, row.stopped)
        )
        kind = "" if row.stopped is not Exception else f"{type(trial.error).__name__}: "
        return (Finding(row.name, trial.place, "", " ".join(f"{kind}{trial.error}".split())),)
    found = [
        Finding(row.name, trial.place, part, said)
        for row in STANDARDS
        if row.one is not None
        for part, said in row.one(trial)
    ]
    return tuple(dict.fromkeys(found))


def specimen(trial: Trial) -> Specimen:
    """What is kept of a trial."""
    findings = judge_one(trial)
    if trial.variant is None or trial.drawn is None:
        return Specimen(trial.place, findings, "", {}, 0, (), (), "", {}, 0, 0, trial.seconds)
    variant = trial.variant
    return Specimen(
        place=trial.place,
        findings=findings,
        canonical=f"{trial.place.case} {sorted(variant.params.items())}",
        refused=trial.drawn.refused,
        effort=answers.effort(variant.params, variant.keys),
        ranks=answers.ranks(variant.keys),
        mistakes=_outcomes(trial),
        asked=answers.asked(variant.question),
        printed={key.label: key.answer for key in variant.keys},
        answers=sum(check.check == "witness" for check in variant.verdict.checks),
        steps=sum(len(key.steps) for key in variant.keys),
        seconds=trial.seconds,
    )


# -- a family ----------------------------------------------------------------------------------------------


def judge_all(subject: Subject, specimens: Sequence[Specimen]) -> tuple[Finding, ...]:
    """All findings on a family, those on single variants first."""
    single = [finding for specimen in specimens for finding in specimen.findings]
    common = [
        Finding(row.name, seen.place, part, said)
        for row in STANDARDS
        if row.all is not None and spread.sound(specimens)
        for seen, part, said in row.all(subject, specimens)
    ]
    return (*single, *common, *_bad_exemptions(subject, specimens))


def _bad_exemptions(subject: Subject, specimens: Sequence[Specimen]) -> Iterator[Finding]:
    known: Mapping[str, Sequence[str]] = {
        "criterion": [name for name in NAMES if name not in ("verdict", "stops", "exempt")],
        "case": ["", *subject.family.cases],
        "part": ["", *subject.entry.points],
    }
    for row in subject.family.exempt:
        for field, names in known.items():
            if getattr(row, field) not in names:
                said = (
                    f"the exemption from {row.criterion!r} has the {field} {getattr(row, field)!r}: expected "
                )
                yield Finding(
                    "exempt", specimens[0].place, "", said + ", ".join(name for name in names if name)
                )
        if not row.reason.strip():
            yield Finding(
                "exempt", specimens[0].place, "", f"the exemption from {row.criterion!r} has no reason"
            )


def stale(row: Exemption, specimen: Specimen) -> Finding:
    """The finding on an exemption that covers nothing."""
    said = f"the exemption from {row.criterion!r} covers nothing: expected it to be taken out"
    return Finding("exempt", specimen.place, row.part, said)


def excused(finding: Finding, exemptions: Sequence[Exemption]) -> Exemption | None:
    """The exemption that covers a finding, if there is one."""
    for row in exemptions:
        same = row.case in ("", finding.place.case) and row.part in ("", finding.part)
        if (
            row.criterion == finding.standard
            and same
            and finding.standard not in ("verdict", "stops", "exempt")
        ):
            return row
    return None
