"""From a name to a variant: draw, solve, print, judge.

A variant is a pure function of (slug, revision, seed, copy, case) and of the values given: it does not depend on
other questions of a sheet or on their order. What cannot be verified is not returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from questions import catalogue, conventions, follow, marks, onward, proofs, record, rounding, seeds, verify
from questions import given as lecturer
from questions.catalogue import Entry
from questions.checks import Name
from questions.errors import BadCall, CheckFailed, listed, unknown
from questions.model import (
    JSON,
    Answer,
    Choice,
    Family,
    FollowThrough,
    Key,
    Params,
    Part,
    Question,
    Solved,
    Unlucky,
    Variant,
)
from questions.notation import HOUSE, Notation

TERMS = ("expression", "proof")
TRIES = 100  # draws before a family is said to be broken
Words = Callable[[str, Mapping[str, Any]], str]  # (block of the prompt, what it may print) -> neutral markup


class NoGoodNumbers(CheckFailed):
    """The bounded tries of a draw ended without a good question: the message names the last reason."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a question is made of; `refused` counts the draws in vain before it, by reason."""

    case: str
    params: Params
    solved: Mapping[str, Solved]
    answers: dict[str, Answer]
    refused: Mapping[str, int]


def variant(
    slug: str,
    seed: int = 0,
    copy: int = 0,
    case: str | None = None,
    given: Mapping[str, JSON] | None = None,
    notation: Notation = HOUSE,
) -> Variant:
    """The variant of this name, verified; a case that is not named is drawn among those in the notation's conventions.

    Raises BadCall for an unknown slug or case and for bad given values, VerdictFailed where a check fails.
    """
    from questions import render

    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    witness = catalogue.load_witness(entry.topic, slug)
    if case is None and not given:
        case = conventional_case(entry, family, seed, copy, notation)
    return build(entry, family, witness, partial(render.words, slug, entry.topic), seed, copy, case, given)


def build(
    entry: Entry,
    family: Family,
    witness: catalogue.Witness,
    words: Words,
    seed: int = 0,
    copy: int = 0,
    case: str | None = None,
    given: Mapping[str, JSON] | None = None,
    go_on: catalogue.Onward | None = None,
) -> Variant:
    """The variant of a family that is at hand; without `go_on`, the one beside the family's witness."""
    drawn = draw(entry, family, seed, copy, case, given or {}, go_on)
    return judged(entry, family, witness, words, seed, copy, drawn, go_on)


def prompts(entry: Entry, family: Family, words: Words, drawn: Drawn) -> list[str]:
    """What is asked in what was drawn, in neutral markup: the stem and each part."""
    context = {"params": drawn.params, "case": drawn.case, "shown": family.shown(drawn.params)}
    return [words("prompt", context), *(words(f"part_{label}", context) for label in entry.points)]


def judged(
    entry: Entry,
    family: Family,
    witness: catalogue.Witness,
    words: Words,
    seed: int,
    copy: int,
    drawn: Drawn,
    go_on: catalogue.Onward | None = None,
) -> Variant:
    """What was drawn as a variant, with its verdict."""
    case, params, solved, answers = drawn.case, drawn.params, drawn.solved, drawn.answers
    name = Name(entry.slug, seed, copy)
    go_on = go_on or catalogue.load_onward(entry.topic, entry.slug)
    verdict, pitfalls = verify.judge(name, family, params, solved, answers, witness, go_on)
    context = {"params": params, "case": case, "shown": family.shown(params)}
    question = Question(
        slug=entry.slug,
        title=entry.title,
        topic=entry.topic,
        kind=entry.kind,
        level=entry.level,
        minutes=entry.minutes,
        revision=family.revision,
        seed=seed,
        copy=copy,
        case=case,
        prompt=words("prompt", context),
        parts=tuple(
            _part(entry, label, solved[label], words(f"part_{label}", context)) for label in entry.points
        ),
    )
    stages = {
        label: follow.Stage(answers[label], solved[label].intermediates, pitfalls[label]) for label in solved
    }
    led = follow.through(go_on, params, stages)
    keys = tuple(
        _key(
            part,
            solved[part.label],
            stages[part.label],
            led.get(part.label, ()),
            words,
            context,
        )
        for part in question.parts
    )
    return Variant(question, params, keys, verify.with_marks(name, verdict, question, keys))


