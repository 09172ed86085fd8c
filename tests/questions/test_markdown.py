"""GitHub's Markdown: formulas that survive it, and text that it does not take as markup."""

from __future__ import annotations

import re

import pytest

from questions import render
from questions.escape import markdown_cell, markdown_math, markdown_text
from questions.formula import MarkupError
from questions.model import Sheet


@pytest.mark.parametrize("sign", list("\\`*_[]<>#|~$&!{}^"))
def test_a_sign_of_markdown_in_text_has_a_backslash(sign: str) -> None:
    assert markdown_text(f"a{sign}b") == f"a\\{sign}b"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a", r"\- a"), ("+ a", r"\+ a"), ("= a", r"\= a"), ("1. a", r"1\. a"), ("12) a", r"12\) a"),
        ("1.5 a", "1.5 a"), ("# a", r"\# a"), ("> a", r"\> a"),
    ],
)  # fmt: skip
def test_text_that_begins_like_a_list_or_heading_is_text(text: str, written: str) -> None:
    assert markdown_text(text) == written


def test_formulas_stand_where_markdown_does_not_eat_their_signs(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "markdown").values():
        outside = re.sub(r"```math\n.*?\n```|\$`[^`]*`\$|`[^`]*`", "", text, flags=re.DOTALL)
        assert not re.search(r"(?<!\\)\$", outside)
        assert "\\\\\\" not in outside
        assert not re.search(r"\\(frac|begin|sum|left|alpha)", outside)


def test_a_fence_stands_between_empty_lines(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "markdown").values():
        inside = False
        lines = text.split("\n")
        for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
            if line.startswith("```"):
                assert (below if inside else above) == ""
                inside = not inside
        assert not inside


def test_github_refuses_operatorname_so_it_is_not_written() -> None:
    assert markdown_math(r"\operatorname{softmax}(z)") == r"\mathop{\mathrm{softmax}}\nolimits (z)"
    assert markdown_math(r"\operatorname*{argmax}_i") == r"\mathop{\mathrm{argmax}}\limits _i"


def test_a_backtick_in_a_formula_is_refused() -> None:
    with pytest.raises(MarkupError, match="backtick"):
        markdown_math("a ` b")


def test_a_bar_in_a_cell_does_not_divide_its_row(hard_sheet: Sheet) -> None:
    assert markdown_cell(r"|x| + \|y\|") == r"\|x\| + \Vert y\Vert "
    for text in render.render_sheet(hard_sheet, "markdown").values():
        rows = [line for line in text.split("\n") if line.startswith("|")]
        assert rows
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
