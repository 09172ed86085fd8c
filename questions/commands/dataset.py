"""`backproof dataset`: verified items in great number, as JSON Lines or Parquet, with their datasheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from questions.commands.options import COUNT, SEED, Whole, examples, progress, selected, table, takes_topics
from questions.commands.reports import counted
from questions.errors import BadCall, listed, quoted

if TYPE_CHECKING:
    from questions.dataset.plan import Plan
    from questions.dataset.tally import Tally

SHARD = 10_000
FORMATS = ("jsonl", "parquet")


@click.command(
    epilog=examples(
        "backproof dataset --count 10000 --out items                  the whole bank, on all cores",
        "backproof dataset softmax_nll --topic losses --count 5000 --seed 7 --out losses",
        "backproof dataset --count 1000000 --format parquet --out million",
        "backproof dataset --count 1000000 --scheduler tcp://10.0.0.1:8786 --out million",
        "backproof dataset --count 10000 --split families=0.2 --split copies=0 --out items",
    ),
)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@takes_topics
@click.option(
    "--count",
    metavar="N",
    type=COUNT,
    required=True,
    help="So many items; an item is one part of a question.",
)
@click.option(
    "--seed",
    metavar="N",
    type=SEED,
    default=0,
    show_default=True,
    help="The same seed gives the same items; those of a smaller dataset come first in a larger one.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write. A run that was stopped goes on there with the same command.",
)
@click.option(
    "--shard-size",
    metavar="N",
    type=Whole(1, "--shard-size 10000"),
    default=SHARD,
    show_default=True,
    help="At most so many items in a file.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=Whole(1, "--jobs 4"),
    help="So many processes; by default one for each core. The files do not depend on it.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Use the workers of the Dask cluster at this address; needs backproof[cluster] there and here.",
)
@click.option(
    "--format",
    "format_",
    metavar="F",
    default=FORMATS[0],
    show_default=True,
    help="jsonl or parquet; parquet needs backproof[parquet].",
)
@click.option(
    "--split",
    "splits",
    metavar="WHAT=SHARE",
    multiple=True,
    help="Hold out a share of the families, and of the questions of the others: families=0.1 and copies=0.05 "
    "if nothing is said.",
)
@click.option(
    "--force", is_flag=True, help="Delete another dataset that is in DIR. Nothing else is ever deleted."
)
@click.pass_context
def dataset(
    ctx: click.Context,
    slugs: tuple[str, ...],
    topics: tuple[str, ...],
    count: int,
    seed: int,
    out: Path,
    shard_size: int,
    jobs: int | None,
    scheduler: str,
    format_: str,
    splits: tuple[str, ...],
    force: bool,
) -> None:
    """Write verified items, in shards, with a datasheet and a train/test split.

    Families take turns; without SLUG and --topic the whole bank does. No question comes twice, and every answer is
    executed and every step proved. The files depend on this call alone, not on the number of processes, and not on
    interruptions: a run that was stopped, or killed, goes on when it is called again. Exit code 1 if there are fewer
    questions than asked for, or if a check stopped one of them.
    """
    from questions import workers
    from questions.dataset import folder, make
    from questions.dataset.tally import Tally

    plan = _plan(slugs, topics, count, seed, shard_size, format_, splits)
    if scheduler and jobs:
        raise BadCall("--jobs is for this machine, --scheduler for a cluster: leave one out")
    there = folder.opened(out, plan, force=force)
    tally = Tally()
    with workers.crew(jobs or workers.cores(), scheduler) as crew:
        made = make.dataset(
            plan, out, there, crew, tally, lambda said: click.echo(f"backproof: {said}", err=True)
        )
        for _ in progress(made, count, "items", size=lambda number: number):
            pass
    click.echo("\n".join(_report(plan, out, tally)))
    if tally.total < count or tally.passed.refused:
        ctx.exit(1)


def _plan(
    slugs: tuple[str, ...],
    topics: tuple[str, ...],
    count: int,
    seed: int,
    shard_size: int,
    format_: str,
    splits: tuple[str, ...],
) -> Plan:
    """What is asked for; raises BadCall for what is not there."""
    from questions.dataset import rows, split
    from questions.dataset.plan import Plan

    if format_ not in FORMATS:
        raise BadCall(f"no format {quoted(format_)}: expected one of {', '.join(FORMATS)}")
    held_out = split.shares(splits)
    families = tuple(dict.fromkeys(selected(slugs, topics)))
    if format_ == "parquet":
        rows.pyarrow()  # before the work starts
    return Plan(tuple(slugs), tuple(topics), families, count, seed, shard_size, format_, held_out)


def _report(plan: Plan, out: Path, tally: Tally) -> list[str]:
    """What was written, split by split, and what is missing."""
    rows = [
        (
            name,
            str(tally.items[name]),
            str(tally.questions[name]),
            str(sum(s == name for _, s in tally.families)),
        )
        for name in sorted(tally.items)
    ]
    passed_over = counted(sum(tally.passed.duplicates.values()), "duplicate")
    lines = [
        f"wrote {out}: {counted(tally.total, 'item')}, every answer verified; {passed_over} passed over",
        "",
    ]
    lines.append(table(rows, ("split", "items", "questions", "families")))
    passed = tally.passed
    if passed.exhausted:
        lines += [
            "",
            f"no more questions: {listed(f'{slug} ({n})' for slug, n in sorted(passed.exhausted.items()))}",
        ]
    if tally.total < plan.count:
        lines += ["", f"{plan.count} items were asked for, and there are {tally.total}: name more families"]
    if passed.refused:
        lines += ["", f"{counted(len(passed.refused), 'copy')} left out because a check stopped it:"]
        lines += [f"  {slug}, copy {copy}: {reason}" for slug, copy, reason in passed.refused[:12]]
    return lines
