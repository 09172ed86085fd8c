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
    if not steps: return ()
    return (Chain(steps[0]["start"], tuple(Line(s["relation"], s["latex"], s["rule"]) for s in steps)),)
