"""Stored sheets: found on the disk, checked again, and what was found said by question and part.

One engine for `backproof verify` and for the pytest plug-in. No solver is called and no prompt is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from questions.errors import BadCall, CheckFailed, quoted
from questions.folder import EXAM, claims_to_be_exam, claims_to_be_record
from questions.model import JSON
from questions.record import NAME as RECORD

LARGEST = 64 * 2**20  # bytes of a record; a sheet of a hundred questions has about two million


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a sheet: number of its question from 1, slug, label; all None for the sheet as a whole."""

    number: int | None = None
    slug: str | None = None
    label: str | None = None

    def __str__(self) -> str:
        """As in "question 3 (mlp_parameters), part a", or "the sheet"."""
        if self.number is None:
            return "the sheet"
        part = f", part {self.label}" if self.label else ""
        return f"question {self.number} ({self.slug}){part}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one place, in words."""

    place: Place
    said: str

    def __str__(self) -> str:
        """The place and what was found there."""
        return f"{self.place}: {self.said}"


@dataclass(frozen=True, slots=True)
class Report:
    """A sheet after its check: its answers, those that nothing can compute, and what is wrong (empty: verified)."""

    path: Path
    answers: tuple[Place, ...]
    unchecked: tuple[Place, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()  # what has changed since and makes nothing of it wrong

    @property
    def questions(self) -> int:
        """How many questions the sheet has."""
        return len({place.number for place in self.answers})

    @property
    def status(self) -> str:
        """verified, failed or not checked, as a verdict says it."""
        if self.findings:
            return "failed"
        return "verified" if len(self.unchecked) < len(self.answers) else "not checked"


def records(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The records at `paths`, each once: a file as it is named, a folder searched (hidden folders left out).

    Raises BadCall for a path that is not there, and for one without a sheet.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not _there(path):
            raise BadCall(
                f"PATH {quoted(str(path))} is not there: expected a sheet.json or a folder that holds one"
            )
        searched = path.parent if path.name == EXAM else path  # an exam is checked with its editions
        here = list(_below(searched)) if searched.is_dir() else [path]
        if not here:
            raise BadCall(
                f"PATH {quoted(str(path))} holds no sheet.json of backproof: "
                "name a folder that `backproof generate` wrote"
            )
        found.update({record.resolve(): record for record in here if record.resolve() not in found})
    return tuple(found.values())


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except ValueError:  # a zero byte in the name
        return False


def text_of(path: Path) -> str:
    """The text of a record of at most `LARGEST` bytes; raises OSError, UnicodeDecodeError or CheckFailed."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CheckFailed(f"{path.name} is larger than {LARGEST // 2**20} MB: expected a record of one sheet")
    return content.decode()


def _below(folder: Path) -> Iterator[Path]:
    """The records in `folder` and below it, in the order of their names; an exam's before those of its editions."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if claims_to_be_exam(Path(place) / EXAM):
            yield Path(place) / EXAM
        if RECORD in files and claims_to_be_record(Path(place) / RECORD):
            yield Path(place) / RECORD


def answers(path: Path) -> tuple[Place, ...]:
    """The answers of a record in their order; none if it cannot be read as one (`inspect` says why)."""
    from questions.record import loads

    try:
        return _answers(loads(text_of(path)))
    except (OSError, UnicodeDecodeError, CheckFailed):
        return ()


def inspect(path: Path) -> Report:
    """Check the sheet whose record is at `path`: its schema, every answer and step, and the files beside it."""
    from questions.record import loads

    try:
        text = text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        return _damaged(path, Place(), f"{path.name} cannot be read: {error}")
    except CheckFailed as error:
        return _damaged(path, Place(), str(error))
    try:
        data = loads(text)
    except CheckFailed as error:
        return _damaged(path, *(_float_in(text) or (Place(), str(error))))
    return _checked(path, data)


def _checked(path: Path, data: Mapping[str, JSON]) -> Report:
    """The report on a record that fits its schema."""
    from questions import verify

    again = verify.recheck(data, path.parent)
    every = _answers(data)
    findings = [Finding(Place(), said) for said in again.files]
    unchecked: list[Place] = []
    for number, (question, verdict) in enumerate(zip(data["questions"], again.verdicts, strict=True), 1):
        slug = question["slug"]
        failed = [check for check in verdict.checks if check.status == "failed"]
        findings += [
            Finding(Place(number, slug, check.label), f"{check.check}: {check.detail}") for check in failed
        ]
        said = {check.label for check in verdict.checks if check.check == "witness"}
        unchecked += [
            place for place in every if place.number == number and place.label not in said and not failed
        ]
    return Report(path, every, tuple(unchecked), tuple(findings), again.notes)


def _answers(data: Mapping[str, JSON]) -> tuple[Place, ...]:
    return tuple(
        Place(number, question["slug"], part["label"])
        for number, question in enumerate(data["questions"], 1)
        for part in question["parts"]
    )


def _damaged(path: Path, place: Place, said: str) -> Report:
    return Report(path, (), (), (Finding(place, said),))


def _float_in(text: str) -> tuple[Place, str] | None:
    """Where a record that is refused has a number that it never has, 4.6 instead of "4.6"; None if that is not it."""
    try:
        data = json.loads(text)
        for number, question in enumerate(data["questions"], 1):
            for part in question["parts"]:
                if (found := _first_float(part)) is not None:
                    place = Place(number, str(question["slug"]), str(part["label"]))
                    return (
                        place,
                        f"the record holds the binary float {found}: expected a text, as it was written",
                    )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return None


def _first_float(value: JSON) -> float | None:
    if isinstance(value, float):
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if (found := _first_float(each)) is not None), None)
