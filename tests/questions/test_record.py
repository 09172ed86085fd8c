"""The record: fixed fields, same bytes, a schema that is met and that refuses what is not a record."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from questions import record
from questions.model import (
    Answer,
    Check,
    Choice,
    Criterion,
    Intermediate,
    Key,
    Option,
    Part,
    Pitfall,
    Question,
    Sheet,
    Variant,
    Verdict,
)
from questions.record import BadRecord, dumps, finish, loads, plain, read_sheet, sheet_json

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTION = [
    *("slug", "title", "topic", "kind", "level", "minutes", "revision", "seed", "copy", "case"),
    *("params", "prompt", "parts", "verdict"),
]
PART = [
    *("label", "points", "prompt", "answer", "intermediates", "options", "rubric", "figures"),
    *("solution", "steps", "mistakes", "follow"),
]
ANSWERS = (
    Answer("rational", "109/300", r"\frac{109}{300}", "109/300", 4, {"low": "0.3632", "high": "0.3634"}),
    Answer("choice", "B", r"\text{B}", "B", None, {"labels": ["B"]}),
)


def variant() -> Variant:
    rows = (Option("A", "no", False, "why not"), Option("B", "yes", True))
    options = (Choice("A", "no"), Choice("B", "yes"))
    parts = (Part("a", 2, "How much?", kind="rational"), Part("b", 1, "Which?", options, kind="choice"))
    question = Question(
        "dead-relu", "Dead", "backprop", "numeric", 2, 6, 1, 7, 0, "dead", "Pröblem $x$", parts
    )
    step = {
        "rule": "sum",
        "latex": "x",
        "text": "x",
        "before": {"k": [1, None, True]},
        "after": {},
        "definitions": [],
    }
    keys = (
        Key(
            "a",
            ANSWERS[0],
            (Intermediate("z", "z_1", "0.25", 2),),
            (),
            (Criterion(2, "right"),),
            "Because.",
            (step,),
            (Pitfall("forgot 1/N", "109/100", "Divide."),),
        ),
        Key("b", ANSWERS[1], (), rows, (), "So.", (), ()),
    )
    verdict = Verdict("verified", (Check("a", "witness", "passed", "1 value executed with NumPy"),))
    return Variant(question, {"w": ["-0.1", 2]}, keys, verdict)


def sheet() -> Sheet:
    return finish(Sheet("Week 3", 7, "0.1.0", (variant(),)), {"problems.md": "Wörds\n"})[0]


def everywhere(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all objects in a record."""
    if isinstance(data, Mapping):
        yield path
        for name, value in data.items():
            yield from everywhere(value, (*path, name))
    if isinstance(data, list):
        for k, value in enumerate(data):
            yield from everywhere(value, (*path, k))


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def test_the_fields_are_these_in_this_order() -> None:
    data = sheet_json(sheet())
    assert list(data) == ["schema", "title", "seed", "version", "files", "questions"]
    assert list(data["questions"][0]) == QUESTION
    assert list(data["questions"][0]["parts"][0]) == PART
    assert list(data["questions"][0]["parts"][0]["answer"]) == [
        "kind",
        "value",
        "latex",
        "text",
        "digits",
        "accepts",
    ]


def test_the_schema_is_a_schema_and_the_record_meets_it() -> None:
    jsonschema.Draft202012Validator.check_schema(record.schema())
    record.check_schema(sheet_json(sheet()))


def test_a_sheet_survives_its_record() -> None:
    written = dumps(sheet_json(sheet()))
    assert read_sheet(loads(written)) == sheet()
    assert dumps(sheet_json(read_sheet(loads(written)))) == written


def test_a_record_is_utf8_with_lf_and_its_letters_are_not_escaped() -> None:
    written = dumps(sheet_json(sheet()))
    assert "Pröblem" in written
    assert "\r" not in written
    assert written.endswith("}\n")
    assert written.startswith('{\n "schema"')


