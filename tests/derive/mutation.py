"""Slips of the pen: every published step, changed in one place in every way that a person might get it wrong.

A mutant is an equality of which one side is as published and the other is not. Both guards judge it, each on its own:

    wrong        the refuter has a counter-example and the prover has no proof
    equivalent   the refuter has none and the prover has a proof: the change was no mistake, and SymPy is asked as well
    undefined    it cannot be evaluated on its declared domains (the root of a negative number): refused for that
    shapes       its free indices do not fit: refused before either guard looks

Anything else is a defect of the kernel. `benchmarks/mutations.py` counts all of it, operator by operator.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from derive import library
from derive.derivation import Derivation, as_term
from derive.kernel.prover import prove
from derive.kernel.refuter import refute
from derive.mutations import NAMES, changed
from derive.terms.terms import Term, free_indices, unfold


@dataclass(frozen=True, slots=True)
class Mutant:
    """`intact` = `wrong` is what the slip makes of a step; `place` says of which: "cross_entropy, step 2, right"."""

    operator: str
    place: str
    intact: Term
    wrong: Term


def all_mutants(before: Term, after: Term, name: str, place: str = "") -> Iterator[Mutant]:
    """Every mutant of one step by one operator, of either side."""
    scope = tuple(sorted(free_indices(before)))
    for side, intact, term in (("right", before, after), ("left", after, before)):
        for wrong in changed(term, scope, name):
            yield Mutant(name, f"{place}, {side}", intact, wrong)


# ------------------------------------------------------------------------------------------------------- the library


def steps_of(result: str) -> list[tuple[Term, Term]]:
    """Both sides of every published step, as index terms without defined names."""
    proved = library.find(result).build()
    chains = (proved,) if isinstance(proved, Derivation) else proved.derivations
    return [
        (unfold(as_term(step.before), step.definitions), unfold(as_term(step.after), step.definitions))
        for chain in chains
        for step in chain.steps
    ]


def all_of(result: str) -> dict[str, list[Mutant]]:
    """Every mutant of every step of a result, by operator."""
    steps = list(enumerate(steps_of(result), 1))
    return {
        name: [
            mutant
            for number, (before, after) in steps
            for mutant in all_mutants(before, after, name, f"{result}, step {number}")
        ]
        for name in NAMES
    }


def sample(result: str, size: int) -> list[Mutant]:
    """At most `size` mutants of a result, always the same ones, taken from its operators in turn."""
    chance = random.Random(f"mutants of {result}")
    queues = [queue for queue in all_of(result).values() if queue]
    for queue in queues:
        chance.shuffle(queue)
    chance.shuffle(queues)
    rounds = (mutant for turn in zip_longest(*queues) for mutant in turn if mutant is not None)
    return [mutant for mutant, _ in zip(rounds, range(size), strict=False)]


def share(whole: int) -> int:
    """The part of `whole` that falls to each result of the library."""
    return -(-whole // len(library.names()))


# --------------------------------------------------------------------------------------------------------- the verdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """What each guard says; `refused`: why neither was asked, or could answer."""

    refuted: bool = False
    proved: bool = False
    refused: str = ""

    @property
    def word(self) -> str:
        if self.refused or self.refuted != self.proved:
            return self.refused or ("wrong" if self.refuted else "equivalent")
        return "proved and refuted" if self.proved else "neither proved nor refuted"


def judge(mutant: Mutant) -> Verdict:
    """Both guards, each on its own."""
    have, want = free_indices(mutant.wrong), free_indices(mutant.intact)
    if not (have <= want or want <= have):
        return Verdict(refused="shapes")
    try:
        return Verdict(
            refute(mutant.intact, mutant.wrong) is not None, prove(mutant.intact, mutant.wrong) is not None
        )
    except (ValueError, ZeroDivisionError):
        return Verdict(refused="undefined")
