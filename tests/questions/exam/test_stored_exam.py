"""`backproof verify` of an exam: whatever is changed in its record, its key or its editions is found and named."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questions import record
from questions.cli import main
from questions.exam import stored

EXAM = """title = "Test"
seed = 5
[[section]]
title = "One"
[[section.question]]
slug = "initial_loss"
given = { classes = 100, batch = 1, reduction = "mean" }
[[section.question]]
slug = "mlp_parameters"
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An honest exam of two versions; nobody changes it."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "exam.toml").write_text(EXAM)
    words = ["exam", str(folder / "exam.toml"), "--versions", "2", "--format", "markdown", "--format", "html"]
    run = CliRunner().invoke(main, [*words, "--out", str(folder / "exam")])
    assert run.exit_code == 0, run.output
    return folder / "exam"


@pytest.fixture
def exam(written: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(written, tmp_path / "exam"))


def checked(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["verify", str(folder), *words])


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that is there, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def sealed(folder: Path, change: Callable[[Any], object] = lambda _data: None) -> None:
    """The exam's record with `change`, with the hashes of the files as they are now, and sealed again."""
    path = folder / "exam.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    data["files"] = {name: record.sha256((folder / name).read_bytes()) for name in data["files"]}
    data["seal"] = record.seal(data)
    path.write_text(record.dumps(data), encoding="utf-8", newline="\n")


def answer(folder: Path) -> str:
    """The first answer of version A, as the key has it."""
    return next(csv.DictReader(io.StringIO((folder / "key.csv").read_text())))["answer"]


# -- what is done ------------------------------------------------------------------------------------------


def another_answer(folder: Path) -> None:
    edit(folder / "key.csv", f",{answer(folder)},", ",77,")


def another_answer_with_its_hash(folder: Path) -> None:
    another_answer(folder)
    sealed(folder)


def other_points(folder: Path) -> None:
    edit(folder / "key.csv", f",1,{answer(folder)},", f",9,{answer(folder)},")
    sealed(folder)


def wider(folder: Path) -> None:
    edit(folder / "key.csv", "..", "9..")
    sealed(folder)


def lost_row(folder: Path) -> None:
    path = folder / "key.csv"
    path.write_text("\n".join(path.read_text().split("\n")[:-2]) + "\n")
    sealed(folder)


def additional_row(folder: Path) -> None:
    path = folder / "key.csv"
    path.write_text(path.read_text() + path.read_text().split("\n")[-2] + "\n")
    sealed(folder)


def page(folder: Path) -> None:
    edit(folder / "key.html", f">{answer(folder)}<", ">77<")
    sealed(folder)


def other_marks(folder: Path) -> None:
    edit(folder / "marks.csv", ",M1,1,", ",M1,9,")
    sealed(folder)


def another_follow_through(folder: Path) -> None:
    """The answer that follows from a wrong one, in the table and in the record of version A, made to fit throughout."""
    path = folder / "A" / "sheet.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    led = data["questions"][0]["parts"][1]["follow"][0]
    edit(folder / "marks.csv", f",{led['text']},", ",77.77,")
    led["text"] = "77.77"
    data["seal"] = record.seal(data)
    path.write_text(record.dumps(data), encoding="utf-8", newline="\n")
    sealed(folder)


def without_key(folder: Path) -> None:
    sealed(folder, lambda data: data["files"].pop("key.csv"))


def lost_edition(folder: Path) -> None:
    shutil.rmtree(folder / "B")


def additional_edition(folder: Path) -> None:
    shutil.copytree(folder / "B", folder / "C")


def swapped_editions(folder: Path) -> None:
    (folder / "A").rename(folder / "X")
    (folder / "B").rename(folder / "A")
    (folder / "X").rename(folder / "B")
    sealed(folder)


def the_same_twice(folder: Path) -> None:
    """Version B is version A under another letter."""
    shutil.rmtree(folder / "B")
    shutil.copytree(folder / "A", folder / "B")
    sealed(folder)


def said_to_be_in_common(folder: Path) -> None:
    def change(data: Any) -> None:
        for row in data["editions"]:
            row["common"] = [1, 2]

    sealed(folder, change)


def not_in_common(folder: Path) -> None:
    sealed(folder, lambda data: data["editions"][1].update(common=[]))


def more_minutes(folder: Path) -> None:
    sealed(folder, lambda data: data["editions"][0].update(minutes=1))


