"""A sigmoid neuron: pre-activation, activation, and the probability that it stands for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import activation_terms, derived, rounding, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

ASKED = 5  # statements on a sheet
LARGEST = 5  # of the pre-activation, in size
NUMBERS = ("w0", "w1", "w2", "x1", "x2")

STATEMENTS: Mapping[str, Statement] = {
    "odds": Statement(
        r"The odds of $y = 1$, $\frac{P(y = 1 \mid x)}{P(y = 0 \mid x)}$, are $e^{a}$.",
        r"$\frac{\sigma(a)}{1 - \sigma(a)} = e^{a}$.",
    ),
    "log_odds": Statement(
        r"$a$ is the natural logarithm of the odds of $y = 1$.",
        r"$\frac{\sigma(a)}{1 - \sigma(a)} = e^{a}$, of which $a$ is the natural logarithm.",
    ),
    "complement": Statement(r"$P(y = 0 \mid x) = \sigma(-a)$.", r"$1 - \sigma(a) = \sigma(-a)$."),
    "output_is_a": Statement(
        r"The activation function of this neuron is the linear combination $a$, so its output is $a$.",
        r"$a$ is what goes *into* the activation function $\sigma$, the pre-activation; the output is $\sigma(a)$.",
    ),
    "first_then_sum": Statement(
        r"The output is $w_0 + w_1\, \sigma(x_1) + w_2\, \sigma(x_2)$.",
        r"The sum comes first, and $\sigma$ is applied to it.",
    ),
    "more_probable": Statement(
        "For this $x$, $y = 1$ is more probable than $y = 0$.",
        r"So it is if and only if $a > 0$, where $\sigma(a) > \frac{1}{2}$.",
    ),
    "odds_doubled": Statement(
        r"If $w_0$ is raised by $\log 2$ (natural logarithm), the odds of $y = 1$ are doubled.",
        r"The odds are $e^{a}$, and $e^{a + \log 2} = 2 e^{a}$.",
    ),
    "output_doubled": Statement(
        "If all weights are doubled, the output is doubled.",
        "The pre-activation is doubled; the output is not a linear function of it.",
    ),
    "flipped": Statement(
        r"If all weights change their sign, the output $f$ becomes $1 - f$.", r"$\sigma(-a) = 1 - \sigma(a)$."
    ),
    "probability_is_a": Statement(
        r"$P(y = 1 \mid x) = a$.", r"A linear combination may be any number; the probability is $\sigma(a)$."
    ),
}


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        numbers = {name: stream.sign() * stream.integer(1, 4) for name in NUMBERS}
        return {
            **numbers,
            "label": 1 if case == "label_one" else 0,
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "label_one" if params["label"] == 1 else "label_zero"


def preactivation(params: Params) -> int:
    return int(params["w0"] + params["w1"] * params["x1"] + params["w2"] * params["x2"])


def ill_posed(params: Params) -> str | None:
    a = preactivation(params)
    if a == 0 or abs(a) > LARGEST:
        return f"the pre-activation is 0, or beyond {LARGEST}"
    if a == params["w0"]:
        return "the inputs have no say: the products cancel"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, params) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def sigma(a: Any) -> Fraction:
    return rounding.fraction(activation_terms.value("sigmoid", Fraction(a)))


def odds(a: int) -> Fraction:
    import mpmath as mp

    with mp.workdps(40):
        return rounding.fraction(mp.exp(a))


def odds_after_raise(a: int) -> Fraction:
    """With a pre-activation that is larger by log 2."""
    import mpmath as mp

    with mp.workdps(40):
        return rounding.fraction(mp.exp(a + mp.log(2)))


def holds(statement: str, params: Params) -> bool:
    """Whether a statement holds for these numbers, in 30 digits."""
    a = preactivation(params)
    f = sigma(a)
    inside = params["w0"] + sum(params[f"w{k}"] * sigma(params[f"x{k}"]) for k in (1, 2))
    decided: Mapping[str, Callable[[], bool]] = {
        "odds": lambda: same(f / (1 - f), odds(a)),
        "log_odds": lambda: same(f / (1 - f), odds(a)),
        "complement": lambda: same(1 - f, sigma(-a)),
        "output_is_a": lambda: same(f, Fraction(a)),
        "first_then_sum": lambda: same(f, inside),
        "more_probable": lambda: a > 0,
        "odds_doubled": lambda: same(odds_after_raise(a), 2 * f / (1 - f)),
        "output_doubled": lambda: same(sigma(2 * a), 2 * f),
        "flipped": lambda: same(sigma(-a), 1 - f),
        "probability_is_a": lambda: same(f, Fraction(a)),
    }
    return decided[statement]()


def same(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= abs(other) / 10**30


def solve(params: Params) -> Mapping[str, Solved]:
    a = preactivation(params)
    f = sigma(a)
    facts = {
        "sum": typeset.signed_sum(
            [str(params["w0"]), *(typeset.product(params[f"w{k}"], params[f"x{k}"]) for k in (1, 2))]
        ),
        "a": str(a),
        "power": "e" if a == -1 else f"e^{{{-a}}}",
        "f": typeset.about(f, 4),
    }
    decided = [(STATEMENTS[name], holds(name, params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", (Fraction(a), f), 4), facts),
        "b": Solved(
            Exact("number", f if params["label"] == 1 else 1 - f, 3),
            facts,
            derivation=derived.derivation("sigmoid_complement"),
        ),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def logistic(a: float) -> float:
    return 1 / (1 + math.exp(-a))


def swapped(params: Params) -> tuple[Fraction, Fraction]:
    a = preactivation(params)
    return sigma(a), Fraction(a)


def without_bias(params: Params) -> tuple[float, float]:
    a = preactivation(params) - params["w0"]
    return a, logistic(a)


def wrong_exponent(params: Params) -> tuple[float, float]:
    a = preactivation(params)
    return a, logistic(-a)


def hyperbolic(params: Params) -> tuple[float, float]:
    a = preactivation(params)
    return a, math.tanh(a)


def of_other_label(params: Params) -> Fraction:
    f = sigma(preactivation(params))
    return 1 - f if params["label"] == 1 else f


MISTAKES = (
    Mistake(
        "a",
        "swapped",
        swapped,
        r"The linear combination is the pre-activation; $\sigma$ is the activation function, its value the output.",
    ),
    Mistake("a", "forgot w0", without_bias, "The bias $w_0$ is part of the pre-activation; it has no input."),
    Mistake(
        "a",
        "exp(+a)",
        wrong_exponent,
        r"The sigmoid is $\frac{1}{1 + e^{-a}}$, with a minus: it grows with $a$.",
    ),
    Mistake("a", "the hyperbolic tangent", hyperbolic, "This neuron uses the sigmoid."),
    Mistake(
        "b",
        "the probability of the other label",
        of_other_label,
        r"$\sigma(a)$ is the probability of $y = 1$, and what is missing to 1 that of $y = 0$.",
    ),
)

WHOLE = {"type": "integer", "minimum": -20, "maximum": 20}
family = Family(
    cases=("label_one", "label_zero"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "w0": {**WHOLE, "description": "the bias, a whole number, e.g. -3"},
        "w1": {**WHOLE, "description": "the first weight, a whole number, e.g. 2"},
        "w2": {**WHOLE, "description": "the second weight, a whole number, e.g. -3"},
        "x1": {**WHOLE, "description": "the first input, a whole number, e.g. -1"},
        "x2": {**WHOLE, "description": "the second input, a whole number, e.g. -2"},
        "label": {"type": "integer", "enum": [0, 1], "description": "the label whose probability is asked"},
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
