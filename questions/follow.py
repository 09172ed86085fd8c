"""Follow-through: what is right in a part whose student has gone on from a wrong answer to an earlier one.

For each named mistake of an earlier part, `onward` of the witness is executed with the wrong answer in the place of
the right one. Where that leads to another answer of a later part, this one gets full marks; it is carried on from
there. Nothing is offered where the way cannot be gone, where it leads to what is accepted anyway, and where it also
takes a value on the way that a student with this mistake would not have. Needs what a record stores and the witness
file alone, so that it is executed again when a stored sheet is verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from questions import onward, rounding
from questions.catalogue import Onward
from questions.model import JSON, Answer, FollowThrough, Intermediate, Params, Pitfall

NUDGE = Fraction(1, 100)  # by which a value is moved to see which ways depend on it


@dataclass(frozen=True, slots=True)
class Stage:
    """One part as its student meets it: its answer, the values on the way to it, and its named mistakes."""

    answer: Answer
    intermediates: Sequence[Intermediate]
    mistakes: Sequence[Pitfall]


Follows = dict[str, tuple[FollowThrough, ...]]  # by the label of the later part


def through(go_on: Onward | None, params: Params, stages: Mapping[str, Stage]) -> Follows:
    """What each part accepts from who went wrong in an earlier one; `stages` by label, in the question's order."""
    found: Follows = {}
    if go_on is None:
        return found
    try:
        numbers = onward.printed({label: (s.answer, s.intermediates) for label, s in stages.items()})
        right = _walk(go_on, params, numbers, stages).run()
    except onward.Astray:
        return found  # the check "rounding" says so
    for label, stage in stages.items():
        later = list(stages)[list(stages).index(label) + 1 :]
        hidden = [step.name for other in (label, *later) for step in stages[other].intermediates]
        if not any(part in later for part, _ in right) or label not in numbers:
            continue
        blocked = {key for name in hidden for key in _depending(go_on, params, numbers, stages, name, right)}
        for mistake in stage.mistakes:
            for part, one in _followed(go_on, params, numbers, stages, (label, mistake), right, blocked):
                found[part] = (*found.get(part, ()), one)
    return found


def _walk(
    go_on: Onward, params: Params, numbers: Mapping[str, Any], stages: Mapping[str, Stage]
) -> onward.Walk:
    counts = {label: onward.count(stage.answer) for label, stage in stages.items()}
    return onward.Walk(go_on, params, numbers, counts, tolerant=True)


def _followed(
    go_on: Onward,
    params: Params,
    numbers: Mapping[str, Any],
    stages: Mapping[str, Stage],
    wrong: tuple[str, Pitfall],
    right: Mapping[tuple[str, str], Sequence[float]],
    blocked: set[tuple[str, str]],
) -> Iterator[tuple[str, FollowThrough]]:
    """Part by part, where a student arrives who made this mistake and went on from what was found."""
    label, mistake = wrong
    answer = _answered(stages[label].answer, rounding.read(mistake.value))
    if answer is None:
        return
    seen = {**numbers, label: onward.printed({label: (answer, ())})[label]}
    for part in list(stages)[list(stages).index(label) + 1 :]:
        ways = _led(_walk(go_on, params, seen, stages), seen, part, right, blocked)
        arrived = {way: _answered(stages[part].answer, *each) for way, each in ways.items()}
        fresh = {
            way: one
            for way, one in arrived.items()
            if one is not None and not _accepted(stages[part].answer, one)
        }
        for way, one in fresh.items():
            yield part, FollowThrough(label, mistake.name, mistake.value, way, one.text, one.accepts)
        if len({one.text for one in fresh.values()}) == 1 and part in seen:
            seen = {**seen, part: onward.printed({part: (next(iter(fresh.values())), ())})[part]}


def _led(
    walk: onward.Walk,
    seen: Mapping[str, Any],
    part: str,
    right: Mapping[tuple[str, str], Sequence[float]],
    blocked: set[tuple[str, str]],
) -> dict[str, tuple[Any, onward.Spans]]:
    """The ways to a part that lead elsewhere than before, with the entries and their spans."""
    try:
        middle = walk.run()
    except onward.Astray:
        return {}
    other = [
        key for key, entries in middle.items() if key[0] == part and right.get(key) not in (None, entries)
    ]
    if not set(other) - blocked:
        return {}
    try:
        arrived = onward.arrivals(walk, seen)
    except onward.Astray:
        return {}
    return {
        key[1]: (list(arrived[key].entries), arrived[key].spans)
        for key in other
        if key not in blocked and key in arrived
    }


def _answered(like: Answer, value: Any, spans: onward.Spans = ()) -> Answer | None:
    """A value as it would be printed and accepted in the place of the answer `like`; None if it has another form."""
    if value is None:
        return None
    try:
        nested = _nested(like.value, iter(rounding.flat(value)))
        if len(rounding.flat(value)) != len(
            rounding.flat(like.value if like.kind == "array" else [like.value])
        ):
            return None
        one = rounding.reprinted(like.kind, like.digits, nested)
        reach = tuple(spans) if one.digits is not None else ()
        return rounding.reprinted(like.kind, like.digits, nested, reach)
    except (ValueError, TypeError, ZeroDivisionError, StopIteration, OverflowError):
        return None


def _nested(like: JSON, entries: Iterator[Fraction]) -> Any:
    return [_nested(row, entries) for row in like] if isinstance(like, list) else next(entries)


def _accepted(right: Answer, other: Answer) -> bool:
    """Whether what follows is the right answer, or would be accepted as it."""
    if other.text == right.text:
        return True
    value = rounding.read(other.text)
    return value is not None and rounding.taken_for_right(right, value)


def _depending(
    go_on: Onward,
    params: Params,
    numbers: Mapping[str, Any],
    stages: Mapping[str, Stage],
    name: str,
    right: Mapping[tuple[str, str], Sequence[float]],
) -> Iterator[tuple[str, str]]:
    """The ways that lead elsewhere when the value `name` is another one."""
    moved = {**numbers, name: _nudged(numbers[name])}
    try:
        led = _walk(go_on, params, moved, stages).run()
    except onward.Astray:
        yield from right
        return
    yield from (key for key, entries in right.items() if led.get(key) != entries)


def _nudged(value: Any) -> Any:
    if isinstance(value, onward.Printed):
        return replace(value, value=value.value + NUDGE * (1 + abs(value.value)))
    return [_nudged(row) for row in value]
