"""The prover: left = right for every size and every value that keeps the declared domains.

Both sides are brought to normal form. If the difference does not vanish at once, it is multiplied through by its
denominators; if that does not do either, each step function 1[u > 0] is replaced by 0 and by 1 and both cases are proved.
"""

from __future__ import annotations

from fractions import Fraction

from ..terms.terms import Term, free_indices
from .normal_form import multiply, normal_form, power, reduced, transform
from .polynomial import ONE, ZERO, Atom, Polynomial, add, scale, without

SPLITS = 4  # step functions that are split one inside the other
ROUNDS = 20  # denominators that are cleared


def prove(left: Term, right: Term) -> str | None:
    """How left = right was proved ("normal form", "case split"), or None if it was not."""
    if not free_indices(right) <= free_indices(left) and not free_indices(left) <= free_indices(right):
        return None
    difference = add(normal_form(left), scale(normal_form(right), Fraction(-1)))
    if vanishes(difference):
        return "normal form"
    return "case split" if _vanishes_in_cases(difference, SPLITS) else None


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
    first = steps[0]
    return all(_vanishes_in_cases(transform(polynomial, _Fixed(first, value)), depth - 1) for value in (ZERO, ONE))


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


class _Fixed:
    """The change that gives one atom a value."""

    __slots__ = ("atom", "value")

    def __init__(self, atom: Atom, value: Polynomial) -> None:
        self.atom, self.value = atom, value

    def __call__(self, atom: Atom) -> Polynomial | None:
        return self.value if atom == self.atom else None


