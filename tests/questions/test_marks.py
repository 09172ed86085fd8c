"""Mark schemes: the points of a part split over its worked solution, and what follows from wrong answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from questions import assemble, catalogue, follow, marks, rounding
from questions.markup import parse
from questions.model import Answer, Criterion, Exact, Key, Pitfall, Variant

SLUGS = (
    "softmax_nll",
    "mlp_parameters",
    "activation_derivative",
    "momentum_steps",
    "forward_pass",
    "best_constant",
)


@pytest.fixture(scope="module")
def variants() -> Mapping[str, Variant]:
    return {slug: assemble.variant(slug, seed=1) for slug in SLUGS}


def key(kind: str = "number", solution: str = "", **fields: Any) -> Key:
    answer = Answer(kind, "1.5", "1.5", "1.5", 2, {})
    return Key("a", answer, fields.pop("intermediates", ()), (), fields.pop("rubric", ()), solution, (), ())


def test_the_points_of_a_scheme_sum_to_those_of_the_part_whatever_they_are(
    variants: Mapping[str, Variant],
) -> None:
    for variant in variants.values():
        for part, solved in zip(variant.question.parts, variant.keys, strict=True):
            assert solved.rubric == marks.scheme(part.points, replace(solved, rubric=()))
            for points in range(9):
                lines = marks.scheme(points, replace(solved, rubric=()))
                assert sum(line.points for line in lines) == points
                assert all(line.points > 0 for line in lines)
                for line in lines:
                    parse(line.text)


def test_a_derivation_is_marked_by_its_lines(variants: Mapping[str, Variant]) -> None:
    proof = next(key for key in variants["best_constant"].keys if key.answer.kind == "proof")
    lines = marks.scheme(3, replace(proof, rubric=()))
    assert [marks.code(line) for line in lines] == ["M1", "M1", "A1"]
    named = "; ".join(line.text for line in lines[:-1])
    assert [f"line {k}, {step['rule']}" in named for k, step in enumerate(proof.steps[:-1], 1)] == [True] * (
        len(proof.steps) - 1
    )


@pytest.mark.parametrize(
    ("solution", "line"),
    [
        ("So\n\n$$ z = w x + b = 2.1 \\approx 2. $$", r"$z = w x + b$"),
        ("Add:\n\n$$ 128 + 96 = 224. $$", "$128 + 96$"),
        (r"$$ \begin{aligned} a &= \frac{1}{2} \\ &= 0.5, \\ b &= 3 a \end{aligned} $$",
         r"$a = \frac{1}{2}$; $b = 3 a$"),
        ("The slope is $g = 2 w$, so it falls.", "$g = 2 w$"),
        ("| step | $w$ | cost |\n|---|---|---|\n| 1 | 2 | 3 |", "the table: $w$, cost"),
        ("By symmetry.", marks.UNNAMED),
    ],
)  # fmt: skip
def test_a_number_is_marked_by_what_its_solution_sets_up(solution: str, line: str) -> None:
    assert [(marks.code(each), each.text) for each in marks.scheme(2, key(solution=solution))] == [
        ("M1", line),
        ("A1", "the answer"),
    ]


def test_a_family_says_its_own_split_and_other_points_keep_its_shares() -> None:
    own = key(rubric=(Criterion(1, "the idea"), Criterion(3, "the bound")))
    assert marks.scheme(4, own) == own.rubric
    assert [line.points for line in marks.scheme(8, own)] == [2, 6]
    assert [line.points for line in marks.scheme(3, own)] == [1, 2]


def test_a_family_whose_split_does_not_sum_to_its_points_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = catalogue.find("mlp_parameters")
    family = catalogue.load_family(entry)

    def solve(params: Any) -> Any:
        return {
            label: replace(part, rubric=(Criterion(9, "all"),))
            for label, part in family.solve(params).items()
        }

    other = replace(family, solve=solve)
    witness = catalogue.load_witness(entry.topic, entry.slug)
    with pytest.raises(
        Exception, match="the lines of its rubric have 9 points: expected those of the part, 2"
    ):
        assemble.build(entry, other, witness, lambda _block, _context: "words")


# -- follow-through ----------------------------------------------------------------------------------------


def stage(answer: Exact, *wrong: str) -> follow.Stage:
    return follow.Stage(
        rounding.printed(answer), (), [Pitfall(f"mistake {k}", w, "") for k, w in enumerate(wrong)]
    )


def doubled(params: Any, seen: Any, np: Any) -> Any:
    return {"b": {"twice": 2 * seen["a"]}, "c": {"a third": np.log(seen["b"] - 10)}}


def led(*wrong: str, onward: Any = doubled) -> dict[str, list[tuple[str, str, str]]]:
    stages = {
        "a": stage(Exact("number", "12", 3), *wrong),
        "b": stage(Exact("number", "24", 3)),
        "c": stage(Exact("number", str(np.log(14)), 3)),
    }
    found = follow.through(onward, {}, stages)
    return {part: [(one.part, one.value, one.text) for one in rows] for part, rows in found.items()}


def test_a_wrong_answer_is_carried_through_every_later_part() -> None:
    assert led("8.00") == {"b": [("a", "8.00", "16.0")], "c": [("a", "8.00", "1.79")]}


def test_nothing_is_offered_where_the_way_cannot_be_gone_or_leads_to_the_right_answer() -> None:
    assert led("3.00") == {"b": [("a", "3.00", "6.00")]}  # log of -4
    assert led("(1, 2)", "no number") == {}
    assert led("8.00", onward=lambda params, seen, np: {"b": {"elsewhere": 24.0}}) == {}
    assert led("12.01") == {}
    assert (
        led("8.00", onward=lambda params, seen, np: {"b": {"stops": 24.0 if seen["a"] == 12 else 1 / 0}})
        == {}
    )


def test_what_follows_from_a_mistake_is_what_its_student_computes(variants: Mapping[str, Variant]) -> None:
    """Softmax with powers of 2: the loss of the label is that of the wrong probability."""
    last = variants["softmax_nll"].keys[2]
    row = next(row for row in last.follow if row.mistake == "powers of 2")
    params = variants["softmax_nll"].params
    logits = np.array([float(z) for z in params["logits"]])
    wrong = 2.0 ** (logits - logits.max()) / np.sum(2.0 ** (logits - logits.max()))
    loss = -np.log(wrong["ABCDEFGH".index(params["label"])])
    assert float(row.accepts["low"]) <= loss <= float(row.accepts["high"])
    assert not rounding.taken_for_right(last.answer, row.text)


def test_a_value_that_the_mistake_would_have_changed_blocks_the_way() -> None:
    """A way that also takes an intermediate of the later part, which may hang on the wrong answer, is not offered."""
    from questions.model import Intermediate

    def onward(params: Any, seen: Any, np: Any) -> Any:
        return {"b": {"product": seen["a"] * seen["h"]}}

    stages = {
        "a": stage(Exact("number", "12", 3), "8.00"),
        "b": replace(stage(Exact("number", "24", 3)), intermediates=(Intermediate("h", "h", "2.0", 2),)),
    }
    assert follow.through(onward, {}, stages) == {}
