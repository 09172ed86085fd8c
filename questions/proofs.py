"""Answers that are expressions or proofs: printed and stored from a term, read back, and proved again.

Knows `derive` (imported when called) and nothing of witnesses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from questions.model import JSON, Answer, Exact

if TYPE_CHECKING:
    from derive.derivation import Derivation
    from derive.terms.terms import Term

Steps = Sequence[Mapping[str, JSON]]


def printed(exact: Exact) -> Answer:
    """The answer of an expression or a proof, as printed and stored."""
    if exact.kind == "expression":
        return expression(exact.value)
    return proof(steps_of(exact.value))


def expression(term: Term) -> Answer:
    """A term as an answer: value, LaTeX and text are made from the same tree."""
    from derive.terms import serialise

    return Answer("expression", serialise.to_json(term), *_print(term), None, {"equal_to": "value"})


@lru_cache(maxsize=1024)
def _print(term: Term) -> tuple[str, str]:
    """A term as LaTeX and as text."""
    from derive.terms import latex, text

    return latex.latex(term), text.text(term)


def proof(steps: Steps) -> Answer:
    """A proof as an answer: its value is the last line, it prints as first line = last line; marks go to the rules."""
    if not steps:
        raise ValueError("a proof without steps: expected a Derivation that proves something")
    from derive.terms import text

    first, last = steps[0], steps[-1]
    return Answer(
        kind="proof",
        value=last["after"],
        latex=f"{first['start']} = {last['latex']}",
        text=f"{text.text(read(first['before']))} = {last['text']}",
        digits=None,
        accepts={"rubric": [step["rule"] for step in steps]},
    )


def steps_of(derivation: Derivation | None) -> tuple[Mapping[str, JSON], ...]:
    """The steps of a derivation as they are stored; none for None."""
    return () if derivation is None else _stored(derivation)


@lru_cache(maxsize=256)
def _stored(derivation: Derivation) -> tuple[Mapping[str, JSON], ...]:
    return tuple(derivation.steps_json())


def read(data: JSON) -> Any:
    """A term, matrix or definition of its stored form."""
    from derive.terms import serialise

    return serialise.from_json(data)


def executable(data: JSON, steps: Steps) -> Term:
    """A stored term or matrix as an index term in which every name that the steps define is spelled out."""
    return spelled_out(read(data), steps)


def spelled_out(statement: Any, steps: Steps) -> Term:
    """A term or matrix as an index term without defined names."""
    from derive.derivation import as_term
    from derive.terms.terms import unfold

    definitions = [read(definition) for definition in steps[-1]["definitions"]] if steps else []
    return unfold(as_term(statement), definitions)


def shown(statement: Any) -> str:
    """A term or matrix as text."""
    from derive.terms import text
    from derive.terms.terms import Term

    return _print(statement)[1] if isinstance(statement, Term) else str(text.text(statement))


def prove_again(steps: Steps) -> None:
    """Prove each stored step; raises StepRejected for the first that does not hold or does not follow."""
    from derive.derivation import StepRejected

    for number, step in enumerate(steps, start=1):
        _proved(json.dumps(step, sort_keys=True))
        if number > 1 and step["before"] != steps[number - 2]["after"]:
            raise StepRejected(f"step {number} does not begin where step {number - 1} ends")


@lru_cache(maxsize=4096)
def _proved(step: str) -> str:
    """How a stored step, as JSON text, is proved; the same text is proved once in a process."""
    from derive.derivation import recheck_step

    return recheck_step(json.loads(step))