def other_title(folder: Path) -> None:
    sealed(folder, lambda data: data.update(title="Another"))


def another_seal(folder: Path) -> None:
    edit(folder / "exam.json", '"vary": "numbers"', '"vary": "questions"')


def fewer_points(folder: Path) -> None:
    """A point taken from a part of version B, in its record and in the exam's; files and seals made to fit."""
    path = folder / "B" / "sheet.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["questions"][0]["parts"][0]["points"] -= 1
    data["seal"] = record.seal(data)
    path.write_text(record.dumps(data), encoding="utf-8", newline="\n")
    points = sum(part["points"] for question in data["questions"] for part in question["parts"])
    sealed(folder, lambda exam: exam["editions"][1].update(points=points))


def damaged(folder: Path) -> None:
    path = folder / "exam.json"
    path.write_text(path.read_text()[:300])


def emptied(folder: Path) -> None:
    (folder / "exam.json").write_text("")


def lost_record(folder: Path) -> None:
    (folder / "exam.json").unlink()


def elsewhere(folder: Path) -> None:
    sealed(folder, lambda data: data["editions"][0].update(folder="../A"))


SABOTAGE: tuple[tuple[Callable[[Path], None], str, str], ...] = (
    (another_answer, "files", "key.csv is not the file that was written"),
    (another_answer_with_its_hash, "key", "key.csv, line 2 (A, question 1, part a): answer is '77': the record says"),
    (other_points, "key", "key.csv, line 2 (A, question 1, part a): points is '9': the record says"),
    (wider, "key", "accepted is '"),
    (lost_row, "key", "(B, question 2, part b) is missing"),
    (additional_row, "key", "(B, question 2, part b) is no answer of this exam"),
    (page, "key", "key.html does not print what the records say"),
    (other_marks, "key", "marks.csv, line 3 (A, question 1, part b): points is '9': the record says '1'"),
    (without_key, "key", "key.csv is not among the files"),
    (lost_edition, "editions", "edition B is missing: there is no folder B"),
    (additional_edition, "editions", "C holds a sheet that is no edition of this exam"),
    (swapped_editions, "editions", "edition A: the edition of its sheet is 'B': expected 'A'"),
    (the_same_twice, "variants", "the same variant of mlp_parameters is question 2 of A and question 2 of B"),
    (said_to_be_in_common, "variants", "question 2 of A (mlp_parameters) is said to be in common"),
    (not_in_common, "variants", "the same variant of initial_loss is question 1 of A and question 1 of B"),
    (more_minutes, "editions", "edition A, minutes: is 1: its record says"),
    (other_title, "editions", "edition A: the title of its sheet is 'Test': expected 'Another'"),
    (another_seal, "record", "its seal does not fit"),
    (fewer_points, "editions", "points: expected the same"),
    (damaged, "record", "is not JSON"),
    (emptied, "record", "is not JSON"),
    (lost_record, "record", "exam.json cannot be read"),
    (elsewhere, "record", "does not match"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "check", "said"), SABOTAGE, ids=[row[0].__name__ for row in SABOTAGE])
def test_what_is_changed_in_an_exam_is_found(
    exam: Path, change: Callable[[Path], None], check: str, said: str
) -> None:
    change(exam)
    report = stored.inspect(exam / "exam.json")
    assert any(finding.check == check and said in finding.said for finding in report.findings), report
    assert all("\n" not in finding.said for finding in report.findings)


def test_a_follow_through_value_is_executed_again(exam: Path) -> None:
    """Table, record, hashes and seals are made to fit each other: the sheet's own check finds it."""
    another_follow_through(exam)
    run = checked(exam)
    assert run.exit_code == 1
    assert "exam.json: verified" in run.stdout
    assert "part b: marks: follow-through 1 from (a)" in run.stdout
    assert "text is '77.77': found" in run.stdout


def test_an_honest_exam_is_verified_and_what_is_found_exits_with_1(exam: Path) -> None:
    run = checked(exam)
    assert (run.exit_code, run.stdout.count("verified")) == (0, 3)
    assert "exam.json: verified (2 editions, 8 answers in the key)" in run.stdout
    assert checked(exam / "exam.json").stdout == run.stdout
    another_answer_with_its_hash(exam)
    run = checked(exam)
    assert run.exit_code == 1
    assert run.stdout.count("verified") == 2  # the sheets: their records are as they were
    assert json.loads(checked(exam, "--json").stdout)[0]["failures"][0]["check"] == "key"
