"""Softmax and the losses: the forms of the textbook, and the hypotheses without which they are false."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import library
from derive.derivation import Derivation, begin
from derive.kernel.gate import StepRefuted, check
from derive.terms.index import indices
from derive.terms.tensors import REAL, Domain, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import Component, Definition, Partial, Sum, Term, component, exp, log

i, j, k, m = indices("i:C j:C k:C m:C")
S = Tensor("s", ("C",))
z, s = component(Tensor("z", ("C",))), component(S)
SOFTMAX = Definition(S, (i,), exp(z(i)) / Sum(m, exp(z(m))))

CLAIMS = {
    "softmax_jacobian": r"\frac{\partial s_i}{\partial z_j} = s_i (\delta_{ij} - s_j)",
    "softmax_jacobian_matrix": r"\mathbf{J} = \operatorname{diag}(\mathbf{s}) - \mathbf{s} \mathbf{s}^\top",
    "softmax_jacobian_symmetric": r"\mathbf{J}^\top = \mathbf{J}",
    "softmax_jacobian_rows": r"\mathbf{J} \mathbf{1}_C = \mathbf{0}_C",
    "softmax_sum": r"\sum_{i=1}^{C} s_i = 1",
    "softmax_shift": r"\frac{e^{z_i - c}}{\sum_{k=1}^{C} e^{z_k - c}} = s_i",
    "cross_entropy_gradient": (
        r"\frac{\partial}{\partial z_j} \left( -\sum_{k=1}^{C} y_k \log s_k \right) = s_j - y_j"
    ),
    "nll_gradient": r"\frac{\partial}{\partial z_j} (-\log s_t) = s_j - \delta_{jt}",
    "initial_loss": r"-\sum_{k=1}^{C} y_k \log s_k = \log C",
}


def derivation(name: str) -> Derivation:
    found = library.find(name).build()
    assert isinstance(found, Derivation)
    return found


@pytest.mark.parametrize("name", CLAIMS)
def test_the_claim_is_that_of_the_textbook(name: str) -> None:
    assert derivation(name).claim_latex() == CLAIMS[name]


def gradient(domain: Domain) -> Derivation:
    y = component(Tensor("y", ("C",), domain))
    loss = -Sum(k, y(k) * log(s(k)))
    return begin("gradient", Partial(loss, z(j)), (SOFTMAX,)).then(s(j) - y(j), "sum to one")


def logits_form(domain: Domain) -> Derivation:
    y = component(Tensor("y", ("C",), domain))
    loss = -Sum(k, y(k) * log(s(k)))
    return begin("logits", loss, (SOFTMAX,)).then(log(Sum(m, exp(z(m)))) - Sum(k, y(k) * z(k)), "sum to one")


@pytest.mark.parametrize("claim", [gradient, logits_form], ids=lambda claim: claim.__name__)
def test_targets_that_do_not_sum_to_one_have_another_loss(claim: Callable[[Domain], Derivation]) -> None:
    with pytest.raises(StepRefuted):
        claim(REAL)


@pytest.mark.parametrize("domain", [sums_to_one(), simplex(), one_hot()], ids=lambda domain: domain.kind)
@pytest.mark.parametrize("claim", [gradient, logits_form], ids=lambda claim: claim.__name__)
def test_one_hot_smoothed_and_soft_targets_have_the_same_form(
    claim: Callable[[Domain], Derivation], domain: Domain
) -> None:
    assert claim(domain).result


def test_the_hypothesis_is_said() -> None:
    for name in ("cross_entropy_gradient", "cross_entropy_logits", "initial_loss"):
        assert derivation(name).hypotheses() == ("y sums to 1 over C",)
    assert derivation("cross_entropy_batch_gradient").hypotheses() == ("Y sums to 1 over C",)
    assert derivation("bce_probability_gradient").hypotheses() == ("0 < p < 1",)


def test_softmax_is_not_unchanged_when_the_logits_are_scaled() -> None:
    c = Component(Tensor("c"))

    def softmax(of: Callable[[Term], Term]) -> Term:
        return exp(of(z(i))) / Sum(k, exp(of(z(k))))

    assert check(softmax(lambda u: u + c), softmax(lambda u: u))
    with pytest.raises(StepRefuted):
        check(softmax(lambda u: c * u), softmax(lambda u: u))


@pytest.mark.parametrize("name", [name for name in library.names() if library.find(name).topic == "softmax"])
def test_softmax_is_proved_for_any_number_of_classes(name: str) -> None:
    assert library.find(name).build().dimensions() == (() if name == "softmax_two_classes" else ("C",))
