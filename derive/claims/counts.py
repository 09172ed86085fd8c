"""Counts: how many multiplications a computation takes.

Two things are shown. The closed form is the number of terms of a sum, for all sizes: a chain. And that this sum counts
what is computed: the computation is run with numbers that count their multiplications, at all sizes up to a few. The
second is an enumeration of those sizes, not a proof for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import mpmath as mp

from ..derivation import Derivation, as_term
from ..kernel.evaluation import Model, evaluate
from ..terms.latex import latex
from ..terms.terms import Term
from .chains import Chains, aligned, require, rows


class Tally:
    """A count of multiplications that numbers share."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def number(self) -> Counted:
        """A number of which nothing matters but what is done with it."""
        return Counted(self)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number that counts its multiplications; additions are free."""

    tally: Tally

    def __mul__(self, other: Counted) -> Counted:
        self.tally.count += 1
        return self

    def __add__(self, other: Counted) -> Counted:
        return self


Computation: TypeAlias = Callable[[Mapping[str, int], Callable[[], Counted]], object]


@dataclass(frozen=True, slots=True)
class Count(Chains):
    """The multiplications of `computation` are `counted.result` in number.

    computation   (sizes, maker of numbers) -> anything: the algorithm itself
    counted       a chain from a sum with one term for each multiplication to the closed form
    up_to         each size runs from 1 to this in the enumeration
    """

    title: str
    computation: Computation
    counted: Derivation
    up_to: int = 3

    how = "by a chain; that it counts the multiplications, by enumeration of small sizes"

    def __post_init__(self) -> None:
        ends = (as_term(self.counted.start), as_term(self.counted.result))
        require(not self.counted.definitions and self.up_to >= 2, self.title, "nothing to enumerate")
        for sizes in self.grid():
            found = multiplications(self.computation, sizes)
            stated = [_value(end, sizes) for end in ends]
            where = ", ".join(f"{name} = {size}" for name, size in sizes.items())
            require(
                stated == [found, found],
                self.title,
                f"at {where} there are {found} multiplications, the formula gives {mp.nstr(stated[1], 8)}",
            )

    def grid(self) -> Iterator[dict[str, int]]:
        """All sizes that are enumerated."""
        names = self.counted.dimensions()
        for sizes in product(range(1, self.up_to + 1), repeat=len(names)):
            yield dict(zip(names, sizes, strict=True))

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return (self.counted,)

    def claim_latex(self) -> str:
        return rf"\#\text{{multiplications}} = {latex(self.counted.result)}"

    def latex(self) -> str:
        return aligned([rows(self.counted), rf"& \text{{{self._enumerated()}}}"])

    def text(self) -> str:
        return f"{self.counted.text()}\n{self._enumerated()}"

    def _enumerated(self) -> str:
        return f"the multiplications were counted at all sizes up to {self.up_to}"


def multiplications(computation: Computation, sizes: Mapping[str, int]) -> int:
    """How many multiplications a run at these sizes takes."""
    tally = Tally()
    computation(sizes, tally.number)
    return tally.count


def _value(term: Term, sizes: Mapping[str, int]) -> mp.mpf:
    with mp.workdps(50):
        return evaluate(term, Model(sizes, {}))
