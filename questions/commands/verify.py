"""`backproof verify`: checks exported sheets again, from their record alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questions.commands.options import as_json, examples, progress
from questions.commands.reports import counted

if TYPE_CHECKING:
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
    """Check sheets again. PATH is a sheet.json, or a folder that is searched for them.

    The NumPy witness executes each answer from the stored numbers, the kernel proves each stored step, and the
    files must be those that were written; no solver is called. Exit code 1 on any failure.
    """
    from questions import stored

    found = stored.records(paths)
    reports = list(progress(map(stored.inspect, found), len(found), "verifying"))
    if json_:
        click.echo(as_json([_json(report) for report in reports]))
    else:
        for line in (line for report in reports for line in _lines(report)):
            click.echo(line)
    if any(report.findings for report in reports):
        ctx.exit(1)


def _lines(report: Report) -> Iterator[str]:
    """One summary line, and a line for each failure below it."""
    held = f"{counted(report.questions, 'question')}, {counted(len(report.answers), 'answer')}"
    if report.findings:
        yield f"{report.path}: FAILED ({counted(len(report.findings), 'failure')} in {held})"
        yield from (f"  {finding}" for finding in report.findings)
        return
    aside = f", {len(report.unchecked)} of them not checked" if report.unchecked else ""
    yield f"{report.path}: {report.status} ({held}{aside})"


def _json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
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
    }
