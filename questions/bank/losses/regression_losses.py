"""Mean squared and mean absolute error of a few predictions, and their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("whole_numbers", "decimals")
SIZES = (3, 4, 5)


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    places = 0 if case == "whole_numbers" else 1
    size = stream.choice(SIZES)
    rows = [(stream.integer(-9, 20), stream.integer(-9, 20)) for _ in range(size)]
    return {
        "targets": [fixed(t, places).removesuffix(".0") for t, _ in rows],
        "predictions": [fixed(p, places).removesuffix(".0") for _, p in rows],
    }


def case_of(params: Params) -> str:
    numbers = [*params["targets"], *params["predictions"]]
    return "whole_numbers" if all(Fraction(x).denominator == 1 for x in numbers) else "decimals"


def ill_posed(params: Params) -> str | None:
    if len(params["targets"]) != len(params["predictions"]):
        return f"there are {len(params['targets'])} targets and {len(params['predictions'])} predictions"
    found = residuals(params)
    if 0 in found:
        return "a prediction equals its target, where the absolute error has no derivative"
    if len({r > 0 for r in found}) < 2:
        return "all residuals have the same sign, so the absolute values could be forgotten"
    if len({abs(r) for r in found}) == 1:
        return "all residuals have the same size"
    return None


def residuals(params: Params) -> tuple[Fraction, ...]:
    """Prediction minus target."""
    pairs = zip(params["predictions"], params["targets"], strict=True)
    return tuple(Fraction(p) - Fraction(t) for p, t in pairs)


def mean(entries: tuple[Fraction, ...]) -> Fraction:
    return sum(entries, Fraction(0)) / len(entries)


def mse(params: Params) -> Fraction:
    return mean(tuple(r * r for r in residuals(params)))


def mae(params: Params) -> Fraction:
    return mean(tuple(abs(r) for r in residuals(params)))


def squared_slopes(params: Params) -> tuple[Fraction, ...]:
    found = residuals(params)
    return tuple(2 * r / len(found) for r in found)


def absolute_slopes(params: Params) -> tuple[Fraction, ...]:
    found = residuals(params)
    return tuple(Fraction(1 if r > 0 else -1, len(found)) for r in found)


def solve(params: Params) -> Mapping[str, Solved]:
    found = residuals(params)
    rows = [
        {
            "t": typeset.number(t),
            "y": typeset.number(y),
            "r": typeset.number(r),
            "square": typeset.number(r * r),
            "size": typeset.number(abs(r)),
        }
        for t, y, r in zip(params["targets"], params["predictions"], found, strict=True)
    ]
    facts = {
        "rows": rows,
        "N": len(rows),
        "squares": " + ".join(row["square"] for row in rows),
        "sizes": " + ".join(row["size"] for row in rows),
        "mse": typeset.quotient(mse(params)),
        "mae": typeset.quotient(mae(params)),
        "first": typeset.product(2, found[0]),
        "first_result": typeset.number(squared_slopes(params)[0]),
        "signs": ",\\ ".join("1" if r > 0 else "-1" for r in found),
        "largest": typeset.number(max(abs(r) for r in found)),
    }
    return {
        "a": Solved(Exact("rational", mse(params), 4), facts),
        "b": Solved(Exact("rational", mae(params), 4), facts),
        "c": Solved(
            Exact("array", squared_slopes(params), 4), facts, derivation=derived.derivation("mse_gradient")
        ),
        "d": Solved(
            Exact("array", absolute_slopes(params), 4), facts, derivation=derived.derivation("mae_gradient")
        ),
    }


def times(factor: int | Fraction, entries: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(factor * entry for entry in entries)


FORGOT_N = "The loss is a mean, so its derivative has the factor $1/N$ as well."
SIGN = "Too large a prediction must come down: the sign is that of prediction minus target."

MISTAKES = (
    Mistake(
        "a",
        "sum instead of mean",
        lambda p: mse(p) * len(p["targets"]),
        "This is the sum of the squares; the mean divides it by $N$.",
    ),
    Mistake(
        "a",
        "root of the mean",
        lambda p: Fraction(typeset.plain(precise.root(mse(p)), 5)),
        "This is the root mean squared error; the mean squared error has no root.",
    ),
    Mistake(
        "a",
        "with a factor 1/2",
        lambda p: mse(p) / 2,
        "A factor $1/2$ is a convention of some books; the mean squared error has none.",
    ),
    Mistake("a", "absolute values", mae, "The residuals are squared before they are averaged."),
    Mistake(
        "b",
        "sum instead of mean",
        lambda p: mae(p) * len(p["targets"]),
        "This is the sum of the absolute values; the mean divides it by $N$.",
    ),
    Mistake(
        "b",
        "signed mean",
        lambda p: mean(residuals(p)),
        "Residuals of different signs must not cancel: the absolute value is taken first.",
    ),
    Mistake("c", "wrong sign", lambda p: times(-1, squared_slopes(p)), SIGN),
    Mistake("c", "forgot 1/N", lambda p: times(len(p["targets"]), squared_slopes(p)), FORGOT_N),
    Mistake(
        "c",
        "forgot the 2",
        lambda p: times(Fraction(1, 2), squared_slopes(p)),
        "The derivative of a square brings down a factor 2.",
    ),
    Mistake(
        "d",
        "the residual instead of its sign",
        lambda p: times(Fraction(1, len(p["targets"])), residuals(p)),
        "The slope of an absolute value is 1 or -1, however large the residual is.",
    ),
    Mistake("d", "forgot 1/N", lambda p: times(len(p["targets"]), absolute_slopes(p)), FORGOT_N),
    Mistake("d", "wrong sign", lambda p: times(-1, absolute_slopes(p)), SIGN),
)

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 8}

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "targets": {**NUMBERS, "description": "targets t, e.g. [1, 2.5, -3]"},
        "predictions": {**NUMBERS, "description": "predictions y, one for each target, e.g. [3, 2, -7]"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
