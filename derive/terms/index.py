"""Indices: a name and the dimension that it runs over.

A dimension is a name ("C" classes, "N" examples) that stands for any positive integer, or a string of digits ("1", "2")
that stands for that integer. Two indices of different dimensions are different things, whatever their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

UNIT = "1"  # the dimension of a column vector's second axis


@dataclass(frozen=True, slots=True, order=True)
class Index:
    """An index `name` that runs from 1 to `dim`."""

    name: str
    dim: str

    def __post_init__(self) -> None:
        if not self.name or not self.dim:
            raise ValueError(f"an index needs a name and a dimension, found {self.name!r} and {self.dim!r}")


def indices(words: str) -> tuple[Index, ...]:
    """Several indices at once: `indices("i:C j:C n:N")`."""
    return tuple(Index(*word.split(":")) for word in words.split())


def fresh(index: Index, taken: Iterable[Index]) -> Index:
    """`index` with as many primes as it takes to differ from all of `taken`; the same call gives the same name."""
    names = {other.name for other in taken}
    name = index.name
    while name in names:
        name += "'"
    return Index(name, index.dim)
