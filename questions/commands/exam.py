"""`backproof init` and `backproof exam`: a blueprint, and the versions, solutions and key that are made from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.commands.generate import named_after, taken_formats
from questions.commands.options import Whole, examples, progress, table
from questions.commands.reports import counted
from questions.errors import BadCall, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from questions.exam.blueprint import Blueprint
    from questions.exam.plan import Edition
    from questions.exam.sheets import Made

VERSIONS = Whole(1, "--versions 4")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHOWN = 26  # editions in the table that is printed; the record has them all


@click.command(
    epilog=examples("backproof init", "backproof init mid-term.toml", "backproof exam exam.toml --versions 4")
)
@click.argument("file", metavar="[FILE]", default="exam.toml", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
def init(file: Path, force: bool) -> None:
    """Write the blueprint of an exam, an example with comments, to FILE (exam.toml)."""
    from questions import catalogue

    if file.exists() and not (force and file.is_file()):
        raise BadCall(f"{file} is there already: use --force to replace it, or choose another name")
    text = (catalogue.templates() / "exam.toml").read_text("utf-8")
    fresh = file.with_name(f".{file.name}.backproof-new")
    try:
        fresh.write_text(text.replace("backproof exam exam.toml", f"backproof exam {file}"), "utf-8")
        fresh.replace(file)
    except OSError as error:
        raise BadCall(f"{file} cannot be written ({error.strerror}): choose another place") from error
    click.echo(f"wrote {file}; next: backproof exam {file} --versions 4")


@click.command(
    epilog=examples(
        "backproof exam exam.toml                                   one version",
        "backproof exam exam.toml --versions 4                      versions A to D, and a key",
        "backproof exam exam.toml --versions 4 --only B             version B again, alone",
        "backproof exam exam.toml --students roster.csv             a sheet of its own for each student",
        "backproof exam exam.toml --avoid output/last-year/A/sheet.json",
    )
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--versions", metavar="N", type=VERSIONS, help="So many versions, A, B, ...; none shares a variant."
)
@click.option(
    "--students", metavar="CSV", type=click.Path(path_type=Path),
    help="A sheet for each line of a CSV file with a column `name`.",
)  # fmt: skip
@click.option("--only", metavar="NAME", help="Make this version (or student) alone, as it is among all.")
@click.option(
    "--avoid", metavar="SHEET", multiple=True, type=click.Path(path_type=Path),
    help="A sheet.json whose variants must not come again; may be repeated.",
)  # fmt: skip
@click.option(
    "--format", "formats", metavar="F", multiple=True,
    help="latex, markdown, html or pdf; may be repeated. By default all but pdf.",
)  # fmt: skip
@click.option(
    "--jobs", metavar="N", type=Whole(1, "--jobs 4"),
    help="So many processes; by default one a core. What is written does not depend on it.",
)  # fmt: skip
@click.option("--pdf-with", metavar="E", help="What sets PDFs: typst (the default, if it is there) or latex.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path),
    help="The folder to write. By default output/<title>-<seed>.",
)  # fmt: skip
@click.option(
    "--force", is_flag=True, help="Replace the exam in DIR. A folder that is none is never replaced."
)
def exam(
    file: Path,
    versions: int | None,
    students: Path | None,
    only: str | None,
    avoid: tuple[Path, ...],
    formats: tuple[str, ...],
    jobs: int | None,
    pdf_with: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Make the sheets of an exam from its blueprint FILE: `backproof init` writes an example.

    A folder for each version, with problems, solutions and record; key.csv and a page with the answers of all;
    marks.csv with the mark schemes; and exam.json, which ties them together. Every answer is executed and every step
    proved before anything is written.
    """
    from questions import folder, pdf
    from questions.exam import blueprint, making, sheets

    planned = blueprint.read(file)
    if planned.templates:
        from questions import places

        folder_ = str(file.parent / planned.templates)
        click.get_current_context().with_resource(places.said(places.TEMPLATES, folder_))
    every = _editions(versions, students)
    wanted = _wanted(every, only)
    chosen = taken_formats(formats)
    if pdf.NAME in chosen:
        pdf.engine(pdf_with)  # before the work starts
    old = sheets.avoided(avoid)
    out = (
        out
        or Path("output")
        / f"{named_after(planned.title)}-{planned.seed}{f'-{wanted.name}' if wanted else ''}"
    )
    folder.refuse(out, force=force)
    upto = every[: wanted.number + 1] if wanted else every
    order = making.Order(planned, old, chosen, pdf_with, wanted)
    work = making.editions(order, upto, making.jobs(jobs, len(upto)))
    made, content = [], {}
    for one, printed in progress(work, len(upto), "deriving, verifying and printing"):
        if wanted in (None, one.edition):
            made.append(one)
            content.update(printed)
    folder.write(out, content | _key(planned, made, content, chosen, pdf_with), force=force)
    click.echo(_report(out, planned, made))


