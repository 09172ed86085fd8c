"""An item of a dataset: flat, one type a column, self-contained, and only of what was verified."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from questions import assemble
from questions.dataset.items import COLUMNS, NAMES, items, line

# a derivation; choices; figures; a proof; a term as answer
SLUGS = (
    "cross_entropy_gradient",
    "activation_cost",
    "network_figure",
    "gradient_signs",
    "activation_derivative",
)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_item_has_the_columns_each_with_its_one_type(slug: str) -> None:
    found = items(assemble.variant(slug, 1, 0))
    assert found
    for item in found:
        assert tuple(item) == NAMES
        assert all(type(item[column.name]) is column.type for column in COLUMNS)
        for name in ("accepts", "options", "mistakes", "figures", "params"):
            json.loads(str(item[name]))


def test_a_line_is_utf_8_with_sorted_keys_and_one_line_feed() -> None:
    (first, *_) = items(assemble.variant("cross_entropy_gradient", 1, 0))
    written = line({**first, "title": "Hölder"})
    assert written.count(b"\n") == 1
    assert written.endswith(b"\n")
    assert "Hölder".encode() in written
    assert list(json.loads(written)) == sorted(NAMES)


def test_a_later_part_has_all_that_stands_before_it_and_no_answer() -> None:
    variant = assemble.variant("cross_entropy_gradient", 1, 0)
    first, second = items(variant)
    assert variant.question.prompt in str(second["prompt"])
    assert all(part.prompt in str(second["prompt"]) for part in variant.question.parts)
    assert str(second["prompt"]).endswith("Answer part (b) only.")
    assert str(first["answer"]) not in str(second["prompt"])
    assert variant.question.parts[1].prompt not in str(first["prompt"])


def test_a_later_part_has_the_figures_of_the_earlier_ones() -> None:
    found = items(assemble.variant("network_figure", 1, 0))
    assert all("<svg" in str(item["figures"]) for item in found)


def test_what_nothing_can_compute_is_no_item() -> None:
    variant = assemble.variant("cross_entropy_gradient", 1, 0)
    prose = replace(variant.keys[0], answer=replace(variant.keys[0].answer, kind="prose"))
    assert [item["part"] for item in items(replace(variant, keys=(prose, variant.keys[1])))] == ["b"]
