"""Where an expression is executed: entries for its tensors, drawn by name, and its value at them.

Knows `derive`, and nothing of witnesses: `verify` carries the entries to the witness and compares.

If all tensors are scalars, each has 64 entries, one per point, and the value is an array of 64. Otherwise the
symbolic dimensions, sorted, have the sizes 2, 3, 4, ..., a scalar has one entry, and the axes of the value are the
free indices, sorted by name. Entries are multiples of 1/128, so NumPy and mpmath start from the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Term
    from questions.seeds import Stream

SCALARS = 64  # points at which functions of scalars are compared
UNIT = 128  # an entry is a whole number of 1/128; odd ones never hit a kink at 0, 3 or 1/2
DIGITS = 30  # working precision of the exact side


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity: what has a value there is remembered
class Points:
    """`entries` maps a tensor's name to its position-to-value map; a scalar at many points has positions (k,)."""

    sizes: Mapping[str, int]
    shapes: Mapping[str, tuple[int, ...]]
    entries: Mapping[str, Mapping[tuple[int, ...], Fraction]]
    pointwise: bool

    def arrays(self, np: Any) -> dict[str, Any]:
        """`at` of a witness: an array per tensor (a scalar that is not pointwise has shape ()), and "sizes"."""
        found: dict[str, Any] = {"sizes": dict(self.sizes)}
        for name, values in self.entries.items():
            array = np.zeros(self.shapes[name])
            for position, value in values.items():
                array[position] = float(value)
            found[name] = array
        return found

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(len(values) for values in self.entries.values())


def of_variant(terms: Sequence[Term], slug: str, seed: int, copy: int, rounds: int) -> tuple[Points, ...]:
    """The points of a variant, its own: as many draws as `rounds`, or one if it is pointwise.

    Raises ValueError as `draw` does.
    """
    from questions import seeds

    stream = seeds.stream(seed, slug, copy, "check")
    found = [draw(terms, stream)]
    while len(found) < rounds and not found[0].pointwise:
        found.append(draw(terms, stream))
    return tuple(found)


def draw(terms: Sequence[Term], stream: Stream) -> Points:
    """Entries for all tensors of `terms`, one draw for all of them; raises ValueError where two declarations differ."""
    from derive.terms.terms import dimensions_of, tensors_of

    tensors = tensors_of(*terms)
    sizes = {dim: 2 + k for k, dim in enumerate(dimensions_of(*terms))}
    pointwise = not sizes and all(not tensor.dims for tensor in tensors)
    shapes, entries = {}, {}
    for tensor in tensors:
        shape = tuple(int(dim) if dim.isdigit() else sizes[dim] for dim in tensor.dims)
        shapes[tensor.name] = (SCALARS,) if pointwise else shape
        entries[tensor.name] = _entries(tensor, shapes[tensor.name], stream)
    return Points(sizes, shapes, entries, pointwise)


def _entries(tensor: Tensor, shape: tuple[int, ...], stream: Stream) -> dict[tuple[int, ...], Fraction]:
    """Entries that keep the promise of the tensor's domain, by position."""
    kind, axis = tensor.domain.kind, tensor.domain.axis
    if axis is None:
        return {position: ENTRY[kind](stream) for position in product(*map(range, shape))}
    others = [range(size) for k, size in enumerate(shape) if k != axis]
    found = {}
    for rest in product(*others):
        for k, value in enumerate(LINE[kind](shape[axis], stream)):
            found[(*rest[:axis], k, *rest[axis:])] = value
    return found


def _odd(low: int, high: int, stream: Stream) -> Fraction:
    """An odd number of units between two odd numbers of units."""
    return Fraction(low + 2 * stream.integer(0, (high - low) // 2), UNIT)


ENTRY = {
    "real": lambda stream: _odd(1 - 4 * UNIT, 4 * UNIT - 1, stream),
    "positive": lambda stream: _odd(1, 4 * UNIT - 1, stream),
    "unit": lambda stream: _odd(1, UNIT - 1, stream),
    "mask": lambda stream: Fraction(stream.integer(0, 1)),
}


def _sum_to_one(size: int, stream: Stream) -> list[Fraction]:
    free = [ENTRY["real"](stream) for _ in range(size - 1)]
    return [*free, 1 - sum(free, Fraction(0))]


def _simplex(size: int, stream: Stream) -> list[Fraction]:
    """Shares of 1 between cuts at different multiples of 1/128."""
    cuts = [0, *sorted(stream.sample(range(1, UNIT), size - 1)), UNIT]
    return [Fraction(b - a, UNIT) for a, b in pairwise(cuts)]


def _one_hot(size: int, stream: Stream) -> list[Fraction]:
    hot = stream.integer(0, size - 1)
    return [Fraction(int(k == hot)) for k in range(size)]


LINE = {"sums_to_one": _sum_to_one, "simplex": _simplex, "one_hot": _one_hot}


def value(term: Term, points: Points, np: Any) -> Any:
    """The value of `term` at the points: float array of shape (64,), or with one axis per free index, by name.

    The array cannot be written to: the same term has its value at the same points once in a process.
    """
    return np.asarray(_value(term, points))


@lru_cache(maxsize=4096)
def _value(term: Term, points: Points) -> Any:
    import mpmath
    import numpy as np

    from derive.kernel.evaluation import digits_needed

    with mpmath.workdps(digits_needed(term, digits=DIGITS)):
        exact = _pointwise(term, points) if points.pointwise else _over_indices(term, points)
        found = np.array([float(v) for v in exact[1]]).reshape(exact[0])
    found.setflags(write=False)
    return found


def _number(entry: Fraction) -> Any:
    import mpmath

    return mpmath.mpf(entry.numerator) / entry.denominator


def _pointwise(term: Term, points: Points) -> tuple[tuple[int, ...], list[Any]]:
    from derive.kernel.evaluation import Model, evaluate

    def model(k: int) -> Model:
        return Model({}, {name: {(): _number(values[k,])} for name, values in points.entries.items()})

    return (SCALARS,), [evaluate(term, model(k)) for k in range(SCALARS)]


def _over_indices(term: Term, points: Points) -> tuple[tuple[int, ...], list[Any]]:
    from derive.kernel.evaluation import Evaluator, Model
    from derive.terms.terms import free_indices

    values = {name: {at: _number(v) for at, v in rows.items()} for name, rows in points.entries.items()}
    evaluator = Evaluator(Model(points.sizes, values))
    axes = sorted(free_indices(term))
    shape = tuple(evaluator.model.size(axis.dim) for axis in axes)
    every = product(*map(range, shape))
    return shape, [evaluator(term, dict(zip(axes, at, strict=True))) for at in every]
