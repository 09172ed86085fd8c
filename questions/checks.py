"""One engine that compares an answer with what the witness finds: the same for a sheet being made and a stored one.

The witness comes in as a function; nothing is solved and nothing is read here. Details are words and counts, never
a measured gap: those differ between processors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from questions import catalogue, labels, onward, proofs, rounding
from questions.errors import quoted
from questions.model import (
    JSON,
    LABELLED,
    Answer,
    Check,
    Criterion,
    Exact,
    FollowThrough,
    Intermediate,
    Item,
    Option,
    Params,
    Pitfall,
    Verdict,
)

ALLOWED = 1e-7  # of |witness| + 1; finite differences in float64 are good to about 1e-10
ROUNDS = 3  # draws of tensors of symbolic shape; functions of scalars are compared at 64 points at once
TERMS = ("expression", "proof")


class Disagreement(Exception):
    """One check does not hold: its text says what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class Name:
    """What names the chance of a variant."""

    slug: str
    seed: int
    copy: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One part as it is judged: the answer as printed, its term if it is an expression or a proof, its steps.

    `ways` is where the printed values lead that stand on the way to it; `renamed`, of shuffled options, the label
    that is printed for each of the family's own, in the order of printing.
    """

    label: str
    answer: Answer
    term: Any = None
    steps: tuple[Mapping[str, JSON], ...] = ()
    intermediates: tuple[Intermediate, ...] = ()
    ways: onward.Ways = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


def claim(
    label: str,
    answer: Answer,
    steps: tuple[Mapping[str, JSON], ...],
    intermediates: tuple[Intermediate, ...] = (),
    renamed: Mapping[str, str] | None = None,
) -> Claim:
    """A part as it is judged, with its term read from what is stored."""
    term = proofs.executable(answer.value, steps) if answer.kind in TERMS else None
    return Claim(label, answer, term, steps, intermediates, renamed=renamed or {})


@dataclass(frozen=True, slots=True)
class Round:
    """One execution: the points of the terms (None if there are none) and what the witness found there."""

    points: Any
    found: Mapping[str, Any]


# -- the witness -------------------------------------------------------------------------------------------


def execute(
    name: Name, params: Params, claims: Sequence[Claim], witness: catalogue.Witness
) -> tuple[Round, ...]:
    """Run the witness; where answers are terms, at points of the stream "check".

    Raises Disagreement where the witness stops or says nothing.
    """
    import numpy as np

    terms = [term for claim in claims if claim.term is not None for term in in_play(claim)]
    if not terms:
        return (Round(None, _testimony(witness, params, {}, np)),)
    from questions import points

    drawn = points.of_variant(tuple(terms), name.slug, name.seed, name.copy, ROUNDS)
    return tuple(Round(one, _testimony(witness, params, one.arrays(np), np)) for one in drawn)


def in_play(claim: Claim) -> list[Any]:
    """The terms whose tensors get entries: the answer, or, where it is a constant, the steps that led to it."""
    from derive.terms.terms import tensors_of

    if tensors_of(claim.term):
        return [claim.term]
    lines = [step[side] for step in claim.steps for side in ("before", "after")]
    return [claim.term, *(proofs.executable(line, claim.steps) for line in lines)]


def _testimony(
    witness: catalogue.Witness, params: Params, at: Mapping[str, Any], np: Any
) -> Mapping[str, Any]:
    """What the witness finds; it gets a copy of the params, as plain JSON."""
    try:
        found = witness(json.loads(json.dumps(params)), at, np)
    except Exception as error:
        raise Disagreement(f"the witness stopped: {type(error).__name__}: {error}") from error
    if not isinstance(found, Mapping):
        raise Disagreement(f"the witness returned {quoted(found)}: expected a value per part")
    return found


def said(claim: Claim, found: Mapping[str, Any]) -> Any:
    if claim.label not in found:
        raise Disagreement("the witness says nothing of this part")
    if not claim.renamed:
        return found[claim.label]
    try:
        return labels.renamed(claim.answer.kind, found[claim.label], claim.renamed)
    except (ValueError, TypeError) as error:
        raise Disagreement(f"the witness finds {quoted(found[claim.label])}: {error}") from error


# -- one part ----------------------------------------------------------------------------------------------


def check_witness(claim: Claim, rounds: Sequence[Round]) -> str:
    """The answer has the value that the witness found; returns how many values were executed."""
    if claim.term is not None:
        return _executed(sum(compare(claim.term, claim, rnd) for rnd in rounds))
    again = _reprinted(claim, rounds)
    if again.value != claim.answer.value:
        raise Disagreement(
            f"the answer is {quoted(claim.answer.value)}, the witness finds {quoted(again.value)}"
        )
    if claim.answer.kind in ("true_false", "matching"):
        return _executed(len(claim.answer.text.split()))
    return _executed(_count(claim.answer.value))


def _executed(count: int) -> str:
    return f"{counted(count, 'value')} executed with NumPy"


def counted(count: int, word: str) -> str:
    """`1 value`, `12 values`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _count(value: JSON) -> int:
    return sum(map(_count, value)) if isinstance(value, list) else 1


