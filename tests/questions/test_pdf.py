"""PDFs: with Typst and with LaTeX, the same bytes each time, and no key among the problems."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questions import assemble, catalogue, pdf, record, render
from questions.cli import main
from questions.errors import BadCall, CheckFailed
from questions.escape import typst_code, typst_text
from questions.model import Sheet

THERE = {"typst": pdf.there("typst"), "latex": shutil.which("latexmk") is not None}
SHOWN = shutil.which("pdftotext") is not None
DEMANDED = bool(os.environ.get("BACKPROOF_REQUIRE_TEX"))  # then nothing here may be skipped
ENGINES = [
    pytest.param(
        name,
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(not (THERE[name] and SHOWN) and not DEMANDED, reason="not there"),
        ],
    )
    for name in pdf.ENGINES
]
QUICK = ("mlp_parameters", "softmax_nll", "affine_collapse")


def call(*words: str, code: int = 0) -> Result:
    run = CliRunner().invoke(main, list(words))
    assert run.exit_code == code, (run.output, run.exception)
    return run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def text_of(path: str) -> str:
    ran = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return ran.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sheet_is_set_with_its_words_and_points_and_its_key_only_among_the_solutions(engine: str) -> None:
    call("generate", *QUICK, "--seed", "3", "--format", "pdf", "--pdf-with", engine, "--out", "one")
    assert sorted(path.name for path in Path("one").iterdir()) == [
        "problems.pdf",
        "sheet.json",
        "solutions.pdf",
    ]
    problems, solutions = (text_of(f"one/{name}.pdf") for name in ("problems", "solutions"))
    sheet = record.read_sheet(record.loads(Path("one/sheet.json").read_text()))
    for variant in sheet.variants:
        assert variant.question.title in problems
        assert variant.question.title in solutions
    assert "Solution" not in problems
    assert "Common mistakes" not in problems
    assert solutions.count("Verified") == sum(len(variant.keys) for variant in sheet.variants)
    assert f"{sum(q.points for q in sheet.questions)} points" in re.sub(r"\s+", " ", problems)
    assert call("verify", "one").exit_code == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_bytes_each_time_and_in_another_folder(engine: str) -> None:
    for out in ("one", "elsewhere/two"):
        call("generate", *QUICK[:1], "--format", "pdf", "--pdf-with", engine, "--out", out)
    for name in ("problems.pdf", "solutions.pdf"):
        assert Path("one", name).read_bytes() == Path("elsewhere/two", name).read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_changed_pdf_is_found(engine: str) -> None:
    call("generate", *QUICK[:1], "--format", "pdf", "--pdf-with", engine, "--out", "one")
    path = Path("one/problems.pdf")
    path.write_bytes(path.read_bytes() + b"\n")
    assert "problems.pdf is not the file that was written" in call("verify", "one", code=1).stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_an_exam_has_a_page_with_all_answers(engine: str) -> None:
    call("init")
    call("exam", "exam.toml", "--versions", "2", "--format", "pdf", "--pdf-with", engine, "--out", "e")
    key = text_of("e/key.pdf")
    assert "Version A" in key
    assert "Version B" in key
    assert "Version B" in text_of("e/B/problems.pdf")
    assert "December 1, 2026" in text_of("e/A/problems.pdf")


@pytest.mark.slow
@pytest.mark.skipif(not THERE["typst"] and not DEMANDED, reason="Typst is not there")
@pytest.mark.parametrize("topic", sorted({entry.topic for entry in catalogue.entries()}))
def test_every_case_of_the_bank_is_set_by_typst(topic: str) -> None:
    variants = tuple(
        assemble.variant(entry.slug, seed=11, case=case)
        for entry in catalogue.entries()
        if entry.topic == topic
        for case in catalogue.load_family(entry).cases
    )
    assert set(pdf.files(Sheet("All", 11, record.version(), variants), "typst")) == {
        "problems.pdf",
        "solutions.pdf",
    }


@pytest.mark.slow
@pytest.mark.skipif(not THERE["typst"] and not DEMANDED, reason="Typst is not there")
def test_what_is_hard_to_print_is_set_by_typst(hard_sheet: Sheet) -> None:
    assert all(content.startswith(b"%PDF") for content in pdf.files(hard_sheet, "typst").values())


@pytest.mark.skipif(not THERE["typst"] and not DEMANDED, reason="Typst is not there")
def test_what_typst_refuses_is_told(monkeypatch: pytest.MonkeyPatch, hard_sheet: Sheet) -> None:
    monkeypatch.setattr(render, "render_from", lambda *_: {"problems.typ": "#unheard-of()"})
    with pytest.raises(CheckFailed, match=r"Typst cannot set problems.typ: .*unheard-of"):
        pdf.files(hard_sheet, "typst")


def test_without_an_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "there", lambda _name: False)
    with pytest.raises(
        BadCall, match=r'needs Typst or LaTeX, which is not there: install it with pip install "backproof'
    ):
        pdf.engine()
    with pytest.raises(BadCall, match="needs latex, which is not there: install TeX with latexmk"):
        pdf.engine("latex")
    run = call("generate", *QUICK[:1], "--format", "pdf", "--out", "one", code=2)
    assert run.stderr.count("\n") == 1
    assert not Path("one").exists()


def test_an_unknown_engine_is_told() -> None:
    with pytest.raises(BadCall, match="--pdf-with is 'word': expected one of typst, latex"):
        pdf.engine("word")


@pytest.mark.parametrize("sign", list("\\*_$#@<>[]~`\"'/=+-"))
def test_a_sign_of_typst_in_words_has_a_backslash(sign: str) -> None:
    assert typst_text(f"a{sign}b") == f"a\\{sign}b"


def test_a_string_of_typst_is_closed_where_it_ends() -> None:
    assert typst_code('a"b\\c') == 'a\\"b\\\\c'
