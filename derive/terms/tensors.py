"""Tensors: a name, a shape of dimensions, and what is known about the entries.

What a domain promises is a hypothesis of every proof in which the tensor occurs, and every random draw keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = {
    "real": "real",
    "positive": "positive",
    "unit": "strictly between 0 and 1",
    "mask": "0 or 1",
    "sums_to_one": "real, with sum 1 along an axis",
    "simplex": "positive, with sum 1 along an axis",
    "one_hot": "one-hot along an axis",
}
ALONG_AN_AXIS = ("sums_to_one", "simplex", "one_hot")
POSITIVE = ("positive", "unit", "simplex")


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known about the entries; `axis` is where they sum to 1."""

    kind: str = "real"
    axis: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no domain {self.kind!r}: there are {', '.join(KINDS)}")
        if (self.axis is not None) != (self.kind in ALONG_AN_AXIS):
            raise ValueError(f"the domain {self.kind!r} {'needs' if self.axis is None else 'has no'} axis")

    @property
    def sums_to_one(self) -> bool:
        return self.kind in ALONG_AN_AXIS

    @property
    def is_positive(self) -> bool:
        return self.kind in POSITIVE


REAL, POSITIVE_REAL, UNIT_INTERVAL, MASK = Domain(), Domain("positive"), Domain("unit"), Domain("mask")


def sums_to_one(axis: int = 0) -> Domain:
    return Domain("sums_to_one", axis)


def simplex(axis: int = 0) -> Domain:
    return Domain("simplex", axis)


def one_hot(axis: int = 0) -> Domain:
    return Domain("one_hot", axis)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor `name` of shape `dims` with entries in `domain`; `X[n, d]` is its component, `x[()]` that of a scalar.

    latex   how its letter is printed; by default the name, with Greek names as Greek letters
    """

    name: str
    dims: tuple[str, ...] = ()
    domain: Domain = field(default=REAL)
    latex: str = ""

    def __post_init__(self) -> None:
        axis = self.domain.axis
        if axis is not None and not 0 <= axis < len(self.dims):
            raise ValueError(f"{self.name} has {len(self.dims)} axes; its domain speaks of axis {axis}")
