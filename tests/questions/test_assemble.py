"""Variants: pure functions of their names; a lecturer's own values are taken or refused with one line."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from questions import assemble, record
from questions.catalogue import Entry
from questions.errors import BadCall, CheckFailed
from questions.model import DECIMAL, Exact, Family, Mistake, Solved, Unlucky, Variant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from questions.model import JSON, Params
    from questions.seeds import Stream

ENTRY = Entry("toy-area", "Area", "toys", "numeric", 1, 2, {}, {"a": 1, "b": 2})


def draw_sides(case: str, stream: Stream) -> Params:
    sides = [stream.integer(1, 9) for _ in range(2)]
    return {"sides": sides if case == "free" else [sides[0]] * 2, "scale": stream.decimal("0.1", "0.9", 1)}


def area_and_share(params: Params) -> Mapping[str, Solved]:
    width, height = params["sides"]
    share = Fraction(params["scale"]) * width / height
    return {
        "b": Solved(Exact("rational", share)),
        "a": Solved(Exact("integer", width * height), {"w": str(width)}),
    }


def witness(params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    grid = np.ones(params["sides"])
    return {"a": grid.sum(), "b": float(params["scale"]) * grid.shape[0] / grid.shape[1]}


FAMILY = Family(
    cases=("free", "square"),
    draw=draw_sides,
    solve=area_and_share,
    mistakes=(
        Mistake("a", "added the sides", lambda p: sum(p["sides"]), "Count the squares."),
        Mistake("a", "only for long ones", lambda p: 0 if p["sides"][0] > 5 else None, "No."),
    ),
    schema={
        "sides": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 9},
            "minItems": 2,
            "maxItems": 2,
            "description": "width and height",
        },
        "scale": {**DECIMAL, "description": "a factor"},
    },
)


def words(block: str, context: Mapping[str, Any]) -> str:
    answer = context["answer"].text if "answer" in context else "-"
    return f"{block} of {context['case']}: {answer}"


def made(family: Family = FAMILY, **named: Any) -> Variant:
    return assemble.build(ENTRY, family, witness, words, **named)


def test_a_variant_is_whole() -> None:
    variant = made(seed=7)
    assert variant.verdict.status == "verified"
    assert [part.label for part in variant.question.parts] == ["a", "b"]
    assert variant.question.parts[1].points == 2
    assert variant.question.prompt == f"prompt of {variant.question.case}: -"
    assert variant.keys[0].solution.endswith(variant.keys[0].answer.text)


def test_a_variant_is_a_pure_function_of_its_names() -> None:
    assert made(seed=7, copy=3) == made(seed=7, copy=3)


def test_seeds_and_copies_give_other_numbers() -> None:
    drawn = [str(made(seed=s, copy=c).params) for s in range(6) for c in range(3)]
    assert len(set(drawn)) > 14


def test_both_cases_are_drawn_and_can_be_named() -> None:
    assert {made(seed=s).question.case for s in range(12)} == {"free", "square"}
    assert made(seed=1, case="square").params["sides"][0] == made(seed=1, case="square").params["sides"][1]


def test_the_case_does_not_change_the_stream_of_the_numbers() -> None:
    drawn = made(seed=1).question.case
    assert made(seed=1) == made(seed=1, case=drawn)


def test_given_values_replace_drawn_ones() -> None:
    variant = made(seed=1, given={"sides": [2, 3], "scale": "0.5"})
    assert variant.keys[0].answer.text == "6"
    assert variant.keys[1].answer.value == "1/3"
    assert made(seed=1, given={"sides": [2, 3]}).params["scale"] == made(seed=1, case="free").params["scale"]


@pytest.mark.parametrize("scale", [1, 0.25, "0.25"])
def test_a_given_number_is_taken_as_a_decimal(scale: JSON) -> None:
    params = made(seed=1, given={"sides": [2, 3], "scale": scale}).params
    assert params["scale"] == str(scale)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"side": [2, 3]}, "no field of toy-area 'side': did you mean 'sides'?"),
        ({"sides": [2, 0]}, "the field sides[1] is 0: expected at least 1 (sides: width and height)"),
        ({"sides": [2]}, "the field sides is [2]: expected a list of at least 2"),
        ({"sides": [2, "3"]}, "the field sides[1] is '3': expected a whole number"),
        ({"sides": 4}, "the field sides is 4: expected a list"),
        ({"sides": [2, True]}, "the field sides[1] is True: expected a whole number"),
        ({"scale": "0,5"}, "the field scale is '0,5': expected a decimal of at most 24 signs, e.g. -0.1"),
        ({"scale": None}, "the field scale is None: expected a decimal"),
    ],
)
def test_a_bad_value_is_refused_with_field_found_and_expected(given: dict[str, JSON], said: str) -> None:
    with pytest.raises(BadCall) as refused:
        made(seed=1, given=given)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_unknown_case_is_refused_with_a_near_match() -> None:
    with pytest.raises(BadCall, match="did you mean 'square'"):
        made(case="sqare")


def test_ill_posed_values_are_refused_and_ill_posed_draws_drawn_again() -> None:
    no_ones = replace(
        FAMILY, ill_posed=lambda p: "a side of 1 hides the question" if 1 in p["sides"] else None
    )
    assert all(1 not in made(no_ones, seed=s).params["sides"] for s in range(30))
    with pytest.raises(BadCall, match=r"the values of sides, scale make no good question: a side of 1"):
        made(no_ones, given={"sides": [1, 3], "scale": "0.5"})


def test_a_family_that_never_finds_good_numbers_ends_in_an_error() -> None:
    never = replace(FAMILY, ill_posed=lambda _: "nothing is good enough")
    with pytest.raises(
        CheckFailed, match=r"toy-area \(seed 3, copy 0, case \w+\): no good numbers.*nothing is good"
    ):
        made(never, seed=3)


def test_draws_in_vain_are_counted_by_their_reason() -> None:
    def draw_long(case: str, stream: Stream) -> Params:
        return stream.until(lambda: draw_sides(case, stream), lambda p: p["sides"][0] > 3)

    picky = replace(FAMILY, draw=draw_long, ill_posed=lambda p: "even" if p["sides"][0] % 2 == 0 else None)
    found = [assemble.draw(ENTRY, picky, seed, 0, None, {}).refused for seed in range(20)]
    assert all(set(counts) == {"drawn", "ill-posed", "rounding", "mistakes"} for counts in found)
    assert all(sum(counts[reason] for counts in found) > 0 for reason in ("drawn", "ill-posed"))


def test_an_unlucky_draw_ends_in_an_error() -> None:
    def unlucky(_case: str, _stream: Stream) -> Params:
        raise Unlucky("100 tries")

    with pytest.raises(CheckFailed, match="no good numbers were drawn: 100 tries"):
        made(replace(FAMILY, draw=unlucky))


def test_values_on_a_rounding_tie_are_refused() -> None:
    def tie(params: Params) -> Mapping[str, Solved]:
        return {**area_and_share(params), "b": Solved(Exact("rational", Fraction(1, 2**9), digits=6))}

    with pytest.raises(BadCall, match="boundary between two numbers"):
        made(replace(FAMILY, solve=tie), given={"sides": [2, 3], "scale": "0.5"})


def test_a_draw_outside_its_own_schema_is_found() -> None:
    wild = replace(FAMILY, draw=lambda _case, _stream: {"sides": [2, 10], "scale": "0.5"})
    with pytest.raises(CheckFailed, match=r"does not fit its schema: the field sides\[1\] is 10"):
        made(wild)


def test_params_with_a_float_are_refused() -> None:
    loose = replace(
        FAMILY, schema={**FAMILY.schema, "scale": {}}, draw=lambda _c, _s: {"sides": [2, 3], "scale": 0.5}
    )
    with pytest.raises(CheckFailed, match=r"toy-area: params\.scale is 0\.5 \(float\)"):
        made(loose)


def test_the_case_of_given_values_is_what_the_family_says() -> None:
    told = replace(FAMILY, case_of=lambda p: "square" if p["sides"][0] == p["sides"][1] else "free")
    assert made(told, given={"sides": [3, 3]}).question.case == "square"
    assert made(told, given={"sides": [3, 4]}).question.case == "free"
    with pytest.raises(BadCall, match="the case is 'square': expected 'free'"):
        made(told, case="square", given={"sides": [3, 4]})


def test_the_first_case_stands_for_given_values_of_a_family_that_says_nothing() -> None:
    assert all(made(seed=s, given={"sides": [3, 4]}).question.case == "free" for s in range(6))


def test_parts_that_are_not_asked_are_found() -> None:
    with pytest.raises(CheckFailed, match="expected those that `solve` answers, a"):
        made(replace(FAMILY, solve=lambda p: {"a": area_and_share(p)["a"]}))


def test_mistakes_are_worked_out_and_offered_only_where_they_are_wrong() -> None:
    offered = made(given={"sides": [2, 3], "scale": "0.5"}).keys[0].mistakes
    assert [(m.name, m.value) for m in offered] == [("added the sides", "5")]
    assert made(given={"sides": [2, 2], "scale": "0.5"}).keys[0].mistakes == ()  # 2 + 2 = 2 * 2


def test_a_variant_survives_its_record() -> None:
    variant = made(seed=5)
    assert record.read_variant(record.variant_json(variant)) == variant
