"""A ReLU network without biases: forward, what it makes of a multiple of its input, and what biases add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from questions import derived, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Vector: TypeAlias = "tuple[int, ...]"

WIDTHS = {"one_hidden_layer": (2, 3, 2), "two_hidden_layers": (2, 2, 2, 2)}
PROOFS = {2: "relu_network_homogeneous", 3: "relu_network_homogeneous_deep"}  # by the number of matrices
LARGEST = 3  # of a drawn weight, in size


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    widths = WIDTHS[case]
    return {
        "weights": [[_entries(stream, wide) for _ in range(high)] for wide, high in pairwise(widths)],
        "x": _entries(stream, widths[0]),
        "c": stream.integer(2, 5),
        "biases": _entries(stream, widths[1]),
    }


def _entries(stream: Stream, count: int) -> list[int]:
    return [stream.sign() * stream.integer(1, LARGEST) for _ in range(count)]


def _telling(params: Params) -> bool:
    """Whether ReLUs are on and off, and what comes out is neither 0 nor never negative."""
    first, biases = applied(params["weights"][0], params["x"]), params["biases"]
    out, at_0 = forward(params), biased(params)
    lively = len(set(out)) > 1 and min(out) < 0 and 0 not in out and len(set(at_0)) > 1 and all(at_0)
    return lively and min(first) < 0 < max(first) and 0 not in first and min(biases) < 0 < max(biases)


def ill_posed(params: Params) -> str | None:
    weights, x = params["weights"], params["x"]
    wide = len(x)
    for k, matrix in enumerate(weights, start=1):
        if any(len(row) != wide for row in matrix):
            return f"W{k} takes vectors of another length than {wide}"
        wide = len(matrix)
    if len(params["biases"]) != len(weights[0]):
        return f"units of the first layer: {len(weights[0])}, biases: {len(params['biases'])}"
    if not any(forward(params)):
        return "the output is 0, and so is that of every multiple"
    return None


def case_of(params: Params) -> str:
    return "one_hidden_layer" if len(params["weights"]) == 2 else "two_hidden_layers"


# -- the network -------------------------------------------------------------------------------------------


def applied(matrix: Sequence[Sequence[int]], x: Sequence[int]) -> Vector:
    return tuple(sum(w * v for w, v in zip(row, x, strict=True)) for row in matrix)


def positive(values: Sequence[int]) -> Vector:
    return tuple(max(value, 0) for value in values)


def layers(params: Params) -> tuple[tuple[Vector, Vector], ...]:
    """Pre-activation and activation of each hidden layer."""
    found, x = [], tuple(params["x"])
    for matrix in params["weights"][:-1]:
        before = applied(matrix, x)
        x = positive(before)
        found.append((before, x))
    return tuple(found)


def forward(params: Params) -> Vector:
    return applied(params["weights"][-1], layers(params)[-1][1])


def biased(params: Params) -> Vector:
    """The output for the input 0 when the first layer has biases."""
    x = positive(params["biases"])
    for matrix in params["weights"][1:-1]:
        x = positive(applied(matrix, x))
    return applied(params["weights"][-1], x)


def linear(params: Params) -> Vector:
    """The output without any ReLU."""
    x = tuple(params["x"])
    for matrix in params["weights"]:
        x = applied(matrix, x)
    return x


def with_absolute_values(params: Params) -> Vector:
    x = tuple(params["x"])
    for matrix in params["weights"][:-1]:
        x = tuple(map(abs, applied(matrix, x)))
    return applied(params["weights"][-1], x)


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    hidden, out, c = layers(params), forward(params), params["c"]
    matrices = [typeset.matrix(matrix) for matrix in params["weights"]]
    facts = {
        "rows": [
            {"number": k, "before": _vector(before), "after": _vector(after), "matrix": matrices[k - 1]}
            for k, (before, after) in enumerate(hidden, start=1)
        ],
        "x": typeset.column(params["x"]),
        "last": matrices[-1],
        "hidden_layers": len(hidden),
        "hidden": typeset.column(hidden[-1][1]),
        "first_before": typeset.column(hidden[0][0]),
        "first": typeset.column(hidden[0][1]),
        "first_matrix": matrices[0],
        "out": _vector(out),
        "depth": len(matrices),
        "on": _vector(positive(params["biases"])),
        "biases": _vector(params["biases"]),
        "power": c ** len(matrices),
    }
    return {
        "a": Solved(Exact("array", hidden[0][1]), facts),
        "b": Solved(Exact("array", out), facts),
        "c": Solved(Exact("proof", derived.derivation(PROOFS[len(matrices)])), facts),
        "d": Solved(Exact("array", tuple(c * o for o in out)), facts),
        "e": Solved(Exact("array", biased(params)), facts),
    }


def _vector(values: Sequence[int]) -> str:
    return typeset.vector(map(str, values))


# -- what goes wrong ---------------------------------------------------------------------------------------

OFF = "A ReLU turns what is negative into 0, and leaves the rest."

MISTAKES = (
    Mistake("a", "no ReLU", lambda p: layers(p)[0][0], OFF),
    Mistake("a", "absolute values", lambda p: tuple(map(abs, layers(p)[0][0])), OFF),
    Mistake(
        "b",
        "a ReLU on the output too",
        lambda p: positive(forward(p)),
        "The last layer has no ReLU: outputs may be negative.",
    ),
    Mistake("b", "no ReLU at all", linear, "Without ReLUs the matrices would be one matrix."),
    Mistake("b", "absolute values instead of ReLUs", with_absolute_values, OFF),
    Mistake(
        "d",
        "the factor once for each layer",
        lambda p: tuple(p["c"] ** len(p["weights"]) * o for o in forward(p)),
        "The factor enters once, with the input, and passes through the layers as one factor.",
    ),
    Mistake(
        "d",
        "the output does not change",
        forward,
        "A ReLU has no upper bound: what is on grows with its input.",
    ),
    Mistake(
        "e",
        "the output is 0",
        lambda p: tuple(0 for _ in p["weights"][-1]),
        "That is so without biases; with them the first layer puts out the ReLU of its biases.",
    ),
    Mistake(
        "e",
        "no ReLU on the biases",
        lambda p: linear({**p, "weights": p["weights"][1:], "x": p["biases"]}),
        "The biases are part of the pre-activation, so they pass through the ReLU.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 4}
MATRIX = {"type": "array", "items": NUMBERS, "minItems": 1, "maxItems": 4}

family = Family(
    cases=tuple(WIDTHS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weights": {
            "type": "array",
            "items": MATRIX,
            "minItems": 2,
            "maxItems": 3,
            "description": "matrices of whole numbers from the first layer on, e.g. [[[1, -1], [2, 1]], [[1, -2]]]",
        },
        "x": {**NUMBERS, "description": "the input, whole numbers, e.g. [2, -1]"},
        "c": {"type": "integer", "minimum": 2, "maximum": 10, "description": "the factor of part (d)"},
        "biases": {**NUMBERS, "description": "the biases of the first layer in part (e), e.g. [1, -2]"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
