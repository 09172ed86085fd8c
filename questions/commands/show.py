"""`backproof show`: one question with its answer, derivation and verdict, on stdout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from questions.commands.options import COPY, SEED, as_json, examples, given, takes_notation
from questions.commands.reports import checked, failed
from questions.errors import CheckFailed, unknown
from questions.notation import HOUSE

if TYPE_CHECKING:
    from questions.model import Key, Part, Question, Variant
    from questions.notation import Notation

PLAIN = ("text", "json")  # beside the formats of a sheet


@click.command(
    epilog=examples(
        "backproof show mlp_parameters",
        "backproof show mlp_parameters --seed 7 --copy 2 --no-solution",
        "backproof show mlp_parameters --given 'layers=[6, 32, 32, 32, 4]'",
        "backproof show softmax_nll --given logits=@logits.json --format json",
    ),
)
@click.argument("slug")
@click.option(
    "--seed",
    metavar="N",
    type=SEED,
    default=0,
    show_default=True,
    help="The same seed gives the same numbers.",
)
@click.option(
    "--copy", metavar="N", type=COPY, default=0, show_default=True, help="Another copy has other numbers."
)
@click.option("--case", metavar="C", help="A case of the family by name; drawn if not named.")
@click.option(
    "--given",
    "pairs",
    metavar="KEY=JSON",
    multiple=True,
    help="Your own value instead of a drawn one, as JSON or @file.json; at most 10,000 characters.",
)
@click.option("--no-solution", is_flag=True, help="What a student sees.")
@click.option(
    "--format",
    "format_",
    metavar="F",
    default="text",
    show_default=True,
    help="text, markdown, latex or json.",
)
@takes_notation
def show(
    slug: str,
    seed: int,
    copy: int,
    case: str | None,
    pairs: tuple[str, ...],
    no_solution: bool,
    format_: str,
    notation: Notation | None,
) -> None:
    """Show one question, solved and checked.

    The answer is derived and executed on the spot; exit code 1 if a check fails.
    """
    from questions import assemble, catalogue, conventions, lettering

    catalogue.find(slug)
    _known(format_)
    asked = notation or HOUSE
    variant = assemble.variant(slug, seed=seed, copy=copy, case=case, given=given(pairs), notation=asked)
    if variant.verdict.status == "failed":
        raise CheckFailed(failed(variant))
    if asked != HOUSE:
        for line in conventions.misfits([variant.question], asked):
            click.echo(f"notation: {line}", err=True)
        variant = lettering.variant_in(variant, asked)
    click.echo(shown(variant, format_, not no_solution))


def shown(variant: Variant, format_: str, solution: bool) -> str:
    """The variant in one format, without a final line break."""
    if format_ == "text":
        return "\n".join(_text(variant, solution))
    if format_ == "json":
        return as_json(_data(variant, solution))
    return _document(variant, format_, solution).rstrip("\n")


def _known(format_: str) -> None:
    """Raise BadCall for a format that is not there; the templates are listed only when they are needed."""
    if format_ in PLAIN:
        return
    from questions import render

    known = (*PLAIN, *render.formats())
    if format_ not in known:
        raise unknown("format", format_, known, "formats", "backproof show --help")


def _data(variant: Variant, solution: bool) -> Mapping[str, Any]:
    """The question as in sheet.json; without the solution the student's side alone."""
    if not solution:
        return asdict(variant.question)
    from questions import record

    return record.variant_json(variant)


def _document(variant: Variant, format_: str, solution: bool) -> str:
    """A sheet of this one question, as `generate` would print it."""
    from questions import record, render
    from questions.model import Sheet

    question = variant.question
    sheet = Sheet(title=question.title, seed=question.seed, version=record.version(), variants=(variant,))
    stem = "solutions" if solution else "problems"
    files = render.render_sheet(sheet, format_)
    return next(text for name, text in files.items() if name.split(".")[0] == stem)


def _text(variant: Variant, solution: bool) -> Iterator[str]:
    """Plain text for a terminal: the neutral markup as it stands."""
    question = variant.question
    yield f"{question.title}  ({points(question.points)}, {question.minutes} min)"
    yield f"{question.slug}, case {question.case}, seed {question.seed}, copy {question.copy}"
    yield ""
    yield question.prompt
    for part, key in zip(question.parts, variant.keys, strict=True):
        yield from _part(question, part)
        if solution:
            yield from _key(variant, key)
    if solution:
        yield ""
        yield f"Verdict: {variant.verdict.status}"


def points(number: int) -> str:
    """`1 point`, `2 points`."""
    return f"{number} point{'' if number == 1 else 's'}"


def _part(question: Question, part: Part) -> Iterator[str]:
    """What a part asks; a question with one part has no label to print."""
    if len(question.parts) > 1:
        yield ""
        yield f"({part.label}) {part.prompt}  [{points(part.points)}]"
    elif part.prompt:
        yield ""
        yield part.prompt
    for figure in part.figures:
        yield ""
        yield f"    [Figure: {figure['alt']}]"
    for row in (*part.items, *part.options):
        yield f"    {row.label}. {row.text}"


def _key(variant: Variant, key: Key) -> Iterator[str]:
    """Answer, worked solution, proved steps, mistakes and checks of one part."""
    from questions import derivations
    from questions.remarks import remarks

    yield ""
    yield f"Answer: {key.answer.text}"
    if key.solution:
        yield ""
        yield key.solution
    if said := remarks(key):
        yield ""
        yield from map(str, said)
    if key.steps:
        yield ""
        yield from (f"    {line}" for line in derivations.in_text(key.steps))
    if key.mistakes:
        yield ""
    for mistake in key.mistakes:
        yield f"Not {mistake.value}: {mistake.name}. {mistake.feedback}"
    yield ""
    yield f"Verified: {checked(variant, key.label)}"
