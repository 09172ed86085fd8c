"""`backproof coverage`: a syllabus held against the bank, and bad lists told in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questions import catalogue, coverage
from questions.cli import main

ASKED = "paramcount-2468"


def call(*words: str, code: int = 0) -> Result:
    run = CliRunner().invoke(main, ["coverage", *words])
    assert run.exit_code == code, (run.output, run.exception)
    return run


@pytest.fixture
def syllabus(tmp_path: Path) -> Path:
    path = tmp_path / "syllabus.yaml"
    reason = next(iter(coverage.exempt()))
    path.write_text(
        f"items:\n- id: {ASKED}\n  question: How many?\n- {{id: {reason}}}\n- {{id: cooking, question: 'How long?'}}\n"
    )
    return path


def test_each_item_is_covered_exempt_or_missing(syllabus: Path) -> None:
    said = call(str(syllabus)).stdout
    assert said.splitlines()[-1] == "3 items: 1 covered, 1 exempt, 1 missing"
    line = next(line for line in said.splitlines() if line.startswith(ASKED))
    assert "mlp_parameters" in line
    assert "How long?" in said


def test_the_same_as_json(syllabus: Path) -> None:
    rows = json.loads(call(str(syllabus), "--json").stdout)
    assert [row["status"] for row in rows] == ["covered", "exempt", "missing"]
    assert "mlp_parameters" in rows[0]["asked_by"]
    assert rows[1]["exempt"]


def test_only_what_is_missing_and_an_exit_code_for_it(syllabus: Path) -> None:
    assert "mlp_parameters" not in call(str(syllabus), "--missing").stdout
    run = call(str(syllabus), "--strict", code=1)
    assert run.stderr.strip() == "backproof: 1 of 3 items are neither asked nor exempt: cooking"


def test_json_is_read_and_a_bare_list_will_do(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{"id": ASKED}]))
    assert call(str(path), "--strict").stdout.endswith("1 item: 1 covered, 0 exempt, 0 missing\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a list of items"),
        ("items: 3", "expected a list of items"),
        ("- {name: x}", "item 1 is {'name': 'x'}: expected an `id` with a name"),
        ("- {id: x}\n- {id: x}", "item 2 has the id 'x' again"),
        ("- {id: [", "is neither YAML nor JSON"),
        ("- !!python/object:os.system x", "is neither YAML nor JSON"),
    ],
)
def test_a_bad_list_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    run = call(str(path), code=2)
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in call(str(tmp_path / "none.yaml"), code=2).stderr
    (tmp_path / "image.yaml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in call(str(tmp_path / "image.yaml"), code=2).stderr


def test_an_exemption_has_a_reason_and_is_not_asked_all_the_same() -> None:
    asked = {item for entry in catalogue.entries() for item in entry.covers}
    for item, reason in coverage.exempt().items():
        assert len(reason.split()) > 3
        assert item not in asked
