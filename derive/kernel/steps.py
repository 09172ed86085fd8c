"""Rule 8 for step functions 1[u > 0]: what their arguments may lose, and what one says beside another.

    1[c u > 0] ~ 1[u > 0]                     c > 0: a number, a product or a sum of positive atoms
    1[z u > 0] ~ z 1[u > 0]                   z is 0 or 1: where z = 0, both sides are 0
    1[b > 0] 1[t b + p > 0] ~ 1[b > 0]        t > 0, p > 0 or p = 0
    1[b > 0] 1[-t b - p > 0] ~ 0              t > 0, p > 0 or p = 0
    1[b > 0] 1[b q > 0] ~ 1[b > 0] 1[q > 0]   b a product, or t b + p in the place of b
    1[b > 0] 1[a > 0] ~ 1[b > 0] 1[a' > 0]    a' is a, with step functions in it told that b > 0

What is positive is so by the declared domains (`certainly_positive`); no sign is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .arithmetic import multiply, reduced, single
from .polynomial import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Polynomial,
    add,
    certainly_positive,
    merge,
    raised,
    scale,
    without,
)

ONCE = Fraction(1)


def step(argument: Polynomial) -> Polynomial:
    """1 where the argument is positive, else 0."""
    if not argument or (argument[0][0] == () and len(argument) == 1):
        return ONE if argument and argument[0][1] > 0 else ZERO
    if certainly_positive(argument):
        return ONE
    positive = common(argument, lambda atom: atom.positive)
    if positive:
        return step(_divided(argument, positive))
    zero_or_one = common(argument, is_zero_or_one)
    if zero_or_one:
        return multiply(reduced(zero_or_one), step(_divided(argument, zero_or_one)))
    outside, inside = _factored(argument)
    for sign in (ONCE, -ONCE):
        if len(inside) > 1 and certainly_positive(scale(inside, sign)):
            return step(((outside, sign),))
    leading = abs(argument[0][1])
    return single(Atom("apply", ("step", (scale(argument, 1 / leading),))))


def is_zero_or_one(atom: Atom) -> bool:
    """Whether the atom has no other values, which the normal form writes to the power 1 only."""
    match atom.kind:
        case "entry":
            return atom.data[0].domain.kind in {"mask", "one_hot"}
        case "apply":
            return bool(atom.data[0] == "step")
    return atom.kind in {"wins", "delta"}


def common(polynomial: Polynomial, fit: Callable[[Atom], bool]) -> Monomial:
    """The least power of every fit atom over the monomials, a negative one included."""
    powers = [dict(monomial) for monomial, _ in polynomial]
    atoms = sorted({atom for each in powers for atom in each if fit(atom)})
    least = ((atom, min(each.get(atom, Fraction(0)) for each in powers)) for atom in atoms)
    return tuple(pair for pair in least if pair[1])


def _factored(polynomial: Polynomial) -> tuple[Monomial, Polynomial]:
    """What all monomials have in common to positive powers, and the polynomial without it."""
    outside = tuple(pair for pair in common(polynomial, lambda atom: True) if pair[1] > 0)
    return outside, _divided(polynomial, outside) if outside else polynomial


def _divided(polynomial: Polynomial, factor: Monomial) -> Polynomial:
    inverse = raised(factor, Fraction(-1))
    return add(*(scale(reduced(merge(monomial, inverse)), c) for monomial, c in polynomial))


def reduce_zero_or_one(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """What is 0 or 1 equals its powers; a step function is told what those beside it say."""
    if not is_zero_or_one(atom):
        return None
    if exponent > 0 and exponent != 1:
        return reduced(merge(rest, ((atom, ONCE),)))
    if atom.kind == "apply" and exponent == 1:
        for other, power in rest:
            if power == 1 and other.kind == "apply" and other.data[0] == "step":
                told = where_positive(atom.data[1][0], other)
                if told is not None:
                    return multiply(told, reduced(rest))
    return None


def where_positive(argument: Polynomial, one: Atom) -> Polynomial | None:
    """A simpler form that 1[argument > 0] has where the step function `one` is 1; None if there is none."""
    given: Polynomial = one.data[1][0]
    sign = _sign(argument, given)
    if sign:
        return ONE if sign > 0 else ZERO
    outside, inside = _factored(argument)
    sign = _sign(inside, given) if outside and len(inside) > 1 else 0
    if sign:
        return step(((outside, Fraction(sign)),))
    if any(
        atom.kind == "apply" and atom.data[0] == "step" for monomial, _ in argument for atom, _ in monomial
    ):
        beside = multiply(argument, single(one))
        inside = add(*(((without(monomial, one), c),) for monomial, c in beside))
        if inside != argument:
            return step(inside)
    (factor, leading), *others = given
    if others or not all(power > 0 for _, power in factor) or not divides(factor, argument):
        return None
    return step(scale(_divided(argument, factor), leading))


def _sign(polynomial: Polynomial, given: Polynomial) -> int:
    """1 or -1 if the polynomial is t b + p or -t b - p for the b > 0 that is given, with t > 0 and p >= 0; else 0."""
    have = dict(polynomial)
    for ratio in sorted({have[monomial] / c for monomial, c in given if monomial in have}):
        sign = 1 if ratio > 0 else -1
        excess = scale(add(polynomial, scale(given, -ratio)), Fraction(sign))
        if excess == ZERO or certainly_positive(excess):
            return sign
    return 0


def divides(factor: Monomial, polynomial: Polynomial) -> bool:
    """Whether the factor is one of every monomial."""
    powers = [dict(monomial) for monomial, _ in polynomial]
    return all(each.get(atom, Fraction(0)) >= power for each in powers for atom, power in factor)
