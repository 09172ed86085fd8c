"""The commands on the real bank: what they write, say and refuse to write."""

from __future__ import annotations

import copy
import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questions import assemble, catalogue, record
from questions.cli import main
from questions.commands import options
from questions.commands.generate import named_after
from questions.model import Check, Variant, Verdict

SLUGS = [entry.slug for entry in catalogue.entries()]
TOPICS = {entry.topic: entry.slug for entry in reversed(catalogue.entries())}  # the first family of each
COUNTED = next(entry.slug for entry in catalogue.entries() if "paramcount-2468" in entry.covers)
NUMERIC = [entry for entry in catalogue.entries() if entry.kind == "numeric"]
QUICK = [entry.slug for entry in NUMERIC if entry.level <= 2][:3]  # no long proofs in them
FILES = {"sheet.json", "practice.html"} | {
    f"{stem}.{end}" for stem in ("problems", "solutions") for end in ("html", "md", "tex")
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which every call runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str, code: int = 0) -> Result:
    """Run the command and hold it to its exit code."""
    run = CliRunner().invoke(main, list(words))
    assert run.exit_code == code, (run.output, run.exception)
    return run


def sheet(out: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(out, "sheet.json").read_text(encoding="utf-8"))
    return data


def bytes_of(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


# -- list ----------------------------------------------------------------------------------------------------


def test_list_names_every_question() -> None:
    said = call("list").stdout
    assert all(slug in said for slug in SLUGS)


def test_list_as_json_has_the_agreed_fields() -> None:
    rows = json.loads(call("list", "--json").stdout)
    assert [row["slug"] for row in rows] == SLUGS
    fields = {"slug", "title", "topic", "kind", "level", "minutes", "covers"}
    assert all(set(row) == fields for row in rows)


def test_list_of_a_topic_leaves_the_others_out() -> None:
    topic = catalogue.entries()[0].topic
    rows = json.loads(call("list", "--topic", topic, "--json").stdout)
    assert rows
    assert {row["topic"] for row in rows} == {topic}


# -- generate ------------------------------------------------------------------------------------------------


def test_generate_writes_its_files_and_says_how_each_answer_was_verified() -> None:
    run = call("generate", *QUICK, "--seed", "7", "--title", "Week 3: losses")
    assert set(bytes_of("output/week-3-losses-7")) == FILES
    assert "output/week-3-losses-7" in run.stdout
    assert run.stderr == ""
    for question in sheet("output/week-3-losses-7")["questions"]:
        rows = [line for line in run.stdout.splitlines() if question["slug"] in line]
        assert len(rows) == len(question["parts"])
        assert all("executed with NumPy" in row for row in rows)


def test_the_whole_bank_goes_into_one_sheet() -> None:
    call("generate", "--all", "--format", "markdown", "--out", "all")
    assert [question["slug"] for question in sheet("all")["questions"]] == SLUGS


def test_a_sheet_for_which_nothing_is_named_has_ten_questions_of_many_topics() -> None:
    call("generate", "--out", "ten", "--seed", "3")
    questions = sheet("ten")["questions"]
    assert len(questions) == 10
    topics = {entry.topic for entry in catalogue.entries()}
    assert len({question["topic"] for question in questions}) == min(10, len(topics))


def test_all_and_a_selection_contradict_each_other() -> None:
    for more in (QUICK[:1], ["--topic", "losses"], ["--count", "3"]):
        run = call("generate", "--all", *more, code=2)
        assert "--all is the whole bank" in run.stderr


def test_the_same_seed_gives_the_same_bytes() -> None:
    for out in ("one", "two"):
        call("generate", *QUICK, "--seed", "7", "--out", out)
    assert bytes_of("one") == bytes_of("two")
    call("generate", *QUICK, "--seed", "8", "--out", "three")
    assert bytes_of("one") != bytes_of("three")


def test_another_order_of_the_slugs_changes_no_question() -> None:
    call("generate", *QUICK, "--seed", "7", "--out", "one")
    call("generate", *reversed(QUICK), "--seed", "7", "--out", "two")
    one, two = ({q["slug"]: json.dumps(q) for q in sheet(out)["questions"]} for out in ("one", "two"))
    assert one == two
    assert [q["slug"] for q in sheet("two")["questions"]] == QUICK[::-1]


def test_count_takes_questions_in_turn_with_new_copies() -> None:
    first, second = QUICK[:2]
    call("generate", first, second, "--count", "3", "--out", "one")
    asked = [(q["slug"], q["copy"]) for q in sheet("one")["questions"]]
    assert asked == [(first, 0), (second, 0), (first, 1)]
    call("generate", first, second, "--count", "1", "--out", "two")
    assert [q["slug"] for q in sheet("two")["questions"]] == [first]


def test_a_slug_named_twice_is_asked_twice_with_other_numbers() -> None:
    call("generate", COUNTED, COUNTED, "--out", "one")
    assert [q["copy"] for q in sheet("one")["questions"]] == [0, 1]


def test_topics_add_to_the_slugs() -> None:
    topic = catalogue.find(COUNTED).topic
    other = next(slug for slug in QUICK if catalogue.find(slug).topic != topic)
    call("generate", other, "--topic", topic, "--out", "one")
    expected = [other, *(entry.slug for entry in catalogue.entries() if entry.topic == topic)]
    assert [q["slug"] for q in sheet("one")["questions"]] == expected


def test_only_the_formats_asked_for_are_written() -> None:
    call("generate", COUNTED, "--format", "latex", "--out", "one")
    assert set(bytes_of("one")) == {"problems.tex", "solutions.tex", "sheet.json"}


def test_a_sheet_whose_witness_disagrees_is_not_written(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    monkeypatch.setattr(catalogue, "load_witness", lambda *_: lambda params, at, np: {"a": np.array([1])})
    run = call("generate", COUNTED, code=1)
    assert run.stdout == ""
    assert run.stderr.startswith(f"backproof: {COUNTED} ")
    assert run.stderr.count("\n") == 1
    assert list(here.iterdir()) == []


def judged(monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> None:
    """Let every variant have this verdict."""
    real = assemble.variant

    def variant(slug: str, **names: Any) -> Variant:
        return replace(real(slug, **names), verdict=verdict)

    monkeypatch.setattr(assemble, "variant", variant)


def test_a_failed_verdict_that_slipped_through_stops_the_sheet(
    monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    judged(monkeypatch, Verdict("failed", (Check("a", "proof", "failed", "step 2 is not proved"),)))
    for words in (("generate", COUNTED), ("show", COUNTED)):
        said = call(*words, code=1).stderr
        assert f"{COUNTED} (seed 0, copy 0, case " in said
        assert "part a: the check 'proof' failed: step 2 is not proved" in said
    assert list(here.iterdir()) == []


def test_what_is_not_checked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    judged(monkeypatch, Verdict("not checked", ()))
    said = call("generate", COUNTED).stdout
    assert "1 of the questions not checked" in said
    assert "not checked: nothing can compute this answer" in said
    assert "Verdict: not checked" in call("show", COUNTED).stdout


def test_a_folder_is_named_after_its_title() -> None:
    assert named_after("Week 3: losses & co.") == "week-3-losses-co"
    assert named_after("../../etc") == "etc"
    assert named_after("Übung") == "übung"
    assert named_after("?!") == "sheet"
    assert len(named_after("ü" * 300).encode()) <= 80


# -- show ----------------------------------------------------------------------------------------------------


def test_show_as_json_is_the_question_object_of_a_sheet() -> None:
    call("generate", *QUICK, "--seed", "7", "--out", "one")
    for question in sheet("one")["questions"]:
        shown = json.loads(call("show", question["slug"], "--seed", "7", "--format", "json").stdout)
        assert json.dumps(shown) == json.dumps(question)


def test_show_takes_the_lecturers_own_numbers(here: Path) -> None:
    for text in ("[6, 32, 32, 32, 4]", "@layers.json"):
        (here / "layers.json").write_text("[6, 32, 32, 32, 4]")
        shown = json.loads(call("show", COUNTED, "--given", f"layers={text}", "--format", "json").stdout)
        assert 2468 in [part["answer"]["value"] for part in shown["parts"]]


@pytest.mark.parametrize("slug", TOPICS.values())
@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_show_prints_the_answer_unless_told_not_to(slug: str, form: str) -> None:
    whole = call("show", slug, "--format", form).stdout
    asked = call("show", slug, "--format", form, "--no-solution").stdout
    assert len(asked) < len(whole)
    if form == "text":
        for part in json.loads(call("show", slug, "--format", "json").stdout)["parts"]:
            assert f"Answer: {part['answer']['text']}" in whole
            assert "Answer: " not in asked


def test_the_students_side_as_json_has_no_field_that_could_hold_an_answer() -> None:
    shown = json.loads(call("show", COUNTED, "--no-solution", "--format", "json").stdout)
    assert {"answer", "solution", "params", "verdict"}.isdisjoint(shown)
    assert all(
        set(part) == {"label", "points", "prompt", "options", "figures", "kind", "items"}
        for part in shown["parts"]
    )


# -- verify --------------------------------------------------------------------------------------------------


def test_verify_passes_what_generate_wrote_with_a_line_per_sheet() -> None:
    for seed in ("1", "2"):
        call("generate", *QUICK, "--seed", seed)
    run = call("verify", "output")
    assert [line.split(":")[0] for line in run.stdout.splitlines()] == [
        f"output/problem-sheet-{seed}/sheet.json" for seed in (1, 2)
    ]
    assert all(": verified (" in line for line in run.stdout.splitlines())
    assert (
        call("verify", "output/problem-sheet-1/sheet.json", "output/problem-sheet-1").stdout.count("\n") == 1
    )


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every number in `value`, as text too, with one changed in its last digit."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers(inner, (*path, key))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value + 1
        yield path, value + 0.5
    elif isinstance(value, str) and value[-1:].isdigit():
        yield path, value[:-1] + str((int(value[-1]) + 1) % 10)


def changed(data: Any, path: tuple[Any, ...], new: Any) -> Any:
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = new
    return data


@pytest.mark.parametrize("slug", TOPICS.values())
def test_any_number_changed_in_an_answer_is_found_and_its_question_named(slug: str) -> None:
    call("generate", QUICK[0], slug, "--out", "one")
    whole = sheet("one")
    for part, held in enumerate(whole["questions"][1]["parts"]):
        for path, new in numbers(held["answer"]):
            forged = changed(whole, ("questions", 1, "parts", part, "answer", *path), new)
            Path("one/sheet.json").write_text(json.dumps(forged), encoding="utf-8")
            run = call("verify", "one", code=1)
            assert f"question 2 ({slug})" in run.stdout, (path, new)
            assert "question 1" not in run.stdout
    Path("one/sheet.json").write_text(json.dumps(whole), encoding="utf-8")
    call("verify", "one")


def test_a_changed_or_missing_file_is_found() -> None:
    call("generate", COUNTED, "--out", "one")
    Path("one/problems.tex").write_bytes(Path("one/problems.tex").read_bytes() + b" ")
    Path("one/solutions.md").unlink()
    said = call("verify", "one", code=1).stdout
    assert "problems.tex" in said
    assert "solutions.md" in said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "backproof-sheet/1"}', '{"schema": "music"}'])
def test_a_damaged_record_is_exit_code_1_and_no_traceback(text: str) -> None:
    call("generate", COUNTED, "--out", "one")
    Path("one/sheet.json").write_text(text)
    run = call("verify", "one/sheet.json", code=1)
    assert run.stdout.startswith("one/sheet.json: FAILED")
    assert run.stdout.count("\n") == 2
    if text != '{"schema": "music"}':
        assert call("verify", "one", code=1 if text != "[]" else 2)


def test_verify_as_json_names_question_and_part() -> None:
    call("generate", COUNTED, "--out", "one")
    assert json.loads(call("verify", "one", "--json").stdout)[0]["status"] == "verified"
    forged = sheet("one")
    part = next(part for part in forged["questions"][0]["parts"] if part["answer"]["kind"] == "integer")
    part["answer"]["value"] += 1
    Path("one/sheet.json").write_text(json.dumps(forged))
    (report,) = json.loads(call("verify", "one", "--json", code=1).stdout)
    assert report["status"] == "failed"
    failure = report["failures"][0]
    assert (failure["question"], failure["slug"], failure["part"]) == (1, COUNTED, part["label"])


def test_the_version_is_said() -> None:
    assert call("--version").stdout == f"backproof {record.version()}\n"


@pytest.mark.parametrize("command", ["", "list", "show", "derive", "generate", "verify"])
def test_the_examples_of_every_help_text_can_be_run(command: str, here: Path) -> None:
    lines = call(*command.split(), "--help").stdout.split("Examples:")[1].splitlines()
    examples = [re.split(r"\s{2,}", line.strip())[0] for line in lines if line.strip()]
    assert len(examples) >= 3
    (here / "logits.json").write_text("[7, 1, 2.2]")
    for out in ("output/problem-sheet-7", "output/week-3", "week-3", "week-4"):
        call("generate", COUNTED, "--out", out)
    for example in examples:
        program, *words = shlex.split(example)
        assert program == "backproof"
        if words[0] == "generate":  # into a folder that is not there yet
            for made in here.glob("output/problem-sheet-*"):
                shutil.rmtree(made)
        call(*words)


# -- progress ------------------------------------------------------------------------------------------------


class Screen(io.StringIO):
    """A stream that may say it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "patience", "bar"), [(True, 0.0, True), (True, 1000.0, False), (False, 0.0, False)]
)
def test_a_bar_shows_on_a_terminal_for_long_work_alone(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, patience: float, bar: bool
) -> None:
    screen = Screen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(options, "PATIENCE", patience)
    assert list(options.progress(iter("abc"), 3, "working")) == ["a", "b", "c"]
    assert ("working" in screen.getvalue()) is bar
    assert ("100%" in screen.getvalue()) is bar
