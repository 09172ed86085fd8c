"""A derivation in which a line may be wrong: the gate of `derive` decides which; then the one without the slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

PROOFS = {
    "power_rule": "sigmoid_power_rule",
    "odds": "sigmoid_by_odds",
    "quotient_rule": "tanh_quotient_rule",
}
NO_SLIP = "no_slip"


@dataclass(frozen=True, slots=True)
class Letters:
    """What a slip is written with."""

    x: Any
    exp: Callable[[Any], Any]
    s: Any
    t: Any
    slope: Callable[[Any], Any]

    @property
    def below(self) -> Any:
        """The denominator of the sigmoid."""
        return 1 + self.exp(-self.x)

    @property
    def high(self) -> Any:
        """The denominator of the hyperbolic tangent with one exponential."""
        return self.exp(2 * self.x) + 1

    @property
    def low(self) -> Any:
        """Its numerator."""
        return self.exp(2 * self.x) - 1


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that is written down wrongly: its derivation, its place from the top (0 is what is derived), and why."""

    derivation: str
    line: int
    build: Callable[[Letters], Any]
    feedback: str


SLIPS: Mapping[str, Slip] = {
    "power_not_lowered": Slip("power_rule", 2, lambda w: -(w.below**-1) * w.slope(w.below),
        "The power rule lowers the exponent by 1, from $-1$ to $-2$."),
    "power_without_sign": Slip("power_rule", 2, lambda w: w.below**-2 * w.slope(w.below),
        "The power rule brings the exponent $-1$ down as a factor."),
    "inner_sign": Slip("power_rule", 3, lambda w: -(w.below**-2) * w.exp(-w.x),
        "The derivative of $e^{-x}$ is $-e^{-x}$."),
    "square_lost": Slip("power_rule", 4, lambda w: w.exp(-w.x) / w.below,
        "The exponent $-2$ means the square of the denominator."),
    "split_wrongly": Slip("power_rule", 5, lambda w: w.exp(-w.x) / w.below * (w.exp(-w.x) / w.below),
        "The numerator stands there once; it goes to one of the two factors, the other one keeps a 1."),
    "plus_sigma": Slip("power_rule", 6, lambda w: w.s * (1 + w.s),
        r"$\frac{e^{-x}}{1 + e^{-x}}$ is what is missing from $\sigma(x)$ to 1, so it is $1 - \sigma(x)$."),
    "rule_of_tanh": Slip("power_rule", 6, lambda w: 1 - w.s**2,
        "That is the pattern of the hyperbolic tangent."),
    "quotient_sign": Slip("odds", 2, lambda w: -w.exp(-w.x) / w.below**2,
        "Two minus signs cancel: that of the quotient rule and that of the derivative of $e^{-x}$."),
    "sigma_not_squared": Slip("odds", 3, lambda w: w.exp(-w.x) * w.s,
        r"$\frac{1}{(1 + e^{-x})^2}$ is the square of the sigmoid."),
    "odds_upside_down": Slip("odds", 4, lambda w: w.s / (1 - w.s) * w.s**2,
        r"From $\sigma (1 + e^{-x}) = 1$ follows $e^{-x} = \frac{1 - \sigma}{\sigma}$; its reciprocal is $e^{x}$."),
    "odds_plus": Slip("odds", 4, lambda w: (1 + w.s) / w.s * w.s**2,
        r"From $\sigma (1 + e^{-x}) = 1$ follows $e^{-x} = \frac{1 - \sigma}{\sigma}$."),
    "cancelled_too_much": Slip("odds", 5, lambda w: 1 - w.s,
        r"Of $\sigma^2$ one factor cancels, the other one is left."),
    "cancelled_too_little": Slip("odds", 5, lambda w: (1 - w.s) * w.s**2,
        r"Of $\sigma^2$ one factor cancels against the denominator."),
    "quotient_plus": Slip("quotient_rule", 2,
        lambda w: (2 * w.exp(2 * w.x) * w.high + w.low * 2 * w.exp(2 * w.x)) / w.high**2,
        "The numerator of the quotient rule is a difference."),
    "quotient_inner": Slip("quotient_rule", 2,
        lambda w: (w.exp(2 * w.x) * w.high - w.low * w.exp(2 * w.x)) / w.high**2,
        "The derivative of $e^{2x}$ is $2 e^{2x}$."),
    "quotient_denominator": Slip("quotient_rule", 2,
        lambda w: (2 * w.exp(2 * w.x) * w.high - w.low * 2 * w.exp(2 * w.x)) / w.high,
        "The quotient rule squares the denominator."),
    "collected_wrongly": Slip("quotient_rule", 3, lambda w: 2 * w.exp(2 * w.x) / w.high**2,
        "The difference of the two brackets is 2, and it is multiplied by $2 e^{2x}$."),
    "sum_of_squares": Slip("quotient_rule", 4, lambda w: (w.high**2 + w.low**2) / w.high**2,
        "$4 e^{2x}$ is the difference of the two squares: only the mixed terms are left."),
    "plus_square": Slip("quotient_rule", 5, lambda w: 1 + (w.low / w.high) ** 2,
        "The minus of the numerator stays when the fraction is split."),
    "no_square": Slip("quotient_rule", 6, lambda w: 1 - w.t,
        "The fraction is squared, so the hyperbolic tangent is squared."),
}  # fmt: skip


