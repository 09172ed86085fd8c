"""The stored steps of a derivation as chains of lines: what a solution sheet sets in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questions.model import JSON


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `relation` and `latex` are formulas, `rule` says in words why it holds."""

    relation: str
    latex: str
    rule: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A formula and the lines that follow from it, each from the one before."""

    start: str
    lines: tuple[Line, ...]


def chains(steps: Sequence[Mapping[str, JSON]]) -> tuple[Chain, ...]:
    """The steps in order; a new chain begins where a step does not start from the line above it."""
    found: list[Chain] = []
    for step in steps:
        lemma = f" ({step['lemma']})" if step.get("lemma") else ""
        line = Line(step["relation"], step["latex"], step["rule"] + lemma)
        if found and found[-1].lines[-1].latex == step["start"]:
            found[-1] = Chain(found[-1].start, (*found[-1].lines, line))
        else:
            found.append(Chain(step["start"], (line,)))
    return tuple(found)
