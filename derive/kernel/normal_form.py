"""The normal form: two terms with the same normal form are equal wherever both are defined, for every size.

The rules, each with an example (a ~ b: a and b have the same normal form):

 1  polynomials      (x + y)^2 ~ x^2 + 2 x y + y^2
 2  deltas           delta_ij x_j ~ delta_ij x_i,  delta_ij^2 ~ delta_ij,  sum_j delta_ij x_j ~ x_i
 3  sums             sum_i (a + x_i) ~ C a + sum_i x_i;  sum_i x_i y_k ~ y_k sum_i x_i;  bound names do not matter;
                     sum_i x_i sum_j a_ij ~ sum_i sum_j x_i a_ij;  (sum_i x_i)^2 is a square and no longer sum
 4  exponentials     e^(x+y) ~ e^x e^y,  e^(q log u) ~ u^q
 5  powers           1/(2 x) ~ x^-1/2,  1/e^x ~ e^-x,  8^(1/2) ~ 2 * 2^(1/2);  roots of positive factors only
 6  fractions        x/(1 + x) ~ 1 - 1/(1 + x);  denominators are freed of exponentials and factorised (SymPy)
 7  logarithms       log(x y) ~ log x + log y only if x and y are certainly positive;  log e^x ~ x
 8  functions        a row of `functions.py` with a definition is replaced by it; Cases by step functions;
                     1[2 u > 0] ~ 1[u > 0], 1[u > 0]^2 ~ 1[u > 0], erf(-u) ~ -erf(u)
 9  hypotheses       sum_c y_c ~ 1 where declared; for a one-hot y: y_c^2 ~ y_c, y_c y_d ~ delta_cd y_c
10  derivatives      a Partial is taken by `differentiate.derivative`
11  maxima           a maximum and its winner are kept, up to the name of the bound index; winner^2 ~ winner
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import count, permutations
from itertools import product as combinations
from math import factorial, prod
from typing import Any

from ..terms.functions import definition_of, function
from ..terms.index import Index
from ..terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Delta,
    Dim,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    rename,
)
from .differentiate import derivative
from .polynomial import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Polynomial,
    add,
    certainly_positive,
    free_of,
    merge,
    monomial_key,
    polynomial_key,
    raised,
    scale,
    without,
)

PERMUTATIONS = (
    720  # orders of like bound indices that are compared; beyond it, sums are left in the first order found
)
CACHE = 100_000

_names = count()  # fresh bound indices while a form is built; none of them is left in the result


def normal_form(term: Term) -> Polynomial:
    """The normal form of a term. Raises ZeroDivisionError where it divides by what is 0 for all values."""
    return FORM[type(term)](term)


# ---------------------------------------------------------------------------- products (rules 1, 2, 5, 6, 9)


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


def _reduce_delta(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """delta_ij^k is delta_ij; beside delta_ij the index j is written i."""
    if exponent > 0 and exponent != 1:
        return reduced(merge(rest, ((atom, Fraction(1)),)))
    i, j = atom.data
    if exponent != 1 or not any(j in other.free for other, _ in rest):
        return None
    return multiply(substitute(((rest, Fraction(1)),), {j: i}), single(atom))


def _reduce_zero_or_one(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """What is 0 or 1 equals its powers."""
    zero_or_one = atom.kind == "wins" or atom.data[0] == "step"
    return (
        reduced(merge(rest, ((atom, Fraction(1)),)))
        if zero_or_one and exponent > 0 and exponent != 1
        else None
    )


def _reduce_entry(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """For a one-hot y: y_c^2 is y_c, and y_c y_d is delta_cd y_c. A mask equals its powers."""
    tensor, indices = atom.data
    if tensor.domain.kind not in ("one_hot", "mask"):
        return None
    if exponent > 0 and exponent != 1:
        return reduced(merge(rest, ((atom, Fraction(1)),)))
    axis = tensor.domain.axis
    for other, power in rest if axis is not None and exponent == 1 else ():
        if other.kind == "entry" and other.data[0] == tensor and power > 0:
            there = other.data[1]
            if all(a == b for k, (a, b) in enumerate(zip(indices, there, strict=True)) if k != axis):
                kept = merge(without(rest, other), ((atom, Fraction(1)),))
                return multiply(reduced(kept), delta(indices[axis], there[axis]))
    return None


def _reduce_prime(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """A prime keeps an exponent between 0 and 1."""
    whole = exponent.numerator // exponent.denominator
    if whole == 0:
        return None
    left = merge(rest, ((atom, exponent - whole),)) if exponent != whole else rest
    return scale(reduced(left), Fraction(atom.data) ** whole)


def _reduce_base(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """P^e with e >= 1 is multiplied out; with e < 0, lead(P) P^e is written P^(e+1) - (P - lead) P^e."""
    body: Polynomial = atom.data
    whole = exponent.numerator // exponent.denominator
    if whole >= 1:
        left = merge(rest, ((atom, exponent - whole),)) if exponent != whole else rest
        return multiply(reduced(left), multiply_all([body] * whole))
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


REDUCE: dict[str, Callable[[Atom, Fraction, Monomial], Polynomial | None]] = {
    "delta": _reduce_delta,
    "apply": _reduce_zero_or_one,
    "wins": _reduce_zero_or_one,
    "entry": _reduce_entry,
    "prime": _reduce_prime,
    "base": _reduce_base,
}


@lru_cache(maxsize=CACHE)
def lead(polynomial: Polynomial) -> tuple[Monomial, Fraction, Polynomial] | None:
    """The monomial that is reduced beside this denominator, its coefficient, and the rest; None if none is fit.

    It has positive exponents only and divides no other monomial, so that the reduction comes to an end.
    """
    fit = [(m, c) for m, c in polynomial if m and all(power > 0 for _, power in m)]
    if not fit:
        return None
    head, coefficient = max(fit, key=lambda term: (sum(power for _, power in term[0]), monomial_key(term[0])))
    tail = tuple(term for term in polynomial if term[0] != head)
    for monomial, _ in tail:
        have = dict(monomial)
        if all(have.get(atom, Fraction(0)) >= power for atom, power in head):
            return None
    return head, coefficient, tail


# ---------------------------------------------------------------------------------------------------- atoms and powers


def single(atom: Atom, exponent: Fraction = Fraction(1)) -> Polynomial:
    return reduced(((atom, exponent),))


def delta(i: Index, j: Index) -> Polynomial:
    if i == j or i.dim == "1":
        return ONE
    return single(Atom("delta", (min(i, j), max(i, j))))


def dimension(name: str) -> Polynomial:
    return (((), Fraction(int(name))),) if name.isdigit() and int(name) else single(Atom("dim", name))


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
        for prime, times in _prime_factors(number):
            result = multiply(result, single(Atom("prime", prime), exponent * times * sign))
    return result


@lru_cache(maxsize=4096)
def _prime_factors(number: int) -> tuple[tuple[int, int], ...]:
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


# ------------------------------------------------------------------------------- exponentials, logarithms, functions


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
    parts = [(p, k) for p, k in _prime_factors(value.numerator)]
    parts += [(p, -k) for p, k in _prime_factors(value.denominator)]
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


def step(argument: Polynomial) -> Polynomial:
    """1 where the argument is positive, else 0; a positive number in front of it does not matter."""
    if not argument or (argument[0][0] == () and len(argument) == 1):
        return ONE if argument and argument[0][1] > 0 else ZERO
    if certainly_positive(argument):
        return ONE
    leading = abs(argument[0][1])
    return single(Atom("apply", ("step", (scale(argument, 1 / leading),))))


def in_pieces(subject: Polynomial, breaks: tuple[Fraction, ...], pieces: list[Polynomial]) -> Polynomial:
    """p_0 + sum_k (p_k - p_{k-1}) 1[subject > break_k]."""
    result = pieces[0]
    for k, point in enumerate(breaks):
        jump = add(pieces[k + 1], scale(pieces[k], Fraction(-1)))
        beyond = step(add(subject, (((), -point),) if point else ZERO))
        result = add(result, multiply(jump, beyond))
    return result


# ------------------------------------------------------------------------------------------------------ sums (rule 3)


def sum_over(index: Index, polynomial: Polynomial) -> Polynomial:
    return add(
        *(scale(_sum_of_product(index, monomial), coefficient) for monomial, coefficient in polynomial)
    )


def _sum_of_product(index: Index, monomial: Monomial) -> Polynomial:
    """Factors without the index leave the sum; a delta resolves it; sums inside that depend on it are joined to it."""
    outside = tuple(pair for pair in monomial if index not in pair[0].free)
    inside = tuple(pair for pair in monomial if index in pair[0].free)
    if not inside:
        return multiply(reduced(outside), dimension(index.dim))
    for atom, exponent in inside:
        if atom.kind == "delta" and exponent == 1:
            i, j = atom.data
            rest: Polynomial = ((without(inside, atom), Fraction(1)),)
            return multiply(reduced(outside), substitute(rest, {index: j if i == index else i}))
    bound, body = [index], ONE
    for atom, exponent in inside:
        if atom.kind == "sum" and exponent > 0 and exponent.denominator == 1:
            for _ in range(int(exponent)):
                own, inner = _opened(atom)
                bound += own
                body = multiply(body, inner)
        else:
            body = multiply(body, single(atom, exponent))
    if _hangs_together(bound, body):
        return multiply(reduced(outside), scale(connected(tuple(bound), body[0][0]), body[0][1]))
    return multiply(reduced(outside), _sum_in_turn(bound, body))


def _hangs_together(bound: list[Index], body: Polynomial) -> bool:
    """One product in which every bound index occurs and no delta is left to resolve."""
    return (
        len(body) == 1
        and free_of(body) >= set(bound)
        and not any(
            atom.kind == "delta" and exponent == 1 and set(atom.data) & set(bound)
            for atom, exponent in body[0][0]
        )
    )


def _sum_in_turn(bound: list[Index], body: Polynomial) -> Polynomial:
    """The body fell apart into several products: each is summed anew, the innermost index first."""
    for index in reversed(bound):
        body = sum_over(index, body)
    return body


def _opened(atom: Atom) -> tuple[list[Index], Polynomial]:
    """The bound indices of a sum under new names, and its body."""
    bound, body = atom.data
    names = {index: Index(f"~{next(_names)}", index.dim) for index in bound}
    return list(names.values()), substitute(((body, Fraction(1)),), names)


def connected(bound: tuple[Index, ...], body: Monomial) -> Polynomial:
    """The sum of one product over indices that hang together, with canonical names; hypotheses apply."""
    for index in bound:
        resolved = _sums_to_one(index, body)
        if resolved is not None:
            return _sum_in_turn([other for other in bound if other != index], resolved)
    height = 1 + max(atom.height for atom, _ in body)
    best: tuple[str, dict[Index, Index], Polynomial] | None = None
    for order in _orders(bound, body):
        names = {index: Index(f"${height:02d}_{k}", index.dim) for k, index in enumerate(order)}
        form = substitute(((body, Fraction(1)),), names)
        key = polynomial_key(form)
        if best is None or key < best[0]:
            best = (key, names, form)
    assert best is not None
    _, names, form = best
    if len(form) != 1:
        return _sum_in_turn(list(names.values()), form)
    monomial, coefficient = form[0]
    return scale(single(Atom("sum", (tuple(sorted(names.values())), monomial))), coefficient)


def _sums_to_one(index: Index, body: Monomial) -> Polynomial | None:
    """Rule 9: if `index` occurs in the product only as the axis along which a tensor sums to 1, that factor goes."""
    holders = [(atom, exponent) for atom, exponent in body if index in atom.free]
    if len(holders) != 1 or holders[0][1] != 1 or holders[0][0].kind != "entry":
        return None
    tensor, indices = holders[0][0].data
    axis = tensor.domain.axis
    if axis is None or indices[axis] != index or indices.count(index) != 1:
        return None
    return reduced(without(body, holders[0][0]))


def _orders(bound: tuple[Index, ...], body: Monomial) -> list[tuple[Index, ...]]:
    """The orders of the bound indices that are to be compared: only like ones are exchanged."""
    if len(bound) == 1:
        return [bound]
    blank = {index: Index("?", index.dim) for index in bound}
    signature = {
        index: (
            index.dim,
            polynomial_key(substitute(((body, Fraction(1)),), {**blank, index: Index("*", index.dim)})),
        )
        for index in bound
    }
    groups: dict[tuple[str, str], list[Index]] = {}
    for index in sorted(bound, key=lambda index: signature[index]):
        groups.setdefault(signature[index], []).append(index)
    like = [groups[key] for key in sorted(groups)]
    if prod(factorial(len(group)) for group in like) > PERMUTATIONS:
        return [tuple(index for group in like for index in group)]
    return [sum(order, ()) for order in combinations(*(permutations(group) for group in like))]


# --------------------------------------------------------------------------------------------------- substitution


def substitute(polynomial: Polynomial, names: dict[Index, Index]) -> Polynomial:
    """Other names for free indices; two indices may become one."""
    return transform(polynomial, _Renaming(tuple(sorted(names.items()))))


class _Renaming:
    """The change that renames indices; equal renamings are equal, so that results can be remembered."""

    __slots__ = ("names", "pairs")

    def __init__(self, pairs: tuple[tuple[Index, Index], ...]) -> None:
        self.pairs, self.names = pairs, dict(pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Renaming) and self.pairs == other.pairs

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
            case "wins":
                index, body, at = atom.data
                other, changed = _renewed(index, body, self)
                return winner(other, changed, get(at, at))
        return None


Change = Callable[[Atom], Polynomial | None]


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
        case "sum":
            bound, inner = _opened(atom)
            return _sum_in_turn(bound, transform(inner, change))
        case "max":
            index, body = atom.data
            return maximum(*_renewed(index, body, change))
        case "wins":
            index, body, at = atom.data
            other, changed = _renewed(index, body, change)
            return winner(other, changed, at)
    return single(atom)


def _renewed(index: Index, body: Polynomial, change: Change) -> tuple[Index, Polynomial]:
    """A bound index under a new name, and the changed body."""
    other = Index(f"~{next(_names)}", index.dim)
    return other, transform(substitute(body, {index: other}), change)


# ------------------------------------------------------------------------------------------------ maxima (rule 11)


def maximum(index: Index, body: Polynomial) -> Polynomial:
    if index not in free_of(body):
        return body
    return single(Atom("max", _canonical(index, body)))


def winner(index: Index, body: Polynomial, at: Index) -> Polynomial:
    return single(Atom("wins", (*_canonical(index, body), at)))


def _canonical(index: Index, body: Polynomial) -> tuple[Index, Polynomial]:
    height = 1 + max((atom.height for monomial, _ in body for atom, _ in monomial), default=0)
    name = Index(f"^{height:02d}", index.dim)
    return name, substitute(body, {index: name})


# -------------------------------------------------------------------------------------------------- terms to forms


def _apart(index: Index, body: Term) -> tuple[Index, Polynomial]:
    other = Index(f"~{next(_names)}", index.dim)
    return other, normal_form(rename(body, {index: other}))


def _form_apply(term: Apply) -> Polynomial:
    if function(term.function).primitive:
        return applied(term.function, tuple(normal_form(arg) for arg in term.args))
    return normal_form(definition_of(term))


def _form_winner(term: Winner) -> Polynomial:
    other, body = _apart(term.index, term.body)
    return winner(other, body, term.at)


FORM: dict[type[Term], Callable[[Any], Polynomial]] = {
    Number: lambda t: (((), t.value),) if t.value else ZERO,
    Dim: lambda t: dimension(t.name),
    Constant: lambda t: single(Atom("pi", ())),
    Component: lambda t: single(Atom("entry", (t.tensor, t.indices))),
    Delta: lambda t: delta(t.i, t.j),
    Add: lambda t: add(*(normal_form(arg) for arg in t.args)),
    Mul: lambda t: multiply_all([normal_form(arg) for arg in t.args]),
    Power: lambda t: power(normal_form(t.base), t.exponent),
    Sum: lambda t: sum_over(*_apart(t.index, t.body)),
    Apply: _form_apply,
    Cases: lambda t: in_pieces(normal_form(t.subject), t.breaks, [normal_form(piece) for piece in t.pieces]),
    Partial: lambda t: normal_form(derivative(t.body, t.wrt)),
    Maximum: lambda t: maximum(*_apart(t.index, t.body)),
    Winner: _form_winner,
}
