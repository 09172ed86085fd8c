"""Whether softmax magnifies differences: it makes ratios of them, and its own differences have a small slope."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from questions import derived, exact_softmax, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

TAUS = ("0.25", "0.4", "0.5", "2", "2.5", "4", "5")
ASKED = 4  # statements
CLOSE = 0.02  # differences that are nearer to each other are not compared

CLAIMS: Mapping[str, Statement] = {
    "farther_apart": Statement(
        "Softmax has magnified the difference: the probabilities lie farther apart than the logits.",
        r"$|s_1 - s_2| = \tanh(|d|/2\tau)$ is to be compared with $|d|$; at $\tau = 1$ it is at most half of it.",
    ),
    "at_most_half": Statement(
        r"Whatever the two logits are, $|s_1 - s_2| \le \frac{1}{2\tau} |z_1 - z_2|$.",
        r"The slope of $\tanh(d/2\tau)$ is nowhere more than $\frac{1}{2\tau}$.",
    ),
    "doubled": Statement(
        "With logits twice as large, the probabilities lie twice as far apart.",
        r"$\tanh$ is concave for positive arguments: twice the argument gives less than twice the value.",
    ),
    "depends_on_place": Statement(
        "The difference of the probabilities changes when 2 is added to both logits.",
        "Softmax sees only differences of logits.",
    ),
    "sharper_than_share": Statement(
        "The probabilities lie farther apart than the shares $z_i / (z_1 + z_2)$.",
        r"The shares depend on the logits themselves, $\tanh(d/2\tau)$ on their difference and on $\tau$ alone.",
    ),
    "ratio_is_of_logits": Statement(
        "The ratio of the probabilities is that of the logits.",
        "The ratio of the probabilities comes from the difference of the logits, not from their ratio.",
    ),
    "colder_is_farther": Statement(
        r"With half of the temperature the probabilities lie farther apart.",
        r"$\tanh(d/2\tau)$ grows as $\tau$ falls.",
    ),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "second": stream.decimal("0.5", 3, 1).removesuffix(".0"),
        "gap": stream.decimal("0.1", 3, 1).removesuffix(".0"),
        "tau": "1" if case == "no_temperature" else stream.choice(TAUS),
        "claims": list(stream.sample(tuple(CLAIMS), ASKED)),
    }


def case_of(params: Params) -> str:
    return "no_temperature" if Fraction(params["tau"]) == 1 else "temperature"


def scaled(params: Params) -> Fraction:
    """The difference of the logits over the temperature."""
    return Fraction(params["gap"]) / Fraction(params["tau"])


def ill_posed(params: Params) -> str | None:
    if Fraction(params["tau"]) <= 0 or Fraction(params["gap"]) <= 0 or Fraction(params["second"]) <= 0:
        return "the temperature, the gap and the second logit must be positive"
    if scaled(params) > 5:
        return "the gap over the temperature is more than 5, and the second probability is next to nothing"
    if scaled(params) < Fraction(1, 20):
        return (
            "the gap over the temperature is less than 0.05, and a rounded ratio does not give the difference"
        )
    apart = math.tanh(float(scaled(params)) / 2)
    if "farther_apart" in params["claims"] and abs(apart - float(Fraction(params["gap"]))) < CLOSE:
        return "the probabilities lie as far apart as the logits, up to rounding"
    if "sharper_than_share" in params["claims"] and abs(apart - share(params)) < CLOSE:
        return "the probabilities lie as far apart as the shares, up to rounding"
    if "ratio_is_of_logits" in params["claims"] and abs(float(ratio(params)) - of_logits(params)) < 5 * CLOSE:
        return "the ratio of the probabilities is that of the logits, up to rounding"
    if len(set(params["claims"])) < len(params["claims"]):
        return "a statement stands there twice"
    if len({holds(name, params) for name in params["claims"]}) < 2:
        return "of the statements some must hold, and some must not"
    return None


def share(params: Params) -> float:
    """The difference of the logits over their sum."""
    second, gap = Fraction(params["second"]), Fraction(params["gap"])
    return float(gap / (2 * second + gap))


def holds(name: str, params: Params) -> bool:
    """Whether a statement holds: by tanh(d/2 tau), its slope and its concavity."""
    apart = float(difference(params))
    return {
        "farther_apart": apart > float(Fraction(params["gap"])),
        "at_most_half": True,  # tanh' <= 1
        "doubled": False,  # tanh is strictly concave for d > 0
        "depends_on_place": False,  # proved: softmax does not see a common shift
        "sharper_than_share": apart > share(params),
        "ratio_is_of_logits": ratio(params) == Decimal(params["second"]) + Decimal(params["gap"]),
        "colder_is_farther": True,  # tanh rises
    }[name]


def ratio(params: Params) -> Decimal:
    with localcontext() as context:
        context.prec = exact_softmax.PRECISION
        return exact_softmax.decimal(scaled(params)).exp()


def difference(params: Params) -> Decimal:
    """The value of tanh(d/2 tau) as (r - 1)/(r + 1)."""
    with localcontext() as context:
        context.prec = exact_softmax.PRECISION
        r = ratio(params)
        return (r - 1) / (r + 1)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    gap, tau = params["gap"], params["tau"]
    decided = [(CLAIMS[name], holds(name, params)) for name in params["claims"]]
    facts = {
        "first": typeset.number(Fraction(params["second"]) + Fraction(gap)),
        "d": typeset.number(gap),
        "scaled": typeset.number(scaled(params)),
        "ratio": typeset.about(ratio(params), 4),
        "half": typeset.number(scaled(params) / 2),
        "bound": typeset.number(scaled(params) / 2),
        "apart": typeset.about(difference(params), 3),
        "share": typeset.about(Fraction(gap) / (2 * Fraction(params["second"]) + Fraction(gap)), 3),
        "tau": typeset.number(tau),
        "told": statements.told(decided),
    }
    return {
        "a": Solved(Exact("number", ratio(params), 4), facts, derivation=derived.derivation("softmax_ratio")),
        "b": Solved(Exact("number", difference(params), 3), facts),
        "c": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_temperature(params: Params) -> float | None:
    gap, tau = float(params["gap"]), float(params["tau"])
    return None if tau == 1 else math.exp(gap)


def of_logits(params: Params) -> float:
    second, gap = float(params["second"]), float(params["gap"])
    return (second + gap) / second


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "a", "the ratio of the logits", of_logits, "Exponentials are divided, so the logits are subtracted."
    ),
    Mistake(
        "a",
        "forgot the temperature",
        without_temperature,
        "The logits are divided by the temperature before the exponential is taken.",
    ),
    Mistake(
        "b",
        "the ratio of the probabilities",
        lambda p: float(ratio(p)),
        r"$e^{d/\tau}$ is how many times as large $s_1$ is; a difference of two probabilities is below 1.",
    ),
    Mistake(
        "b",
        "the difference of the logits",
        lambda p: float(p["gap"]),
        "Softmax does not keep differences.",
    ),
    Mistake(
        "b",
        "tanh without the half",
        lambda p: math.tanh(float(scaled(p))),
        r"$(e^x - 1)/(e^x + 1)$ is $\tanh(x/2)$.",
    ),
    Mistake(
        "b",
        "the larger probability",
        lambda p: 1 / (1 + math.exp(-float(scaled(p)))),
        "This is $s_1$; $s_2 = 1 - s_1$ is still to be subtracted.",
    ),
)


family = Family(
    cases=("no_temperature", "temperature"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "second": {**DECIMAL, "description": "the second logit, positive, e.g. 1"},
        "gap": {**DECIMAL, "description": "how much larger the first logit is, e.g. 0.1"},
        "tau": {**DECIMAL, "description": "the temperature, positive; 1 for none"},
        "claims": {
            "type": "array",
            "items": {"type": "string", "enum": list(CLAIMS)},
            "minItems": 2,
            "maxItems": 7,
            "description": "statements among which those that hold are to be found",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
