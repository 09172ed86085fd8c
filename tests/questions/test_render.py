"""Printing: no answer in a problem sheet, the same bytes each time, slips told with their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions import catalogue, figures, render
from questions.derivations import Chain, Line, chains
from questions.errors import BadCall
from questions.model import (
    JSON,
    Answer,
    Check,
    Criterion,
    Intermediate,
    Key,
    Option,
    Pitfall,
    Sheet,
    Variant,
    Verdict,
)
from questions.render import RenderError


def spoilt(key: Key, mark: str) -> Key:
    """The key of the same part with `mark` in place of everything it holds."""
    return Key(
        label=key.label,
        answer=Answer("number", mark, rf"\text{{{mark}}}", mark, 4, {"low": mark, "high": mark}),
        intermediates=(Intermediate(mark, "x", mark),),
        options=(Option("A", mark, True, mark),),
        rubric=(Criterion(1, mark),),
        solution=mark,
        steps=({"rule": mark, "lemma": "", "relation": "=", "start": "a", "latex": "b", "text": mark},),
        mistakes=(Pitfall(mark, mark, mark),),
    )


def with_other_answers(sheet: Sheet, mark: str) -> Sheet:
    """The sheet with every answer, param and verdict replaced."""

    def other(variant: Variant) -> Variant:
        verdict = Verdict("verified", (Check(None, "witness", "passed", mark),))
        keys = tuple(spoilt(key, mark) for key in variant.keys)
        return Variant(variant.question, {"secret": mark}, keys, verdict)

    return replace(sheet, variants=tuple(other(variant) for variant in sheet.variants))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mark=st.text("abcxyz0189", min_size=6, max_size=12))
@pytest.mark.parametrize("format_", render.formats())
def test_problems_are_the_same_bytes_whatever_the_answers_are(
    hard_sheet: Sheet, format_: str, mark: str
) -> None:
    files = render.render_sheet(hard_sheet, format_)
    others = render.render_sheet(with_other_answers(hard_sheet, f"SENTINEL{mark}"), format_)
    assert list(files) == list(others)
    for name, text in files.items():
        if name.startswith(render.WITH_KEYS):
            assert f"SENTINEL{mark}" in others[name]
        else:
            assert text == others[name]


def test_a_template_of_problems_that_asks_for_answers_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_sheet: Sheet
) -> None:
    folder = tmp_path / "templates" / "sheets" / "leaky"
    folder.mkdir(parents=True)
    (folder / "problems.md.j2").write_text("<< variants[0].keys[0].answer.text >>\n", encoding="utf-8")
    monkeypatch.setattr(catalogue, "templates", lambda: tmp_path / "templates")
    with pytest.raises(RenderError, match=r"leaky/problems.md.j2: 'variants' is"):
        render.render_sheet(hard_sheet, "leaky")


@pytest.mark.parametrize("format_", render.formats())
def test_files_are_the_same_bytes_each_time(hard_sheet: Sheet, format_: str) -> None:
    first, second = (render.render_sheet(hard_sheet, format_) for _ in range(2))
    assert first == second
    editions = {"problems", "solutions", "practice"} if format_ == "html" else {"problems", "solutions"}
    assert {name.split(".")[0] for name in first} == editions
    for text in first.values():
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\r" not in text
        assert not any(line != line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("format_", render.formats())
def test_title_seed_and_version_are_on_every_file(hard_sheet: Sheet, format_: str) -> None:
    for text in render.render_sheet(hard_sheet, format_).values():
        assert "softmax \\& losses" in text or "softmax &amp; losses" in text
        assert "seed 7" in text
        assert "backproof 0.1.0" in text


def test_solutions_say_how_each_answer_was_verified(hard_sheet: Sheet) -> None:
    for format_ in render.formats():
        (text,) = (
            t for name, t in render.render_sheet(hard_sheet, format_).items() if name.startswith("solutions")
        )
        parts = sum(len(variant.keys) for variant in hard_sheet.variants)
        assert text.count("12 values executed with NumPy; 5 steps proved.") == parts


def test_what_was_not_checked_is_printed_as_such(hard_sheet: Sheet) -> None:
    variants = tuple(replace(v, verdict=Verdict("not checked", ())) for v in hard_sheet.variants)
    for format_ in render.formats():
        files = render.render_sheet(replace(hard_sheet, variants=variants), format_)
        (text,) = (t for name, t in files.items() if name.startswith("solutions"))
        assert text.count("not checked: nothing can compute this answer") == len(variants)


def test_an_unknown_format_is_told_with_a_near_match(hard_sheet: Sheet) -> None:
    with pytest.raises(BadCall, match="did you mean 'latex'"):
        render.render_sheet(hard_sheet, "latx")


def test_a_title_that_cannot_be_printed_is_a_bad_call(hard_sheet: Sheet) -> None:
    with pytest.raises(BadCall, match=r"the title cannot be printed: .*SNOWMAN"):
        render.render_sheet(replace(hard_sheet, title="Week \N{SNOWMAN}"), "latex")


def with_figures(sheet: Sheet, *drawn: JSON) -> Sheet:
    """One question of the sheet, with these figures in its first part."""
    variant = sheet.variants[1]
    first, *others = variant.question.parts
    parts = (replace(first, figures=drawn), *others)
    return replace(sheet, variants=(replace(variant, question=replace(variant.question, parts=parts)),))


def test_a_figure_that_cannot_be_drawn_is_not_left_out_in_silence(hard_sheet: Sheet) -> None:
    with pytest.raises(figures.BadFigure, match="kind 'photo': expected one of network, plot"):
        render.render_sheet(with_figures(hard_sheet, {"kind": "photo", "alt": "a cat"}), "latex")


def test_figures_are_drawn_in_place_or_stand_beside_the_sheet_as_files(hard_sheet: Sheet) -> None:
    net = figures.network([2, 3, 1], "A network of 2, 3 and 1 units.", ["x", "h", "y"])
    sheet = with_figures(hard_sheet, net, net)
    latex, markdown = (render.render_sheet(sheet, format_) for format_ in ("latex", "markdown"))
    assert sorted(latex) == ["problems.tex", "solutions.tex"]
    assert all(
        text.count(r"\begin{tikzpicture}") == 2 and r"\usepackage{tikz}" in text for text in latex.values()
    )
    names = [name for name in markdown if name.endswith(".svg")]
    assert names == ["expected-loss-0a.svg", "expected-loss-0a1.svg"]
    assert all(f"![A network of 2, 3 and 1 units.]({name})" in markdown["problems.md"] for name in names)
    assert "tikz" not in render.render_sheet(hard_sheet, "latex")["problems.tex"]


# -- derivations -------------------------------------------------------------------------------------------


def step(start: str, latex: str, lemma: str = "") -> dict[str, str]:
    """A stored step."""
    return {"rule": "r", "lemma": lemma, "relation": "=", "start": start, "latex": latex}


def test_steps_that_follow_each_other_are_one_chain() -> None:
    assert chains([step("a", "b"), step("b", "c"), step("x", "y", "softmax")]) == (
        Chain("a", (Line("=", "b", "r"), Line("=", "c", "r"))),
        Chain("x", (Line("=", "y", "r"),)),
    )
    assert chains([]) == ()


def test_a_name_in_a_chain_is_explained_once_and_an_unused_one_is_not() -> None:
    from derive.terms.serialise import to_json
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Definition, lift

    u, v, w = (Tensor(name) for name in "uvw")
    definitions = [
        to_json(Definition(u, (), lift(1))),
        to_json(Definition(v, (), Component(u))),
        to_json(Definition(w, (), lift(3))),
    ]
    used = {"before": to_json(Component(v)), "after": to_json(lift(1)), "definitions": definitions}
    (chain,) = chains([{**step("v", "1"), **used}, {**step("1", "1"), **used}])
    assert chain.where == ("u = 1", "v = u")


# -- words of a prompt -------------------------------------------------------------------------------------

PROMPT = """+++
title = "T"
+++
<% block prompt %>
We have << params.n >> units.
<% endblock %>
<% block part_a %>
<% for size in params.sizes %>
- << size >> of << case >>
<% endfor %>
<% endblock %>
<% block broken %>
It costs $<< params.n >>.
<% endblock %>
"""


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`words` on a folder with one prompt."""
    (tmp_path / "prompts" / "topic").mkdir(parents=True)
    (tmp_path / "prompts" / "topic" / "slug.j2").write_text(PROMPT, encoding="utf-8")
    monkeypatch.setattr(catalogue, "templates", lambda: tmp_path)

    def said(block: str, **context: Any) -> str:
        return render.words("slug", "topic", block, context)

    return said