def test_files_are_hashed_and_the_record_is_the_last_of_them() -> None:
    finished, files = finish(Sheet("Week 3", 7, "0.1.0", (variant(),)), {"b.md": "ö\n", "a.tex": "x\n"})
    assert list(files) == ["a.tex", "b.md", "sheet.json"]
    assert finished.files == {name: hashlib.sha256(files[name]).hexdigest() for name in ("a.tex", "b.md")}
    assert read_sheet(loads(files["sheet.json"].decode())) == finished


def test_the_student_side_has_no_field_for_an_answer() -> None:
    names = {field.name for kind in (Question, Part, Choice) for field in fields(kind)}
    assert not names & {
        "answer",
        "solution",
        "params",
        "right",
        "feedback",
        "steps",
        "mistakes",
        "rubric",
        "follow",
        "verdict",
    }


def test_the_student_side_does_not_change_with_the_answers() -> None:
    v = variant()
    other = replace(
        v, keys=tuple(replace(key, answer=replace(key.answer, text="SENTINEL")) for key in v.keys)
    )
    assert other != v
    assert other.question == v.question


@pytest.mark.parametrize("bad", [0.5, {1: "a"}, {"a": {0.5}}, [b"x"], float("nan")])
def test_what_json_cannot_hold_exactly_is_refused(bad: Any) -> None:
    with pytest.raises(BadRecord):
        plain(bad)


def test_every_object_refuses_a_field_too_many_and_a_field_too_few() -> None:
    right = sheet_json(sheet())
    free = {"params", "files", "before", "after", "steps"}  # any name may stand in these
    tried = 0
    for path in everywhere(right):
        if free & set(map(str, path)):
            continue
        wrong = copy.deepcopy(right)
        at(wrong, path)["more"] = 1
        with pytest.raises(BadRecord):
            record.check_schema(wrong)
        for name in at(right, path):
            wrong = copy.deepcopy(right)
            del at(wrong, path)[name]
            with pytest.raises(BadRecord):
                record.check_schema(wrong)
            tried += 1
    assert tried > 40


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("schema",), "backproof-sheet/9", "expected 'backproof-sheet/1'"),
        (("questions",), [], "questions"),
        (("questions", 0, "level"), "2", r"question 1 \(dead-relu\)\['level'\]"),
        (("questions", 0, "slug"), "../x", "does not match"),
        (("files", "problems.md"), "abc", "does not match"),
        (("files", "../x"), "0" * 64, "does not match"),
        (("questions", 0, "parts", 0, "answer", "value"), 0, r"\['parts'\]\[0\]\['answer'\]\['value'\]"),
        (("questions", 0, "parts", 0, "answer", "digits"), None, r"\['digits'\]"),
        (("questions", 0, "parts", 0, "answer", "accepts"), {"labels": ["B"]}, r"\['accepts'\]"),
        (("questions", 0, "parts", 0, "answer", "accepts", "low"), "1e99999", r"\['low'\]"),
        (("questions", 0, "parts", 0, "figures"), [0.5], "figures"),
    ],
)
def test_a_wrong_value_is_named_by_question_and_field(
    path: tuple[str | int, ...], value: Any, said: str
) -> None:
    wrong = sheet_json(sheet())
    at(wrong, path[:-1])[path[-1]] = value
    with pytest.raises(BadRecord, match=said):
        record.check_schema(wrong)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"schema": 1.5}', '{"schema": NaN}', '{"a": 1, "a": 2}', "[" * 9999]
)
def test_what_is_no_record_is_refused_with_one_line(text: str) -> None:
    with pytest.raises(BadRecord) as refused:
        loads(text)
    assert "\n" not in str(refused.value)


def test_a_verdict_is_not_verified_while_a_check_has_failed() -> None:
    with pytest.raises(ValueError, match="one of its checks has failed"):
        Verdict("verified", (Check("a", "witness", "failed", "differs"),))


def test_a_variant_has_a_key_for_each_part() -> None:
    with pytest.raises(ValueError, match="have a key"):
        replace(variant(), keys=())


def test_the_schema_on_disk_is_tidy() -> None:
    text = record.SCHEMA_FILE.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
