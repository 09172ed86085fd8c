"""Logistic regression as a linear classifier: thresholds of the logit, and where its boundary is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from questions import claims, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

THRESHOLDS = {
    "above_half": ("0.6", "0.7", "0.8", "0.9", "0.95", "0.99"),
    "below_half": ("0.4", "0.3", "0.2", "0.1", "0.05"),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    sizes = [stream.integer(1, 5) for _ in range(3)]
    return {
        "w": [stream.sign() * size for size in sizes],
        "threshold": stream.choice(THRESHOLDS[case]),
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "above_half" if Fraction(params["threshold"]) > Fraction(1, 2) else "below_half"


def ill_posed(params: Params) -> str | None:
    w0, w1, w2 = params["w"]
    t = Fraction(params["threshold"])
    if not Fraction(1, 1000) <= t <= Fraction(999, 1000) or t == Fraction(1, 2):
        return "the threshold must be from 0.001 to 0.999, and not one half, where the logit is 0"
    if 0 in (w0, w1, w2):
        return "a weight is 0: the line passes through the origin, or is parallel to an axis"
    if max(map(abs, params["w"])) > 6:
        return "a weight is greater than 6"
    return claims.all_alike(POOL, params)


def logit(params: Params) -> Decimal:
    t = Fraction(params["threshold"])
    return precise.log(t / (1 - t))


def square(params: Params) -> int:
    """Of the length of (w1, w2)."""
    return int(params["w"][1]) ** 2 + int(params["w"][2]) ** 2


def distance(params: Params) -> Decimal:
    return precise.quotient(abs(params["w"][0]), precise.root(square(params)))


POOL: Mapping[str, Claim] = {
    "curved": Claim(
        "Since the sigmoid is not linear, the decision boundary is curved.",
        r"The sigmoid rises, so $\sigma(a) \ge t$ just where the affine $a$ reaches the logit of $t$: a half-plane.",
        lambda p: False,
    ),
    "log_odds_affine": Claim(
        r"The log-odds $\log \frac{f(x)}{1 - f(x)}$ are an affine function of $x$.",
        "The logit undoes the sigmoid, and leaves the affine function inside.",
        lambda p: True,
    ),
    "probability_affine": Claim(
        "Where it is between 0.3 and 0.9, the probability $f(x)$ is an affine function of $x$.",
        "It is a sigmoid of one, which is curved everywhere but at one half.",
        lambda p: False,
    ),
    "threshold_parallel": Claim(
        "The boundaries of different thresholds are parallel lines.",
        "The same affine function is set equal to another number.",
        lambda p: True,
    ),
    "same_line": Claim(
        lambda p: f"With the threshold {p['threshold']} the boundary is the same line as with one half.",
        "The logit of the threshold is another one, so the line is moved in parallel.",
        lambda p: logit(p) == 0,
    ),
    "with_square": Claim(
        "With $x_1^2$ added to the sum inside the sigmoid, the boundary is still a line.",
        "Inside the sigmoid stands a quadratic function then: the boundary is a parabola.",
        lambda p: False,
    ),
    "with_tanh": Claim(
        r"With $\tanh$ for $\sigma$ and the threshold 0 the line is the same as for one half.",
        "Both rise, and both thresholds stand for the affine function being 0.",
        lambda p: True,
    ),
    "solves_xor": Claim(
        "With suitable weights such a model classifies all four points of XOR correctly.",
        "No line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other.",
        lambda p: False,
    ),
    "doubled_moves": Claim(
        "Doubling all three weights moves the line $f = \\frac{1}{2}$ towards the origin, or away from it.",
        "Twice an affine function has the same zeros; only the probabilities beside the line change faster.",
        lambda p: False,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    w0, w1, w2 = params["w"]
    t = Fraction(params["threshold"])
    root = isqrt(square(params))
    facts = {
        "quotient": typeset.number(t / (1 - t)),
        "t": typeset.number(t),
        "rest": typeset.number(1 - t),
        "line": typeset.signed_sum((str(w0), _term(w1, "x_1"), _term(w2, "x_2"))),
        "top": str(abs(w0)),
        "square": f"{typeset.squared(w1)} + {typeset.squared(w2)}",
        "sum": square(params),
        "whole": root if root * root == square(params) else "",
    }
    return {
        "a": Solved(Exact("number", logit(params), 4), facts),
        "b": Solved(Exact("number", distance(params), 4), facts),
        "c": claims.all_that_hold(POOL, params, facts),
    }


def _term(weight: int, name: str) -> str:
    return {1: name, -1: f"-{name}"}.get(weight, f"{weight} {name}")


# -- what goes wrong ---------------------------------------------------------------------------------------


def chance(params: Params) -> float:
    return float(params["threshold"])


MISTAKES = (
    Mistake(
        "a",
        "the threshold itself",
        chance,
        "The threshold is a probability; the logit is what the sigmoid is taken of.",
    ),
    Mistake(
        "a",
        "the sigmoid of the threshold",
        lambda p: 1 / (1 + math.exp(-chance(p))),
        "The sigmoid must be undone, not taken again.",
    ),
    Mistake(
        "a", "wrong sign", lambda p: -float(logit(p)), "A threshold above one half needs a logit above 0."
    ),
    Mistake(
        "a",
        "only the logarithm",
        lambda p: math.log(chance(p)),
        "The odds of a threshold $t$ are $t$ against $1 - t$: it is the logarithm of the quotient.",
    ),
    Mistake(
        "b",
        "norm includes w0",
        lambda p: abs(p["w"][0]) / math.sqrt(sum(w * w for w in p["w"])),
        "The normal of the line is $(w_1, w_2)$; the constant does not belong to it.",
    ),
    Mistake(
        "b",
        "|w0|",
        lambda p: float(abs(p["w"][0])),
        "The constant is the distance only if the normal has length 1.",
    ),
    Mistake(
        "b",
        "sum of the weights in the place of the length",
        lambda p: abs(p["w"][0]) / (abs(p["w"][1]) + abs(p["w"][2])),
        "The length is the root of the sum of the squares.",
    ),
)

family = Family(
    cases=tuple(THRESHOLDS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "w": {
            "type": "array",
            "items": {"type": "integer", "minimum": -6, "maximum": 6},
            "minItems": 3,
            "maxItems": 3,
            "description": "the weights w0, w1 and w2, none of them 0, e.g. [-3, 2, -3]",
        },
        "threshold": {**DECIMAL, "description": "the threshold of the probability, e.g. 0.9"},
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
