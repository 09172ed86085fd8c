"""The first loss of a classifier whose logits already scatter: between log C and log C plus half their variance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

CASES = ("narrow_logits", "wide_logits")
DEVIATIONS = {"narrow_logits": ("0.5", "0.6", "0.8"), "wide_logits": ("1", "1.2", "1.5", "2")}
CLASSES = (10, 20, 25, 50, 64, 100, 128, 200, 250)
SHARES = (
    "-0.9",
    "-0.5",
    "-0.3",
    "0.3",
    "0.5",
    "0.7",
    "1.5",
    "2",
    "3",
)  # of the way from log C to the upper bound
CLOSEST = Decimal("0.02")  # how far a measured loss is from either bound
RATE = Fraction(1, 10)


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    params = {"classes": stream.choice(CLASSES), "deviation": stream.choice(DEVIATIONS[case])}
    low, high = bounds(params)
    shares = stream.sample(SHARES, 4)
    measured = [f"{precise.total([low, precise.product(share, high - low)]):.2f}" for share in shares]
    return {**params, "measured": measured, "claims": claims.drawn(CLAIMS, stream, 4)}


def case_of(params: Params) -> str:
    return "narrow_logits" if Fraction(params["deviation"]) < 1 else "wide_logits"


def ill_posed(params: Params) -> str | None:
    if Fraction(params["deviation"]) <= 0:
        return "the standard deviation is not positive"
    low, high = bounds(params)
    measured = [Decimal(loss) for loss in params["measured"]]
    if len(set(measured)) < len(measured):
        return "a measured loss occurs twice"
    if any(abs(loss - end) < CLOSEST for loss in measured for end in (low, high)):
        return "a measured loss is too near a bound"
    if len({low <= loss <= high for loss in measured}) < 2:
        return "all of the measured losses are within the bounds, or none is"
    return claims.all_alike(CLAIMS, params)


def bounds(params: Params) -> tuple[Decimal, Decimal]:
    """The logarithm of C, and half the variance more."""
    low = precise.log(params["classes"])
    return low, precise.total([low, Fraction(params["deviation"]) ** 2 / 2])


def after_one_step(params: Params) -> Decimal:
    """The loss of one example with equal logits after a step against s - y."""
    rest = -RATE / params["classes"]
    own = RATE * (1 - Fraction(1, params["classes"]))
    total = precise.total([precise.exp(own), precise.product(params["classes"] - 1, precise.exp(rest))])
    return precise.total([precise.log(total), -own])


CLAIMS: Mapping[str, Claim] = {
    "always_log_c": Claim(
        "With such logits the expected first loss is exactly $\\log C$, as their mean is 0.",
        "Log-sum-exp is strictly convex: where logits scatter, its mean is above its value at their mean.",
        lambda p: Fraction(p["deviation"]) == 0,
    ),
    "at_least_log_c": Claim(
        "With such logits the expected first loss is greater than $\\log C$.",
        "Confident guesses that know nothing cost more when wrong than they save when right.",
        lambda p: Fraction(p["deviation"]) > 0,
    ),
    "small_logits": Claim(
        "With logits of a standard deviation of 0.02 the first loss is within 0.01 of $\\log C$.",
        "Half the variance is 0.0002.",
        lambda p: Fraction("0.02") ** 2 / 2 < Fraction("0.01"),
    ),
    "wide_is_lower": Claim(
        "The wider the logits scatter before training, the lower the first loss.",
        "It rises: the network is confident of things that it does not know.",
        lambda p: False,
    ),
    "double_spread": Claim(
        "With twice the standard deviation the expected first loss would be greater.",
        "The more the logits scatter, the more confident and wrong the first guesses are.",
        lambda p: True,
    ),
    "after_one_update": Claim(
        "With equal logits, $\\log C$ is the loss after the first update.",
        "It is the loss before it; the update lowers it.",
        lambda p: after_one_step(p) == bounds(p)[0],
    ),
    "lower_after_update": Claim(
        "With equal logits the loss of an example is below $\\log C$ after a step of gradient descent on its logits.",
        "The step raises the logit of the true class and lowers the others.",
        lambda p: after_one_step(p) < bounds(p)[0],
    ),
}  # fmt: skip


def decided(params: Params) -> list[tuple[Statement, bool]]:
    """The measured losses as options."""
    low, high = bounds(params)
    rows = []
    for text in params["measured"]:
        loss = Decimal(text)
        said = "It is below $\\log C$." if loss < low else "It is above the upper bound."
        inside = low <= loss <= high
        rows.append((Statement(f"${text}$", "It is between the bounds." if inside else said), inside))
    return rows


def solve(params: Params) -> Mapping[str, Solved]:
    low, high = bounds(params)
    proved, convex = derived.derivation("expected_power_sum"), derived.certificate("log_sum_exp_convex")
    s = Fraction(params["deviation"])
    inside = [f"${text}$" for text in params["measured"] if low <= Decimal(text) <= high]
    facts = {
        "C": params["classes"],
        "s": typeset.number(s),
        "half": typeset.number(s**2 / 2),
        "low": typeset.about(low, 4),
        "high": typeset.about(high, 4),
        "inside": typeset.listing(inside),
        "after": typeset.about(after_one_step(params), 4),
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("array", (low, high), 4), facts, derivation=convex),
        "c": statements.tick_all(decided(params), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "b",
        "always exactly log C",
        lambda p: (bounds(p)[0], bounds(p)[0]),
        "The lower bound is reached only where the logits do not scatter at all.",
    ),
    Mistake(
        "b",
        "the variance without its half",
        lambda p: (bounds(p)[0], precise.total([bounds(p)[0], Fraction(p["deviation"]) ** 2])),
        "The mean of $e^z$ is $e^{s^2/2}$.",
    ),
    Mistake(
        "b",
        "half the standard deviation",
        lambda p: (bounds(p)[0], precise.total([bounds(p)[0], Fraction(p["deviation"]) / 2])),
        "It is the variance, the square of the standard deviation, that counts.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "classes": {
            "type": "integer",
            "minimum": 2,
            "maximum": 2000,
            "description": "number of classes C, e.g. 100",
        },
        "deviation": {**DECIMAL, "description": "standard deviation s of the logits, e.g. 1"},
        "measured": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 6,
            "description": "first losses, some of them between the bounds, e.g. [5.09, 4.2, 7]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
