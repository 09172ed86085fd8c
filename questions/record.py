"""The record of a sheet: variants as plain JSON with a fixed order of fields, and back again.

Bytes are the same on each machine: UTF-8, LF, an indent of one, and never a binary float. Imports neither NumPy
nor SymPy; jsonschema only when a record is checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from questions import __version__
from questions.errors import CheckFailed, quoted
from questions.model import (
    JSON,
    Answer,
    Check,
    Choice,
    Cover,
    Criterion,
    FollowThrough,
    Heading,
    Intermediate,
    Item,
    Key,
    Option,
    Params,
    Part,
    Pitfall,
    Question,
    Sheet,
    Variant,
    Verdict,
)
from questions.notation import HOUSE, notation_json
from questions.notation import read as read_notation

SCHEMA = "backproof-sheet/1"
NAME = "sheet.json"
SCHEMA_FILE = Path(__file__).resolve().parent / "sheet.schema.json"
PLAIN = (bool, int, str, type(None))


class BadRecord(CheckFailed):
    """A record is not one that this program wrote: the message names the field."""


def version() -> str:
    """The version of this program, as it stands in records."""
    return __version__


# -- to JSON -----------------------------------------------------------------------------------------------


def sheet_json(sheet: Sheet) -> dict[str, JSON]:
    """A sheet as the object of sheet.json."""
    return {
        "schema": SCHEMA,
        "title": sheet.title,
        "seed": sheet.seed,
        "version": sheet.version,
        **({} if sheet.cover == Cover() else {"cover": cover_json(sheet.cover)}),
        **({} if sheet.notation == HOUSE else {"notation": notation_json(sheet.notation)}),
        **({"templates": dict(sorted(sheet.templates.items()))} if sheet.templates else {}),
        "files": {name: sheet.files[name] for name in sorted(sheet.files)},
        "questions": [variant_json(variant) for variant in sheet.variants],
    }


def cover_json(cover: Cover) -> dict[str, JSON]:
    """What an exam says beside its questions."""
    names = ("course", "date", "edition", "student", "instructions", "aids", "paper", "space")
    headings = [_fields(row, "first", "title", "instructions") for row in cover.headings]
    return {**_fields(cover, *names), "headings": headings}


def variant_json(variant: Variant) -> dict[str, JSON]:
    """A variant as `show --format json` prints it and sheet.json keeps it."""
    q = variant.question
    parts = zip(q.parts, variant.keys, strict=True)
    return {
        "slug": q.slug,
        "title": q.title,
        "topic": q.topic,
        "kind": q.kind,
        "level": q.level,
        "minutes": q.minutes,
        "revision": q.revision,
        "seed": q.seed,
        "copy": q.copy,
        "case": q.case,
        "params": plain(variant.params),
        "prompt": q.prompt,
        "parts": [part_json(part, key) for part, key in parts],
        "verdict": verdict_json(variant.verdict),
    }


def part_json(part: Part, key: Key) -> dict[str, JSON]:
    """A part and its key as one object; what is not used is empty."""
    return {
        "label": part.label,
        "points": part.points,
        "prompt": part.prompt,
        "answer": answer_json(key.answer),
        "intermediates": [_fields(value, "name", "latex", "value", "digits") for value in key.intermediates],
        "options": [_fields(option, "label", "text", "right", "feedback") for option in key.options],
        "rubric": [_fields(line, "points", "text", "mark") for line in key.rubric],
        "figures": plain(part.figures),
        "solution": key.solution,
        "steps": plain(key.steps),
        "mistakes": [_fields(mistake, "name", "value", "feedback") for mistake in key.mistakes],
        "follow": [_fields(led, "part", "mistake", "value", "way", "text", "accepts") for led in key.follow],
        **(
            {"items": [_fields(item, "label", "text", "feedback") for item in key.items]} if key.items else {}
        ),
        **({"order": list(key.order)} if key.order else {}),
    }


def answer_json(answer: Answer) -> dict[str, JSON]:
    """An answer as printed, with what it accepts."""
    return _fields(answer, "kind", "value", "latex", "text", "digits", "accepts")


def verdict_json(verdict: Verdict) -> dict[str, JSON]:
    """A verdict with its checks, in words."""
    checks = [_fields(check, "label", "check", "status", "detail") for check in verdict.checks]
    return {"status": verdict.status, "checks": checks}


def _fields(row: object, *names: str) -> dict[str, JSON]:
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any, place: str = "value") -> JSON:
    """Nested data as dicts, lists, ints, bools, texts and None; raises BadRecord for anything else."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {_key(key, place): plain(inner, f"{place}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, f"{place}[{k}]") for k, inner in enumerate(value)]
    raise BadRecord(
        f"{place} is {quoted(value)} ({type(value).__name__}): a record holds whole numbers, texts, lists and "
        'objects; a decimal is a text like "-0.1"'
    )


def _key(key: object, place: str) -> str:
    if not isinstance(key, str):
        raise BadRecord(f"{place} has the key {quoted(key)}: expected a text")
    return key


