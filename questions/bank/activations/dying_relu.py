"""Dead or not: the gradient of a ReLU unit on its data, the biases that kill it, the dead units of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import LABELS, Statement, tick_all, told

UNITS = 4  # of part (c)
Unit = tuple[Fraction, Fraction]  # weight and bias


def draw(case: str, stream: Stream) -> Params:
    side = -1 if case == "negative_inputs" else 1

    def make() -> Params:
        w = fixed(stream.sign() * stream.integer(1, 9), 1)
        return {
            "x": [side * v for v in sorted(stream.sample(range(1, 10), 4))],
            "w": w,
            "b": fixed(stream.integer(-30, 30), 1).removesuffix(".0"),
            "units": [_unit(stream) for _ in range(UNITS)],
        }

    return stream.until(make, lambda params: ill_posed(params) is None and case_of(params) == case)


def _unit(stream: Stream) -> list[str]:
    return [
        fixed(stream.sign() * stream.integer(1, 9), 1),
        fixed(stream.integer(-40, 40), 1).removesuffix(".0"),
    ]


def inputs(params: Params) -> list[Fraction]:
    return [Fraction(v) for v in params["x"]]


def preactivations(unit: Unit, x: list[Fraction]) -> list[Fraction]:
    w, b = unit
    return [w * v + b for v in x]


def own(params: Params) -> Unit:
    return Fraction(params["w"]), Fraction(params["b"])


def units(params: Params) -> list[Unit]:
    return [(Fraction(w), Fraction(b)) for w, b in params["units"]]


def is_dead(unit: Unit, x: list[Fraction]) -> bool:
    return all(z <= 0 for z in preactivations(unit, x))


def case_of(params: Params) -> str:
    """Dead or not, and if not, on inputs of which sign."""
    if is_dead(own(params), inputs(params)):
        return "dead"
    return "negative_inputs" if all(v < 0 for v in inputs(params)) else "alive"


def ill_posed(params: Params) -> str | None:
    x = inputs(params)
    if 0 in x or len({v > 0 for v in x}) > 1:
        return "the inputs must all be positive, or all be negative"
    if any(w == 0 for w, _ in (own(params), *units(params))):
        return "a weight is 0"
    z = [value for unit in (own(params), *units(params)) for value in preactivations(unit, x)]
    if any(abs(value) < Fraction(1, 20) for value in z):
        return "a pre-activation is 0 or nearly so, where the kink is"
    if len(set(map(tuple, params["units"]))) < len(params["units"]):
        return "two units of part (c) are the same"
    dead = {is_dead(unit, x) for unit in units(params)}
    if len(dead) < 2:
        return "all units of part (c) are dead, or none is"
    if len(set(gradient(params))) == 1 and not is_dead(own(params), x):
        return "both derivatives are the same by chance"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def gradient(params: Params) -> tuple[Fraction, Fraction]:
    """The sums of x and of 1 over the examples with a positive pre-activation."""
    x = inputs(params)
    on = [v for v, z in zip(x, preactivations(own(params), x), strict=True) if z > 0]
    return sum(on, Fraction(0)), Fraction(len(on))


def killing_bias(params: Params) -> Fraction:
    """Minus the largest w x."""
    w, _ = own(params)
    return -max(w * v for v in inputs(params))


def solve(params: Params) -> Mapping[str, Solved]:
    x, unit = inputs(params), own(params)
    rows = [
        {
            "x": typeset.number(v),
            "product": typeset.number(unit[0] * v),
            "z": typeset.number(z),
            "slope": "1" if z > 0 else "0",
        }
        for v, z in zip(x, preactivations(unit, x), strict=True)
    ]
    largest = max(unit[0] * v for v in x)
    facts = {
        "rows": rows,
        "dead": is_dead(unit, x),
        "largest": typeset.number(largest),
        "bound": typeset.number(killing_bias(params)),
    }
    decided = [(statement(one, x), is_dead(one, x)) for one in units(params)]
    return {
        "a": Solved(Exact("array", gradient(params)), facts, derivation=derived.derivation("relu")),
        "b": Solved(Exact("rational", killing_bias(params), 4), facts),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


def statement(unit: Unit, x: list[Fraction]) -> Statement:
    w, b = unit
    z = preactivations(unit, x)
    signs = sum(value > 0 for value in z)
    feedback = (
        f"Its largest pre-activation is ${typeset.number(max(z))}$, so its slope is 0 on every example."
        if signs == 0
        else f"Its largest pre-activation is ${typeset.number(max(z))}$, so at least one example moves its weights."
    )
    return Statement(f"$w = {typeset.number(w)}$, $b = {typeset.number(b)}$", feedback)


# -- what goes wrong ---------------------------------------------------------------------------------------


def unmasked(params: Params) -> tuple[Fraction, Fraction]:
    x = inputs(params)
    return sum(x, Fraction(0)), Fraction(len(x))


def masked_by_input(params: Params) -> tuple[Fraction, Fraction]:
    """As if a ReLU were off where its input is negative."""
    on = [v for v in inputs(params) if v > 0]
    return sum(on, Fraction(0)), Fraction(len(on))


def masked_without_bias(params: Params) -> tuple[Fraction, Fraction]:
    w, _ = own(params)
    on = [v for v in inputs(params) if w * v > 0]
    return sum(on, Fraction(0)), Fraction(len(on))


def ticked(dead: list[bool]) -> str | None:
    """The labels of the units that somebody takes for dead; None if it is no unit, which nobody would answer."""
    return ", ".join(label for label, yes in zip(LABELS, dead, strict=False) if yes) or None


def negative_weights(params: Params) -> str | None:
    return ticked([w < 0 for w, _ in units(params)])


def sometimes_off(params: Params) -> str | None:
    x = inputs(params)
    return ticked([min(preactivations(unit, x)) < 0 for unit in units(params)])


MISTAKES = (
    Mistake(
        "a",
        "ignored the mask",
        unmasked,
        "Only examples with a positive pre-activation have a share: elsewhere the slope of the ReLU is 0.",
    ),
    Mistake(
        "a",
        "took the sign of the input",
        masked_by_input,
        "The pre-activation is cut off, not the input: a negative input is fine with a negative weight.",
    ),
    Mistake(
        "a",
        "ignored the bias",
        masked_without_bias,
        "The bias is part of the pre-activation and may switch the unit on or off.",
    ),
    Mistake(
        "b",
        "wrong sign",
        lambda p: -killing_bias(p),
        "The bias must make up for the largest $w x$, so it is its negative.",
    ),
    Mistake(
        "b",
        "the smallest product",
        lambda p: -min(own(p)[0] * v for v in inputs(p)),
        "Then one example is off; a dead unit is off on all of them, so the largest $w x$ counts.",
    ),
    Mistake(
        "b",
        "0, as if there were no data",
        lambda p: Fraction(0),
        "The bias is added to $w x$: what counts is the sign of the sum.",
    ),
    Mistake("c", "dead means a negative weight", negative_weights, "Weight, bias and data decide together."),
    Mistake(
        "c",
        "dead means sometimes off",
        sometimes_off,
        "Being 0 on some examples is what a ReLU is for; dead is a unit that is off on all of them.",
    ),
)

family = Family(
    cases=("dead", "alive", "negative_inputs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {
            "type": "array",
            "items": {"type": "integer", "minimum": -99, "maximum": 99},
            "minItems": 2,
            "maxItems": 6,
            "description": "inputs, whole numbers of one sign, e.g. [-1, -2, -5]",
        },
        "w": {**DECIMAL, "description": "weight of the unit, not 0, e.g. -0.5"},
        "b": {**DECIMAL, "description": "bias of the unit, e.g. 0"},
        "units": {
            "type": "array",
            "items": {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 2},
            "minItems": 2,
            "maxItems": 8,
            "description": "weight and bias of each unit of part (c), e.g. [[-0.1, 0], [-0.1, 2]]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("degenerate", "A dead unit has the gradient 0.", case="dead", part="a"),),
)
