"""Each item of the syllabus is posed, its verified answer is accepted, and what people get wrong is rejected.

`tests/coverage/coverage.yaml` is the list of items; `tests/coverage/*.toml` say, item by item, which question asks it:

    [[item]]
    id = "mse-n-768"
    slug = "mse_elements"
    case = "images"                          # optional: with given values it follows from them
    given = { shape = [8, 3, 8, 8] }         # optional: the numbers of the item
    part = "a"
    answer = 1536                            # a number, a list of numbers, the words of the right options, or a
                                             # text that stands in the answer, or else in the steps or the solution
    rejected = ["the batch size only"]       # named mistakes, or words of wrong options: at least one for each
                                             # misconception and misstatement of the item
    meant = { "RMSE" = "no RMSE in a sum" }  # optional: a misconception that is left out, and why
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from questions import assemble, catalogue, rounding
from questions.model import Key, Variant

FOLDER = Path(__file__).parent.parent / "coverage"
ITEMS: Mapping[str, Mapping[str, Any]] = {
    item["id"]: item for item in yaml.safe_load((FOLDER / "coverage.yaml").read_text("utf-8"))["items"]
}
POSED: tuple[Mapping[str, Any], ...] = tuple(
    row for path in sorted(FOLDER.glob("*.toml")) for row in tomllib.loads(path.read_text("utf-8"))["item"]
)
ROWS = [pytest.param(row, id=f"{row['id']}-{row['part']}-{row['slug']}") for row in POSED]
BY_ITEM: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
for _row in POSED:
    BY_ITEM[_row["id"]].append(_row)
FIELDS = {"id", "slug", "case", "given", "part", "answer", "rejected", "meant"}


@cache
def _posed(slug: str, case: str | None, given: str) -> Variant:
    return assemble.variant(slug, case=case, given=json.loads(given))


def posed(row: Mapping[str, Any]) -> Variant:
    """The question of a row, made and verified."""
    return _posed(row["slug"], row.get("case"), json.dumps(row.get("given", {})))


def key_of(row: Mapping[str, Any]) -> Key:
    return next(key for key in posed(row).keys if key.label == row["part"])


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("row", ROWS)
def test_the_verified_answer_of_the_item_is_accepted(row: Mapping[str, Any]) -> None:
    assert set(row) <= FIELDS
    assert row["id"] in ITEMS
    variant, key, answer = posed(row), key_of(row), row["answer"]
    entry = catalogue.find(row["slug"])
    cases = entry.covers[row["id"]]
    assert not cases or variant.question.case in cases
    if key.options:
        right = [option.text for option in key.options if option.right]
        wanted = [answer] if isinstance(answer, str) else list(answer)
        assert len(wanted) == len(right), right
        assert all(any(words in text for text in right) for words in wanted), right
    elif key.answer.kind in rounding.NUMBERS:
        assert rounding.accepted(key.answer.accepts, number(answer)), (answer, key.answer.accepts)
    else:
        printed = [key.answer.text, key.answer.latex, *(step["text"] for step in key.steps), key.solution]
        assert any(squeezed(answer) in squeezed(text) for text in printed), printed


def number(answer: Any) -> Any:
    """A number as a student gives it: whole, a decimal or fraction as text, or nested lists of them."""
    if isinstance(answer, list):
        return [number(entry) for entry in answer]
    return rounding.read(answer) if isinstance(answer, str) else rounding.fraction(answer)


@pytest.mark.parametrize("row", ROWS)
def test_what_people_get_wrong_is_rejected(row: Mapping[str, Any]) -> None:
    key = key_of(row)
    mistakes = [mistake.name for mistake in key.mistakes]
    wrong = [option.text for option in key.options if not option.right]
    for words in row.get("rejected", ()):
        assert words in mistakes or any(words in text for text in wrong), (words, mistakes, wrong)
    told = [mistake.feedback for mistake in key.mistakes] + [
        option.feedback for option in key.options if not option.right
    ]
    assert all(sentence.strip() for sentence in told)


@pytest.mark.parametrize("item", sorted(BY_ITEM))
def test_each_misconception_of_an_item_is_among_the_rejected(item: str) -> None:
    known = ITEMS[item]
    rejected = {words for row in BY_ITEM[item] for words in row.get("rejected", ())}
    left_out = {name: why for row in BY_ITEM[item] for name, why in row.get("meant", {}).items()}
    assert set(left_out) <= {str(name) for name in known.get("misconceptions", ())}
    assert all(why.strip() for why in left_out.values())
    least = max(len(known.get("misconceptions", ())) - len(left_out), "commonly_misstated_as" in known)
    assert len(rejected) >= least, (known.get("misconceptions"), known.get("commonly_misstated_as"), rejected)


def test_what_a_prompt_covers_is_an_item_that_is_posed() -> None:
    said = {item: entry.slug for entry in catalogue.entries() for item in entry.covers}
    assert not [item for item in said if item not in ITEMS]
    assert {item: slug for item, slug in said.items() if item not in BY_ITEM} == {}
