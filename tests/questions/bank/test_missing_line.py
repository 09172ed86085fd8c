"""The missing line is what the witness makes of the line above it, and something is gone in it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from derive.terms.terms import unfold
from questions import derived, points, slips
from questions.bank.matrix_calculus import missing_line
from questions.seeds import stream
from questions.witness.matrix_calculus.missing_line import witness


def params_of(name: str, line: int) -> dict[str, Any]:
    found = {
        "derivation": name,
        "lines": slips.stored(slips.published(name)[:line]),
        "definitions": slips.stored(derived.derivation(name).definitions),
    }
    return dict(json.loads(json.dumps(found)))


def agrees(name: str, line: int, form: Any) -> bool:
    """Whether the witness, which has the line above, finds the values of this form of the line."""
    definitions = derived.derivation(name).definitions
    drawn = points.draw([unfold(slips.published(name)[line], definitions)], stream(1, name, 0, "check"))
    found = witness(params_of(name, line), drawn.arrays(np), np)["a"]
    return np.allclose(points.value(unfold(form, definitions), drawn, np), found, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("names", missing_line.CASES.values(), ids=missing_line.CASES)
def test_the_witness_finds_each_line_that_can_be_asked(names):
    asked = [(name, line) for name in names for line in missing_line.asked(name)]
    assert len(asked) >= 10
    assert [(name, k) for name, k in asked if not agrees(name, k, slips.published(name)[k])] == []


@pytest.mark.parametrize(
    ("name", "line"), [("softmax_jacobian", 3), ("affine_weights_rows", 2), ("rms_slope", 3)]
)
def test_the_witness_tells_each_wrong_form_from_the_line(name, line):
    forms = missing_line.wrong_forms(name, line)
    assert forms
    assert [slip for slip, form in forms.items() if agrees(name, line, form)] == []


def test_what_is_gone_is_in_the_line_above_alone():
    assert missing_line.asked("softmax_jacobian") == {3: ("derivative",), 5: ("sum", "exp")}


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"definitions": [{"is": "number", "value": 1}]}, "definitions are not those"),
    ({"lines": []}, "not the first line"),
    ({"lines": params_of("tanh", 2)["lines"]}, "not the first line"),
    ({"lines": params_of("sigmoid", 1)["lines"]}, "copied, that line would answer"),
)


@pytest.mark.parametrize(("changed", "words"), REFUSED, ids=range(len(REFUSED)))
def test_params_that_leave_out_no_step_are_refused(changed, words):
    assert missing_line.ill_posed(params_of("sigmoid", 2)) is None
    assert words in str(missing_line.ill_posed({**params_of("sigmoid", 2), **changed}))
