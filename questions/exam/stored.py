"""Stored exams: the record of an exam held against its files, the records of its editions, and the key.

The editions' own records are checked by `questions.stored`, which executes every answer; here the key is held
against them, so that a row of it is right only if it is what was executed. No solver is called.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from questions import record, render, stored
from questions.errors import CheckFailed, listed, quoted
from questions.exam import sheets
from questions.exam.plan import Edition
from questions.exam.sheets import KEY, MARKS, NAME, Made
from questions.model import JSON

SCHEMA_FILE = Path(__file__).resolve().parent / "exam.schema.json"
CHECKS = (
    "record",
    "files",
    "editions",
    "variants",
    "key",
)  # in this order; each is a test of the pytest plug-in


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, in words, and which of `CHECKS` found it."""

    check: str
    said: str

    def __str__(self) -> str:
        """What was found."""
        return self.said


@dataclass(frozen=True, slots=True)
class Report:
    """An exam after its check: how many editions and answers its key has, and what is wrong (empty: verified)."""

    path: Path
    editions: int
    answers: int
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """Verified or failed."""
        return "failed" if self.findings else "verified"


@dataclass(frozen=True, slots=True)
class _Exam:
    """The record of an exam, its folder, and the editions that could be read."""

    data: Mapping[str, JSON]
    folder: Path
    made: Mapping[str, Made] = field(default_factory=dict)  # by folder

    @property
    def whole(self) -> bool:
        return len(self.made) == len(self.data["editions"])


def inspect(path: Path) -> Report:
    """Check the exam whose record is at `path`: its files, its editions, their variants, and the key."""
    try:
        data = _read(path)
    except (OSError, UnicodeDecodeError) as error:
        return Report(path, 0, 0, (Finding("record", f"{path.name} cannot be read: {error}"),))
    except CheckFailed as error:
        return Report(path, 0, 0, (Finding("record", str(error)),))
    made, unread = _editions(data, path.parent)
    exam = _Exam(data, path.parent, made)
    findings = [Finding("editions", said) for said in unread]
    rows: Mapping[str, Callable[[_Exam], Iterator[str]]] = {
        "files": _files, "editions": _rows, "variants": _variants, "key": _key,
    }  # fmt: skip
    findings += [Finding(check, said) for check, run in rows.items() for said in run(exam)]
    findings = findings or [Finding("record", said) for said in _unsealed(data)]
    answers = sum(len(variant.keys) for one in made.values() for variant in one.sheet.variants)
    order = sorted(findings, key=lambda finding: CHECKS.index(finding.check))
    return Report(path, len(data["editions"]), answers, tuple(order))


# -- the record --------------------------------------------------------------------------------------------


def _read(path: Path) -> dict[str, JSON]:
    data = record.parsed(stored.text_of(path))
    import jsonschema

    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(_schema()).iter_errors(data))
    if error is not None:
        place = "".join(f"[{part!r}]" for part in error.absolute_path)
        raise record.BadRecord(f"{NAME}{place}: {error.message[:200]}")
    assert isinstance(data, dict)
    return data


@cache
def _schema() -> dict[str, JSON]:
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def _unsealed(data: Mapping[str, JSON]) -> Iterator[str]:
    """A change that nothing else has named: of the title, or of what is said to vary."""
    if data.get("seal") != record.seal(data) and ("seal" in data or data["version"] == record.version()):
        yield f"{NAME} is not the record that was written: its seal does not fit"


# -- its files ---------------------------------------------------------------------------------------------


def _files(exam: _Exam) -> Iterator[str]:
    """The files are those that were written; what a missing edition lacks is told of the edition alone."""
    missing = {row["folder"] for row in exam.data["editions"] if not (exam.folder / row["folder"]).is_dir()}
    for name, digest in exam.data["files"].items():
        if name.partition("/")[0] in missing:
            continue
        try:
            content = (exam.folder / name).read_bytes()
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}"
            continue
        if record.sha256(content) != digest:
            yield f"{name} is not the file that was written: its SHA-256 differs from {NAME}"


# -- its editions ------------------------------------------------------------------------------------------


def _editions(data: Mapping[str, JSON], folder: Path) -> tuple[dict[str, Made], list[str]]:
    """The editions by their folder, as their records say, and what is wrong with those that cannot be read."""
    made: dict[str, Made] = {}
    unread = []
    for row in data["editions"]:
        path = folder / row["folder"] / record.NAME
        if not path.parent.is_dir():
            unread.append(f"edition {_named(row)} is missing: there is no folder {row['folder']}")
            continue
        try:
            sheet = record.read_sheet(record.loads(stored.text_of(path)))
            number = int(row["name"]) - 1 if row["student"] else 0
        except (OSError, ValueError, CheckFailed) as error:
            unread.append(f"edition {_named(row)} cannot be read: {' '.join(str(error).split())}")
            continue
        edition = Edition(number, row["name"], row["student"])
        made[row["folder"]] = Made(edition, sheet, tuple(row.get("common", ())))
    return made, unread


def _named(row: Mapping[str, JSON]) -> str:
    return str(row["student"] or row["name"])


