"""The refuter: looks for sizes and entries at which two terms differ.

What it samples was learnt from wrong steps that got past weaker versions:

* sizes are pairwise distinct and at least 2, and at least the number of sums over a dimension in one product:
  identities that hold only at small sizes exist ((sum x)^2 = sum x^2 at size 1);
* every dimension has two sizes, and which of two is the larger changes: 2/N is no 1, though it is at N = 2;
* 50 digits: a wrong constant may differ in the tenth digit only;
* every *cell*: a wrong step about ReLU or Huber may be wrong in one region only, so each joint sign pattern of the kink
  arguments that a cheap search meets is tried;
* a generic function is evaluated by an example that is neither odd nor even;
* where a matrix is inverted, what is summed over in it is longer than its rows: X^T X has an inverse if X is tall.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath as mp

from ..terms.functions import function, is_sharp
from ..terms.index import Index
from ..terms.tensors import Tensor
from ..terms.terms import (
    Apply,
    Cases,
    Inverse,
    Maximum,
    Mul,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    children,
    dimensions_of,
    free_indices,
    lift,
    subterms,
    tensors_of,
)
from .evaluation import Evaluator, Model, digits_needed

DIGITS = 50
AGREE = 30  # digits of agreement asked for; central differences are good to about 40
TRIALS = 3  # random models for every claim: one draw once missed a wrong rule
SEARCH = 120  # cheap draws in the search for cells
CELLS = 24  # cells that are tried at full precision
PLACES = 8  # entries compared in each model: the first two (on and off a diagonal) and a sample of the others
LARGEST = 5  # a size above which no dimension is drawn, unless the sums ask for it


@dataclass(frozen=True, slots=True)
class CounterExample:
    """Where the two sides differ, and what they are there."""

    sizes: tuple[tuple[str, int], ...]
    at: tuple[tuple[str, int], ...]
    left: str
    right: str

    def __str__(self) -> str:
        where = ", ".join(f"{name} = {value}" for name, value in (*self.sizes, *self.at))
        return (
            f"{'at ' + where + ' ' if where else ''}the left side is {self.left}, the right side {self.right}"
        )


def refute(left: Term, right: Term) -> CounterExample | None:
    """A counter-example to left = right, or None if none was found. Same terms, same search."""
    for model in models(left, right):
        with mp.workdps(digits_needed(left, right, digits=DIGITS)):
            found = _differ(left, right, model())
        if found:
            return found
    return None


def models(left: Term, right: Term) -> Iterator[Any]:
    """Makers of models (a model is made at the precision at which it is used): random ones, then one in every cell."""
    sizes, others = draw_sizes(left, right), draw_sizes(left, right, other=True)
    tensors = tensors_of(left, right)
    for trial in range(TRIALS):
        drawn = others if trial == 1 else sizes
        yield lambda trial=trial, drawn=drawn: draw_model(tensors, drawn, trial, Fraction(1))
    for trial, scale in _cells(left, right, tensors, sizes):
        yield lambda trial=trial, scale=scale: draw_model(tensors, sizes, trial, scale)


def draw_sizes(*terms: Term, other: bool = False) -> dict[str, int]:
    """Pairwise distinct sizes from 2 on, large enough for the sums over each dimension.

    The other draw is from 3 on and takes the dimensions the other way round.
    """
    sizes: dict[str, int] = {}
    for dim in dimensions_of(*terms)[:: -1 if other else 1]:
        size = min(max(2, *(_slots(term, dim) for term in terms)), LARGEST) + other
        while size in sizes.values():
            size += 1
        sizes[dim] = size
    for short, long in sorted(_inverted(*terms)):
        if sizes[long] < sizes[short]:
            sizes[long] = max(sizes.values()) + 1
    return sizes


def _inverted(*terms: Term) -> set[tuple[str, str]]:
    """The dimension of each inverted matrix, with every symbolic dimension that is summed over in its entries."""
    return {
        (part.row.dim, inner.index.dim)
        for term in terms
        for part in subterms(term)
        if isinstance(part, Inverse)
        for inner in subterms(part.body)
        if isinstance(inner, Sum) and not (part.row.dim.isdigit() or inner.index.dim.isdigit())
    }


def _slots(term: Term, dim: str) -> int:
    """The number of indices over `dim` that meet in one product of the term, free ones included."""
    return _bound_slots(term, dim) + sum(i.dim == dim for i in free_indices(term))


def _bound_slots(term: Term, dim: str) -> int:
    inner = [_bound_slots(part, dim) for part in children(term)]
    match term:
        case Sum(index, _) | Maximum(index, _) | Winner(index, _, _):
            return inner[0] + (index.dim == dim)
        case Inverse(row, _, _, _, _):
            return inner[0] + (row.dim == dim)
        case Mul():
            return sum(inner)
        case Power(_, exponent):
            return inner[0] * max(1, abs(int(exponent)))
    return max(inner, default=0)


def draw_model(tensors: Sequence[Tensor], sizes: dict[str, int], trial: int, scale: Fraction) -> Model:
    """Random rational entries that keep the declared domains; `scale` stretches the real ones."""
    chance = random.Random(f"refuter {trial}")  # noqa: S311 (points for a check, not secrets)
    return Model(sizes, {tensor.name: _entries(tensor, sizes, chance, scale) for tensor in tensors})


def _entries(
    tensor: Tensor, sizes: dict[str, int], chance: random.Random, scale: Fraction
) -> dict[tuple[int, ...], Any]:
    shape = [int(dim) if dim.isdigit() else sizes[dim] for dim in tensor.dims]
    positions = list(product(*(range(n) for n in shape)))
    kind, axis = tensor.domain.kind, tensor.domain.axis
    if kind == "mask":
        return {p: mp.mpf(chance.randrange(2)) for p in positions}
    low, high = {"real": (-2000, 2000), "sums_to_one": (-1000, 2000), "unit": (50, 950)}.get(kind, (50, 3000))
    stretch = scale if kind == "real" else Fraction(1)
    entries = {
        p: mp.mpf((chance.randint(low, high) or 7) * stretch.numerator) / (997 * stretch.denominator)
        for p in positions
    }
    if axis is None:
        return entries
    for rest in {p[:axis] + p[axis + 1 :]: None for p in positions}:
        line = [(*rest[:axis], k, *rest[axis:]) for k in range(shape[axis])]
        if kind == "one_hot":
            hot = chance.randrange(len(line))
            entries.update({p: mp.mpf(k == hot) for k, p in enumerate(line)})
        else:  # the last entry makes up the sum, or all are scaled to it
            whole = mp.fsum(entries[p] for p in line)
            if kind == "simplex":
                entries.update({p: entries[p] / whole for p in line})
            else:
                entries[line[-1]] += 1 - whole
    return entries


def _differ(left: Term, right: Term, model: Model) -> CounterExample | None:
    axes = sorted(free_indices(left) | free_indices(right))
    value = Evaluator(model)
    places = list(product(*(range(model.size(i.dim)) for i in axes)))
    if len(places) > PLACES:
        places = [*places[:2], *random.Random(len(places)).sample(places[2:], PLACES - 2)]  # noqa: S311
    for place in places:
        at = dict(zip(axes, place, strict=True))
        a, b = value(left, at), value(right, at)
        if not abs(a - b) <= mp.mpf(10) ** -AGREE * max(1, abs(a), abs(b)):
            named = tuple((i.name, k + 1) for i, k in at.items())
            return CounterExample(tuple(sorted(model.sizes.items())), named, mp.nstr(a, 10), mp.nstr(b, 10))
    return None


def kinks(term: Term) -> list[Term]:
    """What changes sign where the term passes a break: argument minus break, for every function in pieces."""
    return list(dict.fromkeys(argument - lift(point) for argument, point, _ in _breaks(term)))


def sharp_kinks(term: Term) -> list[tuple[Term, Fraction]]:
    """Argument and break, where the slopes of the neighbouring pieces may differ: no derivative is claimed there."""
    return list(dict.fromkeys((argument, point) for argument, point, sharp in _breaks(term) if sharp))


def _breaks(term: Term) -> Iterator[tuple[Term, Fraction, bool]]:
    for part in subterms(term):
        if isinstance(part, Cases):
            yield from ((part.subject, point, True) for point in part.breaks)
        elif isinstance(part, Apply):
            row = function(part.function)
            yield from ((part.args[0], point, is_sharp(row.name, k)) for k, point in enumerate(row.breaks))


def _cells(
    left: Term, right: Term, tensors: Sequence[Tensor], sizes: dict[str, int]
) -> list[tuple[int, Fraction]]:
    """One draw (trial, scale) for every joint pattern of the kinks and maxima that a cheap search meets."""
    watched = [
        (pattern, argument)
        for pattern, arguments in (
            (_signs, [*kinks(left), *kinks(right)]),
            (_winners, [*maxima(left), *maxima(right)]),
        )
        for argument in dict.fromkeys(arguments)
        if not any(isinstance(part, Partial) for part in subterms(argument))
    ]
    if not watched:
        return []
    met: dict[tuple[Any, ...], tuple[int, Fraction]] = {}
    for trial in range(TRIALS, TRIALS + SEARCH):
        scale = (Fraction(1), Fraction(1), Fraction(3), Fraction(1, 5))[trial % 4]
        with mp.workdps(15):
            value = Evaluator(draw_model(tensors, sizes, trial, scale))
            seen = tuple(pattern(argument, value) for pattern, argument in watched)
        met.setdefault(seen, (trial, scale))
    return list(met.values())[:CELLS]


def maxima(term: Term) -> list[Maximum]:
    """Every maximum of the term, and that of every winner."""
    found = {Maximum(p.index, p.body): None for p in subterms(term) if isinstance(p, Maximum | Winner)}
    return list(found)


def _everywhere(argument: Term, value: Evaluator) -> Iterator[dict[Index, int]]:
    axes = sorted(free_indices(argument))
    for place in product(*(range(value.model.size(i.dim)) for i in axes)):
        yield dict(zip(axes, place, strict=True))


def _signs(argument: Term, value: Evaluator) -> tuple[bool, ...]:
    signs = [bool(value(argument, at) > 0) for at in _everywhere(argument, value)]
    return tuple(sorted(set(signs))) if len(signs) > 4 else tuple(signs)


def _winners(maximum: Term, value: Evaluator) -> tuple[int, ...]:
    if not isinstance(maximum, Maximum):
        raise TypeError(f"not a maximum: {maximum}")
    rows = (value.over(maximum.index, maximum.body, at) for at in _everywhere(maximum, value))
    return tuple(row.index(max(row)) for row in rows)
