"""Where categorical cross-entropy comes from: the likelihood of one-hot labels under the predicted probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import prod

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SIZES = {"two_examples": 2, "four_examples": 4}
CLASSES = 3


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(rows: int, stream: Stream) -> Params:
    return {
        "probabilities": [_row(stream) for _ in range(rows)],
        "labels": [stream.integer(1, CLASSES) for _ in range(rows)],
    }


def _row(stream: Stream) -> list[str]:
    """Three probabilities in tenths that sum to 1."""
    low, high = sorted(stream.sample(range(1, 10), 2))
    return [fixed(count, 1) for count in (low, high - low, 10 - high)]


def case_of(params: Params) -> str:
    return "two_examples" if len(params["labels"]) <= SIZES["two_examples"] else "four_examples"


def ill_posed(params: Params) -> str | None:
    rows, labels = params["probabilities"], params["labels"]
    if len(rows) != len(labels):
        return f"there are {len(rows)} rows of probabilities and {len(labels)} labels"
    if len({len(row) for row in rows}) != 1:
        return "the rows differ in length"
    if any(label > len(rows[0]) for label in labels):
        return f"a label is beyond the {len(rows[0])} classes"
    if any(sum(map(Fraction, row)) != 1 or min(map(Fraction, row)) <= 0 for row in rows):
        return "a row is no distribution without zeros: its entries are positive and sum to 1"
    return None


def factors(params: Params) -> tuple[Fraction, ...]:
    """The probability of the true class of each example."""
    pairs = zip(params["probabilities"], params["labels"], strict=True)
    return tuple(Fraction(row[label - 1]) for row, label in pairs)


def likelihood(params: Params) -> Fraction:
    return prod(factors(params), start=Fraction(1))


def minus_log(params: Params) -> Decimal:
    return -precise.log(likelihood(params))


def binary_sum(params: Params) -> Decimal:
    """The binary cross-entropies of all entries, added up."""
    terms = []
    for row, label in zip(params["probabilities"], params["labels"], strict=True):
        for k, p in enumerate(map(Fraction, row), start=1):
            terms.append(-precise.log(p if k == label else 1 - p))
    return precise.total(terms)


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("likelihood_categorical")
    count, whole = len(params["labels"]), likelihood(params)
    facts = {
        "N": count,
        "factors": r" \cdot ".join(typeset.number(f) for f in factors(params)),
        "whole": typeset.about(whole, 5),
        "terms": " + ".join(typeset.about(-precise.log(f), 5) for f in factors(params)),
        "total": typeset.about(minus_log(params), 5),
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
        "sum instead of product",
        lambda p: sum(factors(p), Fraction(0)),
        "Probabilities of independent labels are multiplied.",
    ),
    Mistake(
        "b",
        "the most probable classes",
        lambda p: prod((max(map(Fraction, row)) for row in p["probabilities"]), start=Fraction(1)),
        "The likelihood is that of the true classes, whatever the network predicts.",
    ),
    Mistake(
        "c",
        "a binary cross-entropy for each entry",
        binary_sum,
        "The classes of an example exclude each other: it brings one factor, the probability of its class.",
    ),
    Mistake(
        "c",
        "the likelihood itself",
        likelihood,
        "The likelihood is to be made large, not small; minus its logarithm is the loss.",
    ),
    Mistake(
        "c",
        "forgot the minus",
        lambda p: -minus_log(p),
        "The logarithm of a probability is negative, and the minus makes a loss of it.",
    ),
    Mistake(
        "d",
        "not divided by N",
        minus_log,
        "The mean over the examples is asked for.",
    ),
    Mistake(
        "d",
        "divided by the number of entries",
        lambda p: precise.quotient(minus_log(p), len(p["labels"]) * len(p["probabilities"][0])),
        "Each example has one true class, and so one term: the mean is over the examples.",
    ),
)

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "probabilities": {
            "type": "array",
            "items": {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 5},
            "minItems": 2,
            "maxItems": 6,
            "description": "a row of probabilities for each example, e.g. [[0.7, 0.2, 0.1], [0.3, 0.6, 0.1]]",
        },
        "labels": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 5},
            "minItems": 2,
            "maxItems": 6,
            "description": "the true class of each example, counted from 1, e.g. [1, 2]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
