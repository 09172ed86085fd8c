"""The blueprint of an exam, read from TOML: what stands on its first page, its sections, and what each slot asks.

Whatever is wrong is told in one line with file, line, key, what was found and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from questions import catalogue
from questions.errors import BadCall, listed, quoted
from questions.exam import toml_lines
from questions.notation import HOUSE, BadNotation, Notation
from questions.notation import read as read_notation

LARGEST = 2**20  # bytes of a blueprint
PAPERS = ("a4", "letter")
VARY = ("numbers", "questions")
SPACES = range(61)  # millimetres of room for an answer, for each point
COUNTS = range(1, 101)


@dataclass(frozen=True, slots=True)
class Slot:
    """One question, or `count` of them: named by its slug, or drawn from what fits topic, level and kind.

    given    the lecturer's own numbers (a fixed question), by field
    points   other points than the family's, by part
    line     where it stands in the blueprint
    """

    slug: str = ""
    topic: str = ""
    level: int = 0
    kind: str = ""
    count: int = 1
    exclude: tuple[str, ...] = ()
    case: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """Slots under a heading."""

    title: str
    instructions: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An exam as it was asked for; `date` is a date, or a text that is printed as it is."""

    file: str
    title: str
    sections: tuple[Section, ...]
    course: str = ""
    date: dt.date | str = ""
    language: str = "en"
    paper: str = "a4"
    seed: int = 0
    instructions: str = ""
    aids: str = ""
    space: int = 17
    shuffle: bool = False
    shuffle_options: bool = True
    vary: str = "numbers"
    notation: Notation = HOUSE
    templates: str = ""


class Fault(Exception):
    """Something is wrong at `path`: what was found and what is expected."""

    def __init__(self, path: toml_lines.Path, said: str) -> None:
        super().__init__(said)
        self.path = path


# -- what each key may hold --------------------------------------------------------------------------------

Test = Callable[[Any], bool]


def _text(found: Any) -> bool:
    return isinstance(found, str) and bool(found.strip())


def _number(allowed: range) -> Test:
    return lambda found: isinstance(found, int) and not isinstance(found, bool) and found in allowed


def _points(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and bool(found)
        and all(_number(range(101))(value) for value in found.values())
    )


# A key: what it must be, in words and as a test.
EXAM: Mapping[str, tuple[str, Test]] = {
    "title": ("a text, e.g. \"Mid-term exam\"", _text),
    "course": ("a text", _text),
    "date": ("a date, e.g. 2026-12-01, or a text", lambda f: isinstance(f, dt.date) or _text(f)),
    "language": ("a language of dates, e.g. \"en\" or \"de\"", lambda f: _text(f) and f.replace("_", "").isalpha()),
    "paper": (f"one of {listed(PAPERS)}", lambda f: f in PAPERS),
    "seed": ("a whole number from 0 on", _number(range(2**63))),
    "instructions": ("a text", _text),
    "aids": ("a text", _text),
    "space": (f"millimetres for each point, {SPACES[0]} to {SPACES[-1]}", _number(SPACES)),
    "shuffle": ("true or false", lambda f: isinstance(f, bool)),
    "shuffle_options": ("true or false", lambda f: isinstance(f, bool)),
    "vary": (f"one of {listed(VARY)}", lambda f: f in VARY),
    "notation": ("a table, begun by a line [notation]", lambda f: isinstance(f, dict)),
    "templates": ("a folder with your own prompts and sheets, relative to this file", _text),
    "section": ("sections, each begun by a line [[section]]", lambda f: isinstance(f, list) and bool(f)),
}  # fmt: skip
SECTION: Mapping[str, tuple[str, Test]] = {
    "title": ("a text", _text),
    "instructions": ("a text", _text),
    "question": (
        "questions, each begun by a line [[section.question]]",
        lambda f: isinstance(f, list) and bool(f),
    ),
}
QUESTION: Mapping[str, tuple[str, Test]] = {
    "slug": ("the name of a question, as `backproof list` shows it", _text),
    "topic": ("a topic, as `backproof list` shows it", _text),
    "level": (f"a level from {catalogue.LEVELS[0]} to {catalogue.LEVELS[-1]}", _number(catalogue.LEVELS)),
    "kind": (f"one of {', '.join(catalogue.PROMPT_KINDS)}", lambda f: f in catalogue.PROMPT_KINDS),
    "count": (f"a whole number from {COUNTS[0]} to {COUNTS[-1]}", _number(COUNTS)),
    "exclude": ("a list of slugs", lambda f: isinstance(f, list) and all(map(_text, f))),
    "case": ("a case of the question, as `backproof show` names it", _text),
    "given": ("a table of the question's own fields, e.g. { classes = 10 }", lambda f: isinstance(f, dict)),
    "points": ("a table of parts with points, e.g. { a = 2, b = 1 }", _points),
}


# -- reading -----------------------------------------------------------------------------------------------


