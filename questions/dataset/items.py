"""What an item of a dataset is: one part of a question, with all that is needed to answer it, its key and its origin.

An item is flat, and every column has one type in all items: a text or a whole number. What is nested stands as JSON
text with sorted keys, what is missing is "" or 0, never null. So any reader of JSON Lines or Parquet finds the same
columns in every file, whatever the first rows of it hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questions import derivations, figures, record, solutions
from questions.model import JSON, Key, Part, Question, Variant
from questions.remarks import remarks

Item = Mapping[str, str | int]

LICENCE = "MIT"  # of the items as of the program: their words are those of its templates


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a dataset: `type` is int or str."""

    name: str
    type: type
    meaning: str


COLUMNS = (
    Column("id", str, "slug, revision, seed, copy and part: the same name is the same item"),
    Column("prompt", str, "the question, Markdown with TeX between dollars; earlier parts stand before a later one"),
    Column("answer", str, "the answer as plain text; of a choice, its label"),
    Column("answer_latex", str, "the answer as a formula"),
    Column("answer_kind", str, "integer, rational, number, array, choice, choices, expression or proof"),
    Column("digits", int, "significant digits of the answer, as asked; 0 where it is exact or no number"),
    Column("accepts", str, "JSON: which answers are right: low and high, labels, equal_to (a term), or rubric"),
    Column("solution", str, "the worked solution, Markdown with TeX between dollars"),
    Column("steps", str, "the proved derivation: a line each, with the name of its rule in brackets"),
    Column("options", str, "JSON: of a choice, label, text, right and feedback of each option"),
    Column("mistakes", str, "JSON: name, value and feedback of each wrong answer that was told from the right one"),
    Column("figures", str, "JSON: alt and svg of each figure of the prompt"),
    Column("params", str, "JSON: what was drawn; decimals are texts"),
    Column("verified", str, "how the answer was verified"),
    Column("slug", str, "the family of the question"),
    Column("title", str, "the title of the question"),
    Column("topic", str, "the topic of the family"),
    Column("kind", str, "the kind of the question"),
    Column("level", int, "1, 2 or 3: how hard the family is"),
    Column("points", int, "what the part is worth"),
    Column("case", str, "which case of the family"),
    Column("part", str, "the label of the part: a, b, ..."),
    Column("revision", int, "of the family; it is raised when its draw or its words change"),
    Column("seed", int, "the seed of the dataset"),
    Column("copy", int, "which copy of the family under this seed"),
    Column("split", str, "the split in which the item stands"),
    Column("licence", str, "the licence of the item"),
    Column("version", str, "the version of the program that made it"),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)


def items(variant: Variant, split: str = "train") -> list[dict[str, str | int]]:
    """The items of a variant, one for each part that was verified, with the fields of `COLUMNS` in their order.

    A part that nothing can compute (kind "prose") is no item.
    """
    question = variant.question
    params = dumps(record.plain(variant.params))
    return [
        {
            "id": name(question, part),
            "prompt": prompt(question, k),
            **_key(part, key),
            "figures": dumps([_figure(one) for asked in question.parts[: k + 1] for one in asked.figures]),
            "params": params,
            "verified": solutions.verified(variant, part.label),
            "slug": question.slug,
            "title": question.title,
            "topic": question.topic,
            "kind": question.kind,
            "level": question.level,
            "points": part.points,
            "case": question.case,
            "part": part.label,
            "revision": question.revision,
            "seed": question.seed,
            "copy": question.copy,
            "split": split,
            "licence": LICENCE,
            "version": record.version(),
        }
        for k, (part, key) in enumerate(zip(question.parts, variant.keys, strict=True))
        if key.answer.kind != "prose"
    ]


def name(question: Question, part: Part) -> str:
    """The id of an item: "softmax_nll-r1-s7-c0-a"."""
    return f"{question.slug}-r{question.revision}-s{question.seed}-c{question.copy}-{part.label}"


def dumps(data: JSON) -> str:
    """JSON text on one line: keys sorted, no NaN, characters as they are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def line(item: Item) -> bytes:
    """An item as a line of JSON Lines: keys sorted, UTF-8, LF."""
    return dumps(dict(item)).encode() + b"\n"


def _key(part: Part, key: Key) -> dict[str, str | int]:
    """What a part has of its key."""
    answer = key.answer
    kept = record.part_json(part, key)
    return {
        "answer": answer.text,
        "answer_latex": answer.latex,
        "answer_kind": answer.kind,
        "digits": answer.digits or 0,
        "accepts": dumps(_accepts(key, kept["answer"]["accepts"])),
        "solution": solution(key),
        "steps": "\n".join(derivations.in_text(key.steps)),
        "options": dumps(kept["options"]),
        "mistakes": dumps(kept["mistakes"]),
    }


def _accepts(key: Key, kept: JSON) -> JSON:
    """What is accepted; of an expression the term itself, with the definitions of the names that it may contain."""
    if key.answer.kind != "expression":
        return kept
    definitions = key.steps[-1]["definitions"] if key.steps else []
    return {"equal_to": record.plain(key.answer.value), "definitions": record.plain(definitions)}


def _figure(figure: JSON) -> dict[str, str]:
    return {"alt": figure["alt"], "svg": figures.svg(figures.draw(figure))}


# -- the words ---------------------------------------------------------------------------------------------


def prompt(question: Question, number: int) -> str:
    """All that is asked of the part `number`, counted from 0: the stem, the parts before it, and the part itself.

    The answers of earlier parts are not told: who needs them can work them out.
    """
    first = number == 0
    blocks = [question.prompt] if question.prompt else []
    blocks += ["\n\n".join(_asked(part, labelled=not first)) for part in question.parts[: number + 1]]
    if not first:
        blocks.append(f"Answer part ({question.parts[number].label}) only.")
    return "\n\n".join(blocks)


def _asked(part: Part, *, labelled: bool) -> Iterator[str]:
    yield f"({part.label}) {part.prompt}" if labelled else part.prompt
    yield from (f"[Figure: {figure['alt']}]" for figure in part.figures)
    if part.items:
        yield "\n".join(f"- {item.label}. {item.text}" for item in part.items)
    if part.options:
        yield "\n".join(f"- {option.label}. {option.text}" for option in part.options)


def solution(key: Key) -> str:
    """The worked solution; what is to be said of single options follows it, unless it was said there."""
    said = [f"- {remark}" for remark in remarks(key)]
    return "\n\n".join(part for part in (key.solution, "\n".join(said)) if part)
