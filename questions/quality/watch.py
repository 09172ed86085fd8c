"""A witness under watch: in strict float64, once more in float32, and with its decimals moved a hair.

Finds what no printed digit shows: a logarithm of 0, a division by 0, an overflow, a singular matrix, a kink at the
very point that is asked. Knows nothing of solvers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Any, TypeAlias

from questions.catalogue import Witness
from questions.model import JSON, LABELLED, Params
from questions.rounding import NUMBERS

Path: TypeAlias = "tuple[str | int, ...]"  # of a value in params: ("logits", 0)
STRICT = {"divide": "raise", "invalid": "raise", "over": "raise", "under": "ignore"}
SINGULAR = 1e6  # condition number from which float32 has one digit of an inverse left
HAIRS = (
    Decimal("0.005"),
    Decimal("0.01"),
    Decimal("0.02"),
)  # wider than a difference quotient, finer than a draw
SLACK = 1e-3  # of |answer| + 1: a jump is more
INVERSES = ("inv", "solve")


class Watch:
    """A witness that is watched: called like it, gives what it gives, and keeps what it saw.

    `faults` are pairs (standard, sentence); `at` is what the witness got as free tensors.
    """

    def __init__(self, witness: Witness) -> None:
        """`witness(params, at, np)` is run up to three times in the first call, once or twice in the others."""
        self._witness = witness
        self.faults: list[tuple[str, str]] = []
        self.at: Mapping[str, Any] | None = None

    def __call__(self, params: Params, at: Mapping[str, Any], np: Any) -> Mapping[str, Any]:
        """What the witness finds."""
        first, self.at = self.at is None, at
        if first:
            self._in_single_precision(params, at, np)
        try:
            with np.errstate(**STRICT):
                return self._witness(params, at, np)
        except (FloatingPointError, np.linalg.LinAlgError) as error:
            self.faults.append(("ill-posed", f"in float64: {error}"))
        with np.errstate(all="ignore"):
            return self._witness(params, at, np)

    def _in_single_precision(self, params: Params, at: Mapping[str, Any], np: Any) -> None:
        """Run it for its faults of arithmetic alone: what else happens in float32 is left to the real run."""
        try:
            with np.errstate(**STRICT):
                self._witness(params, {name: narrow(value, np) for name, value in at.items()}, Narrow(np, np))
        except (FloatingPointError, OverflowError, np.linalg.LinAlgError) as error:
            self.faults.append(("float32", f"in float32: {error}"))
        except Exception:  # noqa: BLE001, S110  an index or a count that is off by the rounding of a difference
            pass


# -- NumPy in single precision -----------------------------------------------------------------------------


def narrow(value: Any, np: Any) -> Any:
    """Floats, complex numbers and arrays of them in single precision; everything else as it is."""
    if isinstance(value, float):
        return np.float32(value)
    if isinstance(value, list | tuple):
        return type(value)(narrow(entry, np) for entry in value)
    kind = getattr(getattr(value, "dtype", None), "name", "")
    if kind in ("float64", "complex128"):
        single = np.float32 if kind == "float64" else np.complex64
        return value.astype(single) if getattr(value, "ndim", 0) else single(value)
    return value


class Narrow:
    """NumPy, or one of its modules or functions, whose arguments and results are in single precision."""

    def __init__(self, found: Any, np: Any, name: str = "") -> None:
        """`found` is what is wrapped, `np` the real NumPy."""
        self._found, self._np, self._name = found, np, name

    def __getattr__(self, name: str) -> Any:
        """A function or module wrapped, a type of double precision replaced, a constant narrowed."""
        found = getattr(self._found, name)
        if isinstance(found, type):
            return {"float64": self._np.float32, "complex128": self._np.complex64}.get(found.__name__, found)
        if isinstance(found, ModuleType) or callable(found):
            return Narrow(found, self._np, name)
        return narrow(found, self._np)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The result in single precision; an inverse of a nearly singular matrix is a fault."""
        args = tuple(narrow(value, self._np) for value in args)
        named = {
            key: self._dtype(value) if key == "dtype" else narrow(value, self._np)
            for key, value in named.items()
        }
        if self._name in INVERSES and self._np.linalg.cond(args[0]) > SINGULAR:
            raise FloatingPointError(f"np.linalg.{self._name} of a matrix that is next to singular")
        return narrow(self._found(*args, **named), self._np)

    def _dtype(self, dtype: Any) -> Any:
        kind = self._np.dtype(dtype).name
        return {"float64": self._np.float32, "complex128": self._np.complex64}.get(kind, dtype)


