"""Where the two sides meet: NumPy executes what `derive` answered, and nothing unverified gets further.

`judge` is asked when a variant is made, `recheck` when a stored sheet is read again. Both compare by the engine in
`checks`; `recheck` calls no solver and reads no prompt. This is the only file that knows `derive` and the witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from questions import catalogue, follow, labels, limits, marks, older, proofs, record, rounding
from questions.checks import (
    ALLOWED,
    Claim,
    Disagreement,
    Name,
    Round,
    check_claim,
    claim,
    compare,
    execute,
    gone_on,
    line,
    marks_row,
    mistakes_row,
    options_fit,
    passed,
    said,
    verdict,
)
from questions.errors import CheckFailed, Told, quoted
from questions.model import (
    JSON,
    Answer,
    Check,
    Exact,
    Family,
    FollowThrough,
    Intermediate,
    Item,
    Key,
    Mistake,
    Option,
    Params,
    Pitfall,
    Question,
    Solved,
    Verdict,
)

FULL_PRECISION = "agrees before rounding"  # part of the check "witness": no row of its own


class VerdictFailed(CheckFailed):
    """A check of a variant failed: the message says which slug, seed, part and check; no sheet is written."""


# -- made now ----------------------------------------------------------------------------------------------


def judge(
    name: Name,
    family: Family,
    params: Params,
    solved: Mapping[str, Solved],
    answers: Mapping[str, Answer],
    witness: catalogue.Witness,
    go_on: catalogue.Onward | None = None,
) -> tuple[Verdict, dict[str, tuple[Pitfall, ...]]]:
    """The verdict on a variant, and per part the mistakes that do not happen to be right.

    Raises VerdictFailed, with slug, seed, part and check, if anything speaks against it.
    """
    claims: Sequence[Claim] = [
        claim(label, answers[label], proofs.steps_of(_derivation(part)), part.intermediates, _renamed(part))
        for label, part in solved.items()
    ]
    checks = [passed(None, "well-posed", lambda: _well_posed(family, params, solved))]
    pitfalls: dict[str, tuple[Pitfall, ...]] = {}
    try:
        rounds = execute(name, params, claims, witness)
    except Disagreement as against:
        rounds, pitfalls = (), {}
        checks.append(Check(None, "witness", "failed", line(against)))
    else:
        claims, astray = gone_on(claims, go_on, params, rounds)
        checks.extend(astray)
    for one in claims if rounds else ():
        checks.extend(check_claim(one, rounds))
        checks.append(
            passed(one.label, "witness", partial(_to_full_precision, solved[one.label].answer, one, rounds))
        )
        wrong = [mistake for mistake in family.mistakes if mistake.label == one.label]
        pitfalls[one.label] = tuple(_rejected(one, wrong, params, rounds))
        checks.extend(mistakes_row(one, pitfalls[one.label]))
    _refuse(name, checks)
    kept = [check for check in checks if check.detail != FULL_PRECISION]
    return verdict(kept, list(answers.values())), pitfalls


def with_marks(name: Name, verdict: Verdict, question: Question, keys: Sequence[Key]) -> Verdict:
    """The verdict with what was found of the mark schemes; raises VerdictFailed where one has not the part's points."""
    rows = [
        row
        for part, key in zip(question.parts, keys, strict=True)
        for row in marks_row(part.label, part.points, key.rubric, key.follow)
    ]
    _refuse(name, rows)
    return Verdict(verdict.status, (*verdict.checks, *rows))


def _derivation(part: Solved) -> Any:
    """The derivation of a part: the answer itself where a proof is asked for."""
    return part.answer.value if part.answer.kind == "proof" else part.derivation


def _refuse(name: Name, checks: Sequence[Check]) -> None:
    for check in checks:
        if check.status == "failed":
            part = f", part {check.label}" if check.label else ""
            place = f"{name.slug} (seed {name.seed}, copy {name.copy}){part}"
            raise VerdictFailed(f"{place}: the check {check.check!r} failed: {check.detail}")


