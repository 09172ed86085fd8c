"""Where binary cross-entropy comes from: the likelihood of labels under the predicted probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import prod

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SIZES = {"three_labels": 3, "five_labels": 5}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(size: int, stream: Stream) -> Params:
    return {
        "labels": [stream.integer(0, 1) for _ in range(size)],
        "probabilities": [fixed(stream.integer(1, 9), 1) for _ in range(size)],
    }


def case_of(params: Params) -> str:
    return "three_labels" if len(params["labels"]) <= SIZES["three_labels"] else "five_labels"


def ill_posed(params: Params) -> str | None:
    labels, chances = params["labels"], [Fraction(p) for p in params["probabilities"]]
    if len(labels) != len(chances):
        return f"there are {len(labels)} labels and {len(chances)} probabilities"
    if not all(0 < p < 1 for p in chances):
        return "a probability is not strictly between 0 and 1"
    if len(set(labels)) == 1:
        return "all labels are the same, so only one kind of factor is used"
    if len(set(chances)) == 1:
        return "all probabilities are the same"
    return None


def factors(params: Params) -> tuple[Fraction, ...]:
    """The probability that each label was given."""
    pairs = zip(params["labels"], params["probabilities"], strict=True)
    return tuple(Fraction(p) if label else 1 - Fraction(p) for label, p in pairs)


def likelihood(params: Params) -> Fraction:
    return prod(factors(params), start=Fraction(1))


def minus_log(params: Params) -> Decimal:
    return -precise.log(likelihood(params))


def brier(params: Params) -> Fraction:
    return sum(((1 - f) ** 2 for f in factors(params)), Fraction(0))


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("likelihood_bernoulli")
    count, whole = len(params["labels"]), likelihood(params)
    facts = {
        "N": count,
        "factors": r" \cdot ".join(typeset.number(f) for f in factors(params)),
        "whole": typeset.about(whole, 5),
        "terms": " + ".join(typeset.about(-precise.log(f), 4) for f in factors(params)),
        "total": typeset.about(minus_log(params), 5),
        "best": typeset.listing(
            [f"{k}" for k, f in enumerate(factors(params), 1) if f == min(factors(params))]
        ),
        "tie": factors(params).count(min(factors(params))) > 1,
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("number", whole, 4), facts),
        "c": Solved(Exact("number", minus_log(params), 4), facts),
        "d": Solved(Exact("number", precise.quotient(minus_log(params), count), 4), facts),
    }


MISTAKES = (
    Mistake(
        "b",
        "product of the probabilities of label 1",
        lambda p: prod((Fraction(q) for q in p["probabilities"]), start=Fraction(1)),
        "A label 0 had the probability $1 - p$.",
    ),
    Mistake(
        "b",
        "sum instead of product",
        lambda p: sum(factors(p), Fraction(0)),
        "Probabilities of independent labels are multiplied.",
    ),
    Mistake(
        "c",
        "the likelihood itself",
        likelihood,
        "The likelihood is to be made large, not small; minus its logarithm is the loss.",
    ),
    Mistake(
        "c",
        "squared errors",
        brier,
        "The sum of the squares $(t - p)^2$ is the Brier score; a likelihood of labels leads to logarithms.",
    ),
    Mistake(
        "c",
        "forgot the minus",
        lambda p: -minus_log(p),
        "The logarithm of a probability is negative, and the minus makes a loss of it.",
    ),
    Mistake(
        "c",
        "only the labels 1",
        lambda p: precise.total([-precise.log(f) for f, t in zip(factors(p), p["labels"], strict=True) if t]),
        "A label 0 has the term $\\log(1 - p)$.",
    ),
    Mistake(
        "d",
        "not divided by N",
        minus_log,
        "The binary cross-entropy is a mean: it is divided by the number of examples.",
    ),
    Mistake(
        "d",
        "squared errors",
        lambda p: brier(p) / len(p["labels"]),
        "That is the Brier score, the mean squared error of probabilities.",
    ),
)

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "labels": {
            "type": "array",
            "items": {"type": "integer", "enum": [0, 1]},
            "minItems": 2,
            "maxItems": 6,
            "description": "labels t, 0 or 1, e.g. [1, 0, 1]",
        },
        "probabilities": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "predicted probabilities p of the label 1, e.g. [0.9, 0.2, 0.6]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
