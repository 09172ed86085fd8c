"""Where the computed sigmoid is exactly 1 or 0, and its derivative with it, by the type of the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, precise, statements, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

BITS = {"half": 11, "single": 24, "double": 53}  # of the significand, the leading one included
GREATEST = {
    "half": Fraction(65504),
    "single": (2 - Fraction(1, 2**23)) * 2**127,
    "double": (2 - Fraction(1, 2**52)) * 2**1023,
}
POINTS = {"half": (4, 14), "single": (10, 100), "double": (25, 800)}
EDGE = Fraction(1, 2)  # a point so near to a threshold is not asked


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = POINTS[case]
    near = math.floor(float(one_from(case)))
    x = stream.integer(low, high) if stream.integer(0, 1) else stream.integer(near - 4, near + 5)
    return {"precision": case, "x": x, "claims": claims.drawn(POOL, stream, 4)}


def case_of(params: Params) -> str:
    return str(params["precision"])


def ill_posed(params: Params) -> str | None:
    edges = (one_from(params["precision"]), zero_below(params["precision"]))
    if min(abs(params["x"] - Fraction(edge)) for edge in edges) < EDGE:
        return "the point is so near to a threshold that rounding on the way decides"
    if params["x"] < Fraction(one_from(params["precision"])) / 2:
        return "the point is so near to 0 that nothing happens there"
    return claims.all_alike(POOL, params)


def one_from(precision: str) -> Decimal:
    """The x from which e^-x is at most half a step above 1, so that 1 + e^-x is rounded to 1."""
    return precise.product(BITS[precision], precise.log(2))


def zero_below(precision: str) -> Decimal:
    """The x, but for its sign, beyond which e^x is infinite."""
    return precise.log(GREATEST[precision])


def beyond(edge: Callable[[str], Decimal]) -> Callable[[Params], bool]:
    return lambda params: params["x"] > edge(params["precision"])


def at(text: str) -> Callable[[Params], str]:
    return lambda params: text.format(x=params["x"])


POOL: Mapping[str, Claim] = {
    "never_one": Claim(
        "However large $x$ is, the computed sigmoid stays below 1.",
        "That is so in exact arithmetic only: next to 1 the numbers of a computer have gaps.",
        lambda p: False,
    ),
    "one_here": Claim(
        at("At $x = {x}$ the computed sigmoid is exactly 1."),
        r"It is 1 from the threshold of part (a) on, where $1 + e^{-x}$ is rounded to 1.",
        beyond(one_from),
    ),
    "slope_zero_here": Claim(
        at("At $x = {x}$ the derivative, computed as `s * (1 - s)`, is exactly 0."),
        "The factor `1 - s` is 0 just where the sigmoid is computed to be 1.",
        beyond(one_from),
    ),
    "zero_at_minus": Claim(
        at("At $x = -{x}$ the computed sigmoid is exactly 0."),
        r"Near 0 the numbers lie dense; the quotient is 0 only where $e^{-x}$ overflows, as in part (b).",
        beyond(zero_below),
    ),
    "slope_zero_at_minus": Claim(
        at("At $x = -{x}$ the derivative, computed as `s * (1 - s)`, is exactly 0."),
        "There it is the sigmoid itself that must be 0; that takes an overflow.",
        beyond(zero_below),
    ),
    "rest_is_zero": Claim(
        at("At $x = {x}$ the probability of the other class, computed as `1 - s`, is exactly 0."),
        "It is 0 from the threshold of part (a) on; a loss that takes its logarithm is infinite there.",
        beyond(one_from),
    ),
    "same_as_one_more": Claim(
        lambda p: f"At $x = {p['x']}$ and at $x = {p['x'] + 1}$ the computed sigmoid has the same value.",
        "Beyond the threshold of part (a) all values are 1; before it they still differ.",
        beyond(one_from),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    precision = params["precision"]
    facts = {
        "bits": BITS[precision],
        "step": BITS[precision] - 1,
        "log2": typeset.about(precise.log(2), 6),
        "limit": typeset.about(zero_below(precision), 4),
        "told": statements.told(claims.decided(POOL, params)),
    }
    return {
        "a": Solved(Exact("number", one_from(precision), 4), facts),
        "b": Solved(Exact("number", -zero_below(precision), 4), facts),
        "c": claims.all_that_hold(POOL, params, facts),
    }


def bits(params: Params) -> int:
    return BITS[params["precision"]]


MISTAKES = (
    Mistake(
        "a",
        "a whole step above 1",
        lambda p: (bits(p) - 1) * math.log(2),
        "The sum is rounded to the nearest number, so half a step above 1 is enough to fall back to 1.",
    ),
    Mistake(
        "a",
        "powers of 10",
        lambda p: bits(p) * math.log(10),
        "The significand has binary digits.",
    ),
    Mistake(
        "a",
        "where the exponential overflows",
        lambda p: float(zero_below(p["precision"])),
        "Long before, $e^{-x}$ is too small to be seen beside 1.",
    ),
    Mistake(
        "b",
        "minus the threshold of 1",
        lambda p: -float(one_from(p["precision"])),
        "Next to 0 the numbers lie far denser than next to 1; the computed sigmoid is not symmetric.",
    ),
    Mistake(
        "b",
        "wrong sign",
        lambda p: float(zero_below(p["precision"])),
        "The sigmoid is small for negative arguments.",
    ),
)

family = Family(
    cases=tuple(BITS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "precision": {
            "type": "string",
            "enum": list(BITS),
            "description": "the type: float16, float32 or float64",
        },
        "x": {
            "type": "integer",
            "minimum": 1,
            "maximum": 2000,
            "description": "the point of the statements, e.g. 40",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