def _well_posed(family: Family, params: Params, solved: Mapping[str, Solved]) -> str:
    reason = family.ill_posed(params)
    if reason is not None:
        raise Disagreement(reason)
    for part in solved.values():
        options_fit(part.answer.kind, part.answer.value, part.options, part.items)
    return "well posed"


def _renamed(part: Solved) -> Mapping[str, str]:
    return dict(zip(part.order, (option.label for option in part.options), strict=bool(part.order)))


def _to_full_precision(exact: Exact, one: Claim, rounds: Sequence[Round]) -> str:
    """The answer before rounding agrees with the witness, not only in the printed digits."""
    if exact.kind not in rounding.NUMBERS:
        return FULL_PRECISION
    seen = said(one, rounds[0].found)
    try:
        pairs = list(zip(rounding.flat(exact.value), rounding.flat(seen), strict=True))
    except (TypeError, ValueError) as error:
        raise Disagreement(f"the witness finds {quoted(seen)}: {error}") from error
    for value, found in pairs:
        if not abs(value - found) <= ALLOWED * (1 + abs(found)):
            raise Disagreement(f"the answer is {float(value)!r} where the witness finds {float(found)!r}")
    return FULL_PRECISION


def _rejected(
    one: Claim, mistakes: Sequence[Mistake], params: Params, rounds: Sequence[Round]
) -> Iterator[Pitfall]:
    """The mistakes that lead to a wrong answer with these params; the others are not offered."""
    for mistake in mistakes:
        wrong = mistake.wrong(params)
        if wrong is not None and one.renamed:
            wrong = labels.renamed(one.answer.kind, wrong, one.renamed)
        if wrong is None or _is_right(wrong, one, rounds):
            continue
        shown = _shown(wrong, one)
        if shown != one.answer.text:
            yield Pitfall(mistake.name, shown, mistake.feedback)


def _shown(wrong: Any, one: Claim) -> str:
    """A wrong answer in the words in which the right one is printed."""
    if one.term is not None:
        return proofs.shown(wrong)
    return rounding.shown(one.answer.kind, one.answer.digits, wrong)


def _is_right(wrong: Any, one: Claim, rounds: Sequence[Round]) -> bool:
    """Whether a wrong answer would be accepted, as it is or rounded."""
    if one.term is None:
        return rounding.taken_for_right(one.answer, wrong)
    try:
        return all(compare(proofs.spelled_out(wrong, one.steps), one, rnd) for rnd in rounds)
    except Disagreement:
        return False


# -- read again --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A stored sheet after its check: a verdict per question, and what is wrong with its files, one line each."""

    verdicts: tuple[Verdict, ...]
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what has changed since it was made and makes nothing of it wrong

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.files and all(verdict.status != "failed" for verdict in self.verdicts)


def recheck(
    data: Mapping[str, JSON],
    folder: Path | None = None,
    find_witness: Callable[[str, str], catalogue.Witness] = catalogue.load_witness,
    find_onward: Callable[[str, str], catalogue.Onward | None] = catalogue.load_onward,
) -> Rechecked:
    """Check a record again that fits its schema (`record.loads`); with `folder`, its files too.

    Of another version's record the mathematics is checked, and not how it is printed (questions/older.py).
    """
    stored = data["questions"]
    if older.of_another_version(data):
        stored = [older.reprinted(question)[0] for question in stored]
    verdicts = tuple(recheck_question(question, find_witness, find_onward) for question in stored)
    found = Rechecked(
        verdicts, () if folder is None else recheck_files(data, folder), tuple(older.notes(data))
    )
    return Rechecked(verdicts, tuple(_unsealed(data)), found.notes) if found.passed else found


