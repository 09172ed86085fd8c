"""A claim whose parts do not make a proof cannot be built: bounds, counter-examples, inductions."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction
from typing import Any

import pytest

from derive import library
from derive.claims import Bound, Claim, ClaimRejected, CounterExample, Induction, is_nonnegative, is_positive
from derive.derivation import begin, recheck_step
from derive.kernel.gate import StepRejected
from derive.terms.index import indices
from derive.terms.matrix import Identity, Matrix, MatrixSymbol, Zero, define, matrices
from derive.terms.tensors import MASK, POSITIVE_REAL, Tensor, one_hot, simplex, sums_to_one
from derive.terms.terms import Apply, Component, Definition, Delta, Dim, Sum, Term, component, exp, lift, log

x, a = Component(Tensor("x")), Component(Tensor("a"))
p = Component(Tensor("p", (), POSITIVE_REAL))
i, j, k = indices("i:C j:C k:C")
z = component(Tensor("z", ("C",)))
FOUND: tuple[Claim, ...] = tuple(
    proved
    for proved in (library.find(name).build() for name in library.names())
    if isinstance(proved, Bound | CounterExample | Induction)
)


@pytest.mark.parametrize("claim", FOUND, ids=lambda claim: claim.title)
def test_a_claim_speaks_like_a_derivation(claim: Claim) -> None:
    assert claim.title
    assert claim.how.startswith("by ")
    assert claim.latex()
    assert claim.text()
    assert claim.claim_latex()
    assert isinstance(claim.dimensions(), tuple)
    assert isinstance(claim.hypotheses(), tuple)
    assert all(recheck_step(step) for step in json.loads(json.dumps(claim.steps_json())))


def test_there_is_a_claim_of_each_kind() -> None:
    assert {type(claim) for claim in FOUND} == {Bound, CounterExample, Induction}


# ------------------------------------------------------------------------------------------------------- bounds


def square() -> Any:
    return begin("certificate", x**2 + a**2 - 2 * a * x).then((x - a) ** 2, "complete the square")


def test_a_bound_holds_by_a_certificate() -> None:
    bound = Bound("Twice a product", x**2 + a**2, 2 * a * x, square())
    assert bound.claim_latex() == r"x^2 + a^2 \ge 2 a x"
    assert bound.latex().endswith("&\\ge 0 && \\text{no term is negative}\n\\end{aligned}")
    assert bound.text().endswith(">= 0, since no term is negative")


def test_a_bound_without_its_own_certificate_is_refused() -> None:
    with pytest.raises(ClaimRejected, match="the certificate starts from"):
        Bound("Too strong", x**2 + a**2, 3 * a * x, square())


def test_a_certificate_that_does_not_show_its_sign_is_refused() -> None:
    chain = begin("certificate", x**2 - a).then(-a + x**2, "rearrange")
    with pytest.raises(ClaimRejected, match="does not show that it is not negative"):
        Bound("Not true", x**2, a, chain)


def test_a_false_certificate_cannot_even_be_written() -> None:
    with pytest.raises(StepRejected):
        begin("certificate", x**2 + a**2 - 2 * a * x).then((x + a) ** 2, "complete the square")


y, h = component(Tensor("y", ("C",), simplex())), component(Tensor("h", ("C",), one_hot()))
w = component(Tensor("w", ("C",), sums_to_one()))
SEEN: dict[str, tuple[Term, bool, bool]] = {  # term, shown positive, shown not negative
    "exponential": (exp(x), True, True),
    "square": (x**2, False, True),
    "cube": (x**3, False, False),
    "cube of a square": ((x**2) ** 3, False, True),
    "inverse of a sum of exponentials": (1 / Sum(k, exp(z(k))), True, True),
    "root of a positive number": (p ** Fraction(1, 2), True, True),
    "number": (lift(0), False, True),
    "negative number": (lift(-1), False, False),
    "variable": (x, False, False),
    "product of variables": (x * a, False, False),
    "weighted squares": (Sum(k, y(k) * z(k) ** 2), False, True),
    "weights that only sum to 1": (Sum(k, w(k) * z(k) ** 2), False, False),
    "one-hot": (h(k), False, True),
    "mask": (Component(Tensor("m", (), MASK)) * x**2, False, True),
    "delta": (Delta(i, j), False, True),
    "size": (Dim("C"), True, True),
    "one and a square": (1 + x**2, True, True),
    "difference": (exp(x) - exp(a), False, False),
    "logarithm": (log(p), False, False),
    "absolute value": (Apply("abs", (x,)), False, True),
    "tanh": (Apply("tanh", (x,)), False, False),
}


@pytest.mark.parametrize("name", SEEN)
def test_a_sign_is_read_from_the_form(name: str) -> None:
    term, positive, nonnegative = SEEN[name]
    assert (is_positive(term), is_nonnegative(term)) == (positive, nonnegative)


# ------------------------------------------------------------------------------------------------ counter-examples


def at(**values: int) -> tuple[Definition, ...]:
    return tuple(Definition(Tensor(name), (), lift(value)) for name, value in values.items())


def relu(u: Term) -> Term:
    return Apply("relu", (u,))


def sides(
    left: Term, right: Term, values: tuple[Definition, ...], numbers: tuple[int, int]
) -> CounterExample:
    return CounterExample(
        "ReLU is additive",
        begin("left", left, values).then(lift(numbers[0]), "evaluate"),
        begin("right", right, values).then(lift(numbers[1]), "evaluate"),
    )


def test_a_counter_example_refutes_a_law() -> None:
    found = sides(relu(x + a), relu(x) + relu(a), at(x=1, a=-1), (0, 1))
    assert (
        found.claim_latex()
        == r"\operatorname{ReLU}(x + a) \ne \operatorname{ReLU}(x) + \operatorname{ReLU}(a)"
    )
    assert found.text().startswith("At x = 1, a = -1:")
    assert found.text().endswith("0 is not 1.")
    assert r"& 0 \ne 1" in found.latex()


def test_values_at_which_the_law_holds_refute_nothing() -> None:
    with pytest.raises(ClaimRejected, match="expected two different numbers"):
        sides(relu(x + a), relu(x) + relu(a), at(x=1, a=1), (2, 2))


def test_a_number_that_does_not_come_out_is_refused() -> None:
    with pytest.raises(StepRejected):
        sides(relu(x + a), relu(x) + relu(a), at(x=1, a=1), (2, 3))


def test_both_sides_are_taken_at_the_same_values() -> None:
    one = begin("left", relu(x), at(x=1)).then(lift(1), "evaluate")
    two = begin("right", relu(x), at(x=2)).then(lift(2), "evaluate")
    with pytest.raises(ClaimRejected, match="same values"):
        CounterExample("ReLU is itself", one, two)


def test_a_value_is_a_number_and_nothing_else() -> None:
    open_value = (Definition(Tensor("a"), (), x),)
    with pytest.raises(ClaimRejected, match="not a number"):
        sides(a - x, lift(1), open_value, (0, 1))


def test_a_value_keeps_the_domain_of_its_name() -> None:
    outside = (Definition(Tensor("p", (), POSITIVE_REAL), (), lift(-1)),)
    with pytest.raises(ClaimRejected, match="not one that its domain allows"):
        sides(relu(p), p, outside, (0, -1))


# ------------------------------------------------------------------------------------------------------- induction


def columns() -> Induction:
    found = library.find("affine_collapse_any").build()
    assert isinstance(found, Induction)
    return found


def test_an_induction_prints_what_its_parts_are() -> None:
    assert columns().claim_latex().startswith(r"\mathbf{h}^{(l)} = \mathbf{A}_l \mathbf{x} + \mathbf{c}_l")
    assert r"\mathbf{A}_{l+1} = \mathbf{W}_{l+1} \mathbf{A}_l" in columns().latex()
    assert r"\mathbf{c}_0 &= \mathbf{0}_D" in columns().latex()
    assert "A_0 = identity(D), A_[l+1] = W_[l+1] @ A_l" in columns().text()


def test_a_step_that_proves_another_form_is_refused() -> None:
    found = columns()
    with pytest.raises(ClaimRejected, match="the step ends in"):
        dataclasses.replace(found, following=(found.following[0], Zero("K")))


def test_a_base_case_of_another_form_is_refused() -> None:
    found = columns()
    begin("base", found.base.start).then(found.base.statements[1], "identity matrix")
    with pytest.raises(ClaimRejected, match="the base case ends in"):
        dataclasses.replace(
            found, base=begin("base", found.base.start).then(found.base.statements[1], "identity matrix")
        )


def test_a_step_without_the_hypothesis_is_refused() -> None:
    found = columns()
    A, c = found.here
    W, b = matrices("W:K,H b:K")
    bare = begin("step", W @ (A @ MatrixSymbol(found.input) + c) + b).then(
        W @ A @ MatrixSymbol(found.input) + (W @ c + b), "distributivity"
    )
    with pytest.raises(ClaimRejected, match="may use the hypothesis"):
        dataclasses.replace(found, step=bare, following=(W @ A, W @ c + b))


def test_a_step_may_not_take_more_for_granted_than_the_hypothesis() -> None:
    found = columns()
    extra = Definition(Tensor("q"), (), lift(0))
    step = dataclasses.replace(
        found.step,
        definitions=(*found.step.definitions, extra),
        steps=tuple(
            dataclasses.replace(step, definitions=(*step.definitions, extra)) for step in found.step.steps
        ),
    )
    with pytest.raises(ClaimRejected, match="no other definition"):
        dataclasses.replace(found, step=step)


def test_the_input_may_not_hide_in_the_parts_of_the_form() -> None:
    """Else any function is affine: f(x) = 0 x + f(x)."""
    found = columns()
    x = MatrixSymbol(found.input)

    def form(A: Matrix, c: Matrix) -> Matrix:
        return A @ x + c

    first = (Zero("D", "D"), x)
    base = begin("base", x).then(form(*first), "add zero")
    with pytest.raises(ClaimRejected, match="may not occur in the parts"):
        dataclasses.replace(found, base=base, first=first)


def test_the_input_may_not_hide_in_the_output_of_the_layer_below() -> None:
    """Else every step is trivial: W h + b = 0 x + (W h + b)."""
    found = columns()
    assert isinstance(found.step.start, Matrix)
    following = (Zero("K", "D"), found.step.start)
    trivial = begin("step", found.step.start, found.step.definitions).then(found.form(*following), "add zero")
    with pytest.raises(ClaimRejected, match="x and h_l may not occur"):
        dataclasses.replace(found, step=trivial, following=following)


def test_the_parts_of_the_hypothesis_need_different_names() -> None:
    D = MatrixSymbol(Tensor("A", ("D", "D")))
    x, c, h = matrices("x:D c:D h:D")
    hypothesis = define(h, D @ x + c)
    step = begin("step", D @ h, (hypothesis,)).then(D @ D @ x + D @ c, "distributivity")
    parts: dict[str, Any] = {
        "title": "t",
        "variable": "l",
        "input": x.tensor,
        "form": lambda A, c: A @ x + c,
        "first": (Identity("D"), Zero("D")),
        "here": (D, c),
        "following": (D @ D, D @ c),
        "output": h,
        "base": begin("b", x).then(Identity("D") @ x + Zero("D"), "add zero"),
        "step": step,
    }
    assert Induction(**parts)
    with pytest.raises(ClaimRejected, match="the step may use"):
        Induction(**{**parts, "here": (D, h), "following": (D @ D, D @ h)})
