"""One residual much larger than the others: its share in squared and absolute errors, and how hard it pulls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("far_outlier", "mild_outlier")
FAR = 20  # times the other residuals
HALF = Fraction(1, 2)
CLOSEST = Fraction(1, 50)  # how far a share is from one half


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    small = stream.choice((1, 2, 4, 5))
    ratio = stream.choice((20, 25, 30, 40, 50, 100)) if case == "far_outlier" else stream.integer(3, 9)
    return {
        "small": fixed(small, 1),
        "count": stream.integer(5, 19),
        "large": fixed(small * ratio, 1).removesuffix(".0"),
        "factor": stream.choice((2, 3, 4, 5, 10)),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "far_outlier" if ratio(params) >= FAR else "mild_outlier"


def ill_posed(params: Params) -> str | None:
    if Fraction(params["small"]) <= 0 or ratio(params) <= 1:
        return "the residuals are positive, and one is larger than the others"
    if pulls(params)[0] == pulls(params)[1]:
        return "both losses pull equally hard at the outlier"
    if any(abs(found - HALF) < CLOSEST for found in (squared_share(params), absolute_share(params))):
        return "a share is too near one half"
    return claims.all_alike(CLAIMS, params)


def ratio(params: Params) -> Fraction:
    return Fraction(params["large"]) / Fraction(params["small"])


def squared_share(params: Params) -> Fraction:
    return ratio(params) ** 2 / (params["count"] + ratio(params) ** 2)


def absolute_share(params: Params) -> Fraction:
    return ratio(params) / (params["count"] + ratio(params))


def size(params: Params) -> int:
    """N, the outlier too."""
    return int(params["count"]) + 1


def pulls(params: Params) -> tuple[Fraction, Fraction]:
    """The derivatives of the two losses by the prediction with the outlier."""
    return 2 * Fraction(params["large"]) / size(params), Fraction(1, size(params))


def tenfold(params: Params) -> Params:
    """With an outlier ten times as large."""
    return {**params, "large": 10 * Fraction(params["large"])}


CLAIMS: Mapping[str, Claim] = {
    "smaller_in_mae": Claim(
        "The outlier has a smaller share in the mean absolute error than in the mean squared error.",
        "Squaring makes a large residual larger still, in comparison with small ones.",
        lambda p: absolute_share(p) < squared_share(p),
    ),
    "same_share": Claim(
        "Both losses are means over the same residuals, so the outlier has the same share in both.",
        "Squares are averaged in one of them, absolute values in the other.",
        lambda p: absolute_share(p) == squared_share(p),
    ),
    "mae_slopes_bounded": Claim(
        "However large the outlier is, no entry of the gradient of the mean absolute error exceeds $1/N$ in size.",
        "The slope of an absolute value is 1 or -1.",
        lambda p: pulls(tenfold(p))[1] <= Fraction(1, size(p)),
    ),
    "mse_slopes_bounded": Claim(
        "When the outlier grows, the entries of the gradient of the mean squared error stay as they are in size.",
        "The entry of the outlier is $2r/N$: it grows with the residual.",
        lambda p: pulls(tenfold(p))[0] <= pulls(p)[0],
    ),
    "all_pull_alike": Claim(
        "In the mean absolute error all residuals pull equally hard at their predictions.",
        "Each derivative is $1/N$ or $-1/N$.",
        lambda p: pulls(p)[1] == pulls({**p, "large": p["small"]})[1],
    ),
    "outlier_pulls_hardest": Claim(
        "In the mean squared error the outlier pulls hardest at its prediction.",
        "Each derivative is $2r/N$, and its residual is the largest.",
        lambda p: pulls(p)[0] > pulls({**p, "large": p["small"]})[0],
    ),
    "mae_suits_depth": Claim(
        "To predict depths in metres, with such outliers that must not dominate the training, the mean absolute error "
        "suits better than the mean squared error or a cross-entropy.",
        "It can be computed of depths, and gives the outlier the smaller share.",
        lambda p: absolute_share(p) < squared_share(p),
    ),
    "mse_suits_depth": Claim(
        "To predict depths in metres, with such outliers that must not dominate the training, the mean squared error "
        "suits better than the mean absolute error or a cross-entropy.",
        "It gives the outlier the largest share.",
        lambda p: squared_share(p) < absolute_share(p),
    ),
    "bce_takes_metres": Claim(
        "The binary cross-entropy can be computed of depths in metres as they are.",
        "A depth of 3 metres is no probability: $\\log(1 - 3)$ does not exist.",
        lambda p: 1 - Fraction(3) > 0,
    ),
    "cce_takes_metres": Claim(
        "The categorical cross-entropy compares depths in metres as they are: each pixel has its own class.",
        "A depth of 3 metres is no probability of a class.",
        lambda p: Fraction(3) < 1,
    ),
    "most_of_mse": Claim(
        "More than half of the mean squared error comes from the outlier.",
        "Compare its square with the sum of the other squares.",
        lambda p: squared_share(p) > HALF,
    ),
    "most_of_mae": Claim(
        "More than half of the mean absolute error comes from the outlier.",
        "Compare it with the sum of the others.",
        lambda p: absolute_share(p) > HALF,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    small, large, k = Fraction(params["small"]), Fraction(params["large"]), params["factor"]
    count, n = params["count"], size(params)
    facts = {
        "small": typeset.number(small),
        "large": typeset.number(large),
        "count": count,
        "N": n,
        "twice": typeset.product(2, large),
        "square": typeset.number(large**2),
        "squares": f"{count} \\cdot {typeset.squared(small)} + {typeset.number(large**2)}",
        "square_total": typeset.number(count * small**2 + large**2),
        "sizes": f"{count} \\cdot {typeset.number(small)} + {typeset.number(large)}",
        "total": typeset.number(count * small + large),
        "mse_share": typeset.about(100 * squared_share(params), 3),
        "mae_share": typeset.about(100 * absolute_share(params), 3),
        "pulls": [typeset.about(pull, 4) for pull in pulls(params)],
    }
    return {
        "a": Solved(Exact("number", squared_share(params), 4), facts),
        "b": Solved(Exact("number", absolute_share(params), 4), facts),
        "c": Solved(Exact("array", (k * k, k)), facts),
        "d": Solved(Exact("array", pulls(params), 4), facts, derivation=derived.derivation("residual_loss")),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "share in the absolute error",
        absolute_share,
        "The residuals are squared first; the outlier gains most by it.",
    ),
    Mistake(
        "a",
        "share among the examples",
        lambda p: Fraction(1, size(p)),
        "The outlier is one of $N$ residuals, but it brings far more than $1/N$ of the loss.",
    ),
    Mistake(
        "b",
        "share in the squared error",
        squared_share,
        "In the mean absolute error nothing is squared.",
    ),
    Mistake(
        "b",
        "share among the examples",
        lambda p: Fraction(1, size(p)),
        "The outlier is one of $N$ residuals, but it brings more than $1/N$ of the loss.",
    ),
    Mistake(
        "c",
        "both in proportion",
        lambda p: (p["factor"], p["factor"]),
        "A square grows with the square of the factor.",
    ),
    Mistake(
        "c",
        "twice the factor for the square",
        lambda p: (2 * p["factor"], p["factor"]) if p["factor"] != 2 else None,
        "The square of $k r$ is $k^2 r^2$, not $2 k r^2$.",
    ),
    Mistake(
        "d",
        "the residual in both",
        lambda p: (pulls(p)[0], Fraction(p["large"]) / size(p)),
        "The slope of an absolute value is 1, however large the residual is.",
    ),
    Mistake(
        "d",
        "forgot 1/N",
        lambda p: tuple(size(p) * pull for pull in pulls(p)),
        "Both losses are means, so their derivatives have the factor $1/N$.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "small": {**DECIMAL, "description": "the residual of all examples but one, positive, e.g. 0.1"},
        "count": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100,
            "description": "how many examples have the small residual, e.g. 9",
        },
        "large": {**DECIMAL, "description": "the residual of the outlier, larger than the others, e.g. 10"},
        "factor": {
            "type": "integer",
            "minimum": 2,
            "maximum": 20,
            "description": "by what the outlier is multiplied in part (c), e.g. 3",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    shown=lambda params: {"all": params["count"] + 1},
)
