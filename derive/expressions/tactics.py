"""Tactics that propose the next line of a derivation. None of them is trusted: the gate proves what they propose.

contract   sum_k delta_kj f_k -> f_j, through products, sums and brackets that are in the way
tidy       cancel equal factors, take constants out of sums, take out common factors, collect terms
to_one     sum_k y_k -> 1 where the entries of y are declared to sum to 1
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ..kernel.differentiate import ONE, ZERO, addition, product
from ..terms.index import Index, fresh
from ..terms.terms import (
    Add,
    Component,
    Constant,
    Delta,
    Dim,
    Mul,
    Number,
    Power,
    Sum,
    Term,
    children,
    free_indices,
    rename,
    subterms,
    with_children,
)
from .lettering import bare

# ------------------------------------------------------------------------------------------------ Kronecker deltas


def contract(term: Term) -> Term:
    """Every sum over an index that a delta fixes is replaced by its one term."""
    match term:
        case Delta(i, j) if i == j:
            return ONE
        case Sum(index, body):
            return _contracted(index, contract(body))
        case Mul(args):
            return product([contract(arg) for arg in args])
        case Add(args):
            return addition([contract(arg) for arg in args])
    parts = children(term)
    return with_children(term, [contract(part) for part in parts]) if parts else term


def _contracted(index: Index, body: Term) -> Term:
    if body == ZERO:
        return ZERO
    factors = list(body.args) if isinstance(body, Mul) else [body]
    outside = [f for f in factors if isinstance(f, Delta) and index not in (f.i, f.j)]
    rest = [f for f in factors if f not in outside]
    if outside:
        return product([*outside, _contracted(index, product(rest))])
    for k, factor in enumerate(rest):
        others = rest[:k] + rest[k + 1 :]
        match factor:
            case Delta(i, j):
                return contract(rename(product(others), {index: j if i == index else i}))
            case Add(args) if _fixes(factor, index):
                return addition(
                    [_contracted(index, product([*rest[:k], part, *rest[k + 1 :]])) for part in args]
                )
            case Sum(inner, inside) if _fixes(factor, index):
                other = fresh(inner, [index, inner, *free_indices(body)])
                moved = rename(inside, {inner: other})
                return _summed(other, _contracted(index, product([*rest[:k], moved, *rest[k + 1 :]])))
    return Sum(index, body)


def _summed(index: Index, body: Term) -> Term:
    return ZERO if body == ZERO else _contracted(index, body)


def _fixes(term: Term, index: Index) -> bool:
    """Whether a delta with this index can be brought to the front of the term."""
    match term:
        case Delta(i, j):
            return index in (i, j)
        case Add(args) | Mul(args):
            return any(_fixes(arg, index) for arg in args)
        case Sum(_, body):
            return _fixes(body, index)
    return False


def to_one(term: Term) -> Term:
    """A sum of one entry over the axis along which it sums to 1 becomes 1."""
    match term:
        case Sum(index, Component(tensor, indices)) if tensor.domain.axis is not None:
            if indices[tensor.domain.axis] == index and indices.count(index) == 1:
                return ONE
    parts = children(term)
    return with_children(term, [to_one(part) for part in parts]) if parts else term


# --------------------------------------------------------------------------------------------------------- algebra


def tidy(term: Term) -> Term:
    """The term with equal factors cancelled, constants outside of the sums and like terms collected."""
    match term:
        case Sum(index, body):
            return _outside(index, tidy(body))
        case Mul(args):
            return times([tidy(arg) for arg in args])
        case Add(args):
            return plus([tidy(arg) for arg in args])
        case Power(base, exponent):
            return times([_powered(tidy(base), exponent)])
    parts = children(term)
    return with_children(term, [tidy(part) for part in parts]) if parts else term


def _powered(base: Term, exponent: Fraction) -> Term:
    match base:
        case Number(value) if exponent.denominator == 1 and value and abs(exponent) <= 8:
            return Number(value ** int(exponent))
        case Power(inner, other) if exponent.denominator == 1:
            return Power(inner, other * exponent)
        case Mul(args) if exponent.denominator == 1:
            return times([_powered(arg, exponent) for arg in args])
    return Power(base, exponent)


def _outside(index: Index, body: Term) -> Term:
    """Factors that do not depend on the index stand in front of its sum; a sum of equal terms is a multiple."""
    if body == ZERO:
        return ZERO
    factors = list(body.args) if isinstance(body, Mul) else [body]
    free = [f for f in factors if index not in free_indices(f)]
    bound = [f for f in factors if index in free_indices(f)]
    if not bound:
        size: Term = Number(Fraction(index.dim)) if index.dim.isdigit() else Dim(index.dim)
        return times([size, *free])
    return times([*free, Sum(index, times(bound))])


def split(term: Term) -> Term:
    """Sums of sums taken apart, where like terms then cancel: sum_k (x_k - m) with m the mean of x is 0.

    What is left is joined again: sum_m y_m w_m - sum_k s_k w_k is sum_m w_m (y_m - s_m).
    """
    apart = join(tidy(_split(term)))
    return apart if _size(apart) < _size(term) else term


def split_to_one(term: Term) -> Term:
    """The same, where a sum that is 1 shows only when it is taken apart."""
    apart = join(tidy(to_one(tidy(_split(term)))))
    return apart if _size(apart) < _size(term) else tidy(to_one(term))


def join(term: Term) -> Term:
    """Sums over one dimension, added, as one sum where that is shorter."""
    match term:
        case Sum(index, body):
            return _outside(index, join(body))
        case Mul(args):
            return times([join(arg) for arg in args])
        case Add(args):
            return _joined([join(arg) for arg in args])
    return term


def _joined(terms: list[Term]) -> Term:
    before = plus(terms)
    dims: dict[str, list[Term]] = {}
    for part in _args(before):
        sums = [f for f in (part.args if isinstance(part, Mul) else (part,)) if isinstance(f, Sum)]
        if len(sums) >= 1:
            dims.setdefault(sums[-1].index.dim, []).append(part)
    for dim, parts in dims.items():
        if len(parts) > 1:
            index = fresh(Index("t", dim), [i for p in parts for q in subterms(p) for i in free_indices(q)])
            body = join(plus([_inside(index, part) for part in parts]))
            after = plus([*(p for p in _args(before) if p not in parts), _outside(index, body)])
            if _size(after) < _size(before):
                return after
    return before


def _inside(index: Index, part: Term) -> Term:
    """What is summed over `index`, if the last sum of a product is opened."""
    factors = list(part.args) if isinstance(part, Mul) else [part]
    place = max(k for k, f in enumerate(factors) if isinstance(f, Sum))
    opened = factors[place]
    assert isinstance(opened, Sum)
    return times([*factors[:place], rename(opened.body, {opened.index: index}), *factors[place + 1 :]])


def _split(term: Term) -> Term:
    match term:
        case Sum(index, body):
            body = _split(body)
            parts = body.args if isinstance(body, Add) else tuple(_opened([body]))
            return addition([_outside(index, part) for part in parts])
        case Mul(args):
            return times([_split(arg) for arg in args])
    parts = children(term)
    return with_children(term, [_split(part) for part in parts]) if parts else term


def _size(term: Term) -> int:
    return sum(1 for _ in subterms(term))


def times(factors: Iterable[Term]) -> Term:
    """A product: one number, then sizes and scalars, then the rest; equal factors as one power; signs into a sum."""
    number = Fraction(1)
    powers: dict[Term, tuple[Term, Fraction]] = {}
    for factor in _flat(factors):
        if isinstance(factor, Number):
            number *= factor.value
            continue
        base, exponent = (
            (factor.base, factor.exponent) if isinstance(factor, Power) else (factor, Fraction(1))
        )
        if isinstance(base, Delta):
            exponent = Fraction(1)
        key = bare(base)
        known = powers.get(key)
        total = exponent if known is None or isinstance(base, Delta) else known[1] + exponent
        powers[key] = (base if known is None else known[0], total)
    if number == 0:
        return ZERO
    kept = [base if e == 1 else Power(base, e) for base, e in powers.values() if e != 0]
    return _ordered(number, kept)


def _flat(factors: Iterable[Term]) -> list[Term]:
    return [part for f in factors for part in (_flat(f.args) if isinstance(f, Mul) else [f])]


def _ordered(number: Fraction, factors: list[Term]) -> Term:
    """Number first, sums last; a minus goes into a bracket in which most parts are negative."""
    if number < 0:
        for k, factor in enumerate(factors):
            turned = _turned(factor)
            if turned is not None:
                rest = [
                    *factors[:k],
                    *(turned.args if isinstance(turned, Mul) else (turned,)),
                    *factors[k + 1 :],
                ]
                number, factors = -number, rest
                break
    return product([Number(number), *sorted(factors, key=_rank)])


def _turned(term: Term) -> Term | None:
    """Minus the term, if that is a bracket, or a sum over one, with fewer signs; else None."""
    match term:
        case Add(args) if _mostly_negative(term):
            return _positive_first(addition([_negated(arg) for arg in args]))
        case Sum(index, body):
            parts = list(body.args) if isinstance(body, Mul) else [body]
            for k, part in enumerate(parts):
                turned = _turned(part)
                if turned is not None:
                    return Sum(index, product([*parts[:k], turned, *parts[k + 1 :]]))
    return None


def _args(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Add) else (term,)


def _rank(factor: Term) -> int:
    base = factor.base if isinstance(factor, Power) else factor
    if isinstance(base, Dim | Constant):
        return 0
    if not free_indices(base) and not isinstance(base, Sum):
        return 1
    return 4 if isinstance(base, Sum) else 3 if isinstance(base, Add) else 2


def coefficient(term: Term) -> tuple[Fraction, Term]:
    """The number in front of a term, and the rest."""
    match term:
        case Number(value):
            return value, ONE
        case Mul((Number(value), *rest)):
            return value, product(list(rest))
    return Fraction(1), term


def _negated(term: Term) -> Term:
    number, rest = coefficient(term)
    return product([Number(-number), rest])


def _mostly_negative(term: Term) -> bool:
    signs = [coefficient(arg)[0] < 0 for arg in _args(term)]
    return 2 * sum(signs) >= len(signs)


def _positive_first(term: Term) -> Term:
    """The first positive part stands in front, where the first one is negative."""
    args = _args(term)
    place = next((k for k, arg in enumerate(args) if coefficient(arg)[0] > 0), 0)
    return addition([args[place], *args[:place], *args[place + 1 :]])


def plus(terms: Iterable[Term]) -> Term:
    """A sum with like terms collected and common factors taken out; brackets are opened where that makes it shorter."""
    collected = _collected(terms)
    opened = _collected(_opened(collected))
    return min((_common(collected), _common(opened)), key=_size)


def _collected(terms: Iterable[Term]) -> list[Term]:
    found: dict[frozenset[Term], tuple[Fraction, Term]] = {}
    for term in terms:
        for part in _args(term):
            number, rest = coefficient(part)
            key = frozenset(_factors(rest))
            before = found.get(key, (Fraction(0), rest))
            found[key] = (before[0] + number, before[1])
    return [product([Number(number), rest]) for number, rest in found.values() if number]


def _opened(terms: list[Term]) -> list[Term]:
    """Products with one bracket, multiplied out."""
    result: list[Term] = []
    for term in terms:
        factors = list(term.args) if isinstance(term, Mul) else [term]
        place = next((k for k, f in enumerate(factors) if isinstance(f, Add)), None)
        if place is None or len(factors) == 1:
            result.append(term)
        else:
            rest = factors[:place] + factors[place + 1 :]
            result.extend(times([*rest, arg]) for arg in _args(factors[place]))
    return result


def _common(terms: list[Term]) -> Term:
    """The factors that all terms share, in front of a bracket."""
    if len(terms) < 2:
        return addition(terms) if terms else ZERO
    numbers = {abs(coefficient(term)[0]) for term in terms}
    number = numbers.pop() if len(numbers) == 1 else Fraction(1)
    split = [_signed(coefficient(term)[1]) for term in terms]
    shared = [key for key in split[0] if all(key in other for other in split[1:])]
    if not shared and number == 1:
        return addition(terms)
    inside = []
    for term, parts in zip(terms, split, strict=True):
        turned = sum(parts[key][0] != split[0][key][0] for key in shared)
        own = coefficient(term)[0] / number * (-1) ** turned
        inside.append(times([Number(own), *(f for key, (_, f) in parts.items() if key not in shared)]))
    bracket = plus(inside)
    return times([Number(number), *(split[0][key][1] for key in shared), bracket])


def _signed(term: Term) -> dict[Term, tuple[bool, Term]]:
    """The factors of a product; a - b and b - a are one factor, with another sign."""
    found: dict[Term, tuple[bool, Term]] = {}
    for factor in _factors(term).values():
        key, minus = bare(factor), False
        if isinstance(factor, Add):
            parts = sorted((coefficient(bare(arg))[::-1] for arg in factor.args), key=repr)
            minus = parts[0][1] < 0
            key = Add(tuple(product([Number(-n if minus else n), rest]) for rest, n in parts))
        found[key] = (minus, factor)
    return found


def _factors(term: Term) -> dict[Term, Term]:
    return {bare(f): f for f in (term.args if isinstance(term, Mul) else (term,)) if f != ONE}