def test_blocks_are_printed_one_by_one_and_without_front_matter(say: Callable[..., str]) -> None:
    assert say("prompt", params={"n": 3}) == "We have 3 units."
    assert say("part_a", params={"sizes": [1, 2]}, case="plain") == "- 1 of plain\n- 2 of plain"


def test_a_name_that_is_not_there_is_told_with_file_and_block(say: Callable[..., str]) -> None:
    with pytest.raises(RenderError, match=r"topic/slug.j2, block 'prompt': .*'n'.*; there are params"):
        say("prompt", params={"m": 3})


def test_a_block_that_is_not_there_is_told_with_those_that_are(say: Callable[..., str]) -> None:
    with pytest.raises(RenderError, match="has no block 'part_b': it has prompt, part_a"):
        say("part_b", params={})


def test_markup_that_is_not_closed_is_told_with_file_and_block(say: Callable[..., str]) -> None:
    with pytest.raises(RenderError, match=r"topic/slug.j2, block 'broken': line 1: '\$' is opened"):
        say("broken", params={"n": 3})


@pytest.mark.parametrize("value", [[1, 2], 0.1, None, True, {"a": 1}])
def test_a_prompt_does_not_print_python(say: Callable[..., str], value: object) -> None:
    with pytest.raises(RenderError, match="prints words and whole numbers"):
        say("prompt", params={"n": value})
