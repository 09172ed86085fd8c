"""The editions of an exam as sheets and files, the key for who marks it, and the record that ties them together."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from questions import catalogue, lettering, marks, record, rounding, solutions
from questions.errors import BadCall, quoted
from questions.exam.blueprint import Blueprint
from questions.exam.plan import Edition, Placed
from questions.model import JSON, Answer, Cover, Heading, Sheet

NAME = "exam.json"
KEY = "key.csv"
MARKS = "marks.csv"
SCHEMA = "backproof-exam/1"
MARKS_COLUMNS = (
    *("edition", "student", "question", "slug", "part", "mark", "points", "for"),
    *("earlier part", "earlier answer", "answer", "accepted"),
)  # the last four where an answer follows from a wrong one
KEY_COLUMNS = ("edition", "student", "question", "slug", "part", "points", "answer", "accepted")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in the key: which edition, where it stands, what is right."""

    edition: str
    student: str
    question: int
    slug: str
    part: str
    points: int
    answer: Answer
    accepted: str


@dataclass(frozen=True, slots=True)
class Made:
    """An edition as it was made: its sheet, and what it asks of a student."""

    edition: Edition
    sheet: Sheet
    common: tuple[int, ...]  # the numbers of the questions that all editions have in common

    @property
    def points(self) -> int:
        """The sum over the questions."""
        return sum(question.points for question in self.sheet.questions)

    @property
    def minutes(self) -> int:
        """What the families say that their questions take."""
        return sum(question.minutes for question in self.sheet.questions)

    @property
    def level(self) -> str:
        """The mean of the questions' levels, with one decimal."""
        levels = [question.level for question in self.sheet.questions]
        return f"{sum(levels) / len(levels):.1f}"

    @property
    def digits(self) -> int:
        """How many digits are read and written: a measure of the arithmetic, to compare editions by."""
        from questions.quality.answers import effort

        return sum(effort(variant.params, variant.keys) for variant in self.sheet.variants)


def sheet(blueprint: Blueprint, edition: Edition, placed: Sequence[Placed]) -> Made:
    """The sheet of an edition, its files not yet printed."""
    headings = []
    for k, section in enumerate(blueprint.sections):
        numbers = [n for n, one in enumerate(placed, start=1) if one.asked.section == k]
        if numbers and (section.title or section.instructions):
            headings.append(Heading(numbers[0], section.title, section.instructions))
    cover = Cover(
        course=blueprint.course,
        date=printed_date(blueprint),
        edition=edition.name if not edition.student else "",
        student=edition.student,
        instructions=blueprint.instructions,
        aids=blueprint.aids,
        paper=blueprint.paper,
        space=blueprint.space,
        headings=tuple(headings),
    )
    variants = tuple(one.variant for one in placed)
    replaced = catalogue.overrides(variant.question.slug for variant in variants)
    made = Sheet(
        blueprint.title, blueprint.seed, record.version(), variants, {}, cover, blueprint.notation, replaced
    )
    return Made(edition, made, tuple(n for n, one in enumerate(placed, start=1) if one.asked.fixed))


def printed_date(blueprint: Blueprint) -> str:
    """The date in the blueprint's language: "1 December 2026"; raises BadCall for a language that is not known."""
    if not isinstance(blueprint.date, dt.date):
        return blueprint.date
    from babel import UnknownLocaleError
    from babel.dates import format_date

    try:
        return str(format_date(blueprint.date, format="long", locale=blueprint.language))
    except (UnknownLocaleError, ValueError) as error:
        raise BadCall(
            f"{blueprint.file}, language: is {quoted(blueprint.language)}: expected a language of dates, "
            'e.g. "en", "en_GB", "de" or "fr"'
        ) from error


# -- files -------------------------------------------------------------------------------------------------


def folder_of(edition: Edition) -> str:
    """The folder of an edition: "A", or number and name of a student without what folders cannot hold."""
    if not edition.student:
        return edition.name
    from questions.commands.generate import named_after

    return f"{edition.number + 1:03d}-{named_after(edition.student)}"


