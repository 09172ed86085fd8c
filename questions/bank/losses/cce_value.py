"""Categorical cross-entropy of a few one-hot rows: what is left of the double sum, and what it is divided by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SIZES = {"two_rows": 2, "four_rows": 4}
CLASSES = 3


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(rows: int, stream: Stream) -> Params:
    return {
        "probabilities": [_row(stream) for _ in range(rows)],
        "labels": [stream.integer(1, CLASSES) for _ in range(rows)],
    }


def _row(stream: Stream) -> list[str]:
    """Three probabilities in steps of 0.05 that sum to 1."""
    low, high = sorted(stream.sample(range(1, 20), 2))
    return [fixed(5 * count, 2).removesuffix("0") for count in (low, high - low, 20 - high)]


def case_of(params: Params) -> str:
    return "two_rows" if len(params["labels"]) <= SIZES["two_rows"] else "four_rows"


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
    if len(rows) == len(rows[0]):
        return "there are as many rows as classes, so that one could be taken for the other"
    if len(set(of_labels(params))) == 1:
        return "all true classes have the same probability, so there is nothing to average"
    return None


def of_labels(params: Params) -> tuple[Fraction, ...]:
    """The probability of the true class, row by row."""
    return tuple(
        Fraction(row[label - 1]) for row, label in zip(params["probabilities"], params["labels"], strict=True)
    )


def total(params: Params) -> Decimal:
    return -precise.total([precise.log(p) for p in of_labels(params)])


def loss(params: Params) -> Decimal:
    return precise.quotient(total(params), len(params["labels"]))


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("cross_entropy_label")
    chosen = of_labels(params)
    facts = {
        "rows": [
            {
                "one_hot": typeset.vector(["1" if k == label else "0" for k in range(1, len(row) + 1)]),
                "p": typeset.number(p),
                "loss": typeset.about(-precise.log(p), 5),
            }
            for row, label, p in zip(params["probabilities"], params["labels"], chosen, strict=True)
        ],
        "R": len(chosen),
        "C": len(params["probabilities"][0]),
        "entries": len(chosen) * len(params["probabilities"][0]),
        "terms": " + ".join(typeset.about(-precise.log(p), 5) for p in chosen),
        "total": typeset.about(total(params), 5),
        "uniform": typeset.about(precise.log(len(params["probabilities"][0])), 4),
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("integer", len(chosen)), facts),
        "c": Solved(Exact("number", loss(params), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def mean_chance(params: Params) -> Fraction:
    chosen = of_labels(params)
    return sum(chosen, Fraction(0)) / len(chosen)


def one_minus(_params: Params) -> Any:
    """1 - q_t, as a term."""
    from derive.terms.index import indices
    from derive.terms.tensors import POSITIVE_REAL, Tensor
    from derive.terms.terms import Component, lift

    label = indices("t:C")[0]
    return lift(1) - Component(Tensor("q", ("C",), POSITIVE_REAL), (label,))


MISTAKES = (
    Mistake(
        "a",
        "one minus the probability",
        one_minus,
        "The error probability is near the loss only where it is small; the logarithm stays.",
    ),
    Mistake(
        "b",
        "every entry of the table",
        lambda p: len(p["labels"]) * len(p["probabilities"][0]),
        "$R$ counts one-hot rows: the entries of one row make one term together.",
    ),
    Mistake(
        "b",
        "the number of classes",
        lambda p: len(p["probabilities"][0]),
        "The classes are summed over by the inner sum; the mean is over the rows.",
    ),
    Mistake(
        "c",
        "divided by all entries",
        lambda p: precise.quotient(loss(p), len(p["probabilities"][0])),
        "$R$ is the number of rows, not of entries: most entries of a one-hot target are 0 and bring no term.",
    ),
    Mistake("c", "sum instead of mean", total, "This is the sum over the rows; the loss divides it by $R$."),
    Mistake(
        "c",
        "minus the logarithm of the mean probability",
        lambda p: -precise.log(mean_chance(p)),
        "The logarithms are averaged, not the probabilities: a single bad row must weigh.",
    ),
    Mistake(
        "c",
        "one minus the mean probability",
        lambda p: 1 - mean_chance(p),
        "The loss is the mean of $-\\log$, which has no upper bound; $1 - p$ has.",
    ),
    Mistake(
        "c",
        "logarithm to base 2",
        lambda p: precise.quotient(loss(p), precise.log(2)),
        "The logarithm is the natural one.",
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
            "description": "a row of probabilities for each sample, e.g. [[0.7, 0.2, 0.1], [0.3, 0.6, 0.1]]",
        },
        "labels": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 5},
            "minItems": 2,
            "maxItems": 6,
            "description": "the true class of each sample, counted from 1, e.g. [1, 2]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
