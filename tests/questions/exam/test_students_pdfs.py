"""Three students: their PDFs, read as text, say their name, the numbers of their questions, and what the key says."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from questions import pdf

EXAM = """title = "Quiz"
seed = 3
[[section]]
title = "One"
[[section.question]]
slug = "softmax_nll"
[[section.question]]
slug = "mlp_parameters"
"""
THERE = shutil.which("pdftotext") is not None and pdf.there("typst")


def students() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "benchmarks" / "two_hundred_students.py"
    spec = importlib.util.spec_from_file_location("two_hundred_students", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not THERE and "BACKPROOF_REQUIRE_TEX" not in os.environ, reason="needs Typst and pdftotext"
)
def test_what_students_and_markers_read_is_what_the_key_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    students_ = students()
    students_.make(tmp_path, 3, jobs=1, exam=EXAM)
    exam = tmp_path / "exam"
    found, compared = students_.faults(exam)
    assert found == []
    assert compared == {
        "computed from the text of the problems": 12,
        "read from the text of the solutions": 15,
    }
    assert students_.shared(exam) == 0
    key = exam / "key.csv"
    line = key.read_text(encoding="utf-8").split("\n")[-2]
    key.write_text(key.read_text(encoding="utf-8").replace(line, line.replace(line.split(",")[-2], "12345")))
    found, _ = students_.faults(exam)
    assert [fault.split(":")[0] for fault in found] == ["003-josé-lovelace, mlp_parameters b"] * 2
