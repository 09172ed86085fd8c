"""`backproof check`: the bank's quality gate, many variants of each family held against its standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from questions.commands.options import SEED, Whole, as_json, examples, progress, selected, table, takes_topics
from questions.errors import BadCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from questions.quality.gate import Report

MOST = 100_000  # variants of a family; more would not fit into memory


@click.command(
    epilog=examples(
        "backproof check                                  the whole bank, 100 variants of each family",
        "backproof check softmax_nll --variants 1000      one family, with its cases and mistakes",
        "backproof check --topic losses --seed 7 --jobs 4",
        "backproof check --json",
    ),
)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@takes_topics
@click.option(
    "--variants",
    metavar="N",
    type=Whole(1, "--variants 1000"),
    default=100,
    show_default=True,
    help="So many of each family, spread over its cases.",
)
@click.option(
    "--seed", metavar="N", type=SEED, default=0, show_default=True, help="Another seed checks other numbers."
)
@click.option(
    "--jobs",
    metavar="N",
    type=Whole(1, "--jobs 4"),
    help="So many processes; by default one for each core, fewer for little work. The report does not depend on it.",
)
@click.option("--json", "json_", is_flag=True, help="Print JSON, with every finding.")
@click.option("--standards", is_flag=True, help="List what is looked for, and stop.")
@click.pass_context
def check(
    ctx: click.Context,
    slugs: tuple[str, ...],
    topics: tuple[str, ...],
    variants: int,
    seed: int,
    jobs: int | None,
    json_: bool,
    standards: bool,
) -> None:
    """Check the bank itself: make many variants, and look for what is wrong with any of them.

    Looks for wrong answers, mistakes that are not wrong, numbers that make no good question, dull answers, answers
    that stand in the prompt, duplicates, and solutions that print badly. Without SLUG and --topic the whole bank is
    checked. Each finding comes with the call of `backproof show` that shows it. Exit code 1 if there is one.
    """
    if standards:
        from questions.quality.standards import STANDARDS

        click.echo(table([(row.name, row.meaning) for row in STANDARDS], ("standard", "what it asks for")))
        return
    if variants > MOST:
        raise BadCall(f"--variants is {variants}: expected at most {MOST}, e.g. --variants 1000")
    chosen = tuple(dict.fromkeys(selected(slugs, topics)))
    found = _reports(chosen, seed, variants, jobs)
    from questions.quality import alone

    alone.check([report.slug for report in found if not report.findings])
    from questions.commands import findings

    if json_:
        click.echo(as_json(findings.as_data(found, seed, variants)))
    else:
        for line in findings.in_words(found, seed):
            click.echo(line)
    if any(report.findings for report in found):
        ctx.exit(1)


def _reports(slugs: Sequence[str], seed: int, variants: int, jobs: int | None) -> list[Report]:
    """A report for each family; a bar shows how many variants are behind."""
    from questions.quality import gate
    from questions.quality.trial import subject

    subjects = [subject(slug) for slug in slugs]
    plans = [(each, gate.plan(each, seed, variants)) for each in subjects]
    total = sum(len(places) for _, places in plans)
    specimens = progress(gate.examined(plans, jobs), total, "checking")
    return [gate.report(each, [next(specimens) for _ in places]) for each, places in plans]