def letters() -> Letters:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component, Partial, exp

    x = Component(Tensor("x"))
    return Letters(x, exp, Apply("sigmoid", (x,)), Apply("tanh", (x,)), lambda u: Partial(u, x))


def slips_of(derivation: str) -> list[str]:
    return [name for name, slip in SLIPS.items() if slip.derivation == derivation]


@cache
def lines(derivation: str, slip: str) -> tuple[Any, ...]:
    """The lines as they are printed, from the top."""
    found = list(derived.derivation(PROOFS[derivation]).statements)
    if slip != NO_SLIP:
        found[SLIPS[slip].line] = SLIPS[slip].build(letters())
    return tuple(found)


@cache
def wrong_lines(derivation: str, slip: str) -> tuple[int, ...]:
    """The lines that are not proved equal to the first one; ArithmeticError if one does not differ from it at 1."""
    from derive.kernel.prover import prove

    first, *others = lines(derivation, slip)
    found = []
    for number, line in enumerate(others, start=1):
        if prove(first, line) is not None:
            continue
        if abs(value_at(first, Fraction(1)) - value_at(line, Fraction(1))) < 1e-9:
            raise ArithmeticError(f"line {number} of {derivation} is neither proved nor refuted")
        found.append(number)
    return tuple(found)


def value_at(line: Any, x: Fraction) -> Any:
    return derived.evaluated(line, {"x": x})


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    return {
        "derivation": case,
        "slip": stream.choice([*slips_of(case), NO_SLIP]),
        "m": stream.integer(2, 9),
    }


def ill_posed(params: Params) -> str | None:
    slip = params["slip"]
    if slip != NO_SLIP and SLIPS[slip].derivation != params["derivation"]:
        return f"the slip {slip} belongs to the derivation {SLIPS[slip].derivation}"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def value(params: Params) -> Fraction:
    """The function at log m: e^x is m."""
    m = Fraction(params["m"])
    return (m * m - 1) / (m * m + 1) if params["derivation"] == "quotient_rule" else m / (m + 1)


def slope(params: Params) -> Fraction:
    f = value(params)
    return 1 - f * f if params["derivation"] == "quotient_rule" else f * (1 - f)


def solve(params: Params) -> Mapping[str, Solved]:
    from derive.terms.latex import latex

    derivation, slip = params["derivation"], params["slip"]
    found, wrong = lines(derivation, slip), wrong_lines(derivation, slip)
    right = Statement(
        "none of them", f"The line of the slip is $= {latex(found[wrong[0]])}$." if wrong else ""
    )
    why = SLIPS[slip].feedback if wrong else ""
    options = [
        (
            Statement(
                f"${'' if k == 0 else '= '}{latex(line)}$",
                why if k in wrong else "This line has the right value.",
            ),
            k in wrong,
        )
        for k, line in enumerate(found)
    ]
    facts = {
        "f": typeset.quotient(value(params)),
        "slope": typeset.quotient(slope(params)),
        "square": typeset.number(Fraction(params["m"]) ** 2),
        "why": why,
        "before": "ABCDEFGH"[wrong[0] - 1] if wrong else "",
        "wrong_value": typeset.about(_exact(found[wrong[0]]), 4) if wrong else "",
        "right_value": typeset.about(_exact(found[0]), 4),
    }
    return {
        "a": Solved(Exact("rational", slope(params), 4), facts),
        "b": pick_one([*options, (right, not wrong)], facts),
        "c": Solved(Exact("proof", derived.derivation(PROOFS[derivation]))),
    }


def _exact(line: Any) -> Fraction:
    from questions import rounding

    return rounding.fraction(value_at(line, Fraction(1)))


# -- what goes wrong ---------------------------------------------------------------------------------------


def other_rule(params: Params) -> Fraction:
    f = value(params)
    return f * (1 - f) if params["derivation"] == "quotient_rule" else 1 - f * f


def wrong_sign(params: Params) -> Fraction:
    f = value(params)
    return 1 + f * f if params["derivation"] == "quotient_rule" else f * (1 + f)


def no_square(params: Params) -> Fraction:
    return 1 - value(params)


MISTAKES = (
    Mistake(
        "a",
        "the rule of the other function",
        other_rule,
        "$f (1 - f)$ belongs to the sigmoid, $1 - f^2$ to the hyperbolic tangent.",
    ),
    Mistake("a", "wrong sign", wrong_sign, "Both curves flatten out, so something is subtracted."),
    Mistake("a", "a factor or a square is missing", no_square, "$1 - f$ alone is the derivative of neither."),
    Mistake(
        "a",
        "the value instead of the slope",
        value,
        "This is $f(x)$ itself; the question is how steep $f$ is there.",
    ),
)

family = Family(
    cases=tuple(PROOFS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "derivation": {
            "type": "string",
            "enum": list(PROOFS),
            "description": "the derivation by name, e.g. power_rule",
        },
        "slip": {
            "type": "string",
            "enum": [*SLIPS, NO_SLIP],
            "description": "what is wrong in it by name, or no_slip",
        },
        "m": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100,
            "description": "the slope of part (a) is asked at log m, e.g. 3",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["derivation"],
)
