"""The activations: every row has a derivation, facts and the values that textbooks give."""

from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest

from derive import library
from derive.derivation import Derivation, StepRejected, as_term
from derive.facts import ACTIVATIONS, about
from derive.kernel.evaluation import Model, evaluate
from derive.library.activations import chain, slope, x
from derive.rules import rule
from derive.terms.terms import Apply, Cases, Partial, exp, subterms, unfold

NAMES = [row.name for row in library.results().values() if row.topic == "activations"]
DERIVATIVES = (*ACTIVATIONS, "Phi")


def derivation_of(name: str) -> Derivation:
    """The chain of a result; that of its certificate if it is a bound."""
    proved = library.find(name).build()
    if isinstance(proved, Derivation):
        return proved
    (chain_of_it,) = proved.derivations
    return chain_of_it


def final(name, **values):
    """The value of the last line of a result."""
    derivation = derivation_of(name)
    term = unfold(as_term(derivation.result), derivation.definitions)
    with mp.workdps(30):
        given: dict[str, Any] = {tensor: {(): mp.mpf(value)} for tensor, value in values.items()}
        return evaluate(term, Model({}, given))


@pytest.mark.parametrize("name", [*ACTIVATIONS, "maxout"])
def test_every_activation_has_a_derivation_and_facts(name):
    assert name in NAMES
    assert about(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_has_two_to_six_steps_and_textbook_rules(name):
    derivation = derivation_of(name)
    assert 2 <= len(derivation.steps) <= 6
    for step in derivation.steps:
        assert rule(step.rule)
        assert not step.lemma or step.lemma in library.names()


@pytest.mark.parametrize("name", DERIVATIVES)
def test_a_derivative_starts_at_the_definition_and_ends_without_one_to_be_taken(name):
    derivation = derivation_of(name)
    start = derivation.start
    assert isinstance(start, Partial)
    assert isinstance(start.body, Apply)
    assert (start.body.function, start.wrt) == (name, x)
    assert derivation.steps[0].rule == "definition"
    assert not any(isinstance(part, Partial) for part in subterms(as_term(derivation.result)))


@pytest.mark.parametrize("name", [name for name in DERIVATIVES if name != "softsign"])
def test_kinks_are_open_in_the_derivative(name):
    cases = [part for part in subterms(as_term(derivation_of(name).result)) if isinstance(part, Cases)]
    assert all(part.open for part in cases)
    assert bool(cases) == (
        name in ("relu", "leaky_relu", "prelu", "elu", "selu", "hard_sigmoid", "hard_tanh")
    )


VALUES = [
    # result, values, what the last line is there
    ("sigmoid", {"x": 0}, 0.25),
    ("sigmoid", {"x": 1}, 0.19661193324148185),
    ("sigmoid_second_derivative", {"x": 0}, 0),
    ("sigmoid_steepest", {"x": 0}, 0),
    ("sigmoid_complement", {"x": 0}, 0.5),
    ("tanh", {"x": 0}, 1),
    ("tanh", {"x": 1}, 0.41997434161402614),
    ("tanh_steepest", {"x": 0}, 0),
    ("tanh_by_sigmoid", {"x": 1}, 0.7615941559557649),
    ("tanh_odd", {"x": 1}, -0.7615941559557649),
    ("relu", {"x": -1}, 0),
    ("relu", {"x": 10**9}, 1),
    ("leaky_relu", {"x": -1, "alpha": 0.01}, 0.01),
    ("prelu", {"x": -2, "a": 0.25}, 0.25),
    ("prelu_parameter", {"x": -2, "a": 0.25}, -2),
    ("prelu_parameter", {"x": 2, "a": 0.25}, 0),
    ("elu", {"x": -1, "alpha": 1}, 0.36787944117144233),
    ("elu", {"x": -20, "alpha": 1}, 2.061153622438558e-09),
    ("selu", {"x": 1, "lamda": 1.0507009873554805, "alpha": 1.6732632423543772}, 1.0507009873554805),
    ("silu", {"x": 0}, 0.5),
    ("silu", {"x": -1.278464542761073795}, 0),
    ("softplus", {"x": 0}, 0.5),
    ("softsign", {"x": 1}, 0.25),
    ("softsign", {"x": -3}, 0.0625),
    ("Phi", {"x": 0}, 0.3989422804014327),
    ("gelu", {"x": 0}, 0.5),
    ("gelu", {"x": 1}, 1.0833154705876864),
    ("gelu", {"x": -0.751791524693564457}, 0),
    ("gelu_tanh", {"x": 0}, 0.5),
    ("gelu_tanh", {"x": 1}, 1.0829640838457826),
    ("mish", {"x": 0}, 0.6),
    ("mish", {"x": -1.192431214515495212}, 0),
    ("hard_sigmoid", {"x": 1}, 1 / 6),
    ("hard_sigmoid", {"x": 4}, 0),
    ("hard_tanh", {"x": 0.5}, 1),
    ("hard_tanh", {"x": -2}, 0),
    ("sigmoid_power_rule", {"x": 0}, 0.25),
    ("sigmoid_by_odds", {"x": 0}, 0.25),
    ("tanh_quotient_rule", {"x": 0}, 1),
    ("tanh_one_exponential", {"x": 1}, 0.7615941559557649),
    ("leaky_relu_even_part", {"x": 2, "alpha": 0.5}, 1),
]


@pytest.mark.parametrize(("name", "values", "expected"), VALUES)
def test_the_last_line_has_the_value_of_the_textbook(name, values, expected):
    assert abs(final(name, **values) - expected) < 1e-15


def test_every_row_is_among_the_values():
    assert {name for name, _, _ in VALUES} == {name for name in NAMES if not name.startswith("maxout")}


def test_a_kink_is_left_out_by_a_hypothesis():
    assert derivation_of("relu").hypotheses() == ("x is not 0",)
    assert derivation_of("hard_tanh").hypotheses() == ("x is not -1", "x is not 1")
    assert derivation_of("prelu_parameter").hypotheses() == ()  # moving the parameter passes no kink
    assert "alpha > 0" in derivation_of("elu").hypotheses()
    assert derivation_of("sigmoid").hypotheses() == ()


def test_maxout_holds_for_all_numbers_of_pieces_and_inputs():
    for name in ("maxout", "maxout_weights", "maxout_biases"):
        assert derivation_of(name).dimensions() == ("D", "K")


def test_a_wrong_textbook_line_cannot_be_built():
    sigma, tanh = Apply("sigmoid", (x,)), Apply("tanh", (x,))
    wrong = [
        (slope(sigma), 1 - sigma**2),
        (slope(sigma), sigma * (1 + sigma)),
        (slope(tanh), 1 - tanh),
        (slope(Apply("gelu", (x,))), Apply("Phi", (x,))),
        (slope(Apply("softsign", (x,))), 1 / (1 + Apply("abs", (x,)))),
        (slope(Apply("relu", (x,))), Cases(x, (Fraction(0),), (exp(x), exp(0 * x)), open=True)),
    ]
    for start, after in wrong:
        with pytest.raises(StepRejected):
            chain("wrong", start, (after, "definition"))
