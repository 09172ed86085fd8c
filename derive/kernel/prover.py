"""The prover: left = right for every size and every value that keeps the declared domains.

Both sides are brought to normal form. If the difference does not vanish at once, it is multiplied through by its
denominators; if that does not do either, the cases u > 0, u < 0 and u = 0 of a step function 1[u > 0] are proved one by
one.
"""

from __future__ import annotations

from fractions import Fraction

from ..terms.terms import Term, free_indices
from .arithmetic import multiply, reduced
from .normal_form import normal_form
from .polynomial import ONE, ZERO, Atom, Polynomial, add, polynomial_key, scale, without
from .powers import power
from .substitution import transform

SPLITS = 4  # step functions that are split one inside the other
ROUNDS = 20  # denominators that are cleared


def prove(left: Term, right: Term) -> str | None:
    """How left = right was proved ("normal form", "case split"), or None if it was not."""
    if not free_indices(right) <= free_indices(left) and not free_indices(left) <= free_indices(right):
        return None
    try:
        difference = add(normal_form(left), scale(normal_form(right), Fraction(-1)))
        if vanishes(difference):
            return "normal form"
        return "case split" if _vanishes_in_cases(difference, SPLITS) else None
    except (
        RecursionError
    ):  # two denominators may reduce each other without end (about 1 in 10,000 random terms)
        return None


def vanishes(polynomial: Polynomial) -> bool:
    return polynomial == ZERO or without_denominators(polynomial) == ZERO


def without_denominators(polynomial: Polynomial) -> Polynomial:
    """The polynomial times the powers of its denominators; it vanishes where, and only where, the polynomial does."""
    for _ in range(ROUNDS):
        denominator = _first_denominator(polynomial)
        if denominator is None:
            return polynomial
        least = min(dict(m).get(denominator, Fraction(0)) for m, _ in polynomial)
        polynomial = add(
            *(
                scale(
                    multiply(
                        reduced(without(m, denominator)),
                        power(denominator.data, dict(m).get(denominator, Fraction(0)) - least),
                    ),
                    c,
                )
                for m, c in polynomial
            )
        )
    return polynomial


def _first_denominator(polynomial: Polynomial) -> Atom | None:
    found = (a for m, _ in polynomial for a, exponent in m if a.kind == "base" and exponent < 0)
    return min(found, default=None)


def _vanishes_in_cases(polynomial: Polynomial, depth: int) -> bool:
    if vanishes(polynomial):
        return True
    steps = sorted(steps_in(polynomial))
    if not steps or depth == 0:
        return False
    return all(_vanishes_in_cases(case, depth - 1) for case in _cases(polynomial, steps[0], steps))


def _cases(polynomial: Polynomial, first: Atom, steps: list[Atom]) -> list[Polynomial]:
    """The polynomial for u > 0 and for u <= 0, where `first` is 1[u > 0]; with 1[-u > 0] in it, u < 0 and u = 0."""
    argument: Polynomial = first.data[1][0]
    opposite = Atom("apply", ("step", (scale(argument, Fraction(-1)),)))
    if opposite not in steps:
        return [_fixed(polynomial, {first: value}) for value in (ONE, ZERO)]
    return [
        _fixed(polynomial, {first: ONE, opposite: ZERO}),
        _fixed(polynomial, {first: ZERO, opposite: ONE}),
        _fixed(polynomial, {first: ZERO, opposite: ZERO, **_root(argument)}),
    ]


def _root(polynomial: Polynomial) -> dict[Atom, Polynomial]:
    """An entry that the equation polynomial = 0 determines, with its value; empty if there is none to be read off."""
    for monomial, coefficient in polynomial:
        if len(monomial) == 1 and monomial[0][1] == 1 and monomial[0][0].kind == "entry":
            rest = tuple(term for term in polynomial if term[0] != monomial)
            if monomial[0][0].key not in polynomial_key(rest):
                return {monomial[0][0]: scale(rest, -1 / coefficient)}
    return {}


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
