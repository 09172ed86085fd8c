"""Properties and activations: which properties an activation has, and which activations have a property."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from questions import activation_terms, rounding
from questions.model import Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import LABELS, Statement, tick_all, told

CASES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu")
ASKED = 5  # options of each part
CONSTANTS: Mapping[str, Mapping[str, Fraction]] = {
    "leaky_relu": {"alpha": Fraction(1, 100)},
    "elu": {"alpha": Fraction(1)},
}
TINY = Fraction(1, 10**15)  # a step to either side of 0

ACTIVATIONS: Mapping[str, str] = {
    "sigmoid": "sigmoid",
    "tanh": "hyperbolic tangent",
    "relu": "ReLU",
    "leaky_relu": r"leaky ReLU with $\alpha = 0.01$",
    "elu": r"ELU with $\alpha = 1$",
    "gelu": "GELU",
    "silu": r"SiLU, $x\, \sigma(x)$",
    "softplus": "softplus, $\\log(1 + e^{x})$",
    "softsign": r"softsign, $\frac{x}{1 + |x|}$",
    "hard_sigmoid": r"hard sigmoid, $\min(\max(x + 3, 0), 6)/6$",
    "hard_tanh": r"hard tanh, $\min(\max(x, -1), 1)$",
}
PROPERTIES: Mapping[str, Statement] = {
    "bounded": Statement("It is bounded.", "It must have finite limits on both sides."),
    "in_unit": Statement(
        "All of its values lie between 0 and 1, so that they can serve as the shares that a gate lets through.",
        "Look at the range.",
    ),
    "in_symmetric": Statement(
        "All of its values lie between $-1$ and 1.", "Look at the range; it need not fill the interval."
    ),
    "odd": Statement(
        "It is zero-centred: inputs that are symmetric about 0 have the mean output 0.",
        "This needs $f(-x) = -f(x)$, not just both signs.",
    ),
    "both_signs": Statement("It takes positive and negative values.", "Look at the range."),
    "never_negative": Statement("It is never negative.", "Look at the range."),
    "increasing": Statement(
        "It increases strictly.", "A constant stretch, or a stretch on which it falls, is against it."
    ),
    "never_falls": Statement(
        "It never falls.", "A constant stretch does no harm here, a negative slope does."
    ),
    "smooth": Statement(
        "It is differentiable everywhere.", "Look at the points where two pieces meet: the slopes must agree."
    ),
    "flat_left": Statement(
        "It saturates for large negative inputs: it levels off, at a finite limit.",
        r"Let $x \to -\infty$ in the definition, and see whether the limit is finite.",
    ),
    "flat_right": Statement(
        "It saturates for large positive inputs: it levels off, at a finite limit.",
        r"Let $x \to \infty$ in the definition, and see whether the limit is finite.",
    ),
    "quarter_at_zero": Statement(r"Its slope at 0 is $\frac{1}{4}$.", "Put 0 into the derivative."),
    "one_at_zero": Statement(
        "Its slope at 0 is 1.", "Put 0 into the derivative; from both sides, if two pieces meet there."
    ),
    "zero_at_zero": Statement("Its value at 0 is 0.", "Put 0 into the definition."),
    "half_at_zero": Statement(r"Its value at 0 is $\frac{1}{2}$.", "Put 0 into the definition."),
    "logistic_rule": Statement(
        r"Its derivative is $f(x)\, (1 - f(x))$.", "That is the differential equation of the sigmoid."
    ),
    "square_rule": Statement(
        r"Its derivative is $1 - f(x)^2$.", "That is the differential equation of the hyperbolic tangent."
    ),
}


@cache
def has(name: str, wanted: str) -> bool:
    """Whether an activation has a property, from the facts and derivatives that `derive` proves."""
    from derive.facts import facts

    known = facts(name)
    low, high = (_at_constants(end, name) for end in (known.range.low, known.range.high))
    finite = [not limit.is_infinite for limit in known.limits]
    decided: Mapping[str, Callable[[], bool]] = {
        "bounded": lambda: not low.is_infinite and not high.is_infinite,
        "in_unit": lambda: bool(low >= 0 and high <= 1),
        "in_symmetric": lambda: bool(low >= -1 and high <= 1),
        "odd": lambda: known.zero_centred,
        "both_signs": lambda: known.both_signs,
        "never_negative": lambda: bool(low >= 0),
        "increasing": lambda: known.monotone == "increasing",
        "never_falls": lambda: known.monotone != "no",
        "smooth": lambda: all(_vanishes(kink, name) for kink in known.kinks),
        "flat_left": lambda: finite[0],
        "flat_right": lambda: finite[1],
        "quarter_at_zero": lambda: _slope_at_zero(name, Fraction(1, 4)),
        "one_at_zero": lambda: _slope_at_zero(name, Fraction(1)),
        "zero_at_zero": lambda: _near(_value(name, Fraction(0)), Fraction(0)),
        "half_at_zero": lambda: _near(_value(name, Fraction(0)), Fraction(1, 2)),
        "logistic_rule": lambda: _follows(name, lambda f: f * (1 - f)),
        "square_rule": lambda: _follows(name, lambda f: 1 - f**2),
    }
    return bool(decided[wanted]())


def _at_constants(end: Any, name: str) -> Any:
    """An end of a range with the numbers of the constants."""
    numbers = {word: f"{v.numerator}/{v.denominator}" for word, v in CONSTANTS.get(name, {}).items()}
    return end.subs({symbol: numbers[symbol.name] for symbol in end.free_symbols})


def _vanishes(kink: Any, name: str) -> bool:
    """Whether the slopes on both sides are the same for the numbers of the constants."""
    left, right = (_at_constants(slope, name) for slope in kink.slopes)
    return bool(left == right)


def _value(name: str, x: Fraction) -> Fraction:
    return rounding.fraction(activation_terms.value(name, x, CONSTANTS.get(name, {})))


def _slope_at_zero(name: str, wanted: Fraction) -> bool:
    sides = (
        rounding.fraction(activation_terms.slope(name, side * TINY, CONSTANTS.get(name, {})))
        for side in (-1, 1)
    )
    return all(abs(side - wanted) < Fraction(1, 10**9) for side in sides)


def _near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < Fraction(1, 10**20)


def _follows(name: str, rule: Callable[[Any], Any]) -> bool:
    """Whether f' = rule(f) is proved."""
    from derive.kernel.prover import prove
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Partial

    f = activation_terms.forward(name)
    return prove(Partial(f, Component(Tensor("x"))), rule(f)) is not None


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        return {
            "activation": case,
            "properties": list(stream.sample(list(PROPERTIES), ASKED)),
            "property": stream.choice(list(PROPERTIES)),
            "activations": list(stream.sample([name for name in ACTIVATIONS if name != case], ASKED)),
        }

    return stream.until(make, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    for field in ("properties", "activations"):
        if len(set(params[field])) < len(params[field]):
            return f"an entry of {field} stands twice"
    own = {has(params["activation"], wanted) for wanted in params["properties"]}
    others = {has(name, params["property"]) for name in params["activations"]}
    if len(own) < 2:
        return "the activation has all of the properties, or none"
    return None if len(others) == 2 else "all of the activations have the property, or none has"


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, wanted = params["activation"], params["property"]
    own = [(PROPERTIES[row], has(name, row)) for row in params["properties"]]
    others = [(Statement(ACTIVATIONS[row], why(row)), has(row, wanted)) for row in params["activations"]]
    facts = {
        "rows": told(own),
        "about": why(name),
        "others": told(others),
    }
    return {"a": tick_all(own, facts), "b": tick_all(others, facts)}


def why(name: str) -> str:
    """Range, monotony and kinks of an activation in one sentence."""
    from derive.facts import facts

    known = facts(name)
    low, high = (_at_constants(end, name) for end in (known.range.low, known.range.high))
    ends = [_printed(end) for end in (low, high)]
    left, right = ("(" if known.range.low_open else "["), (")" if known.range.high_open else "]")
    kinked = [kink for kink in known.kinks if not _vanishes(kink, name)]
    places = " and ".join(f"${kink.at}$" for kink in kinked)
    rise = {
        "increasing": "it increases strictly",
        "non-decreasing": "it never falls",
        "no": "it falls on the far left",
    }
    kinks = (
        f"with kinks at {places}"
        if len(kinked) > 1
        else f"with a kink at {places}"
        if kinked
        else "without a kink"
    )
    odd = "odd" if known.zero_centred else "not odd"
    return f"Range ${left}{ends[0]},\\ {ends[1]}{right}$; {rise[known.monotone]}, {kinks}; {odd}."


def _printed(end: Any) -> str:
    if end.is_infinite:
        return r"\infty" if end > 0 else r"-\infty"
    return str(end) if end.is_Rational else f"{float(end):.4f}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def both_signs_for_centred(params: Params) -> str | None:
    """Ticks zero-centred wherever both signs occur."""
    found = [has(params["activation"], "both_signs" if row == "odd" else row) for row in params["properties"]]
    return ", ".join(label for label, yes in zip(LABELS, found, strict=False) if yes) or None


MISTAKES = (
    Mistake(
        "a",
        "both signs taken for zero-centred",
        both_signs_for_centred,
        "Both signs are necessary for a zero-centred activation, not sufficient: it must be odd.",
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
            "description": "the activation of part (a) by name, e.g. tanh",
        },
        "properties": {
            "type": "array",
            "items": {"type": "string", "enum": list(PROPERTIES)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the properties of part (a) by name, in their order",
        },
        "property": {
            "type": "string",
            "enum": list(PROPERTIES),
            "description": "the property of part (b) by name, e.g. bounded",
        },
        "activations": {
            "type": "array",
            "items": {"type": "string", "enum": list(ACTIVATIONS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the activations of part (b) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
