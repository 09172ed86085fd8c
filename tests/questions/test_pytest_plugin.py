"""pytest reports each answer of a sheet as one test, and leaves other people's runs alone."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions import catalogue
from questions.cli import main

pytest_plugins = ["pytester"]
COUNTED = next(entry.slug for entry in catalogue.entries() if "paramcount-2468" in entry.covers)
PLUGIN = ("-p", "questions.pytest_plugin")


@pytest.fixture
def record(pytester: pytest.Pytester) -> Path:
    """The sheet.json of a sheet with two copies of one question."""
    run = CliRunner().invoke(main, ["generate", COUNTED, COUNTED, "--out", str(pytester.path / "out")])
    assert run.exit_code == 0, run.output
    return pytester.path / "out" / "sheet.json"


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    """A run with the plug-in, whether or not backproof is installed here."""
    return pytester.runpytest_inprocess(*(() if _installed() else PLUGIN), "-rA", *words)


def _installed() -> bool:
    from importlib.metadata import entry_points

    return any(point.value == "questions.pytest_plugin" for point in entry_points(group="pytest11"))


def test_each_answer_is_one_test_and_so_are_the_files(pytester: pytest.Pytester, record: Path) -> None:
    result = run(pytester, "-v")
    labels = [part["label"] for part in json.loads(record.read_text())["questions"][0]["parts"]]
    result.assert_outcomes(passed=2 * len(labels) + 1)
    names = [f"*out/sheet.json::{n}-{COUNTED}-{label} PASSED*" for n in (1, 2) for label in labels]
    result.stdout.fnmatch_lines([*names, "*out/sheet.json::sheet PASSED*"])


def test_a_single_answer_can_be_asked_for(pytester: pytest.Pytester, record: Path) -> None:
    run(pytester, f"{record}::2-{COUNTED}-a").assert_outcomes(passed=1)


def test_a_wrong_answer_fails_alone_in_one_paragraph(pytester: pytest.Pytester, record: Path) -> None:
    data = json.loads(record.read_text(encoding="utf-8"))
    parts = data["questions"][1]["parts"]
    part = next(part for part in parts if part["answer"]["kind"] == "integer")
    part["answer"]["value"] += 1
    record.write_text(json.dumps(data), encoding="utf-8")
    result = run(pytester)
    result.assert_outcomes(failed=1, passed=2 * len(parts))
    said = result.stdout.str()
    assert f"question 2 ({COUNTED}), part {part['label']}: " in said
    assert "Traceback" not in said
    assert "pytest_plugin.py" not in said


def test_a_changed_file_fails_its_own_item(pytester: pytest.Pytester, record: Path) -> None:
    (record.parent / "problems.tex").write_text("")
    result = run(pytester)
    result.stdout.fnmatch_lines(["FAILED *sheet.json::sheet*"])
    assert "problems.tex" in result.stdout.str()
    assert result.parseoutcomes()["failed"] == 1


DAMAGED = ["", "{", '{"schema": "backproof-sheet/1"}', '{"schema": "backproof-sheet/99"}', "\x00" * 5000]


def test_each_damaged_sheet_of_ours_fails(pytester: pytest.Pytester, record: Path) -> None:
    for number, text in enumerate(DAMAGED):
        shutil.copytree(record.parent, pytester.path / f"damaged{number}")
        (pytester.path / f"damaged{number}" / "sheet.json").write_text(text)
    shutil.rmtree(record.parent)
    result = run(pytester)
    result.assert_outcomes(failed=len(DAMAGED))
    assert "Traceback" not in result.stdout.str()


FOREIGN = [
    b"",
    b"{",
    b"[1, 2]",
    b"null",
    b'{"schema": "music/1"}',
    b'{"schema": 3}',
    b"\xff\xfe",
    b'"backproof-sheet"',
    b"[" * 100_000,
]


def test_foreign_sheets_are_left_alone(pytester: pytest.Pytester) -> None:
    for number, content in enumerate(FOREIGN):
        (pytester.path / f"{number}").mkdir()
        (pytester.path / f"{number}" / "sheet.json").write_bytes(content)
    (pytester.path / "test_mine.py").write_text("def test_mine(): pass\n")
    run(pytester).assert_outcomes(passed=1)


def test_a_folder_called_sheet_json_is_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "sheet.json").mkdir()
    (pytester.path / "sheet.json" / "test_mine.py").write_text("def test_mine(): pass\n")
    run(pytester).assert_outcomes(passed=1)


def test_no_heavy_module_is_loaded_for_a_run_without_a_sheet(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = "import sys\ndef test_mine(): assert not {'sympy', 'numpy', 'jsonschema', 'click'} & set(sys.modules)\n"
    (pytester.path / "test_mine.py").write_text(probe)
    (pytester.path / "sheet.json").write_text("{}")
    monkeypatch.setenv("PYTHONPATH", str(Path(catalogue.__file__).parents[1]))
    result = pytester.run(sys.executable, "-m", "pytest", *(() if _installed() else PLUGIN))
    assert result.ret == 0, result.stdout.str()


def test_a_bug_of_ours_keeps_its_traceback(
    pytester: pytest.Pytester, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from questions import stored

    def broken(path: Path) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(stored, "inspect", broken)
    result = run(pytester)
    assert "ZeroDivisionError: a bug" in result.stdout.str()


def test_what_nothing_can_compute_is_skipped_aloud(
    pytester: pytest.Pytester, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from questions import stored

    places = stored.answers(record)
    monkeypatch.setattr(stored, "inspect", lambda path: stored.Report(path, places, places[:1], ()))
    run(pytester).assert_outcomes(skipped=1, passed=len(places))
