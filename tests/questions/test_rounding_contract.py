"""The rounding contract: three honest students are right, named mistakes are wrong, what cannot be had is refused.

The students are those of benchmarks/students.py: plain Python, from the printed values, nothing of solver or witness.
"""

from __future__ import annotations

import copy
import importlib.util
import math
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import assemble, catalogue, onward, record, render, rounding, solutions, typeset
from questions.assemble import NoGoodNumbers
from questions.catalogue import Entry
from questions.errors import BadCall
from questions.model import Answer, Exact, Family, Intermediate, Mistake, Sheet, Solved, Variant
from questions.render import RenderError
from questions.verify import VerdictFailed, recheck_question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from questions.model import Params
    from questions.seeds import Stream

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SLUGS = [entry.slug for entry in catalogue.entries()]


def load(name: str) -> ModuleType:
    """A module of benchmarks/; the experiment imports the students."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


load("students")
EXPERIMENT = load("rounding")


# -- the bank ----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    slug=st.sampled_from(SLUGS), case=st.integers(0, 99), seed=st.integers(0, 2**63), copied=st.integers(0, 9)
)
def test_honest_students_are_right_and_mistakes_are_wrong(
    slug: str, case: int, seed: int, copied: int
) -> None:
    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    drawn = assemble.draw(entry, family, seed, copied, family.cases[case % len(family.cases)], {})
    for column, who, right in EXPERIMENT.answered(slug, family, drawn):
        assert right == (column != "mistakes"), (column, who, drawn.params)


def test_the_experiment_tells_who_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the interval of one unit, and no look at what is printed on the way, honest students are wrong."""
    monkeypatch.setattr(assemble, "_gone_on", lambda *_: {})
    counts, _, surprises = EXPERIMENT.experiment(catalogue.find("activation_derivative"), 60)
    assert counts["going on", False] > 0
    assert surprises


def test_the_experiment_tells_which_mistake_was_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "_refuse_swallowed", lambda *_: None)
    counts, _, surprises = EXPERIMENT.experiment(catalogue.find("activation_derivative"), 60)
    assert counts["mistakes", True] > 0
    assert any("the exact GELU" in surprise for surprise in surprises)


def test_every_printed_value_of_the_bank_leads_on() -> None:
    for slug in SLUGS:
        entry = catalogue.find(slug)
        family, way = catalogue.load_family(entry), catalogue.load_onward(entry.topic, slug)
        for case in family.cases:
            drawn = assemble.draw(entry, family, 1, 0, case, {})
            assert way is not None or not any(part.intermediates for part in drawn.solved.values()), slug
            parts = {k: (drawn.answers[k], part.intermediates) for k, part in drawn.solved.items()}
            for label, ways in onward.ways(way, drawn.params, parts).items():
                assert onward.lead_there(ways, drawn.solved[label].answer.value), (slug, case, label, ways)


def test_a_slope_from_a_printed_value_is_accepted() -> None:
    """0.9241 (1 - 0.9241) is 0.07014, the slope at 2.5 is 0.07010: four units of the last digit away."""
    variant = assemble.variant("activation_derivative", given={"activation": "sigmoid", "x": "2.5"})
    answer = variant.keys[1].answer
    assert answer.value == ["0.9241", "0.07010"]
    assert rounding.accepted(answer.accepts, ("0.9241", "0.07014"))
    assert not rounding.accepted(answer.accepts, ("0.9241", "0.0703"))


def test_a_given_number_whose_mistake_cannot_be_told_apart_is_asked_without_it() -> None:
    variant = assemble.variant("softmax_nll", given={"logits": [7, 1, 2.2], "label": "A"})
    assert "one minus the probability" not in [mistake.name for mistake in variant.keys[2].mistakes]


# -- a family of our own -----------------------------------------------------------------------------------

WIDER = 0  # a seed at which more than one unit is accepted
ENTRY = Entry("toy-log", "Logarithm", "toys", "numeric", 1, 2, {}, {"a": 1, "b": 1})


def draw(_case: str, stream: Stream) -> Params:
    return {"n": stream.integer(11, 97), "d": stream.integer(101, 199)}


def solve(params: Params) -> Mapping[str, Solved]:
    share = Fraction(params["n"], params["d"])
    steps = (Intermediate("half of it", "q/2", typeset.plain(share / 2, 3), 3),)
    return {
        "a": Solved(Exact("number", share, 3)),
        "b": Solved(Exact("number", repr(-math.log(share)), 3), intermediates=steps),
    }


