"""Names made while an expression is read: fresh indices, and letters for its inner parts.

What goes into softmax or into an activation and is itself a sum gets a name, Z; a softmax gets the name S. So a line of
the derivation holds what a textbook writes, Z_nk, and not all that Z stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from ..terms.index import Index
from ..terms.tensors import Tensor
from ..terms.terms import Apply, Component, Definition, Mul, Power, Sum, Term, exp, rename, subterms
from .arrays import Array, positions, total_over
from .lettering import bare

INNER, PROBABILITIES, LOSS = ("Z", "A", "U", "Q"), ("S", "P", "R"), ("L", "J", "E", "loss")


@dataclass(slots=True)
class Names:
    """`definitions` in the order in which they use each other."""

    tensors: Mapping[str, Tensor]
    definitions: list[Definition] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def index(self, dim: str) -> Index:
        """An index that no other term has."""
        letter = dim[0].lower() if dim[0].isalpha() else "k"
        return Index(f"{letter}~{next(self._numbers)}", dim)

    def again(self, index: Index) -> Index:
        return self.index(index.dim)

    def letter(self, letters: tuple[str, ...], axes: int) -> str:
        """A letter that is free: upper case for a matrix, lower case for a vector or a scalar; then with a number."""
        taken = {*self.tensors, *(dim for t in self.tensors.values() for dim in t.dims)}
        taken |= {definition.tensor.name for definition in self.definitions}
        own = [word if axes > 1 or word in LOSS else word.lower() for word in letters]
        numbered = [f"{word}{k}" for k in range(2, 40) for word in own[:1]]
        words = (*own, *numbered) if letters == LOSS else (*own[:1], *numbered, *own[1:])
        return next(word for word in words if word not in taken)

    def define(self, letters: tuple[str, ...], array: Array) -> Array:
        """A name for an array; the same array gets the same name."""
        axes = tuple(axis for axis in array.axes if axis)
        for known in self.definitions:
            renamed = dict(zip(known.indices, axes, strict=False))
            if known.tensor.dims == tuple(axis.dim for axis in axes) and bare(
                rename(known.body, renamed)
            ) == bare(array.term):
                return Array(Component(known.tensor, axes), array.axes)
        tensor = Tensor(self.letter(letters, len(axes)), tuple(axis.dim for axis in axes))
        self.definitions.append(Definition(tensor, axes, array.term))
        return Array(Component(tensor, axes), array.axes)

    def named(self, array: Array) -> Array:
        """The array under a name, if there is a sum in it; else as it is."""
        if any(isinstance(part, Sum) for part in subterms(array.term)):
            return self.define(INNER, array)
        return array

    def softmax(self, array: Array, axis: int | None) -> Array:
        """e^{z_k} / sum_l e^{z_l} along one axis, under a name of its own."""
        array = self.named(array)
        (place,) = positions(array, axis)
        index = array.axes[place]
        return self.define(
            PROBABILITIES, Array(Mul((exp(array.term), self._below(array.term, index))), array.axes)
        )

    def _below(self, term: Term, index: Index | None) -> Term:
        if index is None:
            return Power(exp(term), Fraction(-1))
        other = self.again(index)
        return Power(Sum(other, exp(rename(term, {index: other}))), Fraction(-1))

    def logsumexp(self, array: Array, axis: int | None, keep: bool) -> Array:
        """The logarithm of sum e^z; along one axis, softmax gets its name too, since it is the derivative."""
        array = self.named(array)
        along = positions(array, axis)
        if len(along) == 1 and array.axes[along[0]]:
            self.softmax(array, along[0])
        term = total_over([array.axes[k] for k in along], exp(array.term))
        rest = tuple(None if k in along else axis_ for k, axis_ in enumerate(array.axes))
        axes = rest if keep else tuple(a for k, a in enumerate(array.axes) if k not in along)
        return Array(Apply("log", (term,)), axes)

    def log_sum_exp(self, argument: Array) -> Array | None:
        """The array for log(sum(exp(z), axis=k)), if that is what it is."""
        match argument.term:
            case Sum(index, Apply("exp", (inner,))) if not isinstance(inner, Sum):
                self.softmax(Array(inner, (*argument.axes, index)), -1)
                other = self.again(index)
                body = exp(rename(inner, {index: other}))
                return Array(Apply("log", (Sum(other, body),)), argument.axes)
        return None