def _part(entry: Entry, label: str, solved: Solved, prompt: str) -> Part:
    options = tuple(Choice(option.label, option.text) for option in solved.options)
    items = tuple(Choice(item.label, item.text) for item in solved.items)
    return Part(label, entry.points[label], prompt, options, solved.figures, solved.answer.kind, items)


def _key(
    part: Part,
    solved: Solved,
    stage: follow.Stage,
    led: tuple[FollowThrough, ...],
    words: Words,
    context: Mapping[str, Any],
) -> Key:
    answer = stage.answer
    if solved.rubric and sum(line.points for line in solved.rubric) != part.points:
        raise CheckFailed(
            f"part {part.label}: the lines of its rubric have {sum(line.points for line in solved.rubric)} points: "
            f"expected those of the part, {part.points}"
        )
    solution = words(f"solution_{part.label}", {**context, "facts": solved.facts, "answer": answer})
    steps = proofs.steps_of(solved.answer.value if answer.kind == "proof" else solved.derivation)
    key = Key(
        label=part.label,
        answer=answer,
        intermediates=solved.intermediates,
        options=solved.options,
        rubric=solved.rubric,
        solution=solution,
        steps=steps,
        mistakes=tuple(stage.mistakes),
        items=solved.items,
        order=solved.order,
        follow=led,
    )
    return replace(key, rubric=marks.scheme(part.points, key))


# -- drawing -----------------------------------------------------------------------------------------------


def draw(
    entry: Entry,
    family: Family,
    seed: int,
    copy: int,
    case: str | None,
    given: Mapping[str, JSON],
    go_on: catalogue.Onward | None = None,
) -> Drawn:
    """The first draw that makes a good question; raises NoGoodNumbers if none of the bounded tries does."""
    values = lecturer.taken(entry.slug, family, given)
    start = chosen_case(entry.slug, family, seed, copy, case, values)
    stream = seeds.stream(seed, entry.slug, copy, "draw")
    reason: str | None = ""
    refused = {"drawn": 0, "ill-posed": 0, "rounding": 0, "mistakes": 0}
    for _ in range(1 if values.keys() >= family.schema.keys() else TRIES):
        try:
            params = {**family.draw(start, stream), **values}
            reason = family.ill_posed(params)
            if reason is None:
                solved, answers = solve(entry, family, params, go_on)
                if not values:
                    _refuse_swallowed(family, params, solved, answers)
                _fit_schema(entry.slug, family, params)
                found = _final_case(entry.slug, family, start, case, params, values)
                return Drawn(found, params, solved, answers, {**refused, "drawn": stream.refused})
            refused["ill-posed"] += 1
        except Unlucky as unlucky:
            reason = str(unlucky)
            break
        except rounding.Redraw as unfit:
            reason = str(unfit)
            refused["mistakes" if isinstance(unfit, rounding.Swallowed) else "rounding"] += 1
    if values:
        raise BadCall(f"{entry.slug}: the values of {listed(values)} make no good question: {reason}")
    raise NoGoodNumbers(
        f"{entry.slug} (seed {seed}, copy {copy}, case {start}): no good numbers were drawn: {reason}"
    )


def _fit_schema(slug: str, family: Family, params: Params) -> None:
    """Raise CheckFailed where a family draws what its own schema forbids, or what a record cannot hold."""
    record.plain(params, f"{slug}: params")
    fault = lecturer.first_fault(family.schema, params)
    if fault is not None:
        raise CheckFailed(f"{slug}: its draw does not fit its schema: {fault}")


