"""What a row of the table of layers says: the types, and what the rows share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from questions.layers.fields import Field

Shape: TypeAlias = "tuple[int, ...]"
Args: TypeAlias = Mapping[str, Any]
Arrays: TypeAlias = Mapping[str, Shape]  # by PyTorch's names


class Misfit(Exception):
    """An argument of a layer that does not fit: which one (or "the input"), what it is, what was expected."""

    def __init__(self, field: str, found: object, expected: str) -> None:
        super().__init__(f"the field {field} is {found}: expected {expected}")


class WrongInput(Misfit):
    """An input that a layer cannot take."""

    def __init__(self, found: Shape, expected: str) -> None:
        Exception.__init__(self, f"its input has the shape {found}: expected {expected}")


@dataclass(frozen=True, slots=True)
class Window:
    """What a layer looks at on the last axis: cells `first`, ..., `last` around `stride` times the place."""

    first: int
    last: int
    stride: int


@dataclass(frozen=True, slots=True)
class LayerType:
    """One row. `keras`: what is trained where Keras has other arrays; `window`: None where everything is seen."""

    fields: Mapping[str, Field]
    shape: Callable[[Args, Shape], Shape]
    weights: Callable[[Args], Arrays] = lambda args: {}
    buffers: Callable[[Args], Arrays] = lambda args: {}
    keras: Callable[[Args], Arrays] | None = None
    macs: Callable[[Args, Shape, Shape], int] = lambda args, before, after: 0
    window: Callable[[Args], Window | None] = lambda args: None


POINTWISE = Window(0, 0, 1)


def with_bias(args: Args, weight: Shape, bias: int) -> Arrays:
    """A weight, and a bias unless the layer has none."""
    return {"weight": weight, "bias": (bias,)} if args["bias"] else {"weight": weight}


def checked(found: int, expected: int, field: str) -> None:
    """Raise where an argument does not say what comes in."""
    if found != expected:
        raise Misfit(field, found, f"{expected}, which is what comes in")
