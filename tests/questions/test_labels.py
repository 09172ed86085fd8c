"""True or false, and matching: written, refused where two options fit, found out where a record was changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from questions import assemble, catalogue, labels, practice, record, render, verify
from questions.model import Sheet
from questions.statements import Statement, match, true_or_false

ITEMS, OPTIONS = [Statement(t, "") for t in "fg"], [Statement(t, "") for t in "uvw"]


@pytest.mark.parametrize(
    ("fits", "said"),
    [
        ([[1, 1, 0], [0, 0, 1]], "to item 1 belongs A and B: expected one option"),
        ([[1, 0, 0], [0, 0, 0]], "to item 2 belongs no option: expected one option"),
        ([[1, 0, 0], [1, 0, 0]], "A belongs to the items 1 and 2: expected each option once"),
    ],
)
def test_a_matching_with_no_or_two_solutions_is_refused(fits, said):
    with pytest.raises(ValueError, match=said):
        match(ITEMS, OPTIONS, fits)


def test_a_matching_needs_an_option_more_than_items():
    with pytest.raises(ValueError, match="2 options for 2 items: expected more"):
        match(ITEMS, OPTIONS[:2], [[True, False], [False, True]])


def test_statements_are_judged_one_by_one():
    assert (
        labels.written("true_false", true_or_false([(r, r.text == "f") for r in ITEMS]).answer.value) == "T F"
    )
    with pytest.raises(ValueError, match="there are no statements"):
        true_or_false([])


@pytest.mark.parametrize("slug", ["match_activation_derivatives", "match_loss_gradients"])
def test_equal_formulas_in_another_form_make_a_matching_ambiguous(slug):
    family = catalogue.load_family(catalogue.find(slug))
    params = {
        "activations": ["sigmoid"], "derivatives": ["sigmoid_rule", "sigmoid_by_exp"],
        "losses": ["logistic"], "gradients": ["margin", "margin_by_exp"],
    }  # fmt: skip
    assert family.ill_posed(params) == "to item 1 belongs A and B: expected one option"


# -- records -----------------------------------------------------------------------------------------------


def stored(slug: str, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    data = record.variant_json(assemble.variant(slug, 3))
    assert all(check.status == "passed" for check in verify.recheck_question(data).checks)
    return data, next(part for part in data["parts"] if part["answer"]["kind"] == kind)


def reworded(part: dict[str, Any], text: str) -> None:
    """Another answer, in every place where the record has it."""
    latex = rf"\text{{{text}}}"
    part["answer"] |= {"value": text, "text": text, "latex": latex, "accepts": {"labels": [text]}}


def test_a_flipped_truth_in_a_record_is_found():
    data, part = stored("why_it_diverges", "true_false")
    truths = part["answer"]["text"].split()
    truths[1] = "F" if truths[1] == "T" else "T"
    part["options"][1]["right"] = truths[1] == "T"
    reworded(part, " ".join(truths))
    failed = [c for c in verify.recheck_question(data).checks if c.status == "failed"]
    assert ("c", "witness") in {(c.label, c.check) for c in failed}


@pytest.mark.parametrize(
    "slug", ["match_activation_derivatives", "match_loss_gradients", "match_layer_counts"]
)
def test_a_swapped_pair_in_a_record_is_found(slug):
    data, part = stored(slug, "matching")
    pairs = labels.pairs(part["answer"]["text"])
    options = [pairs[1][1], pairs[0][1], *(option for _, option in pairs[2:])]
    reworded(part, " ".join(f"{item}-{option}" for (item, _), option in zip(pairs, options, strict=True)))
    failed = [c for c in verify.recheck_question(data).checks if c.status == "failed"]
    assert ("a", "witness") in {(c.label, c.check) for c in failed}


def test_an_option_marked_otherwise_than_the_answer_is_found():
    for slug, kind in (("why_it_diverges", "true_false"), ("match_layer_counts", "matching")):
        data, part = stored(slug, kind)
        part["options"][0]["right"] = not part["options"][0]["right"]
        assert verify.recheck_question(data).status == "failed"


# -- pages -------------------------------------------------------------------------------------------------

VARIANTS = tuple(assemble.variant(slug, 3) for slug in ("why_it_diverges", "match_layer_counts"))
SHEET = Sheet("Kinds", 3, record.version(), VARIANTS)


def test_the_record_of_such_a_sheet_fits_its_schema_and_is_read_back():
    _, files = record.finish(SHEET, {})
    read = record.read_sheet(record.loads(files[record.NAME].decode()))
    assert read.questions == SHEET.questions
    assert [v.keys for v in read.variants] == [v.keys for v in SHEET.variants]


@pytest.mark.parametrize("format_", render.formats())
def test_every_format_has_room_for_each_reply_and_no_key_on_the_problems(format_):
    files = render.render_sheet(SHEET, format_)
    problems = next(text for name, text in files.items() if name.startswith("problems"))
    solutions = next(text for name, text in files.items() if name.startswith("solutions"))
    truths, pairs = (v.keys[k].answer.text for v, k in zip(VARIANTS, (2, 0), strict=True))
    assert truths in solutions
    assert pairs in solutions
    assert truths not in problems
    assert pairs not in problems
    blanks = {"latex": (r"\statement{", r"\unmatched{"), "markdown": ("☐ | ☐", r"| \_\_\_\_ |"),
              "html": ('<th scope="row">', 'class="blank"')}  # fmt: skip
    statements, items = (problems.count(mark) for mark in blanks[format_])
    assert (statements, items) == (len(VARIANTS[0].keys[2].options), len(VARIANTS[1].keys[0].items))
    for line in VARIANTS[0].keys[3].rubric:
        assert " ".join(line.text.split())[:20] in solutions
        assert " ".join(line.text.split())[:20] not in problems


def test_the_practice_page_knows_each_answer():
    judged, matched = (
        json.loads(practice.knowledge(v.keys[k])) for v, k in zip(VARIANTS, (2, 0), strict=True)
    )
    assert judged == {"each": VARIANTS[0].keys[2].answer.text.split()}
    assert matched["each"] == [option for _, option in labels.pairs(VARIANTS[1].keys[0].answer.text)]
    assert matched["options"] == list("ABCDEF")
    page = render.render_sheet(SHEET, "html")["practice.html"]
    assert page.count("<select>") == 4
    assert page.count('type="radio"') == 10
