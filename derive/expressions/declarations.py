"""What `--shapes "X:N,D W:D,M b:M t:"` and `--assume "Y:sums_to_one(1) t:positive"` say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from keyword import iskeyword

from ..terms.functions import FUNCTIONS
from ..terms.tensors import ALONG_AN_AXIS, KINDS, Domain, Tensor
from .place import ExpressionError

LONGEST = 400  # characters
AXES = 4
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
DIM = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,9}|[2-9]|[1-9][0-9]")
ASSUMED = re.compile(r"([A-Za-z][A-Za-z0-9_]*):([a-z_]+)(?:\((-?[0-9])\))?")
REDUCTIONS = ("sum", "mean", "softmax", "log_softmax", "logsumexp", "norm", "var", "std")
OTHERS = ("trace", "dot", "outer", "transpose", "sqrt", "square", "maximum", "minimum")
RESERVED = frozenset((*REDUCTIONS, *OTHERS, "np", "numpy", "math", "axis", "df", "ddf", "dg", "ddg"))
EXAMPLE = 'e.g. "X:N,D W:D,M b:M t:" (t is a scalar)'


def read_shapes(words: str, assumed: str = "") -> dict[str, Tensor]:
    """The tensors by name, with their domains; raises ExpressionError for what is no shape."""
    if len(words) > LONGEST or len(assumed) > LONGEST:
        raise ExpressionError(f"shapes and assumptions have at most {LONGEST} characters")
    tensors: dict[str, Tensor] = {}
    for word in words.split():
        name, dims = _shape(word)
        if name in tensors:
            raise ExpressionError(f"{name} has two shapes: give one")
        tensors[name] = Tensor(name, dims)
    clash = sorted({dim for tensor in tensors.values() for dim in tensor.dims} & set(tensors))
    if clash:
        raise ExpressionError(f"{clash[0]} is both a tensor and a dimension: rename one")
    return _with_domains(tensors, assumed)


def _shape(word: str) -> tuple[str, tuple[str, ...]]:
    name, colon, rest = word.partition(":")
    if not NAME.fullmatch(name) or (rest and not colon):
        raise ExpressionError(f"{word!r} is no shape: a name, a colon and dimensions, {EXAMPLE}")
    if _is_taken(name):
        raise ExpressionError(f"{name} is a word of the language: give the tensor another name")
    dims = tuple(rest.split(",")) if rest else ()
    for dim in dims:
        if dim == "1":
            raise ExpressionError(f"{word!r}: leave an axis of size 1 out")
        if not DIM.fullmatch(dim) or _is_taken(dim):
            raise ExpressionError(f"{word!r}: a dimension is a name or a number from 2 to 99, {EXAMPLE}")
    if len(dims) > AXES:
        raise ExpressionError(f"{word!r} has {len(dims)} axes: at most {AXES}")
    return name, dims


def _is_taken(name: str) -> bool:
    return name in FUNCTIONS or name in RESERVED or iskeyword(name)


def _with_domains(tensors: Mapping[str, Tensor], assumed: str) -> dict[str, Tensor]:
    known = dict(tensors)
    for word in assumed.split():
        found = ASSUMED.fullmatch(word)
        if not found or found[2] not in KINDS:
            raise ExpressionError(
                f"{word!r} is no assumption: a name, a colon and one of {', '.join(KINDS)}, "
                'e.g. "Y:sums_to_one(1) t:positive" (in brackets the axis)'
            )
        name, kind, axis = found.groups()
        if name not in known:
            raise ExpressionError(f"{word!r} speaks of {name}, which has no shape")
        known[name] = Tensor(name, known[name].dims, _domain(word, kind, axis, len(known[name].dims)))
    return known


def _domain(word: str, kind: str, axis: str | None, axes: int) -> Domain:
    if kind not in ALONG_AN_AXIS:
        if axis is not None:
            raise ExpressionError(f"{word!r}: {kind} has no axis")
        return Domain(kind)
    place = int(axis) if axis is not None else -1
    if not -axes <= place < axes:
        raise ExpressionError(f"{word!r}: there are {axes} axes, counted from 0")
    return Domain(kind, place % axes)