def _unsealed(data: Mapping[str, JSON]) -> Iterator[str]:
    """A change that nothing else has named, in words that nothing computes: the seal of the record sees it."""
    if "seal" not in data and data.get("version") == record.version():
        yield f"{record.NAME} has no seal: expected one, as this version writes it"
    elif "seal" in data and data["seal"] != record.seal(data):
        yield f"{record.NAME} is not the record that was written: its seal does not fit"


def recheck_question(
    data: Mapping[str, JSON],
    find_witness: Callable[[str, str], catalogue.Witness] = catalogue.load_witness,
    find_onward: Callable[[str, str], catalogue.Onward | None] = catalogue.load_onward,
) -> Verdict:
    """The verdict on one stored question, from its params, its answers, its intermediates and its steps alone."""
    answers = [Answer(**part["answer"]) for part in data["parts"]]
    checks: list[Check] = []
    try:
        claims: Sequence[Claim] = [_stored_claim(part) for part in data["parts"]]
        witness = limits.patient(find_witness(data["topic"], data["slug"]))
        rounds = execute(Name(data["slug"], data["seed"], data["copy"]), data["params"], claims, witness)
    except (Disagreement, CheckFailed) as against:
        checks.append(Check(None, "witness", "failed", line(against)))
    else:
        go_on = find_onward(data["topic"], data["slug"])
        claims, astray = gone_on(claims, go_on, data["params"], rounds)
        checks.extend(astray)
        for one, part in zip(claims, data["parts"], strict=True):
            checks.extend(check_claim(one, rounds))
            checks.extend(_stored_mistakes(one, part))
        checks.append(passed(None, "well-posed", lambda: _stored_options(data)))
    found = verdict(checks, answers)
    claimed = data["verdict"]
    bare = {**claimed, "checks": [row for row in claimed["checks"] if row["check"] != "marks"]}
    if found.status != "failed":
        found = _borne_out(bare, found)
    if found.status != "failed":
        found = _borne_out(claimed, verdict([*checks, *_stored_marks(data, go_on)], answers))
    return found


def _borne_out(stored: Mapping[str, JSON], found: Verdict) -> Verdict:
    """What was found, failed where the stored verdict claims more."""
    wrong = None if found.status == "failed" else _claimed(stored, found)
    if wrong is None:
        return found
    return Verdict("failed", (*found.checks, Check(None, "well-posed", "failed", wrong)))


def _claimed(stored: Mapping[str, JSON], found: Verdict) -> str | None:
    """What the stored verdict claims and the record does not bear out, e.g. a proof whose steps were taken away."""
    if stored["status"] != found.status:
        return f"the record says {stored['status']!r}, found {found.status!r}"
    again = [(check.label, check.check, check.status) for check in found.checks]
    for row in stored["checks"]:
        if (row["label"], row["check"], row["status"]) not in again:
            place = f" of part {row['label']}" if row["label"] else ""
            return f"the record says that the check {row['check']!r}{place} {row['status']}: nothing to be checked"
    return None


def _stored_claim(part: Mapping[str, JSON]) -> Claim:
    try:
        steps = tuple(Intermediate(**value) for value in part["intermediates"])
        renamed = dict(zip(part.get("order", ()), (row["label"] for row in part["options"]), strict=False))
        return claim(part["label"], Answer(**part["answer"]), tuple(part["steps"]), steps, renamed)
    except Exception as error:
        raise Disagreement(f"part {part['label']}: the stored term cannot be read: {error}") from error


def _stored_mistakes(one: Claim, part: Mapping[str, JSON]) -> list[Check]:
    """No mistake that the record offers is the right answer, or would be accepted."""
    offered = [Pitfall(**mistake) for mistake in part["mistakes"]]
    for mistake in offered:
        if mistake.value == one.answer.text or _taken_for_right(one.answer, mistake.value):
            said = f"the mistake {mistake.name!r} is the right answer"
            return [Check(one.label, "mistakes", "failed", said)]
    return mistakes_row(one, offered)


