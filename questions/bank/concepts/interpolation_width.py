"""How wide a ReLU network must be for a given error: straight pieces through points of a parabola, and the theorem."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from questions import claims, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 5  # statements
WIDEST = 1000  # segments that may be needed


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and not _just_reached(params)

    return stream.until(lambda: _numbers(case, stream), good)


def _just_reached(params: Params) -> bool:
    """Whether the allowed error is next to that of a whole number of segments, so that the last digit decides."""
    allowed = Fraction(params["allowed"])
    least = needed(params["a"], allowed)
    near = allowed / 25
    return any(abs(error(params["a"], m) - allowed) < near for m in (least - 1, least))


def _numbers(case: str, stream: Stream) -> Params:
    steep = stream.sign() * stream.integer(2, 9)
    return {
        "a": 1 if case == "square" else steep,
        "segments": stream.integer(2, 10),
        "allowed": stream.choice(("0.02", "0.01", "0.005", "0.003", "0.002", "0.001", "0.0005", "0.0001")),
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def case_of(params: Params) -> str:
    return "square" if params["a"] == 1 else "multiple"


def ill_posed(params: Params) -> str | None:
    if params["a"] == 0:
        return "the function is 0, and a single straight piece meets it everywhere"
    allowed = Fraction(params["allowed"])
    if not 0 < allowed < error(params["a"], 1):
        return "the allowed error is not between 0 and that of a single segment"
    if needed(params["a"], allowed) > WIDEST:
        return f"more than {WIDEST} segments are needed"
    return claims.all_alike(CLAIMS, params)


def error(a: int, segments: int) -> Fraction:
    """In the middle of each segment the straight piece misses a x^2 by |a| h^2 / 4, with h = 1/segments."""
    return Fraction(abs(a), 4 * segments**2)


def needed(a: int, allowed: Fraction) -> int:
    """The least number of segments with at most this error."""
    guess = math.isqrt(int(abs(a) / (4 * allowed)))
    return next(m for m in range(max(guess - 1, 1), guess + 3) if error(a, m) <= allowed)


CLAIMS: Mapping[str, Claim] = {
    "zero": Claim(
        "With finitely many segments, if only enough, the error becomes 0.",
        "$1/(4M^2)$ gets as small as one likes, but is 0 for no $M$; the theorem promises a small error, not none.",
        lambda p: any(error(p["a"], m) == 0 for m in (1, 10, 1000)),
    ),
    "any": Claim(
        "For every allowed error above 0 there is a finite number of segments that is enough.",
        "This is what the universal approximation theorem says of a continuous function on a closed bounded interval.",
        lambda p: all(needed(p["a"], abs(p["a"]) * Fraction(1, 10**k)) for k in range(1, 7)),
    ),
    "exponential": Claim(
        "For this function the number of segments grows exponentially in $1/\\varepsilon$ as $\\varepsilon$ goes to 0.",
        "It grows like a root: $M = \\lceil \\frac{1}{2} \\sqrt{|a| / \\varepsilon} \\rceil$ for $f(x) = a x^2$.",
        lambda p: needed(p["a"], Fraction(1, 10**6)) > 100 * needed(p["a"], Fraction(1, 10**4)),
    ),
    "hundred": Claim(
        "Ten times as many segments make the error a hundred times smaller.",
        "The error has $M^2$ in its denominator.",
        lambda p: error(p["a"], 5) == 100 * error(p["a"], 50),
    ),
    "half": Claim(
        "Twice as many segments make the error just half as large.",
        "The error has $M^2$ in its denominator: it becomes a quarter.",
        lambda p: error(p["a"], 5) == 2 * error(p["a"], 10),
    ),
    "quarter": Claim(
        "Twice as many segments make the error a quarter of what it was.",
        "The error has $M^2$ in its denominator.",
        lambda p: error(p["a"], 5) == 4 * error(p["a"], 10),
    ),
    "line": Claim(
        "With as many segments the error would be the same on $[0, 10]$ as on $[0, 1]$.",
        "Longer segments miss more: the interval must be bounded, and its length counts.",
        lambda p: 100 * error(p["a"], 20) == error(p["a"], 20),
    ),
    "jump": Claim(
        "A function that jumps from 0 to 1 could also be met with a largest error below $0.4$.",
        "A continuous function takes all values between, so near the jump it is wrong by at least $1/2$.",
        lambda _: (
            min(max(level, 1 - level) for level in (Fraction(k, 100) for k in range(101))) < Fraction(2, 5)
        ),
    ),
    "one_less": Claim(
        "In (b), one segment less would do as well.",
        "The error falls with each further segment, and (b) asks for the least number.",
        lambda p: error(p["a"], needed(p["a"], Fraction(p["allowed"])) - 1) <= Fraction(p["allowed"]),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    a, m, allowed = params["a"], params["segments"], Fraction(params["allowed"])
    least = needed(a, allowed)
    facts = {
        "middle": "h^2" if error(a, 1) == 1 else f"{typeset.number(error(a, 1))} h^2",
        "law": rf"\frac{{{error(a, 1).numerator}}}{{{_below(a)}M^2}}",
        "result": typeset.quotient(error(a, m)),
        "root": typeset.number(abs(a) / (4 * allowed)),
        "about": typeset.about(Fraction(math.sqrt(abs(a) / (4 * allowed))), 4),
        "least": least,
        "at_least": typeset.about(error(a, least), 3),
        "before": typeset.about(error(a, least - 1), 3),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("rational", error(a, m), 4), facts),
        "b": Solved(Exact("integer", least), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


def _below(a: int) -> str:
    """The factor of M^2 in the denominator of the error, if it is not 1."""
    below = error(a, 1).denominator
    return "" if below == 1 else f"{below} "


def grown_exponentially(params: Params) -> int | None:
    """The power of e with the exponent 1 / sqrt(eps), where it can be written down."""
    exponent = 1 / math.sqrt(float(params["allowed"]))
    return math.ceil(math.exp(exponent)) if exponent < 30 else None


MISTAKES = (
    Mistake(
        "a",
        "one over M",
        lambda p: Fraction(abs(p["a"]), p["segments"]),
        "The error falls with the square of the number of segments: only the bend of the curve is missed.",
    ),
    Mistake(
        "a",
        "half of it, as the best straight pieces have",
        lambda p: error(p["a"], p["segments"]) / 2,
        "The best pieces run half above and half below; lines through points of the curve miss on one side only.",
    ),
    Mistake(
        "a",
        "two to the power -M",
        lambda p: Fraction(abs(p["a"]), 2 ** p["segments"]),
        "The segments become shorter like $1/M$, not like $2^{-M}$.",
    ),
    Mistake(
        "b",
        "one over the allowed error",
        lambda p: math.ceil(1 / Fraction(p["allowed"])),
        "The error falls with the square of $M$, so $M$ grows with the root of $1/\\varepsilon$.",
    ),
    Mistake(
        "b",
        "exponential growth",
        grown_exponentially,
        "For this function $M$ grows like $1/\\sqrt{\\varepsilon}$, far from exponentially.",
    ),
)

family = Family(
    cases=("square", "multiple"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "a": {
            "type": "integer",
            "minimum": -20,
            "maximum": 20,
            "description": "the function is a x^2 on [0, 1]",
        },
        "segments": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100,
            "description": "segments M in part (a)",
        },
        "allowed": {**DECIMAL, "description": "the error allowed in part (b), e.g. 0.01"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
