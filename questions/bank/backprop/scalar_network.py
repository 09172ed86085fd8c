"""A network of two weights, v f(w x), with the squared error: its gradient, also where a ReLU is off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, rounding, statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

SMOOTH = ("sigmoid", "tanh")
LEAK = Fraction(1, 10)
FLATTEST = {"sigmoid": 3, "tanh": 2}  # size of the pre-activation beyond which the activation is flat
FINEST = 2  # decimal places of a given number


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    activation = "relu" if case == "dead_relu" else case
    fine = activation in SMOOTH
    order = stream.shuffle(tuple(WORDS))
    return {
        "activation": activation,
        "x": str(stream.integer(1, 4)),
        "y": stream.decimal(-2, 3, 1).removesuffix(".0"),
        "w": stream.decimal(-1 if fine else -3, 1 if fine else 3, 1).removesuffix(".0"),
        "v": str(stream.sign() * stream.integer(1, 4)),
        "quantities": list(order[: stream.integer(4, 5)]),
    }


def case_of(params: Params) -> str:
    dead = params["activation"] == "relu" and preactivation(params) < 0
    return "dead_relu" if dead else params["activation"]


def ill_posed(params: Params) -> str | None:
    numbers = {name: Fraction(params[name]) for name in ("x", "y", "w", "v")}
    for name, value in numbers.items():
        if value == 0:
            return f"{name} is 0"
        if (value * 10**FINEST).denominator != 1:
            return f"{name} has more than {FINEST} decimal places"
    limit = FLATTEST.get(params["activation"])
    if limit and abs(preactivation(params)) > limit:
        return f"the pre-activation is beyond {limit}, where the activation is flat"
    names = params["quantities"]
    if len(set(names)) < len(names):
        return "a quantity stands twice"
    error = _error(params)
    if len(set(gradient(params))) == 1 and error and gradient(params)[0]:
        return "both entries of the gradient are equal"
    if abs(error) < Fraction(1, 20):
        return "the output is next to the target, where everything is next to 0"
    zero = [quantities(off(params))[name] == 0 for name in names]
    return None if any(zero) and not all(zero) else "of the quantities, some must be 0 and some not"


# -- forwards and backwards --------------------------------------------------------------------------------


def preactivation(params: Params) -> Fraction:
    return Fraction(params["w"]) * Fraction(params["x"])


def hidden(params: Params) -> tuple[Fraction, Fraction]:
    """The activation and its slope at w x: exact, or good to 40 digits."""
    name, z = params["activation"], preactivation(params)
    if name in SMOOTH:
        h = rounding.fraction(derived.evaluated(_call(name), {"x": z}))
        return h, rounding.fraction(derived.value(derived.derivation(name), {"x": z}))
    left = LEAK if name == "leaky_relu" else Fraction(0)
    return (z, Fraction(1)) if z > 0 else (left * z, left)


def _call(name: str) -> Any:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component

    return Apply(name, (Component(Tensor("x")),))


def _error(params: Params) -> Fraction:
    return Fraction(params["v"]) * hidden(params)[0] - Fraction(params["y"])


def loss(params: Params) -> Fraction:
    return _error(params) ** 2 / 2


def gradient(params: Params) -> tuple[Fraction, Fraction]:
    """dL/dw = (o - y) v f'(w x) x and dL/dv = (o - y) f(w x)."""
    h, slope = hidden(params)
    error = _error(params)
    return error * Fraction(params["v"]) * slope * Fraction(params["x"]), error * h


def off(params: Params) -> Params:
    """The same network with a ReLU, and the weight whose sign turns it off."""
    size, x = abs(Fraction(params["w"])), Fraction(params["x"])
    return {**params, "activation": "relu", "w": str(-size if x > 0 else size)}


def quantities(params: Params) -> Mapping[str, Fraction]:
    by_w, by_v = gradient(params)
    h = hidden(params)[0]
    return {
        "output": Fraction(params["v"]) * h,
        "loss": loss(params),
        "w": by_w,
        "v": by_v,
        "error": _error(params),
        "preactivation": preactivation(params),
    }


WORDS = {
    "output": Statement("the output $o$", "The hidden ReLU is off, so the output is 0."),
    "loss": Statement("the loss $L$", "The output is 0, but the target is not: the loss is $y^2 / 2$."),
    "w": Statement(
        r"$\frac{\partial L}{\partial w}$", "The slope of the ReLU is 0 here, and it is a factor."
    ),
    "v": Statement(
        r"$\frac{\partial L}{\partial v}$", "It is error times hidden value, and the hidden value is 0."
    ),
    "error": Statement("the error $o - y$", "The output is 0, so the error is $-y$."),
    "preactivation": Statement("the pre-activation $w x$", "It is negative; what the ReLU makes of it is 0."),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("scalar_hidden_weight")
    smooth = params["activation"] in SMOOTH
    facts = _facts(params)
    printed = Intermediate("hidden value", "h", typeset.plain(hidden(params)[0], 6), 6)
    zero = quantities(off(params))
    by = Exact("array", gradient(params), 3 if smooth else 4)
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("number", loss(params), 4), facts, intermediates=(printed,) if smooth else ()),
        "c": Solved(by, facts, derivation=derived.derivation("scalar_output_weight")),
        "d": statements.tick_all([(WORDS[name], zero[name] == 0) for name in params["quantities"]], facts),
    }


