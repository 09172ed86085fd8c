"""The derivative agrees with central differences of the original function, and a wrong slope is seen."""

from fractions import Fraction

import mpmath as mp
import pytest

from derive.kernel import differentiate
from derive.kernel.differentiate import derivative
from derive.kernel.evaluation import digits_needed, evaluate
from derive.kernel.refuter import draw_model, draw_sizes, refute
from derive.terms.functions import FUNCTIONS, slope_of
from derive.terms.index import indices
from derive.terms.tensors import Tensor
from derive.terms.terms import (
    Apply,
    Component,
    Mul,
    Partial,
    Sum,
    component,
    exp,
    free_indices,
    lift,
    log,
    tensors_of,
)

I, J, K = indices("i:C j:C k:C")
X = Component(Tensor("x"))
Z = component(Tensor("z", ("C",)))
W = component(Tensor("w", ("C", "C")))
DIFFERENTIABLE = [name for name, row in FUNCTIONS.items() if not row.stand_in or row.slope]

COMPOSED = {
    "product": (X**2 * exp(X), X),
    "quotient": (X / (1 + X**2), X),
    "chain": (Apply("sigmoid", (3 * X + X**2,)), X),
    "square root": ((1 + X**2) ** Fraction(1, 2), X),
    "bound index of the same name": (Sum(I, Z(I) ** 2), Z(I)),
    "quadratic form": (Sum(I, Sum(J, Z(I) * W(I, J) * Z(J))), Z(K)),
    "diagonal": (Sum(I, W(I, I) * Z(I)), W(J, K)),
    "log-sum-exp": (log(Sum(I, exp(Z(I)))), Z(J)),
    "parameter": (Apply("elu", (X, Component(Tensor("s")))), Component(Tensor("s"))),
}


def agrees(term, wrt) -> bool:
    """Rule against difference, at two models."""
    return refute(Partial(term, wrt), derivative(term, wrt)) is None


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_the_slope_of_a_row_is_the_limit_of_its_differences(name):
    call = Apply(
        name,
        (X if name != "log" else 1 + X**2, *(Component(Tensor(word)) for word in FUNCTIONS[name].parameters)),
    )
    assert agrees(call, X)


@pytest.mark.parametrize("name", COMPOSED)
def test_the_rules_agree_with_differences(name):
    assert agrees(*COMPOSED[name])


def test_free_indices_of_a_derivative_are_those_of_both():
    assert free_indices(Partial(Sum(I, Z(I)), Z(I))) == {I}
    assert free_indices(Partial(Z(I), Z(J))) == {I, J}


def test_a_second_derivative_is_a_difference_of_differences():
    twice = Partial(Partial(X**4, X), X)
    model = draw_model(tensors_of(twice), draw_sizes(twice), 1, Fraction(1))
    with mp.workdps(digits_needed(twice)):
        assert abs(evaluate(twice, model) - evaluate(12 * X**2, model)) < mp.mpf(10) ** -30


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "gelu", "elu"])
def test_a_wrong_slope_is_seen(monkeypatch, name):
    monkeypatch.setattr(differentiate, "slope_of", lambda call, k: Mul((lift(-1), slope_of(call, k))))
    parameters = tuple(Component(Tensor(word)) for word in FUNCTIONS[name].parameters)
    assert not agrees(Apply(name, (X, *parameters)), X)


def test_a_forgotten_inner_derivative_is_seen(monkeypatch):
    monkeypatch.setattr(differentiate, "_chain", lambda call, wrt: slope_of(call, 0))
    assert not agrees(Apply("sigmoid", (3 * X,)), X)
