"""Norm or loss: what "L2 loss" and "L1 loss" have to do with the Euclidean and the Manhattan distance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("whole_numbers", "decimals")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    places = 0 if case == "whole_numbers" else 1
    largest = 9 if case == "whole_numbers" else 30
    size = stream.integer(3, 5)
    found = [fixed(stream.sign() * stream.integer(1, largest), places) for _ in range(size)]
    return {
        "residuals": [r.removesuffix(".0") for r in found],
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    whole = all(Fraction(r).denominator == 1 for r in params["residuals"])
    return "whole_numbers" if whole else "decimals"


def ill_posed(params: Params) -> str | None:
    found = residuals(params)
    if len({abs(r) for r in found}) < 2:
        return "all residuals have the same size, so that norms of different kinds are alike"
    if len({r > 0 for r in found}) < 2:
        return "all residuals have the same sign, so the absolute values could be forgotten"
    if squares(params) == len(found) ** 2 or squares(params) in (1, len(found)):
        return "for these residuals the norm and the mean of the squares are the same number"
    return claims.all_alike(CLAIMS, params)


def residuals(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(r) for r in params["residuals"])


def squares(params: Params) -> Fraction:
    return sum((r * r for r in residuals(params)), Fraction(0))


def sizes(params: Params) -> Fraction:
    return sum((abs(r) for r in residuals(params)), Fraction(0))


def norm(params: Params) -> Decimal:
    return precise.root(squares(params))


def mse(params: Params) -> Fraction:
    return squares(params) / len(params["residuals"])


def mae(params: Params) -> Fraction:
    return sizes(params) / len(params["residuals"])


# Each is an identity or not, for all vectors: a power of the sum of squares S, of the sum of sizes A and of N.
CLAIMS: Mapping[str, Claim] = {
    "mse_is_norm": Claim(
        "The mean squared error is the Euclidean (L2) norm of the residuals.",
        "It is the square of that norm, divided by $N$: no root is taken.",
        lambda p: mse(p) ** 2 == squares(p),
    ),
    "mse_is_squared_norm": Claim(
        "The mean squared error is the square of the Euclidean (L2) norm of the residuals.",
        "The division by $N$ is missing.",
        lambda p: mse(p) == squares(p),
    ),
    "mse_is_mean_square": Claim(
        "The mean squared error is the square of the Euclidean (L2) norm of the residuals, divided by $N$.",
        "The square of the norm is the sum of the squares.",
        lambda p: mse(p) * len(p["residuals"]) == squares(p),
    ),
    "mae_is_distance": Claim(
        "The mean absolute error is the Manhattan (L1) distance between prediction and target.",
        "The distance is a sum; the mean absolute error divides it by $N$.",
        lambda p: mae(p) == sizes(p),
    ),
    "mae_is_mean_distance": Claim(
        "The mean absolute error is the Manhattan (L1) distance between prediction and target, divided by $N$.",
        "The distance is the sum of the absolute residuals.",
        lambda p: mae(p) * len(p["residuals"]) == sizes(p),
    ),
    "rmse_is_norm": Claim(
        "The root of the mean squared error is the Euclidean (L2) norm of the residuals.",
        "The mean under the root still divides by $N$, so it is the norm over $\\sqrt{N}$.",
        lambda p: mse(p) == squares(p),
    ),
    "rmse_over_root": Claim(
        "The root of the mean squared error is the Euclidean (L2) norm of the residuals, divided by $\\sqrt{N}$.",
        "The $N$ under the root comes out as $\\sqrt{N}$.",
        lambda p: mse(p) * len(p["residuals"]) == squares(p),
    ),
    "mse_is_mae_squared": Claim(
        "The mean squared error is the square of the mean absolute error.",
        "The mean of the squares is greater than the square of the mean, unless all residuals have the same size.",
        lambda p: mse(p) == mae(p) ** 2,
    ),
    "doubling_mse": Claim(
        "When all residuals double, the mean squared error doubles.",
        "It grows with the square of the residuals: it becomes four times as large.",
        lambda p: 4 * mse(p) == 2 * mse(p),
    ),
    "doubling_mae": Claim(
        "When all residuals double, the mean absolute error doubles.",
        "It is proportional to the residuals.",
        lambda p: 2 * sizes(p) / len(p["residuals"]) == 2 * mae(p),
    ),
    "same_minimum": Claim(
        "Of two predictions, the one nearer to the target in Euclidean distance has the smaller mean squared error.",
        "Squaring and dividing by $N$ keep the order of positive numbers.",
        lambda p: True,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    found, count = residuals(params), len(params["residuals"])
    facts = {
        "N": count,
        "squares": " + ".join(typeset.squared(r) for r in found),
        "total": typeset.number(squares(params)),
        "norm": typeset.about(norm(params), 4),
        "sizes": " + ".join(typeset.number(abs(r)) for r in found),
        "distance": typeset.number(sizes(params)),
        "mse": typeset.quotient(mse(params)),
        "mae": typeset.quotient(mae(params)),
    }
    return {
        "a": Solved(Exact("array", (norm(params), sizes(params)), 4), facts),
        "b": Solved(Exact("rational", mse(params), 4), facts),
        "c": Solved(Exact("rational", mae(params), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "forgot the root",
        lambda p: (squares(p), sizes(p)),
        "The Euclidean norm is the root of the sum of squares.",
    ),
    Mistake(
        "a",
        "signed sum",
        lambda p: (norm(p), sum(residuals(p))),
        "The Manhattan norm adds absolute values: different signs must not cancel.",
    ),
    Mistake(
        "b",
        "the Euclidean norm",
        lambda p: Fraction(typeset.plain(norm(p), 5)),
        "The name L2 loss is common, but the mean squared error takes no root, and it divides by $N$.",
    ),
    Mistake("b", "the sum of the squares", squares, "The mean divides the sum by $N$."),
    Mistake(
        "b",
        "the root of the mean",
        lambda p: Fraction(typeset.plain(precise.root(mse(p)), 5)),
        "This is the root mean squared error.",
    ),
    Mistake(
        "c",
        "the Manhattan distance",
        sizes,
        "The name L1 loss is common, but the mean absolute error divides the distance by $N$.",
    ),
    Mistake(
        "c",
        "signed mean",
        lambda p: abs(sum(residuals(p), Fraction(0))) / len(p["residuals"]),
        "The absolute values are taken before the sum, not after it.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "residuals": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "residuals, prediction minus target, e.g. [2, -1, -4]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
