"""A fully connected layer: one output as a weighted sum plus bias, and the bias as the weight of a constant input."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from questions import exact_matrices, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Matrix: TypeAlias = "tuple[tuple[Fraction, ...], ...]"

LARGEST = 4  # of a drawn number, in size


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and output(params) != 0
    )


def _numbers(case: str, stream: Stream) -> Params:
    inputs, units = stream.integer(2, 3), stream.integer(2, 3)
    high, wide = (inputs, units) if case == "rows" else (units, inputs)
    return {
        "convention": case,
        "x": _entries(stream, inputs),
        "weights": [_entries(stream, wide) for _ in range(high)],
        "biases": _entries(stream, units),
        "unit": stream.integer(1, units),
    }


def _entries(stream: Stream, count: int) -> list[int]:
    return [stream.sign() * stream.integer(1, LARGEST) for _ in range(count)]


def ill_posed(params: Params) -> str | None:
    weights, biases, x = params["weights"], params["biases"], params["x"]
    if len({len(row) for row in weights}) != 1:
        return "the rows of W differ in length"
    shape = (len(weights), len(weights[0]))
    inputs, units = shape if params["convention"] == "rows" else shape[::-1]
    if inputs != len(x):
        return f"W takes {inputs} inputs, and x has {len(x)} ({params['convention']} convention)"
    if units != len(biases):
        return f"W has {units} units, and b has {len(biases)} entries ({params['convention']} convention)"
    if params["unit"] > units:
        return f"there is no unit {params['unit']}: the layer has {units}"
    if biases[params["unit"] - 1] == 0:
        return "the bias of the unit is 0, so that nobody sees whether it was added"
    return None


def by_unit(params: Params) -> Matrix:
    """The weights with one row for each unit."""
    weights = exact_matrices.matrix(params["weights"])
    return exact_matrices.transposed(weights) if params["convention"] == "rows" else weights


def weighted_sum(params: Params) -> Fraction:
    return exact_matrices.dot(by_unit(params)[params["unit"] - 1], params["x"])


def output(params: Params) -> Fraction:
    return weighted_sum(params) + params["biases"][params["unit"] - 1]


def absorbed(params: Params) -> Matrix:
    """The weights of the inputs (1, x), in the convention of the layer."""
    units = tuple((Fraction(b), *row) for b, row in zip(params["biases"], by_unit(params), strict=True))
    return exact_matrices.transposed(units) if params["convention"] == "rows" else units


def solve(params: Params) -> Mapping[str, Solved]:
    unit, x = params["unit"], params["x"]
    row, bias = by_unit(params)[unit - 1], params["biases"][unit - 1]
    terms = [typeset.product(u, w) for u, w in zip(x, row, strict=True)]
    facts = {
        "terms": typeset.signed_sum([*terms, str(bias)]),
        "sum": typeset.number(weighted_sum(params)),
        "weights": typeset.vector(map(typeset.number, row)),
        "bias": bias,
        "inputs": len(x),
        "extended": typeset.vector(map(str, [1, *x])),
        "extended_weights": typeset.vector(map(typeset.number, [Fraction(bias), *row])),
        "first": typeset.signed_sum([str(bias), *terms]),
        "output": typeset.number(output(params)),
    }
    return {
        "a": Solved(Exact("integer", int(output(params))), facts),
        "b": Solved(Exact("integer", len(x) + 1), facts),
        "c": Solved(Exact("array", absorbed(params)), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def wrong_line(params: Params) -> Fraction | None:
    """The weights of the unit taken along the other axis of W, where they are as many."""
    along = exact_matrices.transposed(by_unit(params))
    if len(along[0]) != len(params["x"]) or params["unit"] > len(along):
        return None
    return exact_matrices.dot(along[params["unit"] - 1], params["x"]) + params["biases"][params["unit"] - 1]


def bias_last(params: Params) -> Matrix:
    units = tuple((*row, Fraction(b)) for b, row in zip(params["biases"], by_unit(params), strict=True))
    return exact_matrices.transposed(units) if params["convention"] == "rows" else units


def constant_weights(params: Params) -> Matrix:
    units = tuple((Fraction(1), *row) for row in by_unit(params))
    return exact_matrices.transposed(units) if params["convention"] == "rows" else units


MISTAKES = (
    Mistake("a", "forgot the bias", weighted_sum, "After the weighted inputs the bias of the unit is added."),
    Mistake(
        "a",
        "averaged instead of summed",
        lambda p: weighted_sum(p) / len(p["x"]) + p["biases"][p["unit"] - 1],
        "The weighted inputs are added up; nothing is divided by their number.",
    ),
    Mistake(
        "a",
        "the other axis of the matrix",
        wrong_line,
        "The weights of a unit stand in a column of $W$ where inputs are rows, and in a row where they are columns.",
    ),
    Mistake(
        "b",
        "the number of features",
        lambda p: len(p["x"]),
        "The constant 1 is an input like the others, and it is counted.",
    ),
    Mistake(
        "c",
        "the bias in the last place",
        bias_last,
        "The constant 1 is the first input here, so its weights come first.",
    ),
    Mistake(
        "c",
        "ones instead of the biases",
        constant_weights,
        "The constant input is 1; its weight is the bias.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 6}

family = Family(
    cases=("rows", "columns"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": ["rows", "columns"],
            "description": "rows: x W + b, W of shape (inputs, units); columns: W x + b, W of shape (units, inputs)",
        },
        "x": {**NUMBERS, "description": "the input, whole numbers, e.g. [2, -1]"},
        "weights": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 1,
            "maxItems": 6,
            "description": "the matrix W of whole numbers, row by row, e.g. [[1, 2], [0, 3]]",
        },
        "biases": {**NUMBERS, "description": "a whole number for each unit, e.g. [1, -2]"},
        "unit": {
            "type": "integer",
            "minimum": 1,
            "maximum": 6,
            "description": "the unit whose output is asked, from 1 on",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["convention"]),
)