def read(path: Path) -> Blueprint:
    """The blueprint of a file; raises BadCall with file, line, key, what was found and what is allowed."""
    text = _source(path)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCall(f"{path}: not TOML: {error}") from error
    where = toml_lines.lines(text)
    try:
        return _blueprint(str(path), data, where)
    except Fault as fault:
        key = ".".join(str(part) for part in fault.path if not isinstance(part, int))
        raise BadCall(f"{path}, line {toml_lines.line_of(where, fault.path)}, {key}: {fault}") from None


def _source(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise BadCall(f"{path} has more than {LARGEST} bytes: expected the blueprint of an exam")
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadCall(
            f"{path} is not UTF-8 text: expected the blueprint of an exam; save it as UTF-8"
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadCall(f"{path} cannot be read ({why}): `backproof init {path}` writes an example") from error


def _blueprint(file: str, data: Mapping[str, Any], where: Mapping[toml_lines.Path, int]) -> Blueprint:
    _fit(data, EXAM, ("title", "section"), ())
    sections = tuple(_section(found, ("section", k), where) for k, found in enumerate(data["section"]))
    rest = {key: data[key] for key in data if key not in ("section", "notation")}
    return Blueprint(file=file, sections=sections, notation=_notation(data), **rest)


def _notation(data: Mapping[str, Any]) -> Notation:
    try:
        return read_notation(data.get("notation", {}))
    except BadNotation as error:
        raise Fault(("notation", error.key), str(error)) from None


def _section(data: Any, path: toml_lines.Path, where: Mapping[toml_lines.Path, int]) -> Section:
    _fit(data, SECTION, ("question",), path)
    slots = tuple(_slot(found, (*path, "question", k), where) for k, found in enumerate(data["question"]))
    return Section(data.get("title", ""), data.get("instructions", ""), slots)


def _slot(data: Any, path: toml_lines.Path, where: Mapping[toml_lines.Path, int]) -> Slot:
    _fit(data, QUESTION, (), path)
    _names_exist(data, path)
    if "slug" in data:
        for key in ("topic", "level", "kind", "exclude"):
            if key in data:
                raise Fault(
                    (*path, key), "is a choice among questions, but a slug names one: leave one of them out"
                )
        _fits_family(data, path)
    else:
        for key in ("case", "given", "points"):
            if key in data:
                raise Fault((*path, key), "belongs to one question: name it by its slug, or leave this out")
        if not any(key in data for key in ("topic", "level", "kind")):
            raise Fault(
                path, "says nothing of what is asked: expected a slug, or some of topic, level and kind"
            )
    fields = {**data, "exclude": tuple(data.get("exclude", ()))}
    return Slot(**fields, line=toml_lines.line_of(where, path))


def _fit(
    data: Any, rows: Mapping[str, tuple[str, Test]], needed: tuple[str, ...], path: toml_lines.Path
) -> None:
    """Raise Fault for a key that is not known, holds something else, or is missing."""
    if not isinstance(data, dict):
        raise Fault(path, f"is {quoted(data)}: expected a table")
    for key, found in data.items():
        if key not in rows:
            raise Fault((*path, key), f"this key is not known{_near(key, rows)}")
        meaning, fits = rows[key]
        if not fits(found):
            raise Fault((*path, key), f"is {quoted(found)}: expected {meaning}")
    for key in needed:
        if key not in data:
            raise Fault((*path, key), f"is missing: expected {rows[key][0]}")


def _near(found: str, known: Any) -> str:
    import difflib

    near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
    return f": did you mean {near[0]!r}?" if near else f": expected one of {listed(known)}"


def _names_exist(data: Mapping[str, Any], path: toml_lines.Path) -> None:
    """Slugs, topics and excluded slugs are those of the bank."""
    entries = catalogue.entries()
    slugs, topics = {entry.slug for entry in entries}, {entry.topic for entry in entries}
    for key, known in (("slug", slugs), ("topic", topics)):
        if key in data and data[key] not in known:
            raise Fault((*path, key), f"there is no {key} {data[key]!r}{_near(data[key], sorted(known))}")
    for slug in data.get("exclude", ()):
        if slug not in slugs:
            raise Fault((*path, "exclude"), f"there is no question {slug!r}{_near(slug, sorted(slugs))}")


def _fits_family(data: Mapping[str, Any], path: toml_lines.Path) -> None:
    """Case, given values and parts are those of the family."""
    from questions import given

    entry = catalogue.find(data["slug"])
    family = catalogue.load_family(entry)
    if "case" in data and data["case"] not in family.cases:
        raise Fault((*path, "case"), f"there is no case {data['case']!r}{_near(data['case'], family.cases)}")
    for part in data.get("points", {}):
        if part not in entry.points:
            raise Fault((*path, "points"), f"there is no part {part!r}: expected {listed(entry.points)}")
    try:
        given.taken(entry.slug, family, data.get("given", {}))
    except BadCall as error:
        raise Fault((*path, "given"), str(error)) from None
