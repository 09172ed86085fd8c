"""What an argument of a layer may be: its JSON Schema, and its default where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.model import DECIMAL, JSON

LARGEST = 1_000_000  # of any number in a layer


class Required:
    """The default of an argument that must be given."""


REQUIRED = Required()


@dataclass(frozen=True, slots=True)
class SameAs:
    """The default of an argument that is then like another one: the stride of pooling is its window."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One argument: `schema` says what it may be; `axes` is the number of axes that a single number stands for."""

    schema: Mapping[str, JSON]
    default: Any = REQUIRED
    axes: int = 0

    def __call__(self, value: Any) -> Any:
        """The value as the table reads it: one number per axis where the argument has axes."""
        if self.axes and isinstance(value, int):
            return (value,) * self.axes
        return tuple(value) if isinstance(value, list) else value


def whole(low: int, high: int = LARGEST) -> dict[str, JSON]:
    """The schema of a whole number from `low` to `high`."""
    return {"type": "integer", "minimum": low, "maximum": high}


def size(default: Any = REQUIRED, high: int = LARGEST) -> Field:
    """A whole number, at least 1."""
    return Field(whole(1, high), default)


def flag(default: bool) -> Field:
    """True or false."""
    return Field({"type": "boolean"}, default)


def decimal(default: str) -> Field:
    """A decimal, e.g. the rate of a dropout; a whole number will do."""
    return Field({**DECIMAL, "type": ["string", "integer"]}, default)


def several(low: int, least: int, most: int) -> dict[str, JSON]:
    """The schema of a whole number, or of a list of `least` to `most` of them."""
    items = {"items": whole(low), "minItems": least, "maxItems": most}
    return {**whole(low), **items, "type": ["integer", "array"]}


def per_axis(axes: int, default: Any = REQUIRED, low: int = 1, word: str = "") -> Field:
    """A number for all axes, or a list with one for each; `word` is a text that may stand instead."""
    numbers = several(low, axes, axes)
    if word:
        numbers |= {"type": ["integer", "array", "string"], "pattern": f"^{word}$"}
    return Field(numbers, default, axes)


def shape(default: Any = REQUIRED) -> Field:
    """A number, or a list of them."""
    return Field(several(1, 1, 4), default, axes=1)


def axis(default: Any = REQUIRED) -> Field:
    """The number of an axis, the batch being axis 0; -1 is the last one."""
    return Field({"type": "integer", "minimum": -5, "maximum": 5}, default)


def position() -> Field:
    """A place on an axis; -1 is the last one."""
    return Field({"type": "integer", "minimum": -LARGEST, "maximum": LARGEST})
