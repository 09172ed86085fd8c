"""Slips of the pen: a term changed in one place, as a person might get it wrong.

An operator gives every way in which it can go wrong at one place; `mutants_of` applies it everywhere in a term, and
`changed` does so by the operator's name. Nothing here says that a mutant is wrong: that is for the kernel to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .terms.index import Index
from .terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
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
    children,
    free_indices,
    lift,
    rename,
    rename_apart,
    with_children,
)

Scope = tuple[Index, ...]
Operator = Callable[[Term, Scope], Iterator[Term]]

ONE = lift(1)
SWAPS = {  # functions that are taken for one another, each defined wherever the other is
    "exp": "cosh",
    "log": "abs",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "relu": "abs",
    "step": "relu",
    "softplus": "relu",
    "abs": "relu",
    "erf": "tanh",
    "Phi": "phi",
    "phi": "Phi",
    "f": "f'",
    "f'": "f",
    "silu": "gelu",
    "gelu": "silu",
    "cosh": "sinh",
    "sinh": "cosh",
}


# ------------------------------------------------------------------------------------------- operators, one place each


def sign(term: Term, _scope: Scope) -> Iterator[Term]:
    match term:
        case Add(args):
            yield from (Add(_with(args, k, -arg)) for k, arg in enumerate(args))
        case Mul(args) if lift(-1) in args:
            yield _joined(Mul, [arg for arg in args if arg != lift(-1)])
        case Number(value) if value not in (0, -1):
            yield Number(-value)


def term_dropped(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Add):
        yield from (_joined(Add, _less(term.args, k)) for k in range(len(term.args)))


def term_doubled(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Add):
        yield from (Add(_with(term.args, k, 2 * arg)) for k, arg in enumerate(term.args))


def factor_dropped(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Mul):
        kept = [k for k, arg in enumerate(term.args) if arg not in (ONE, lift(-1)) and not _over_dim(arg)]
        yield from (_joined(Mul, _less(term.args, k)) for k in kept)


def factor_repeated(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Component) and term.indices:
        yield term * term


def delta_index(term: Term, scope: Scope) -> Iterator[Term]:
    if isinstance(term, Delta):
        yield from (Delta(term.i, k) for k in scope if k.dim == term.i.dim and k not in (term.i, term.j))
        yield from (Delta(k, term.j) for k in scope if k.dim == term.i.dim and k not in (term.i, term.j))


def sum_dropped(term: Term, scope: Scope) -> Iterator[Term]:
    """A sum of which one term only is left; if it is the index of nothing, the sum sign goes."""
    if isinstance(term, Sum):
        if term.index not in free_indices(term.body):
            yield term.body
        yield from (rename(term.body, {term.index: other}) for other in scope if other.dim == term.index.dim)


def sum_off_by_one(term: Term, scope: Scope) -> Iterator[Term]:
    """One term of a sum is left out."""
    if isinstance(term, Sum):
        for other in scope:
            if other.dim == term.index.dim and other != term.index:
                yield term - rename(term.body, {term.index: other})


def product_of_sums(term: Term, _scope: Scope) -> Iterator[Term]:
    """sum_i a_i b_i  as  (sum_i a_i)(sum_i b_i)."""
    if isinstance(term, Sum) and isinstance(term.body, Mul):
        index, args = term.index, term.body.args
        if sum(index in free_indices(arg) for arg in args) > 1:
            yield Mul(tuple(Sum(index, arg) if index in free_indices(arg) else arg for arg in args))


def power_of_terms(term: Term, _scope: Scope) -> Iterator[Term]:
    """(a + b)^e  as  a^e + b^e, and the power of a sum as the sum of the powers."""
    match term:
        case Power(Add(args), exponent):
            yield Add(tuple(Power(arg, exponent) for arg in args))
        case Power(Sum(index, body), exponent):
            yield Sum(index, Power(body, exponent))


def function_of_terms(term: Term, _scope: Scope) -> Iterator[Term]:
    """f(a + b)  as  f(a) + f(b)."""
    if isinstance(term, Apply) and isinstance(term.args[0], Add):
        yield Add(tuple(Apply(term.function, (arg, *term.args[1:])) for arg in term.args[0].args))


def parentheses_lost(term: Term, _scope: Scope) -> Iterator[Term]:
    """Left out around a sum: a (b + c)  as  a b + c."""
    if isinstance(term, Mul):
        for k, arg in enumerate(term.args):
            if isinstance(arg, Add) and len(term.args) > 1:
                yield Add((Mul(_with(term.args, k, arg.args[0])), *arg.args[1:]))


def constant(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Number) and term.value not in (0, -1):
        yield Number(term.value + 1)
        yield Number(2 * term.value)


def transpose(term: Term, _scope: Scope) -> Iterator[Term]:
    """Two indices of one entry change places."""
    if isinstance(term, Component):
        for k, first in enumerate(term.indices):
            for n, second in enumerate(term.indices[:k]):
                if first.dim == second.dim and first != second:
                    yield Component(term.tensor, _with(_with(term.indices, k, second), n, first))


def index_changed(term: Term, scope: Scope) -> Iterator[Term]:
    if isinstance(term, Component):
        for k, old in enumerate(term.indices):
            for new in scope:
                if new.dim == old.dim and new != old:
                    yield Component(term.tensor, _with(term.indices, k, new))


def argument_negated(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Apply) and term.function != "log":
        yield Apply(term.function, (-term.args[0], *term.args[1:]))


def function_swapped(term: Term, _scope: Scope) -> Iterator[Term]:
    if isinstance(term, Apply) and term.function in SWAPS:
        yield Apply(SWAPS[term.function], term.args)


def winner_changed(term: Term, scope: Scope) -> Iterator[Term]:
    if isinstance(term, Winner):
        yield Winner(term.index, -term.body, term.at)
        yield from (Winner(term.index, term.body, k) for k in scope if k.dim == term.at.dim and k != term.at)


def dimension_exchanged(term: Term, scope: Scope) -> Iterator[Term]:
    if isinstance(term, Dim):
        yield from (Dim(name) for name in sorted({i.dim for i in scope}) if name != term.name)


def on(kind: type[Term], *makers: Callable[[Any], Term]) -> Operator:
    """The operator that makes something else of every term of a kind, whatever stands around it."""
    return lambda term, scope: (make(term) for make in makers if isinstance(term, kind))


def _called(call: Apply, argument: Term) -> Term:
    return Apply(call.function, (argument, *call.args[1:]))


OPERATORS: dict[str, Operator] = {
    "sign": sign,
    "term dropped": term_dropped,
    "term doubled": term_doubled,
    "factor dropped": factor_dropped,
    "factor repeated": factor_repeated,
    "delta dropped": on(Delta, lambda t: ONE),
    "delta index changed": delta_index,
    "sum dropped": sum_dropped,
    "sum off by one": sum_off_by_one,
    "sum to mean": on(Sum, lambda t: t / Dim(t.index.dim)),
    "mean to sum": on(Power, lambda t: ONE if _over_dim(t) else t),
    "maximum to sum": on(Maximum, lambda t: Sum(t.index, t.body)),
    "product of sums": product_of_sums,
    "power of terms": power_of_terms,
    "function of terms": function_of_terms,
    "parentheses lost": parentheses_lost,
    "constant": constant,
    "exponent": on(Power, *(lambda t, by=by: Power(t.base, t.exponent + by) for by in (1, -1))),
    "reciprocal": on(Power, lambda t: Power(t.base, -t.exponent)),
    "transpose": transpose,
    "index changed": index_changed,
    "entry scaled": on(Component, lambda t: 2 * t),
    "argument scaled": on(Apply, lambda t: _called(t, 2 * t.args[0])),
    "argument negated": argument_negated,
    "argument shifted": on(Apply, lambda t: _called(t, t.args[0] + 1)),
    "function swapped": function_swapped,
    "function dropped": on(Apply, lambda t: t.args[0]),
    "break moved": on(Cases, lambda t: Cases(t.subject, tuple(b + 1 for b in t.breaks), t.pieces, t.open)),
    "piece repeated": on(Cases, lambda t: Cases(t.subject, t.breaks, (*t.pieces[:-1], t.pieces[-2]), t.open)),
    "winner changed": winner_changed,
    "inverse dropped": on(Inverse, lambda t: rename_apart(t.body, {t.row: t.i, t.column: t.j})),
    "inverse transposed": on(Inverse, lambda t: Inverse(t.row, t.column, t.body, t.j, t.i)),
    "dimension off by one": on(Dim, lambda t: t - 1, lambda t: t + 1),
    "dimension dropped": on(Dim, lambda t: ONE),
    "dimension exchanged": dimension_exchanged,
    "derivative dropped": on(Partial, lambda t: t.body),
}
SWAPPED = "indices swapped"  # of a whole side: the transpose of a matrix, the wrong layout of a gradient
NAMES = (*OPERATORS, SWAPPED)


def _with(parts: Sequence[Term] | Sequence[Index], place: int, part: object) -> tuple:  # type: ignore[type-arg]
    return (*parts[:place], part, *parts[place + 1 :])


def _less(parts: Sequence[Term], place: int) -> list[Term]:
    return [*parts[:place], *parts[place + 1 :]]


def _joined(kind: type[Add | Mul], parts: list[Term]) -> Term:
    """What is left of a sum or a product."""
    empty = lift(0) if kind is Add else ONE
    return empty if not parts else parts[0] if len(parts) == 1 else kind(tuple(parts))


def _over_dim(term: Term) -> bool:
    return isinstance(term, Power) and isinstance(term.base, Dim) and term.exponent < 0


# ----------------------------------------------------------------------------------------------- everywhere in a term


def mutants_of(term: Term, scope: Scope, operator: Operator) -> Iterator[Term]:
    """The term with one place changed by the operator; `scope`: the free indices that may be used in it."""
    yield from operator(term, scope)
    inside = scope
    if isinstance(term, Sum | Maximum | Winner):
        inside = (*(i for i in scope if i != term.index), term.index)
    if isinstance(term, Inverse):
        inside = (*(i for i in scope if i not in (term.row, term.column)), term.row, term.column)
    parts = children(term)
    for place, part in enumerate(parts):
        if isinstance(term, Partial) and place == 1:
            if operator is index_changed:
                yield from (with_children(term, [parts[0], other]) for other in operator(part, scope))
            continue
        for other in mutants_of(part, inside, operator):
            yield with_children(term, [*parts[:place], other, *parts[place + 1 :]])


def swapped(term: Term) -> Iterator[Term]:
    """Two free indices of the same dimension change places."""
    free = sorted(free_indices(term))
    for k, i in enumerate(free):
        for j in free[:k]:
            if i.dim == j.dim:
                aside = Index("~aside", i.dim)
                yield rename(rename(rename(term, {i: aside}), {j: i}), {aside: j})


def changed(term: Term, scope: Scope, name: str) -> tuple[Term, ...]:
    """Every other term that the operator of this name makes of `term`, each once, in the order of reading."""
    found = swapped(term) if name == SWAPPED else mutants_of(term, scope, OPERATORS[name])
    return tuple(other for other in dict.fromkeys(found) if other != term)
