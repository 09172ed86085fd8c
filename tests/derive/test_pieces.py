"""Functions in pieces: breaks, subgradients, ranges, minima, and what must not be accepted."""

from dataclasses import replace
from fractions import Fraction

import mpmath as mp
import pytest
import sympy

from derive import minima
from derive.enclosures import enclosure, ends, interval
from derive.facts import ACTIVATIONS, about, facts
from derive.minima import CERTIFICATES, Factored, NotCertified, certainly_positive, minimum
from derive.pieces import analyse, is_odd, parameter, sign
from derive.terms.functions import function
from derive.terms.tensors import Tensor
from derive.terms.terms import Apply, Component, exp, lift

x = Component(Tensor("x"))
alpha = sympy.Symbol("alpha", positive=True)
lamda = sympy.Symbol("lamda", positive=True)

RANGES = {
    "sigmoid": "(0, 1)",
    "tanh": "(-1, 1)",
    "relu": "[0, infinity)",
    "leaky_relu": "(-infinity, infinity)",
    "prelu": "(-infinity, infinity)",
    "elu": "(-alpha, infinity)",
    "selu": "(-alpha*lamda, infinity)",
    "silu": "[-0.278464542761, infinity)",
    "softplus": "(0, infinity)",
    "softsign": "(-1, 1)",
    "gelu": "[-0.169971207480, infinity)",
    "gelu_tanh": "[-0.170040750571, infinity)",
    "mish": "[-0.308843413017, infinity)",
    "hard_sigmoid": "[0, 1]",
    "hard_tanh": "[-1, 1]",
}
KINKS = {
    "relu": {0: "[0, 1]"},
    "leaky_relu": {0: "[alpha, 1]"},
    "prelu": {0: "[Min(1, a), Max(1, a)]"},
    "elu": {0: "[Min(1, alpha), Max(1, alpha)]"},
    "selu": {0: "[lamda, alpha*lamda]"},
    "hard_sigmoid": {-3: "[0, 1/6]", 3: "[0, 1/6]"},
    "hard_tanh": {-1: "[0, 1]", 1: "[0, 1]"},
}
NORMAL_MEANS = {
    "sigmoid": 0.5,
    "tanh": 0,
    "relu": 0.398942,
    "leaky_relu": 0.394953,
    "elu": 0.160521,
    "gelu": 0.282095,
    "selu": 0,  # the two constants of the SELU were chosen so
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_range_is_that_of_the_textbook(name):
    assert facts(name).range.text() == RANGES[name]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_kinks_and_subgradients_are_those_of_the_textbook(name):
    found = {kink.at: kink.subgradients.text() for kink in facts(name).kinks}
    assert found == KINKS.get(name, {})


def test_only_odd_functions_are_called_zero_centred():
    odd = {name for name in ACTIVATIONS if facts(name).zero_centred}
    assert odd == {"tanh", "softsign", "hard_tanh"}


def test_both_signs_are_not_enough_to_be_zero_centred():
    for name in ("leaky_relu", "elu", "gelu", "silu"):
        assert facts(name).both_signs
        assert not facts(name).zero_centred


@pytest.mark.parametrize("name", NORMAL_MEANS)
def test_mean_output_for_a_normal_input(name):
    assert abs(facts(name).normal_mean - NORMAL_MEANS[name]) < 5e-7


def test_the_slopes_of_the_selu_at_its_kink():
    (kink,) = facts("selu").kinks
    values = {lamda: sympy.Rational("1.0507009873554805"), alpha: sympy.Rational("1.6732632423543772")}
    left, right = (float(slope.subs(values)) for slope in kink.slopes)
    assert abs(left - 1.7580993408473766) < 1e-12
    assert abs(right - 1.0507009873554805) < 1e-12


def test_the_elu_is_smooth_for_alpha_1_only():
    (kink,) = facts("elu").kinks
    assert kink.smooth_if is not None
    assert kink.smooth_if.text == "alpha = 1"


def test_softsign_has_a_break_and_no_kink():
    (point,) = analyse("softsign", {}).breaks
    assert point.kind == "smooth"
    assert facts("softsign").differentiable


def test_the_step_function_jumps():
    found = analyse("step", {})
    assert not found.continuous
    assert found.breaks[0].jump == 1
    assert found.breaks[0].subgradients is None
    assert found.range is None


def test_the_range_of_a_prelu_depends_on_the_sign_of_its_parameter():
    texts = {condition.text: other.text() for condition, other in facts("prelu").range_otherwise}
    assert texts == {"a = 0": "[0, infinity)", "a < 0": "[0, infinity)"}


def test_limits_of_single_pieces():
    assert facts("elu").limits == (-alpha, sympy.oo)
    assert facts("softsign").limits == (-1, 1)
    assert facts("hard_sigmoid").limits == (0, 1)


def test_monotone_functions():
    found = {name: facts(name).monotone for name in ACTIVATIONS}
    assert {name for name, word in found.items() if word == "no"} == {"silu", "gelu", "gelu_tanh", "mish"}
    assert {name for name, word in found.items() if word == "non-decreasing"} == {
        "relu",
        "hard_sigmoid",
        "hard_tanh",
    }


def test_a_sign_that_varies_is_not_decided():
    assert sign(1 - alpha, {"alpha": "positive"}) is None
    assert sign(1 - alpha, {"alpha": "between 0 and 1"}) == 1
    assert sign(1 - alpha, {"alpha": "greater than 1"}) == -1
    assert sign(sympy.Symbol("x", real=True), {}) is None


def test_an_assumption_must_be_known_and_made():
    with pytest.raises(ValueError, match="no assumption"):
        parameter("a", "odd")
    with pytest.raises(ValueError, match="say what is assumed of alpha"):
        analyse("elu", {})


def test_an_even_function_is_not_odd():
    assert not is_odd("abs")


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("silu", "-1.278464542761", "-0.278464542761"),
        ("gelu", "-0.751791524694", "-0.169971207480"),
        ("mish", "-1.192431214515", "-0.308843413017"),
        ("gelu_tanh", "-0.752461422071", "-0.170040750571"),
    ],
)
def test_minima_to_twelve_digits(name, place, value):
    found = minimum(name)
    for bounds, known in ((found.place, place), (found.value, value)):
        assert all(abs(end - mp.mpf(known)) < mp.mpf("6e-13") for end in bounds)
        assert 0 < bounds[1] - bounds[0] < mp.mpf("1e-28")


