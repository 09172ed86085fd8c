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
                     1[u > 0]^2 ~ 1[u > 0], more on step functions in `steps.py`; erf(-u) ~ -erf(u)
 9  hypotheses       sum_c y_c ~ 1 where declared; for a one-hot y: y_c^2 ~ y_c, y_c y_d ~ delta_cd y_c
10  derivatives      a Partial is taken by `differentiate.derivative`
11  maxima           a maximum and its winner are kept, up to the name of the bound index; winner^2 ~ winner;
                     the winner among 2 u_k + c is that among u_k
12  inverses         sum_k A_ik (A^-1)_kj ~ delta_ij ~ sum_k (A^-1)_ik A_kj;  (2 A)^-1 ~ A^-1 / 2;  (A^T)^-1 ~ (A^-1)^T
"""

from __future__ import annotations

from collections.abc import Callable
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
    Inverse,
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
from .arithmetic import REDUCE, delta, dimension, multiply_all, single
from .differentiate import derivative
from .functions import applied, in_pieces
from .inverses import inverse, rebuild_inverse
from .polynomial import ZERO, Atom, Polynomial, add
from .powers import power, reduce_base, reduce_prime
from .steps import reduce_zero_or_one
from .substitution import REBUILD, new_name
from .sums import (
    maximum,
    rebuild_maximum,
    rebuild_sum,
    rebuild_winner,
    reduce_delta,
    reduce_entry,
    sum_over,
    winner,
)

REDUCE.update(
    delta=reduce_delta,
    entry=reduce_entry,
    prime=reduce_prime,
    base=reduce_base,
    apply=reduce_zero_or_one,
    wins=reduce_zero_or_one,
)
REBUILD.update(sum=rebuild_sum, max=rebuild_maximum, wins=rebuild_winner, inv=rebuild_inverse)


def normal_form(term: Term) -> Polynomial:
    """The normal form of a term. Raises ZeroDivisionError where it divides by what is 0 for all values."""
    return FORM[type(term)](term)


def _apart(index: Index, body: Term) -> tuple[Index, Polynomial]:
    other = new_name(index)
    return other, normal_form(rename(body, {index: other}))


def _form_apply(term: Apply) -> Polynomial:
    if function(term.function).primitive:
        return applied(term.function, tuple(normal_form(arg) for arg in term.args))
    return normal_form(definition_of(term))


def _form_winner(term: Winner) -> Polynomial:
    other, body = _apart(term.index, term.body)
    return winner(other, body, term.at)


def _form_inverse(term: Inverse) -> Polynomial:
    row, column = new_name(term.row), new_name(term.column)
    body = normal_form(rename(term.body, {term.row: row, term.column: column}))
    return inverse(row, column, body, term.i, term.j)


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
    Inverse: _form_inverse,
}
