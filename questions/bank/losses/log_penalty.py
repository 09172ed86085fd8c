"""What a confident mistake costs: minus the logarithm of the probability, and the square of what is missing to 1."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("confident_mistake", "mild_mistake")
CONFIDENT = Fraction(1, 10)  # the probability of the true class below which a mistake is called confident


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    confident = case == "confident_mistake"
    p = fixed(stream.integer(5, 95), 3) if confident else fixed(stream.integer(11, 60), 2)
    return {"probability": p.rstrip("0"), "claims": claims.drawn(CLAIMS, stream, 4)}


def case_of(params: Params) -> str:
    return "confident_mistake" if Fraction(params["probability"]) < CONFIDENT else "mild_mistake"


def ill_posed(params: Params) -> str | None:
    if not 0 < Fraction(params["probability"]) < Fraction(9, 10):
        return "the probability is not between 0 and 0.9"
    if halving_doubles(params):
        return "at this probability the loss of half of it happens to be twice as large"
    return claims.all_alike(CLAIMS, params)


def chance(params: Params) -> Fraction:
    return Fraction(params["probability"])


def loss(params: Params) -> Decimal:
    return precise.product(-1, precise.log(chance(params)))


def halving_doubles(params: Params) -> bool:
    return chance(params) == Fraction(1, 2)  # -log(p/2) = -2 log p


def slopes(params: Params) -> tuple[Fraction, Fraction]:
    return -1 / chance(params), -2 * (1 - chance(params))


TINY = Fraction(1, 10**8)

CLAIMS: Mapping[str, Claim] = {
    "squared_below_1": Claim(
        "The squared penalty never exceeds 1, however wrong the prediction is.",
        "$1 - p$ is between 0 and 1.",
        lambda p: (1 - TINY) ** 2 <= 1,
    ),
    "log_below_1": Claim(
        "The cross-entropy of an example never exceeds 1, however wrong the prediction is.",
        "It grows without bound as the probability goes to 0.",
        lambda p: -precise.log(TINY) <= 1,
    ),
    "log_unbounded": Claim(
        "The cross-entropy grows without bound as the probability of the true class goes to 0.",
        "The logarithm goes to minus infinity.",
        lambda p: -precise.log(TINY) > 15,
    ),
    "log_above_squared": Claim(
        "For every probability strictly between 0 and 1 the cross-entropy is greater than the squared penalty.",
        "$-\\log p \\ge 1 - p$, and $1 - p$ is greater than its square.",
        lambda p: loss(p) > (1 - chance(p)) ** 2,
    ),
    "halving_adds_log2": Claim(
        "Each time the probability of the true class is halved, the cross-entropy grows by $\\log 2$.",
        "The logarithm of a product is a sum.",
        lambda p: abs(-precise.log(chance(p) / 2) - loss(p) - precise.log(2)) < Decimal("1e-20"),
    ),
    "halving_doubles": Claim(
        "Halving the probability given here doubles the cross-entropy.",
        "It adds $\\log 2$; that would be a doubling at the probability 0.5 only.",
        halving_doubles,
    ),
    "near_right_alike": Claim(
        "For a probability of 0.99 the cross-entropy is about 0.01.",
        "Near 1, $-\\log p$ is about $1 - p$.",
        lambda p: abs(-precise.log(Fraction(99, 100)) - Decimal("0.01")) < Decimal("0.001"),
    ),
    "squared_slope_grows": Claim(
        "As the probability goes to 0, the slope of the squared penalty grows without bound in size.",
        "It goes to $-2$.",
        lambda p: Fraction(5, 2) < 2 * (1 - TINY),
    ),
    "log_slope_grows": Claim(
        "As the probability goes to 0, the slope of the cross-entropy in it grows without bound in size.",
        "It is $-1/p$.",
        lambda p: 1 / TINY > 10**5,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    p = chance(params)
    facts = {
        "p": typeset.number(p),
        "rest": typeset.number(1 - p),
        "square": typeset.quotient((1 - p) ** 2),
        "loss": typeset.about(loss(params), 4),
        "ratio": typeset.about(precise.quotient(loss(params), (1 - p) ** 2), 2),
        "slopes": [typeset.about(slope, 4) for slope in slopes(params)],
    }
    return {
        "a": Solved(Exact("number", loss(params), 4), facts),
        "b": Solved(Exact("number", (1 - p) ** 2, 4), facts),
        "c": Solved(Exact("array", slopes(params), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "logarithm to base 10",
        lambda p: precise.quotient(loss(p), precise.log(10)),
        "The logarithm is the natural one.",
    ),
    Mistake(
        "a",
        "logarithm to base 2",
        lambda p: precise.quotient(loss(p), precise.log(2)),
        "The logarithm is the natural one.",
    ),
    Mistake(
        "a",
        "the logarithm of the rest",
        lambda p: precise.product(-1, precise.log(1 - chance(p))),
        "The loss looks at the probability of the true class.",
    ),
    Mistake(
        "b",
        "not squared",
        lambda p: 1 - chance(p),
        "The penalty is the square of what is missing.",
    ),
    Mistake(
        "b",
        "the square of the probability",
        lambda p: chance(p) ** 2,
        "What is missing to 1 is squared, not the probability.",
    ),
    Mistake(
        "c",
        "wrong sign",
        lambda p: tuple(-slope for slope in slopes(p)),
        "Both penalties fall as the probability of the true class rises.",
    ),
    Mistake(
        "c",
        "the values instead of the slopes",
        lambda p: (loss(p), (1 - chance(p)) ** 2),
        "The derivatives are asked for.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "probability": {**DECIMAL, "description": "probability of the true class, below 0.9, e.g. 0.01"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
