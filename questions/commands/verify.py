"""`backproof verify`: checks exported sheets again, from their record alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.commands.options import as_json, examples, progress
from questions.errors import BadCall, quoted

if TYPE_CHECKING:
    from questions.stored import Report

RECORD = "sheet.json"


@click.command(
    epilog=examples(
        "backproof verify output/problem-sheet-7",
        "backproof verify output/ --json",
        "backproof verify week-3/sheet.json week-4/",
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print JSON: per sheet its path, status, questions and failures.")
def verify(paths: tuple[Path, ...], json_: bool) -> None:
    """Check sheets again. PATH is a sheet.json, or a folder that is searched for them.

    The NumPy witness executes each answer from the stored numbers, the kernel proves each stored step, and the
    files must be those that were written; no solver is called. Exit code 1 on any failure.
    """
    from questions import stored

    found = list(records(paths))
    reports = [stored.inspect(path) for path in progress(found, len(found), "verifying")]
    if json_:
        click.echo(as_json([_json(report) for report in reports]))
    else:
        for report in reports:
            click.echo(summary(report))
    if any(report.findings for report in reports):
        raise click.exceptions.Exit(1)