def _stored_marks(data: Mapping[str, JSON], go_on: catalogue.Onward | None) -> Iterator[Check]:
    """The mark schemes are those of the rule, and what follows from wrong answers is what is found again."""
    keys = {part["label"]: record.read_key(part) for part in data["parts"]}
    stages = {k: follow.Stage(key.answer, key.intermediates, key.mistakes) for k, key in keys.items()}
    led = follow.through(go_on, data["params"], stages)
    for part in data["parts"]:
        label, key = part["label"], keys[part["label"]]
        yield from marks_row(label, part["points"], key.rubric, key.follow)
        again = led.get(label, ())
        if key.rubric != marks.scheme(part["points"], key):
            yield Check(label, "marks", "failed", "the mark scheme is not that of the worked solution")
        for k, (found, wanted) in enumerate(zip_longest(key.follow, again), start=1):
            if found != wanted:
                yield Check(label, "marks", "failed", f"follow-through {k} {_differs(found, wanted)}")


def _differs(found: FollowThrough | None, wanted: FollowThrough | None) -> str:
    """In words, what a stored follow-through says and what is found again."""
    if wanted is None or found is None:
        return (
            "leads nowhere"
            if wanted is None
            else f"is missing: {wanted.text} for ({wanted.part}) = {wanted.value}"
        )
    for name in ("part", "mistake", "value", "way", "text", "accepts"):
        said, again = getattr(found, name), getattr(wanted, name)
        if said != again:
            return f"from ({wanted.part}) = {wanted.value}: {name} is {quoted(said)}: found {quoted(again)}"
    return ""


def _taken_for_right(answer: Answer, text: str) -> bool:
    wrong = rounding.read(text) if answer.kind in rounding.NUMBERS else None
    try:
        return wrong is not None and rounding.taken_for_right(answer, wrong)
    except (ValueError, TypeError, ZeroDivisionError):
        return False  # what is accepted is no interval; the check "rounding" says so


def _stored_options(data: Mapping[str, JSON]) -> str:
    labels = [part["label"] for part in data["parts"]]
    if len(set(labels)) < len(labels):
        raise Disagreement(f"the parts are labelled {labels}: expected each label once")
    for part in data["parts"]:
        options = [Option(**option) for option in part["options"]]
        printed = [option.label for option in options]
        if "order" in part and sorted(part["order"]) != sorted(printed):
            raise Disagreement(
                f"the options are {printed}, their order is {part['order']}: expected the same labels"
            )
        items = [Item(**item) for item in part.get("items", ())]
        options_fit(part["answer"]["kind"], part["answer"]["value"], options, items)
    return "well posed"


def recheck_files(data: Mapping[str, JSON], folder: Path) -> tuple[str, ...]:
    """What is wrong with the files that a record names, one line each.

    They must be those that were written, and, for a record of this version, print what the record says.
    """
    found: dict[str, bytes] = {}
    wrong = []
    for name, digest in data["files"].items():
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as error:
            wrong.append(f"{name} cannot be read: {error.strerror}")
            continue
        if record.sha256(found[name]) != digest:
            del found[name]
            wrong.append(f"{name} is not the file that was written: its SHA-256 differs from the record")
    return (*wrong, *_misprinted(data, found))


def _misprinted(data: Mapping[str, JSON], found: Mapping[str, bytes]) -> Iterator[str]:
    """The files that do not print what the record says."""
    if data["version"] != record.version() or not found or older.printed_elsewhere(data):
        return
    from questions import render

    try:
        sheet = record.read_sheet(data)
        printed = [render.render_sheet(sheet, format_) for format_ in render.formats()]
    except (Told, ValueError) as error:
        yield f"the record cannot be printed: {line(error)}"
        return
    for files in printed:
        for name, text in files.items():
            if name in found and found[name] != text.encode():
                yield f"{name} does not print what the record says"
