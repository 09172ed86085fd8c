"""HTML: one file without network, well formed, formulas as MathML; the practice page knows what is right."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest

from questions import assemble, figures, practice, render, rounding
from questions.escape import broken, html_display, html_math, html_text
from questions.formula import MarkupError
from questions.model import Key, Sheet

VOID = ("meta", "br", "hr", "input", "wbr", "img", "link", "mspace")


class Tags(HTMLParser):
    """Every tag is closed, in order; what is loaded from elsewhere, and the ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "action", "poster") or (name == "style" and "url(" in (value or "")):
                self.loaded.append(f"{tag} {name}={value}")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> at {self.getpos()}")


def read(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    tags.close()
    return tags


def test_every_tag_is_closed_and_nothing_is_loaded(hard_sheet: Sheet) -> None:
    for name, text in render.render_sheet(hard_sheet, "html").items():
        tags = read(text)
        assert (tags.faults, tags.open, tags.loaded) == ([], [], []), name
        assert len(set(tags.ids)) == len(tags.ids)
        assert not re.search(r"https?://(?!www\.w3\.org/)", text)
        assert "@import" not in text


def test_a_tag_left_open_is_seen() -> None:
    assert read("<p><em>x</p>").faults
    assert read("<p>").open == ["p"]
    assert read('<img src="x.png">').loaded == ["img src=x.png"]


def test_only_the_practice_page_has_a_script(hard_sheet: Sheet) -> None:
    scripts = {name: text.count("<script") for name, text in render.render_sheet(hard_sheet, "html").items()}
    assert scripts == {"practice.html": 1, "problems.html": 0, "solutions.html": 0}


def test_formulas_are_mathml_and_no_source_is_left(hard_sheet: Sheet) -> None:
    for text in render.render_sheet(hard_sheet, "html").values():
        assert text.count("<math") == text.count("</math>") > 10
        shown = re.sub(r"<(script|style)>.*?</\1>|<code>.*?</code>", "", text, flags=re.DOTALL)
        assert r"\frac" not in shown
        assert r"\begin{" not in shown


def test_two_figures_on_a_page_have_arrow_heads_of_their_own() -> None:
    graph = figures.draw(
        figures.graph(
            [{"name": n, "label": n, "at": [k, 0]} for k, n in enumerate("ab")], [["a", "b"]], "A graph."
        )
    )
    page = figures.svg(graph, "one") + figures.svg(graph, "two")
    assert sorted(read(page).ids) == ["arrow-headone", "arrow-headtwo"]
    assert {f"url(#{name})" in page for name in ("arrow-headone", "arrow-headtwo")} == {True}


def test_words_are_escaped_and_a_formula_without_mathml_is_refused() -> None:
    assert html_text('a < b & "c"') == 'a &lt; b &amp; "c"'
    with pytest.raises(MarkupError, match="has no MathML"):
        html_math(r"\unheardof{x}")


def test_a_long_formula_in_the_line_may_break_before_a_relation_outside_brackets() -> None:
    assert broken("a = b") == ["a = b"]
    assert broken(r"f(x = 1, y = 2) = g(z = 3) \approx 0.25") == [
        "f(x = 1, y = 2) ",
        "{} = g(z = 3) ",
        r"{} \approx 0.25",
    ]
    assert html_math(r"f(x = 1, y = 2) = g(z = 3) \approx 0.25").count("<wbr>") == 2
    assert "<wbr>" not in html_display(r"f(x = 1, y = 2) = g(z = 3) \approx 0.25")


# -- practice ----------------------------------------------------------------------------------------------


def keys(slug: str) -> dict[str, Key]:
    return {key.label: key for key in assemble.variant(slug, seed=4).keys}


def inside(value: Any, spans: list[list[str]]) -> bool:
    """As the page compares: each number within its span."""
    numbers = rounding.flat(value)
    return all(Fraction(low) <= n <= Fraction(high) for n, (low, high) in zip(numbers, spans, strict=True))


@pytest.mark.parametrize("slug", ["bce_value", "mse_elements", "mlp_parameters", "softmax_nll"])
def test_the_page_accepts_the_answer_and_knows_the_mistakes(slug: str) -> None:
    for key in keys(slug).values():
        if key.answer.kind not in rounding.NUMBERS:
            continue
        known = json.loads(practice.knowledge(key))
        assert (
            len(rounding.flat(key.answer.value)) == len(known["spans"]) == sum(map(len, practice.fields(key)))
        )
        assert inside(key.answer.value, known["spans"])
        for mistake in known["mistakes"]:
            wrong = rounding.read(key.mistakes[mistake["row"]].value)
            assert inside(wrong, mistake["spans"])
            assert not inside(wrong, known["spans"])


def test_a_matrix_has_a_field_for_each_entry() -> None:
    matrix = next(
        key for key in keys("affine_collapse").values() if "row 1, column 2" in str(practice.fields(key))
    )
    assert practice.fields(matrix)[1][0] == "row 2, column 1"


def test_an_answer_that_is_no_number_has_no_field() -> None:
    assert practice.fields(keys("affine_collapse")["a"]) == ()


def test_options_are_known_by_their_labels() -> None:
    key = keys("softmax_nll")["b"]
    known = json.loads(practice.knowledge(key))
    assert known["right"] == key.answer.text
    assert set(known["wrong"]) == {option.label for option in key.options} - {key.answer.text}
    assert all(key.options[row].label == label for label, row in known["wrong"].items())
