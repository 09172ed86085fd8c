"""The gate: the one place where an equality is accepted.

An equality passes if its shapes agree, the refuter finds no counter-example, *and* the prover proves it under the
hypotheses that the declared domains state. What is not proved is refused, never waved through. Proved and refuted at
once would be a bug in the kernel: everything stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..terms.terms import Definition, Term, dimensions_of, free_indices, tensors_of, unfold
from .prover import prove
from .refuter import refute


class StepRejected(ValueError):
    """An equality that the gate does not accept."""


class ShapesDiffer(StepRejected):
    """The two sides have not the same free indices, or a name is declared in two ways."""


class StepRefuted(StepRejected):
    """There are sizes and values at which the two sides differ."""


class StepNotProved(StepRejected):
    """No counter-example was found, and no proof either."""


class KernelContradiction(AssertionError):
    """Proved and refuted: the kernel contradicts itself. Nothing that it says may be trusted."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How an equality was proved: "normal form" or "case split"; it holds for all sizes."""

    method: str


def check(left: Term, right: Term, definitions: Iterable[Definition] = ()) -> Proof:
    """Accept left = right or raise StepRejected.

    The right side may have fewer free indices (a row sum that is 0 for every row), never more.
    """
    definitions = tuple(definitions)
    left, right = unfold(left, definitions), unfold(right, definitions)
    _same_shape(left, right)
    try:
        counter_example = refute(left, right)
    except (ValueError, ZeroDivisionError) as error:
        raise StepRejected(f"cannot be evaluated under the declared domains: {error}") from error
    method = prove(left, right)
    if counter_example is not None:
        if method is not None:
            raise KernelContradiction(f"proved by {method}, yet {counter_example}")
        raise StepRefuted(str(counter_example))
    if method is None:
        raise StepNotProved("no counter-example was found, but the two sides have different normal forms")
    return Proof(method)


def _same_shape(left: Term, right: Term) -> None:
    extra = free_indices(right) - free_indices(left)
    if extra:
        names = ", ".join(f"{i.name} over {i.dim}" for i in sorted(extra))
        raise ShapesDiffer(f"the right side has free indices that the left side does not have: {names}")
    try:
        tensors = tensors_of(left, right)
    except ValueError as error:
        raise ShapesDiffer(str(error)) from error
    clash = {tensor.name for tensor in tensors} & set(dimensions_of(left, right))
    if clash:
        raise ShapesDiffer(f"{', '.join(sorted(clash))} names both a tensor and a dimension")