def chosen_case(slug: str, family: Family, seed: int, copy: int, case: str | None, values: Params) -> str:
    """The case as named; else, with given values, the family's first, so that the seed says nothing; else, drawn."""
    if case is not None:
        if case not in family.cases:
            raise unknown(f"case of {slug}", case, family.cases, "cases", f"backproof show {slug}")
        return case
    if values:
        return family.cases[0]
    return seeds.stream(seed, slug, copy, "case").choice(family.cases)


def conventional_case(entry: Entry, family: Family, seed: int, copy: int, notation: Notation) -> str | None:
    """A case drawn among those in the conventions of a notation; None where it leaves all of them."""
    cases = conventions.fitting(entry, family.cases, notation)
    return seeds.stream(seed, entry.slug, copy, "case").choice(cases) if cases != family.cases else None


def _final_case(
    slug: str, family: Family, start: str, named: str | None, params: Params, values: Params
) -> str:
    """With given values the case is what the family says of them; raises BadCall where another one was named."""
    if not values or family.case_of is None:
        return start
    found = family.case_of(params)
    if named is not None and found != named:
        raise BadCall(
            f"{slug}: the case is {named!r}: expected {found!r} with these values of {listed(values)}"
        )
    return found


def solve(
    entry: Entry, family: Family, params: Params, go_on: catalogue.Onward | None = None
) -> tuple[Mapping[str, Solved], dict[str, Answer]]:
    """The solved parts in the order of the prompt, and their answers as printed; raises Redraw."""
    try:
        found = family.solve(params)
    except (rounding.Redraw, Unlucky):
        raise
    except Exception as error:
        raise CheckFailed(f"{entry.slug}: the solver stopped: {type(error).__name__}: {error}") from error
    if set(found) != set(entry.points):
        raise catalogue.BadPrompt(
            f"{entry.topic}/{entry.slug}.j2: the field 'points' has the parts {listed(entry.points)}: "
            f"expected those that `solve` answers, {listed(found)}"
        )
    solved = {label: found[label] for label in entry.points}
    answers = {label: _printed(part) for label, part in solved.items()}
    go_on = go_on or catalogue.load_onward(entry.topic, entry.slug)
    return solved, {**answers, **_gone_on(solved, answers, params, go_on)}


def _printed(part: Solved) -> Answer:
    return proofs.printed(part.answer) if part.answer.kind in TERMS else rounding.printed(part.answer)


def _gone_on(
    solved: Mapping[str, Solved],
    answers: Mapping[str, Answer],
    params: Params,
    go_on: catalogue.Onward | None,
) -> dict[str, Answer]:
    """The answers to which printed values lead, with what is therefore accepted; raises Redraw.

    Where a way cannot be gone or does not lead to the answer, the check "rounding" says so.
    """
    try:
        led = onward.ways(go_on, params, {k: (answers[k], part.intermediates) for k, part in solved.items()})
    except onward.Astray:
        return {}
    found: dict[str, Answer] = {}
    for label, ways in led.items():
        exact, reach = solved[label].answer, onward.reach(answers[label], ways)
        if reach:
            found[label] = rounding.printed(exact, reach, strict=onward.lead_there(ways, exact.value))
    return found


def _refuse_swallowed(
    family: Family, params: Params, solved: Mapping[str, Solved], answers: Mapping[str, Answer]
) -> None:
    """Raise Swallowed where a mistake would be accepted that is not the exact answer."""
    for mistake in family.mistakes:
        exact, answer = solved[mistake.label].answer, answers[mistake.label]
        wrong = mistake.wrong(params) if exact.kind in rounding.NUMBERS else None
        if wrong is None or not rounding.taken_for_right(answer, wrong) or rounding.same(exact.value, wrong):
            continue
        raise rounding.Swallowed(f"the mistake {mistake.name!r} of part {mistake.label} would be accepted")
