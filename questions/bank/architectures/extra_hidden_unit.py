"""One hidden unit more: with outgoing weights 0 the function stays the same, and with active ones in it can learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from questions import exact_softmax, typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement, pick_one

Vector = Sequence[int]
CASES = ("two_units", "three_units")
WIDEST = 9  # logits apart: the loss of the right class is above 0.0001

STARTS = {
    "random_in_zero_out": "Random incoming weights and bias, outgoing weights 0.",
    "all_zero": "Incoming weights, bias and outgoing weights all 0.",
    "zero_in_random_out": "Incoming weights and bias 0, random outgoing weights.",
    "all_random": "Random incoming weights, bias and outgoing weights.",
    "copy_of_a_unit": "Incoming weights, bias and outgoing weights copied from the first hidden unit.",
}


def draw(case: str, stream: Stream) -> Params:
    units = 2 + CASES.index(case)

    def entries(count: int, least: int = -2, most: int = 3) -> list[int]:
        return [stream.integer(least, most) for _ in range(count)]

    def numbers() -> Params:
        others = stream.sample([start for start in STARTS if start != "random_in_zero_out"], 3)
        x = [stream.sign() * stream.integer(1, 2) for _ in range(2)]
        incoming, bias = stream.until(
            lambda: (entries(2), stream.integer(-1, 1)), lambda new: dot(new[0], x) + new[1] > 0
        )
        return {
            "first": [entries(2) for _ in range(units)],
            "first_biases": entries(units, -1, 1),
            "second": [[stream.sign() * stream.integer(1, 2) for _ in range(units)] for _ in range(2)],
            "second_biases": entries(2, -1, 1),
            "x": x,
            "label": stream.integer(1, 2),
            "incoming": incoming,
            "bias": bias,
            "outgoing": [stream.sign() * stream.integer(1, 2) for _ in range(2)],
            "place": stream.integer(1, units + 1),
            "starts": list(stream.shuffle(("random_in_zero_out", *others))),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None and lively(p))


def lively(params: Params) -> bool:
    """Whether a hidden unit is on and another off, and the logits are not far apart."""
    active = [z > 0 for z in before_relu(params)]
    first, second = logits(params)
    return any(active) and 0 < abs(first - second) <= 5


def case_of(params: Params) -> str:
    return CASES[min(len(params["first"]), 3) - 2]


def ill_posed(params: Params) -> str | None:
    units, classes = len(params["first"]), len(params["second"])
    if len(params["first_biases"]) != units or any(len(row) != units for row in params["second"]):
        return (
            f"with {units} hidden units there are as many biases, and as many entries in each row of `second`"
        )
    if (
        len(params["second_biases"]) != classes
        or len(params["outgoing"]) != classes
        or params["label"] > classes
    ):
        return f"with {classes} outputs there are as many biases and outgoing weights, and the label is one of them"
    if params["place"] > units + 1:
        return f"the place of the new unit is {params['place']}: there are {units + 1}"
    if dot(params["incoming"], params["x"]) + params["bias"] <= 0:
        return "the new unit is off for this input, so that its outgoing weights get no gradient"
    if max(logits(params)) - min(logits(params)) > WIDEST:
        return f"the logits lie more than {WIDEST} apart, so that hardly any gradient is left"
    if not any(params["outgoing"]) or sum(decide(params, start) for start in params["starts"]) != 1:
        return "not just one of the starts keeps the function and lets the unit learn"
    return None


# -- the network, exactly ----------------------------------------------------------------------------------


def dot(a: Vector, b: Vector) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


def before_relu(params: Params) -> tuple[int, ...]:
    pairs = zip(params["first"], params["first_biases"], strict=True)
    return tuple(dot(row, params["x"]) + b for row, b in pairs)


def logits(params: Params) -> tuple[int, ...]:
    hidden = [max(z, 0) for z in before_relu(params)]
    pairs = zip(params["second"], params["second_biases"], strict=True)
    return tuple(dot(row, hidden) + b for row, b in pairs)


def started(params: Params, start: str) -> tuple[Vector, int, Vector]:
    """Incoming weights, bias and outgoing weights of the new unit."""
    incoming, bias, outgoing = params["incoming"], params["bias"], params["outgoing"]
    zeros_in, zeros_out = [0] * len(incoming), [0] * len(outgoing)
    return {
        "random_in_zero_out": (incoming, bias, zeros_out),
        "all_zero": (zeros_in, 0, zeros_out),
        "zero_in_random_out": (zeros_in, 0, outgoing),
        "all_random": (incoming, bias, outgoing),
        "copy_of_a_unit": (
            params["first"][0],
            params["first_biases"][0],
            [row[0] for row in params["second"]],
        ),
    }[start]


def keeps(params: Params, start: str) -> bool:
    """Whether the new unit adds nothing to any logit, for all inputs of a grid."""
    incoming, bias, outgoing = started(params, start)
    reach = range(-4, 5)
    return all(
        not any(outgoing) or dot(incoming, point) + bias <= 0
        for point in product(reach, repeat=len(incoming))
    )


def learns(params: Params, start: str) -> bool:
    """Whether a derivative by a weight of the new unit is not 0: the errors of the classes never are."""
    incoming, bias, _ = started(params, start)
    return dot(incoming, params["x"]) + bias > 0  # outgoing weights get the error times a positive activation


def decide(params: Params, start: str) -> bool:
    return keeps(params, start) and learns(params, start)


def why(params: Params, start: str) -> str:
    if not keeps(params, start):
        return "It adds to the logits, so the function becomes another one."
    if not learns(params, start):
        return "The function stays the same, but the unit puts out 0 with slope 0: no weight of it gets a gradient."
    return (
        "It adds 0 to the logits, and its outgoing weights get the error times its activation as a gradient."
    )


def judged(params: Params) -> Decided:
    return [
        (Statement(STARTS[start], why(params, start)), decide(params, start)) for start in params["starts"]
    ]


def exact_loss(params: Params) -> Decimal:
    found = [exact_softmax.decimal(z) for z in logits(params)]
    return exact_softmax.log_sum_exp(found) - found[params["label"] - 1]


def exponential(value: int) -> str:
    """The exponential of a whole number, as it is written: e^0 is 1, e^1 is e."""
    return {0: "1", 1: "e"}.get(value, f"e^{{{value}}}")


def solve(params: Params) -> Mapping[str, Solved]:
    z, out = before_relu(params), logits(params)
    hidden = [max(value, 0) for value in z]
    lines = [
        {
            "number": k,
            "sum": typeset.signed_sum(
                [*(typeset.product(w, h) for w, h in zip(row, hidden, strict=True)), str(b)]
            ),
            "value": value,
        }
        for k, (row, b, value) in enumerate(
            zip(params["second"], params["second_biases"], out, strict=True), start=1
        )
    ]
    new = dot(params["incoming"], params["x"]) + params["bias"]
    powers = " + ".join(map(exponential, out))
    facts = {
        "z": typeset.vector(map(str, z)),
        "hidden": typeset.vector(map(str, hidden)),
        "lines": lines,
        "logits": typeset.vector(map(str, out)),
        "new": new,
        "powers": powers,
        "own": exponential(out[params["label"] - 1]),
        "minus": typeset.signed_sum([str(-out[params["label"] - 1]), rf"\log({powers})"]),
    }
    return {
        "a": Solved(Exact("array", out), facts),
        "b": Solved(Exact("array", out), facts),
        "c": Solved(Exact("number", exact_loss(params), 4), facts),
        "d": pick_one(judged(params), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_relu(params: Params) -> tuple[int, ...]:
    pairs = zip(params["second"], params["second_biases"], strict=True)
    return tuple(dot(row, before_relu(params)) + b for row, b in pairs)


def adds_activation(params: Params) -> tuple[int, ...]:
    new = dot(params["incoming"], params["x"]) + params["bias"]
    return tuple(z + new for z in logits(params))


def without_biases(params: Params) -> tuple[int, ...]:
    return logits({**params, "second_biases": [0] * len(params["second_biases"])})


def probability(params: Params) -> float:
    shares = exact_softmax.in_floats([float(z) for z in logits(params)])
    return shares[params["label"] - 1]


def other_label(params: Params) -> Any:
    found = [exact_softmax.decimal(z) for z in logits(params)]
    others = [z for k, z in enumerate(found) if k != params["label"] - 1]
    return exact_softmax.log_sum_exp(found) - others[0]


MISTAKES = (
    Mistake("a", "without the ReLU", without_relu, "A hidden unit hands on 0 where its sum is negative."),
    Mistake("a", "without the biases of the outputs", without_biases, "Each output adds its bias."),
    Mistake("b", "the new activation is added", adds_activation,
            "The new unit is on, but it reaches no output: its outgoing weights are 0."),
    Mistake("c", "the probability itself", probability, "The loss is minus the logarithm of this probability."),
    Mistake("c", "the loss of another class", other_label, "The loss belongs to the class of the label."),
)  # fmt: skip


def whole(least: int, most: int, text: str = "") -> JSON:
    numbers: JSON = {"type": "integer", "minimum": -9, "maximum": 9}
    return {"type": "array", "items": numbers, "minItems": least, "maxItems": most} | (
        {"description": text} if text else {}
    )


def rows(least: int, most: int, width: JSON, text: str) -> JSON:
    return {"type": "array", "items": width, "minItems": least, "maxItems": most, "description": text}


family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "first": rows(2, 6, whole(2, 2), "incoming weights of each hidden unit, e.g. [[1, 1], [1, 1]]"),
        "first_biases": whole(2, 6, "biases of the hidden units, e.g. [0, -1]"),
        "second": rows(2, 4, whole(2, 6), "weights of each output, e.g. [[-1, 2], [1, -2]]"),
        "second_biases": whole(2, 4, "biases of the outputs, e.g. [1, 0]"),
        "x": whole(2, 2, "the input, e.g. [1, 1]"),
        "label": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4,
            "description": "the class of the example, from 1",
        },
        "incoming": whole(2, 2, "incoming weights of the new unit, e.g. [1, -1]"),
        "bias": {"type": "integer", "minimum": -9, "maximum": 9, "description": "bias of the new unit"},
        "outgoing": whole(2, 4, "outgoing weights of the new unit where they are not 0, e.g. [1, -2]"),
        "place": {
            "type": "integer",
            "minimum": 1,
            "maximum": 7,
            "description": "place of the new unit, from 1",
        },
        "starts": {
            "type": "array",
            "items": {"type": "string", "enum": list(STARTS)},
            "minItems": 3,
            "maxItems": 5,
            "uniqueItems": True,
            "description": "the ways to start the new unit, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
