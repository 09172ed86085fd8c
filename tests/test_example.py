"""The committed example is what the program writes today, byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "output" / "example"
BACKPROOF = [sys.executable, "-c", "from questions.cli import main; main()"]


def files(folder: Path) -> dict[str, bytes]:
    """The files of a sheet."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_example_is_what_is_written_today(tmp_path: Path) -> None:
    record = json.loads((EXAMPLE / "sheet.json").read_text("utf-8"))
    slugs = [question["slug"] for question in record["questions"]]
    assert len(set(slugs)) == len(slugs)
    call = ["generate", *slugs, "--seed", str(record["seed"]), "--title", record["title"]]
    subprocess.run(
        [*BACKPROOF, *call, "--out", tmp_path / "example"], cwd=ROOT, check=True, capture_output=True
    )
    assert files(tmp_path / "example") == files(EXAMPLE)


def test_the_example_holds_a_sheet_its_solutions_and_its_record() -> None:
    wanted = {"problems.tex", "solutions.tex", "problems.md", "solutions.md", "sheet.json"}
    assert wanted <= files(EXAMPLE).keys()


def test_every_answer_of_the_example_is_verified() -> None:
    record = json.loads((EXAMPLE / "sheet.json").read_text("utf-8"))
    assert {question["verdict"]["status"] for question in record["questions"]} <= {"verified", "not checked"}
    assert "verified" in {question["verdict"]["status"] for question in record["questions"]}
