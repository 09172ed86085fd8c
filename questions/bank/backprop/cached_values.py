"""What the forward pass caches, and the derivative that is computed from it: two different numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions import derived, rounding, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Cached:
    """The slope as a polynomial c0 + c1 h + c2 h^2 of the value h, on the open range of the values."""

    slope: tuple[Fraction, Fraction, Fraction]
    low: Fraction
    high: Fraction | None

    def at(self, h: Fraction) -> Fraction:
        return self.slope[0] + self.slope[1] * h + self.slope[2] * h * h

    @property
    def steepest(self) -> Fraction:
        """The value at which the slope is greatest: the vertex of a parabola that is open below."""
        return -self.slope[1] / (2 * self.slope[2]) if self.slope[2] else self.low


ONE, NIL = Fraction(1), Fraction(0)
ACTIVATIONS: Mapping[str, Cached] = {
    "sigmoid": Cached((NIL, ONE, -ONE), NIL, ONE),
    "tanh": Cached((ONE, NIL, -ONE), -ONE, ONE),
    "relu": Cached((ONE, NIL, NIL), NIL, None),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    a = stream.integer(1, 20) if case == "relu" else stream.sign() * stream.integer(2, 20)
    cached = {
        "sigmoid": lambda: stream.choice(("0.99", "0.98", "0.95", "0.97", "0.03", "0.02", "0.05", "0.96")),
        "tanh": lambda: stream.choice(("0.99", "-0.99", "0.98", "-0.95", "0.9", "-0.8", "0.6", "-0.6")),
        "relu": lambda: fixed(stream.integer(11, 60), 1).removesuffix(".0"),
    }[case]()
    return {
        "activation": case,
        "a": fixed(a, 1).removesuffix(".0"),
        "cached": cached,
        "statements": list(stream.sample(list(STATEMENTS), 5)),
    }


def ill_posed(params: Params) -> str | None:
    name, a, cached = params["activation"], Fraction(params["a"]), Fraction(params["cached"])
    kind = ACTIVATIONS[name]
    if a == 0 or abs(a) > 4:
        return "the pre-activation is 0 or beyond 4"
    if name == "relu" and (a < 0 or a == 1):
        return "the pre-activation turns the ReLU off, or is 1 and equal to its slope"
    if cached <= kind.low or (kind.high is not None and cached >= kind.high):
        return f"the cached value {params['cached']} is none that the activation {name} puts out"
    if cached in (HALF, 0, 1):
        return "the cached value tells the value and the slope from each other too little"
    if len(set(params["statements"])) < len(params["statements"]):
        return "a statement stands twice"
    true = sum(STATEMENTS[s][1](params) for s in params["statements"])
    return None if 0 < true < len(params["statements"]) else "some statements must hold, and not all"


# -- the statements ----------------------------------------------------------------------------------------


def kind_of(params: Params) -> Cached:
    return ACTIVATIONS[params["activation"]]


def _within(kind: Cached, h: Fraction) -> bool:
    """Whether h is a value or the limit of values."""
    return kind.low <= h and (kind.high is None or h <= kind.high)


def _vanishes(params: Params, h: Fraction) -> bool:
    kind = kind_of(params)
    return _within(kind, h) and kind.at(h) == 0


def _grows(params: Params) -> bool:
    """Whether the slope increases with the value throughout."""
    kind = kind_of(params)
    return kind.slope[1] > 0 and kind.slope[2] >= 0


STATEMENTS: Mapping[str, tuple[Statement, Callable[[Params], bool]]] = {
    "is_derivative": (
        Statement("The cached $h$ is the derivative $dh/da$, so nothing is left to compute.",
                  "Value and derivative are different numbers, as part (b) shows; the one is computed from the other."),
        lambda p: value(p) == slope(p)),
    "product": (
        Statement("On the way back $dh/da$ is computed from the cached $h$ as $h (1 - h)$.",
                  "That is the rule of the sigmoid, and of no other of the usual activations."),
        lambda p: kind_of(p).slope == (NIL, ONE, -ONE)),
    "one_minus_square": (
        Statement("On the way back $dh/da$ is computed from the cached $h$ as $1 - h^2$.",
                  "That is the rule of the hyperbolic tangent."),
        lambda p: kind_of(p).slope == (ONE, NIL, -ONE)),
    "vanishes_at_1": (
        Statement("As $h$ comes near 1, $dh/da$ vanishes.",
                  "It vanishes where the activation flattens out at 1, and not where it passes through 1."),
        lambda p: _vanishes(p, ONE)),
    "vanishes_at_0": (
        Statement("As $h$ comes near 0 from above, $dh/da$ vanishes.",
                  "It vanishes where 0 is the lower end of a smooth activation, and not where that passes through 0."),
        lambda p: _vanishes(p, NIL)),
    "at_most_quarter": (
        Statement("However the weights are chosen, $dh/da$ is at most $1/4$.",
                  "The slope of a sigmoid is at most $1/4$; that of tanh and ReLU reaches 1."),
        lambda p: kind_of(p).at(kind_of(p).steepest) <= QUARTER),
    "steepest_at_0": (
        Statement("The activation is steeper at $a = 0$ than anywhere else.",
                  "Sigmoid and tanh are steepest at 0; a ReLU is as steep at any other positive $a$."),
        lambda p: kind_of(p).slope[2] < 0),
    "steepest_at_1": (
        Statement("The slope $dh/da$ is nowhere greater than where $h$ is near 1.",
                  "A saturating activation is flat there: near its end the unit hardly reacts."),
        lambda p: kind_of(p).at(ONE) >= kind_of(p).at(kind_of(p).steepest)),
    "grows_with_value": (
        Statement("The larger $h$ is, the larger is $dh/da$.",
                  "The slope is a different function from the value: it falls off where an activation saturates."),
        _grows),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def value(params: Params) -> Fraction:
    """The activation at a, exactly or to 40 digits."""
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    call = Apply(params["activation"], (Component(Tensor("x")),))
    return rounding.fraction(derived.evaluated(call, {"x": Fraction(params["a"])}))


def slope(params: Params) -> Fraction:
    proved = derived.derivation(params["activation"])
    return rounding.fraction(derived.value(proved, {"x": Fraction(params["a"])}))


def solve(params: Params) -> Mapping[str, Solved]:
    proved, h = derived.derivation(params["activation"]), Fraction(params["cached"])
    there = kind_of(params).at(h)
    facts: dict[str, Any] = {
        "h": typeset.about(value(params), 6),
        "slope": typeset.about(slope(params), 6),
        "there": typeset.number(there),
        "cached": typeset.factor(h),
        "rest": typeset.number(1 - h),
        "square": typeset.squared(h),
    }
    decided = [(STATEMENTS[s][0], STATEMENTS[s][1](params)) for s in params["statements"]]
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("array", (value(params), slope(params)), 6), facts),
        "c": Solved(Exact("number", there, 3), facts),
        "d": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def pair(rule: Callable[[Fraction, Fraction], Fraction], *activations: str) -> Callable[[Params], Any]:
    """The right value with a wrong slope, from value and pre-activation."""

    def wrong(params: Params) -> Any:
        if params["activation"] not in activations:
            return None
        return value(params), rule(value(params), Fraction(params["a"]))

    return wrong


def of_cached(rule: Callable[[Fraction], Fraction], *activations: str) -> Callable[[Params], Any]:
    return lambda params: rule(Fraction(params["cached"])) if params["activation"] in activations else None


def swapped(params: Params) -> Any:
    return slope(params), value(params)


TWICE = "The derivative is another number than the value: it is computed from it."
OF_TANH = "$1 - h^2$ is the derivative of the hyperbolic tangent; that of the sigmoid is $h (1 - h)$."
OF_SIGMOID = "$h (1 - h)$ is the derivative of the sigmoid; that of the hyperbolic tangent is $1 - h^2$."
ALL = tuple(ACTIVATIONS)

MISTAKES = (
    Mistake("b", "the same number twice", pair(lambda h, a: h, *ALL), TWICE),
    Mistake("b", "the rule of tanh", pair(lambda h, a: 1 - h * h, "sigmoid"), OF_TANH),
    Mistake("b", "the rule of the sigmoid", pair(lambda h, a: h * (1 - h), "tanh"), OF_SIGMOID),
    Mistake("b", "the rule applied to the input", pair(lambda h, a: a * (1 - a), "sigmoid"),
            "In $h (1 - h)$ stands the value of the sigmoid, not its argument."),
    Mistake("b", "value and derivative swapped", swapped, "First $h$, then $dh/da$."),
    Mistake("c", "the value itself", of_cached(lambda h: h, *ALL), TWICE),
    Mistake("c", "one minus the value", of_cached(lambda h: 1 - h, "sigmoid"), "The product of both is the slope."),
    Mistake("c", "the rule of tanh", of_cached(lambda h: 1 - h * h, "sigmoid"), OF_TANH),
    Mistake("c", "the rule of the sigmoid", of_cached(lambda h: h * (1 - h), "tanh"), OF_SIGMOID),
)  # fmt: skip

family = Family(
    cases=ALL,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {"type": "string", "enum": list(ALL), "description": "the activation by name"},
        "a": {**DECIMAL, "description": "a pre-activation, not 0, for a ReLU positive, e.g. 0.7"},
        "cached": {**DECIMAL, "description": "a cached value h of the activation, e.g. 0.99"},
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "statements of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