def dumps(data: JSON) -> str:
    """JSON text: fields in their order, indent 1, UTF-8, a line end at the end; no floats, no NaN."""
    return json.dumps(plain(data), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def canonical(slug: str, case: str, params: Params) -> str:
    """What two variants have in common if they are the same question; the order of keys does not count."""
    return f"{slug} {case} {json.dumps(plain(params), sort_keys=True, separators=(',', ':'))}"


def sha256(content: bytes) -> str:
    """The hash that stands in `files`."""
    return hashlib.sha256(content).hexdigest()


def finish(sheet: Sheet, texts: Mapping[str, str | bytes]) -> tuple[Sheet, dict[str, bytes]]:
    """The sheet with the hashes of its rendered files, and all files as bytes, the record last."""
    files = {name: text.encode() if isinstance(text, str) else text for name, text in sorted(texts.items())}
    sheet = replace(sheet, files={name: sha256(content) for name, content in files.items()})
    data = sheet_json(sheet)
    data["seal"] = seal(data)
    check_schema(data)
    return sheet, {**files, NAME: dumps(data).encode()}


def seal(data: Mapping[str, JSON]) -> str:
    """The hash of what a record says, its seal left out; the order of fields and the white space do not count.

    It shows that a record is as it was written. It is no signature: who changes a record can seal it again.
    """
    content = {name: value for name, value in data.items() if name != "seal"}
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())


# -- from JSON ---------------------------------------------------------------------------------------------


def loads(text: str) -> dict[str, JSON]:
    """The object of a record; raises BadRecord if it is not JSON, not ours, or not as its schema says."""
    data: dict[str, JSON] = parsed(text)
    check_schema(data)
    return data


def parsed(text: str) -> JSON:
    """JSON without floats and without keys that occur twice; raises BadRecord for anything else."""
    try:
        return json.loads(text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"the record is not JSON as this program writes it: {error}") from error


def _no_float(text: str) -> JSON:
    raise ValueError(f"the binary float {text}: decimals are texts")


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    """An object whose keys occur once."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return dict(pairs)


@cache
def schema() -> dict[str, JSON]:
    """The JSON Schema of a record (draft 2020-12)."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def check_schema(data: JSON) -> None:
    """Raise BadRecord, naming the field, where a record is not as its schema says."""
    import jsonschema

    if isinstance(data, dict) and data.get("schema") != SCHEMA:
        raise BadRecord(f"the record has the schema {quoted(data.get('schema'))}: expected {SCHEMA!r}")
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema()).iter_errors(data))
    if error is not None:
        raise BadRecord(f"{_place(data, list(error.absolute_path))}: {error.message[:200]}")


def _place(data: JSON, path: list[str | int]) -> str:
    """A path in a record in words: the slug of the question, the label of the part, and the fields."""
    if len(path) < 2 or path[0] != "questions":
        return "the record" + "".join(f"[{p!r}]" for p in path)
    question = data["questions"][path[1]]
    place = f"question {int(path[1]) + 1}"
    place += f" ({question['slug']})" if isinstance(question, dict) and "slug" in question else ""
    return place + "".join(f"[{p!r}]" for p in path[2:])


def read_sheet(data: Mapping[str, JSON]) -> Sheet:
    """The sheet of a record that fits its schema."""
    variants = tuple(read_variant(question) for question in data["questions"])
    cover = _cover(data["cover"]) if "cover" in data else Cover()
    files, notation = dict(data["files"]), read_notation(data.get("notation", {}))
    templates = dict(data.get("templates", {}))
    return Sheet(data["title"], data["seed"], data["version"], variants, files, cover, notation, templates)


def _cover(data: Mapping[str, JSON]) -> Cover:
    return Cover(**{**data, "headings": tuple(Heading(**row) for row in data["headings"])})


def read_variant(data: Mapping[str, JSON]) -> Variant:
    """The variant of one question object."""
    header = (
        "slug",
        "title",
        "topic",
        "kind",
        "level",
        "minutes",
        "revision",
        "seed",
        "copy",
        "case",
        "prompt",
    )
    question = Question(**{name: data[name] for name in header}, parts=tuple(map(_part, data["parts"])))
    checks = tuple(Check(**check) for check in data["verdict"]["checks"])
    verdict = Verdict(data["verdict"]["status"], checks)
    return Variant(question, data["params"], tuple(map(read_key, data["parts"])), verdict)


def _part(part: Mapping[str, JSON]) -> Part:
    options = tuple(Choice(option["label"], option["text"]) for option in part["options"])
    items = tuple(Choice(item["label"], item["text"]) for item in part.get("items", ()))
    kind = part["answer"]["kind"]
    return Part(part["label"], part["points"], part["prompt"], options, tuple(part["figures"]), kind, items)


def read_key(part: Mapping[str, JSON]) -> Key:
    """The key of one part object."""
    return Key(
        label=part["label"],
        answer=Answer(**part["answer"]),
        intermediates=tuple(Intermediate(**value) for value in part["intermediates"]),
        options=tuple(Option(**option) for option in part["options"]),
        rubric=tuple(Criterion(**line) for line in part["rubric"]),
        solution=part["solution"],
        steps=tuple(part["steps"]),
        mistakes=tuple(Pitfall(**mistake) for mistake in part["mistakes"]),
        items=tuple(Item(**item) for item in part.get("items", ())),
        order=tuple(part.get("order", ())),
        follow=tuple(FollowThrough(**led) for led in part["follow"]),
    )
