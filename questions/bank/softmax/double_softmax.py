"""Why a network for the cross-entropy of a framework puts out logits: a softmax layer before it is one too many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

POINTS = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
LABELS = (0, 1, 1, 0)
MARGINS = {"trained": (4, 9), "early": (1, 3)}  # how far the logit of the label is ahead, by case
FLOOR = precise.softplus(-1)  # the loss of a margin of 1, the greatest that probabilities can have


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = MARGINS[case]
    logits = []
    for label in LABELS:
        ahead, base = Decimal(stream.decimal(low, high, 1)), Decimal(stream.decimal(-4, 0, 1))
        pair = [str(base + ahead).removesuffix(".0"), str(base).removesuffix(".0")]
        logits.append(pair if label == 0 else pair[::-1])
    return {"logits": logits, "claims": claims.drawn(POOL, stream, 4)}


def case_of(params: Params) -> str:
    return "trained" if min(margins(params)) >= Fraction(7, 2) else "early"


def ill_posed(params: Params) -> str | None:
    found = margins(params)
    if min(found) < Fraction(1, 2) or max(found) > 20:
        return "at each point the logit of the label must be ahead by 0.5 to 20"
    if (min(found) < Fraction(7, 2)) != (max(found) < Fraction(7, 2)):
        return "some points are fitted well and others are not"
    return claims.all_alike(POOL, params)


def margins(params: Params) -> list[Fraction]:
    """The logit of the label less the other one, point by point."""
    return [
        Fraction(row[label]) - Fraction(row[1 - label])
        for row, label in zip(params["logits"], LABELS, strict=True)
    ]


def wrong_class(params: Params) -> tuple[Decimal, ...]:
    """The probability of the wrong class at each point."""
    return tuple(precise.sigmoid(-margin) for margin in margins(params))


def mean(values: Sequence[Decimal]) -> Decimal:
    return precise.quotient(precise.total(values), len(values))


def loss(params: Params) -> Decimal:
    return mean([precise.softplus(-margin) for margin in margins(params)])


def layered_loss(params: Params) -> Decimal:
    """With a softmax layer the margins are those of the probabilities, 1 - 2 s."""
    return mean([precise.softplus(2 * Fraction(s) - 1) for s in wrong_class(params)])


# -- the statements ----------------------------------------------------------------------------------------


def always(_params: Params) -> bool:
    return True


def never(_params: Params) -> bool:
    return False


def stronger(params: Params) -> bool:
    """Whether the loss with the layer changes faster when all logits are multiplied by t: d/dt at t = 1, exactly."""
    plain, layer = Decimal(0), Decimal(0)
    for margin, s in zip(margins(params), wrong_class(params), strict=True):
        slope = precise.product(s, margin)  # of softplus(-t m), but for its sign
        inner = precise.product(2, s, 1 - Fraction(s), margin)  # of the margin 1 - 2 s(t)
        plain += slope
        layer += precise.product(precise.sigmoid(2 * Fraction(s) - 1), inner)
    return layer > plain


POOL: Mapping[str, Claim] = {
    "same_classes": Claim(
        "With the layer the predicted classes are the same.", "Softmax keeps the order of the logits.", always
    ),
    "same_loss": Claim(
        "The layer changes nothing: softmax of a softmax is the same as one softmax.",
        "The second softmax takes the probabilities for logits, whose margins are at most 1.",
        never,
    ),
    "has_floor": Claim(
        r"With the layer the loss cannot fall below $\log(1 + e^{-1})$, however large the margins of the logits are.",
        "Probabilities are at most 1 apart, so to the loss the margin is never more than 1.",
        lambda p: layered_loss(p) > FLOOR,
    ),
    "reaches_zero": Claim(
        "With the layer, too, the loss can be brought as near to 0 as one likes by larger logits.",
        r"The margin of two probabilities is at most 1, so the loss stays above $\log(1 + e^{-1})$.",
        never,
    ),
    "sums_to_one": Claim(
        "Behind the layer each row sums to 1, which the loss does not need.",
        "The loss normalises by itself: it takes any real numbers for logits.",
        always,
    ),
    "unchanged_by_second": Claim(
        "A second softmax leaves probabilities as they are, since they sum to 1 already.",
        "A second softmax takes exponentials of the probabilities, which makes them far more equal.",
        never,
    ),
    "flatter": Claim(
        "A second softmax makes the largest probability of each row smaller.",
        "Probabilities are at most 1 apart, so their exponentials differ by a factor of at most e.",
        lambda p: all(precise.sigmoid(1 - 2 * Fraction(s)) < 1 - s for s in wrong_class(p)),
    ),
    "loss_is_smaller": Claim(
        "The layer makes the loss smaller.",
        "The margins that the loss sees shrink, and the loss grows.",
        lambda p: layered_loss(p) < loss(p),
    ),
    "slope_is_stronger": Claim(
        "When all logits are multiplied by 1.01, the loss with the layer changes more than the one without.",
        "The loss then sees the margin of the probabilities, which moves less: the change is about half as large.",
        stronger,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    small, twice = wrong_class(params), layered_loss(params)
    rows = [
        {
            "point": point,
            "margin": typeset.number(margin),
            "s": typeset.about(s, 5),
            "loss": typeset.about(precise.softplus(-margin), 5),
            "inner": typeset.about(1 - 2 * Fraction(s), 6),
            "twice": typeset.about(precise.softplus(2 * Fraction(s) - 1), 6),
        }
        for point, margin, s in zip(POINTS, margins(params), small, strict=True)
    ]
    facts = {
        "rows": rows,
        "floor": typeset.about(FLOOR, 4),
        "told": statements.told(claims.decided(POOL, params)),
        "times": typeset.about(precise.quotient(twice, loss(params)), 2),
    }
    return {
        "a": Solved(Exact("array", small, 4), facts, derivation=derived.derivation("softmax_two_classes")),
        "b": Solved(Exact("number", loss(params), 4), facts),
        "c": Solved(Exact("number", twice, 4), facts),
        "d": claims.all_that_hold(POOL, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def sigmoids(params: Params) -> tuple[float, ...]:
    """A sigmoid of the logit of the wrong class alone."""
    pairs = zip(params["logits"], LABELS, strict=True)
    return tuple(1 / (1 + math.exp(-float(row[1 - label]))) for row, label in pairs)


def in_floats(value: Callable[[Params], Decimal]) -> Callable[[Params], float]:
    return lambda params: float(value(params))


MISTAKES = (
    Mistake(
        "a",
        "a sigmoid for each logit",
        sigmoids,
        "With two classes softmax is the sigmoid of the difference of the logits, not of one logit alone.",
    ),
    Mistake(
        "a",
        "the probabilities of the labels",
        lambda p: tuple(1 - float(s) for s in wrong_class(p)),
        "These are the probabilities of the right class; asked for is the other one.",
    ),
    Mistake(
        "b",
        "the sum over the points",
        lambda p: 4 * float(loss(p)),
        "The loss of the framework is the mean over the batch, unless it is told otherwise.",
    ),
    Mistake(
        "b",
        "double softmax",
        in_floats(layered_loss),
        "The logits go straight into the loss: softmax is taken there, once.",
    ),
    Mistake(
        "b",
        "squared errors of the probabilities",
        lambda p: float(mean([precise.product(s, s) for s in wrong_class(p)])),
        "The cross-entropy is minus the logarithm of the probability of the label.",
    ),
    Mistake(
        "c",
        "nothing changes",
        in_floats(loss),
        "The loss takes a softmax of what it is given, also of probabilities.",
    ),
    Mistake(
        "c",
        "the sum over the points",
        lambda p: 4 * float(layered_loss(p)),
        "The loss of the framework is the mean over the batch, unless it is told otherwise.",
    ),
)

ROW = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 2}

family = Family(
    cases=tuple(MARGINS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": ROW,
            "minItems": 4,
            "maxItems": 4,
            "description": "both logits at (0,0), (0,1), (1,0), (1,1), e.g. [[6, -3], [-4, 4], [-4, 4], [6, -4]]",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