def witness(params: Params, at: Mapping[str, Any], np: Any) -> dict[str, Any]:
    return {"a": params["n"] / params["d"], "b": np.log(params["d"]) - np.log(params["n"])}


def go_on(params: Params, seen: Mapping[str, Any], np: Any) -> dict[str, dict[str, Any]]:
    return {"b": {"the printed share": -np.log(seen["a"]), "its half": -np.log(2 * seen["half of it"])}}


FAMILY = Family(
    cases=("only",),
    draw=draw,
    solve=solve,
    mistakes=(Mistake("b", "base 10", lambda p: math.log10(p["d"] / p["n"]), "The natural logarithm."),),
    schema={
        "n": {"type": "integer", "description": "numerator"},
        "d": {"type": "integer", "description": "denominator"},
    },
)


def made(family: Family = FAMILY, way: catalogue.Onward = go_on, **named: Any) -> Variant:
    return assemble.build(ENTRY, family, witness, lambda block, _: block, go_on=way, **named)


def again(data: dict[str, Any], way: catalogue.Onward = go_on) -> list[tuple[str | None, str]]:
    """What fails when a stored question is checked again: (part, check)."""
    found = recheck_question(data, lambda *_: witness, lambda *_: way)
    return [(check.label, check.check) for check in found.checks if check.status == "failed"]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_all_three_students_of_a_new_family_are_right(seed: int) -> None:
    variant = made(seed=seed)
    share, loss = (key.answer for key in variant.keys)
    exact = -math.log(variant.params["n"] / variant.params["d"])
    half = variant.keys[1].intermediates[0].value
    for found in (exact, -math.log(float(share.value)), -math.log(2 * float(half))):
        assert rounding.accepted(loss.accepts, found)
        assert rounding.accepted(loss.accepts, f"{found:.3g}")
    assert not rounding.accepted(loss.accepts, exact / math.log(10))


def test_the_interval_follows_from_the_printed_value() -> None:
    """-log(0.965 -/+ 0.0005), from 0.03511 to 0.03615, and half a unit more: three digits do not come out of it."""
    answer = rounding.printed(
        Exact("number", repr(-math.log(0.965)), 2), [(Fraction(3511, 10**5), Fraction(3615, 10**5))]
    )
    assert (answer.value, answer.accepts) == ("0.036", {"low": "0.034", "high": "0.037"})


def test_the_interval_is_the_same_with_the_noise_of_floats() -> None:
    """An end that lies on a unit is not pushed over by a last bit."""
    for noise in (Fraction(0), Fraction(1, 10**14), -Fraction(1, 10**14)):
        reach = [(Fraction(-8765, 10**5) + noise, Fraction(-8755, 10**5) + noise)]
        accepts = rounding.printed(Exact("number", "-0.08761", 3), reach).accepts
        assert accepts == {"low": "-0.0877", "high": "-0.0875"}


@settings(max_examples=300, deadline=None)
@given(
    value=st.floats(0.001, 1000),
    digits=st.integers(2, 6),
    below=st.floats(0, 5),
    above=st.floats(0, 5),
    at=st.floats(0, 1),
)
def test_whatever_lies_in_reach_is_accepted_also_when_rounded(
    value: float, digits: int, below: float, above: float, at: float
) -> None:
    unit = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    low, high = value - below * unit, value + above * unit
    found = min(max(low + at * (high - low), low), high)
    try:
        answer = rounding.printed(Exact("number", value, digits), [(Fraction(low), Fraction(high))])
    except rounding.Redraw:
        return
    assert rounding.accepted(answer.accepts, found)
    assert rounding.accepted(answer.accepts, f"{found:.{digits - 1}e}")


# -- contracts that cannot be ------------------------------------------------------------------------------


def test_a_family_with_a_too_tight_contract_is_refused() -> None:
    """Six digits are asked of what is worked out from values with three."""

    def tight(params: Params) -> Mapping[str, Solved]:
        solved = dict(solve(params))
        return {**solved, "b": replace(solved["b"], answer=replace(solved["b"].answer, digits=8))}

    near_1 = replace(
        FAMILY, solve=tight, draw=lambda _c, s: {"n": s.integer(190, 195), "d": s.integer(196, 199)}
    )
    with pytest.raises(
        NoGoodNumbers, match="is asked to 8 digits, which the values printed on the way do not carry"
    ):
        made(near_1)


