"""Going on from printed values: where a student may arrive who takes a rounded number into the next step.

Beside `witness` a witness file may have `onward(params, seen, np)`. `seen` holds the numbers that are printed: the
answers of the parts by their labels, and the intermediates by their names, as floats and arrays. It returns, per
part, where each way leads that goes on from them: `{"c": {"from the probability": -np.log(seen["a"][0])}}`, values of
the shape of the answer; a part goes on from earlier parts and, in an array, from its own earlier entries.

A printed number is known up to half a unit of its last digit. Each is moved to both ends alone, and what that does
to the answer is added up: to first order the lowest and the highest answer that such a student finds. Needs nothing
but what a record stores and the witness file, so that the accepted interval is found again without the solver.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from questions import rounding
from questions.catalogue import Onward
from questions.errors import quoted
from questions.model import JSON, Answer, Intermediate, Params

SLACK = Fraction(1, 10**7)  # of |answer| + 1, as for a witness
HALF = Fraction(1, 2)

Parts: TypeAlias = (
    "Mapping[str, tuple[Answer, Sequence[Intermediate]]]"  # by label, in the order of the question
)
Spans: TypeAlias = "tuple[rounding.Reach, ...]"  # a pair for each entry of an answer
Ways: TypeAlias = "Mapping[str, Spans]"  # by name, of one part
Leaf: TypeAlias = "tuple[str, tuple[int, ...]]"  # a printed number: its name, and its place in an array


class Astray(Exception):
    """Going on from printed values does not lead to the answer: the text says from which, and where it leads."""

    def __init__(self, said: str, label: str | None = None) -> None:
        super().__init__(said)
        self.label = label  # of the part, where it is one


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number, and what its last digit leaves open to either side (0: it is exact)."""

    value: Fraction
    open: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a way leads: the entries of the answer, and the lowest and highest value of each."""

    entries: tuple[Fraction, ...]
    spans: Spans


# -- what is printed ---------------------------------------------------------------------------------------


def printed(parts: Parts) -> dict[str, Any]:
    """The printed numbers by label and by name, nested as they are printed; raises Astray for one that is none."""
    found: dict[str, Any] = {}
    for label, (answer, intermediates) in parts.items():
        name = "the answer"
        try:
            if answer.kind in rounding.NUMBERS:
                found[label] = _answer(answer)
            for step in intermediates:
                name, one = step.name, _number(step.value, step.digits)
                if found.setdefault(name, one) != one:
                    raise ValueError("printed with two different values")
        except (ValueError, TypeError, ZeroDivisionError) as error:
            raise Astray(f"{name}: {error}", label) from error
    return found


def _answer(answer: Answer) -> Any:
    if answer.kind == "rational":
        quotient = Fraction(answer.value)
        about = rounding.real(quotient, answer.digits or 1, strict=False).text
        return Printed(quotient) if Fraction(about) == quotient else _number(about, answer.digits)
    return _each(answer.value, answer.digits)


def _each(value: JSON, digits: int | None) -> Any:
    if isinstance(value, list):
        return [_each(row, digits) for row in value]
    return _number(value, digits)


def _number(value: JSON, digits: int | None) -> Printed:
    """A number as printed with so many significant digits; without digits, a whole number and 0 are exact."""
    exact = Fraction(value)
    if digits is None or isinstance(value, int) or exact == 0:
        return Printed(exact)
    count, exponent = rounding.rounded(exact, digits, strict=False)
    if rounding.decimal(count, exponent) != value:
        raise ValueError(f"{quoted(value)} has not {digits} significant digits")
    return Printed(exact, HALF * Fraction(10) ** exponent)


def leaves(value: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Printed]]:
    """The printed numbers in a nested value, each with its place."""
    if isinstance(value, Printed):
        yield path, value
    else:
        for k, row in enumerate(value):
            yield from leaves(row, (*path, k))


# -- where they lead ---------------------------------------------------------------------------------------


def ways(onward: Onward | None, params: Params, parts: Parts) -> dict[str, Ways]:
    """Per part, the lowest and the highest value of each entry on each way from the printed numbers.

    Raises Astray where a way cannot be gone, and where an intermediate is printed from which none goes on. A family
    without `onward` says that nothing is printed on the way; a test holds the families of the bank to it.
    """
    if onward is None:
        return {}
    numbers = printed(parts)
    walk = Walk(onward, params, numbers, {label: count(answer) for label, (answer, _) in parts.items()})
    arrived = arrivals(walk, numbers)
    _all_used(parts, walk.used)
    found: dict[str, Ways] = {}
    for (label, way), arrival in arrived.items():
        found[label] = {**found.get(label, {}), way: arrival.spans}
    return found


def arrivals(walk: Walk, numbers: Mapping[str, Any]) -> dict[tuple[str, str], Arrival]:
    """Where each way leads, by part and way; raises Astray where one cannot be gone, unless the walk is tolerant."""
    middle = walk.run()
    below = {key: [0.0] * len(entries) for key, entries in middle.items()}
    above = {key: [0.0] * len(entries) for key, entries in middle.items()}
    for leaf in ((name, path) for name, value in numbers.items() for path, one in leaves(value) if one.open):
        ends = [walk.run(leaf, side) for side in (-1, 1)]
        middle = {key: entries for key, entries in middle.items() if all(key in end for end in ends)}
        for key, entries in middle.items():
            for k, entry in enumerate(entries):
                moved = [end[key][k] - entry for end in ends]
                below[key][k] += min(0.0, *moved)
                above[key][k] += max(0.0, *moved)
    return {
        key: Arrival(
            tuple(map(Fraction, entries)),
            tuple(
                (Fraction(e + a), Fraction(e + b))
                for e, a, b in zip(entries, below[key], above[key], strict=True)
            ),
        )
        for key, entries in middle.items()
    }


def _all_used(parts: Parts, used: set[str]) -> None:
    for label, (_, intermediates) in parts.items():
        for step in intermediates:
            if step.name not in used:
                raise Astray(
                    f"nothing goes on from {step.name!r}: expected a way in `onward` of the witness file",
                    label,
                )


def count(answer: Answer) -> int:
    """How many numbers an answer has; 0 for one of another kind."""

    def entries(value: JSON) -> int:
        return sum(map(entries, value)) if isinstance(value, list) else 1

    return entries(answer.value) if answer.kind in rounding.NUMBERS else 0


class _Seen(dict[str, Any]):
    """The printed numbers, which remember what was looked at."""

    def __init__(self, numbers: Mapping[str, Any], used: set[str]) -> None:
        super().__init__(numbers)
        self._used = used

    def __getitem__(self, name: str) -> Any:
        self._used.add(name)
        return super().__getitem__(name)


class Walk:
    """`onward` of one variant, run with the printed numbers, or with one of them moved to an end.

    `counts` has the number of entries of each part's answer, 0 where it is no number. A `tolerant` walk leaves out a
    way that leads to no number.
    """

    def __init__(
        self,
        onward: Onward,
        params: Params,
        numbers: Mapping[str, Any],
        counts: Mapping[str, int],
        tolerant: bool = False,
    ) -> None:
        self._tolerant = tolerant
        self._onward, self._numbers, self._counts = onward, numbers, counts
        self._floats = {name: _floats(value) for name, value in numbers.items()}
        self._params = json.loads(json.dumps(params))  # as a witness gets them
        self.used: set[str] = set()

    def run(self, leaf: Leaf | None = None, side: int = 0) -> dict[tuple[str, str], list[float]]:
        """The entries of each part on each way."""
        import numpy as np

        seen = {
            name: np.array(value) if isinstance(value, list) else value
            for name, value in self._floats.items()
        }
        if leaf is not None:
            self._move(seen, leaf, side)
        try:
            with np.errstate(all="ignore"):
                led = self._onward(self._params, _Seen(seen, self.used), np)
        except Exception as error:
            raise Astray(f"going on from printed values stopped: {type(error).__name__}: {error}") from error
        found = {}
        for label, each in led.items():
            for way, value in each.items():
                try:
                    found[label, way] = self._entries(label, way, value)
                except Astray:
                    if not self._tolerant:
                        raise
        return found

    def _move(self, seen: dict[str, Any], leaf: Leaf, side: int) -> None:
        name, path = leaf
        one = self._numbers[name]
        for k in path:
            one = one[k]
        moved = float(one.value + side * one.open)
        if path:
            seen[name][path] = moved
        else:
            seen[name] = moved

    def _entries(self, label: str, way: str, value: Any) -> list[float]:
        try:
            entries = _flat(value)
        except (TypeError, ValueError) as error:
            raise Astray(f"{way}: {error}", label) from error
        if len(entries) != self._counts.get(label, 0) or not all(map(math.isfinite, entries)):
            raise Astray(f"{way}: {quoted(value)} has not the form of the answer", label)
        return entries


def _flat(value: Any) -> list[float]:
    """The numbers of a nested value, in the order of rows; raises TypeError or ValueError for what is none."""
    if isinstance(value, float):
        return [value]
    if getattr(getattr(value, "dtype", None), "kind", "") in ("f", "i"):
        return [float(number) for number in value.ravel().tolist()]
    return [float(number) for number in rounding.flat(value)]


def _floats(value: Any) -> Any:
    return float(value.value) if isinstance(value, Printed) else [_floats(row) for row in value]


# -- what students find ------------------------------------------------------------------------------------


def reach(answer: Answer, led: Ways) -> Spans:
    """The lowest and the highest value that students find for each entry; none if nothing is printed on the way."""
    if answer.digits is None:
        return ()
    every = zip(*led.values(), strict=True)
    return tuple((min(low for low, _ in each), max(high for _, high in each)) for each in every)


def lead_there(led: Ways, value: Any) -> bool:
    """Whether every way leads to the answer, which at full precision is `value`."""
    return not any(_strays(led, value))


def follow(answer: Answer, led: Ways, value: Any) -> None:
    """Raise Astray where a way does not lead to the answer, or not to the one value that is accepted."""
    for way, low, high, entry in _strays(led, value):
        raise Astray(f"{way} leads to {float((low + high) / 2):.6g}: expected {float(entry):.6g}, the answer")
    for way, spans in led.items():
        if answer.digits is None and any(high - low > SLACK * (1 + abs(high)) for low, high in spans):
            raise Astray(f"{way} leads from rounded values to an answer that is accepted only as it is")


def _strays(led: Ways, value: Any) -> Iterator[tuple[str, Fraction, Fraction, Fraction]]:
    """Way, lowest, highest and exact value of each entry to which it does not lead."""
    for way, spans in led.items():
        for entry, (low, high) in zip(rounding.flat(value), spans, strict=True):
            slack = SLACK * (1 + abs(entry))
            if not low - slack <= entry <= high + slack:
                yield way, low, high, entry
