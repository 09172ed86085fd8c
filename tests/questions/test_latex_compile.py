"""Sheets are set by pdflatex and lualatex: no error, nothing over the margin, no missing glyph, no bitmap font.

Skipped where TeX is not installed, unless BACKPROOF_REQUIRE_TEX=1 makes that a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from questions import assemble, catalogue, notation, render
from questions.model import Sheet

ENGINES = {"pdflatex": "-pdf", "lualatex": "-lualatex"}
PACKAGES = "texlive-latex-extra texlive-luatex lmodern latexmk poppler-utils"
TOOLS = ("latexmk", "pdffonts", "pdftotext", *ENGINES)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module")
def tex() -> None:
    """TeX and poppler, or the reason why not."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and os.environ.get("BACKPROOF_REQUIRE_TEX") == "1":
        pytest.fail(f"BACKPROOF_REQUIRE_TEX=1, but these are not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; with apt: {PACKAGES}")


def compiled(folder: Path, name: str, text: str, engine: str) -> tuple[int, str]:
    """Exit code and log of latexmk."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.tex").write_text(text, encoding="utf-8")
    command = ["latexmk", ENGINES[engine], "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
    log = folder / f"{name}.log"
    return done.returncode, log.read_text("utf-8", errors="replace") if log.exists() else done.stdout.decode()


def faults(code: int, log: str, fonts: str) -> list[str]:
    """Everything that must not be seen in a log or in the list of fonts."""
    found = [] if code == 0 else [f"exit code {code}"]
    found += re.findall(
        r"^(?:! .*|Overfull .*|Missing character.*|.*undefined references.*)$", log, re.MULTILINE
    )
    return found + [line for line in fonts.split("\n") if " Type 3 " in line]


def fonts_of(pdf: Path) -> str:
    """What pdffonts says."""
    return subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout


def words_of(pdf: Path) -> str:
    """The text on the pages, in one line."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def check_sheet(sheet: Sheet, folder: Path, engine: str) -> dict[str, str]:
    """Set both files and return the words on their pages."""
    words = {}
    for file, text in render.render_sheet(sheet, "latex").items():
        name = file.removesuffix(".tex")
        code, log = compiled(folder, name, text, engine)
        pdf = folder / f"{name}.pdf"
        assert faults(code, log, fonts_of(pdf) if pdf.exists() else "") == [], f"{file} by {engine}"
        words[name] = words_of(pdf)
    return words


@pytest.mark.parametrize("engine", ENGINES)
def test_the_hard_sheet_is_set_without_a_fault(hard_sheet: Sheet, tmp_path: Path, engine: str) -> None:
    words = check_sheet(hard_sheet, tmp_path, engine)
    assert (
        "[0,1] costs 5 % & more: a_b #1 $3 x^y" in words["problems"]
    )  # nothing after the percent sign is lost
    assert "{braces} \\ back | bar < >" in words["problems"]
    assert "seed 7" in words["problems"]
    assert re.search(r"Page 1 of \d+", words["problems"])
    assert "12 values executed with NumPy" in words["solutions"]
    assert "4.605" not in words["problems"]


@pytest.mark.parametrize("topic", sorted({entry.topic for entry in catalogue.entries()}))
@pytest.mark.parametrize("engine", ENGINES)
def test_every_family_is_set_without_a_fault(tmp_path: Path, engine: str, topic: str) -> None:
    """In every case by pdflatex; in its first case by lualatex, which differs in fonts and characters alone."""
    variants = tuple(
        assemble.variant(entry.slug, seed=7, case=case)
        for entry in catalogue.entries()
        for case in catalogue.load_family(entry).cases[: None if engine == "pdflatex" else 1]
        if entry.topic == topic
    )
    assert variants
    check_sheet(Sheet(f"Every question of {topic}", 7, "0.1.0", variants), tmp_path, engine)


def test_a_sheet_in_the_notation_of_a_course_is_set_without_a_fault(tmp_path: Path) -> None:
    slugs = ("linear_softmax", "mlp_gradients", "softmax_jacobian")
    variants = tuple(assemble.variant(slug, seed=7) for slug in slugs)
    table = {"W": r"\Theta", "z": r"\zeta", "x": r"\xi", "y": r"\tilde{y}", "L": r"\mathcal{J}"}
    course = notation.read({"vectors": "bold", "log": "ln", "transpose": "T", "symbols": table})
    check_sheet(Sheet("In other letters", 7, "0.1.0", variants, notation=course), tmp_path, "pdflatex")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_title_stays_on_the_page(hard_sheet: Sheet, tmp_path: Path, engine: str) -> None:
    title = "A title with a great many words about backpropagation, " * 4
    check_sheet(
        replace(hard_sheet, title=title.strip(", "), variants=hard_sheet.variants[1:3]), tmp_path, engine
    )


# -- the check itself must see what it is for ---------------------------------------------------------------


def broken(hard_sheet: Sheet, words: str) -> str:
    """problems.tex with raw LaTeX put in at its end."""
    text = render.render_sheet(replace(hard_sheet, variants=hard_sheet.variants[1:2]), "latex")[
        "problems.tex"
    ]
    return text.replace(r"\end{questions}", words + "\n\n\\end{questions}")


@pytest.mark.parametrize(
    ("engine", "words", "told"),
    [
        ("pdflatex", r"An a_b here.", "! "),
        ("pdflatex", "\\[ \\begin{aligned} a\n\nb \\end{aligned} \\]", "! "),
        ("pdflatex", r"\[ " + "a + " * 80 + r"b \]", "Overfull"),
        ("lualatex", "A \N{SNOWMAN} here.", "Missing character"),
    ],
)
def test_a_broken_sheet_is_seen(
    hard_sheet: Sheet, tmp_path: Path, engine: str, words: str, told: str
) -> None:
    found = faults(*compiled(tmp_path, "broken", broken(hard_sheet, words), engine), "")
    assert any(line.startswith(told) for line in found)


def test_a_bitmap_font_is_seen() -> None:
    line = "[none]                               Type 3            Custom           yes no  no       5  0"
    assert faults(0, "", f"name type\n{line}\n") == [line]
