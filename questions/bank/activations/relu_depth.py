"""Depth with ReLUs: an active unit passes the gradient on, but weights multiply, and one unit can stop it all."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement, tick_all, told

ASKED = 4  # statements on a sheet
CHAIN = 4  # units of the drawn chain
WEIGHTS = {"shrinking": (2, 9), "growing": (11, 25), "dead": (3, 20)}  # tenths
GAINS = ("0.5", "1", "1.2", "1.5", "1.8", "2.2", "2.5", "3")

STATEMENTS: Mapping[str, Statement] = {
    "always_1": Statement(
        r"With ReLUs the derivative of part (b) is 1, since the slope of an active ReLU is 1.",
        "The slope of an active ReLU is 1, but the weights are factors as well, and a unit that is off is a factor 0.",
    ),
    "on_passes": Statement(
        "If all weights were 1 and $x$ positive, the derivative of part (b) would be 1.",
        "Then every unit is active, with slope 1, and nothing else is multiplied.",
    ),
    "smaller_than_1": Statement(
        "The derivative of part (b) is smaller than 1 in size.",
        "See part (b): the weights are multiplied, and a unit that is off makes the product 0.",
    ),
    "larger_than_1": Statement(
        "The derivative of part (b) is larger than 1 in size.",
        "See part (b): the weights are multiplied, and a unit that is off makes the product 0.",
    ),
    "zero_here": Statement(
        "At this $x$, a gradient that arrives at the output does not reach $x$ at all.",
        "So it is if and only if some unit is off, which is a factor 0; the table of part (a) shows which are on.",
    ),
    "rescued_by_weights": Statement(
        "Some weight of the last unit, with all else as it is, makes the derivative of part (b) other than 0.",
        "The last weight decides on its own unit only: a factor 0 of an earlier unit stays.",
    ),
    "keeps_size": Statement(
        "With $c = 2$ the mean squared gradient stays as it is, however many layers there are.",
        r"The factor of a layer is $c/2$: half of the units are active, which $c = 2$ makes up for.",
    ),
    "one_keeps_size": Statement(
        "With $c = 1$ the mean squared gradient stays as it is, however many layers there are.",
        r"The factor of a layer is $c/2$: half of the units are active.",
    ),
    "shrinks_for_c": Statement(
        "With the $c$ of part (c), the gradient vanishes in deep networks, although all units are ReLUs.",
        r"The factor of a layer is $c/2$, and it is below 1 for $c < 2$.",
    ),
    "same_on_the_left": Statement(
        "At $-x$ the derivative is the same as at $x$.",
        "At one of the two the first unit is off, so the derivative is 0: is it 0 at the other one, too?",
    ),
}  # fmt: skip


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    low, high = WEIGHTS[case]

    def make() -> Params:
        tenths = [stream.integer(low, high) for _ in range(CHAIN)]
        if case == "dead":
            tenths[stream.integer(1, CHAIN - 1)] *= -1
        return {
            "x": str(stream.integer(2, 5)),
            "weights": [fixed(k, 1).removesuffix(".0") for k in tenths if k != 10],
            "c": stream.choice(GAINS),
            "layers": stream.choice((10, 20, 30, 40, 50)),
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        }

    return stream.until(
        make, lambda p: ill_posed(p) is None and len(p["weights"]) == CHAIN and case_of(p) == case
    )


def weights_of(params: Params) -> list[Fraction]:
    return [Fraction(w) for w in params["weights"]]


def run(params: Params) -> list[Fraction]:
    """The input and the outputs of all units."""
    values = [Fraction(params["x"])]
    for w in weights_of(params):
        values.append(max(w * values[-1], Fraction(0)))
    return values


def slope(params: Params) -> Fraction:
    """The product of the weights where all units are active, else 0."""
    return math.prod(weights_of(params), start=Fraction(1)) if run(params)[-1] > 0 else Fraction(0)


def case_of(params: Params) -> str:
    found = slope(params)
    return "dead" if found == 0 else "shrinking" if abs(found) < 1 else "growing"


def ill_posed(params: Params) -> str | None:
    weights = weights_of(params)
    if Fraction(params["x"]) == 0 or 0 in weights:
        return "x or a weight is 0, where a ReLU has no derivative"
    if abs(Fraction(params["x"])) > 100 or any(abs(w) > 10 for w in weights):
        return "x is beyond 100, or a weight beyond 10"
    if abs(math.prod(weights)) == 1:
        return "the weights multiply to 1 by chance"
    c = Fraction(params["c"])
    if not Fraction(1, 10) <= c <= 10 or c == 2:
        return "c must lie between 0.1 and 10, and not be 2 (which keeps the size)"
    if root(params) >= 1000:
        return "the factor of part (c) is 1000 or more"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, params) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def growth(params: Params) -> Fraction:
    """Of the mean squared gradient, through all layers."""
    return (Fraction(params["c"]) / 2) ** params["layers"]


def root(params: Params) -> Fraction:
    """Of its square root: the number of layers is even."""
    return (Fraction(params["c"]) / 2) ** (params["layers"] // 2)


def holds(statement: str, params: Params) -> bool:
    found = slope(params)
    earlier = run({**params, "weights": params["weights"][:-1]})[-1]
    mirrored = {**params, "x": str(-Fraction(params["x"]))}
    decided: Mapping[str, Callable[[], bool]] = {
        "always_1": lambda: found == 1,
        "on_passes": lambda: slope({**params, "x": "1", "weights": ["1"] * len(params["weights"])}) == 1,
        "smaller_than_1": lambda: abs(found) < 1,
        "larger_than_1": lambda: abs(found) > 1,
        "zero_here": lambda: found == 0,
        "rescued_by_weights": lambda: earlier > 0,
        "keeps_size": lambda: growth({**params, "c": "2"}) == 1,
        "one_keeps_size": lambda: growth({**params, "c": "1"}) == 1,
        "shrinks_for_c": lambda: growth(params) < 1,
        "same_on_the_left": lambda: slope(mirrored) == found,
    }
    return decided[statement]()


def solve(params: Params) -> Mapping[str, Solved]:
    values, weights = run(params), weights_of(params)
    rows = [
        {
            "number": k,
            "product": typeset.product(w, h) if h else "0",
            "z": typeset.number(w * h),
            "h": typeset.number(after),
            "slope": int(w * h > 0),
        }
        for k, (w, h, after) in enumerate(zip(weights, values[:-1], values[1:], strict=True), start=1)
    ]
    facts = {
        "rows": rows,
        "alive": values[-1] > 0,
        "factors": typeset.product(*weights),
        "first_off": next((row["number"] for row in rows if not row["slope"]), 0),
        "x": typeset.number(Fraction(params["x"])),
        "result": typeset.number(slope(params)),
        "output": typeset.number(values[-1]),
    }
    size = {"factor": typeset.number(Fraction(params["c"]) / 2), "half": params["layers"] // 2}
    decided = [(STATEMENTS[name], holds(name, params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("rational", values[-1], 4), facts),
        "b": Solved(Exact("rational", slope(params), 4), facts, derivation=derived.derivation("relu")),
        "c": Solved(Exact("number", root(params), 3), size),
        "d": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_relus(params: Params) -> Fraction:
    return math.prod(weights_of(params), start=Fraction(1))


MISTAKES = (
    Mistake("a", "forgot the ReLUs", lambda p: without_relus(p) * Fraction(p["x"]),
            "A ReLU turns a negative pre-activation into 0, and what comes after it is 0 as well."),
    Mistake("b", "a ReLU passes the gradient unchanged", lambda p: Fraction(1),
            "The slope of an active ReLU is 1, but each layer brings its weight as a factor, too."),
    Mistake("b", "forgot the ReLUs", without_relus,
            "A unit whose pre-activation is negative has slope 0, which is a factor of the whole product."),
    Mistake("b", "the output instead of the derivative", lambda p: run(p)[-1],
            "The derivative says how the output changes with $x$; it has no factor $x$."),
    Mistake("b", "added instead of multiplied", lambda p: sum(weights_of(p), Fraction(0)),
            "The chain rule multiplies the factors of the layers."),
    Mistake("c", "all units taken as active", lambda p: Fraction(p["c"]) ** (p["layers"] // 2),
            "Half of the units are switched off and pass nothing on: the factor of a layer is $c/2$, not $c$."),
    Mistake("c", "multiplied by the number of layers", lambda p: Fraction(p["c"]) / 2 * p["layers"],
            "The factor of a layer comes once for each layer: it is a power."),
    Mistake("c", "forgot the root", growth,
            "That is the factor of the mean square; the root mean square grows or shrinks with its root."),
    Mistake("c", "ReLUs fix it", lambda p: Fraction(1),
            "Slope 1 on one side does not make up for the factor of the weights and for the units that are off."),
)  # fmt: skip

family = Family(
    cases=("shrinking", "growing", "dead"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {**DECIMAL, "description": "the input of the chain, not 0, e.g. 2"},
        "weights": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "the weights of the chain, from the input on, e.g. [0.5, 0.8, -0.2]",
        },
        "c": {**DECIMAL, "description": "the weights of part (c) have variance c/n; not 2, e.g. 1"},
        "layers": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100,
            "multipleOf": 2,
            "description": "number of layers in part (c), even, e.g. 50",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (d) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("degenerate", "A unit that is switched off makes the output 0.", case="dead", part="a"),
        Exemption("degenerate", "A unit that is switched off makes the derivative 0.", case="dead", part="b"),
    ),
)
