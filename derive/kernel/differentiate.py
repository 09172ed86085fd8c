"""The derivative of a term with respect to one entry of a tensor, by the rules and nothing else.

Only sums and products with 0 and 1 are cleared away; whatever else could be simplified is left as it is. The slopes of
the elementary functions come from SymPy, piece by piece (`functions.slope_of`). At a kink the result says nothing:
it is the derivative almost everywhere.

    constant       D c = 0                          power      D b^e = e b^(e-1) D b
    entry          D X_ij = delta_ip delta_jq       chain      D f(u) = f'(u) D u
    sum            D (u + v) = D u + D v            cases      D piece by piece, open at the breaks
    product        D (u v) = (D u) v + u D v        maximum    D max_k u_k = sum_k [k wins] D u_k
    inverse        D (A^-1)_ij = - sum_p sum_q (A^-1)_ip (D A_pq) (A^-1)_qj
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..terms.functions import function, slope_of
from ..terms.index import Index, fresh
from ..terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Delta,
    Inverse,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    free_indices,
    rename,
)

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def derivative(term: Term, wrt: Component) -> Term:
    """D term / D wrt. The free indices of the result are those of the term and of `wrt` together.

    Raises ValueError for a function whose slope is not known.
    """
    match term:
        case Component(tensor, ix):
            if tensor != wrt.tensor:
                return ZERO
            return product([Delta(i, p) for i, p in zip(ix, wrt.indices, strict=True)])
        case Add(args):
            return addition([derivative(part, wrt) for part in args])
        case Mul(args):
            return addition(
                [product([*args[:k], derivative(part, wrt), *args[k + 1 :]]) for k, part in enumerate(args)]
            )
        case Power(base, exponent):
            outer = base if exponent == 2 else Power(base, exponent - 1)
            return product([Number(exponent), outer, derivative(base, wrt)])
        case Apply():
            return _chain(term, wrt)
        case Sum(index, body):
            index, body = _apart(index, body, wrt)
            inner = derivative(body, wrt)
            return ZERO if inner == ZERO else Sum(index, inner)
        case Maximum(index, body):
            index, body = _apart(index, body, wrt)
            inner = derivative(body, wrt)
            return ZERO if inner == ZERO else Sum(index, product([_wins(index, body, index), inner]))
        case Cases(subject, breaks, pieces, _):
            slopes = tuple(derivative(piece, wrt) for piece in pieces)
            return (
                ZERO if all(slope == ZERO for slope in slopes) else Cases(subject, breaks, slopes, open=True)
            )
        case Inverse():
            return _inverse(term, wrt)
        case Partial(body, inner_wrt):
            return derivative(derivative(body, inner_wrt), wrt)
    return ZERO  # numbers, dimensions, constants, deltas; a winner is constant almost everywhere


def addition(terms: list[Term]) -> Term:
    """The sum, flat and without zeros."""
    flat = [
        part for term in terms for part in (term.args if isinstance(term, Add) else (term,)) if part != ZERO
    ]
    return ZERO if not flat else flat[0] if len(flat) == 1 else Add(tuple(flat))


def product(terms: list[Term]) -> Term:
    """The product, flat and without ones; 0 where a factor is 0."""
    flat = [
        part for term in terms for part in (term.args if isinstance(term, Mul) else (term,)) if part != ONE
    ]
    if ZERO in flat:
        return ZERO
    return ONE if not flat else flat[0] if len(flat) == 1 else Mul(tuple(flat))


def _chain(call: Apply, wrt: Component) -> Term:
    parts: list[Term] = []
    for position, argument in enumerate(call.args):
        inner = derivative(argument, wrt)
        if inner != ZERO and function(call.function).name != "step":
            parts.append(product([slope_of(call, position), inner]))
    return addition(parts)


def _inverse(term: Inverse, wrt: Component) -> Term:
    taken = [*wrt.indices, *free_indices(term), *free_indices(term.body)]
    p = fresh(term.row, [*taken, term.row, term.column])
    q = fresh(term.row, [*taken, term.row, term.column, p])
    inner = derivative(rename(term.body, {term.row: p, term.column: q}), wrt)
    if inner == ZERO:
        return ZERO
    left, right = replace(term, j=p), replace(term, i=q)
    return product([Number(Fraction(-1)), Sum(p, Sum(q, product([left, inner, right])))])


def _apart(index: Index, body: Term, wrt: Component) -> tuple[Index, Term]:
    """The bound index of a sum renamed where `wrt` uses the same name freely."""
    if index not in wrt.indices:
        return index, body
    other = fresh(index, [*wrt.indices, *free_indices(body), index])
    return other, rename(body, {index: other})


def _wins(index: Index, body: Term, at: Index) -> Term:
    """1 where `body` is greatest at `at`; the index of the maximum itself is renamed out of the way."""
    inner = fresh(index, [*free_indices(body), at])
    return Winner(inner, rename(body, {index: inner}), at)
