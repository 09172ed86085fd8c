"""The classic perceptron: outputs in {-1, 1}, and a derivative that is 0 wherever there is one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from questions import activation_terms, derived, rounding, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

ASKED = 4  # statements on a sheet
EXAMPLES = 4  # drawn inputs
LARGEST = 4  # of the first pre-activation, in size, so that the slope of tanh can be told from 0

STATEMENTS: Mapping[str, Statement] = {
    "two_values": Statement("Every output of the perceptron is $-1$ or $1$.", "These are the two signs."),
    "zero_or_one": Statement(
        "Every output of the perceptron is 0 or 1.", "That is the step function; the perceptron puts out a sign."
    ),
    "between": Statement(
        "Some output of the perceptron lies strictly between $-1$ and 1.", "Only a smooth activation has such values."
    ),
    "learns_when_wrong": Statement(
        r"Gradient descent on $\frac{1}{2} (\hat y - y)^2$ for the first input changes the weights.",
        "The sign is constant near this point, so the gradient is 0, whether the prediction is right or wrong.",
    ),
    "loss_flat": Statement(
        r"If a weight is changed by 0.001, the loss $\frac{1}{2} (\hat y - y)^2$ for the first input stays as it is.",
        "The pre-activation moves by far less than its distance from 0, so its sign stays.",
    ),
    "scale_free": Statement(
        "If all weights and the bias are multiplied by 3, all outputs stay as they are.",
        "A positive factor changes no sign.",
    ),
    "sigmoid_same_side": Statement(
        r"A sigmoid neuron with the same weights is above $\frac{1}{2}$ exactly where the perceptron puts out 1.",
        r"$\sigma(a) > \frac{1}{2}$ if and only if $a > 0$.",
    ),
    "right_on_first": Statement(
        "The first prediction is right.", "The prediction is the sign of the pre-activation; compare it with the label."
    ),
}  # fmt: skip


def draw(case: str, stream: Stream) -> Params:
    def make() -> Params:
        inputs = [[stream.integer(-4, 4) for _ in range(2)] for _ in range(EXAMPLES)]
        params: Params = {
            "w": [stream.sign() * stream.integer(1, 4) for _ in range(2)],
            "b": stream.integer(-3, 3),
            "inputs": inputs,
            "label": 1,
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        }
        first = outputs(params)[0]
        return {**params, "label": first if case == "right" else -first}

    return stream.until(make, lambda params: ill_posed(params) is None)


def preactivations(params: Params) -> list[int]:
    return [
        sum(w * x for w, x in zip(params["w"], row, strict=True)) + params["b"] for row in params["inputs"]
    ]


def outputs(params: Params) -> tuple[int, ...]:
    return tuple(1 if a > 0 else -1 for a in preactivations(params))


def case_of(params: Params) -> str:
    return "right" if outputs(params)[0] == params["label"] else "wrong"


def ill_posed(params: Params) -> str | None:
    if any(len(row) != len(params["w"]) for row in params["inputs"]):
        return "an input has another number of entries than the weights"
    a = preactivations(params)
    if 0 in a:
        return "a pre-activation is 0, where the sign jumps"
    if abs(a[0]) > LARGEST or params["inputs"][0][0] == 0:
        return f"the first pre-activation is beyond {LARGEST}, or the first entry of the first input is 0"
    if len(set(outputs(params))) < 2:
        return "all outputs are the same"
    if len({tuple(row) for row in params["inputs"]}) < len(params["inputs"]):
        return "two inputs are the same"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, params) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def holds(statement: str, params: Params) -> bool:
    """Decided by the pre-activations, whole numbers but 0: their signs stay under small changes."""
    a, out = preactivations(params), outputs(params)
    reach = max(1, *(abs(x) for x in params["inputs"][0])) * Fraction(1, 1000)
    flat = abs(a[0]) > reach  # no such change of a weight takes the first pre-activation to 0
    scaled = {**params, "w": [3 * w for w in params["w"]], "b": 3 * params["b"]}
    above = [rounding.fraction(activation_terms.value("sigmoid", Fraction(v))) > Fraction(1, 2) for v in a]
    decided: Mapping[str, Callable[[], bool]] = {
        "two_values": lambda: set(out) <= {-1, 1},
        "zero_or_one": lambda: set(out) <= {0, 1},
        "between": lambda: any(-1 < v < 1 for v in out),
        "learns_when_wrong": lambda: not flat,
        "loss_flat": lambda: flat,
        "scale_free": lambda: outputs(scaled) == out,
        "sigmoid_same_side": lambda: above == [v > 0 for v in out],
        "right_on_first": lambda: out[0] == params["label"],
    }
    return decided[statement]()


def smooth_slope(params: Params) -> Fraction:
    """tanh'(a) x_1 for the first input."""
    slope = rounding.fraction(activation_terms.slope("tanh", Fraction(preactivations(params)[0])))
    return slope * params["inputs"][0][0]


