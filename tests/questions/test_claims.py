"""Claims are decided by the params, and a pool whose drawn claims are all alike is no question."""

from __future__ import annotations

import pytest

from questions.claims import Claim, all_alike, all_that_hold, decided, drawn, schema, the_one
from questions.seeds import stream

POOL = {
    "even": Claim("The number is even.", "Halve it.", lambda p: p["n"] % 2 == 0),
    "named": Claim(lambda p: f"The number is {p['n']}.", "Read it.", lambda _: True),
    "large": Claim("The number is above 100.", "Compare.", lambda p: p["n"] > 100),
}


def test_what_holds_follows_from_the_params() -> None:
    solved = all_that_hold(POOL, {"n": 4, "claims": ["large", "even", "named"]})
    assert solved.answer.value == "B, C"
    assert [option.text for option in solved.options][2] == "The number is 4."
    assert the_one(POOL, {"n": 3, "rules": ["even", "named"]}, field="rules").answer.value == "B"
    assert [holds for _, holds in decided(POOL, {"n": 200, "claims": ["large", "even"]})] == [True, True]


@pytest.mark.parametrize(("n", "words"), [(102, "all of the claims hold"), (3, "none of the claims holds")])
def test_claims_that_are_all_alike_are_refused(n: int, words: str) -> None:
    assert all_alike(POOL, {"n": n, "claims": ["even", "large"]}) == words
    assert all_alike(POOL, {"n": 4, "claims": ["even", "large"]}) is None


def test_names_are_drawn_once_and_known_to_the_schema() -> None:
    names = drawn(POOL, stream(1, "pool", 0, "draw"), 3)
    assert sorted(names) == sorted(POOL) == sorted(schema(POOL)["items"]["enum"])
