"""How much the mean gradient of a mini-batch varies, drawn with and without replacement: a proof, and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and mean(p).denominator == 1
    )


def _numbers(case: str, stream: Stream) -> Params:
    count = stream.integer(4, 6)
    return {
        "gradients": [stream.integer(-6, 9) for _ in range(count)],
        "batch": 2 if case == "pairs" else stream.integer(3, count - 1),
    }


def ill_posed(params: Params) -> str | None:
    if not 1 < params["batch"] < len(params["gradients"]):
        return "a mini-batch has more than one example, and fewer than all"
    if len(set(params["gradients"])) == 1:
        return "all gradients are equal: nothing varies"
    return None


def mean(params: Params) -> Fraction:
    return Fraction(sum(params["gradients"]), len(params["gradients"]))


def squares(params: Params) -> list[Fraction]:
    """The squared deviations from the mean."""
    return [(g - mean(params)) ** 2 for g in params["gradients"]]


def variance(params: Params) -> Fraction:
    """Of one gradient: the mean squared deviation."""
    return sum(squares(params), Fraction(0)) / len(params["gradients"])


def correction(params: Params) -> Fraction:
    """What drawing without replacement takes away: (n - B) / (n - 1)."""
    n = len(params["gradients"])
    return Fraction(n - params["batch"], n - 1)


def with_replacement(params: Params) -> Fraction:
    return variance(params) / params["batch"]


def without(params: Params) -> Fraction:
    return with_replacement(params) * correction(params)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    n, size = len(params["gradients"]), params["batch"]
    facts = {
        "n": n,
        "B": size,
        "mean": typeset.number(mean(params)),
        "squares": " + ".join(typeset.squared(g - mean(params)) for g in params["gradients"]),
        "sum": typeset.number(sum(squares(params), Fraction(0))),
        "variance": typeset.quotient(variance(params)),
        "short": typeset.number(variance(params)),
        "with": typeset.quotient(with_replacement(params)),
        "product": typeset.product(with_replacement(params), correction(params)),
        "left": n - size,
        "others": n - 1,
        "without": typeset.quotient(without(params)),
    }
    proved = derived.derivation("minibatch_variance")
    return {
        "a": Solved(Exact("rational", variance(params), 4), facts),
        "b": Solved(Exact("rational", with_replacement(params), 4), facts),
        "c": Solved(Exact("proof", proved), facts),
        "d": Solved(Exact("rational", without(params), 4), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "divided by n - 1",
        lambda p: variance(p) * len(p["gradients"]) / (len(p["gradients"]) - 1),
        "The examples are all there are, not a sample: the mean squared deviation divides by $n$.",
    ),
    Mistake(
        "a",
        "the sum of the squares",
        lambda p: sum(squares(p), Fraction(0)),
        "The variance is the mean of the squared deviations, not their sum.",
    ),
    Mistake(
        "a",
        "the mean square",
        lambda p: Fraction(sum(g * g for g in p["gradients"]), len(p["gradients"])),
        "The deviations are taken from the mean, not from 0.",
    ),
    Mistake(
        "b",
        "divided by the square of the batch size",
        lambda p: variance(p) / p["batch"] ** 2,
        "The variance of the sum grows with $B$; the mean divides it by $B^2$: $1/B$ is left.",
    ),
    Mistake(
        "b",
        "the variance of one example",
        variance,
        "A mean of several draws varies less than a single draw.",
    ),
    Mistake(
        "d",
        "with replacement",
        with_replacement,
        "Without replacement a large gradient cannot come twice: the variance is smaller.",
    ),
    Mistake(
        "d",
        "divided by the square of the batch size",
        lambda p: variance(p) / p["batch"] ** 2 * correction(p),
        "The variance of the sum grows with $B$; the mean divides it by $B^2$: $1/B$ is left.",
    ),
    Mistake(
        "d",
        "n instead of n - 1",
        lambda p: with_replacement(p) * Fraction(len(p["gradients"]) - p["batch"], len(p["gradients"])),
        "After one example is drawn, $n - 1$ others are left.",
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
            "maxItems": 7,
            "description": "the gradient of each example, whole numbers, e.g. [4, -2, 3, 1]",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 5,
            "description": "size of a mini-batch, fewer than all examples, e.g. 2",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: "pairs" if params["batch"] == 2 else "larger_batches",
)