def test_the_minimum_of_the_silu_by_lamberts_function():
    with mp.workdps(40):
        w = mp.lambertw(mp.exp(-1)).real
        found = minimum("silu")
        assert found.place[0] < -1 - w < found.place[1]
        assert found.value[0] < -w < found.value[1]


def test_a_wrong_certificate_is_refused(monkeypatch):
    right = CERTIFICATES["silu"]()
    assert isinstance(right, Factored)
    wrong = {
        "another product": replace(right, growing=1 + exp(x) + 2 * x),
        "another slope": replace(right, slope=2 + exp(x)),
        "a factor of no sign": replace(right, positive=right.positive * x, growing=right.growing / x),
    }
    for certificate in wrong.values():
        with pytest.raises(NotCertified):
            certificate.sign_carrier(Apply("silu", (x,)))
    monkeypatch.setattr(minima, "_bracket", lambda carrier: (Fraction(-1), Fraction(0)))
    with pytest.raises(NotCertified, match="sign of the derivative"):
        minimum.__wrapped__("silu")


def test_what_may_be_negative_is_not_certainly_positive():
    for term in (x, x**2, exp(x) - 1, exp(x) + x, x**3 + 1, -exp(x), lift(-2)):
        assert not certainly_positive(term)
    for term in (1 + x**2, exp(-x) + x, exp(x) * (2 + x**4), 1 - exp(lift(-1))):
        assert certainly_positive(term)


@pytest.mark.parametrize("at", [Fraction(-3), Fraction(-3, 4), Fraction(0), Fraction(1, 3), Fraction(2)])
@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if not function(name).parameters])
def test_an_enclosure_holds_the_value(name, at):
    low, high = ends(enclosure(Apply(name, (x,)), {"x": interval(at)}))
    with mp.workdps(30):
        value = {
            "gelu": lambda t: t * mp.ncdf(t),
            "sigmoid": lambda t: 1 / (1 + mp.exp(-t)),
            "tanh": mp.tanh,
        }.get(name)
        assert high - low < mp.mpf("1e-40")
        if value:
            assert abs(value(mp.mpf(at.numerator) / at.denominator) - low) < mp.mpf("1e-25")


def test_an_enclosure_over_a_break_or_a_pole_is_refused():
    over_zero = {"x": interval(-1, 1)}
    for term in (Apply("relu", (x,)), 1 / x, Apply("log", (x,)), x ** Fraction(1, 2)):
        with pytest.raises(ValueError, match=r"break|denominator|logarithm|root"):
            enclosure(term, over_zero)


def test_a_kink_is_printed_with_its_one_sided_slopes():
    label, words = about("elu")[1]
    assert label == "kink"
    assert words.latex == (
        r"f'(0^-) = \alpha,\ f'(0^+) = 1,\ \partial f(0) = [\min\left(1, \alpha\right), \max\left(1, \alpha\right)]"
        r"\ \text{(none if } \alpha = 1\text{)}"
    )


def test_every_activation_has_something_to_say():
    for name in (*ACTIVATIONS, "maxout"):
        labels = [label for label, _ in about(name)]
        assert "zero-centred" in labels
        assert "range" in labels
    with pytest.raises(ValueError, match="no facts about 'cosh'"):
        facts("cosh")
