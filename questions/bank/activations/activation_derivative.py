"""The derivative of an activation function: proved from its definition, then used at a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions import derived, rounding, typeset
from questions.activation_terms import forward
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Option, Params, Solved
from questions.seeds import Stream, fixed

NEARBY = Fraction(1, 100)  # distance of the two points of the check by a difference quotient
ALPHAS = {"leaky_relu": ("0.01", "0.1", "0.2"), "prelu": ("0.25", "0.3"), "elu": ("1", "0.5", "2")}
SELU = {"alpha": "1.6733", "lamda": "1.0507"}  # the published constants, rounded

ACTIVATIONS = (
    "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "selu", "silu", "softplus", "softsign", "gelu",
    "gelu_tanh", "mish", "hard_sigmoid", "hard_tanh",
)  # fmt: skip

REACH = {  # tenths between which the point is drawn: where the right side is x, on the left
    "leaky_relu": (-25, -1),
    "prelu": (-25, -1),
    "elu": (-20, -1),
    "selu": (-20, 20),
    "hard_sigmoid": (-40, 40),
    "hard_tanh": (-20, 20),
}
KINKED_AT = {(): "A", (0,): "B", (-1, 1): "C", (-3, 3): "D"}
WHERE = {
    "A": "nowhere: it is differentiable everywhere",
    "B": "at $x = 0$ only",
    "C": "at $x = -1$ and $x = 1$",
    "D": "at $x = -3$ and $x = 3$",
}
WHY_THERE = {
    "A": "Look at the points where two pieces meet: a derivative needs the same slope from both sides.",
    "B": "At 0 the slopes from the left and from the right must differ, and nowhere else.",
    "C": "At these points the slopes from the left and from the right must differ.",
    "D": "At these points the slopes from the left and from the right must differ.",
}
CENTRED = {
    "A": "yes, since $f(-x) = -f(x)$ for all $x$",
    "B": "no, although $f$ takes both signs",
    "C": "no, since $f$ is never negative",
}
WHY_CENTRED = {
    "A": "The outputs for $x$ and $-x$ cancel only if $f$ is odd; taking both signs is not enough.",
    "B": "This is so if $f$ takes both signs and is not odd.",
    "C": "A function that is never negative, and not 0 throughout, has a positive mean output.",
}
ODD, NEVER_NEGATIVE = ("tanh", "softsign", "hard_tanh"), ("sigmoid", "relu", "softplus", "hard_sigmoid")


def draw(case: str, stream: Stream) -> Params:
    """A point with one decimal place where the activation has a derivative."""
    low, high = REACH.get(case, (-25, 25))
    tenths = [k for k in range(low, high + 1) if k not in (-30, -10, 0, 10, 30)]
    return {
        "activation": case,
        "x": fixed(stream.choice(tenths), 1),
        "alpha": stream.choice(ALPHAS.get(case, ("0.1",))),
    }


def ill_posed(params: Params) -> str | None:
    x, alpha = Fraction(params["x"]), Fraction(params["alpha"])
    if x in (0, 1, -1, 3, -3):
        return f"the point {params['x']} may be a kink; choose another one"
    if abs(x) > 6:
        return "the point is beyond 6, where most activations have nothing to show"
    if not 0 < alpha <= 10 or (alpha == 1 and params["activation"] in ("leaky_relu", "prelu")):
        return "alpha must be positive, at most 10, and for a leaky ReLU not 1 (which would give f(x) = x)"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, x = params["activation"], Fraction(params["x"])
    derivation = derived.derivation(name)
    value, slope = at(forward(name), params, x), derived.value(derivation, {"x": x, **constants(params)})
    ahead, behind = (at(forward(name), params, x + side * NEARBY) for side in (1, -1))
    difference = (ahead - behind) * NEARBY.denominator / (2 * NEARBY.numerator)
    point = {
        "value": typeset.about(value, 4),
        "slope": typeset.about(slope, 4),
        "difference": typeset.about(difference, 4),
        "ahead": typeset.number(x + NEARBY),
        "behind": typeset.number(x - NEARBY),
    }
    kinks = kinks_of(derivation, params)
    sides = {
        side: typeset.about(at(forward(name), params, Fraction(one)), 4)
        for side, one in (("right", 1), ("left", -1))
    }
    return {
        "a": Solved(Exact("expression", derivation.result), derivation=derivation),
        "b": Solved(Exact("array", (value, slope), 4), point, intermediates=on_the_way(params, value)),
        "c": _choice(KINKED_AT[kinks], WHERE, WHY_THERE, {"kinked": bool(kinks)}),
        "d": _choice(
            "A" if name in ODD else "C" if name in NEVER_NEGATIVE else "B", CENTRED, WHY_CENTRED, sides
        ),
    }


# Where f is x times a gate, f and f' are worked out from it and from what else stands here: name, LaTeX, and
# the number as a function of the gate f(x)/x and of the library's functions at x.
GATES: Mapping[str, tuple[tuple[str, str, Callable[[Any, Callable[[str], Any]], Any]], ...]] = {
    "silu": (("sigmoid of x", r"\sigma(x)", lambda gate, at_x: gate),),
    "gelu": (
        ("Phi of x", r"\Phi(x)", lambda gate, at_x: gate),
        ("phi of x", r"\varphi(x)", lambda gate, at_x: at_x("phi")),
    ),
    "gelu_tanh": (("tanh of u", r"\tanh(u)", lambda gate, at_x: 2 * gate - 1),),
    "mish": (
        ("tanh of u", r"\tanh(u)", lambda gate, at_x: gate),
        ("sigmoid of x", r"\sigma(x)", lambda gate, at_x: at_x("sigmoid")),
    ),
}


def on_the_way(params: Params, value: Any) -> tuple[Intermediate, ...]:
    """The gate and what else is printed on the way to value and slope."""
    x = Fraction(params["x"])
    gate = rounding.fraction(value) / x

    def at_x(name: str) -> Fraction:
        symbols = Symbols.of_library()
        return rounding.fraction(at(symbols.call(name, symbols.x), params, x))

    return tuple(
        Intermediate(name, latex, typeset.plain(number(gate, at_x), 4), 4)
        for name, latex, number in GATES.get(params["activation"], ())
    )


def _choice(
    right: str, options: Mapping[str, str], reasons: Mapping[str, str], facts: Mapping[str, Any]
) -> Solved:
    rows = tuple(Option(label, text, label == right, reasons[label]) for label, text in options.items())
    return Solved(Exact("choice", right), facts, options=rows)


def constants(params: Params) -> dict[str, Fraction]:
    """The numbers of the scalar tensors of the library, by name."""
    drawn = SELU if params["activation"] == "selu" else {"alpha": params["alpha"], "a": params["alpha"]}
    return {name: Fraction(text) for name, text in drawn.items()}


def at(term: Any, params: Params, x: Fraction) -> Any:
    """The value of a term of x at a point."""
    return derived.evaluated(term, {"x": x, **constants(params)})


def kinks_of(derivation: Any, params: Params) -> tuple[int, ...]:
    """The breaks of a derivative in pieces at which the slopes from the left and from the right differ."""
    from derive.terms.terms import Cases

    last = derivation.result
    if not isinstance(last, Cases):
        return ()
    sides = zip(last.breaks, last.pieces[:-1], last.pieces[1:], strict=True)
    return tuple(
        int(b) for b, left, right in sides if at(left, params, Fraction(b)) != at(right, params, Fraction(b))
    )


# -- what goes wrong ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Symbols:
    """What a wrong derivative is written with: x, the constants, and functions of terms."""

    x: Any
    alpha: Any
    a: Any
    lamda: Any
    call: Callable[..., Any]
    pieces: Callable[..., Any]

    @staticmethod
    def of_library() -> Symbols:
        from derive.terms.tensors import POSITIVE_REAL, Tensor
        from derive.terms.terms import Apply, Cases, Component, lift

        x, a = Component(Tensor("x")), Component(Tensor("a"))
        alpha, lamda = (Component(Tensor(word, (), POSITIVE_REAL)) for word in ("alpha", "lamda"))

        def call(name: str, *arguments: Any) -> Any:
            return Apply(name, tuple(lift(u) for u in arguments))

        def pieces(*values: Any, breaks: tuple[int, ...] = (0,)) -> Any:
            return Cases(x, tuple(Fraction(b) for b in breaks), tuple(lift(v) for v in values), open=True)

        return Symbols(x, alpha, a, lamda, call, pieces)


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong derivative of one activation."""

    activation: str
    name: str
    build: Callable[[Symbols], Any]
    feedback: str


