"""One logit, two losses: what binary cross-entropy and squared error say to it, and what a second sigmoid spoils."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from questions import claims, derived, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

FARTHEST = 12  # of a logit from 0, in size
STEEP, FLAT = Decimal("0.5"), Decimal("0.01")  # what the statements call steep, and next to 0
CLOSEST = Decimal("0.02")  # how far the numbers of the statements are from their limits, relative to them


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    label = stream.integer(0, 1)
    wrong = case == "confidently_wrong"
    size = fixed(5 * stream.integer(6, 20), 1) if wrong else fixed(stream.integer(5, 30), 1)
    minus = "-" if (label == 1) == wrong else ""
    return {
        "logit": minus + size.removesuffix(".0"),
        "label": label,
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "right_side" if (Decimal(params["logit"]) > 0) == (params["label"] == 1) else "confidently_wrong"


def ill_posed(params: Params) -> str | None:
    z = Decimal(params["logit"])
    if z == 0:
        return "at the logit 0 the network says nothing"
    if abs(z) > FARTHEST:
        return f"a logit beyond {FARTHEST} leaves no digits of the smaller probability"
    near = ((abs(by_logit(params)), STEEP), (abs(squared_slope(params)), FLAT), (twice(params), loss(params)))
    if any(abs(found - limit) < CLOSEST * limit for found, limit in near):
        return "a number is too near the limit of a statement"
    return claims.all_alike(CLAIMS, params)


def towards(params: Params, z: Decimal | str) -> Decimal:
    """The probability that a logit gives to the label."""
    return precise.sigmoid(z if params["label"] else -Decimal(z))


def loss(params: Params) -> Decimal:
    return precise.softplus(-Decimal(params["logit"]) * (1 if params["label"] else -1))


def twice(params: Params) -> Decimal:
    """The loss when the loss function takes the probability for a logit."""
    once = precise.sigmoid(params["logit"])
    return precise.softplus(-once if params["label"] else once)


def by_logit(params: Params) -> Decimal:
    """sigma(z) - y, without the loss of digits near 1."""
    missed = precise.sigmoid(-Decimal(params["logit"]) if params["label"] else params["logit"])
    return -missed if params["label"] else missed


def squared_slope(params: Params) -> Decimal:
    """2 (sigma - y) sigma (1 - sigma)."""
    z = Decimal(params["logit"])
    return precise.product(2, by_logit(params), precise.sigmoid(z), precise.sigmoid(-z))


CLAIMS: Mapping[str, Claim] = {
    "slope_cancels": Claim(
        "At every logit the derivative of the cross-entropy is $\\sigma(z) - y$: the slope of the sigmoid cancels.",
        "The $1/p$ of the logarithm cancels it.",
        lambda p: True,
    ),
    "cross_entropy_steep": Claim(
        "Here the derivative of the cross-entropy by the logit is greater than 0.5 in size.",
        "It is $\\sigma(z) - y$, the error of the prediction: small where the prediction is nearly right.",
        lambda p: abs(by_logit(p)) > STEEP,
    ),
    "squared_vanishes": Claim(
        "Here the derivative of the squared error by the logit is below 0.01 in size.",
        "It has the factor $\\sigma(z) (1 - \\sigma(z))$, which is small only where the sigmoid is flat.",
        lambda p: abs(squared_slope(p)) < FLAT,
    ),
    "squared_steeper": Claim(
        "Here the squared error has the greater derivative with respect to the logit, in size, of the two losses.",
        "It is that of the cross-entropy times $2 \\sigma(z) (1 - \\sigma(z))$, which is at most $1/2$.",
        lambda p: abs(squared_slope(p)) > abs(by_logit(p)),
    ),
    "twice_is_harmless": Claim(
        "A second sigmoid does not change the loss, since it keeps a probability a probability.",
        "It squeezes all probabilities into the interval from $1/2$ to $\\sigma(1) \\approx 0.73$.",
        lambda p: twice(p) == loss(p),
    ),
    "twice_never_small": Claim(
        "With a second sigmoid the loss of an example is never below 0.3, however good the network is.",
        "The second sigmoid gives no label more than $\\sigma(1) \\approx 0.73$.",
        lambda p: precise.softplus(-1) > Decimal("0.3"),
    ),
    "twice_is_larger": Claim(
        "For this example the second sigmoid makes the loss larger.",
        "It pulls the probability to the middle: a good prediction looks worse, a bad one better.",
        lambda p: twice(p) > loss(p),
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    z, label = Decimal(params["logit"]), params["label"]
    once = precise.sigmoid(z)
    facts = {
        "z": typeset.number(str(z)),
        "y": label,
        "p": typeset.about(once, 5),
        "rest": typeset.about(precise.sigmoid(-z), 5),
        "label_p": typeset.about(towards(params, z), 5),
        "second": typeset.about(precise.sigmoid(once), 5),
        "label_second": typeset.about(towards(params, once), 5),
        "missed": typeset.enclosed(typeset.about(by_logit(params), 5)),
        "ratio": typeset.about(precise.quotient(by_logit(params), squared_slope(params)), 2),
    }
    return {
        "a": Solved(Exact("number", loss(params), 4), facts),
        "b": Solved(Exact("number", twice(params), 4), facts),
        "c": Solved(
            Exact("number", by_logit(params), 4), facts, derivation=derived.derivation("bce_gradient")
        ),
        "d": Solved(
            Exact("number", squared_slope(params), 4),
            facts,
            derivation=derived.derivation("squared_sigmoid"),
        ),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


UPHILL = (
    "Raising the logit of a present label lowers the loss: prediction minus target, not the other way round."
)

MISTAKES = (
    Mistake(
        "a",
        "sigmoid applied twice",
        twice,
        "The sigmoid has already made a probability of the logit; a second one spoils it.",
    ),
    Mistake(
        "a",
        "loss of the other label",
        lambda p: loss({**p, "label": 1 - p["label"]}),
        "The loss looks at the probability that the true label was given.",
    ),
    Mistake(
        "a",
        "logarithm to base 10",
        lambda p: precise.quotient(loss(p), precise.log(10)),
        "The logarithm is the natural one.",
    ),
    Mistake(
        "b",
        "the loss with one sigmoid",
        loss,
        "The function takes what it is given for a logit, and applies its own sigmoid.",
    ),
    Mistake("c", "target minus prediction", lambda p: -by_logit(p), UPHILL),
    Mistake(
        "c",
        "the gradient of the squared error",
        squared_slope,
        "With the cross-entropy the slope of the sigmoid cancels, and there is no 2.",
    ),
    Mistake(
        "d",
        "the gradient of the cross-entropy",
        by_logit,
        "In the squared error nothing cancels: the 2 and the slope of the sigmoid stay.",
    ),
    Mistake(
        "d",
        "forgot the slope of the sigmoid",
        lambda p: 2 * by_logit(p),
        "The chain rule goes on through the sigmoid.",
    ),
    Mistake(
        "d",
        "forgot the 2",
        lambda p: squared_slope(p) / 2,
        "The derivative of a square brings down a factor 2.",
    ),
)

family = Family(
    cases=("confidently_wrong", "right_side"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logit": {**DECIMAL, "description": "the logit z of the label 1, e.g. -10"},
        "label": {"type": "integer", "enum": [0, 1], "description": "the label y, 0 or 1"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
