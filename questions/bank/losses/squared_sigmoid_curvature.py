"""A squared error behind a sigmoid is not convex in the logit: its curvature, and where it changes sign."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import claims, derived, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("bends_up", "bends_down")
LEAST = Decimal("0.004")  # size of a curvature that still has digits by hand


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    label = stream.integer(0, 1)
    size = stream.decimal("1", "4", 1) if case == "bends_down" else stream.decimal("-3", "0.5", 1)
    size = size.removesuffix(".0")
    logit = size if label == 0 else size.removeprefix("-") if size.startswith("-") else f"-{size}"
    return {"logit": logit, "label": label, "claims": claims.drawn(CLAIMS, stream, 4)}


def case_of(params: Params) -> str:
    return "bends_up" if curvature(params) > 0 else "bends_down"


def ill_posed(params: Params) -> str | None:
    if abs(Fraction(params["logit"])) > 8:
        return "a logit beyond 8 leaves no digits of the curvature"
    if Fraction(params["logit"]) == 0:
        return "at the logit 0 the sigmoid is one half, and several formulas agree"
    if abs(curvature(params)) < LEAST:
        return "the curvature is next to 0"
    return claims.all_alike(CLAIMS, params)


def missed(params: Params) -> Decimal:
    """The probability of the other label: by symmetry the sigmoid of a problem with the label 0."""
    z = Fraction(params["logit"])
    return precise.sigmoid(z if params["label"] == 0 else -z)


def curvature(params: Params) -> Decimal:
    """2 s^2 (1 - s) (2 - 3 s) with s the probability of the other label."""
    s = missed(params)
    return precise.product(2, s, s, precise.total([1, -s]), precise.total([2, precise.product(-3, s)]))


def of_cross_entropy(params: Params) -> Decimal:
    s = missed(params)
    return precise.product(s, precise.total([1, -s]))


def inflection(params: Params) -> Decimal:
    """Where s = 2/3."""
    return precise.log(2 if params["label"] == 0 else Fraction(1, 2))


# The two losses in the probability p: second derivatives 2 and 1/p^2; in the logit: as derived.
BENDS = {
    "squared_in_prediction": lambda p: precise.total([2]),
    "cross_in_prediction": lambda p: precise.quotient(1, Fraction(1, 4)),
    "cross_in_logit": of_cross_entropy,
}


def squared_convex_in_logit(_params: Params) -> bool:
    """No: at s = 0.9 the factor 2 - 3 s is negative."""
    return 2 - 3 * Fraction(9, 10) >= 0


def product_loss(v: int) -> int:
    """(w1 w2 - 1)^2 along w1 = w2 = v."""
    return (v * v - 1) ** 2


CLAIMS: Mapping[str, Claim] = {
    "squared_in_prediction": Claim(
        "The squared error is convex in the predicted probability.",
        "Its second derivative is 2.",
        lambda p: BENDS["squared_in_prediction"](p) > 0,
    ),
    "cross_in_prediction": Claim(
        "The cross-entropy is convex in the predicted probability.",
        "Its second derivative is one over the square of the probability of the label.",
        lambda p: BENDS["cross_in_prediction"](p) > 0,
    ),
    "squared_in_logit": Claim(
        "The squared error behind a sigmoid is convex in the logit.",
        "Where the sigmoid is on the wrong side and flat, the squared error bends down.",
        squared_convex_in_logit,
    ),
    "cross_in_logit": Claim(
        "The binary cross-entropy is convex in the logit.",
        "Its second derivative is $\\sigma (1 - \\sigma)$.",
        lambda p: BENDS["cross_in_logit"](p) > 0,
    ),
    "advantage": Claim(
        "Convexity is an advantage of the squared error over the cross-entropy.",
        "Both are convex in the probability, and in the logit only the cross-entropy is.",
        lambda p: squared_convex_in_logit(p) and not BENDS["cross_in_logit"](p) > 0,
    ),
    "weights": Claim(
        "As the squared error is convex in the prediction, it is convex in the weights of a network with two layers.",
        "With $w_1 w_2$ for the network, $(w_1 w_2 - 1)^2$ is 1 at $(0, 0)$, but 0 at $(1, 1)$ and at $(-1, -1)$.",
        lambda p: 2 * product_loss(0) <= product_loss(1) + product_loss(-1),
    ),
    "bends_down_here": Claim(
        "At the logit given here the squared error bends down.",
        "Its second derivative is positive where the probability of the other label is below $2/3$.",
        lambda p: curvature(p) < 0,
    ),
    "cross_bends_up_here": Claim(
        "At the logit given here the binary cross-entropy bends up.",
        "Its second derivative is positive everywhere.",
        lambda p: of_cross_entropy(p) > 0,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    s = missed(params)
    proved = derived.derivation("squared_sigmoid_curvature")
    facts = {
        "z": typeset.number(params["logit"]),
        "turned": typeset.number(-Fraction(params["logit"])),
        "s": typeset.about(s, 5),
        "rest": typeset.about(precise.total([1, -s]), 5),
        "factor": typeset.enclosed(typeset.about(precise.total([2, precise.product(-3, s)]), 5)),
        "minus": "" if params["label"] == 0 else "-",
    }
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("number", curvature(params), 3), facts),
        "c": Solved(
            Exact("number", of_cross_entropy(params), 4), facts, derivation=derived.derivation("hessian_bce")
        ),
        "d": Solved(Exact("number", inflection(params), 4), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


def term(write: Any) -> Any:
    """A wrong answer as a term of sigma(x)."""

    def wrong(_params: Params) -> Any:
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Apply, Component

        return write(Apply("sigmoid", (Component(Tensor("x")),)))

    return wrong


MISTAKES = (
    Mistake(
        "a",
        "the slope of the sigmoid differentiated once only",
        term(lambda s: 2 * s**2 * (1 - s) ** 2),
        "That is twice the square of the slope; the product rule has a second term, with the slope's own slope.",
    ),
    Mistake(
        "a",
        "the curvature of the cross-entropy",
        term(lambda s: s * (1 - s)),
        "The square does not cancel the slope of the sigmoid.",
    ),
    Mistake(
        "b",
        "2, as in the prediction",
        lambda p: Fraction(2),
        "2 is the second derivative in the probability; in the logit the sigmoid bends the loss as well.",
    ),
    Mistake(
        "b",
        "the curvature of the cross-entropy",
        of_cross_entropy,
        "That one is $\\sigma (1 - \\sigma)$ and never negative; the squared error is another loss.",
    ),
    Mistake(
        "b",
        "the other label",
        lambda p: curvature({**p, "label": 1 - p["label"]}),
        "With the other label the curve is mirrored.",
    ),
    Mistake(
        "c",
        "2, as in a squared error",
        lambda p: Fraction(2),
        "The cross-entropy has the slope $\\sigma - y$, whose slope is that of the sigmoid.",
    ),
    Mistake(
        "d",
        "where the sigmoid itself turns",
        lambda p: Fraction(0),
        "The sigmoid has its inflection at 0; its square has it where $\\sigma = 2/3$.",
    ),
    Mistake(
        "d",
        "the wrong side",
        lambda p: precise.product(-1, inflection(p)),
        "The curve bends down where the label is missed, not where it is met.",
    ),
    Mistake(
        "d",
        "the value of the sigmoid there",
        lambda p: Fraction(2, 3) if p["label"] == 0 else Fraction(1, 3),
        "That is the probability; the logit with this probability is asked for.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logit": {**DECIMAL, "description": "the logit z, e.g. 2"},
        "label": {"type": "integer", "enum": [0, 1], "description": "the label y"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
