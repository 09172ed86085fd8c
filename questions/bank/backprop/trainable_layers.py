"""Which functions backpropagation can go through: differentiable almost everywhere, and with slopes that are not 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions import statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

Slope = Callable[[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class Function:
    """The pieces of a function between its breaks, by their slopes.

    latex    the function of a number x
    breaks   where two pieces meet and the slopes from both sides differ, or the function jumps; None: at every whole
             number, or between any two of them
    pieces   the slope of each piece, as a function of x
    """

    latex: str
    breaks: tuple[int, ...] | None
    pieces: tuple[Slope, ...]


def constant(value: str | int) -> Slope:
    return lambda _x: Fraction(value)


CASES = ("relu", "abs", "hard_tanh", "sign", "round")
FUNCTIONS: Mapping[str, Function] = {
    "relu": Function(r"\max(0, x)", (0,), (constant(0), constant(1))),
    "leaky_relu": Function(r"\max(0.1\, x, x)", (0,), (constant("0.1"), constant(1))),
    "abs": Function("|x|", (0,), (constant(-1), constant(1))),
    "hard_tanh": Function(r"\max(-1, \min(1, x))", (-1, 1), (constant(0), constant(1), constant(0))),
    "square": Function("x^2", (), (lambda x: 2 * x,)),
    "skip": Function(r"x + \max(0, x)", (0,), (constant(1), constant(2))),
    "sign": Function(r"\mathrm{sign}(x)", (0,), (constant(0), constant(0))),
    "step": Function(r"\mathbb{1}[x > 0]", (0,), (constant(0), constant(0))),
    "round": Function(r"\mathrm{round}(x)", None, (constant(0),)),
    "floor": Function(r"\lfloor x \rfloor", None, (constant(0),)),
}
NAMES = {
    "relu": "the ReLU", "leaky_relu": "a leaky ReLU", "abs": "the absolute value", "hard_tanh": "clipping to $[-1, 1]$",
    "square": "the square", "skip": "a ReLU with a skip connection", "sign": "the sign", "step": "a threshold",
    "round": "rounding to a whole number", "floor": "rounding down",
}  # fmt: skip


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _lively(p))


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "function": case,
        "inputs": [fixed(stream.integer(-27, 27), 1) for _ in range(4)],
        "upstream": [str(stream.sign() * stream.integer(1, 5)) for _ in range(4)],
        "layers": list(stream.sample(list(FUNCTIONS), 5)),
        "statements": list(stream.sample(list(STATEMENTS), 4)),
    }


def _lively(params: Params) -> bool:
    """Whether inputs fall into more than one piece."""
    pieces = {slope(params["function"], Fraction(x)) for x in params["inputs"]}
    found = gradient(params)
    told = any(found) and len(set(found)) > 1
    return (len(pieces) > 1 and told) or not alive(params["function"])


def ill_posed(params: Params) -> str | None:
    inputs = [Fraction(x) for x in params["inputs"]]
    if len(inputs) != len(params["upstream"]):
        return f"there are {len(inputs)} inputs and {len(params['upstream'])} upstream gradients"
    if any((2 * x).denominator == 1 for x in inputs):
        return "an input is a whole or half number, where a function may have a kink or a jump"
    if not all(map(Fraction, params["upstream"])):
        return "an upstream gradient is 0"
    layers, names = params["layers"], params["statements"]
    if len(set(layers)) < len(layers) or len(set(names)) < len(names):
        return "a function or a statement stands twice"
    good = sum(map(useful, layers))
    true = sum(STATEMENTS[name][1](params["function"]) for name in names)
    if not 0 < good < len(layers):
        return "some of the functions must be fit for training, and not all"
    return None if 0 < true < len(names) else "some statements must hold, and not all"


# -- slopes ------------------------------------------------------------------------------------------------


def slope(name: str, x: Fraction) -> Fraction:
    """At a point that is no break."""
    function = FUNCTIONS[name]
    before = 0 if function.breaks is None else sum(b < x for b in function.breaks)
    return function.pieces[before](x)


def breaks_within(name: str, reach: int) -> int:
    """The breaks between -reach and reach: single points."""
    breaks = FUNCTIONS[name].breaks
    return 2 * reach + 1 if breaks is None else sum(abs(b) <= reach for b in breaks)


def alive(name: str) -> bool:
    """Whether some piece has a slope that is not 0."""
    return any(piece(Fraction(7, 10)) != 0 for piece in FUNCTIONS[name].pieces)


def useful(name: str) -> bool:
    """Breaks are single points for all of these functions; what is left to ask is whether a slope is not 0."""
    return alive(name)


def gradient(params: Params) -> tuple[Fraction, ...]:
    """Upstream gradient times slope, entry by entry."""
    pairs = zip(params["upstream"], params["inputs"], strict=True)
    return tuple(Fraction(g) * slope(params["function"], Fraction(x)) for g, x in pairs)


# About a network v f(w x) with the function of the case for f: which of its two weights can learn.
STATEMENTS: Mapping[str, tuple[Statement, Callable[[str], bool]]] = {
    "parameters_suffice": (
        Statement("Whatever $f$ is, $v$ and $w$ get gradients: each layer can be differentiated by its own parameters.",
                  "The gradient of $w$ passes through $f$, so $f$ needs a slope by its input that is not 0."),
        lambda _name: all(map(alive, FUNCTIONS))),
    "below_learns": (
        Statement("The weight $w$ below $f$ gets a gradient that is not 0, for some inputs at least.",
                  "Its gradient has the slope of $f$ as a factor."),
        alive),
    "below_frozen": (
        Statement("The weight $w$ below $f$ gets the gradient 0 almost everywhere: it cannot learn.",
                  "This is so where $f$ is constant from jump to jump."),
        lambda name: not alive(name)),
    "above_learns": (
        Statement("The weight $v$ above $f$ gets a gradient that is not 0 for some inputs.",
                  "Its gradient has the value of $f$ as a factor, not its slope."),
        lambda name: True),
    "everywhere": (
        Statement("The function $f$ is differentiable at every point.", "It has a kink or a jump."),
        lambda name: FUNCTIONS[name].breaks == ()),
    "almost_everywhere": (
        Statement("The function $f$ is differentiable at all but single points, and at those a convention is enough.",
                  "Training hardly ever meets a single point, and frameworks take a slope from one side there."),
        lambda name: breaks_within(name, 3) < 10),
    "zero_almost_everywhere": (
        Statement("The slope of $f$ is 0 at all but single points.", "A piece of it rises or falls."),
        lambda name: not alive(name)),
    "same_everywhere": (
        Statement("The slope of $f$ is the same wherever it exists.", "It has pieces with different slopes."),
        lambda name: len({piece(Fraction(7, 10)) for piece in FUNCTIONS[name].pieces}) == 1),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, found = params["function"], gradient(params)
    rows = [
        {
            "x": typeset.number(x),
            "slope": typeset.number(slope(name, Fraction(x))),
            "g": typeset.number(g),
            "result": typeset.number(value),
        }
        for x, g, value in zip(params["inputs"], params["upstream"], found, strict=True)
    ]
    facts: dict[str, Any] = {
        "rows": rows,
        "good": typeset.listing([NAMES[other] for other in params["layers"] if useful(other)]),
        "bad": typeset.listing([NAMES[other] for other in params["layers"] if not useful(other)]),
        "alive": alive(name),
    }
    layers = [(_layer(other), useful(other)) for other in params["layers"]]
    decided = [(STATEMENTS[one][0], STATEMENTS[one][1](name)) for one in params["statements"]]
    return {
        "a": Solved(Exact("array", found), facts),
        "b": statements.tick_all(layers, facts),
        "c": statements.tick_all(decided, facts),
    }


def _layer(name: str) -> Statement:
    reason = (
        "A piece of it has a slope that is not 0." if alive(name) else "Its slope is 0 wherever it has one."
    )
    return Statement(f"{NAMES[name]}, $f(x) = {FUNCTIONS[name].latex}$", reason)


# -- what goes wrong ---------------------------------------------------------------------------------------


def values(params: Params) -> Any:
    """Upstream times the sign, the size or the clipped value: the function taken for its slope."""
    name = params["function"]
    value: Mapping[str, Slope] = {
        "relu": lambda x: max(x, Fraction(0)),
        "abs": abs,
        "hard_tanh": lambda x: max(Fraction(-1), min(Fraction(1), x)),
        "sign": lambda x: Fraction(1 if x > 0 else -1),
        "round": lambda x: Fraction(round(x)),
    }
    pairs = zip(params["upstream"], params["inputs"], strict=True)
    return tuple(Fraction(g) * value[name](Fraction(x)) for g, x in pairs)


MISTAKES = (
    Mistake("a", "handed on unchanged", lambda p: tuple(Fraction(g) for g in p["upstream"]),
            "The layer multiplies each entry by its slope there."),
    Mistake("a", "times the value", values, "It is the slope of the function that comes back, not its value."),
    Mistake("a", "the slope alone", lambda p: tuple(slope(p["function"], Fraction(x)) for x in p["inputs"]),
            "What comes from above is a factor."),
)  # fmt: skip

ZERO = "That nothing comes through a function of jumps is what is asked."

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "function": {
            "type": "string",
            "enum": list(CASES),
            "description": "the function of the first and last part",
        },
        "inputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "inputs of the layer, no halves or whole numbers, e.g. [-1.4, 0.3, 2.2]",
        },
        "upstream": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "an upstream gradient for each input, e.g. [2, -1, 3]",
        },
        "layers": {
            "type": "array",
            "items": {"type": "string", "enum": list(FUNCTIONS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "functions of which the second part asks, in their order",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "statements of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["function"],
    exempt=(
        *(Exemption("degenerate", ZERO, case, "a") for case in ("sign", "round")),
        Exemption("given-away", "Slopes of 1 and -1 change only signs, or nothing.", "", "a"),
    ),
)
