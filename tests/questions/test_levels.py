"""The level of a question says how much work it is: in minutes, and in what can be counted of its solution."""

from __future__ import annotations

from functools import cache
from statistics import mean

import pytest

from questions import assemble, catalogue
from questions.catalogue import LEVELS, Entry
from questions.quality.answers import effort

ENTRIES = catalogue.entries()
MINUTES = {1: range(3, 13), 2: range(4, 19), 3: range(8, 21)}  # what a question of a level may take
PER_POINT = (0.75, 3.0)  # minutes
DIGITS = 120  # that a person reads and writes in one question without a computer, at most


@cache
def work(slug: str) -> tuple[float, float]:
    """The digits that are read and written, and the lines that are proved: the mean over the cases."""
    family = catalogue.load_family(catalogue.find(slug))
    variants = [assemble.variant(slug, seed=1, case=case) for case in family.cases]
    digits = mean(effort(variant.params, variant.keys) for variant in variants)
    return digits, mean(sum(len(key.steps) for key in variant.keys) for variant in variants)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_the_minutes_of_a_question_fit_its_level_and_its_points(entry: Entry) -> None:
    assert entry.minutes in MINUTES[entry.level]
    assert PER_POINT[0] <= entry.minutes / sum(entry.points.values()) <= PER_POINT[1]


def test_a_higher_level_takes_longer_and_has_longer_proofs() -> None:
    by_level = {level: [entry for entry in ENTRIES if entry.level == level] for level in LEVELS}
    minutes = [mean(entry.minutes for entry in by_level[level]) for level in LEVELS]
    lines = [mean(work(entry.slug)[1] for entry in by_level[level]) for level in LEVELS]
    assert minutes == sorted(minutes)
    assert lines == sorted(lines)
    assert minutes[-1] > 1.5 * minutes[0]
    assert lines[-1] > 1.5 * lines[0]


def test_no_question_has_more_digits_than_a_person_can_bear() -> None:
    heavy = {entry.slug: work(entry.slug)[0] for entry in ENTRIES if work(entry.slug)[0] > DIGITS}
    assert heavy == {}
