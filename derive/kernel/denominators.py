"""Whether a normal form is 0: at once, or when it has been multiplied through by its denominators."""

from __future__ import annotations

from fractions import Fraction

from .arithmetic import multiply, reduced
from .polynomial import ZERO, Atom, Polynomial, add, scale, without
from .powers import power

ROUNDS = 20  # denominators that are cleared


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
