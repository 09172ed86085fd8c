"""The bank, walked: every family, every case, several seeds. A new question is tested by being there."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from questions import assemble, catalogue, record, render, scoring, verify
from questions.dataset.items import items
from questions.model import Sheet

if TYPE_CHECKING:
    from questions.model import Family, Variant

SEEDS = range(3)
MORE_SEEDS = 20  # a mistake that only some numbers tell from the right answer is offered within so many
CASES = [
    pytest.param(entry.slug, case, id=f"{entry.slug}-{case}")
    for entry in catalogue.entries()
    for case in catalogue.load_family(entry).cases
]
SLUGS = [entry.slug for entry in catalogue.entries()]


@cache
def made(slug: str, case: str, seed: int) -> Variant:
    return assemble.variant(slug, seed=seed, case=case)


def family(slug: str) -> Family:
    return catalogue.load_family(catalogue.find(slug))


def test_the_bank_is_not_empty() -> None:
    assert CASES


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_every_case_is_verified(slug: str, case: str) -> None:
    for seed in SEEDS:
        variant = made(slug, case, seed)
        assert variant.verdict.status in ("verified", "not checked")
        assert variant.question.case == case
        answers = {key.label: key.answer for key in variant.keys}
        witnessed = {check.label for check in variant.verdict.checks if check.check == "witness"}
        assert witnessed == {label for label, answer in answers.items() if answer.kind != "prose"}
        assert (variant.question.kind == catalogue.OPEN) == (variant.verdict.status == "not checked")


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_every_case_is_deterministic(slug: str, case: str) -> None:
    assert assemble.variant(slug, seed=0, case=case) == made(slug, case, 0)


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_every_case_survives_its_record_and_is_verified_from_it(slug: str, case: str) -> None:
    variants = tuple(made(slug, case, seed) for seed in SEEDS)
    sheet, files = record.finish(Sheet("walk", 0, record.version(), variants), {})
    data = record.loads(files[record.NAME].decode())
    assert record.read_sheet(data) == sheet
    verdicts = verify.recheck(data).verdicts
    assert [set(found.checks) for found in verdicts] == [set(variant.verdict.checks) for variant in variants]


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_every_case_is_printed_in_every_format(slug: str, case: str) -> None:
    sheet = Sheet("walk", 0, record.version(), tuple(made(slug, case, seed) for seed in SEEDS))
    for format_ in render.formats():
        files = render.render_sheet(sheet, format_)
        assert all(
            sheet.questions[0].title.split()[0] in text for name, text in files.items() if "svg" not in name
        )


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_its_own_params_can_be_given(slug: str, case: str) -> None:
    variant = made(slug, case, 1)
    again = assemble.variant(slug, seed=1, case=case, given=variant.params)
    assert [key.answer for key in again.keys] == [key.answer for key in variant.keys]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_field_that_can_be_given_is_described_and_drawn(slug: str) -> None:
    drawn: set[str] = set()
    for case in family(slug).cases:
        drawn |= set(made(slug, case, 0).params)
    assert drawn == set(family(slug).schema)
    assert all(field.get("description", "").strip() for field in family(slug).schema.values())


@pytest.mark.parametrize("slug", SLUGS)
def test_each_named_mistake_is_wrong_somewhere(slug: str) -> None:
    missing = {(mistake.label, mistake.name) for mistake in family(slug).mistakes}
    for seed in range(MORE_SEEDS):
        for case in family(slug).cases if missing else ():
            missing -= {(key.label, m.name) for key in made(slug, case, seed).keys for m in key.mistakes}
    assert not missing


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_a_reply_that_is_the_key_has_full_marks_and_no_named_mistake_has_any(slug: str, case: str) -> None:
    for item in filter(scoring.is_scored, items(made(slug, case, 0))):
        assert scoring.score(item, str(item["answer"])) == 1.0
        assert scoring.score(item, f"so \\boxed{{{item['answer_latex']}}}") == 1.0
        assert scoring.score(item, str(item["prompt"])) == 0.0
        for mistake in json.loads(str(item["mistakes"])):
            assert scoring.score(item, mistake["value"]) == 0.0, mistake


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_every_number_of_every_answer_is_guarded(slug: str, case: str) -> None:
    data = record.variant_json(made(slug, case, 0))
    for part in data["parts"]:
        for field in ("value", "latex", "text"):
            changed = json.loads(json.dumps(data))
            answer = next(p for p in changed["parts"] if p["label"] == part["label"])["answer"]
            if answer["kind"] in ("prose", "expression", "proof") and field == "value":
                continue  # changed node by node in test_verify
            answer[field] = bumped(answer[field])
            found = [check for check in verify.recheck_question(changed).checks if check.status == "failed"]
            assert found, (part["label"], field, answer[field])
            assert part["label"] in {check.label for check in found} <= {part["label"], None}


def bumped(value: Any) -> Any:
    """Another value: the first number changed, or a letter more."""
    if isinstance(value, list):
        return [bumped(value[0]), *value[1:]]
    if isinstance(value, int):
        return value + 1
    digits = [k for k, letter in enumerate(value) if letter.isdigit()]
    if not digits:
        return value + "x"
    k = digits[-1]
    return value[:k] + str((int(value[k]) + 1) % 10) + value[k + 1 :]


def test_variants_do_not_depend_on_their_neighbours() -> None:
    """In another order, in a process with another hash seed, the same questions are the same bytes."""
    code = (
        "import sys, json\nfrom questions import assemble, record\n"
        "print(json.dumps({s: record.dumps(record.variant_json(assemble.variant(s, seed=7))) for s in sys.argv[1:]}))"
    )

    def written(slugs: list[str], salt: str) -> dict[str, str]:
        ran = subprocess.run(
            [sys.executable, "-c", code, *slugs],
            env={"PYTHONPATH": str(catalogue.PACKAGE.parent), "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(ran.stdout)

    assert written(SLUGS, "1") == written(SLUGS[::-1], "2")


WITNESS_ALONE = """
import sys, json
for name in ("derive", "sympy", "mpmath"):
    sys.modules[name] = None
