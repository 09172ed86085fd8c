"""Rules 2, 3, 9 and 11: deltas, sums with canonical bound indices, hypotheses about entries, maxima.

Rule 12 is asked where a sum is finished: an inverse may meet its matrix in it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from itertools import product as combinations
from math import factorial, prod

from ..terms.index import Index
from .arithmetic import delta, dimension, multiply, reduced, single
from .inverses import meet
from .polynomial import ONE, Atom, Monomial, Polynomial, add, free_of, merge, polynomial_key, scale, without
from .substitution import Change, Renaming, new_name, substitute, transform

PERMUTATIONS = 720  # orders of like bound indices that are compared; beyond it, the first order found is kept


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
    names = {index: new_name(index) for index in bound}
    return list(names.values()), substitute(((body, Fraction(1)),), names)


def connected(bound: tuple[Index, ...], body: Monomial) -> Polynomial:
    """The sum of one product over indices that hang together, with canonical names; hypotheses apply."""
    for index in bound:
        resolved = _sums_to_one(index, body)
        if resolved is not None:
            return _sum_in_turn([other for other in bound if other != index], resolved)
    met = meet(bound, body)
    if met is not None:
        return add(*(_sum_in_turn(left, part) for left, part in met))
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


def reduce_delta(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
    """delta_ij^k is delta_ij; beside delta_ij the index j is written i."""
    if exponent > 0 and exponent != 1:
        return reduced(merge(rest, ((atom, Fraction(1)),)))
    i, j = atom.data
    if exponent != 1 or not any(j in other.free for other, _ in rest):
        return None
    return multiply(substitute(((rest, Fraction(1)),), {j: i}), single(atom))


def reduce_entry(atom: Atom, exponent: Fraction, rest: Monomial) -> Polynomial | None:
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


def maximum(index: Index, body: Polynomial) -> Polynomial:
    if index not in free_of(body):
        return body
    return single(Atom("max", _canonical(index, body)))


def winner(index: Index, body: Polynomial, at: Index) -> Polynomial:
    """What is added to every candidate does not change the winner, nor does a positive number before all of them."""
    name, body = _canonical(index, body)
    body = tuple(term for term in body if any(name in atom.free for atom, _ in term[0]))
    leading = abs(body[0][1]) if body else Fraction(1)
    return single(Atom("wins", (name, scale(body, 1 / leading), at)))


def _canonical(index: Index, body: Polynomial) -> tuple[Index, Polynomial]:
    height = 1 + max((atom.height for monomial, _ in body for atom, _ in monomial), default=0)
    name = Index(f"^{height:02d}", index.dim)
    return name, substitute(body, {index: name})


def _renewed(index: Index, body: Polynomial, change: Change) -> tuple[Index, Polynomial]:
    """A bound index under a new name, and the changed body."""
    other = new_name(index)
    return other, transform(substitute(body, {index: other}), change)


def rebuild_sum(atom: Atom, change: Change) -> Polynomial:
    bound, inner = _opened(atom)
    return _sum_in_turn(bound, transform(inner, change))


def rebuild_maximum(atom: Atom, change: Change) -> Polynomial:
    index, body = atom.data
    return maximum(*_renewed(index, body, change))


def rebuild_winner(atom: Atom, change: Change) -> Polynomial:
    index, body, at = atom.data
    other, changed = _renewed(index, body, change)
    return winner(other, changed, change.names.get(at, at) if isinstance(change, Renaming) else at)
