"""Which questions are taken: topics in turn, each family once before it comes again, another seed other ones."""

from __future__ import annotations

import pytest

from questions import selection
from questions.catalogue import Entry


def entry(topic: str, slug: str, kind: str = "numeric") -> Entry:
    return Entry(slug, slug, topic, kind, 1, 2, {}, {"a": 1})


ENTRIES = [
    entry(topic, f"{topic}{k}") for topic, size in zip("abcd", (5, 1, 3, 2), strict=True) for k in range(size)
]


def topics(slugs: tuple[str, ...]) -> str:
    return "".join(slug[0] for slug in slugs)


@pytest.mark.parametrize("seed", range(5))
def test_each_topic_is_there_before_one_comes_again(seed: int) -> None:
    assert topics(selection.spread(ENTRIES, 4, seed)) == "abcd"
    assert sorted(topics(selection.spread(ENTRIES, 7, seed))).count("a") == 2


def test_each_family_is_there_before_one_comes_again() -> None:
    everything = tuple(row.slug for row in ENTRIES)
    assert selection.spread(ENTRIES, 11, 1) == everything
    again = selection.spread(ENTRIES, 13, 1)
    assert sorted(set(again)) == sorted(everything)
    assert len(again) == 13


def test_the_seed_says_which() -> None:
    drawn = [selection.spread(ENTRIES, 4, seed) for seed in range(20)]
    assert len(set(drawn)) > 5
    assert drawn == [selection.spread(ENTRIES, 4, seed) for seed in range(20)]


def test_nothing_comes_from_nothing() -> None:
    assert selection.spread([], 3, 0) == ()


def test_copies_count_how_often_a_family_has_come() -> None:
    assert selection.copies(selection.in_turn(["x", "y"], 5)) == (
        ("x", 0), ("y", 0), ("x", 1), ("y", 1), ("x", 2),
    )  # fmt: skip


def test_what_nothing_can_verify_is_asked_when_it_is_named() -> None:
    with_open = [*ENTRIES, entry("e", "e0", "open")]
    assert "e0" not in selection.spread(with_open, 40, 1)
    assert selection.spread(with_open, 11, 1) == selection.spread(ENTRIES, 11, 1)
    assert selection.in_turn(["e0"], 1) == ("e0",)
