"""Stored sheets: found on the disk, checked again, and what was found said by question and part.

One engine for `backproof verify` and for the pytest plug-in. No solver is called and no prompt is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from questions.errors import BadCall, CheckFailed, quoted
from questions.folder import RECORD, claims_to_be_record


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a sheet: number of its question from 1, slug, label; all None for the sheet as a whole."""

    number: int | None = None
    slug: str | None = None
    label: str | None = None

    def __str__(self) -> str:
        """ "question 3 (mlp-parameters), part a"; "the sheet"."""
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
        if not path.exists():
            raise BadCall(f"PATH {quoted(str(path))} is not there: expected a sheet.json or a folder that holds one")
        here = [path] if not path.is_dir() else list(_below(path))
        if not here:
            raise BadCall(
                f"PATH {quoted(str(path))} holds no sheet.json of backproof: name a folder that `backproof generate` wrote"
            )
        found.update({record.resolve(): record for record in here if record.resolve() not in found})
    return tuple(found.values())


def _below(folder: Path) -> Iterator[Path]:
    """The records in `folder` and below it, in the order of their names."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if RECORD in files and claims_to_be_record(Path(place) / RECORD):
            yield Path(place) / RECORD
