"""Exactly one line with a slip is wrong, for the gate and for the witness; `benchmarks/wrong_lines.py` asks more."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from derive.terms.tensors import Tensor
from derive.terms.terms import component, exp, lift, log
from questions import assemble, catalogue, derived, slips, written_slips
from questions.bank.matrix_calculus import wrong_line
from questions.witness.matrix_calculus import wrong_line as witness

ENTRY = catalogue.find("wrong_line")
SEEDS = range(40, 50)


def drawn(seed: int) -> dict[str, Any]:
    params = assemble.draw(ENTRY, wrong_line.family, seed, 0, None, {}).params
    return json.loads(json.dumps(params))


def intact(name: str) -> dict[str, Any]:
    lines = slips.published(name)
    definitions = derived.derivation(name).definitions
    return {
        "derivation": name,
        "slip": slips.NO_SLIP,
        "lines": slips.stored(lines),
        "definitions": slips.stored(definitions),
    }


def with_line(params: dict[str, Any], at: int, line: Any, slip: str) -> dict[str, Any]:
    """Only this line is another one, and nothing stands below it."""
    return {**params, "slip": slip, "lines": [*params["lines"][:at], *slips.stored([line])]}


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_one_line_is_wrong_for_the_gate_and_for_the_witness(seed):
    params = drawn(seed)
    verdicts = slips.verdicts(params["derivation"], slips.read(params["lines"]))
    refuted = [k for k, row in enumerate(verdicts, start=1) if row.holds is False]
    assert all(row.holds is not None for row in verdicts)
    assert len(refuted) == (params["slip"] != slips.NO_SLIP)
    assert witness.wrong_lines(params, np) == refuted


@pytest.mark.parametrize("names", wrong_line.CASES.values(), ids=wrong_line.CASES)
def test_the_witness_finds_no_wrong_line_in_what_is_published(names):
    for name in names[:2]:
        assert witness.wrong_lines(intact(name), np) == []


def test_what_is_made_of_a_line_is_another_line_with_the_same_letters():
    right = slips.published("softmax_jacobian")[5]
    made = slips.made("softmax_jacobian", 5)
    assert right not in [form for forms in made.values() for form in forms]
    assert {"sign", "delta dropped", "term dropped", "parentheses lost"} <= made.keys()


def test_the_error_is_carried_on_by_lines_that_are_proved():
    lines = slips.written("cross_entropy_gradient", "sign", 4, 0)
    assert [row.holds for row in slips.verdicts("cross_entropy_gradient", lines)] == [True] * 3 + [
        False,
        True,
    ]


def test_a_slip_that_changes_nothing_is_refused():
    right = slips.published("sigmoid")[5]
    reason = wrong_line.ill_posed(with_line(intact("sigmoid"), 5, 1 * right, "constant"))
    assert reason is not None
    assert "0 lines are wrong" in reason


def test_two_wrong_lines_are_refused_and_stop_the_witness():
    params = intact("tanh")
    for at in (1, 2):
        params["lines"][at] = slips.stored([lift(at)])[0]
    reason = wrong_line.ill_posed({**params, "slip": "sign"})
    assert reason is not None
    assert "lines are wrong" in reason
    with pytest.raises(ValueError, match="more than one"):
        witness.witness(params, {"sizes": {}}, np)


def test_a_line_that_is_not_defined_everywhere_is_refused():
    x = component(Tensor("x"))()
    assert slips.undefined("bce_logits", log(1 - exp(-x)))
    assert not slips.undefined("bce_logits", log(1 + exp(-x)))


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"definitions": [{"is": "number", "value": 1}]}, "definitions are not those"),
    ({"lines": [{"is": "nothing"}]}, "cannot be read"),
    ({"lines": []}, "not the first line"),
    ({"slip": "sign"}, "0 lines are wrong"),
)


@pytest.mark.parametrize(("changed", "words"), REFUSED, ids=[row[1] for row in REFUSED])
def test_params_that_are_no_derivation_with_this_slip_are_refused(changed, words):
    reason = wrong_line.ill_posed({**intact("sigmoid"), **changed})
    assert reason is not None
    assert words in reason


def test_a_wrong_line_that_another_slip_makes_is_refused():
    form = slips.made("sigmoid", 5)["sign"][0]
    assert wrong_line.ill_posed(with_line(intact("sigmoid"), 5, form, "sign")) is None
    reason = wrong_line.ill_posed(with_line(intact("sigmoid"), 5, form, "constant"))
    assert reason is not None
    assert "is not what the slip" in reason


def test_each_slip_that_is_written_by_hand_is_refuted():
    rows = written_slips.SLIPS.items()
    for slip, row in rows:
        form = row.build(written_slips.letters())
        above = slips.published(row.derivation)[row.line - 1]
        assert slips.judged(row.derivation, above, form).holds is False, slip
