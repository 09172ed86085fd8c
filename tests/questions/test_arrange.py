"""Options in another order: labels follow the page in the answer, the facts, the solution; the key is balanced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pytest

from questions import assemble, catalogue, labels, record, render, verify
from questions.arrange import arranged, bound
from questions.exam import dealing
from questions.model import Variant
from questions.seeds import stream
from questions.statements import Statement, match, pick_one, tick_all, true_or_false

ROWS = [Statement(name, f"why {name}") for name in "wxyz"]
ONE = pick_one(
    [(row, row.text == "y") for row in ROWS], {"rows": [{"label": "A"}, {"label": "C"}], "note": "A"}
)
TWO = tick_all([(row, row.text in "wz") for row in ROWS])
JUDGED = true_or_false([(row, row.text in "wz") for row in ROWS])
PAIRS = match(ROWS[:2], ROWS, [[False, True, False, False], [True, False, False, False]])


@pytest.mark.parametrize(
    ("part", "order", "answer"),
    [
        (ONE, "CABD", "A"),
        (ONE, "ABDC", "D"),
        (TWO, "DABC", "A, B"),
        (TWO, "BCDA", "C, D"),
        (JUDGED, "2413", "F T T F"),
        (PAIRS, "BADC", "1-A 2-B"),
    ],
)
def test_the_answer_follows_the_option(part, order, answer):
    moved = arranged(part, tuple(order))
    assert labels.written(moved.answer.kind, moved.answer.value) == answer
    assert [o.label for o in moved.options] == [o.label for o in part.options]
    assert labels.misfit(moved.answer.kind, answer, moved.options, moved.items) is None
    assert {(o.text, o.right, o.feedback) for o in moved.options} == {
        (o.text, o.right, o.feedback) for o in part.options
    }


def test_rows_of_facts_follow_and_other_facts_do_not():
    moved = arranged(ONE, tuple("CABD"))
    assert moved.facts == {"rows": [{"label": "A"}, {"label": "B"}], "note": "A"}


@pytest.mark.parametrize("change", [{"pinned": True}, {"text": "None of these."}])
def test_a_pinned_option_keeps_its_place(change):
    options = (*ONE.options[:3], replace(ONE.options[3], **change))
    part = replace(ONE, options=options)
    with pytest.raises(ValueError, match="the option D is pinned: expected it at its place"):
        arranged(part, tuple("DABC"))
    for copy in range(20):
        assert dealing.order(part, stream(1, "pinned", copy, "options"), Counter())[3] == "D"


def test_no_letter_is_right_much_more_often():
    right: Counter[str] = Counter()
    for copy in range(40):
        for part in (ONE, TWO):
            moved = arranged(part, dealing.order(part, stream(3, "deal", copy, "options"), right))
            right.update(o.label for o in moved.options if o.right)
            counts = [right[label] for label in "ABCD"]
            assert max(counts) - min(counts) <= 2
    assert sum(right.values()) == 120


def test_the_places_are_no_cycle():
    orders = {dealing.order(TWO, stream(s, "deal", 0, "options"), Counter()) for s in range(200)}
    assert len(orders) == 24


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Which holds in network B?", True),
        ("A network with $B$ examples and `C`", False),
        ("The GELU, B-spline", False),
        ("line (3)", True),
        ("$= 1 - \\sigma(x)$", True),
    ],
)
def test_words_that_name_a_letter_are_seen(text, named):
    assert bound([text]) is named


# -- the bank ----------------------------------------------------------------------------------------------

WITH_OPTIONS = [
    entry.slug
    for entry in catalogue.entries()
    if entry.kind == "multiple-choice-able" or "match_" in entry.slug
]
TOKEN = re.compile(
    r"(?<=^- )[A-H]\b|(?<![\w.$\\{^_'-])[A-H](?=:|,|\.| \|| holds| does not| and [A-H]\b|\Z)(?!\w)",
    re.MULTILINE,
)


def lettered(solution: str, names: Mapping[str, str]) -> Counter[str]:
    """The lines of a solution with the letters in them renamed and sorted, in no order."""
    rows = (
        TOKEN.sub("_", line) + "".join(sorted(names.get(letter, letter) for letter in TOKEN.findall(line)))
        for line in solution.split("\n")
    )
    return Counter(rows)


def both(slug: str) -> tuple[Variant, Variant]:
    """A question as its family has it, and the same with its options dealt anew."""
    entry = catalogue.find(slug)
    family, witness = catalogue.load_family(entry), catalogue.load_witness(entry.topic, slug)
    words = partial(render.words, slug, entry.topic)
    drawn = assemble.draw(entry, family, 5, 0, None, {})
    told = assemble.prompts(entry, family, words, drawn)
    moved = dealing.dealt(drawn, told, stream(5, slug, 0, "options"), Counter())
    plain, dealt = (assemble.judged(entry, family, witness, words, 5, 0, one) for one in (drawn, moved))
    return plain, dealt


@pytest.mark.parametrize("slug", WITH_OPTIONS[::6])
def test_solutions_speak_of_the_letters_that_are_printed(slug):
    plain, dealt = both(slug)
    for before, after in zip(plain.keys, dealt.keys, strict=True):
        if not after.order:
            assert before == after
            continue
        names = dict(zip(after.order, (option.label for option in after.options), strict=True))
        if before.answer.kind in ("choice", "choices"):
            assert lettered(before.solution, names) == lettered(after.solution, {})
        told = {option.text: (option.right, option.feedback) for option in before.options}
        assert told == {option.text: (option.right, option.feedback) for option in after.options}
    assert dealt.verdict.status == plain.verdict.status


def test_a_stored_order_is_checked_again():
    _, dealt = both("match_layer_counts")
    data = record.variant_json(dealt)
    assert verify.recheck_question(data).status == "verified"
    order = data["parts"][0]["order"]
    order[0], order[1] = order[1], order[0]
    assert verify.recheck_question(data).status == "failed"
    data["parts"][0]["order"] = [*order[:-1], "Z"]
    assert verify.recheck_question(data).status == "failed"
