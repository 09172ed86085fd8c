"""`backproof list`: the families of the bank, read from the front matter of their prompts."""

from __future__ import annotations

import click

from questions.commands.options import as_json, examples, table
from questions.errors import unknown


@click.command(
    "list",
    epilog=examples(
        "backproof list",
        "backproof list --topic losses",
        "backproof list --json",
    ),
)
@click.option("--topic", metavar="T", help="Only the questions of this topic.")
@click.option(
    "--json", "json_", is_flag=True, help="Print JSON: slug, title, topic, kind, level, minutes, covers."
)
def list_(topic: str | None, json_: bool) -> None:
    """List the questions that can be asked.

    Level runs from 1 (a definition, a count) upwards; minutes are for a student who has learnt the topic.
    """
    from questions import catalogue

    entries = catalogue.entries()
    topics = sorted({entry.topic for entry in entries})
    if topic is not None and topic not in topics:
        raise unknown("topic", topic, topics, "topics", "backproof list")
    rows = [entry for entry in entries if topic in (None, entry.topic)]
    if json_:
        click.echo(as_json([catalogue.facts_json(entry) for entry in rows]))
        return
    columns = [(e.slug, e.topic, e.kind, str(e.level), str(e.minutes), e.title) for e in rows]
    click.echo(table(columns, ("slug", "topic", "kind", "level", "min", "title")))
