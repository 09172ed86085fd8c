"""pytest collects the `sheet.json` of a problem sheet: each answer of each question is one test, and so are its files.

Of the `exam.json` of an exam, each thing that is checked is one test: record, files, editions, variants and key.

It is loaded in every pytest run of whoever has backproof installed, so it imports nothing else of ours until a file
of that name is found, and it leaves every `sheet.json` of others alone. `-p no:backproof` switches it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from questions.exam.stored import Report as ExamReport
    from questions.stored import Place, Report

RECORD = "sheet.json"
EXAM = "exam.json"
WHOLE = (
    "sheet"  # the name of the item for what belongs to no answer: the record itself and the files beside it
)


class SheetFailed(Exception):
    """What a failing item says, one paragraph."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `sheet.json` and `exam.json` if they are records of backproof, whole or damaged."""
    if file_path.name == EXAM:
        from questions.folder import claims_to_be_exam

        return ExamFile.from_parent(parent, path=file_path) if claims_to_be_exam(file_path) else None
    if file_path.name != RECORD:
        return None
    from questions.folder import claims_to_be_record

    return SheetFile.from_parent(parent, path=file_path) if claims_to_be_record(file_path) else None


class SheetFile(pytest.File):
    """One record; it is checked once, when its first item runs."""

    _report: Report | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """An item per answer, and one for the record and its files; a damaged record has that last one alone."""
        from questions import stored

        for place in stored.answers(self.path):
            name = f"{place.number}-{place.slug}-{place.label}"
            yield SheetItem.from_parent(self, name=name, place=place)
        yield SheetItem.from_parent(self, name=WHOLE, place=stored.Place())

    def report(self) -> Report:
        """What the check of the whole sheet found."""
        if self._report is None:
            from questions import stored

            self._report = stored.inspect(self.path)
        return self._report


class Paragraph(pytest.Item):
    """An item that says in one paragraph what is wrong."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The paragraph alone; the traceback only of what should not have happened."""
        if isinstance(excinfo.value, SheetFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the item stands, for verbose output."""
        return self.path, None, self.name


class SheetItem(Paragraph):
    """One answer, or (with an empty place) the record and its files."""

    parent: SheetFile

    def __init__(self, *, place: Place, **fields: Any) -> None:
        """`place`: number, slug and label of the answer."""
        super().__init__(**fields)
        self.place = place

    def runtest(self) -> None:
        """Raise SheetFailed with all that is wrong at this place; skip an answer that nothing can compute."""
        report = self.parent.report()
        wrong = [str(finding) for finding in report.findings if self._bears(finding.place)]
        if wrong:
            raise SheetFailed(f"{self.path}, " + "; ".join(wrong))
        if self.place in report.unchecked:
            pytest.skip("not checked: nothing can compute this answer")

    def _bears(self, place: Place) -> bool:
        """Whether what is wrong at `place` is this item's: what is wrong with a question belongs to all its answers."""
        if self.place.number is None:  # a damaged record has no other item that could fail
            return place.number is None or not self.parent.report().answers
        return place.number == self.place.number and place.label in (None, self.place.label)


class ExamFile(pytest.File):
    """The record of an exam; it is checked once, when its first item runs. Its sheets are files of their own."""

    _report: ExamReport | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each thing that is checked."""
        from questions.exam import stored

        for check in stored.CHECKS:
            yield ExamItem.from_parent(self, name=check)

    def report(self) -> ExamReport:
        """What the check of the exam found."""
        if self._report is None:
            from questions.exam import stored

            self._report = stored.inspect(self.path)
        return self._report


class ExamItem(Paragraph):
    """One thing that is checked of an exam."""

    parent: ExamFile

    def runtest(self) -> None:
        """Raise SheetFailed with all that was found."""
        wrong = [finding.said for finding in self.parent.report().findings if finding.check == self.name]
        if wrong:
            raise SheetFailed(f"{self.path}, " + "; ".join(wrong))
