"""Which constant is the best prediction: the mean for squared errors, the median for absolute ones."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from statistics import mode, multimode

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("skewed_up", "skewed_down")
SIZES = (5, 7)
FAR = 60  # how much the greatest number is raised where a statement asks for it


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    """Numbers near each other, one of them twice, and one far from them."""
    base, far = stream.integer(2, 15), stream.integer(12, 30)
    near = [base + stream.integer(0, 8) for _ in range(stream.choice(SIZES) - 2)]
    lone = base + far if case == "skewed_up" else base - far
    data = [*near, stream.choice(near), lone]
    return {"data": list(stream.shuffle(data)), "claims": claims.drawn(CLAIMS, stream, 4)}


def case_of(params: Params) -> str:
    return "skewed_up" if mean(params) > median(params) else "skewed_down"


def ill_posed(params: Params) -> str | None:
    data = params["data"]
    if len(data) % 2 == 0:
        return "the number of data is even, so that the median may not be unique"
    if abs(mean(params) - median(params)) < Fraction(1, 10):
        return "mean and median are the same, or next to it"
    if 0 in (mean(params), median(params)):
        return "a best constant is 0"
    return claims.all_alike(CLAIMS, params)


def mean(params: Params) -> Fraction:
    return Fraction(sum(params["data"]), len(params["data"]))


def median(params: Params) -> int:
    return int(sorted(params["data"])[len(params["data"]) // 2])


def squared(params: Params, c: Fraction | int) -> Fraction:
    return sum(((Fraction(y) - c) ** 2 for y in params["data"]), Fraction(0)) / len(params["data"])


def absolute(params: Params, c: Fraction | int) -> Fraction:
    return sum((abs(Fraction(y) - c) for y in params["data"]), Fraction(0)) / len(params["data"])


def raised(params: Params) -> Params:
    """The same data with a much greater greatest number."""
    *rest, top = sorted(params["data"])
    return {**params, "data": [*rest, top + FAR]}


PAIR: Params = {"data": [0, 1]}  # two values, equally likely
HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

CLAIMS: Mapping[str, Claim] = {
    "tie_any": Claim(
        "For the data 0 and 1, one each, every constant from 0 to 1 has the same mean absolute error.",
        "What is gained at one of them is lost at the other.",
        lambda p: absolute(PAIR, 0) == absolute(PAIR, QUARTER) == absolute(PAIR, HALF) == absolute(PAIR, 1),
    ),
    "tie_sharp_only": Claim(
        "For the data 0 and 1, one each, the mean absolute error is least at 0 and at 1 only: predictions stay sharp.",
        "In such a tie every constant between them is as good.",
        lambda p: absolute(PAIR, HALF) > absolute(PAIR, 0),
    ),
    "tie_half": Claim(
        "For the data 0 and 1, one each, the mean squared error is smallest at 0.5 only.",
        "The mean is the only minimum of the parabola.",
        lambda p: mean(PAIR) == HALF,
    ),
    "blur": Claim(
        "If two sharp images are equally likely, the prediction of least mean squared error is their mean: a blur.",
        "Pixel by pixel the mean is best, and the mean of black and white is grey.",
        lambda p: squared(PAIR, HALF) < squared(PAIR, 0) == squared(PAIR, 1),
    ),
    "blur_picks_one": Claim(
        "If two sharp images are equally likely, the prediction with the least mean squared error is one of the two.",
        "Their average has a smaller error than either of them.",
        lambda p: squared(PAIR, 0) < squared(PAIR, HALF),
    ),
    "far_moves_mean": Claim(
        "If the greatest target of part (b) is raised by 60, the best constant for the mean squared error moves.",
        "The mean takes part in every change.",
        lambda p: mean(raised(p)) != mean(p),
    ),
    "far_moves_median": Claim(
        "If the greatest target of part (b) is raised by 60, the best constant for the mean absolute error moves.",
        "The number in the middle stays in the middle.",
        lambda p: median(raised(p)) != median(p),
    ),
    "alike": Claim(
        "Both losses are smallest at the same constant, since both are 0 only for a perfect prediction.",
        "No constant is perfect here, and the losses weigh its errors differently.",
        lambda p: mean(p) == median(p),
    ),
    "mae_below_mean": Claim(
        "For the targets of part (b) the best constant for the mean absolute error is below their mean.",
        "A far number draws the mean to its side, and leaves the median where it is.",
        lambda p: median(p) < mean(p),
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    split = derived.derivation("squared_distance")
    order, best, middle = sorted(params["data"]), mean(params), median(params)
    facts = {
        "N": len(order),
        "sum": typeset.signed_sum([str(y) for y in params["data"]]),
        "total": sum(order),
        "mean": typeset.quotient(best, 5),
        "order": r",\ ".join(map(str, order)),
        "median": middle,
        "rank": len(order) // 2 + 1,
        "mse": typeset.about(squared(params, best), 4),
        "mae": typeset.about(absolute(params, middle), 4),
        "mse_there": typeset.about(squared(params, middle), 4),
        "mae_there": typeset.about(absolute(params, best), 4),
    }
    return {
        "a": Solved(Exact("proof", split), facts),
        "b": Solved(Exact("rational", best, 5), facts),
        "c": Solved(
            Exact("integer", middle), facts, derivation=derived.derivation("absolute_distance_slope")
        ),
        "d": Solved(Exact("array", (squared(params, best), absolute(params, middle)), 4), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


def mid_range(params: Params) -> Fraction:
    return Fraction(min(params["data"]) + max(params["data"]), 2)


def only_mode(params: Params) -> int | None:
    return int(mode(params["data"])) if len(multimode(params["data"])) == 1 else None


MISTAKES = (
    Mistake("b", "the median", median, "The median is best for absolute errors; squares are balanced at the mean."),
    Mistake(
        "b",
        "the middle of the range",
        mid_range,
        "The middle of the range makes the largest error smallest, not the mean of the squares.",
    ),
    Mistake("c", "the mean", mean, "The mean is best for squared errors; for absolute ones only the order counts."),
    Mistake(
        "c",
        "the most frequent number",
        only_mode,
        "The mode makes most errors 0, but it says nothing of how large the others are.",
    ),
    Mistake(
        "d",
        "constants mixed up",
        lambda p: (squared(p, median(p)), absolute(p, mean(p))),
        "Each loss is to be taken at its own best constant.",
    ),
    Mistake(
        "d",
        "sums instead of means",
        lambda p: (len(p["data"]) * squared(p, mean(p)), len(p["data"]) * absolute(p, median(p))),
        "Both losses are means: divide by the number of data.",
    ),
)  # fmt: skip

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "data": {
            "type": "array",
            "items": {"type": "integer", "minimum": -999, "maximum": 999},
            "minItems": 3,
            "maxItems": 11,
            "description": "whole numbers to be predicted, an odd number of them, e.g. [3, 5, 5, 8, 30]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("given-away", "The median of an odd number of data is one of the data.", part="c"),),
)