def test_an_interval_that_leaves_a_student_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit of the last digit either side, whatever is printed on the way: the check knows the ways, too."""
    monkeypatch.setattr(assemble, "_gone_on", lambda *_: {})
    with pytest.raises(VerdictFailed, match="part b: the check 'rounding' failed: accepts is"):
        made(seed=WIDER)


def test_a_tolerance_that_swallows_a_mistake_is_refused() -> None:
    near = Mistake("b", "a hair too much", lambda p: 1.0005 * math.log(p["d"] / p["n"]), "?")
    with pytest.raises(NoGoodNumbers, match="the mistake 'a hair too much' of part b would be accepted"):
        made(replace(FAMILY, mistakes=(near,)))


def test_a_mistake_that_is_wrong_only_before_its_own_rounding_is_refused() -> None:
    """1.004 lies outside of what is accepted for 1.00 to three digits, and 1.00 is what the student writes."""
    answer = replace(rounding.printed(Exact("number", "1.0001", 3)), accepts={"low": "0.99", "high": "1.00"})
    assert not rounding.accepted(answer.accepts, "1.004")
    assert rounding.taken_for_right(answer, "1.004")


def test_other_numbers_are_drawn_and_the_draws_in_vain_are_counted() -> None:
    picky = Mistake(
        "b", "for odd numbers", lambda p: math.log(p["d"] / p["n"]) * (1.0005 if p["n"] % 2 else 2), "?"
    )
    family = replace(FAMILY, mistakes=(picky,))
    drawn = [assemble.draw(ENTRY, family, seed, 0, None, {}, go_on) for seed in range(20)]
    assert all(one.params["n"] % 2 == 0 for one in drawn)
    assert sum(one.refused["mistakes"] for one in drawn) > 0


def test_a_mistake_that_is_right_for_these_numbers_is_no_reason_to_draw_others() -> None:
    right = Mistake("b", "the other way", lambda p: math.log(p["d"]) - math.log(p["n"]), "?")
    assert made(replace(FAMILY, mistakes=(right,))).keys[1].mistakes == ()


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (
            lambda p, seen, np: {"b": {"a slip": np.log(seen["a"]), "its half": seen["half of it"]}},
            "a slip leads to",
        ),
        (
            lambda p, seen, np: {"b": {"the printed share": -np.log(seen["a"])}},
            "nothing goes on from 'half of it'",
        ),
        (lambda p, seen, np: {"b": {"x": -np.log(-seen["a"]) + seen["half of it"]}}, "not the form|finite"),
        (lambda p, seen, np: {"b": {"x": [seen["a"], seen["half of it"]]}}, "has not the form of the answer"),
        (lambda p, seen, np: seen["b c"], "going on from printed values stopped: KeyError"),
    ],
)
def test_a_way_that_does_not_lead_to_the_answer_is_refused(way: catalogue.Onward, said: str) -> None:
    with pytest.raises(VerdictFailed, match=rf"the check 'rounding' failed: .*({said})"):
        made(replace(FAMILY, mistakes=()), way=way)


def test_an_exact_answer_does_not_follow_from_rounded_values() -> None:
    steps = (Intermediate("a third", "1/3", "0.33", 2),)
    family = replace(
        FAMILY,
        solve=lambda p: {**solve(p), "b": Solved(Exact("integer", 33), intermediates=steps)},
        mistakes=(),
    )
    both = {"a": lambda p: p["n"] / p["d"], "b": lambda p: 33}
    with pytest.raises(
        VerdictFailed, match="from rounded values to an answer that is accepted only as it is"
    ):
        assemble.build(
            ENTRY, family, lambda p, at, np: {k: f(p) for k, f in both.items()}, lambda block, _: block,
            go_on=lambda p, seen, np: {"b": {"the third": 100 * seen["a third"]}},
        )  # fmt: skip


def test_given_values_that_cannot_be_printed_are_refused_with_the_reason() -> None:
    def tight(params: Params) -> Mapping[str, Solved]:
        solved = dict(solve(params))
        return {**solved, "b": replace(solved["b"], answer=replace(solved["b"].answer, digits=8))}

    with pytest.raises(BadCall, match=r"make no good question: .* do not carry"):
        made(replace(FAMILY, solve=tight), given={"n": 195, "d": 196})


# -- the record --------------------------------------------------------------------------------------------


def test_a_stored_question_is_checked_without_its_solver() -> None:
    assert again(record.variant_json(made(seed=2))) == []


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_changed_end_of_the_interval_is_found(end: str) -> None:
    data = record.variant_json(made(seed=2))
    accepts = data["parts"][1]["answer"]["accepts"]
    for k, digit in enumerate(accepts[end]):
        if digit.isdigit():
            changed = copy.deepcopy(data)
            text = accepts[end]
            changed["parts"][1]["answer"]["accepts"][end] = (
                text[:k] + str((int(digit) + 1) % 10) + text[k + 1 :]
            )
            assert again(changed) == [("b", "rounding")]


def test_both_ends_changed_in_keeping_are_found() -> None:
    data = record.variant_json(made(seed=2))
    accepts = data["parts"][1]["answer"]["accepts"]
    value = Fraction(data["parts"][1]["answer"]["value"])
    unit = Fraction(1, 10 ** len(accepts["low"].partition(".")[2]))
    accepts["low"], accepts["high"] = (str(float(value + side * 50 * unit)) for side in (-1, 1))
    assert again(data) == [("b", "rounding")]


@pytest.mark.parametrize("field", ["value", "digits", "name"])
def test_a_changed_intermediate_is_found(field: str) -> None:
    data = record.variant_json(made(seed=2))
    step = data["parts"][1]["intermediates"][0]
    text = step["value"]
    step[field] = {"value": text[:-1] + str((int(text[-1]) + 3) % 10), "digits": 2, "name": "a third"}[field]
    assert ("b", "rounding") in again(data) or (None, "rounding") in again(data)


def test_a_changed_answer_is_named_alone() -> None:
    """Part (b) goes on from part (a) as the witness finds it, not as it was changed."""
    data = record.variant_json(made(seed=2))
    answer = data["parts"][0]["answer"]
    answer["value"] = answer["value"][:-1] + str((int(answer["value"][-1]) + 1) % 10)
    assert {label for label, _ in again(data)} == {"a"}


def test_a_stored_mistake_that_is_accepted_is_found() -> None:
    data = record.variant_json(made(seed=2))
    part = data["parts"][1]
    part["mistakes"][0]["value"] = part["answer"]["accepts"]["low"]
    assert again(data) == [("b", "mistakes")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-12", -12), ("0.25", Fraction(1, 4)), ("1.5e-9", Fraction("1.5e-9")), ("1/2 = 0.5", Fraction(1, 2)),
        ("109/300, about 0.3633", Fraction(109, 300)), ("(1, -0.5)", [1, Fraction(-1, 2)]),
        ("[[1, 2], [3, 1/4]]", [[1, 2], [3, Fraction(1, 4)]]),
        ("x + 1", None), ("(a, 2)", None), ("1/0", None),
    ],
)  # fmt: skip
def test_what_an_answer_prints_is_read_back(text: str, value: Any) -> None:
    assert rounding.read(text) == value


# -- what is printed of it ---------------------------------------------------------------------------------


def test_the_interval_is_printed_entry_by_entry_where_it_is_wider() -> None:
    variant = assemble.variant("activation_derivative", given={"activation": "sigmoid", "x": "2.5"})
    answer = variant.keys[1].answer
    low, high = (answer.accepts[end][1] for end in ("low", "high"))
    assert f"0.9240,\\ {low}" in solutions.accepted(answer)
    assert f"0.9242,\\ {high}" in solutions.accepted(answer)


def test_a_format_that_cannot_express_an_answer_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sheets" / "quiz"
    folder.mkdir(parents=True)
    (folder / "problems.md.j2").write_text("x\n")
    (folder / "answers.toml").write_text('kinds = ["integer", "choice"]\n')
    monkeypatch.setattr(catalogue, "templates", lambda: tmp_path)
    sheet = Sheet("t", 0, "1", (made(),))
    with pytest.raises(
        RenderError, match="quiz cannot express the answer of toy-log, part a, which is of the kind 'number'"
    ):
        render.render_sheet(sheet, "quiz")
    (folder / "answers.toml").write_text('kinds = ["number"]\n')
    assert render.render_sheet(sheet, "quiz") == {"problems.md": "x\n"}
    (folder / "answers.toml").write_text('kinds = ["numbers"]\n')
    with pytest.raises(RenderError, match=r"answers\.toml: the field 'kinds' is \['numbers'\]: expected"):
        render.render_sheet(sheet, "quiz")


@pytest.mark.parametrize("format_", render.formats())
def test_latex_and_markdown_express_every_answer(format_: str) -> None:
    from questions.model import KINDS

    assert render.expressed(catalogue.templates() / "sheets" / format_) == KINDS


def test_an_answer_is_printed_with_what_it_accepts() -> None:
    answer: Answer = made(seed=2).keys[1].answer
    assert solutions.accepted(answer) == f"from ${answer.accepts['low']}$ to ${answer.accepts['high']}$"