def _editions(versions: int | None, students: Path | None) -> tuple[Edition, ...]:
    from questions.exam import sheets
    from questions.exam.plan import EDITIONS, Edition

    if versions and students:
        raise BadCall("--versions and --students: expected one of them; leave the other out")
    if students:
        names = sheets.roster(students)
        if len(names) > EDITIONS:
            raise BadCall(f"{students} has {len(names)} students: expected at most {EDITIONS}")
        return tuple(Edition(k, str(k + 1), name) for k, name in enumerate(names))
    if (versions or 1) > len(LETTERS):
        raise BadCall(f"--versions is {versions}: expected at most {len(LETTERS)}; for more take --students")
    return tuple(Edition(k, LETTERS[k]) for k in range(versions or 1))


def _wanted(every: Sequence[Edition], only: str | None) -> Edition | None:
    if only is None:
        return None
    for edition in every:
        if only in (edition.name, edition.student):
            return edition
    raise BadCall(
        f"--only is {quoted(only)}: expected one of {', '.join(e.student or e.name for e in every[:12])}"
    )


def _key(
    planned: Blueprint,
    made: Sequence[Made],
    editions: Mapping[str, bytes],
    formats: Sequence[str],
    pdf_with: str | None,
) -> dict[str, bytes]:
    """The key, the mark schemes, and the record of the exam with the hashes of all its files, its record last."""
    from questions import pdf, record, render
    from questions.exam import sheets

    content: dict[str, bytes] = {}
    rows = sheets.key(made)
    content[sheets.KEY] = sheets.key_csv(rows).encode()
    content[sheets.MARKS] = sheets.marks_csv(made).encode()
    for format_ in formats:
        if format_ == pdf.NAME:
            content |= pdf.key(made[0].sheet, rows, pdf_with)
            continue
        pages = render.render_key(made[0].sheet, rows, format_)
        content |= {name: text.encode() for name, text in pages.items()}
    content[sheets.NAME] = record.dumps(sheets.index(planned, made, {**editions, **content})).encode()
    return content


def _report(out: Path, planned: Blueprint, made: Sequence[Made]) -> str:
    """What was written, how alike the editions are, and what is asked in another convention than the course's."""
    from questions import conventions

    rows = [
        (one.edition.student or one.edition.name, str(len(one.sheet.variants)), str(one.points), str(one.minutes),
         one.level, str(one.digits), str(len(one.common)))
        for one in made[:SHOWN]
    ]  # fmt: skip
    asked = (question for one in made for question in one.sheet.questions)
    astray = [f"notation: {line}" for line in conventions.misfits(asked, planned.notation)]
    heading = ("edition", "questions", "points", "minutes", "level", "digits", "in common")
    more = [f"... and {counted(len(made) - SHOWN, 'edition')} more"] if len(made) > SHOWN else []
    return "\n".join(
        [
            f"wrote {out}: {counted(len(made), 'edition')} of {quoted(planned.title)}, every answer verified",
            "",
            table(rows, heading),
            *more,
            *(["", *astray] if astray else []),
            "",
            "level: the mean of the questions; digits: how many are read and written, a measure of the arithmetic;",
            "in common: questions that the blueprint gives all numbers of, the same in every edition; no other variant",
            "stands on two of them",
        ]
    )
