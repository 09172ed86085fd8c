"""What both printers settle before they print: distinct names of indices, signs, and fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from .functions import ROWS
from .index import Index, fresh
from .letters import tensor_letter
from .terms import (
    Add,
    Apply,
    Component,
    Definition,
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
    rename,
    subterms,
    unfold,
    with_children,
)

ONE = Number(Fraction(1))
PARAMETERS = frozenset(word for row in ROWS for word in row.parameters)  # alpha, a, lamda


def distinct(term: Term) -> Term:
    """The same term, with primes on each bound index whose name is in use around it, and without idle wrappings.

    Raises ValueError where two free indices of different dimensions have one name.
    """
    free = sorted(free_indices(term))
    for one, other in pairwise(free):
        if one.name == other.name:
            raise ValueError(
                f"the index {one.name} runs over {one.dim} and over {other.dim} in one term: rename one"
            )
    return _distinct(term, tuple(free))


def _distinct(term: Term, around: tuple[Index, ...]) -> Term:
    if isinstance(term, Sum | Maximum | Winner):
        other, body = _primed(term.index, term.body, around)
        body = _distinct(body, (*around, other))
        return Winner(other, body, term.at) if isinstance(term, Winner) else type(term)(other, body)
    if isinstance(term, Inverse):
        row, body = _primed(term.row, term.body, (*around, term.column))
        column, body = _primed(term.column, body, (*around, row))
        return Inverse(row, column, _distinct(body, (*around, row, column)), term.i, term.j)
    parts = children(term)
    return _unwrapped(with_children(term, [_distinct(part, around) for part in parts]) if parts else term)


def _primed(index: Index, body: Term, around: Sequence[Index]) -> tuple[Index, Term]:
    """A bound index and its body, with primes where the name is in use around them."""
    other = fresh(index, around)
    return other, rename(body, {index: other})


def _unwrapped(term: Term) -> Term:
    """What prints as another term does becomes that term: the power 1, the sum or product of one part.

    A fraction that is a product of its own keeps its own bar.
    """
    match term:
        case Power(base, exponent) if exponent == 1:
            return base
        case Add((only,)):
            return only
        case Mul(args):
            kept = [factor for factor in args if factor != ONE]
            alone = len(kept) == 1 and bool(_parts(kept[0])[1]) and not split_sign(kept[0])[0]
            return Mul((ONE, *kept)) if alone else product(kept)
    return term


def split_sign(term: Term) -> tuple[bool, Term]:
    """Whether a minus sign is printed in front of a term, and what stands behind it."""
    match term:
        case Number(value) if value < 0:
            return True, Number(-value)
        case Mul((Number() | Mul() as first, *rest)):
            minus, left = split_sign(first)
            if minus:
                return True, product(rest if left == ONE and rest else [left, *rest])
    return False, term


def product(factors: Sequence[Term]) -> Term:
    return ONE if not factors else factors[0] if len(factors) == 1 else Mul(tuple(factors))


def fractions(factors: Sequence[Term]) -> list[tuple[list[Term], list[Term]]]:
    """The factors in order, as runs of a numerator and the denominator that follows it; factors 1 are left out.

    a, 1/b, c are the runs a over b and c over nothing: what stands behind a denominator is printed behind the fraction.
    """
    runs: list[tuple[list[Term], list[Term]]] = [([], [])]
    for factor in factors:
        above, below = _parts(factor)
        if above and runs[-1][1]:
            runs.append(([], []))
        runs[-1][0].extend(above)
        runs[-1][1].extend(below)
    return [run for run in runs if run != ([], [])]


def inverse(base: Term, exponent: Fraction) -> Term:
    """What stands below the bar for a negative power."""
    return base if exponent == -1 else Power(base, -exponent)


def _parts(factor: Term) -> tuple[list[Term], list[Term]]:
    """What a factor puts above and below the bar."""
    match factor:
        case Number(value) if value > 0 and value.denominator != 1:
            above: list[Term] = [] if value.numerator == 1 else [Number(Fraction(value.numerator))]
            return above, [Number(Fraction(value.denominator))]
        case Power(base, exponent) if exponent < 0:
            return [], [inverse(base, exponent)]
        case Number(value) if value == 1:
            return [], []
    return [factor], []


def orders(term: Partial) -> tuple[Term, tuple[Component, ...]]:
    """A derivative of a derivative as one: the body, and with respect to what, outermost first."""
    wrt: list[Component] = []
    body: Term = term
    while isinstance(body, Partial):
        wrt.append(body.wrt)
        body = body.body
    return body, tuple(wrt)


def straight_variables(term: Term, definitions: tuple[Definition, ...] = ()) -> tuple[Component, ...]:
    """The variables of a term of which no derivative is a partial one, sorted by name."""
    straight: dict[Component, bool] = {}
    for part in subterms(term):
        if isinstance(part, Partial):
            body, wrt = orders(part)
            plain = _of_one_variable(unfold(body, definitions), wrt)
            straight |= {variable: plain and straight.get(variable, True) for variable in wrt}
    return tuple(sorted((v for v, plain in straight.items() if plain), key=lambda v: v.tensor.name))


def _of_one_variable(body: Term, wrt: Sequence[Component]) -> bool:
    """Whether nothing but one scalar varies in `body`, so that d and not the round d is printed.

    The parameters of a function do not count, nor do their letters, unless one of them is what varies.
    """
    variable = wrt[0]
    if variable.indices or any(other != variable for other in wrt):
        return False
    calls = [part for part in subterms(body) if isinstance(part, Apply)]
    fixed = {inner for call in calls for arg in call.args[1:] for inner in subterms(arg)}
    entries = {part for part in subterms(body) if isinstance(part, Component)}
    known: frozenset[str] = frozenset() if variable.tensor.name in PARAMETERS else PARAMETERS
    others = [part for part in entries - fixed - {variable} if part.indices or part.tensor.name not in known]
    return variable not in fixed and not others


def names_its_dimension(index: Index, body: Term) -> bool:
    """Whether a tensor in `body` carries the index, so that its range need not be printed.

    A tensor with two indices that is lettered like the Kronecker delta does not tell.
    """
    carriers = (part for part in subterms(body) if isinstance(part, Component) and index in part.indices)
    return any(tensor_letter(part.tensor) != r"\delta" or len(part.indices) != 2 for part in carriers)
