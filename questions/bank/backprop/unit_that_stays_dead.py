"""A hidden unit that is 0, has the outer weight 0, or both: which of its weights get a gradient, now and later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

CASES = ("zero_in", "zero_out", "both", "relu_off")
VALUES = ("0.5", "-0.5", "0.6", "-0.6", "0.8", "-0.8")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "activation": "relu" if case == "relu_off" else "tanh",
        "x": [stream.sign() * stream.integer(1, 4) for _ in range(2)],
        "upstream": str(stream.sign() * stream.integer(2, 6)),
        "hidden": stream.choice(VALUES) if case == "zero_out" else "0",
        "outer": "0" if case in ("zero_out", "both") else str(stream.sign() * stream.integer(2, 4)),
        "options": list(stream.shuffle(tuple(OPTIONS))),
    }


def case_of(params: Params) -> str:
    if params["activation"] == "relu":
        return "relu_off"
    if Fraction(params["hidden"]) != 0:
        return "zero_out"
    return "zero_in" if Fraction(params["outer"]) != 0 else "both"


def ill_posed(params: Params) -> str | None:
    hidden, outer = Fraction(params["hidden"]), Fraction(params["outer"])
    if params["activation"] == "relu" and hidden != 0:
        return "a ReLU is asked for where it is off: its value is 0"
    if not -1 < hidden < 1:
        return "the value of the unit is none that tanh puts out"
    if params["activation"] == "tanh" and hidden != 0 and outer != 0:
        return "neither the value of the unit nor its outer weight is 0"
    if 0 in (*params["x"], Fraction(params["upstream"])):
        return "an input or the upstream gradient is 0"
    if sorted(params["options"]) != sorted(OPTIONS):
        return f"the options are {typeset.listing(list(OPTIONS))}, in any order"
    return None


# -- the gradients -----------------------------------------------------------------------------------------


def slope(params: Params) -> Fraction:
    """Of the unit, from its value; a ReLU is off here."""
    return 1 - Fraction(params["hidden"]) ** 2 if params["activation"] == "tanh" else Fraction(0)


def by_outer(params: Params) -> Fraction:
    return Fraction(params["upstream"]) * Fraction(params["hidden"])


def by_bias(params: Params) -> Fraction:
    return Fraction(params["upstream"]) * Fraction(params["outer"]) * slope(params)


def incoming(params: Params) -> tuple[Fraction, ...]:
    """By the incoming weights, and by the bias."""
    return (*(by_bias(params) * x for x in params["x"]), by_bias(params))


def moves(params: Params) -> str:
    """Which weights change at the first step, and which only later: each side needs the other one."""
    outer, inner = by_outer(params) != 0, by_bias(params) != 0
    if outer and inner:
        return "both"
    if not outer and not inner:
        return "dead"
    return "outer_first" if outer else "inner_first"


OPTIONS: Mapping[str, Statement] = {
    "dead": Statement("All of its weights stay as they are, now and later.",
                      "This needs a 0 on both sides, or an activation that is flat."),
    "outer_first": Statement("Its outer weight changes at the first step, its incoming ones from the second on.",
                             "The outer weight has the value of the unit as a factor, and that is 0 or not."),
    "inner_first": Statement("Its incoming weights change at the first step, its outer one from the second on.",
                             "The incoming weights have the outer weight as a factor, and that is 0 or not."),
    "both": Statement("All of its weights change at the first step.",
                      "A 0 on one side takes the gradient from the weights of the other side."),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    facts: dict[str, Any] = {
        "g": typeset.number(params["upstream"]),
        "h": typeset.number(params["hidden"]),
        "h_factor": typeset.factor(params["hidden"]),
        "product": _factors(Fraction(params["upstream"]), Fraction(params["outer"]), slope(params)),
        "common": typeset.number(by_bias(params)),
        "by_outer": typeset.number(by_outer(params)),
        "rows": [typeset.number(entry) for entry in incoming(params)],
    }
    right = moves(params)
    decided = [(OPTIONS[name], name == right) for name in params["options"]]
    outwards = "silent_outwards" if Fraction(params["outer"]) == 0 else "layer_hidden_weights"
    inwards = "silent_inwards" if case_of(params) in ("zero_in", "both") else "layer_output_weights"
    return {
        "a": Solved(Exact("number", by_outer(params), 3), facts, derivation=derived.derivation(inwards)),
        "b": Solved(Exact("array", incoming(params), 3), facts, derivation=derived.derivation(outwards)),
        "c": statements.pick_one(decided, facts),
    }


def _factors(*values: Fraction) -> str:
    """A product that is not worked out, with its zeros, without factors 1."""
    shown = [value for value in values if value != 1]
    return r" \cdot ".join([typeset.number(shown[0]), *(typeset.factor(value) for value in shown[1:])])


# -- what goes wrong ---------------------------------------------------------------------------------------


def with_parts(
    outer: Callable[[Params], Fraction], steep: Callable[[Params], Fraction]
) -> Callable[[Params], Any]:
    """The incoming gradient with another outer weight or slope."""

    def wrong(params: Params) -> Any:
        common = Fraction(params["upstream"]) * outer(params) * steep(params)
        return (*(common * x for x in params["x"]), common)

    return wrong


MISTAKES = (
    Mistake("a", "the upstream gradient alone", lambda p: Fraction(p["upstream"]),
            "The outer weight stands beside the value of its unit, which is a factor."),
    Mistake("a", "times the outer weight", lambda p: Fraction(p["upstream"]) * Fraction(p["outer"]),
            "The derivative of $v h$ by $v$ is $h$."),
    Mistake("b", "forgot the outer weight", with_parts(lambda p: Fraction(1), slope),
            "On the way back from the output to the unit stands its outer weight."),
    Mistake("b", "forgot the slope", with_parts(lambda p: Fraction(p["outer"]), lambda p: Fraction(1)),
            "What comes back passes through the activation, whose slope is a factor."),
    Mistake("b", "the value instead of the slope",
            with_parts(lambda p: Fraction(p["outer"]), lambda p: Fraction(p["hidden"])),
            "A value of 0 does not mean a slope of 0: tanh is steepest there."),
)  # fmt: skip

ON_PURPOSE = "That a 0 takes the gradient away is what is asked."

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {"type": "string", "enum": ["tanh", "relu"], "description": "activation of the unit"},
        "x": {
            "type": "array",
            "items": {"type": "integer", "minimum": -20, "maximum": 20},
            "minItems": 2,
            "maxItems": 3,
            "description": "the inputs, e.g. [1, -2]",
        },
        "upstream": {**DECIMAL, "description": "derivative of the loss by the output, e.g. -3"},
        "hidden": {**DECIMAL, "description": "value of the unit, e.g. 0; a ReLU of value 0 is off"},
        "outer": {**DECIMAL, "description": "outer weight of the unit, e.g. 0"},
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(OPTIONS)},
            "minItems": 4,
            "maxItems": 4,
            "description": "options of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        *(Exemption("degenerate", ON_PURPOSE, case, "a") for case in ("zero_in", "both", "relu_off")),
        *(Exemption("degenerate", ON_PURPOSE, case, "b") for case in ("zero_out", "both", "relu_off")),
        Exemption("kink", "A 0 is given on purpose: the case is made by it."),
    ),
)
