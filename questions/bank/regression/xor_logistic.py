"""What logistic regression achieves on XOR: nothing beyond the share of the labels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import derived, precise, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and case_of(params) == case
    )


def _numbers(case: str, stream: Stream) -> Params:
    ones = stream.integer(1, 20)
    return {"ones": ones, "zeros": ones if case == "balanced" else stream.integer(1, 12)}


def case_of(params: Params) -> str:
    return "balanced" if params["ones"] == params["zeros"] else "imbalanced"


def ill_posed(params: Params) -> str | None:
    if not Fraction(1, 9) <= Fraction(params["ones"], params["zeros"]) <= 9:
        return "one label is more than nine times as frequent as the other"
    return None


def share(params: Params) -> Fraction:
    """Of label 1."""
    return Fraction(params["ones"], params["ones"] + params["zeros"])


def entropy(params: Params) -> Decimal:
    p = share(params)
    return -precise.total([precise.product(q, precise.log(q)) for q in (p, 1 - p)])


def accuracy(params: Params) -> Fraction:
    """A line can have three of the four points right: the rarest kind of point is given up."""
    rarest = min(params["ones"], params["zeros"])
    return 1 - Fraction(rarest, 2 * (params["ones"] + params["zeros"]))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    ones, zeros = params["ones"], params["zeros"]
    rarest = min(ones, zeros)
    facts = {
        "p": typeset.number(share(params)),
        "q": typeset.number(1 - share(params)),
        "shown": typeset.quotient(share(params)),
        "total": 2 * (ones + zeros),
        "rarest": rarest,
        "right": 2 * (ones + zeros) - rarest,
        "bias": "= 0"
        if ones == zeros
        else rf"\approx {typeset.about(precise.log(Fraction(ones, zeros)), 4)}",
        "result": typeset.quotient(accuracy(params)),
        "guess": typeset.quotient(max(share(params), 1 - share(params))),
        "residuals": typeset.signed_sum(
            (typeset.product(ones, share(params) - 1), typeset.product(zeros, share(params)))
        ),
        "enclosed_p": rf"\left({typeset.number(share(params))}\right)",
        "enclosed_q": rf"\left({typeset.number(1 - share(params))}\right)",
    }
    return {
        "a": Solved(
            Exact("rational", share(params), 4), facts, derivation=derived.derivation("logistic_gradient")
        ),
        "b": Solved(Exact("number", entropy(params), 4), facts),
        "c": Solved(Exact("rational", accuracy(params), 4), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "as if XOR were solved",
        lambda p: Fraction(0),
        "That would be right, but no weights give it together with probability 1 at (0, 1) and (1, 0).",
    ),
    Mistake(
        "a",
        "the share of label 0",
        lambda p: 1 - share(p) if share(p) != Fraction(1, 2) else None,
        "The probability is that of label 1.",
    ),
    Mistake(
        "b",
        "as if XOR were solved",
        lambda p: 0.0,
        "No line separates the labels, so the loss cannot come near to 0.",
    ),
    Mistake(
        "b",
        "logarithm to base 2",
        lambda p: float(entropy(p)) / math.log(2),
        "The loss uses the natural logarithm; with base 2 it would be given in bits.",
    ),
    Mistake(
        "b",
        "log 2 whatever the shares",
        lambda p: math.log(2) if p["ones"] != p["zeros"] else None,
        "With unequal shares the constant probability is not one half, and does better.",
    ),
    Mistake("c", "all of them", lambda p: Fraction(1), "XOR is not linearly separable."),
    Mistake(
        "c",
        "only the larger label",
        lambda p: max(share(p), 1 - share(p)),
        "A line can cut off one of the four points and have the three others right.",
    ),
)

COUNT = {"type": "integer", "minimum": 1, "maximum": 1000}

family = Family(
    cases=("balanced", "imbalanced"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "ones": {
            **COUNT,
            "description": "how often each of the points (0, 1) and (1, 0), with label 1, occurs",
        },
        "zeros": {
            **COUNT,
            "description": "how often each of the points (0, 0) and (1, 1), with label 0, occurs",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
