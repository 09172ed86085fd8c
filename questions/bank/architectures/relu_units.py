"""One input, a few ReLU units, a linear output: how many parameters, and which functions are met exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, pairwise

from questions import typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement, tick_all

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Function:
    """A function on [-1, 1]: its slopes between its kinks; no slopes where it is not made of straight pieces."""

    text: str
    kinks: tuple[Fraction, ...] = ()
    slopes: tuple[int, ...] = ()


FUNCTIONS: Mapping[str, Function] = {
    "absolute": Function(r"$\lvert x \rvert$", (Fraction(0),), (-1, 1)),
    "shifted_absolute": Function(r"$\lvert x - \frac{1}{4} \rvert$", (QUARTER,), (-1, 1)),
    "hat": Function(r"$\max(0,\ 1 - 2 \lvert x \rvert)$", (-HALF, Fraction(0), HALF), (0, 2, -2, 0)),
    "line": Function("$2x - 1$", (), (2,)),
    "ramp": Function(r"$\max(0,\ x - \frac{1}{2})$", (HALF,), (0, 1)),
    "clipped": Function(r"$\min(\frac{1}{2},\ \max(-\frac{1}{2},\ x))$", (-HALF, HALF), (0, 1, 0)),
    "double_fold": Function(
        r"$\bigl\lvert \lvert x \rvert - \frac{1}{2} \bigr\rvert$", (-HALF, Fraction(0), HALF), (-1, 1, -1, 1)
    ),
    "plateau": Function(
        r"$\min(\frac{1}{2},\ \max(0,\ 1 - 2 \lvert x \rvert))$",
        (-HALF, -QUARTER, QUARTER, HALF),
        (0, 2, 0, -2, 0),
    ),
    "square": Function("$x^2$"),
    "sine": Function(r"$\sin(\pi x)$"),
    "step": Function("the step that is 0 for $x < 0$ and 1 for $x \\ge 0$"),
    "cube": Function("$x^3$"),
}


def needed(function: Function) -> int | None:
    """The least number of ReLU units; None where no number is enough.

    Each kink needs a unit there, with the change of slope as its outgoing weight. Those that look to the left make the
    slope at the left end, minus their sum; if no choice of them does, one unit with its kink outside does.
    """
    if not function.slopes:
        return None
    changes = [b - a for a, b in pairwise(function.slopes)]
    choices = chain.from_iterable(combinations(changes, k) for k in range(len(changes) + 1))
    return len(changes) + (0 if any(-sum(some) == function.slopes[0] for some in choices) else 1)


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        units = 3 if case == "three_units" else stream.choice((2, 4))
        return {"units": units, "claims": list(stream.sample(tuple(FUNCTIONS), 5))}

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def case_of(params: Params) -> str:
    return "three_units" if params["units"] == 3 else "other_widths"


def ill_posed(params: Params) -> str | None:
    if len({met(params, name) for name in params["claims"]}) < 2:
        return "all of the functions, or none, are met by so many units"
    return None


def met(params: Params, name: str) -> bool:
    count = needed(FUNCTIONS[name])
    return count is not None and count <= params["units"]


def why(name: str) -> str:
    count, function = needed(FUNCTIONS[name]), FUNCTIONS[name]
    if count is None and name == "step":
        return "It jumps, and such a network is continuous."
    if count is None:
        return "It is curved, and such a network is made of straight pieces."
    kinks = len(function.kinks)
    units = "1 unit is" if count == 1 else f"{count} units are"
    said = f"It has {kinks or 'no'} kink{'' if kinks == 1 else 's'}, and {units} needed"
    if kinks == 0:
        return f"{said}, with its kink outside."
    return f"{said}: one for each kink" + (
        ", and one for its slope at the left end." if count != kinks else "."
    )


def judged(params: Params) -> Decided:
    return [(Statement(FUNCTIONS[name].text, why(name)), met(params, name)) for name in params["claims"]]


def drawn(units: int) -> tuple[JSON, JSON]:
    """The network, and the parabola with the straight pieces that it can make of it."""
    from questions import figures

    words = f"a network with one input, {units} hidden units and one output, fully connected"
    net = figures.network([1, units, 1], words, ["x", "h", "y"])
    ends = [Fraction(2 * k, units) - 1 for k in range(units + 1)]
    curves = [
        {
            "points": [[place(x), place(x * x)] for x in (Fraction(k, 20) for k in range(-20, 21))],
            "name": "x^2",
        },
        {"points": [[place(x), place(x * x)] for x in ends], "style": "dashed"},
    ]
    words = f"a parabola over the interval from -1 to 1, and {units} straight lines between points of it"
    return net, figures.plot(curves, words, ["-1", "-0.5", "0", "0.5", "1"], ["0", "0.5", "1"], ["x", "y"])


def place(value: Fraction) -> str:
    """A coordinate as a decimal of four places."""
    return f"{float(value):.4f}"


def solve(params: Params) -> Mapping[str, Solved]:
    m = params["units"]
    net, parabola = drawn(m)
    facts = {
        "hidden": f"{m} + {m}",
        "output": f"{m} + 1",
        "product": typeset.product(3, m),
        "length": typeset.number(Fraction(2, m)),
        "gap": typeset.quotient(gap(m)),
    }
    return {
        "a": Solved(Exact("integer", 3 * m + 1), facts, figures=(net,)),
        "b": tick_all(judged(params), facts),
        "c": Solved(Exact("rational", gap(m), 4), facts, figures=(parabola,)),
    }


def gap(pieces: int) -> Fraction:
    """Between a parabola x^2 and its chord over a piece of length h the greatest gap is h^2 / 4."""
    return Fraction(2, pieces) ** 2 / 4


MISTAKES = (
    Mistake("a", "no biases", lambda p: 2 * p["units"], "Hidden units and output have biases."),
    Mistake("a", "no output bias", lambda p: 3 * p["units"], "The output adds a bias, too."),
    Mistake("a", "the units", lambda p: p["units"],
            "A hidden unit has a weight from the input, a bias, and a weight to the output."),
    Mistake("c", "half of the curvature", lambda p: gap(p["units"]) / 2,
            "The gap is $h^2 / 8$ times the second derivative, and that of $x^2$ is 2."),
    Mistake("c", "one piece too many", lambda p: gap(p["units"] + 1),
            "One of the units gives the slope at the left end; only the others make kinks inside."),
    Mistake("c", "the square of the length", lambda p: 4 * gap(p["units"]),
            "The gap is greatest in the middle of a piece, where it is $(h / 2)^2$."),
)  # fmt: skip

family = Family(
    cases=("three_units", "other_widths"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "units": {"type": "integer", "minimum": 2, "maximum": 4, "description": "hidden units M, e.g. 3"},
        "claims": {
            "type": "array",
            "items": {"type": "string", "enum": list(FUNCTIONS)},
            "minItems": 3,
            "maxItems": 8,
            "uniqueItems": True,
            "description": "the functions, by name, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