def solve(params: Params) -> Mapping[str, Solved]:
    rows = [
        {
            "x": ",\\ ".join(map(str, row)),
            "sum": typeset.signed_sum(
                [*(typeset.product(w, x) for w, x in zip(params["w"], row, strict=True)), str(params["b"])]
            ),
            "a": str(a),
            "y": str(out),
        }
        for row, a, out in zip(params["inputs"], preactivations(params), outputs(params), strict=True)
    ]
    facts = {
        "rows": rows,
        "a": str(preactivations(params)[0]),
        "x1": str(params["inputs"][0][0]),
        "slope": typeset.about(smooth_slope(params) / params["inputs"][0][0], 5),
        "smooth": typeset.about(smooth_slope(params), 4),
    }
    decided = [(STATEMENTS[name], holds(name, params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("array", tuple(map(Fraction, outputs(params)))), facts),
        "b": Solved(
            Exact("array", (Fraction(0), smooth_slope(params)), 4),
            facts,
            derivation=derived.derivation("tanh"),
        ),
        "c": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def steps(params: Params) -> tuple[int, ...]:
    return tuple(max(v, 0) for v in outputs(params))


def sigmoids(params: Params) -> tuple[Fraction, ...]:
    """Rounded to three decimals, as somebody would write them down."""
    return tuple(Fraction(round(1000 / (1 + math.exp(-a))), 1000) for a in preactivations(params))


def slope_of_line(params: Params) -> tuple[Fraction, Fraction]:
    """As if the sign were the identity."""
    return Fraction(params["inputs"][0][0]), smooth_slope(params)


def without_input(params: Params) -> tuple[Fraction, Fraction]:
    return Fraction(0), smooth_slope(params) / params["inputs"][0][0]


def smooth_for_sign(params: Params) -> tuple[Fraction, Fraction]:
    return smooth_slope(params), smooth_slope(params)


MISTAKES = (
    Mistake(
        "a",
        "0 for -1",
        steps,
        "The classic perceptron puts out the sign, $-1$ or $1$, not a step from 0 to 1.",
    ),
    Mistake(
        "a", "a sigmoid", sigmoids, "The sigmoid has values between 0 and 1; the perceptron puts out a sign."
    ),
    Mistake(
        "a",
        "the pre-activations",
        lambda p: tuple(preactivations(p)),
        "The sign of the linear combination is put out, not the combination itself.",
    ),
    Mistake(
        "b",
        "the sign taken as a straight line",
        slope_of_line,
        "The sign is constant on each side of 0: its slope is 0.",
    ),
    Mistake(
        "b",
        "forgot the inner derivative",
        without_input,
        "The chain rule multiplies by $x_1$, the derivative of the pre-activation.",
    ),
    Mistake(
        "b",
        "the slope of tanh for both",
        smooth_for_sign,
        "The two have similar values, but the sign does not rise anywhere: it jumps.",
    ),
)

PAIR = {
    "type": "array",
    "items": {"type": "integer", "minimum": -20, "maximum": 20},
    "minItems": 2,
    "maxItems": 2,
}
family = Family(
    cases=("right", "wrong"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "w": {**PAIR, "description": "the two weights, whole numbers, e.g. [2, -1]"},
        "b": {"type": "integer", "minimum": -20, "maximum": 20, "description": "the bias, e.g. 1"},
        "inputs": {
            "type": "array",
            "items": PAIR,
            "minItems": 2,
            "maxItems": 6,
            "description": "the inputs, pairs of whole numbers, e.g. [[1, 2], [-1, 0]]",
        },
        "label": {"type": "integer", "enum": [-1, 1], "description": "the label of the first input"},
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (c) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
