"""The datasheet of a dataset: README.md, with the front matter by which the library `datasets` finds its splits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import jinja2

from questions import catalogue, record
from questions.dataset.items import COLUMNS, LICENCE
from questions.dataset.plan import Plan
from questions.dataset.rows import FORMATS
from questions.dataset.sequence import TRIES
from questions.dataset.split import FAMILIES, SPLITS, TEST, TRAIN, is_held_out
from questions.dataset.tally import Tally
from questions.render import DELIMITERS

TEMPLATE = "README.md.j2"
MEANINGS = {
    TRAIN: "to learn from",
    TEST: "held-out questions of the families in `train`",
    FAMILIES: "families of which nothing is in `train`",
}
SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
)
LARGER = "10M<n<100M"
LISTED = 100  # refused copies that are told one by one


@dataclass(frozen=True, slots=True)
class Split:
    """A split that has items."""

    name: str
    items: int
    questions: int
    families: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: items by split."""

    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exhausted:
    """A family that has no more questions."""

    name: str
    questions: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A copy that a check stopped."""

    slug: str
    copy: int
    reason: str


def text(plan: Plan, tally: Tally) -> str:
    """The datasheet; the same text for the same dataset."""
    folder = catalogue.templates() / "dataset"
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701  Markdown, of names and numbers of our own
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **DELIMITERS,
    )
    return environment.get_template(TEMPLATE).render(_said(plan, tally))


def _said(plan: Plan, tally: Tally) -> dict[str, Any]:
    """What the template prints."""
    there = [name for name in SPLITS if tally.items[name]]
    return {
        "licence": LICENCE,
        "pretty_name": "Verified questions on neural networks",
        "size_category": next((name for below, name in SIZES if tally.total < below), LARGER),
        "splits": [_split(name, tally) for name in there],
        "suffix": FORMATS[plan.format].suffix,
        "columns": COLUMNS,
        "total": tally.total,
        "asked": plan.count,
        "short": tally.total < plan.count,
        "families": len({slug for slug, _ in tally.families}),
        "version": record.version(),
        "command": plan.command,
        "held_out": plan.held_out,
        "held_out_families": [slug for slug in plan.families if is_held_out(slug, plan.held_out)],
        "proved": tally.proved,
        "steps": tally.steps,
        "rejected": tally.rejected,
        "drawn": tally.drawn,
        "topics": _rows(tally.topics, there),
        "levels": _rows(tally.levels, there),
        "kinds": _rows(tally.kinds, there),
        "duplicates": sum(tally.passed.duplicates.values()),
        "tries": TRIES,
        "exhausted": [Exhausted(*row) for row in sorted(tally.passed.exhausted.items())],
        "refused": [Refused(*row) for row in sorted(tally.passed.refused)],
    }


def _split(name: str, tally: Tally) -> Split:
    families = sum(split == name for _, split in tally.families)
    return Split(name, tally.items[name], tally.questions[name], families, MEANINGS[name])


def _rows(counts: Counter[tuple[Any, str]], splits: list[str]) -> list[Row]:
    names = sorted({name for name, _ in counts})
    return [Row(str(name), tuple(counts[name, split] for split in splits)) for name in names]
