"""Rules 5 and 6: powers, roots, and fractions with their denominators factorised."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from .arithmetic import CACHE, multiply, multiply_all, reduced, single
from .polynomial import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Polynomial,
    add,
    merge,
    raised,
    scale,
    without,
)


@lru_cache(maxsize=CACHE)
def power(polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    """A polynomial to a rational power (rules 5 and 6)."""
    if exponent == 0:
        return ONE
    if not polynomial:
        if exponent < 0:
            raise ZeroDivisionError("0 to a negative power")
        return ZERO
    if exponent.denominator == 1 and exponent > 0:
        return multiply_all([polynomial] * int(exponent))
    if len(polynomial) == 1:
        return _power_of_monomial(*polynomial[0], exponent)
    common, polynomial = without_exponentials(polynomial)
    denominators, polynomial = over_common_denominator(polynomial)
    outside = reduced(merge(raised(common, exponent), raised(denominators, -exponent)))
    return multiply(outside, _power_of_sum(polynomial, exponent))


def _power_of_monomial(monomial: Monomial, coefficient: Fraction, exponent: Fraction) -> Polynomial:
    """Factor by factor, if the exponent is whole or the factors are positive; else the product stays together."""
    if any(atom.kind == "delta" for atom, _ in monomial):
        raise ZeroDivisionError("a Kronecker delta under a negative or broken power")
    if exponent.denominator == 1:
        return scale(reduced(raised(monomial, exponent)), coefficient ** int(exponent))
    safe = tuple(pair for pair in monomial if pair[0].positive)
    rest = tuple(pair for pair in monomial if not pair[0].positive)
    sign = Fraction(1 if coefficient > 0 else -1)
    outside = multiply(reduced(raised(safe, exponent)), power_of_number(abs(coefficient), exponent))
    if not rest and sign > 0:
        return outside
    return multiply(outside, single(Atom("base", ((rest, sign),)), exponent))


def power_of_number(value: Fraction, exponent: Fraction) -> Polynomial:
    """A positive rational to a broken power, as a product of primes."""
    result = ONE
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, times in prime_factors(number):
            result = multiply(result, single(Atom("prime", prime), exponent * times * sign))
    return result


@lru_cache(maxsize=4096)
def prime_factors(number: int) -> tuple[tuple[int, int], ...]:
    from sympy import factorint

    return tuple(sorted((int(p), int(k)) for p, k in factorint(number).items()))


def _power_of_sum(polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    if len(polynomial) == 1 or (exponent.denominator == 1 and exponent > 0):
        return power(polynomial, exponent)
    if exponent.denominator == 1:
        coefficient, factors = factorised(polynomial)
        parts = [_power_of_irreducible(factor, exponent * times) for factor, times in factors]
        return scale(multiply_all(parts), coefficient ** int(exponent))
    # under a root only a positive number can be taken out
    leading = abs(polynomial[-1][1])
    root = single(Atom("base", scale(polynomial, 1 / leading)), exponent)
    return multiply(root, power_of_number(leading, exponent))


def _power_of_irreducible(polynomial: Polynomial, exponent: Fraction) -> Polynomial:
    if len(polynomial) == 1:
        return power(polynomial, exponent)
    leading = polynomial[-1][1]
    return scale(single(Atom("base", scale(polynomial, 1 / leading)), exponent), leading ** int(exponent))


def reduce_prime(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """A prime keeps an exponent between 0 and 1."""
    whole = exponent.numerator // exponent.denominator
    if whole == 0:
        return None
    left = merge(rest, ((atom, exponent - whole),)) if exponent != whole else rest
    return scale(reduced(left), Fraction(atom.data) ** whole)


def reduce_base(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """P^e with e >= 1 is multiplied out; with e < 0, lead(P) P^e is written P^(e+1) - (P - lead) P^e.

    Beside 1/e^x the constant of P is treated so: e^-x/(1 + e^x) is e^-x - 1/(1 + e^x).
    """
    body: Polynomial = atom.data
    whole = exponent.numerator // exponent.denominator
    if whole >= 1:
        left = merge(rest, ((atom, exponent - whole),)) if exponent != whole else rest
        return multiply(reduced(left), multiply_all([body] * whole))
    if exponent < 0 and (constant := _constant_beside(body, rest)):
        return _by_the_constant(atom, exponent, rest, constant)
    head = lead(body) if exponent < 0 else None
    if head is None:
        return None
    monomial, coefficient, tail = head
    have = dict(rest)
    if not all(have.get(other, Fraction(0)) >= power for other, power in monomial):
        return None
    quotient = merge(rest, raised(monomial, Fraction(-1)))
    up = reduced(merge(quotient, ((atom, exponent + 1),)))
    down = multiply(reduced(merge(quotient, ((atom, exponent),))), tail)
    return scale(add(up, scale(down, Fraction(-1))), 1 / coefficient)


def _constant_beside(polynomial: Polynomial, rest: Monomial) -> Fraction:
    """The constant of P if every other monomial of P has a positive power of an e^x that is below the bar, else 0."""
    constant = dict(polynomial).get((), Fraction(0))
    others = [dict(monomial) for monomial, _ in polynomial if monomial]
    below = [atom for atom, power in rest if atom.kind == "exp" and power < 0] if constant else []
    return constant if any(all(m.get(e, 0) > 0 for m in others) for e in below) else Fraction(0)


def _by_the_constant(atom: Atom, exponent: Fraction, rest: Monomial, constant: Fraction) -> Polynomial:
    """Rewrite r P^e as (r P^(e+1) - r (P - c) P^e) / c: every part has fewer e^x below the bar, or one P less."""
    up = reduced(merge(rest, ((atom, exponent + 1),)))
    beside = merge(rest, ((atom, exponent),))
    down = [scale(reduced(merge(beside, m)), -c) for m, c in atom.data if m]
    return scale(add(up, *down), 1 / constant)


@lru_cache(maxsize=CACHE)
def lead(polynomial: Polynomial) -> tuple[Monomial, Fraction, Polynomial] | None:
    """The monomial that is reduced beside this denominator, its coefficient, and the rest; None if it is not fit.

    It is the greatest in one order for all denominators (by degree, then by the powers of the atoms, the last atom
    first), which a common factor does not change: whatever takes its place is smaller, so two denominators cannot undo
    each other's work.
    """
    atoms = sorted({atom for monomial, _ in polynomial for atom, _ in monomial}, reverse=True)

    def place(term: tuple[Monomial, Fraction]) -> tuple[Fraction, ...]:
        powers = dict(term[0])
        return (sum(powers.values(), Fraction(0)), *(powers.get(atom, Fraction(0)) for atom in atoms))

    head, coefficient = max(polynomial, key=place)
    if not head or any(power < 0 for _, power in head):
        return None
    return head, coefficient, tuple(term for term in polynomial if term[0] != head)


def without_exponentials(polynomial: Polynomial) -> tuple[Monomial, Polynomial]:
    """P = m q, with m the least power of every e^... in p; it is never 0, so it may leave roots and logarithms."""
    atoms = sorted({atom for monomial, _ in polynomial for atom, _ in monomial if atom.kind == "exp"})
    least = [(atom, min(dict(m).get(atom, Fraction(0)) for m, _ in polynomial)) for atom in atoms]
    common = tuple(pair for pair in least if pair[1])
    if not common:
        return (), polynomial
    inverse = ((raised(common, Fraction(-1)), Fraction(1)),)
    return common, multiply(polynomial, inverse)


def over_common_denominator(polynomial: Polynomial) -> tuple[Monomial, Polynomial]:
    """P = q / m, with m a product of positive denominators."""
    found = {
        atom
        for monomial, _ in polynomial
        for atom, exponent in monomial
        if exponent < 0 and exponent.denominator == 1 and atom.positive and atom.kind in ("base", "sum")
    }
    denominators: list[tuple[Atom, Fraction]] = []
    for atom in sorted(found):
        times = -min(dict(m).get(atom, Fraction(0)) for m, _ in polynomial)
        if times <= 0:
            continue
        denominators.append((atom, times))
        body = atom.data if atom.kind == "base" else single(atom)
        polynomial = add(*(_cleared(m, c, atom, body, times) for m, c in polynomial))
    return tuple(denominators), polynomial


def _cleared(
    monomial: Monomial, coefficient: Fraction, atom: Atom, body: Polynomial, times: Fraction
) -> Polynomial:
    have = dict(monomial).get(atom, Fraction(0)) + times
    return scale(multiply(reduced(without(monomial, atom)), power(body, have)), coefficient)


@lru_cache(maxsize=CACHE)
def factorised(polynomial: Polynomial) -> tuple[Fraction, tuple[tuple[Polynomial, int], ...]]:
    """A number and irreducible factors over the atoms, by SymPy; broken or negative powers are left alone."""
    alone = (Fraction(1), ((polynomial, 1),))
    atoms = sorted({atom for monomial, _ in polynomial for atom, _ in monomial})
    if any(power.denominator != 1 or power < 0 for monomial, _ in polynomial for _, power in monomial):
        return alone
    from sympy import QQ, ring

    symbols = ring([f"a{k}" for k in range(len(atoms))], QQ)
    as_dict = {
        tuple(int(dict(m).get(atom, 0)) for atom in atoms): QQ(c.numerator, c.denominator)
        for m, c in polynomial
    }
    coefficient, factors = symbols[0].from_dict(as_dict).factor_list()
    if len(factors) == 1 and factors[0][1] == 1:
        return alone
    return _rational(coefficient), tuple((_back(factor, atoms), int(times)) for factor, times in factors)


def _back(factor: Any, atoms: list[Atom]) -> Polynomial:
    return add(
        *(
            scale(
                reduced(tuple((a, Fraction(int(k))) for a, k in zip(atoms, powers, strict=True) if k)),
                _rational(c),
            )
            for powers, c in factor.terms()
        )
    )


def _rational(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))