def _reprinted(claim: Claim, rounds: Sequence[Round], ways: onward.Ways | None = None) -> Answer:
    """The answer that the witness's value leads to by the rounding contract, with `ways` from printed values."""
    found = said(claim, rounds[0].found)
    kind, digits = claim.answer.kind, claim.answer.digits
    try:
        again = rounding.reprinted(kind, digits, found)
        if not ways:
            return again
        onward.follow(again, ways, found)
        return rounding.reprinted(kind, digits, found, onward.reach(again, ways))
    except (ValueError, TypeError) as error:
        raise Disagreement(f"the witness finds {quoted(found)}: {error}") from error
    except onward.Astray as error:
        raise Disagreement(str(error)) from error


def gone_on(
    claims: Sequence[Claim], go_on: catalogue.Onward | None, params: Params, rounds: Sequence[Round]
) -> tuple[Sequence[Claim], list[Check]]:
    """The claims with the ways that lead to them from printed values; a failed check where one cannot be gone.

    The printed values are those that the witness finds, so that one wrong answer is named alone.
    """
    parts = {one.label: (_found_again(one, rounds), one.intermediates) for one in claims}
    try:
        led = onward.ways(go_on, params, parts)
    except onward.Astray as error:
        return claims, [Check(error.label, "rounding", "failed", line(error))]
    return [replace(one, ways=led.get(one.label, {})) for one in claims], []


def _found_again(claim: Claim, rounds: Sequence[Round]) -> Answer:
    """The answer as the witness gives it; as it is stored where the witness has none, which another check says."""
    try:
        return claim.answer if claim.term is not None else _reprinted(claim, rounds)
    except Disagreement:
        return claim.answer


def compare(term: Any, claim: Claim, rnd: Round) -> int:
    """How many values were compared; raises Disagreement where the term and the witness differ."""
    import numpy as np

    from questions import points

    found = np.asarray(said(claim, rnd.found))
    try:
        value = points.value(term, rnd.points, np)
    except (ArithmeticError, ValueError, RecursionError, KeyError) as error:  # KeyError: another tensor
        raise Disagreement(f"the answer has no value at the points drawn: {error}") from error
    if found.shape != value.shape:
        raise Disagreement(f"the answer has shape {value.shape}, what the witness finds {found.shape}")
    if np.iscomplexobj(found) or not np.all(np.isfinite(found)):
        raise Disagreement("the witness finds values that are not finite real numbers")
    wrong = np.argwhere(~(np.abs(value - found) <= ALLOWED * (1 + np.abs(found))))
    if len(wrong):
        at = tuple(int(k) for k in wrong[0])
        raise Disagreement(
            f"the answer is {value[at]:.6g} where the witness finds {found[at]:.6g} "
            f"({counted(len(wrong), 'value')} of {value.size} differ)"
        )
    return int(value.size)


