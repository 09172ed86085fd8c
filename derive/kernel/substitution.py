"""Atoms replaced inside polynomials: indices renamed, step functions given a value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import count

from ..terms.index import Index
from .arithmetic import CACHE, delta, multiply_all, single
from .functions import applied, exponential
from .polynomial import Atom, Polynomial, add, scale
from .powers import power

_names = count()  # fresh bound indices while a form is built; none of them is left in the result

Change = Callable[[Atom], Polynomial | None]

# How an atom that binds indices is rebuilt from its changed parts; `normal_form.py` fills the table from `sums.py`.
REBUILD: dict[str, Callable[[Atom, Change], Polynomial]] = {}


def new_name(index: Index) -> Index:
    """A name for a bound index that occurs nowhere else."""
    return Index(f"~{next(_names)}", index.dim)


def substitute(polynomial: Polynomial, names: dict[Index, Index]) -> Polynomial:
    """Other names for free indices; two indices may become one."""
    return transform(polynomial, Renaming(tuple(sorted(names.items()))))


class Renaming:
    """The change that renames indices; equal renamings are equal, so that results can be remembered."""

    __slots__ = ("names", "pairs")

    def __init__(self, pairs: tuple[tuple[Index, Index], ...]) -> None:
        self.pairs, self.names = pairs, dict(pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Renaming) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __call__(self, atom: Atom) -> Polynomial | None:
        if not any(index in atom.free for index in self.names):
            return single(atom)
        get = self.names.get
        match atom.kind:
            case "entry":
                tensor, indices = atom.data
                return single(Atom("entry", (tensor, tuple(get(i, i) for i in indices))))
            case "delta":
                i, j = atom.data
                return delta(get(i, i), get(j, j))
        return None


@lru_cache(maxsize=CACHE)
def transform(polynomial: Polynomial, change: Change) -> Polynomial:
    """Every atom replaced by `change(atom)`; where that is None, the atom is rebuilt from its changed parts."""
    return add(
        *(
            scale(
                multiply_all([power(_changed(atom, change), exponent) for atom, exponent in monomial]),
                coefficient,
            )
            for monomial, coefficient in polynomial
        )
    )


def _changed(atom: Atom, change: Change) -> Polynomial:
    direct = change(atom)
    if direct is not None:
        return direct
    match atom.kind:
        case "exp":
            return exponential(transform(((atom.data, Fraction(1)),), change))
        case "apply":
            name, arguments = atom.data
            return applied(name, tuple(transform(argument, change) for argument in arguments))
        case "base":
            return transform(atom.data, change)
    rebuild = REBUILD.get(atom.kind)
    return rebuild(atom, change) if rebuild else single(atom)
