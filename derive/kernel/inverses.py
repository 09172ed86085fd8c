"""Rule 12: the inverse of a matrix meets that matrix in a sum.

    sum_k A_ik (A^-1)_kj  ~  delta_ij                  sum_k (A^-1)_ik A_kj  ~  delta_ij
    (c A)^-1              ~  A^-1 / c                  (A^T)^-1  ~  (A^-1)^T

A is any polynomial in a row and a column index, as X^T X + lambda I is. Of a sum, one product stands for the whole:
with A = B + C, sum_k B_ik (A^-1)_kj is written delta_ij - sum_k C_ik (A^-1)_kj. That A has an inverse is taken for
granted, which is what an inverse in a line says; nothing else is: A A ~ I is not derived, nor A^T A^-1 ~ I.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from ..terms.index import Index
from .arithmetic import delta, multiply, reduced, single
from .polynomial import (
    Atom,
    Monomial,
    Polynomial,
    free_of,
    height_of,
    merge,
    monomial_key,
    polynomial_key,
    raised,
    scale,
    without,
)
from .substitution import Change, Renaming, new_name, substitute, transform

Part = tuple[list[Index], Polynomial]  # bound indices, and what is to be summed over them
Names = dict[Index, Index]

SCALARS = (
    "entry",
    "dim",
    "pi",
    "prime",
    "exp",
    "base",
    "sum",
)  # kinds of atoms that leave an inverse as a factor


def inverse(row: Index, column: Index, body: Polynomial, i: Index, j: Index) -> Polynomial:
    """Entry (i, j) of the inverse of the matrix `body`, without the factors that all its entries share."""
    if not body:
        raise ZeroDivisionError("the inverse of a zero matrix")
    common, coefficient = _shared_factor(row, column, body)
    outside = scale(reduced(raised(common, Fraction(-1))), 1 / coefficient)
    body = scale(multiply(body, reduced(raised(common, Fraction(-1)))), 1 / coefficient)
    if body == delta(row, column):
        return multiply(outside, delta(i, j))
    names = [Index(f"@{1 + height_of(body):02d}{side}", row.dim) for side in "rc"]
    upright = substitute(body, {row: names[0], column: names[1]})
    turned = substitute(body, {row: names[1], column: names[0]})
    if turned == upright:
        i, j = min(i, j), max(i, j)
    elif polynomial_key(turned) < polynomial_key(upright):
        upright, i, j = turned, j, i
    return multiply(outside, single(Atom("inv", (*names, upright, i, j))))


def _shared_factor(row: Index, column: Index, body: Polynomial) -> tuple[Monomial, Fraction]:
    """The scalars that are a factor of every entry, and the coefficient of the last product."""
    atoms = {atom for atom, _ in body[0][0] if atom.kind in SCALARS and not atom.free & {row, column}}
    least = [(atom, min(dict(m).get(atom, Fraction(0)) for m, _ in body)) for atom in sorted(atoms)]
    common = tuple(pair for pair in least if pair[1] and not _zero_or_one(pair[0]))
    return common, body[-1][1]


def _zero_or_one(atom: Atom) -> bool:
    return atom.kind == "entry" and atom.data[0].domain.kind in {"mask", "one_hot"}


def rebuild_inverse(atom: Atom, change: Change) -> Polynomial:
    row, column, body, i, j = atom.data
    names = {row: new_name(row), column: new_name(column)}
    changed = transform(substitute(body, names), change)
    ends = change.names if isinstance(change, Renaming) else {}
    return inverse(names[row], names[column], changed, ends.get(i, i), ends.get(j, j))


# ----------------------------------------------------------------------------------------------- an inverse in a sum


@dataclass(frozen=True, slots=True)
class Lead:
    """The product of a matrix that is looked for beside the inverse: coefficient * scalars * sum over `own` of `core`.

    term    as it stands in the polynomial of the matrix
    """

    term: Monomial
    coefficient: Fraction
    scalars: Monomial
    own: tuple[Index, ...]
    core: Monomial


def lead_of(row: Index, column: Index, matrix: Polynomial) -> Lead | None:
    """The longest product that depends on both indices and has no more than positive scalars in front of it."""
    found = [lead for term in matrix if (lead := _as_lead(row, column, *term)) is not None]
    return max(found, key=lambda lead: (len(lead.core), monomial_key(lead.term)), default=None)


def _as_lead(row: Index, column: Index, term: Monomial, coefficient: Fraction) -> Lead | None:
    scalars = tuple(pair for pair in term if not pair[0].free & {row, column})
    core = tuple(pair for pair in term if pair[0].free & {row, column})
    own: tuple[Index, ...] = ()
    for atom, exponent in core:
        if atom.kind == "sum":
            if own or exponent != 1:
                return None
            own, inner = atom.data
            core = merge(without(core, atom), inner)
    free = frozenset().union(*(atom.free for atom, _ in core))
    fits = {row, column} <= free and all(atom.positive for atom, _ in scalars)
    return Lead(term, coefficient, scalars, own, core) if fits else None


def meet(bound: tuple[Index, ...], body: Monomial) -> list[Part] | None:
    """A sum of one product in which an inverse meets its matrix, as sums of products; None if it nowhere does.

    Of sum_k sum_n X_ni X_nk inv_kj v_j, where inv is that of X^T X, the sums over k and n go: delta_ij v_j is left.
    """
    for atom, exponent in body:
        if atom.kind == "inv" and exponent == 1:
            row, column, matrix, i, j = atom.data
            lead = lead_of(row, column, matrix)
            for summed, stays, near, far in _meetings(row, column, matrix, i, j):
                own = free_of(
                    matrix
                )  # a matrix that depends on the index of the sum is another one in each term
                if lead is not None and summed in bound and summed != stays and summed not in own:
                    rest = without(body, atom)
                    inside = tuple(index for index in bound if index not in own)
                    for names in _namings(inside, rest, lead, {near: summed}, far, stays):
                        left = _rest(rest, lead, names, names[far])
                        if left is not None:
                            return _parts(bound, atom, lead, left, names, (summed, stays, names[far]))
    return None


def _meetings(
    row: Index, column: Index, matrix: Polynomial, i: Index, j: Index
) -> Iterator[tuple[Index, Index, Index, Index]]:
    """The index of the inverse that is summed, the one that stays, and of the matrix the near and the far end.

    (A^-1)_ij A_jk is delta_ik, and A_ki (A^-1)_ij is delta_kj; a symmetric A is always read as A_jk, lest a part of it
    and its transpose take turns.
    """
    yield j, i, row, column
    aside = new_name(row)
    turned = substitute(substitute(matrix, {row: aside}), {column: row})
    yield (i, j, row, column) if substitute(turned, {aside: column}) == matrix else (i, j, column, row)


def _namings(
    bound: tuple[Index, ...], rest: Monomial, lead: Lead, near: Names, far: Index, stays: Index
) -> Iterator[Names]:
    """The ways in which the indices of the matrix can be those of the sum."""
    (summed,) = near.values()
    around = sorted(frozenset().union(*(atom.free for atom, _ in rest)) - {summed})
    for end in around:
        inside = [index for index in bound if index not in (summed, stays, end)]
        for chosen in permutations(inside, len(lead.own)):
            names = {**near, far: end, **dict(zip(lead.own, chosen, strict=True))}
            if all(old.dim == new.dim for old, new in names.items()):
                yield names


def _rest(rest: Monomial, lead: Lead, names: Names, end: Index) -> Monomial | None:
    """What is left of a product without the matrix under these names; None if the matrix is not a factor of it.

    The indices of the matrix, but for its far end, must not occur in what is left.
    """
    core = substitute(((lead.core, Fraction(1)),), names)
    if len(core) != 1 or core[0][1] != 1:
        return None
    have, want = dict(rest), core[0][0]
    if not all(0 < exponent <= have.get(atom, Fraction(0)) for atom, exponent in want):
        return None
    left = merge(rest, raised(want, Fraction(-1)))
    gone = set(names.values()) - {end}
    return None if any(atom.free & gone for atom, _ in left) else left


def _parts(
    bound: tuple[Index, ...], atom: Atom, lead: Lead, left: Monomial, names: Names, ends: tuple[Index, ...]
) -> list[Part]:
    """The delta that stands for the whole matrix, less what the other products of the matrix add to it."""
    summed, stays, end = ends
    outside = [index for index in bound if index not in set(names.values()) - {end}]
    before = multiply(reduced(left), reduced(raised(lead.scalars, Fraction(-1))))
    others = substitute(tuple(term for term in atom.data[2] if term[0] != lead.term), names)
    return [
        (outside, scale(multiply(before, delta(stays, end)), 1 / lead.coefficient)),
        (
            [*outside, summed],
            scale(multiply(multiply(before, others), single(atom)), -1 / lead.coefficient),
        ),
    ]
