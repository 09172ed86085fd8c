"""What breaks LaTeX without a word, each trap with the text that springs it. The compile test sets them all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from questions import render
from questions.escape import latex_code, latex_text
from questions.formula import MarkupError, formula
from questions.model import Choice, Part, Sheet


def problems(hard_sheet: Sheet, prompt: str, parts: tuple[Part, ...] | None = None) -> str:
    """The body of problems.tex for one question with this prompt."""
    variant = hard_sheet.variants[0]
    question = replace(variant.question, prompt=prompt, parts=parts or (Part("a", 1, ""),))
    key = replace(variant.keys[0], label="a")
    keys = tuple(replace(key, label=part.label) for part in question.parts)
    sheet = replace(hard_sheet, variants=(replace(variant, question=question, keys=keys),))
    text = render.render_sheet(sheet, "latex")["problems.tex"]
    return text.partition(r"\begin{questions}")[2]


@pytest.mark.parametrize(
    ("sign", "written"),
    [
        ("_", r"\_"), ("&", r"\&"), ("#", r"\#"), ("^", r"\textasciicircum{}"), ("$", r"\$"), ("%", r"\%"),
        ("~", r"\textasciitilde{}"), ("{", r"\{"), ("}", r"\}"), ("\\", r"\textbackslash{}"),
    ],
)  # fmt: skip
def test_a_sign_of_latex_in_text_is_printed_as_itself(sign: str, written: str) -> None:
    assert latex_text(f"a{sign}b") == f"a{written}b"
    assert latex_code(f"a{sign}b").replace(r"\allowbreak{}", "") == f"a{written}b"


def test_a_percent_sign_does_not_swallow_its_line(hard_sheet: Sheet) -> None:
    body = problems(hard_sheet, "At 5 % we stop; $p = 5 % + q$ and `x % 2`.")
    assert re.findall(r"(?<!\\)%", body) == []
    assert r"At 5 \% we stop; \(p = 5 \% + q\) and \texttt{x \% 2}." in body


def test_a_number_sign_in_a_formula_is_escaped_once() -> None:
    assert formula(r"#S + \#T + \\# + \%") == r"\#S + \#T + \\\# + \%"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\u201cA\u201d \u2018b\u2019", "``A'' `b'"),
        ("\"A\" ('b')", "``A'' (`b')"),
        ("a \u2013 b \u2014 c - d", "a -- b --- c -- d"),
        ("caf\u00e9 na\u00efve \u0160 \u00f8", r"caf\'{e} na\"{i}ve \v{S} \o{}"),
        ("(-3, -.5) x-3 1-2 --4", r"(\(-\)3, \(-\).5) x-3 1-2 -{}-4"),
        ("\u03b1 \u2264 \u03a9", r"\(\alpha\) \(\le\) \(\Omega\)"),
        ("\u2212x \u00d7 y \u2192 \u2026", r"\(-\)x \(\times\) y \(\to\) \dots{}"),
    ],
)
def test_common_unicode_is_written_in_ascii(text: str, written: str) -> None:
    assert latex_text(text) == written
    assert written.isascii()


def test_other_unicode_is_refused_with_its_name() -> None:
    with pytest.raises(MarkupError, match="SNOWMAN"):
        latex_text("a \u2603")


def test_unicode_in_a_formula_becomes_a_command() -> None:
    assert formula("\u03b1 \u2264 \u211d") == r"\alpha  \le  \mathbb{R}"


def test_an_indicator_is_set_in_a_font_that_has_it() -> None:
    assert formula(r"\mathbb{1}[x > 0] \mathbb{R}") == r"\mathbf{1}[x > 0] \mathbb{R}"


def test_the_files_are_ascii(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "latex").values():
        assert text.isascii()


def test_a_blank_line_in_a_formula_is_taken_out() -> None:
    assert (
        formula("\\begin{aligned}\na\n\n  \n= b\n\\end{aligned}")
        == "\\begin{aligned}\na\n= b\n\\end{aligned}"
    )


def test_no_formula_in_the_files_holds_a_blank_line(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "latex").values():
        for found in re.findall(r"\\begin\{(aligned|[bp]?matrix|cases)\}(.*?)\\end\{\1\}", text, re.DOTALL):
            assert "\n\n" not in found[1]


def test_a_matrix_may_have_more_than_ten_columns(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "latex").values():
        (columns,) = re.findall(r"\\setcounter\{MaxMatrixCols\}\{(\d+)\}", text)
        assert int(columns) >= 20


def test_an_interval_at_the_start_is_not_an_option(hard_sheet: Sheet) -> None:
    parts = (
        Part("a", 1, "[0,1] is closed"),
        Part("b", 1, "Which?", (Choice("A", "[0,1]"), Choice("B", "(0,1)"))),
    )
    prompt = (
        "[0,1] is an interval.\n\n- [0,1]\n- [2,3]\n\n| [a] | b |\n|---|---|\n| [0,1] | c |\n| [0,1] | d |"
    )
    body = problems(hard_sheet, prompt, parts)
    assert not re.search(r"\\(question|choice|item|midrule|\\)\s*\[(?!\d+\])", body)
    assert not re.search(r"\\part\[\d+\]\s*\[", body)
    assert not re.search(r"(question|\\choice|\\item|midrule|\\\\|\\part\[\d+\])\s*\[[^\d]", body)
    assert "[0,1]" not in body


def test_an_interval_at_the_start_of_a_row_of_a_formula_is_not_a_space() -> None:
    assert formula(r"\begin{aligned} a \\ [0,1] \\[4pt] b \\[0,1] \end{aligned}") == (
        r"\begin{aligned} a \\{} [0,1] \\[4pt] b \\{}[0,1] \end{aligned}"
    )


def test_no_old_displays_are_written(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "latex").values():
        assert "$$" not in text
        assert "eqnarray" not in text


def test_every_display_is_fitted_to_its_line(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "latex").values():
        body = text.partition(r"\begin{document}")[2]
        assert r"\[" not in body
        assert r"\shown{" in body


def test_the_problems_file_has_no_switch_to_the_answers(hard_sheet: Sheet) -> None:
    text = render.render_sheet(hard_sheet, "latex")["problems.tex"]
    assert "printanswers" not in text
    assert "CorrectChoice" not in text
    assert r"\begin{solution" not in text


def test_both_files_carry_the_same_macros(hard_sheet: Sheet) -> None:
    files = render.render_sheet(hard_sheet, "latex")
    preambles = {
        text[text.index(r"\documentclass") : text.index(r"\begin{document}")] for text in files.values()
    }
    assert len(preambles) == 1
