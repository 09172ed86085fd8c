"""`backproof verify`: checks exported sheets again, from their record alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questions.commands.options import as_json, examples, progress
from questions.commands.reports import counted

if TYPE_CHECKING:
    from questions.exam.stored import Report as ExamReport
    from questions.stored import Report


@click.command(
    epilog=examples(
        "backproof verify output/problem-sheet-7",
        "backproof verify output/ --json",
        "backproof verify week-3/sheet.json week-4/",
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--json", "json_", is_flag=True, help="Print JSON: per sheet its path, status, counts and failures."
)
@click.pass_context
def verify(ctx: click.Context, paths: tuple[Path, ...], json_: bool) -> None:
    """Check sheets again. PATH is a sheet.json, or a folder that is searched for them; an exam's exam.json, too.

    The NumPy witness executes each answer from the stored numbers, the kernel proves each stored step, and the
    files must be those that were written; no solver is called. The key of an exam must say what its sheets say, and
    no two sheets may share a variant. Exit code 1 on any failure.
    """
    from questions import stored

    found = stored.records(paths)
    reports = list(progress(map(_inspect, found), len(found), "verifying"))
    if json_:
        click.echo(as_json([_json(report) for report in reports]))
    else:
        for line in (line for report in reports for line in _lines(report)):
            click.echo(line)
    if any(report.findings for report in reports):
        ctx.exit(1)


def _inspect(path: Path) -> Report | ExamReport:
    """The report on a sheet, or on an exam as a whole."""
    from questions import stored
    from questions.folder import EXAM

    if path.name == EXAM:
        from questions.exam import stored as exams

        return exams.inspect(path)
    return stored.inspect(path)


def _lines(report: Report | ExamReport) -> Iterator[str]:
    """One summary line, and a line for each failure, and for what has changed since, below it."""
    held = _held(report)
    if report.findings:
        yield f"{report.path}: FAILED ({counted(len(report.findings), 'failure')} in {held})"
        yield from (f"  {finding}" for finding in report.findings)
    else:
        yield f"{report.path}: {report.status} ({held})"
    yield from (f"  note: {note}" for note in getattr(report, "notes", ()))


def _held(report: Report | ExamReport) -> str:
    """How much was checked."""
    from questions.stored import Report as SheetReport

    if not isinstance(report, SheetReport):
        return f"{counted(report.editions, 'edition')}, {counted(report.answers, 'answer')} in the key"
    aside = (
        f", {len(report.unchecked)} of them not checked" if report.unchecked and not report.findings else ""
    )
    return f"{counted(report.questions, 'question')}, {counted(len(report.answers), 'answer')}{aside}"


def _json(report: Report | ExamReport) -> dict[str, Any]:
    """The report as plain data."""
    from questions.stored import Report as SheetReport

    if not isinstance(report, SheetReport):
        return {
            "path": str(report.path),
            "status": report.status,
            "editions": report.editions,
            "answers": report.answers,
            "failures": [{"check": each.check, "found": each.said} for each in report.findings],
        }
    return {
        "path": str(report.path),
        "status": report.status,
        "questions": report.questions,
        "answers": len(report.answers),
        "not_checked": len(report.unchecked),
        "failures": [
            {"question": f.place.number, "slug": f.place.slug, "part": f.place.label, "found": f.said}
            for f in report.findings
        ],
        "notes": list(report.notes),
    }
