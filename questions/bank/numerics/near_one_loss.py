"""The loss of a probability near 1: what single precision leaves of it, and how it is computed without loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

BELOW = Fraction(1, 2**24)  # the distance of single-precision numbers between 1/2 and 1
ABOVE = Fraction(1, 2**23)  # and between 1 and 2
FINE, COARSE = (
    Fraction(1, 20000),
    Fraction(3, 10000),
)  # relative errors: four digits are right, or clearly not
GOOD = ("logaddexp", "log1p_of_rest", "exp_only")  # programs that are as good as log1p, or nearly so
RANGES = {"confident": (950, 1050), "very_confident": (1051, 1150)}  # hundredths of the margin


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = RANGES[case]
    return {
        "margin": fixed(stream.integer(low, high), 2),
        "programs": list(
            stream.shuffle(
                ("minus_log", "log1p", stream.choice(GOOD), stream.choice(("log_sum", "log_ratio")))
            )
        ),
    }


def case_of(params: Params) -> str:
    return "confident" if Fraction(params["margin"]) <= Fraction(21, 2) else "very_confident"


def ill_posed(params: Params) -> str | None:
    if not 8 <= Fraction(params["margin"]) <= Fraction(23, 2):
        return "the margin must be from 8 to 11.5: single precision is to be too coarse, and not to store a 1"
    if min(tie(rest(params) / BELOW), tie(power(params) / ABOVE)) < Fraction(1, 100):
        return "a number lies between two numbers of single precision, and the processor decides which one is stored"
    for name in params["programs"]:
        if FINE < error(ERRORS[name], params) < COARSE:
            return f"the program {name!r} is neither right nor clearly wrong with this margin"
    return claims.all_alike(POOL, params, "programs")


def tie(units: Fraction) -> Fraction:
    """How far a number of units is from a half."""
    return abs(units - int(units) - Fraction(1, 2))


# -- what single precision makes of it ---------------------------------------------------------------------


def power(params: Params) -> Fraction:
    """The exponential of minus the margin."""
    return Fraction(precise.exp(-Fraction(params["margin"])))


def exact(params: Params) -> Decimal:
    return precise.softplus(-Fraction(params["margin"]))


def rest(params: Params) -> Fraction:
    """How far the probability is below 1."""
    return Fraction(precise.sigmoid(-Fraction(params["margin"])))


def steps(params: Params) -> int:
    """By how many numbers of single precision the stored probability is below 1."""
    return round(rest(params) / BELOW)


def stored_loss(params: Params) -> Decimal:
    return -precise.log(1 - steps(params) * BELOW)


def of_sum(params: Params) -> Decimal:
    """The logarithm of 1 + e^-d, with the sum rounded."""
    return precise.log(1 + round(power(params) / ABOVE) * ABOVE)


def of_quotient(params: Params) -> Decimal:
    """Minus the logarithm of 1 / (1 + e^-d), with sum and quotient rounded."""
    quotient = 1 / (1 + round(power(params) / ABOVE) * ABOVE)
    return -precise.log(1 - round((1 - quotient) / BELOW) * BELOW)


def cancelled(params: Params) -> Decimal:
    """The logarithm of e^d + 1, about d, is a multiple of the distance of numbers at d; then d is subtracted."""
    grain = Fraction(1, 2**20) if Fraction(params["margin"]) >= 8 else Fraction(1, 2**21)
    margin = round(Fraction(params["margin"]) / grain) * grain
    return precise.product(
        round((Fraction(exact(params)) + Fraction(params["margin"]) - margin) / grain), grain
    )


def error(value: Callable[[Params], Decimal], params: Params) -> Fraction:
    """The relative error of a loss."""
    return abs(Fraction(value(params)) / Fraction(exact(params)) - 1)


ERRORS: Mapping[str, Callable[[Params], Decimal]] = {
    "minus_log": of_quotient,
    "log_sum": of_sum,
    "log1p": exact,
    "logaddexp": exact,
    "exp_only": lambda p: precise.exp(-Fraction(p["margin"])),
    "log_ratio": cancelled,
    "log1p_of_rest": exact,
}


def right(name: str) -> Callable[[Params], bool]:
    return lambda params: error(ERRORS[name], params) <= FINE


POOL: Mapping[str, Claim] = {
    "minus_log": Claim(
        "`-np.log(1 / (1 + np.exp(-d)))`",
        "The probability is rounded where it is near 1, and with it nearly all that its logarithm is made of.",
        right("minus_log"),
    ),
    "log_sum": Claim(
        "`np.log(1 + np.exp(-d))`",
        "The small exponential loses its digits when 1 is added to it.",
        right("log_sum"),
    ),
    "log1p": Claim(
        "`np.log1p(np.exp(-d))`",
        "The 1 is never added: the exponential keeps all its digits, and the function knows the logarithm near 1.",
        right("log1p"),
    ),
    "logaddexp": Claim(
        "`np.logaddexp(0 * d, -d)`",
        "This log-sum-exp of 0 and -d is computed as the larger one plus a `log1p`.",
        right("logaddexp"),
    ),
    "exp_only": Claim(
        "`np.exp(-d)`",
        "The logarithm of 1 + x is about x; what is left out is half of x squared, too little to matter here.",
        right("exp_only"),
    ),
    "log_ratio": Claim(
        "`np.log(np.exp(d) + 1) - d`",
        "Two numbers near d are subtracted, and what is left is rounding.",
        right("log_ratio"),
    ),
    "log1p_of_rest": Claim(
        "`-np.log1p(-1 / (1 + np.exp(d)))`",
        "The small probability of the other class is computed, not 1 minus the large one, and keeps its digits.",
        right("log1p_of_rest"),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    facts = {
        "power": typeset.about(power(params), 5),
        "rest": typeset.about(rest(params), 5),
        "units": typeset.about(rest(params) / BELOW, 6),
        "steps": steps(params),
        "stored": typeset.about(steps(params) * BELOW, 5),
        "error": typeset.about(100 * error(stored_loss, params), 2),
        "worst": typeset.about(100 * BELOW / 2 / rest(params), 2),
        "told": statements.told(claims.decided(POOL, params, "programs")),
    }
    return {
        "a": Solved(Exact("number", exact(params), 5), facts),
        "b": Solved(Exact("integer", steps(params)), facts),
        "c": Solved(Exact("number", stored_loss(params), 5), facts),
        "d": claims.all_that_hold(POOL, params, facts, "programs"),
    }


MISTAKES = (
    Mistake(
        "a",
        "float32 -log(p)",
        lambda p: float(stored_loss(p)),
        "The probability was rounded to single precision on the way, and its distance from 1 with it.",
    ),
    Mistake(
        "a",
        "the margin itself",
        lambda p: float(p["margin"]),
        "The margin is subtracted in the exponent: a large margin means a small loss.",
    ),
    Mistake(
        "b",
        "the distance of numbers above 1",
        lambda p: round(rest(p) / ABOVE),
        "Below 1 the numbers lie half as far apart as above it.",
    ),
    Mistake(
        "c", "the loss without rounding", lambda p: float(exact(p)), "The stored probability is another one."
    ),
)

family = Family(
    cases=tuple(RANGES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "margin": {**DECIMAL, "description": "how far the true logit is ahead of the other one, e.g. 10.4"},
        "programs": {
            **claims.schema(POOL, 2),
            "description": "the programs to be judged, by name, in this order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("kink", "A number of steps of single precision can only jump.", part="b"),
        Exemption("kink", "Rounding decides how good a line is, and it jumps with the margin.", part="d"),
    ),
)