# -- kinks -------------------------------------------------------------------------------------------------


def jumps(
    witness: Witness,
    params: Params,
    at: Mapping[str, Any],
    decimals: Sequence[Path],
    kinds: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """(part, sentence) for each answer that jumps where a decimal is moved away: a kink, a step or a tie.

    `decimals` are paths in params, as `decimal_paths` finds them; `kinds` maps each part to the kind of its answer.
    """
    for path in decimals:
        moved = Moved(witness, params, at, path)
        for part, kind in kinds.items():
            if moved.parts_ways(part) if kind in LABELLED else kind in NUMBERS and moved.jumps(part):
                place = str(path[0]) + "".join(f"[{step}]" for step in path[1:])
                yield part, f"the answer jumps where {place} is moved away from {entry(params, path)}"


class Moved:
    """The answers of a witness where one decimal is moved to either side; each is asked for once."""

    def __init__(self, witness: Witness, params: Params, at: Mapping[str, Any], path: Path) -> None:
        """`path` leads to the decimal."""
        self._run = lambda hair: answers(witness, moved(params, path, hair), at)
        self._found: dict[Decimal, Mapping[str, Any] | None] = {}

    def at(self, hair: Decimal, part: str) -> Any:
        """The answer of a part, an array of floats or a label; None where the witness says nothing."""
        if hair not in self._found:
            self._found[hair] = self._run(hair)
        found = self._found[hair]
        return None if found is None else found.get(part)

    def parts_ways(self, part: str) -> bool:
        """Whether a label is another one a hair to the left than a hair to the right."""
        left, right = self.at(-HAIRS[0], part), self.at(HAIRS[0], part)
        return left is not None and right is not None and str(left) != str(right)

    def jumps(self, part: str) -> bool:
        """Whether the gap between the two sides does not close with the distance."""
        gaps = []
        for hair in HAIRS:
            gap, size = self._gap(hair, part)
            if not gap or max(map(abs, gap)) <= SLACK * size:
                return False
            gaps.append(gap)
        return any(_stays(near, middle, far, SLACK * size) for near, middle, far in zip(*gaps, strict=True))

    def _gap(self, hair: Decimal, part: str) -> tuple[list[float], float]:
        """Right minus left, entry by entry (nothing if they cannot be compared), and the size of the entries."""
        import numpy as np

        left, right = self.at(-hair, part), self.at(hair, part)
        try:
            left, right = np.ravel(np.asarray(left, dtype=float)), np.ravel(np.asarray(right, dtype=float))
        except (TypeError, ValueError):
            return [], 1.0
        if left.shape != right.shape or not np.all(np.isfinite([left, right])):
            return [], 1.0
        return list(right - left), 1 + float(np.max(np.abs([left, right]), initial=0.0))


def _stays(near: float, middle: float, far: float, slack: float) -> bool:
    """Whether gaps at distances 1, 2, 4 hold a constant: J = 2 D(h) - D(2h) is 0 for a straight line."""
    first, second = 2 * near - middle, 2 * middle - far
    return abs(first) > slack and abs(first - second) < abs(first) / 2


def answers(witness: Witness, params: Params, at: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the witness finds; None where it stops, which beside the params of a question means nothing."""
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            return witness(params, at, np)
    except Exception:  # noqa: BLE001
        return None


def entry(params: Params, path: Path) -> JSON:
    """The value at a path."""
    found: JSON = params
    for step in path:
        found = found[step]
    return found


def moved(params: Params, path: Path, hair: Decimal) -> dict[str, JSON]:
    """A copy of the params in which the decimal at `path` is larger by `hair`."""
    copy: dict[str, JSON] = json.loads(json.dumps(params))
    inner = entry(copy, path[:-1])
    inner[path[-1]] = f"{Decimal(inner[path[-1]]) + hair:f}"
    return copy


def decimal_paths(schema: Mapping[str, JSON], params: Params) -> tuple[Path, ...]:
    """Where the decimals of the schema are in these params: ("logits", 0), ("logits", 1), ("x",)."""

    def inside(fields: JSON, value: JSON, path: Path) -> Iterator[Path]:
        if fields.get("format") == "decimal":
            yield path
        elif isinstance(value, list):
            for k, entry in enumerate(value):
                yield from inside(fields.get("items", {}), entry, (*path, k))
        elif isinstance(value, Mapping):
            for name, entry in value.items():
                yield from inside(fields.get("properties", {}).get(name, {}), entry, (*path, name))

    return tuple(
        path
        for name, fields in schema.items()
        if name in params
        for path in inside(fields, params[name], (name,))
    )
