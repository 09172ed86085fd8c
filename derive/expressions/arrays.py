"""Arrays with symbolic axes, and NumPy's rules for them: broadcasting from the last axis, @, sums along axes.

An array is a term and the indices that are its axes; an axis of size 1 has no index (`None`). Every index of an array
is used by that array alone, so arrays are combined by renaming.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from ..terms.index import UNIT, Index
from ..terms.terms import Dim, Mul, Number, Power, Sum, Term, lift, rename

Axis = Index | None


class WrongShape(ValueError):
    """Shapes that do not fit; the message names them."""


@dataclass(frozen=True, slots=True)
class Array:
    term: Term
    axes: tuple[Axis, ...] = ()

    @property
    def dims(self) -> tuple[str, ...]:
        return tuple(axis.dim if axis else UNIT for axis in self.axes)


def shape_text(dims: Sequence[str]) -> str:
    """NumPy's way to write a shape: (N, D), (N,), ()."""
    return f"({dims[0]},)" if len(dims) == 1 else f"({', '.join(dims)})"


def constant(term: Term | int | Fraction) -> Array:
    return Array(lift(term))


def elementwise(first: Array, second: Array, join: Callable[[Term, Term], Term]) -> Array:
    """Two arrays broadcast against each other, as NumPy does it."""
    axes: list[Axis] = []
    names: dict[Index, Index] = {}
    for a, b in zip_longest(reversed(first.axes), reversed(second.axes)):
        if a and b and a.dim != b.dim:
            raise WrongShape(
                f"the shapes {shape_text(first.dims)} and {shape_text(second.dims)} do not fit: "
                f"{a.dim} is not {b.dim}; axes are matched from the last one on"
            )
        if a and b:
            names[b] = a
        axes.append(a or b)
    return Array(join(first.term, rename(second.term, names)), tuple(reversed(axes)))


def matmul(first: Array, second: Array) -> Array:
    """The product of matrices and vectors: the last axis of the first meets the first axis of the second."""
    if not (1 <= len(first.axes) <= 2 and 1 <= len(second.axes) <= 2):
        raise WrongShape(
            f"@ is between arrays with one or two axes, found {shape_text(first.dims)} and {shape_text(second.dims)}"
        )
    a, b = first.axes[-1], second.axes[0]
    if (a.dim if a else UNIT) != (b.dim if b else UNIT):
        raise WrongShape(
            f"{shape_text(first.dims)} @ {shape_text(second.dims)} do not fit: "
            f"{first.dims[-1]} is not {second.dims[0]}"
        )
    axes = (*first.axes[:-1], *second.axes[1:])
    right = rename(second.term, {b: a}) if a and b else second.term
    return Array(_contracted(a, first.term, right), axes)


def _contracted(index: Axis, left: Term, right: Term) -> Term:
    """sum_k left right; a product of several matrices is one product under its sums."""
    if isinstance(left, Sum):
        return Sum(left.index, _contracted(index, left.body, right))
    if isinstance(right, Sum):
        return Sum(right.index, _contracted(index, left, right.body))
    factors = [f for side in (left, right) for f in (side.args if isinstance(side, Mul) else (side,))]
    body = Mul(tuple(factors))
    return Sum(index, body) if index else body


def transposed(array: Array) -> Array:
    return Array(array.term, tuple(reversed(array.axes)))


def positions(array: Array, axis: int | None) -> tuple[int, ...]:
    """The axes that are meant, counted from 0; all of them for None."""
    if axis is None:
        return tuple(range(len(array.axes)))
    if not -len(array.axes) <= axis < len(array.axes):
        raise WrongShape(f"there is no axis {axis} in the shape {shape_text(array.dims)}")
    return (axis % len(array.axes),)


def summed(array: Array, axis: int | None, keep: bool = False) -> Array:
    """The sum along an axis, or along all; with `keep` the axis stays, with size 1."""
    along = positions(array, axis)
    term = total_over([array.axes[k] for k in along], array.term)
    return Array(term, _left(array.axes, along, keep))


def averaged(array: Array, axis: int | None, keep: bool = False) -> Array:
    along = positions(array, axis)
    sizes = [Power(_size(i.dim), Fraction(-1)) for k in along if (i := array.axes[k])]
    total = summed(array, axis, keep)
    return Array(Mul((*sizes, total.term)) if sizes else total.term, total.axes)


def total_over(axes: Iterable[Axis], body: Term) -> Term:
    for index in reversed(list(axes)):
        body = Sum(index, body) if index else body
    return body


def _size(dim: str) -> Term:
    return Number(Fraction(dim)) if dim.isdigit() else Dim(dim)


def _left(axes: tuple[Axis, ...], along: Sequence[int], keep: bool) -> tuple[Axis, ...]:
    if keep:
        return tuple(None if k in along else axis for k, axis in enumerate(axes))
    return tuple(axis for k, axis in enumerate(axes) if k not in along)


def traced(array: Array) -> Array:
    if len(array.axes) != 2 or array.dims[0] != array.dims[1]:
        raise WrongShape(f"trace takes a square matrix, found the shape {shape_text(array.dims)}")
    i, j = array.axes
    if i is None or j is None:
        return Array(array.term)
    return Array(Sum(i, rename(array.term, {j: i})))


def outer(first: Array, second: Array) -> Array:
    if len(first.axes) != 1 or len(second.axes) != 1:
        raise WrongShape(
            f"outer takes two vectors, found {shape_text(first.dims)} and {shape_text(second.dims)}"
        )
    return Array(Mul((first.term, second.term)), (*first.axes, *second.axes))