def _rows(exam: _Exam) -> Iterator[str]:
    """Each edition is what the record of the exam says of it, there is no other one, and all have equal points."""
    for row in exam.data["editions"]:
        if row["folder"] in exam.made:
            yield from _row(exam, row, exam.made[row["folder"]])
    folders = [row["folder"] for row in exam.data["editions"]]
    for name in sorted({name for name in folders if folders.count(name) > 1}):
        yield f"two editions have the folder {name}"
    for path in sorted(exam.folder.glob(f"*/{record.NAME}")):
        if path.parent.name not in folders:
            yield f"{path.parent.name} holds a sheet that is no edition of this exam"
    points = sorted({one.points for one in exam.made.values()})
    if exam.data.get("vary", "numbers") == "numbers" and len(points) > 1:
        yield f"the editions have {listed(map(str, points))} points: expected the same"


def _row(exam: _Exam, row: Mapping[str, JSON], made: Made) -> Iterator[str]:
    again = sheets.edition_row(made)
    for name, found in row.items():
        if found != again[name]:
            yield f"edition {_named(row)}, {name}: is {quoted(found)}: its record says {quoted(again[name])}"
    cover, sheet = made.sheet.cover, made.sheet
    pairs: Sequence[tuple[str, Any, Any]] = (
        ("title", sheet.title, exam.data["title"]),
        ("seed", sheet.seed, exam.data["seed"]),
        ("version", sheet.version, exam.data["version"]),
        ("student", cover.student, row["student"]),
        ("edition", cover.edition, "" if row["student"] else row["name"]),
    )
    for name, found, wanted in pairs:
        if found != wanted:
            yield f"edition {_named(row)}: the {name} of its sheet is {quoted(found)}: expected {quoted(wanted)}"
    if len(made.common) > len(set(made.common)) or not set(made.common) <= set(
        range(1, len(sheet.variants) + 1)
    ):
        yield f"edition {_named(row)}, common: is {quoted(row['common'])}: expected numbers of its questions"


# -- their variants ----------------------------------------------------------------------------------------


def _variants(exam: _Exam) -> Iterator[str]:
    """No two editions share a variant but those that are said to be in common, and these stand on all of them."""
    places: dict[str, list[tuple[Made, int]]] = defaultdict(list)
    for one in exam.made.values():
        for number, variant in enumerate(one.sheet.variants, start=1):
            question = variant.question
            places[record.canonical(question.slug, question.case, variant.params)].append((one, number))
    for name, found in places.items():
        slug = name.partition(" ")[0]
        said = [(one, number) for one, number in found if number in one.common]
        if len(found) > 1 and len(said) < len(found):
            yield f"the same variant of {slug} is {' and '.join(map(_place, found[:3]))}: expected other numbers"
        elif said and exam.whole and len({one.edition for one, _ in said}) < len(exam.made):
            yield f"{_place(said[0])} ({slug}) is said to be in common, and does not stand on every edition"


def _place(place: tuple[Made, int]) -> str:
    one, number = place
    return f"question {number} of {one.edition.student or one.edition.name}"


# -- the key -----------------------------------------------------------------------------------------------


def _key(exam: _Exam) -> Iterator[str]:
    """The key says what the records say, row by row, and so do its pages."""
    if not exam.whole:
        return
    rows = sheets.key(tuple(exam.made.values()))
    yield from _table(exam, KEY, sheets.key_csv(rows))
    yield from _table(exam, MARKS, sheets.marks_csv(tuple(exam.made.values())))
    if exam.data["version"] != record.version():
        return
    first = next(iter(exam.made.values())).sheet
    for format_ in render.formats():
        for name, text in render.render_key(first, rows, format_).items():
            if name in exam.data["files"] and _content(exam.folder / name) not in (text.encode(), None):
                yield f"{name} does not print what the records say"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None  # told of the files


def _table(exam: _Exam, name: str, wanted: str) -> Iterator[str]:
    """What a table of the exam says otherwise than the records, by line and column."""
    if name not in exam.data["files"]:
        yield f"{name} is not among the files of {NAME}: expected the table that was written"
    content = _content(exam.folder / name)
    if content is None or content == wanted.encode():
        return
    differing = list(_lines(name, content.decode("utf-8", "replace"), wanted))
    yield from differing or [f"{name} is not written as this program writes it"]


def _lines(name: str, text: str, wanted: str) -> Iterator[str]:
    found, expected = (list(csv.reader(io.StringIO(each))) for each in (text, wanted))
    columns = expected[0]
    if found[:1] != [columns]:
        there = ",".join(found[0] if found else [])
        yield f"{name}, line 1: the columns are {quoted(there)}: expected {','.join(columns)}"
        return
    for line, (row, right) in enumerate(zip_longest(found, expected), start=1):
        place = partial(_row_named, name, line, columns)
        if row is None or right is None:
            yield f"{place(row or right)} is {'missing' if row is None else 'no answer of this exam'}"
        elif len(row) != len(columns):
            yield f"{name}, line {line}: {len(row)} fields: expected {len(columns)}"
        else:
            for column, has, should in zip(columns, row, right, strict=True):
                if has != should:
                    yield f"{place(right)}: {column} is {quoted(has)}: the record says {quoted(should)}"


def _row_named(name: str, line: int, columns: Sequence[str], row: Sequence[str]) -> str:
    """As in "key.csv, line 7 (B, question 3, part a)"."""
    fields = dict(zip(columns, row, strict=False))
    who = fields.get("student") or fields.get("edition")
    return f"{name}, line {line} ({who}, question {fields.get('question')}, part {fields.get('part')})"
