"""If and only if: what does not follow from the form of a certificate cannot be claimed."""

from __future__ import annotations

import mpmath as mp
import pytest

from derive.claims import ClaimRejected, SameSign, ZeroOnly, is_nonnegative
from derive.derivation import Derivation, begin
from derive.kernel.evaluation import Model, evaluate
from derive.library import find
from derive.terms.index import indices
from derive.terms.tensors import POSITIVE_REAL, Tensor
from derive.terms.terms import Apply, Component, Mul, Sum, Term, component, lift, log

x, t = Component(Tensor("x")), Component(Tensor("t"))
p = Component(Tensor("p", (), POSITIVE_REAL))
i, j = indices("i:C j:C")
v, w = component(Tensor("v", ("C",))), component(Tensor("w", ("C",), POSITIVE_REAL))


def certificate(start: Term, end: Term) -> Derivation:
    return begin("certificate", start).then(end, "factor out")


# -------------------------------------------------------------------------------------------------- the same sign


def test_a_positive_multiple_has_the_same_sign() -> None:
    claim = SameSign("claim", p * x - p, x - 1, certificate(p * x - p, Mul((p, x - 1))))
    assert claim.claim_latex() == r"p x - p > 0 \iff x - 1 > 0"
    assert claim.text().endswith("which is positive, 0 or negative with x - 1")
    assert claim.hypotheses() == ("p > 0",)


@pytest.mark.parametrize(
    ("subject", "end", "criterion"),
    [
        (t * x - t, Mul((t, x - 1)), x - 1),  # the factor may be negative
        (p * x - p, Mul((p, x - 1)), x + 1),  # another criterion
        (p * x - p, Mul((x - 1, p)), p),  # the factor is the criterion
        (x**3 - x**2, Mul((x**2, x - 1)), x - 1),  # a square may be 0
        (-1 * x + 1, Mul((lift(-1), x - 1)), x - 1),  # the opposite sign
        (x * p, x * p + 0, x),  # no product
    ],
)
def test_another_sign_is_refused(subject: Term, end: Term, criterion: Term) -> None:
    with pytest.raises(ClaimRejected, match="no product of positive factors"):
        SameSign("claim", subject, criterion, certificate(subject, end))


def test_a_certificate_of_another_subject_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="the certificate starts from"):
        SameSign("claim", x - 1, x - 1, certificate(p * x - p, Mul((p, x - 1))))


@pytest.mark.parametrize(("eta", "sign"), [("1.9", 1), ("2", 0), ("2.1", -1)])
def test_the_threshold_of_the_learning_rate_is_where_it_is_said_to_be(eta: str, sign: int) -> None:
    claim = find("learning_rate_exactly").build()
    assert isinstance(claim, SameSign)
    model = Model({}, {"eta": {(): mp.mpf(eta)}, "lambda": {(): mp.mpf(1)}})
    for term in (claim.subject, claim.criterion):
        assert mp.sign(mp.chop(evaluate(term, model), 1e-12)) == sign


# ----------------------------------------------------------------------------------------------------- zero only where


def test_a_sum_of_squares_is_zero_only_where_all_are() -> None:
    form = Sum(i, w(i) * v(i) ** 2 * 2)
    claim = ZeroOnly("claim", form, certificate(form, Sum(i, Mul((lift(2), w(i), v(i) ** 2)))))
    assert claim.base == v(i)
    assert claim.text().endswith("which is 0 if and only if v_i = 0 for all i")
    assert claim.claim_latex().endswith(r"\iff v_i = 0 \text{ for all i}")


@pytest.mark.parametrize(
    "end",
    [
        Sum(i, v(i) * v(i) ** 2),  # a factor of any sign
        Sum(i, w(i) * v(i)),  # no square
        Mul((Sum(i, w(i) * v(i)) ** 2, x**2)),  # either may be 0
        Sum(i, w(i) * v(i) ** 2) - x**2,
        v(i) ** 4,
    ],
)
def test_what_is_no_sum_of_squares_is_refused(end: Term) -> None:
    with pytest.raises(ClaimRejected, match="no sum of squares"):
        ZeroOnly("claim", end + 0, certificate(end + 0, end))


def test_the_jacobian_of_softmax_loses_one_dimension() -> None:
    claim = find("softmax_jacobian_rank").build()
    assert isinstance(claim, ZeroOnly)
    assert "for all i" in claim.text()
    rows = find("softmax_jacobian_rows").build()
    assert isinstance(rows, Derivation)  # and J 1 = 0: the null space is the line of equal entries


# ---------------------------------------------------------------------------------- the logarithm and its tangent


def test_the_logarithm_lies_below_its_tangent() -> None:
    assert is_nonnegative(x - 1 - log(x))
    assert is_nonnegative(Sum(i, w(i) * (v(i) / 2 - 1 - log(v(i) / 2))))
    for t_value in ("0.01", "0.9", "1", "1.1", "50"):
        assert evaluate(x - 1 - log(x), Model({}, {"x": {(): mp.mpf(t_value)}})) >= 0


@pytest.mark.parametrize(
    "term",
    [
        x - 1 + log(x),
        x - 2 - log(x),
        x - 1 - log(2 * x),
        x - 1 - log(t),
        1 - x - log(x),
        x - 1 - Apply("exp", (x,)),
        2 * x - 1 - log(x),
    ],
)
def test_nothing_else_passes_for_it(term: Term) -> None:
    assert not is_nonnegative(term)
