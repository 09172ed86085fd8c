"""What every claim has: chains of equalities, each proved when it was written down, and how they print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..derivation import Derivation


class ClaimRejected(ValueError):
    """The parts of a claim do not make a proof of it."""


def require(holds: bool, title: str, words: str) -> None:
    if not holds:
        raise ClaimRejected(f"'{title}': {words}")


class Chains:
    """What every claim tells of its chains."""

    __slots__ = ()

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        raise NotImplementedError

    def dimensions(self) -> tuple[str, ...]:
        """The symbolic dimensions: the claim holds for all their sizes."""
        return tuple(sorted({dim for chain in self.derivations for dim in chain.dimensions()}))

    def hypotheses(self) -> tuple[str, ...]:
        """What is taken for granted, in words."""
        return tuple(dict.fromkeys(words for chain in self.derivations for words in chain.hypotheses()))

    def steps_json(self) -> list[dict[str, Any]]:
        """The steps of all chains, in order; where a new chain begins, a step does not start from the line before."""
        return [step for chain in self.derivations for step in chain.steps_json()]


def rows(chain: Derivation) -> str:
    """The rows of a chain without the environment around them."""
    return chain.latex(names=False).removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")


def aligned(rows: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def indented(words: str) -> str:
    return "\n".join(f"  {line}" for line in words.split("\n"))