def files(made: Made, printed: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """The files of one edition, its record among them, by their path below the exam's folder."""
    _, content = record.finish(made.sheet, printed)
    return {f"{folder_of(made.edition)}/{name}": data for name, data in content.items()}


def key(made: Sequence[Made]) -> tuple[Row, ...]:
    """Every answer of every edition, in order."""
    return tuple(
        Row(
            one.edition.name,
            one.edition.student,
            number,
            variant.question.slug,
            part.label,
            part.points,
            solved.answer,
            solutions.accepted(solved.answer),
        )
        for one in made
        for number, variant in enumerate(lettering.sheet_in(one.sheet).variants, start=1)
        for part, solved in zip(variant.question.parts, variant.keys, strict=True)
    )


def key_csv(rows: Sequence[Row]) -> str:
    """The key as a table for programs: the accepted interval of a single number stands as "low..high"."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(KEY_COLUMNS)
    for row in rows:
        place = (row.edition, row.student, row.question, row.slug, row.part, row.points)
        table.writerow((*place, row.answer.text, _interval(row.answer)))
    return text.getvalue()


def _interval(answer: Answer) -> str:
    return "..".join(marks.interval(answer.accepts)) if answer.kind in rounding.NUMBERS else ""


def marks_csv(made: Sequence[Made]) -> str:
    """The mark schemes as a table for programs: the lines of each part, then what follows from wrong answers."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(MARKS_COLUMNS)
    for one in made:
        for number, variant in enumerate(lettering.sheet_in(one.sheet).variants, start=1):
            for part, solved in zip(variant.question.parts, variant.keys, strict=True):
                place = (one.edition.name, one.edition.student, number, variant.question.slug, part.label)
                for line in solved.rubric:
                    table.writerow((*place, marks.code(line), line.points, line.text, "", "", "", ""))
                for led in solved.follow:
                    reached = (led.part, led.value, led.text, "..".join(marks.interval(led.accepts)))
                    table.writerow((*place, marks.FOLLOWED, part.points, led.mistake, *reached))
    return text.getvalue()


def index(blueprint: Blueprint, made: Sequence[Made], content: Mapping[str, bytes]) -> dict[str, JSON]:
    """The record of the whole exam: its editions, the hash of each file, and a seal."""
    data = {
        "schema": SCHEMA,
        "title": blueprint.title,
        "seed": blueprint.seed,
        "version": record.version(),
        "vary": blueprint.vary,
        "editions": [edition_row(one) for one in made],
        "files": {name: record.sha256(data) for name, data in sorted(content.items())},
    }
    return {**data, "seal": record.seal(data)}


def edition_row(made: Made) -> dict[str, JSON]:
    """What the record of an exam says of one edition."""
    return {
        "name": made.edition.name, "student": made.edition.student, "folder": folder_of(made.edition),
        "questions": len(made.sheet.variants), "points": made.points, "minutes": made.minutes,
        "level": made.level, "digits": made.digits, "common": list(made.common),
    }  # fmt: skip


# -- what is to be avoided ---------------------------------------------------------------------------------


def avoided(paths: Sequence[Path]) -> frozenset[str]:
    """The variants of earlier sheets, of which none is to come again; raises BadCall for what is no record."""
    found: set[str] = set()
    for path in paths:
        try:
            data = record.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadCall(f"--avoid {path} cannot be read ({error}): expected a sheet.json") from error
        except record.BadRecord as error:
            raise BadCall(f"--avoid {path}: {error}") from error
        found |= {record.canonical(q["slug"], q["case"], q["params"]) for q in data["questions"]}
    return frozenset(found)


def roster(path: Path) -> tuple[str, ...]:
    """The students of a CSV file with a column `name`; raises BadCall with the file, line and what is expected."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCall(f"{path} cannot be read ({error}): expected a CSV file with a column `name`") from error
    reader = csv.DictReader(io.StringIO(text))
    names = {name.strip().casefold(): name for name in reader.fieldnames or ()}
    if "name" not in names:
        raise BadCall(
            f"{path}, line 1: the columns are {quoted(list(reader.fieldnames or ()))}: expected one `name`"
        )
    found = []
    for row in reader:
        name = " ".join((row[names["name"]] or "").split())
        if not name:
            raise BadCall(f"{path}, line {reader.line_num}: the name is missing: expected one in every line")
        found.append(name)
    if not found:
        raise BadCall(f"{path} has no students: expected a line for each below the line of columns")
    return tuple(found)
