"""`backproof coverage`: a syllabus held against the bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.commands.options import as_json, examples, table
from questions.errors import CheckFailed

if TYPE_CHECKING:
    from questions.coverage import Row

WIDEST = 60  # letters of an item's question in the table


@click.command(
    epilog=examples(
        "backproof coverage syllabus.yaml",
        "backproof coverage syllabus.yaml --missing",
        "backproof coverage syllabus.yaml --strict --json",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--missing", is_flag=True, help="Only the items that no question asks.")
@click.option("--strict", is_flag=True, help="Exit with 1 if an item is neither asked nor exempt.")
@click.option(
    "--json", "json_", is_flag=True, help="Print JSON: id, status, asked by, reason of an exemption."
)
def coverage(file: Path, missing: bool, strict: bool, json_: bool) -> None:
    """Say which question asks each item of a syllabus.

    FILE is a list of items in YAML or JSON, each with an `id` and perhaps a `question`. An item is covered by the
    families, and their cases, that ask it; exempt is what no sheet can ask.
    """
    from questions.coverage import held_against, read

    rows = held_against(read(file))
    shown = [row for row in rows if row.status == "missing"] if missing else rows
    if json_:
        click.echo(as_json([_fields(row) for row in shown]))
    else:
        if shown:
            click.echo(table([_columns(row) for row in shown], ("item", "status", "asked by")))
            click.echo()
        click.echo(summary(rows))
    lacking = [row.item for row in rows if row.status == "missing"]
    if strict and lacking:
        raise CheckFailed(
            f"{len(lacking)} of {len(rows)} items are neither asked nor exempt: {', '.join(lacking)}"
        )


def summary(rows: Sequence[Row]) -> str:
    """`340 items: 335 covered, 5 exempt, 0 missing`."""
    count = Counter(row.status for row in rows)
    parts = ", ".join(f"{count[status]} {status}" for status in ("covered", "exempt", "missing"))
    return f"{len(rows)} item{'' if len(rows) == 1 else 's'}: {parts}"


def _columns(row: Row) -> tuple[str, str, str]:
    if row.asked_by:
        return row.item, row.status, "; ".join(_with_cases(slug, c) for slug, c in row.asked_by.items())
    if row.exempt:
        return row.item, row.status, row.exempt
    question = " ".join(row.question.split())
    return row.item, row.status, question if len(question) <= WIDEST else f"{question[: WIDEST - 3]}..."


def _with_cases(slug: str, cases: Sequence[str]) -> str:
    return f"{slug} ({', '.join(cases)})" if cases else slug


def _fields(row: Row) -> Mapping[str, object]:
    return {
        "id": row.item, "status": row.status, "question": row.question, "topic": row.topic,
        "asked_by": {slug: list(cases) for slug, cases in row.asked_by.items()}, "exempt": row.exempt,
    }  # fmt: skip
