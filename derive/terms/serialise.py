"""Terms, matrices and definitions as plain JSON data, and back.

A node is an object: "is" names its type, the other keys are its fields; a field at its default is left out. An index is
the list [name, dimension]; a rational is an integer or a string "p/q". The reader refuses what it does not know.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from . import matrix, tensors, terms
from .functions import function
from .index import Index
from .matrix import Matrix
from .terms import Definition, Term

NODES: dict[str, Any] = {
    "number": terms.Number,
    "dim": terms.Dim,
    "constant": terms.Constant,
    "component": terms.Component,
    "delta": terms.Delta,
    "add": terms.Add,
    "mul": terms.Mul,
    "power": terms.Power,
    "sum": terms.Sum,
    "apply": terms.Apply,
    "cases": terms.Cases,
    "partial": terms.Partial,
    "maximum": terms.Maximum,
    "winner": terms.Winner,
    "inverse": terms.Inverse,
    "definition": terms.Definition,
    "tensor": tensors.Tensor,
    "domain": tensors.Domain,
    "matrix_symbol": matrix.MatrixSymbol,
    "product": matrix.Product,
    "matrix_sum": matrix.MatrixSum,
    "difference": matrix.Difference,
    "elementwise": matrix.Elementwise,
    "transpose": matrix.Transpose,
    "matrix_inverse": matrix.MatrixInverse,
    "grouped": matrix.Grouped,
    "scaled": matrix.Scaled,
    "map": matrix.Map,
    "ones": matrix.Ones,
    "identity": matrix.Identity,
    "zero": matrix.Zero,
    "diag": matrix.Diag,
    "gradient": matrix.Gradient,
}
NAMES: dict[Any, str] = {node: name for name, node in NODES.items()}

JSON = Any  # dict, list, str, int, bool, None; never a float


def to_json(thing: Term | Matrix | Definition) -> JSON:
    """Plain data of a term, a matrix expression, a definition, or any other row of NODES."""
    return _write(thing)


def from_json(data: JSON) -> Any:
    """The object that `to_json` was given; raises ValueError, with what was found and expected, on anything else."""
    return _read_node(data, object)


def _write(value: Any) -> JSON:
    if type(value) in NAMES:
        written: dict[str, JSON] = {"is": NAMES[type(value)]}
        for field in dataclasses.fields(value):
            own = getattr(value, field.name)
            if field.default is dataclasses.MISSING or own != field.default:
                written[field.name] = _write(own)
        return written
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, Index):
        return [value.name, value.dim]
    if isinstance(value, tuple):
        return [_write(part) for part in value]
    if value is None or isinstance(value, bool | str | int):
        return value
    raise ValueError(f"no way to store a {type(value).__name__}: {value!r}")


def _read_node(data: JSON, kind: type) -> Any:
    if not isinstance(data, dict) or not isinstance(data.get("is"), str):
        raise ValueError(f'found {_shown(data)}, expected an object with "is"')
    node = NODES.get(data["is"])
    if node is None:
        raise ValueError(f"no node {data['is']!r}: there are {', '.join(NODES)}")
    if not issubclass(node, kind):
        raise ValueError(f"found a {data['is']}, expected a {NAMES.get(kind, kind.__name__.lower())}")
    _check_fields(data, node)
    hints = _hints(node)
    values = {
        name: _read(part, hints[name], f"{data['is']}.{name}") for name, part in data.items() if name != "is"
    }
    if "function" in values:
        function(values["function"])  # raises on a name that is not in the table
    return node(**values)


def _check_fields(data: dict[str, JSON], node: Any) -> None:
    fields = {field.name: field for field in dataclasses.fields(node)}
    needed = [name for name, field in fields.items() if field.default is dataclasses.MISSING]
    unknown = [name for name in data if name != "is" and name not in fields]
    missing = [name for name in needed if name not in data]
    if unknown or missing:
        raise ValueError(
            f"a {data['is']} has the fields {', '.join(fields)}; unknown: {unknown}, missing: {missing}"
        )


@cache
def _hints(node: Any) -> dict[str, Any]:
    return typing.get_type_hints(node)


def _read(data: JSON, kind: Any, place: str) -> Any:
    """A field by its declared type."""
    if typing.get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise ValueError(f"{place}: found {_shown(data)}, expected a list")
        return tuple(_read(part, typing.get_args(kind)[0], place) for part in data)
    if isinstance(kind, types.UnionType):
        if data is None:
            return None
        (kind,) = (option for option in typing.get_args(kind) if option is not type(None))
    read = LEAVES.get(kind)
    if read is None:
        return _read_node(data, kind)
    try:
        return read(data)
    except _Unfit as unfit:
        raise ValueError(f"{place}: found {_shown(data)}, expected {unfit}") from None


class _Unfit(Exception):
    """What was expected of a leaf."""


def _plain(kind: type, words: str) -> Callable[[JSON], Any]:
    def read(data: JSON) -> Any:
        if type(data) is not kind:  # True is no integer here
            raise _Unfit(words)
        return data

    return read


def _rational(data: JSON) -> Fraction:
    if type(data) is int:
        return Fraction(data)
    if (
        not isinstance(data, str)
        or not re.fullmatch(r"-?[1-9]\d*/[1-9]\d*", data)
        or str(Fraction(data)) != data
    ):
        raise _Unfit('an integer or "p/q" in lowest terms')
    return Fraction(data)


def _index(data: JSON) -> Index:
    if not isinstance(data, list) or len(data) != 2 or not all(isinstance(part, str) for part in data):
        raise _Unfit("an index as [name, dimension]")
    return Index(*data)


LEAVES: dict[Any, Callable[[JSON], Any]] = {
    str: _plain(str, "a string"),
    int: _plain(int, "an integer"),
    bool: _plain(bool, "true or false"),
    Fraction: _rational,
    Index: _index,
}


def _shown(data: JSON) -> str:
    words = repr(data)
    return words if len(words) <= 60 else words[:57] + "..."
