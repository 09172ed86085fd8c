"""Products of polynomials, in which every monomial is reduced by the rules for the kinds of its atoms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, reduce

from ..terms.index import Index
from .polynomial import ONE, Atom, Monomial, Polynomial, add, merge, scale, without

CACHE = 100_000  # results remembered by each function of the normal form

Reduction = Callable[[Atom, Fraction, Monomial], Polynomial | None]

# How an atom of this kind, to this power and beside the rest of a monomial, is reduced; None where it is not.
# `normal_form.py` fills the table: the rules lie in files above this one.
REDUCE: dict[str, Reduction] = {}


def multiply(first: Polynomial, second: Polynomial) -> Polynomial:
    if first == ONE:
        return second
    if second == ONE:
        return first
    return add(*(scale(reduced(merge(m, n)), c * d) for m, c in first for n, d in second))


def multiply_all(polynomials: list[Polynomial]) -> Polynomial:
    return reduce(multiply, polynomials, ONE)


@lru_cache(maxsize=CACHE)
def reduced(monomial: Monomial) -> Polynomial:
    """The first rule that applies to one of the factors, and again to what it gives."""
    for atom, exponent in monomial:
        rule = REDUCE.get(atom.kind)
        if rule is not None:
            result = rule(atom, exponent, without(monomial, atom))
            if result is not None:
                return result
    return ((monomial, Fraction(1)),)


def single(atom: Atom, exponent: Fraction = Fraction(1)) -> Polynomial:
    return reduced(((atom, exponent),))


def delta(i: Index, j: Index) -> Polynomial:
    if i == j or i.dim == "1":
        return ONE
    return single(Atom("delta", (min(i, j), max(i, j))))


def dimension(name: str) -> Polynomial:
    return (((), Fraction(int(name))),) if name.isdigit() and int(name) else single(Atom("dim", name))
