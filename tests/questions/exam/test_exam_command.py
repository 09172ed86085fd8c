"""`backproof init` and `exam`: versions that share no variant, a key that is right, the same bytes again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questions import record, rounding
from questions.cli import main
from questions.record import canonical

EXAM = """title = "Test"
course = "Networks & more"
date = 2026-12-01
seed = 5
aids = "None."
shuffle = true

[[section]]
title = "One"
[[section.question]]
slug = "mlp_parameters"
count = 2
[[section.question]]
slug = "initial_loss"
given = { classes = 100, batch = 1, reduction = "mean" }
points = { b = 7 }

[[section]]
title = "Two"
instructions = "Give *four* digits."
[[section.question]]
topic = "losses"
exclude = ["initial_loss"]
"""


def call(*words: str, code: int = 0) -> Result:
    run = CliRunner().invoke(main, list(words))
    assert run.exit_code == code, (run.output, run.exception)
    return run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("exam.toml").write_text(EXAM)
    return tmp_path


def sheets(out: str) -> dict[str, Any]:
    return {path.parent.name: json.loads(path.read_text()) for path in sorted(Path(out).glob("*/sheet.json"))}


def content(out: str) -> dict[str, bytes]:
    return {
        p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(Path(out).rglob("*")) if p.is_file()
    }


def variants(sheet: Any) -> list[str]:
    return [canonical(q["slug"], q["case"], q["params"]) for q in sheet["questions"]]


def test_the_example_of_init_is_an_exam() -> None:
    assert "next: backproof exam mine.toml" in call("init", "mine.toml").stdout
    assert "4 editions" in call("exam", "mine.toml", "--versions", "4", "--format", "markdown").stdout


def test_init_replaces_nothing_by_itself() -> None:
    assert "is there already" in call("init", code=2).stderr
    assert Path("exam.toml").read_text() == EXAM
    call("init", "--force")
    assert Path("exam.toml").read_text() != EXAM


def test_versions_share_no_variant_but_the_fixed_one_and_have_equal_points() -> None:
    call("exam", "exam.toml", "--versions", "4", "--out", "e")
    found = sheets("e")
    assert sorted(found) == ["A", "B", "C", "D"]
    everything = [name for sheet in found.values() for name in variants(sheet)]
    again = {name for name in everything if everything.count(name) > 1}
    assert {name.split()[0] for name in again} == {"initial_loss"}
    index = json.loads(Path("e/exam.json").read_text())
    assert len({(row["points"], row["questions"]) for row in index["editions"]}) == 1
    assert set(index["files"]) == set(content("e")) - {"exam.json"}
    assert {
        q["case"] for sheet in found.values() for q in sheet["questions"] if q["slug"] == "mlp_parameters"
    }


def test_a_cover_says_what_the_blueprint_says() -> None:
    call("exam", "exam.toml", "--versions", "2", "--out", "e")
    for name in ("problems.tex", "problems.md"):
        text = Path("e/B", name).read_text()
        for words in (r"Networks \& more", "December 1, 2026", "Version B", "One", "Two"):
            assert words in text
    question = next(q for q in sheets("e")["A"]["questions"] if q["slug"] == "initial_loss")
    assert [part["points"] for part in question["parts"]] == [1, 7]


def test_the_key_is_what_the_records_say() -> None:
    call("exam", "exam.toml", "--versions", "3", "--out", "e")
    rows = list(csv.DictReader(io.StringIO(Path("e/key.csv").read_text())))
    found = sheets("e")
    assert len(rows) == sum(len(q["parts"]) for sheet in found.values() for q in sheet["questions"])
    for row in rows:
        question = found[row["edition"]]["questions"][int(row["question"]) - 1]
        part = next(part for part in question["parts"] if part["label"] == row["part"])
        assert (question["slug"], part["answer"]["text"]) == (row["slug"], row["answer"])
        if row["accepted"]:
            low, high = row["accepted"].split("..")
            assert rounding.accepted(part["answer"]["accepts"], rounding.fraction(low))
            assert rounding.accepted(part["answer"]["accepts"], rounding.fraction(high))
        assert part["answer"]["text"] in Path("e/key.md").read_text().replace("\\", "")


def test_the_same_call_gives_the_same_bytes_and_one_version_can_be_made_alone() -> None:
    for out in ("e", "f"):
        call("exam", "exam.toml", "--versions", "3", "--out", out)
    assert content("e") == content("f")
    call("exam", "exam.toml", "--versions", "3", "--only", "C", "--out", "c")
    alone = content("c")
    assert all(alone[name] == data for name, data in content("e").items() if name.startswith("C/"))
    assert not [name for name in alone if name.startswith(("A/", "B/"))]


def test_every_sheet_verifies_and_problems_hold_no_key() -> None:
    call("exam", "exam.toml", "--versions", "2", "--out", "e")
    assert call("verify", "e").stdout.count("verified") == 3
    solution = sheets("e")["A"]["questions"][0]["parts"][0]["solution"].strip().split("\n")[0]
    assert solution[:30] in Path("e/A/solutions.md").read_text()
    assert solution[:30] not in Path("e/A/problems.md").read_text()


def test_students_get_a_sheet_each_with_their_name() -> None:
    Path("roster.csv").write_text("name\nAda Lovelace\nAda Lovelace\nJosé & Co\n")
    call("exam", "exam.toml", "--students", "roster.csv", "--out", "e")
    assert sorted(sheets("e")) == ["001-ada-lovelace", "002-ada-lovelace", "003-josé-co"]
    assert r"Jos\'{e} \& Co" in Path("e/003-josé-co/problems.tex").read_text()
    call("exam", "exam.toml", "--students", "roster.csv", "--only", "José & Co", "--out", "j")
    assert content("j")["003-josé-co/sheet.json"] == content("e")["003-josé-co/sheet.json"]


def test_what_was_asked_last_year_does_not_come_again() -> None:
    call("exam", "exam.toml", "--out", "old")
    call("exam", "exam.toml", "--avoid", "old/A/sheet.json", "--out", "new")
    old, new = (variants(sheets(out)["A"]) for out in ("old", "new"))
    assert {name.split()[0] for name in set(old) & set(new)} == {"initial_loss"}


def test_a_family_without_enough_variants_is_told_and_nothing_is_written() -> None:
    given = '[[section.question]]\nslug = "mse_elements"\ngiven = { shape = [2, 3] }\n'
    Path("exam.toml").write_text('title = "T"\n[[section]]\n' + given)
    run = call("exam", "exam.toml", "--versions", "26", "--out", "e", code=2)
    assert "exam.toml, line 3: mse_elements has no more variants" in run.stderr
    assert not Path("e").exists()


def test_more_questions_than_there_are_is_told() -> None:
    Path("exam.toml").write_text(
        'title = "T"\n[[section]]\n[[section.question]]\ntopic = "affine"\ncount = 90\n'
    )
    assert "line 3: 90 of the questions of topic affine are asked" in call("exam", "exam.toml", code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--versions", "27"], "expected at most 26; for more take --students"),
        (["--versions", "2", "--students", "r.csv"], "expected one of them"),
        (["--only", "B"], "--only is 'B': expected one of A"),
        (["--avoid", "none.json"], "--avoid none.json cannot be read"),
        (["--format", "papyrus"], "no format 'papyrus'"),
    ],
)
def test_a_bad_call_is_told(words: list[str], said: str) -> None:
    assert said in call("exam", "exam.toml", *words, code=2).stderr


def test_an_exam_is_replaced_only_with_force_and_only_if_it_holds_nothing_else() -> None:
    call("exam", "exam.toml", "--out", "e")
    assert "use --force" in call("exam", "exam.toml", "--out", "e", code=2).stderr
    Path("e/A/problems.pdf").touch()  # what LaTeX makes beside a sheet is no stranger
    call("exam", "exam.toml", "--out", "e", "--force")
    Path("e/A/notes.txt").touch()
    assert "A/notes.txt" in call("exam", "exam.toml", "--out", "e", "--force", code=2).stderr
    assert Path("e/A/notes.txt").exists()


def test_a_cover_survives_its_record() -> None:
    call("exam", "exam.toml", "--out", "e")
    data = record.loads(Path("e/A/sheet.json").read_text())
    cover = record.read_sheet(data).cover
    assert (cover.edition, cover.date) == ("A", "December 1, 2026")
    assert [heading.title for heading in cover.headings] == ["One", "Two"]
    assert record.cover_json(cover) == data["cover"]


def test_two_processes_write_the_same_bytes_as_one_even_where_variants_run_out() -> None:
    """Each of two makes editions as if alone; in a family of few variants they meet, and are made again in order."""
    given = '[[section.question]]\nslug = "mse_elements"\ngiven = { shape = [2, 3] }\n'
    Path("exam.toml").write_text(f'title = "T"\n[[section]]\n{given}')
    for jobs in ("1", "2"):
        call("exam", "exam.toml", "--versions", "6", "--jobs", jobs, "--format", "markdown", "--out", jobs)
    assert content("1") == content("2")
    assert len({name for sheet in sheets("1").values() for name in variants(sheet)}) == 6
