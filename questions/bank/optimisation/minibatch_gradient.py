"""What the gradient of a random example, and of a random mini-batch, has to do with the full gradient."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and abs(total(p)) > 4)


def _numbers(case: str, stream: Stream) -> Params:
    count = stream.integer(4, 6)
    return {
        "gradients": [stream.integer(-9, 12) for _ in range(count)],
        "batch": 2 if case == "pairs" else stream.integer(3, count - 1),
        "rate": stream.choice(("0.1", "0.2", "0.3", "0.05", "0.01", "0.03")),
    }


def ill_posed(params: Params) -> str | None:
    if not 1 < params["batch"] < len(params["gradients"]):
        return "a mini-batch has more than one example, and fewer than all"
    if total(params) == 0:
        return "the full gradient is 0, and all expectations with it"
    if len(set(params["gradients"])) == 1:
        return "all gradients are equal: every mini-batch gives the same"
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    return None


def total(params: Params) -> int:
    return sum(params["gradients"])


def count(params: Params) -> int:
    return len(params["gradients"])


def expected_sum(params: Params) -> Fraction:
    """B/n of the full gradient: each example is in B of n mini-batches."""
    return Fraction(params["batch"], count(params)) * total(params)


def rate_of_sum(params: Params) -> Fraction:
    return Fraction(params["rate"]) / params["batch"]


def solve(params: Params) -> Mapping[str, Solved]:
    n, size = count(params), params["batch"]
    facts = {
        "n": n,
        "B": size,
        "sum": typeset.signed_sum(str(g) for g in params["gradients"]),
        "total": total(params),
        "mean": _end(Fraction(total(params), n)),
        "share": typeset.quotient(Fraction(size, n)),
        "product": typeset.product(Fraction(size, n), total(params)),
        "expected": _end(expected_sum(params)),
        "rate": typeset.number(params["rate"]),
        "of_sum": _end(rate_of_sum(params)),
    }
    proved = derived.derivation("sgd_unbiased")
    return {
        "a": Solved(Exact("integer", total(params)), facts),
        "b": Solved(Exact("rational", Fraction(total(params), n), 4), facts),
        "c": Solved(Exact("proof", proved), facts),
        "d": Solved(Exact("rational", expected_sum(params), 4), facts),
        "e": Solved(Exact("rational", rate_of_sum(params), 4), facts),
    }


def _end(value: Fraction) -> str:
    return f"= {typeset.quotient(value)}"


# -- what goes wrong ---------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "a",
        "mean",
        lambda p: Fraction(total(p), count(p)),
        "The loss is a sum over the examples, so its gradient is their sum, not their mean.",
    ),
    Mistake(
        "b",
        "equal to the full gradient",
        total,
        "On average, one of $n$ examples gives the $n$-th part of the sum.",
    ),
    Mistake(
        "b",
        "times n",
        lambda p: count(p) * total(p),
        "The expectation is the mean over the examples; the full gradient is already their sum.",
    ),
    Mistake(
        "d",
        "unbiased",
        total,
        "The mini-batch holds only $B$ of the $n$ examples, so its sum is smaller on average.",
    ),
    Mistake(
        "d",
        "n/B",
        lambda p: Fraction(count(p), p["batch"]) * total(p),
        "The share of the examples in a mini-batch is $B/n$, which is below 1.",
    ),
    Mistake(
        "d",
        "the mean of the mini-batch",
        lambda p: Fraction(total(p), count(p)),
        "This is the expectation of the mean over the mini-batch; asked is the sum.",
    ),
    Mistake(
        "e",
        "times B",
        lambda p: Fraction(p["rate"]) * p["batch"],
        "The sum is longer than the mean, so its learning rate must be smaller.",
    ),
    Mistake("e", "the same", lambda p: Fraction(p["rate"]), "The sum is $B$ times as long as the mean."),
    Mistake(
        "e",
        "divided by n",
        lambda p: Fraction(p["rate"]) / count(p),
        "The mean over the mini-batch divides by its own size $B$.",
    ),
)

family = Family(
    cases=("pairs", "larger_batches"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "gradients": {
            "type": "array",
            "items": {"type": "integer", "minimum": -99, "maximum": 99},
            "minItems": 3,
            "maxItems": 10,
            "description": "the gradient of each example, whole numbers, e.g. [4, -2, 3, 1]",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 9,
            "description": "size of a mini-batch, fewer than all examples, e.g. 2",
        },
        "rate": {**DECIMAL, "description": "learning rate of the program with the mean, e.g. 0.1"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: "pairs" if params["batch"] == 2 else "larger_batches",
)
