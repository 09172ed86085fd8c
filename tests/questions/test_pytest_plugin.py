"""pytest reports each answer of a sheet as one test, and leaves other people's runs alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions import catalogue
from questions.cli import main

pytest_plugins = ["pytester"]
COUNTED = next(entry.slug for entry in catalogue.entries() if "paramcount-2468" in entry.covers)
PLUGIN = ("-p", "questions.pytest_plugin")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet with two copies of one question."""
    out = tmp_path_factory.mktemp("made") / "out"
    said = CliRunner().invoke(main, ["generate", COUNTED, COUNTED, "--out", str(out)])
    assert said.exit_code == 0, said.output
    return out


@pytest.fixture
def record(made: Path, pytester: pytest.Pytester) -> Path:
    """The sheet.json of such a sheet in the folder in which pytest is run."""
    shutil.copytree(made, pytester.path / "out")
    return pytester.path / "out" / "sheet.json"


def run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    """A run of its own with the plug-in, whether or not backproof is installed here.

    A run in this process would load NumPy twice and classes of ours a second time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(catalogue.__file__).parents[1]))
        return pytester.runpytest_subprocess(*(() if _installed() else PLUGIN), "-rA", *words)


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


def test_no_heavy_module_is_loaded_for_a_run_without_a_sheet(pytester: pytest.Pytester) -> None:
    (pytester.path / "test_mine.py").write_text(
        "import sys\n"
        "def test_mine():\n"
        "    assert not {'sympy', 'numpy', 'jsonschema', 'jinja2', 'derive'} & set(sys.modules)\n"
    )
    (pytester.path / "sheet.json").write_text("{}")
    run(pytester).assert_outcomes(passed=1)


def test_a_bug_of_ours_keeps_its_traceback(pytester: pytest.Pytester, record: Path) -> None:
    (pytester.path / "conftest.py").write_text(
        "from questions import stored\n"
        "def broken(path): raise ZeroDivisionError('a bug')\n"
        "stored.inspect = broken\n"
    )
    said = run(pytester).stdout.str()
    assert "ZeroDivisionError: a bug" in said
    assert "pytest_plugin.py" in said


def test_what_nothing_can_compute_is_skipped_aloud(pytester: pytest.Pytester, record: Path) -> None:
    (pytester.path / "conftest.py").write_text(
        "from questions import stored\n"
        "real = stored.answers\n"
        "stored.inspect = lambda path: stored.Report(path, real(path), real(path)[:1], ())\n"
    )
    result = run(pytester)
    assert result.parseoutcomes()["skipped"] == 1
    result.stdout.fnmatch_lines(["SKIPPED *not checked*"])


def test_the_record_of_an_exam_is_collected(pytester: pytest.Pytester) -> None:
    """What is checked of it is a test each: the key fails alone when a row of it is changed, and its hash."""
    Path("exam.toml").write_text(
        f'title = "T"\n[[section]]\n[[section.question]]\nslug = "{COUNTED}"\n', encoding="utf-8"
    )
    run_ = CliRunner().invoke(main, ["exam", "exam.toml", "--out", "e", "--format", "markdown"])
    assert run_.exit_code == 0, run_.output
    key, index = Path("e/key.csv"), Path("e/exam.json")
    key.write_text(key.read_text().replace("\nA,,1,", "\nA,,1,other_", 1))
    data = json.loads(index.read_text())
    data["files"]["key.csv"] = hashlib.sha256(key.read_bytes()).hexdigest()
    index.write_text(json.dumps(data))
    result = run(pytester, "e/exam.json")
    result.assert_outcomes(failed=1, passed=4)
    result.stdout.fnmatch_lines(["FAILED e/exam.json::key*"])