def check_rounding(claim: Claim, rounds: Sequence[Round]) -> str:
    """What is printed and accepted is what the contract makes of the witness's value, or of the stored term."""
    if claim.answer.kind == "expression":
        again, source = proofs.expression(proofs.read(claim.answer.value)), "the term"
    elif claim.answer.kind == "proof":
        again, source = proofs.proof(claim.steps), "the last step"
    else:
        again, source = _reprinted(claim, rounds, claim.ways), "the value that the witness finds"
    for name in ("kind", "value", "latex", "text", "digits", "accepts"):
        found, wanted = getattr(claim.answer, name), getattr(again, name)
        if found != wanted or type(found) is not type(wanted):
            raise Disagreement(f"{name} is {quoted(found)}: {source} gives {quoted(wanted)}")
    return "printed and accepted by the rounding contract" if claim.term is None else f"printed from {source}"


def _in_words(claim: Claim) -> str:
    """Words are printed as they are; raises Disagreement where another text stands beside them."""
    again = rounding.printed(Exact("prose", claim.answer.value))
    if claim.answer != again:
        raise Disagreement(f"the text is {quoted(claim.answer.text)}: expected the words of the answer")
    return "printed as it is"


def check_proof(claim: Claim, rounds: Sequence[Round]) -> str:
    """Each step is proved again, and they lead to the answer where that is an expression (else: to a lemma)."""
    try:
        proofs.prove_again(claim.steps)
    except Exception as error:
        raise Disagreement(f"a step is not proved: {error}") from error
    if claim.answer.kind == "expression":
        _leads_to_answer(claim, rounds)
    return f"{counted(len(claim.steps), 'step')} proved"


def _leads_to_answer(claim: Claim, rounds: Sequence[Round]) -> None:
    last = proofs.executable(claim.steps[-1]["after"], claim.steps)
    if last == claim.term:
        return
    try:
        for executed in rounds:
            compare(last, claim, executed)
    except (Disagreement, KeyError) as error:
        raise Disagreement(f"the derivation ends at {claim.steps[-1]['text']}, not at the answer") from error


def passed(label: str | None, check: str, run: Callable[[], str]) -> Check:
    """A check as a row: its detail, or what spoke against it."""
    try:
        return Check(label, check, "passed", run())
    except Disagreement as against:
        return Check(label, check, "failed", line(against))


def line(against: Exception) -> str:
    return " ".join(str(against).split())


def check_claim(claim: Claim, rounds: Sequence[Round]) -> tuple[Check, ...]:
    """What is checked of each part, made or stored: the witness, the proof if there is one, the rounding."""
    if claim.answer.kind == "prose":  # no row says "passed" of words; but they are printed as they are stored
        row = passed(claim.label, "rounding", partial(_in_words, claim))
        return () if row.status == "passed" else (row,)
    rows = {"witness": check_witness, "proof": check_proof, "rounding": check_rounding}
    if not claim.steps:
        del rows["proof"]
    return tuple(passed(claim.label, check, partial(run, claim, rounds)) for check, run in rows.items())


def verdict(checks: Sequence[Check], answers: Sequence[Answer]) -> Verdict:
    """Verified only if all passed and each answer could be computed."""
    if any(check.status == "failed" for check in checks):
        return Verdict("failed", tuple(checks))
    prose = any(answer.kind == "prose" for answer in answers)
    return Verdict("not checked" if prose else "verified", tuple(checks))


def options_fit(kind: str, value: Any, options: Sequence[Option], items: Sequence[Item] = ()) -> None:
    """Raise Disagreement unless the options that are marked right are those of the answer."""
    wrong = labels.misfit(kind, labels.written(kind, value), options, items) if kind in LABELLED else None
    if wrong is not None:
        raise Disagreement(wrong)


def mistakes_row(one: Claim, offered: Sequence[Pitfall]) -> list[Check]:
    detail = f"{counted(len(offered), 'mistake')} rejected"
    return [Check(one.label, "mistakes", "passed", detail)] if offered else []


def marks_row(
    label: str, points: int, rubric: Sequence[Criterion], follow: Sequence[FollowThrough]
) -> list[Check]:
    """The points of a scheme sum to those of its part; a row that passed only where wrong answers are followed."""
    total = sum(line.points for line in rubric)
    if total != points:
        return [
            Check(
                label, "marks", "failed", f"the mark scheme has {counted(total, 'point')}, the part {points}"
            )
        ]
    detail = f"{counted(len(follow), 'wrong answer')} followed through"
    return [Check(label, "marks", "passed", detail)] if follow else []
