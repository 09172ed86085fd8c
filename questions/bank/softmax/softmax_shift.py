"""Softmax does not see a common shift of the logits; what that is good for where exponentials overflow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import claims, derived, exact_softmax, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

# The greatest number of each precision, and the least positive one, exactly.
GREATEST = {
    "half": Fraction(65504),
    "single": (2 - Fraction(1, 2**23)) * 2**127,
    "double": (2 - Fraction(1, 2**52)) * 2**1023,
}
LEAST = {"half": Fraction(1, 2**24), "single": Fraction(1, 2**149), "double": Fraction(1, 2**1074)}
EDGE = Fraction(1, 10)  # of a logarithm: nearer to overflow or underflow, rounding decides
BASES = {"half": (12, 40), "single": (90, 400), "double": (710, 2000)}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = BASES[case]
    base = stream.integer(low, high)
    steps = stream.sample(range(5), 3)
    if stream.integer(0, 1):
        base = math.floor(float(precise.log(GREATEST[case]))) - stream.integer(0, 2)
    return {
        "logits": [str(base + step) for step in steps],
        "precision": case,
        "programs": list(stream.shuffle(("naive", "minus_max", *stream.sample(OTHERS, 3)))),
    }


def case_of(params: Params) -> str:
    return str(params["precision"])


def ill_posed(params: Params) -> str | None:
    logits = [Fraction(z) for z in params["logits"]]
    if len(set(logits)) < len(logits):
        return "two logits are equal"
    if min(logits) <= 0 or max(logits) - min(logits) > 6:
        return (
            "the logits must be positive and not more than 6 apart: the programs that are wrong are to be so"
        )
    top = precise.log(GREATEST[params["precision"]])
    total = exact_softmax.log_sum_exp([exact_softmax.decimal(z) for z in logits])
    edges = [abs(Fraction(top) - value) for value in (*logits, Fraction(total))]
    if min(edges) < EDGE:
        return "an exponential, or the sum of all, is at the edge of overflow"
    if params["precision"] == "half" and any(z.denominator > 1 or z > 2000 for z in logits):
        return "half precision holds whole logits up to 2000"
    return claims.all_alike(POOL, params, "programs")


# -- which programs are right ------------------------------------------------------------------------------


def survives(params: Params, shift: Fraction) -> bool:
    """Whether the exponentials of the shifted logits, and their sum, are numbers of this precision."""
    shifted = [exact_softmax.decimal(Fraction(z) - shift) for z in params["logits"]]
    raised = [Fraction(power) for power in exact_softmax.powers(shifted)]
    return sum(raised) < GREATEST[params["precision"]] and max(raised) > LEAST[params["precision"]]


def logits(params: Params) -> list[Fraction]:
    return [Fraction(z) for z in params["logits"]]


def mean(params: Params) -> Fraction:
    return sum(logits(params), Fraction(0)) / len(params["logits"])


def missing(params: Params) -> int:
    """How many entries of the naive program are infinity over infinity."""
    top = precise.log(GREATEST[params["precision"]])
    return sum(z > Fraction(top) for z in logits(params))


SHIFTED = "A common shift cancels, and with this one no exponential overflows here."
POOL: Mapping[str, Claim] = {
    "naive": Claim(
        "`np.exp(z) / np.exp(z).sum()`",
        "Right as mathematics; in the computer it works as long as neither an exponential nor the sum overflows.",
        lambda p: survives(p, Fraction(0)),
    ),
    "minus_max": Claim(
        "`np.exp(z - z.max()) / np.exp(z - z.max()).sum()`",
        "The largest exponential is 1, so nothing overflows and the sum is at least 1, whatever the logits are.",
        lambda p: survives(p, max(logits(p))),
    ),
    "minus_min": Claim(
        "`np.exp(z - z.min()) / np.exp(z - z.min()).sum()`", SHIFTED, lambda p: survives(p, min(logits(p)))
    ),
    "minus_mean": Claim(
        "`np.exp(z - z.mean()) / np.exp(z - z.mean()).sum()`",
        SHIFTED,
        lambda p: survives(p, mean(p)),
    ),
    "minus_first": Claim(
        "`np.exp(z - z[0]) / np.exp(z - z[0]).sum()`", SHIFTED, lambda p: survives(p, logits(p)[0])
    ),
    "over_max": Claim(
        "`np.exp(z / z.max()) / np.exp(z / z.max()).sum()`",
        "Softmax does not see a shift, but it sees a factor: this is another temperature.",
        lambda p: max(logits(p)) == 1,
    ),
    "mixed": Claim(
        "`np.exp(z - z.max()) / np.exp(z).sum()`",
        "The shift cancels only if it is made above and below the line.",
        lambda p: max(logits(p)) == 0,
    ),
    "unit_sum": Claim(
        "`z / z.sum()`", "This makes the sum 1, but the exponentials are missing.", lambda p: False
    ),
}
OTHERS = tuple(name for name in POOL if name not in ("naive", "minus_max"))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("softmax_shift")
    given = logits(params)
    top = max(given)
    shifted = [exact_softmax.decimal(z - top) for z in given]
    s = exact_softmax.softmax(shifted)
    powers = exact_softmax.powers(shifted)
    limit = precise.log(GREATEST[params["precision"]])
    rows = [
        {
            "z": typeset.number(z),
            "shifted": typeset.number(z - top),
            "power": typeset.about(e, 5),
            "s": typeset.about(p, 4),
        }
        for z, e, p in zip(given, powers, s, strict=True)
    ]
    facts = {
        "rows": rows,
        "top": typeset.number(top),
        "total": typeset.about(sum(powers, Decimal(0)), 5),
        "limit": typeset.about(limit, 4),
        "missing": missing(params),
        "finite": len(given) - missing(params),
        "naive": survives(params, Fraction(0)),
        "told": told(params),
    }
    return {
        "a": Solved(Exact("proof", proved)),
        "b": Solved(Exact("array", s, 4), facts),
        "c": Solved(Exact("integer", missing(params)), facts),
        "d": claims.all_that_hold(POOL, params, facts, "programs"),
    }


def told(params: Params) -> Any:
    from questions import statements

    return statements.told(claims.decided(POOL, params, "programs"))


# -- what goes wrong ---------------------------------------------------------------------------------------


def scaled_down(params: Params) -> tuple[float, ...]:
    """The right probabilities times e^-c for the shift c."""
    top = max(map(float, params["logits"]))
    return tuple(p * math.exp(-top) for p in floats(params))


def floats(params: Params) -> tuple[float, ...]:
    return exact_softmax.in_floats([float(z) for z in params["logits"]])


def over_sum(params: Params) -> Sequence[float]:
    given = [float(z) for z in params["logits"]]
    return tuple(z / sum(given) for z in given)


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "b",
        "scaled by the factor of the shift",
        scaled_down,
        "The factor $e^{-c}$ stands above and below the line and cancels: the probabilities still sum to 1.",
    ),
    Mistake(
        "b",
        "divided by the sum of the logits",
        over_sum,
        "The exponentials are divided by their sum, not the logits by theirs.",
    ),
    Mistake(
        "c",
        "all of them",
        lambda p: len(p["logits"]),
        "A finite exponential over an infinite sum is 0; only infinity over infinity is not a number.",
    ),
    Mistake("c", "none of them", lambda p: 0, "Infinity over infinity is not a number."),
)

family = Family(
    cases=tuple(BASES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "large logits, all different, e.g. [1000, 1001, 1002]",
        },
        "precision": {
            "type": "string",
            "enum": list(BASES),
            "description": "the precision in which programs are run: half (float16), single or double",
        },
        "programs": {
            **claims.schema(POOL, 2),
            "description": "the programs to be judged, by name, in this order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("degenerate", "That no exponential overflows is one of the possible outcomes.", part="c"),
    ),
)
