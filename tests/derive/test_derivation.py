"""A false step cannot be built, a chain cannot break, and a stored step proves itself again or is refused."""

import json
from collections.abc import Iterator

import pytest

from derive.derivation import Derivation, Step, begin, recheck_step
from derive.kernel.gate import ShapesDiffer, StepRefuted, StepRejected
from derive.terms.index import indices
from derive.terms.tensors import POSITIVE_REAL, Tensor, sums_to_one
from derive.terms.terms import Apply, Component, Definition, Delta, Partial, Sum, component, exp, log

I, J, K = indices("i:C j:C k:C")
Z, S = component(Tensor("z", ("C",))), component(Tensor("s", ("C",)))
Y = component(Tensor("y", ("C",), sums_to_one()))
X, TAU = Component(Tensor("x")), Component(Tensor("tau", (), POSITIVE_REAL))
SOFTMAX = Definition(Tensor("s", ("C",)), (I,), exp(Z(I)) / Sum(K, exp(Z(K))))


def sigmoid(u):
    return Apply("sigmoid", (u,))


def jacobian() -> Derivation:
    return (
        begin("Jacobian of softmax", Partial(S(I), Z(J)), (SOFTMAX,))
        .then(S(I) * Delta(I, J) - S(I) * S(J), "quotient rule")
        .then(S(I) * (Delta(I, J) - S(J)), "factor out")
    )


def test_a_false_step_cannot_be_built():
    with pytest.raises(StepRefuted, match=r"chain rule.*does not hold.*left side"):
        Step("chain rule", Partial(sigmoid(2 * X), X), sigmoid(2 * X) * (1 - sigmoid(2 * X)))


def test_a_false_line_cannot_be_added():
    with pytest.raises(StepRefuted):
        jacobian().then(S(I) * (Delta(I, J) + S(J)), "factor out")


def test_a_broken_chain_cannot_be_built():
    steps = jacobian().steps
    with pytest.raises(StepRejected, match="breaks"):
        Derivation("broken", steps[0].before, (steps[1],), (SOFTMAX,))


def test_a_derivation_says_what_it_takes_for_granted():
    loss = -Sum(K, Y(K) * log(S(K)))
    derivation = begin("gradient", Partial(loss, Z(J)), (SOFTMAX,)).then(
        S(J) - Y(J), "softmax and cross-entropy"
    )
    assert derivation.hypotheses() == ("y sums to 1 over C",)
    assert derivation.dimensions() == ("C",)


def test_a_kink_is_left_out_and_said():
    derivation = begin("ReLU", Partial(Apply("relu", (X,)), X)).then(Apply("step", (X,)), "case distinction")
    assert any("not 0" in words for words in derivation.hypotheses())


def test_a_scalar_may_not_stand_beside_a_matrix():
    from derive.terms.matrix import MatrixSymbol

    with pytest.raises(ShapesDiffer, match="matrix beside"):
        Step("definition", MatrixSymbol(Tensor("W", ("N", "D"))), X)


@pytest.mark.parametrize("number", range(2))
def test_a_stored_step_is_proved_again(number):
    stored = json.loads(json.dumps(jacobian().steps_json()[number]))
    assert recheck_step(stored) == "normal form"


def leaves(data, path=()) -> Iterator[tuple[object, ...]]:
    """Every place in nested lists and dicts that holds a string or a number."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))
    else:
        yield path


def changed(data, path, change):
    if not path:
        return change(data)
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = changed(data[path[0]], path[1:], change)
    return copy


def slip(value):
    return value + 1 if isinstance(value, int) else f"{value}1"


def test_no_change_to_a_stored_step_goes_unseen():
    stored = jacobian().steps_json()[0]
    assert recheck_step(stored)
    for path in leaves(stored):
        if path[0] in ("rule", "lemma"):
            continue  # names of rules and lemmas are words for the reader; nothing rests on them
        with pytest.raises(StepRejected):
            recheck_step(changed(stored, path, slip))


def test_a_stored_step_that_cannot_be_read_is_refused():
    for broken in (
        {},
        {"before": 1, "after": 2, "definitions": []},
        {**jacobian().steps_json()[0], "before": {}},
    ):
        with pytest.raises(StepRejected, match="cannot be read"):
            recheck_step(broken)


def test_the_same_derivation_is_the_same_bytes():
    assert json.dumps(jacobian().steps_json()) == json.dumps(jacobian().steps_json())