PRODUCT = "The product rule has two terms: one for each factor."

SLIPS = (
    Slip("sigmoid", "the rule of tanh", lambda s: 1 - s.call("sigmoid", s.x) ** 2,
         "$1 - f^2$ is the derivative of the hyperbolic tangent; that of the sigmoid is $f (1 - f)$."),
    Slip("sigmoid", "wrong sign", lambda s: s.call("sigmoid", s.x) * (1 + s.call("sigmoid", s.x)),
         r"The fraction $e^{-x} / (1 + e^{-x})$ is $1 - f$, not $1 + f$."),
    Slip("sigmoid", "applied to the input", lambda s: s.x * (1 - s.x),
         "In $f (1 - f)$ stands the value of the sigmoid, not its argument."),
    Slip("tanh", "the rule of the sigmoid", lambda s: s.call("tanh", s.x) * (1 - s.call("tanh", s.x)),
         "$f (1 - f)$ is the derivative of the sigmoid; that of the hyperbolic tangent is $1 - f^2$."),
    Slip("tanh", "forgot the square", lambda s: 1 - s.call("tanh", s.x),
         "The quotient rule leaves the square of the quotient: $1 - f^2$."),
    Slip("tanh", "wrong sign", lambda s: 1 + s.call("tanh", s.x) ** 2,
         "The curve is steepest at 0 and flattens out, so the square is subtracted."),
    Slip("relu", "the value instead of the slope", lambda s: s.call("relu", s.x),
         "On the right the ReLU is $x$, and the derivative of $x$ is 1."),
    Slip("relu", "-1 on the left", lambda s: s.pieces(-1, 1),
         "That is the derivative of the absolute value; on the left the ReLU is constant."),
    Slip("leaky_relu", "the plain ReLU", lambda s: s.pieces(0, 1),
         r"On the left the function is $\alpha x$, which is not constant."),
    Slip("leaky_relu", "the value instead of the slope", lambda s: s.pieces(s.alpha * s.x, 1),
         r"The derivative of $\alpha x$ is $\alpha$."),
    Slip("prelu", "the derivative with respect to a", lambda s: s.pieces(s.x, 0),
         "This is how $f$ changes with its parameter $a$; the question is how it changes with $x$."),
    Slip("prelu", "the plain ReLU", lambda s: s.pieces(0, 1),
         "On the left the function is $a x$, which is not constant."),
    Slip("elu", "the value instead of the slope", lambda s: s.pieces(s.alpha * (s.call("exp", s.x) - 1), 1),
         r"The constant $-1$ has the derivative 0: what remains is $\alpha e^x$."),
    Slip("elu", "alpha on the left", lambda s: s.pieces(s.alpha, 1),
         "That is a leaky ReLU; here $e^x$ is differentiated."),
    Slip("selu", "forgot lambda on the right", lambda s: s.pieces(s.lamda * s.alpha * s.call("exp", s.x), 1),
         r"The factor $\lambda$ multiplies both pieces."),
    Slip("selu", "the value instead of the slope",
         lambda s: s.pieces(s.lamda * s.alpha * (s.call("exp", s.x) - 1), s.lamda),
         r"The constant $-1$ has the derivative 0: what remains is $\lambda \alpha e^x$."),
    Slip("silu", "no product rule", lambda s: s.x * s.call("sigmoid", s.x) * (1 - s.call("sigmoid", s.x)), PRODUCT),
    Slip("silu", "only the gate", lambda s: s.call("sigmoid", s.x), PRODUCT),
    Slip("softplus", "forgot the inner derivative", lambda s: 1 / (1 + s.call("exp", s.x)),
         "The chain rule multiplies by the derivative of $1 + e^x$, which is $e^x$."),
    Slip("softplus", "the slope of the sigmoid",
         lambda s: s.call("sigmoid", s.x) * (1 - s.call("sigmoid", s.x)),
         "The derivative of the softplus is the sigmoid itself."),
    Slip("softsign", "forgot the square", lambda s: 1 / (1 + s.call("abs", s.x)),
         "The quotient rule squares the denominator."),
    Slip("softsign", "forgot to subtract", lambda s: s.x / (1 + s.call("abs", s.x)) ** 2,
         "In the numerator stands $1 + |x| - |x|$, which is 1."),
    Slip("gelu", "no product rule", lambda s: s.x * s.call("phi", s.x), PRODUCT),
    Slip("gelu", "only the gate", lambda s: s.call("Phi", s.x), PRODUCT),
    Slip("gelu_tanh", "the exact GELU", lambda s: s.call("Phi", s.x) + s.x * s.call("phi", s.x),
         r"That is the derivative of $x\, \Phi(x)$, which this function only approximates."),
    Slip("mish", "only the gate", lambda s: s.call("tanh", s.call("softplus", s.x)), PRODUCT),
    Slip("mish", "forgot the inner derivative",
         lambda s: s.call("tanh", s.call("softplus", s.x))
         + s.x * (1 - s.call("tanh", s.call("softplus", s.x)) ** 2),
         "The chain rule multiplies by the derivative of the softplus, which is the sigmoid."),
    Slip("hard_sigmoid", "the slope of the middle everywhere", lambda s: s.pieces(Fraction(1, 6), Fraction(1, 6)),
         "Beyond $-3$ and $3$ the function is constant."),
    Slip("hard_sigmoid", "forgot the 6", lambda s: s.pieces(0, 1, 0, breaks=(-3, 3)),
         "In the middle the function is $(x + 3)/6$, with slope $1/6$."),
    Slip("hard_tanh", "the slope of the middle everywhere", lambda s: s.pieces(1, 1),
         "Beyond $-1$ and $1$ the function is constant."),
    Slip("hard_tanh", "the slope of tanh", lambda s: 1 - s.call("tanh", s.x) ** 2,
         "The hard tanh is made of straight lines: its slope is 0 or 1."),
)  # fmt: skip


