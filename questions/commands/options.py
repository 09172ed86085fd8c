"""What several commands take: whole numbers, formats, and a lecturer's own values; each refused with one line."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from questions.errors import BadCall, quoted, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    Converted = click.ParamType[int]
    ClickParam = click.ParamType[Any]
else:
    Converted = ClickParam = click.ParamType  # no generic type before click 8.5

Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")
LARGEST = 2**63 - 1  # a seed beyond it would not survive in other people's JSON readers
MAGNITUDE = 300  # powers of ten that a value may have
LONGEST = 10_000  # characters of a value of --given, in the call or in its file
DEEPEST = 20  # lists in lists of such a value
PATIENCE = 2.0  # seconds after which a progress bar appears


class Whole(Converted):
    """A whole number from `low` up, written with digits alone."""

    name = "integer"

    def __init__(self, low: int, example: str) -> None:
        """`example`: a right call, shown in the message."""
        self.low = low
        self.example = example

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> int:
        """Return the number; raise BadCall if it is none."""
        if isinstance(value, int):
            return value
        place = param.opts[0] if param else "the number"
        wanted = f"expected a whole number from {self.low} up, e.g. {self.example}"
        if not re.fullmatch(r"[+-]?[0-9]{1,40}", value):
            raise BadCall(f"{place} is {quoted(value)}: {wanted}")
        if int(value) < self.low:
            raise BadCall(f"{place} is {value}: {wanted}")
        if int(value) > LARGEST:
            raise BadCall(f"{place} is {value}: expected at most {LARGEST}, e.g. {self.example}")
        return int(value)


SEED = Whole(0, "--seed 7")
COPY = Whole(0, "--copy 0")
COUNT = Whole(1, "--count 5")


def given(pairs: Sequence[str]) -> dict[str, Any]:
    """The lecturer's own values: each pair is KEY=JSON or KEY=@file.json; raise BadCall naming the field."""
    values: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        key = key.strip()
        if not equals or not key:
            raise BadCall(
                f"--given is {quoted(pair)}: expected KEY=JSON or KEY=@file.json, e.g. --given 'layers=[6, 32, 4]'"
            )
        if key in values:
            raise BadCall(f"--given {key} is there twice: expected once; leave one out")
        values[key] = _value(key, text.strip())
    return values


def _value(key: str, text: str) -> Any:
    """The JSON value `text`, or of the file that it names after an @: `LONGEST` characters, `DEEPEST` levels."""
    place = f"--given {key}"
    if text.startswith("@"):
        place = f"{place} from {quoted(text[1:])}"
        text = _text_of(Path(text[1:]), place)
    if len(text) > LONGEST:
        raise BadCall(f"{place} is {len(text)} characters long: expected at most {LONGEST}")
    try:
        value = json.loads(text, parse_float=_decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCall(
            f"{place} is {quoted(text)}, which is not JSON ({error}): expected a JSON value, "
            """e.g. 3, [6, 32, 4] or '"tanh"' (a text has double quotes, the whole has single ones for the shell)"""
        ) from error
    if _deep(value):
        raise BadCall(f"{place} is {quoted(text)}: expected lists in lists at most {DEEPEST} deep")
    return value


def _text_of(path: Path, place: str) -> str:
    """The text of a file, of which no more is read than a value may have."""
    try:
        with path.open("rb") as file:
            return file.read(4 * LONGEST + 4).decode()
    except UnicodeDecodeError as error:
        raise BadCall(
            f"{place}: the file is not UTF-8 text: expected a JSON file; save it as UTF-8"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        why = getattr(error, "strerror", None) or error
        raise BadCall(
            f"{place}: the file cannot be read ({why}): expected a JSON file; check its path"
        ) from error


def _deep(value: Any) -> bool:
    """Whether a value is nested deeper than `DEEPEST`; found level by level, whatever the depth."""
    level = [value]
    for _ in range(DEEPEST + 1):
        inner = (v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list))
        level = [each for values in inner for each in values]
    return bool(level)


def _decimal(text: str) -> str:
    """A decimal as it was written, "-0.1": a binary float would be another number (-0.1000000000000000055...)."""
    if "e" not in text.lower():
        return text
    if abs(Decimal(text).adjusted()) > MAGNITUDE:
        raise ValueError(f"{text} is out of range")
    return format(Decimal(text), "f")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys occur once; the second value of a key would silently win otherwise."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


class NotationFile(ClickParam):
    """The notation of a course, from a TOML file."""

    name = "path"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Any:
        """Return the notation; raise BadCall with the file and the key that is wrong."""
        from questions import notation

        return value if isinstance(value, notation.Notation) else notation.read_file(Path(value))


def takes_notation(command: Command) -> Command:
    """The option --notation of a command, which gets a Notation, or None where it is not given."""
    return click.option(
        "--notation",
        metavar="FILE",
        type=NotationFile(),
        help="Your course's letters and conventions, as a TOML table: docs/notation.md.",
    )(command)


def takes_topics(command: Command) -> Command:
    """The option --topic of a command that takes slugs as well (`selected` reads both)."""
    return click.option(
        "--topic",
        "topics",
        metavar="T",
        multiple=True,
        help="All questions of a topic; may be repeated, and adds to the slugs.",
    )(command)


def selected(slugs: Sequence[str], topics: Sequence[str]) -> tuple[str, ...]:
    """The slugs as given, then what the topics add; the whole bank if neither is named."""
    from questions import catalogue

    entries = catalogue.entries()
    if not slugs and not topics:
        return tuple(entry.slug for entry in entries)
    for slug in slugs:
        catalogue.find(slug)
    there = sorted({entry.topic for entry in entries})
    for topic in topics:
        if topic not in there:
            raise unknown("topic", topic, there, "topics", "backproof list")
    return (*slugs, *(entry.slug for entry in entries if entry.topic in topics and entry.slug not in slugs))


def progress(
    items: Iterable[T], length: int, label: str, size: Callable[[T], int] = lambda _: 1
) -> Iterator[T]:
    """Yield the items; after two seconds a bar on stderr shows how far it is, on a terminal only.

    The bar has the time left, and how many are done in a second; `size`: how many an item counts as.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    started, bar, behind, done = time.monotonic(), None, 0, 0
    try:
        for item in items:
            yield item
            behind += size(item)
            passed = time.monotonic() - started
            if bar is None and passed > PATIENCE:
                bar = click.progressbar(length=length, label=label, file=sys.stderr, item_show_func=str)
                bar.__enter__()
            if bar is not None:
                done += behind
                bar.update(behind, f"{done / passed:.3g} a second")
                behind = 0
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def table(rows: Sequence[Sequence[str]], heading: Sequence[str] = ()) -> str:
    """Rows as aligned columns two spaces apart, the last one left as it is; numbers stand as text."""
    every = [heading, *rows] if heading else list(rows)
    if not every:
        return ""
    widths = [max(len(row[i]) for row in every) for i in range(len(every[0]) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in every
    )


def as_json(data: Any) -> str:
    """JSON as this program prints it: two spaces, fields in their order, UTF-8."""
    return json.dumps(data, indent=2, ensure_ascii=False)


def examples(*calls: str) -> str:
    """The examples at the end of a help text, a line each, not rewrapped by click."""
    return "\b\nExamples:\n" + "\n".join(f"  {call}" for call in calls)


def named(values: Mapping[str, Any]) -> str:
    """`key=value` for a message, the values cut."""
    return ", ".join(f"{key}={quoted(value)}" for key, value in values.items())
