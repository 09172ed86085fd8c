"""Room for an answer: which parts have it, and that it says of an answer its shape at most."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from questions import assemble, blanks, catalogue, record, render, verify
from questions.catalogue import BadPrompt, Entry
from questions.model import Exact, Family, Mistake, Params, Part, Question, Sheet

MATRIX = ((1, 2, 3), (4, 5, 6))
ENTRY = Entry("some_layer", "A layer", "affine", "numeric", 1, 5, {}, {"a": 1, "b": 1})


def given_back(value: Any, _: Params) -> Any:
    return value


def family(*wrong: Any) -> Family:
    """A family whose part a can go wrong in these ways, and part b in one that has another shape."""
    mistakes = [Mistake("a", f"mistake {k}", partial(given_back, value), "") for k, value in enumerate(wrong)]
    mistakes.append(Mistake("b", "another", lambda _: (1,), ""))
    return Family(("plain",), lambda *_: {}, lambda _: {}, tuple(mistakes), {})


def box(value: Any, entry: Entry = ENTRY, of: Family | None = None) -> tuple[int, ...]:
    return blanks.box(entry, "a", Exact("array", value), of or family(), {})


def test_a_box_has_the_shape_of_the_answer_whatever_its_entries_are() -> None:
    assert box(MATRIX) == box(tuple(tuple(-7 * x for x in row) for row in MATRIX)) == (2, 3)
    assert box((0, 5)) == (2,)
    assert blanks.box(ENTRY, "a", Exact("integer", 5), family(), {}) == ()


def test_there_is_no_box_where_it_would_give_something_away() -> None:
    assert box(MATRIX, of=family(((9, 8, 7), (6, 5, 4)), None)) == (2, 3)
    assert box(MATRIX, of=family(tuple(zip(*MATRIX, strict=True)))) == ()
    assert box((1, 2, 3), of=family(6)) == ()
    assert box(MATRIX, replace(ENTRY, topic="shapes")) == ()
    assert box(MATRIX, replace(ENTRY, unboxed=("a",))) == ()
    assert box(MATRIX, replace(ENTRY, unboxed=("b",))) == (2, 3)


def test_there_is_no_box_that_does_not_fit_on_a_page() -> None:
    assert box((0,) * blanks.COLUMNS) == (blanks.COLUMNS,)
    assert box((0,) * (blanks.COLUMNS + 1)) == ()
    assert box(((0,),) * blanks.ROWS) == (blanks.ROWS, 1)
    assert box(((0,),) * (blanks.ROWS + 1)) == ()


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("What is $L$? Give four\nsignificant digits.", "4 significant digits"),
        ("Give a fraction or five significant digits.", "a fraction or 5 significant digits"),
        ("Give one significant digit.", ""),
        ("Give the exact number, or four significant digits.", ""),
        ("Give four significant digits, or 0.", ""),
        ("Give four significant digits of $a$ and three significant digits of $b$.", ""),
        ("How many units are there?", ""),
    ],
)
def test_the_hint_is_what_the_prompt_asks(prompt: str, said: str) -> None:
    assert blanks.hint(prompt) == said


def asked(part: Part) -> blanks.Blank:
    question = Question("some_layer", "A layer", "affine", "numeric", 1, 5, 1, 0, 0, "plain", "", (part,))
    return blanks.blank((question, part))


def test_a_number_has_a_line_a_box_its_cells_and_a_proof_the_room_alone() -> None:
    assert asked(Part("a", 1, "", kind="number")).form == "line"
    cells = asked(Part("a", 1, "", kind="array", box=(2, 3)))
    assert (cells.form, cells.rows, cells.columns) == ("cells", 2, 3)
    assert (asked(Part("a", 1, "", kind="array", box=(3,))).rows) == 1
    assert asked(Part("a", 1, "", kind="array")) == asked(Part("a", 1, "", kind="proof")) == blanks.Blank()


PRINTED = {
    "latex": (
        r"\answerblank{3 significant digits}",
        r"\answercells{3}{4 significant digits each}{\cellrow{&&}}",
    ),
    "html": ('<span class="line"></span>', "<i></i>" * 3),
    "markdown": (r"Answer: \_\_\_\_\_\_\_\_ (3 significant digits)", "Answer: a vector with 3 entries"),
}


@pytest.mark.parametrize("format_", PRINTED)
def test_every_format_prints_it_and_the_record_keeps_it(format_: str) -> None:
    variant = assemble.variant("softmax_nll", seed=3)
    (problems,) = (text for name, text in render.render_sheet(Sheet("t", 3, "0", (variant,)), format_).items()
                   if name.startswith("problems"))  # fmt: skip
    for one in PRINTED[format_]:
        assert problems.count(one) == 1, one
    assert record.read_variant(record.variant_json(variant)) == variant


def test_a_record_whose_box_is_not_that_of_the_answer_fails() -> None:
    data = record.variant_json(assemble.variant("softmax_nll", seed=3))
    assert verify.recheck_question(data).status == "verified"
    data["parts"][0]["box"] = [4]
    assert any("has the shape [4]" in check.detail for check in verify.recheck_question(data).checks)


def test_a_prompt_that_names_a_part_that_is_not_there_is_refused(tmp_path: Path) -> None:
    source = catalogue.prompt_file(catalogue.find("mlp_parameters")).read_text("utf-8")
    path = tmp_path / "parameter_counts" / "mlp_parameters.j2"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    assert catalogue.read_entry(path).unboxed == ("a",)
    path.write_text(source.replace('unboxed = ["a"]', 'unboxed = ["c"]'), encoding="utf-8")
    with pytest.raises(BadPrompt, match="'unboxed' names the part 'c'"):
        catalogue.read_entry(path)
