"""Proofs by cases: whether a normal form is 0 in each case, u > 0, u < 0 and u = 0, of its step functions 1[u > 0].

Where u depends on a bound index, sums over like indices are put under one sign: a sum is 0 if what is summed is.
"""

from __future__ import annotations

from fractions import Fraction

from ..terms.index import Index
from .arithmetic import dimension, multiply, reduced
from .denominators import vanishes
from .polynomial import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Polynomial,
    add,
    merge,
    polynomial_key,
    raised,
    scale,
    without,
)
from .powers import lead, power
from .steps import divides
from .substitution import new_name, substitute, transform
from .sums import sum_over

SPLITS = 4  # step functions that are split one inside the other
ONCE = Fraction(1)
ROUNDS = 20  # times that a polynomial is reduced by another that is 0


def vanishes_in_cases(polynomial: Polynomial, depth: int = SPLITS) -> bool:
    """Whether the polynomial is 0 in every case."""
    if vanishes(polynomial):
        return True
    if depth == 0:
        return False
    steps = sorted(steps_in(polynomial))
    if steps:
        return all(vanishes_in_cases(case, depth - 1) for case in _cases(polynomial, steps[0], steps))
    summed = _under_one_sum(polynomial)
    return summed is not None and vanishes_in_cases(summed, depth - 1)


def _cases(polynomial: Polynomial, first: Atom, steps: list[Atom]) -> list[Polynomial]:
    """The polynomial for u > 0 and for u <= 0, where `first` is 1[u > 0]; with 1[-u > 0] in it, u < 0 and u = 0."""
    argument: Polynomial = first.data[1][0]
    opposite = Atom("apply", ("step", (scale(argument, Fraction(-1)),)))
    if opposite not in steps:
        return [_fixed(polynomial, {first: value}) for value in (ONE, ZERO)]
    return [
        _fixed(polynomial, {first: ONE, opposite: ZERO}),
        _fixed(polynomial, {first: ZERO, opposite: ONE}),
        _modulo(_fixed(polynomial, {first: ZERO, opposite: ZERO, **_root(argument)}), argument),
    ]


def _root(polynomial: Polynomial) -> dict[Atom, Polynomial]:
    """An entry that the equation polynomial = 0 determines, with its value; empty if there is none to be read off."""
    for monomial, coefficient in polynomial:
        if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0].kind == "entry":
            rest = tuple(term for term in polynomial if term[0] != monomial)
            if monomial[0][0].key not in polynomial_key(rest):
                return {monomial[0][0]: scale(rest, -1 / coefficient)}
    return {}


def _modulo(polynomial: Polynomial, zero: Polynomial) -> Polynomial:
    """What the polynomial equals where `zero` is 0: the greatest monomial of `zero` is replaced by what it equals."""
    head = lead(zero)
    if head is None:
        return polynomial
    monomial, coefficient, tail = head
    instead, inverse = scale(tail, -1 / coefficient), raised(monomial, Fraction(-1))
    for _ in range(ROUNDS):
        found = {m: c for m, c in polynomial if divides(monomial, ((m, c),))}
        if not found:
            break
        others = tuple(term for term in polynomial if term[0] not in found)
        parts = [scale(multiply(reduced(merge(m, inverse)), instead), c) for m, c in found.items()]
        polynomial = add(others, *parts)
    return polynomial


def _fixed(polynomial: Polynomial, values: dict[Atom, Polynomial]) -> Polynomial:
    return transform(polynomial, Fixed(tuple(sorted(values.items()))))


def steps_in(polynomial: Polynomial) -> set[Atom]:
    """The step functions whose argument depends on no bound index."""
    found: set[Atom] = set()
    for monomial, _ in polynomial:
        for atom, _ in monomial:
            found |= _steps_in_atom(atom)
    return found


def _steps_in_atom(atom: Atom) -> set[Atom]:
    match atom.kind:
        case "apply":
            inner = set().union(*(steps_in(argument) for argument in atom.data[1]))
            return inner | {atom} if atom.data[0] == "step" else inner
        case "exp":
            return steps_in(((atom.data, Fraction(1)),))
        case "base":
            return steps_in(atom.data)
        case "sum":
            bound, body = atom.data
            return {a for a in steps_in(((body, Fraction(1)),)) if not a.free & set(bound)}
        case "max" | "wins":
            return {a for a in steps_in(atom.data[1]) if atom.data[0] not in a.free}
    return set()


def _under_one_sum(polynomial: Polynomial) -> Polynomial | None:
    """What is summed if all is put under one sum: where that is 0, so is the polynomial.

    None if no sum binds an index of a step function, or if a monomial has two sums or one to a power.
    """
    sums = [[(atom, times) for atom, times in monomial if atom.kind == "sum"] for monomial, _ in polynomial]
    if any(len(found) > 1 or any(times != 1 for _, times in found) for found in sums):
        return None
    first = {found[0][0]: _bound_in_steps(found[0][0]) for found in sums if found}
    dims = max(([index.dim for index in bound] for bound in first.values()), default=[])
    names = [new_name(Index("n", dim)) for dim in dims]
    opened = []
    for (monomial, coefficient), found in zip(polynomial, sums, strict=True):
        if found:
            atom = found[0][0]
            bound, body = atom.data
            outside: Polynomial = ((without(monomial, atom), coefficient),)
            opened.append(multiply(outside, _opened(bound, body, first[atom], names)))
        else:
            opened.append(scale(_opened((), monomial, [], names), coefficient))
    return add(*opened) if names else None


def _bound_in_steps(atom: Atom) -> list[Index]:
    """The bound indices of a sum on which step functions in it depend, by dimension."""
    bound, body = atom.data
    free = frozenset().union(*(step.free for step in steps_in(((body, Fraction(1)),))))
    return sorted((index for index in bound if index in free), key=lambda index: (index.dim, index))


def _opened(bound: tuple[Index, ...], body: Monomial, first: list[Index], names: list[Index]) -> Polynomial:
    """The sum of the body, but for the sign over one index for each name.

    The indices in `first` are taken before others of their size; where there is none, u is the sum of u/N over N.
    """
    others, renamed = [*first, *(i for i in bound if i not in first)], {}
    inside: Polynomial = ((body, ONCE),)
    for name in names:
        index = next((index for index in others if index.dim == name.dim), None)
        if index is None:
            inside = multiply(inside, power(dimension(name.dim), -ONCE))
        else:
            others.remove(index)
            renamed[index] = name
    inside = substitute(inside, renamed)
    for index in others:
        inside = sum_over(index, inside)
    return inside


class Fixed:
    """The change that gives some atoms a value; equal ones are equal, so that results can be remembered."""

    __slots__ = ("pairs", "values")

    def __init__(self, pairs: tuple[tuple[Atom, Polynomial], ...]) -> None:
        self.pairs, self.values = pairs, dict(pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __call__(self, atom: Atom) -> Polynomial | None:
        return self.values.get(atom)
