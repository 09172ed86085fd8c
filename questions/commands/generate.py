"""`backproof generate`: writes a problem sheet, its solutions and its record, whole or not at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.commands.options import COUNT, SEED, examples, progress, selected, takes_notation, takes_topics
from questions.commands.reports import failed, written
from questions.errors import BadCall, CheckFailed, quoted
from questions.notation import HOUSE, Notation

if TYPE_CHECKING:
    from questions.model import Sheet, Variant

TITLE = "Problem sheet"
LONGEST = 80  # bytes of a title that go into the name of its folder


@click.command(
    epilog=examples(
        "backproof generate                                         ten questions, spread over the topics",
        "backproof generate mlp_parameters softmax_nll --seed 7",
        "backproof generate --topic losses --count 6 --title 'Week 3'",
        "backproof generate --format latex --out output/week-3 --force",
    ),
)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@takes_topics
@click.option(
    "--count",
    metavar="N",
    type=COUNT,
    help="So many: named ones in turn, others spread over the topics. By default what is named, else 10.",
)
@click.option("--all", "every", is_flag=True, help="Every question of the bank, once.")
@click.option(
    "--seed",
    metavar="N",
    type=SEED,
    default=0,
    show_default=True,
    help="The same seed gives the same numbers.",
)
@click.option("--title", metavar="T", default=TITLE, show_default=True, help="Printed at the top.")
@click.option(
    "--format",
    "formats",
    metavar="F",
    multiple=True,
    help="latex, markdown, html or pdf; may be repeated. By default all but pdf.",
)
@click.option("--pdf-with", metavar="E", help="What sets PDFs: typst (the default, if it is there) or latex.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder to write. By default output/<title>-<seed>.",
)
@takes_notation
@click.option(
    "--force", is_flag=True, help="Replace the sheet in DIR. A folder that is no sheet is never replaced."
)
def generate(
    slugs: tuple[str, ...],
    topics: tuple[str, ...],
    count: int | None,
    every: bool,
    seed: int,
    title: str,
    formats: tuple[str, ...],
    pdf_with: str | None,
    out: Path | None,
    notation: Notation | None,
    force: bool,
) -> None:
    """Write a problem sheet and its solutions.

    They go into one folder, with their record sheet.json. Questions that are not named are drawn by the seed.
    Every answer is executed and every step proved before anything is written; then it says what it wrote and
    how each answer was verified.
    """
    from questions import conventions, folder, pdf

    title = _title(title)
    chosen = taken_formats(formats)
    if pdf.NAME in chosen:
        pdf.engine(pdf_with)  # before the work starts
    asked = _asked(slugs, topics, count, every, seed)
    out = out or Path("output") / f"{named_after(title)}-{seed}"
    folder.refuse(out, force=force)
    sheet, files = _made(title, seed, asked, chosen, pdf_with, notation or HOUSE)
    folder.write(out, files, force=force)
    click.echo(written(out, sheet, files))
    if sheet.notation != HOUSE:
        for line in conventions.misfits(sheet.questions, sheet.notation):
            click.echo(f"notation: {line}")


def named_after(title: str) -> str:
    """The title as the name of a folder: small letters, digits and hyphens ("Week 3: losses" -> "week-3-losses")."""
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", title).casefold()).strip("-")
    return words.encode()[:LONGEST].decode("utf-8", "ignore").strip("-") or "sheet"


def _title(title: str) -> str:
    """The title with single spaces; raise BadCall if nothing of it could be printed."""
    if not title.strip() or any(
        unicodedata.category(letter)[0] == "C" and not letter.isspace() for letter in title
    ):
        raise BadCall(
            f"--title is {quoted(title)}: expected words that can be printed, e.g. --title 'Week 3'"
        )
    return " ".join(title.split())


def taken_formats(wanted: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, each once and in order; if none is named, all that need no program beside this one."""
    from questions import pdf, render

    known = (*render.formats(), pdf.NAME)
    for name in wanted:
        if name not in known:
            raise BadCall(f"no format {quoted(name)}: expected one of {', '.join(known)}")
    return tuple(name for name in known if (name in wanted if wanted else name != pdf.NAME))


def printed(sheet: Sheet, formats: Sequence[str], pdf_with: str | None) -> dict[str, str | bytes]:
    """The files of a sheet in all these formats."""
    from questions import pdf, render

    found: dict[str, str | bytes] = {}
    for format_ in formats:
        found |= pdf.files(sheet, pdf_with) if format_ == pdf.NAME else render.render_sheet(sheet, format_)
    return found


def _asked(
    slugs: Sequence[str], topics: Sequence[str], count: int | None, every: bool, seed: int
) -> tuple[tuple[str, int], ...]:
    """The questions as (slug, copy); raise BadCall where the call contradicts itself."""
    from questions import catalogue, selection

    if every and (slugs or topics or count):
        raise BadCall(
            "--all is the whole bank: expected no SLUG, --topic or --count beside it; leave them out"
        )
    there = selected(slugs, topics)
    if slugs:
        return selection.copies(selection.in_turn(there, count or len(there)))
    if count is None and (every or topics):
        return selection.copies(there)
    entries = [entry for entry in catalogue.entries() if entry.slug in there]
    return selection.copies(selection.spread(entries, count or selection.USUAL, seed))


def _made(
    title: str,
    seed: int,
    asked: Sequence[tuple[str, int]],
    formats: Sequence[str],
    pdf_with: str | None,
    notation: Notation,
) -> tuple[Sheet, dict[str, bytes]]:
    """The sheet and its files, record included, all in memory; raise CheckFailed if one answer is not verified."""
    from questions import assemble, catalogue, record
    from questions.model import Sheet

    drawn = (assemble.variant(slug, seed=seed, copy=copy, notation=notation) for slug, copy in asked)
    variants = tuple(_sound(progress(drawn, len(asked), "deriving and verifying")))
    sheet = Sheet(
        title,
        seed,
        record.version(),
        variants,
        notation=notation,
        templates=catalogue.overrides(asked for asked, _ in asked),
    )
    return record.finish(sheet, printed(sheet, formats, pdf_with))


def _sound(variants: Iterator[Variant]) -> Iterator[Variant]:
    """The variants as they come; the first one with a failed check stops everything."""
    for variant in variants:
        if variant.verdict.status == "failed":
            raise CheckFailed(f"{failed(variant)}; nothing was written")
        yield variant