import numpy
from questions.catalogue import load_witness
for topic, slug, params, at in json.load(sys.stdin):
    arrays = {name: numpy.full(shape, 0.25) for name, shape in at["shapes"].items()}
    found = load_witness(topic, slug)(params, {**arrays, "sizes": at["sizes"]}, numpy)
    print(slug, *sorted(found))
"""


def asked_alone(slug: str) -> tuple[str, list[Any]]:
    """What a witness must say something of, and what it is told: topic, slug, params, the shapes of its tensors."""
    variant = made(slug, family(slug).cases[0], 0)
    at: dict[str, Any] = {"shapes": {}, "sizes": {}}
    if any(key.answer.kind in ("expression", "proof") for key in variant.keys):
        from questions import points, seeds
        from questions.checks import claim, in_play

        claims = [claim(key.label, key.answer, key.steps) for key in variant.keys]
        terms = [term for one in claims if one.term is not None for term in in_play(one)]
        drawn = points.draw(terms, seeds.stream(0, slug, 0, "check"))
        at = {
            "shapes": {name: list(shape) for name, shape in drawn.shapes.items()},
            "sizes": dict(drawn.sizes),
        }
    computed = sorted(key.label for key in variant.keys if key.answer.kind != "prose")
    labels = " ".join([slug, *computed])
    return labels, [variant.question.topic, slug, variant.params, at]


@pytest.mark.parametrize("topic", sorted({entry.topic for entry in catalogue.entries()}))
def test_a_witness_runs_where_derive_and_sympy_are_blocked(topic: str) -> None:
    asked = [asked_alone(entry.slug) for entry in catalogue.entries() if entry.topic == topic]
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITNESS_ALONE],
        input=json.dumps([told for _, told in asked]),
        env={"PYTHONPATH": str(catalogue.PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [labels for labels, _ in asked]
