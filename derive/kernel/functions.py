"""Rules 4, 7 and 8: exponentials, logarithms, and functions in pieces."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from .arithmetic import CACHE, multiply, single
from .polynomial import ONE, ZERO, Atom, Monomial, Polynomial, add, scale
from .powers import over_common_denominator, power, prime_factors, without_exponentials
from .steps import step


def exponential(polynomial: Polynomial) -> Polynomial:
    """e^(sum of c m) as the product of (e^m)^c; e^(c log u) is u^c (rule 4)."""
    result = ONE
    for monomial, coefficient in polynomial:
        logarithm_of = _inside_log(monomial)
        factor = (
            single(Atom("exp", monomial), coefficient)
            if logarithm_of is None
            else power(logarithm_of, coefficient)
        )
        result = multiply(result, factor)
    return result


def _inside_log(monomial: Monomial) -> Polynomial | None:
    if len(monomial) != 1 or monomial[0][1] != 1:
        return None
    atom = monomial[0][0]
    if atom.kind != "apply" or atom.data[0] != "log":
        return None
    inside: Polynomial = atom.data[1][0]
    return inside


@lru_cache(maxsize=CACHE)
def logarithm(polynomial: Polynomial) -> Polynomial:
    """Log of a product of positive factors as a sum; a positive denominator and exponentials are taken out (rule 7)."""
    if len(polynomial) == 1:
        monomial, coefficient = polynomial[0]
        if coefficient > 0 and all(atom.positive for atom, _ in monomial):
            logs = [scale(_log_of_atom(atom), exponent) for atom, exponent in monomial]
            return add(_log_of_number(coefficient), *logs)
        return single(Atom("apply", ("log", (polynomial,))))
    common, rest = without_exponentials(polynomial)
    denominators, rest = over_common_denominator(rest)
    if common or denominators:
        outside = [scale(_log_of_atom(atom), e) for atom, e in common]
        outside += [scale(_log_of_atom(atom), -e) for atom, e in denominators]
        return add(logarithm(rest), *outside)
    return single(Atom("apply", ("log", (polynomial,))))


def _log_of_atom(atom: Atom) -> Polynomial:
    if atom.kind == "exp":
        return ((atom.data, Fraction(1)),)
    if atom.kind == "base" and len(atom.data) > 1:
        return logarithm(atom.data)
    if atom.kind == "prime":
        return _log_of_number(Fraction(atom.data))
    return single(Atom("apply", ("log", (((((atom, Fraction(1)),), Fraction(1)),),))))


def _log_of_number(value: Fraction) -> Polynomial:
    """By primes: log 12 = 2 log 2 + log 3."""
    parts = [(p, k) for p, k in prime_factors(value.numerator)]
    parts += [(p, -k) for p, k in prime_factors(value.denominator)]
    return add(
        *(scale(single(Atom("apply", ("log", ((((), Fraction(p)),),)))), Fraction(k)) for p, k in parts)
    )


def applied(name: str, arguments: tuple[Polynomial, ...]) -> Polynomial:
    """A primitive function of polynomials (rule 8)."""
    if name == "exp":
        return exponential(arguments[0])
    if name == "log":
        return logarithm(arguments[0])
    if name == "step":
        return step(arguments[0])
    first = arguments[0]
    if name == "erf" and (not first or first[0][1] < 0):
        return (
            scale(single(Atom("apply", (name, (scale(first, Fraction(-1)),)))), Fraction(-1))
            if first
            else ZERO
        )
    return single(Atom("apply", (name, arguments)))


def in_pieces(subject: Polynomial, breaks: tuple[Fraction, ...], pieces: list[Polynomial]) -> Polynomial:
    """p_0 + sum_k (p_k - p_{k-1}) 1[subject > break_k]."""
    result = pieces[0]
    for k, point in enumerate(breaks):
        jump = add(pieces[k + 1], scale(pieces[k], Fraction(-1)))
        beyond = step(add(subject, (((), -point),) if point else ZERO))
        result = add(result, multiply(jump, beyond))
    return result
