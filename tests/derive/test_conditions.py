"""What a derivation takes for granted is said: denominators, roots and logarithms that the domains do not vouch for."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from derive import library
from derive.conditions import conditions
from derive.derivation import Derivation, StepRejected, begin
from derive.library import find
from derive.terms.index import indices
from derive.terms.tensors import POSITIVE_REAL, UNIT_INTERVAL, Tensor, simplex
from derive.terms.terms import Apply, Component, Definition, Partial, Sum, Term, component, exp, lift, log
from questions.cli import main

HALF = Fraction(1, 2)
x, y = Component(Tensor("x")), Component(Tensor("y"))
p = Component(Tensor("p", (), UNIT_INTERVAL))
v = Component(Tensor("v", (), POSITIVE_REAL))
i, k = indices("i:C k:C")
z, s = component(Tensor("z", ("C",))), component(Tensor("s", ("C",), simplex()))
SIGMOID = Apply("sigmoid", (x,))

SAID: dict[str, tuple[Term, str]] = {
    "a quotient": (y / x, "x is not 0"),
    "a quotient by a product": (y / (2 * x * v), "x is not 0"),
    "a quotient by a power": (1 / x**3, "x is not 0"),
    "a difference": (1 / (1 - x), "1 - x is not 0"),
    "a sum of squares may be 0": (1 / Sum(i, z(i) ** 2), "sum_i z_i^2 is not 0"),
    "every entry": (Sum(i, 1 / z(i)), "z_i is not 0"),
    "a logarithm": (log(x), "x > 0"),
    "a logarithm of a square": (log(x**2), "x^2 > 0"),
    "a root": (x**HALF, "x >= 0"),
    "below the bar": (1 / x**HALF, "x > 0"),
    "inside a derivative": (Partial(log(x), x), "x > 0"),
    "of a positive and a real": (log(v + x), "v + x > 0"),
    "more than 1 less p": (log(1 - 2 * p), "1 - 2*p > 0"),
}
SILENT: dict[str, Term] = {
    "a number": y / 2,
    "a size": Sum(i, z(i)) / lift(3),
    "a positive number": 1 / v + log(v) + v**HALF,
    "exponentials": log(Sum(k, exp(z(k)))) + 1 / (1 + exp(-x)),
    "a square and a positive": 1 / (x**2 + v) ** HALF,
    "the sigmoid and what it leaves of 1": log(SIGMOID) + log(1 - SIGMOID) + 1 / (SIGMOID * (1 - SIGMOID)),
    "between 0 and 1": log(p) + log(1 - p) + 1 / (p * (1 - p)),
    "a simplex": Sum(k, log(s(k)) / s(k)),
    "a negative": 1 / (-1 - x**2),
}


def said(*terms: Term, definitions: tuple[Definition, ...] = ()) -> list[str]:
    own = {"v > 0", "0 < p < 1", "s is positive and sums to 1 over C"}
    return [words for words in conditions(terms, terms, definitions) if words not in own]


@pytest.mark.parametrize("name", SAID)
def test_what_may_be_undefined_is_said(name: str) -> None:
    term, words = SAID[name]
    assert said(term) == [words]


@pytest.mark.parametrize("name", SILENT)
def test_what_the_domains_show_goes_without_saying(name: str) -> None:
    assert said(SILENT[name]) == []


def test_a_name_is_looked_into() -> None:
    r = Tensor("r")
    positive, real = (Definition(r, (), body) for body in ((x**2 + v) ** HALF, x + 1))
    assert said(y / Component(r), positive.body, definitions=(positive,)) == []
    assert said(y / Component(r), real.body, definitions=(real,)) == ["r is not 0"]


def test_what_cancels_leaves_its_condition() -> None:
    """The prover accepts x/x = 1 and e^(log x) = x: what it takes for granted stands beside them."""
    assert begin("cancel", x / x).then(lift(1), "cancel").hypotheses() == ("x is not 0",)
    square = begin("log", exp(log(x**2))).then(x**2, "log of an exponential")
    assert square.hypotheses() == ("x^2 > 0",)
    with pytest.raises(StepRejected, match="the logarithm of -"):  # of a real x it is not even defined
        begin("log", exp(log(x))).then(x, "log of an exponential")


def test_the_root_of_a_square_is_defined() -> None:
    assert said((x**2) ** HALF) == []
    assert said(1 / (x**2) ** HALF) == ["x is not 0"]


def test_a_condition_is_said_once() -> None:
    assert said(1 / x + y / x, x**-2) == ["x is not 0"]


def test_the_library_states_its_conditions() -> None:
    assert "sum_e g_e^2 is not 0" in find("gradient_clipping").build().hypotheses()
    assert "1 - beta1^2 is not 0" in find("adam_first_moment_two").build().hypotheses()
    assert find("bce_gradient").build().hypotheses() == ()  # log(1 - sigma) is always defined


def test_every_condition_of_the_library_is_about_its_own_letters() -> None:
    for name in library.names():
        proved = library.find(name).build()
        assert all(words.isascii() and words for words in proved.hypotheses())
        assert len(set(proved.hypotheses())) == len(proved.hypotheses())
        assert isinstance(proved, Derivation) or proved.derivations


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "json"])
def test_the_command_prints_the_conditions(form: str) -> None:
    ran = CliRunner().invoke(main, ["derive", "gradient_clipping", "--format", form])
    assert ran.exit_code == 0
    if form == "json":
        (row,) = (
            json.loads(ran.output) if isinstance(json.loads(ran.output), list) else [json.loads(ran.output)]
        )
        assert "sum_e g_e^2 is not 0" in row["hypotheses"]
    else:
        assert "is not 0" in ran.output
