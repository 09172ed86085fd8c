"""One hidden layer between a scalar input and a scalar output: both gradients, from the cached hidden values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SLOPES: Mapping[
    str, Callable[[Fraction], Fraction]
] = {  # the derivative of h by its pre-activation, from h itself
    "sigmoid": lambda h: h * (1 - h),
    "tanh": lambda h: 1 - h * h,
    "relu": lambda h: Fraction(h > 0),
}
Numbers = tuple[Fraction, ...]


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    units = stream.integer(2, 3)
    tenths = {"sigmoid": (1, 9), "tanh": (-9, 9), "relu": (1, 40)}[case]
    hidden = [fixed(stream.integer(*tenths), 1).removesuffix(".0") for _ in range(units)]
    if case == "relu":
        hidden[stream.integer(0, units - 1)] = "0"
    return {
        "activation": case,
        "x": str(stream.sign() * stream.integer(2, 4)),
        "y": str(stream.integer(-3, 3)),
        "weights": [str(stream.sign() * stream.integer(1, 4)) for _ in range(units)],
        "hidden": hidden,
    }


def _lively(params: Params) -> bool:
    h = params["hidden"]
    return (
        len(set(h)) == len(h)
        and len(set(params["weights"])) > 1
        and abs(error(params)) >= Fraction(1, 5)
        and abs(error(params)) != 1
    )


def ill_posed(params: Params) -> str | None:
    name, hidden = params["activation"], [Fraction(h) for h in params["hidden"]]
    if len(hidden) != len(params["weights"]):
        return f"there are {len(hidden)} hidden values and {len(params['weights'])} output weights"
    low, high = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (-1, 1000)}[name]
    if not all(low < h < high for h in hidden) or (name == "relu" and min(hidden) < 0):
        return f"a hidden value is none that the activation {name} puts out"
    if Fraction(params["x"]) == 0 or not all(map(Fraction, params["weights"])):
        return "the input or an output weight is 0"
    if error(params) == 0:
        return "the output is equal to the target, and all gradients are 0"
    if len(set(by_output(params))) == 1 or len(set(by_hidden(params))) == 1:
        return "all entries of a gradient are equal"
    if len({slope(params, h) for h in hidden}) == 1:
        return "all hidden units have the same slope"
    return None


# -- forwards and backwards --------------------------------------------------------------------------------


def slope(params: Params, h: Fraction) -> Fraction:
    return SLOPES[params["activation"]](h)


def numbers(params: Params, name: str) -> Numbers:
    return tuple(Fraction(v) for v in params[name])


def output(params: Params) -> Fraction:
    pairs = zip(numbers(params, "weights"), numbers(params, "hidden"), strict=True)
    return sum((v * h for v, h in pairs), Fraction(0))


def error(params: Params) -> Fraction:
    return output(params) - Fraction(params["y"])


def by_output(params: Params) -> Numbers:
    """(o - y) h."""
    return tuple(error(params) * h for h in numbers(params, "hidden"))


def by_hidden(params: Params) -> Numbers:
    """(o - y) x v f'(a), entry by entry."""
    common = error(params) * Fraction(params["x"])
    pairs = zip(numbers(params, "weights"), numbers(params, "hidden"), strict=True)
    return tuple(common * v * slope(params, h) for v, h in pairs)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    hidden, v = numbers(params, "hidden"), numbers(params, "weights")
    slopes = tuple(slope(params, h) for h in hidden)
    proved = derived.derivation("layer_hidden_weights")
    terms = (typeset.product(weight, h) for weight, h in zip(v, hidden, strict=True))
    common = error(params) * Fraction(params["x"])
    facts: dict[str, Any] = {
        "sum": typeset.signed_sum(terms),
        "o": typeset.number(output(params)),
        "e": typeset.number(error(params)),
        "ex": typeset.product(error(params), params["x"]),
        "common": typeset.number(common),
        "rows": [
            {
                "h": typeset.number(h),
                "slope": typeset.number(s),
                "by_v": typeset.number(error(params) * h),
                "product": typeset.product(common, weight, s),
                "by_w": typeset.number(common * weight * s),
            }
            for h, s, weight in zip(hidden, slopes, v, strict=True)
        ],
        "error": typeset.signed_sum((typeset.number(output(params)), typeset.number(-Fraction(params["y"])))),
        "off": any(h == 0 for h in hidden) and params["activation"] == "relu",
    }
    of_activation = derived.derivation(params["activation"])
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(
            Exact("array", slopes, None if params["activation"] == "relu" else 4),
            facts,
            derivation=of_activation,
        ),
        "c": Solved(
            Exact("array", by_output(params), 4), facts, derivation=derived.derivation("layer_output_weights")
        ),
        "d": Solved(Exact("array", by_hidden(params), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def with_slopes(rule: Callable[[Fraction], Fraction], *activations: str) -> Callable[[Params], Any]:
    """The slopes by another rule."""

    def wrong(params: Params) -> Any:
        known = params["activation"] in activations
        return tuple(rule(h) for h in numbers(params, "hidden")) if known else None

    return wrong


def from_rule(rule: Callable[[Params, Fraction, Fraction], Fraction]) -> Callable[[Params], Any]:
    """A wrong gradient of the hidden weights, from (params, output weight, hidden value)."""

    def wrong(params: Params) -> Any:
        pairs = zip(numbers(params, "weights"), numbers(params, "hidden"), strict=True)
        return tuple(error(params) * rule(params, v, h) for v, h in pairs)

    return wrong


def term(build: Callable[[Any, Any, Any, Any], Any]) -> Callable[[Params], Any]:
    """A wrong gradient in symbols, from error, output weight, slope and input."""

    def wrong(_params: Params) -> Any:
        from derive.terms.index import indices
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Apply, Component, Sum

        h, k = indices("h:H k:H")
        v, w = (Tensor(name, ("H",)) for name in ("v", "w"))
        x, y = Component(Tensor("x")), Component(Tensor("y"))
        off = Sum(h, Component(v, (h,)) * Apply("f", (Component(w, (h,)) * x,))) - y
        return build(off, Component(v, (k,)), Apply("f'", (Component(w, (k,)) * x,)), x)

    return wrong


NO_V = "Between the output and a hidden unit stands its output weight, which is a factor of what comes back."
NO_SLOPE = "What comes back passes through the activation, and is multiplied by its slope."

MISTAKES = (
    Mistake("a", "forgot the output weight", term(lambda e, v, s, x: e * s * x), NO_V),
    Mistake("a", "forgot the slope of the activation", term(lambda e, v, s, x: e * v * x), NO_SLOPE),
    Mistake("b", "the hidden value itself", with_slopes(lambda h: h, "sigmoid", "tanh", "relu"),
            "The value and the slope of an activation are different numbers; the slope is computed from the value."),
    Mistake("b", "the rule of tanh", with_slopes(SLOPES["tanh"], "sigmoid"), "For the sigmoid it is $u (1 - u)$."),
    Mistake("b", "the rule of the sigmoid", with_slopes(SLOPES["sigmoid"], "tanh"), "For tanh it is $1 - u^2$."),
    Mistake("c", "forgot the error", lambda p: numbers(p, "hidden"),
            "The derivative of the square, output minus target, is a factor of every gradient."),
    Mistake("c", "the target minus the output", lambda p: tuple(-g for g in by_output(p)),
            "The error is output minus target: the inner derivative has the sign of the output."),
    Mistake("d", "forgot the output weights", from_rule(lambda p, v, h: Fraction(p["x"]) * slope(p, h)), NO_V),
    Mistake("d", "forgot the slopes", from_rule(lambda p, v, h: Fraction(p["x"]) * v), NO_SLOPE),
    Mistake("d", "hidden values instead of slopes", from_rule(lambda p, v, h: Fraction(p["x"]) * v * h),
            "It is the slope of the activation that comes back, not its value."),
    Mistake("d", "forgot x", from_rule(lambda p, v, h: v * slope(p, h)), "Each $w_k$ is multiplied by the input."),
)  # fmt: skip


def _list(words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 5, "description": words}


family = Family(
    cases=tuple(SLOPES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(SLOPES),
            "description": "activation of the hidden layer",
        },
        "x": {**DECIMAL, "description": "the input, e.g. 2"},
        "y": {**DECIMAL, "description": "the target, e.g. 1"},
        "weights": _list("output weights v, e.g. [2, -1]"),
        "hidden": _list(
            "hidden values as the forward pass has left them, e.g. [0.5, 0.8]; 0: a ReLU that is off"
        ),
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
    exempt=tuple(
        Exemption(
            "kink", "A hidden value 0 says that the ReLU is off, well away from its kink.", "relu", part
        )
        for part in "bd"
    ),
)