def _facts(params: Params) -> dict[str, Any]:
    smooth = params["activation"] in SMOOTH
    h, slope = hidden(params)
    error, v, x = _error(params), Fraction(params["v"]), Fraction(params["x"])
    written = (lambda n: typeset.about(n, 6)) if smooth else typeset.number
    by_w, by_v = gradient(params)
    last = (lambda n: typeset.about(n, 3)) if smooth else typeset.number
    e = typeset.enclosed(written(error))
    return {
        "z": typeset.number(preactivation(params)),
        "h": written(h),
        "slope": written(slope),
        "o": written(v * h),
        "error": written(error),
        "squared": f"{e}^2",
        "loss": typeset.about(loss(params), 4) if smooth else typeset.number(loss(params)),
        "sign": r"\approx" if smooth else "=",
        "by_v": last(by_v),
        "by_w": last(by_w),
        "to_v": _factors((error, h), written),
        "to_w": _factors((error, v, slope, x), written),
    }


def _factors(values: tuple[Fraction, ...], written: Callable[[Fraction], str]) -> str:
    """A product that is not worked out, without its factors 1 and -1."""
    first, *others = [value for value in values if abs(value) != 1] or [Fraction(1)]
    shown = [first * (-1) ** sum(value == -1 for value in values), *others]
    parts = [typeset.number(value) if value.denominator == 1 else written(value) for value in shown]
    return r" \cdot ".join([parts[0], *map(typeset.enclosed, parts[1:])])


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_v(params: Params) -> Any:
    by_w, by_v = gradient(params)
    return by_w / Fraction(params["v"]), by_v


def without_slope(params: Params) -> Any:
    """The activation passed by as if it were the identity; a mask forgotten, for a ReLU that is off."""
    if params["activation"] == "relu" and preactivation(params) > 0:
        return None
    return _error(params) * Fraction(params["v"]) * Fraction(params["x"]), gradient(params)[1]


def without_mask(params: Params) -> Any:
    """Of a dead network, both gradients as if the ReLU were not there."""
    if case_of(params) != "dead_relu":
        return None
    z, v = preactivation(params), Fraction(params["v"])
    error = v * z - Fraction(params["y"])
    return error * v * Fraction(params["x"]), error * z


def without_x(params: Params) -> Any:
    by_w, by_v = gradient(params)
    return (by_w / Fraction(params["x"]), by_v) if abs(Fraction(params["x"])) != 1 else None


def term(build: Callable[..., Any]) -> Callable[[Params], Any]:
    """A wrong derivative in symbols, from v, w, x, y and the function f with its slope."""

    def wrong(_params: Params) -> Any:
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Apply, Component

        v, w, x, y = (Component(Tensor(name)) for name in ("v", "w", "x", "y"))
        return build(v, x, v * Apply("f", (w * x,)) - y, Apply("f'", (w * x,)))

    return wrong


NO_V = "On the way back from the output to $w$ the chain rule passes through $v$."
NO_SLOPE = "The activation stands between $w$ and the output: its slope at $w x$ is a factor."

MISTAKES = (
    Mistake("a", "forgot the output weight", term(lambda v, x, e, s: e * s * x), NO_V),
    Mistake("a", "forgot the slope of the activation", term(lambda v, x, e, s: e * v * x), NO_SLOPE),
    Mistake("a", "forgot x", term(lambda v, x, e, s: e * v * s), "The derivative of $w x$ by $w$ is $x$."),
    Mistake("b", "forgot the half", lambda p: 2 * loss(p), "The squared error is halved here."),
    Mistake("b", "loss 0", lambda p: Fraction(0) if case_of(p) == "dead_relu" else None,
            "What is 0 is the output and the gradient; the target is not 0, so the loss is not."),
    Mistake("c", "forgot the output weight", without_v, NO_V),
    Mistake("c", "forgot the slope of the activation", without_slope, NO_SLOPE),
    Mistake("c", "gradient without mask", without_mask,
            "Where a ReLU is off, its value and its slope are 0, and both are factors of the gradients."),
    Mistake("c", "forgot x", without_x, "The derivative of $w x$ by $w$ is $x$."),
)  # fmt: skip

family = Family(
    cases=("sigmoid", "tanh", "relu", "leaky_relu", "dead_relu"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": ["sigmoid", "tanh", "relu", "leaky_relu"],
            "description": "activation of the hidden unit; a leaky ReLU has the slope 0.1 on the left",
        },
        "x": {**DECIMAL, "description": "the input, e.g. 3"},
        "y": {**DECIMAL, "description": "the target, e.g. 1.5"},
        "w": {**DECIMAL, "description": "hidden weight, e.g. -0.5"},
        "v": {**DECIMAL, "description": "output weight, e.g. 2"},
        "quantities": {
            "type": "array",
            "items": {"type": "string", "enum": list(WORDS)},
            "minItems": 2,
            "maxItems": 6,
            "description": 'of what the last part asks whether it is 0, e.g. ["loss", "output", "w"]',
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate", "That a dead unit has the gradient 0 is what is asked.", case="dead_relu", part="c"
        ),
    ),
)
