"""Gradient descent on a parabola: one step, the factor of each step, the weight after many, and the sign."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

MARGIN = Fraction(1, 20)  # between 2 a eta and where a statement turns
TURNS = (Fraction(1), Fraction(4, 3), Fraction(2))
RANGES = {"one_side": ("0.1", "0.9"), "zigzag": ("1.1", "1.9"), "diverges": ("2.1", "2.8")}  # of 2 a eta


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    curvature = stream.integer(1, 5)
    low, high = (100 * Fraction(end) / (2 * curvature) for end in RANGES[case])
    return {
        "curvature": curvature,
        "start": str(stream.sign() * stream.integer(1, 4)),
        "rate": fixed(stream.integer(ceil(low), floor(high)), 2).removesuffix("0"),
        "steps": stream.integer(5, 12),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    """Below 1 the weight stays on one side of the minimum, from 2 on it gets away."""
    if product(params) > 2:
        return "diverges"
    return "one_side" if product(params) < 1 else "zigzag"


def ill_posed(params: Params) -> str | None:
    if Fraction(params["rate"]) <= 0 or Fraction(params["start"]) == 0:
        return "the learning rate is not positive, or the start is the minimum"
    if any(abs(product(params) - turn) < MARGIN for turn in TURNS):
        return "the learning rate is next to one at which the behaviour changes"
    return claims.all_alike(CLAIMS, params)


def product(params: Params) -> Fraction:
    """2 a eta: the second derivative times the learning rate."""
    return 2 * params["curvature"] * Fraction(params["rate"])


def factor(params: Params) -> Fraction:
    """What each step multiplies the weight with."""
    return 1 - product(params)


def after(params: Params, steps: int) -> Fraction:
    return factor(params) ** steps * Fraction(params["start"])


CLAIMS = {
    "falls": Claim(
        "The loss falls in every step.",
        "The loss is multiplied by the square of the factor in each step, which is below 1 only if the factor is"
        " between -1 and 1.",
        lambda p: abs(factor(p)) < 1,
    ),
    "alternates": Claim(
        "The weight changes its sign in every step.",
        "The weight changes its sign just if the factor is negative.",
        lambda p: factor(p) < 0,
    ),
    "half": Claim(
        "With half the learning rate, the first step would end nearer to the minimum.",
        r"Compare $|1 - a\eta|$ with $|1 - 2a\eta|$.",
        lambda p: abs(1 - product(p) / 2) < abs(factor(p)),
    ),
    "double": Claim(
        "With twice the learning rate, gradient descent would converge to the minimum.",
        r"Then the factor would be $1 - 4a\eta$; it must lie between $-1$ and 1.",
        lambda p: abs(1 - 2 * product(p)) < 1,
    ),
    "plus": Claim(
        r"The rule $w \leftarrow w + \eta f'(w)$ would converge to the minimum as well.",
        r"With a plus sign the factor is $1 + 2a\eta$, above 1: this is gradient ascent, and it runs away.",
        lambda p: abs(1 + product(p)) < 1,
    ),
    "equal_steps": Claim(
        "All steps move the weight by the same distance, since the learning rate is the same.",
        "The length of a step is the learning rate times the gradient, and the gradient changes with the weight.",
        lambda p: abs(factor(p)) == 1,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    a, start, rate = params["curvature"], Fraction(params["start"]), Fraction(params["rate"])
    each, steps = factor(params), params["steps"]
    facts = {
        "double": 2 * a,
        "slope": typeset.number(2 * a * start),
        "step": typeset.signed_sum((typeset.number(start), _minus(typeset.product(rate, 2 * a * start)))),
        "first": typeset.number(after(params, 1)),
        "factor": typeset.number(each),
        "product": typeset.product(2 * a, rate),
        "last": _times_start(f"{typeset.factor(each)}^{{{steps}}}", start),
        "uphill": typeset.about((1 + product(params)) ** steps * start, 4),
        "negative": each < 0,
        "shrinks": abs(each) < 1,
    }
    return {
        "a": Solved(Exact("number", after(params, 1), 4), facts),
        "b": Solved(Exact("number", each, 4), facts, derivation=derived.derivation("gradient_step")),
        "c": Solved(Exact("number", after(params, steps), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def _times_start(power: str, start: Fraction) -> str:
    """A power times the first weight, without a factor 1."""
    if abs(start) == 1:
        return power if start > 0 else f"-{power}"
    return rf"{power} \cdot {typeset.factor(start)}"


def _minus(latex: str) -> str:
    return latex[1:] if latex.startswith("-") else f"-{latex}"


ASCENT = "With a plus sign the step goes uphill, where the loss grows: this is gradient ascent."
NO_RATE = "The gradient is multiplied by the learning rate before it is subtracted."
NO_TWO = "The derivative of $a w^2$ is $2 a w$."

MISTAKES = (
    Mistake("a", "ascent", lambda p: (1 + product(p)) * Fraction(p["start"]), ASCENT),
    Mistake(
        "a", "forgot the learning rate", lambda p: (1 - 2 * p["curvature"]) * Fraction(p["start"]), NO_RATE
    ),
    Mistake("a", "forgot the factor 2", lambda p: (1 - product(p) / 2) * Fraction(p["start"]), NO_TWO),
    Mistake("b", "ascent", lambda p: 1 + product(p), ASCENT),
    Mistake("b", "forgot the factor 2", lambda p: 1 - product(p) / 2, NO_TWO),
    Mistake(
        "b",
        "what is subtracted",
        product,
        r"$2a\eta$ is the share of the weight that a step takes away; the factor is what is left.",
    ),
    Mistake("c", "ascent", lambda p: (1 + product(p)) ** p["steps"] * Fraction(p["start"]), ASCENT),
    Mistake(
        "c",
        "forgot the learning rate",
        lambda p: Fraction(1 - 2 * p["curvature"]) ** p["steps"] * Fraction(p["start"]),
        NO_RATE,
    ),
    Mistake(
        "c",
        "the first gradient in every step",
        lambda p: (1 - p["steps"] * product(p)) * Fraction(p["start"]),
        "The gradient is taken anew at each weight, so that the steps do not simply add up.",
    ),
    Mistake(
        "c",
        "one step too many",
        lambda p: after(p, p["steps"] + 1),
        "The weight after $k$ steps has the factor $k$ times.",
    ),
)

family = Family(
    cases=("one_side", "zigzag", "diverges"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "curvature": {
            "type": "integer",
            "minimum": 1,
            "maximum": 20,
            "description": "the a of f(w) = a w^2, a whole number, e.g. 1",
        },
        "start": {**DECIMAL, "description": "the weight before the first step, e.g. 1"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "steps": {
            "type": "integer",
            "minimum": 2,
            "maximum": 50,
            "description": "how many steps are made, e.g. 20",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
