"""The mean output of an activation for a normal input: both signs are not enough to be zero-centred."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from questions import rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

CASES = ("relu", "leaky_relu", "elu", "gelu")
ASKED = 4  # statements on a sheet
DIGITS = 40
CLOSE = Fraction(1, 200)  # mean outputs that are nearer to each other are not compared
ALPHAS = {"leaky_relu": ("0.01", "0.05", "0.1", "0.2", "0.3"), "elu": ("1", "0.5", "2")}
CUSTOMARY = {"leaky_relu": Fraction(1, 100), "elu": Fraction(1)}  # of the activations that are compared with


# -- closed forms ------------------------------------------------------------------------------------------


def root_2pi(mp: Any) -> Any:
    return mp.sqrt(2 * mp.pi)


def elu_mean(mp: Any, s: Any, alpha: Any) -> Any:
    """The right half is that of the ReLU; on the left E[e^Z; Z < 0] = e^(s^2/2) Phi(-s)."""
    return s / root_2pi(mp) + alpha * (mp.exp(s**2 / 2) * mp.ncdf(-s) - mp.mpf(1) / 2)


# E f(Z) for Z ~ N(0, s^2); the GELU by parts: E[Z Phi(Z)] = s^2 E[phi(Z)].
MEANS: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "sigmoid": lambda mp, s, alpha: mp.mpf(1) / 2,
    "relu": lambda mp, s, alpha: s / root_2pi(mp),
    "leaky_relu": lambda mp, s, alpha: (1 - alpha) * s / root_2pi(mp),
    "elu": elu_mean,
    "gelu": lambda mp, s, alpha: s**2 / (root_2pi(mp) * mp.sqrt(1 + s**2)),
}


def mean(name: str, s: Fraction, alpha: Fraction) -> Fraction:
    """E f(Z), good to 40 digits."""
    import mpmath as mp

    with mp.workdps(DIGITS):
        return rounding.fraction(MEANS[name](mp, *(mp.mpf(v.numerator) / v.denominator for v in (s, alpha))))


# -- statements --------------------------------------------------------------------------------------------

WORDS = {"relu": "ReLU", "gelu": "GELU", "sigmoid": "sigmoid", "elu": r"ELU with $\alpha = 1$"}
NEARER = "nearer_than_"
STATEMENTS: Mapping[str, Statement] = {
    "both_signs": Statement(
        "$f$ takes positive and negative values.", "Look at the values of $f$ on either side of 0."
    ),
    "mean_zero": Statement(
        r"$\mathbb{E}\, f(Z) = 0$, since $Z$ is as often negative as positive.",
        "What cancels is $f(z)$ against $f(-z)$; this needs $f(-z) = -f(z)$, not just both signs.",
    ),
    "positive": Statement(
        r"$\mathbb{E}\, f(Z) > 0$.", "The sign is that of the mean of $f(z) + f(-z)$ over the positive $z$."
    ),
    "odd": Statement(
        "$f(-z) = -f(z)$ for all $z$.",
        "This is what makes a symmetric input have a symmetric output; one $z$ decides against it.",
    ),
    "doubles": Statement(
        r"If $s$ is doubled, $\mathbb{E}\, f(Z)$ is doubled.",
        "This holds if $f(2z) = 2 f(z)$, as for functions made of two straight lines through 0.",
    ),
    "half_of_s": Statement(
        r"$\mathbb{E}\, f(Z) = s/2$.",
        r"The mean of the positive part of $Z$ is $s/\sqrt{2\pi}$, about $0.4\, s$, not $s/2$.",
    ),
    "same_for_all_s": Statement(
        r"$\mathbb{E}\, f(Z)$ does not depend on $s$.",
        "So it is if $f(z) + f(-z)$ is the same for all $z$, and not otherwise.",
    ),
    **{
        NEARER + other: Statement(
            rf"$\mathbb{{E}}\, f(Z)$ is nearer to 0 than the mean output of the {words} for the same $Z$.",
            "Compute both mean outputs for this $s$.",
        )
        for other, words in WORDS.items()
    },
}
POOL = {case: [name for name in STATEMENTS if name != NEARER + case] for case in CASES}


def holds(statement: str, params: Params) -> bool:
    """Whether a statement holds, from the closed forms and from the facts that `derive` proves."""
    from derive.facts import facts

    name, s, alpha = params["activation"], Fraction(params["s"]), Fraction(params["alpha"])
    own = mean(name, s, alpha)
    if statement.startswith(NEARER):
        other = statement.removeprefix(NEARER)
        return abs(own) < abs(of_other(other, s))
    decided: Mapping[str, Callable[[], bool]] = {
        "both_signs": lambda: facts(name).both_signs,
        "mean_zero": lambda: _agree(own, Fraction(0)),
        "positive": lambda: own > 0,
        "odd": lambda: facts(name).zero_centred,
        "doubles": lambda: _agree(mean(name, 2 * s, alpha), 2 * own),
        "half_of_s": lambda: _agree(own, s / 2),
        "same_for_all_s": lambda: _agree(mean(name, 2 * s, alpha), own),
    }
    return decided[statement]()


def of_other(name: str, s: Fraction) -> Fraction:
    """The mean output of an activation that f is compared with, with its customary alpha."""
    return mean(name, s, CUSTOMARY.get(name, Fraction(1)))


def _agree(one: Fraction, other: Fraction) -> bool:
    """Equal in all digits that were computed."""
    return abs(one - other) < Fraction(1, 10 ** (DIGITS - 5))


def decided(params: Params) -> list[tuple[Statement, bool]]:
    return [(with_numbers(name, params), holds(name, params)) for name in params["statements"]]


def with_numbers(statement: str, params: Params) -> Statement:
    """The statement; where it compares two means, with both of them in its feedback."""
    row = STATEMENTS[statement]
    if not statement.startswith(NEARER):
        return row
    s = Fraction(params["s"])
    other = of_other(statement.removeprefix(NEARER), s)
    own = mean(params["activation"], s, Fraction(params["alpha"]))
    return replace(
        row,
        feedback=f"The mean outputs are about ${typeset.about(own, 4)}$ here and ${typeset.about(other, 4)}$ there.",
    )


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: {
            "activation": case,
            "s": stream.choice(("0.5", "0.8", "1", "1.2", "1.5", "2", "2.5", "3")),
            "alpha": stream.choice(ALPHAS.get(case, ("1",))),
            "statements": list(stream.sample(POOL[case], ASKED)),
        },
        lambda params: ill_posed(params) is None,
    )


def ill_posed(params: Params) -> str | None:
    name, s, alpha = params["activation"], Fraction(params["s"]), Fraction(params["alpha"])
    if not Fraction(1, 10) <= s <= 5:
        return "s is not between 0.1 and 5"
    if not 0 < alpha <= 5 or (alpha == 1 and name == "leaky_relu"):
        return "alpha must be positive, at most 5, and for a leaky ReLU not 1 (which would give f(z) = z)"
    asked = params["statements"]
    if len(set(asked)) < len(asked) or not set(asked) <= set(POOL[name]):
        return "a statement stands twice, or compares the activation with itself"
    others = [of_other(row.removeprefix(NEARER), s) for row in asked if row.startswith(NEARER)]
    if any(abs(abs(mean(name, s, alpha)) - abs(other)) < CLOSE for other in others):
        return "a mean output that f is compared with is nearly the same"
    if len({holds(statement, params) for statement in asked}) < 2:
        return "all of the statements hold, or none does"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, s, alpha = params["activation"], Fraction(params["s"]), Fraction(params["alpha"])
    own = mean(name, s, alpha)
    facts = {
        "s": typeset.number(s),
        "factor": typeset.number(1 - alpha),
        "relu": typeset.about(mean("relu", s, alpha), 5),
        "unit": s == 1,
    }
    rows = decided(params)
    ticked = {"rows": told(rows), "mean": typeset.about(own, 4)}
    return {"a": Solved(Exact("number", own, 4), facts), "b": tick_all(rows, ticked)}


# -- what goes wrong ---------------------------------------------------------------------------------------


def _floats(params: Params) -> tuple[str, float, float]:
    return params["activation"], float(params["s"]), float(params["alpha"])


def added_slope(params: Params) -> float | None:
    name, s, alpha = _floats(params)
    return (1 + alpha) * s / math.sqrt(2 * math.pi) if name == "leaky_relu" else None


def mean_of_relu(params: Params) -> float | None:
    name, s, _ = _floats(params)
    return None if name == "relu" else s / math.sqrt(2 * math.pi)


def at_the_mean_size(params: Params) -> float:
    """The value at the standard deviation for one half of the inputs, and 0 for the other."""
    return float(params["s"]) / 2


def variance_for_deviation(params: Params) -> Fraction:
    name, s, alpha = params["activation"], Fraction(params["s"]), Fraction(params["alpha"])
    return mean(name, s * s, alpha)


MISTAKES = (
    Mistake(
        "a",
        "0 because Z is symmetric",
        lambda p: 0,
        "A symmetric input has a symmetric output only if $f$ is odd; both signs of $f$ are not enough.",
    ),
    Mistake(
        "a",
        "s/2",
        at_the_mean_size,
        r"The mean of the positive part of $Z$ is $s/\sqrt{2\pi}$: the mean of $|Z|$ is $s\sqrt{2/\pi}$, not $s$.",
    ),
    Mistake(
        "a",
        "added the slope of the left side",
        added_slope,
        r"On the left the output is negative, so its share is subtracted: the factor is $1 - \alpha$.",
    ),
    Mistake(
        "a",
        "only the positive side",
        mean_of_relu,
        "That is the mean output of the ReLU; here the negative inputs have a share as well.",
    ),
    Mistake(
        "a",
        "the variance for the deviation",
        variance_for_deviation,
        "$s$ is the standard deviation; it enters as it is, not squared.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(CASES),
            "description": "the activation by name, e.g. relu",
        },
        "s": {**DECIMAL, "description": "standard deviation of the input, e.g. 1.5"},
        "alpha": {
            **DECIMAL,
            "description": "alpha of leaky ReLU and ELU, e.g. 0.1; the others do not use it",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (b) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