def wrong_slope(activation: str, build: Callable[[Any], Any]) -> Callable[[Params], Any]:
    """A wrong derivative of one activation, as a term."""
    return lambda params: build(Symbols.of_library()) if params["activation"] == activation else None


def wrong_value(activation: str, build: Callable[[Any], Any]) -> Callable[[Params], Any]:
    """The right value of the activation with the slope of a wrong derivative."""

    def pair(params: Params) -> Any:
        if params["activation"] != activation:
            return None
        x = Fraction(params["x"])
        return at(forward(activation), params, x), at(build(Symbols.of_library()), params, x)

    return pair


def swapped(params: Params) -> Any:
    """The slope where the value belongs, and the other way round."""
    value, slope = solve(params)["b"].answer.value
    return slope, value


MISTAKES = (
    *(Mistake("a", slip.name, wrong_slope(slip.activation, slip.build), slip.feedback) for slip in SLIPS),
    *(Mistake("b", slip.name, wrong_value(slip.activation, slip.build), slip.feedback) for slip in SLIPS),
    Mistake(
        "b", "value and derivative swapped", swapped, "First the value of $f$, then that of its derivative."
    ),
    Mistake(
        "d",
        "both signs are enough",
        lambda p: "A",
        "Taking both signs is necessary, not sufficient: the mean is 0 for all symmetric inputs only if $f$ is odd.",
    ),
)

family = Family(
    cases=ACTIVATIONS,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(ACTIVATIONS),
            "description": "the activation function by name, e.g. sigmoid",
        },
        "x": {**DECIMAL, "description": "the point of part (b), not a kink, e.g. -0.5"},
        "alpha": {
            **DECIMAL,
            "description": "constant of leaky ReLU, PReLU and ELU, e.g. 0.1; the others do not use it",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
    exempt=(
        Exemption("degenerate", "Left of 0 a ReLU and its slope are 0.", case="relu", part="b"),
        Exemption("degenerate", "Left of -3 it is 0, with slope 0.", case="hard_sigmoid", part="b"),
    ),
)
