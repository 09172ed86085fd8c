"""The three gradients of a fully connected layer on a batch, from the upstream gradient."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import derived, exact_matrices, typeset, worked
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

LARGEST = 3  # of a drawn number, in size
SHAPES = ((2, 3, 2), (2, 2, 3), (3, 2, 2), (2, 1, 3), (3, 3, 2), (2, 3, 3))  # examples, inputs, units


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    examples, inputs, units = (2, 2, 2) if case == "square" else stream.choice(SHAPES)
    return {
        "X": _entries(stream, examples, inputs),
        "W": _entries(stream, inputs, units),
        "b": _entries(stream, 1, units)[0],
        "G": _entries(stream, examples, units),
    }


def _entries(stream: Stream, rows: int, columns: int) -> list[list[int]]:
    return [[stream.integer(-LARGEST, LARGEST) for _ in range(columns)] for _ in range(rows)]


def _telling(params: Params) -> bool:
    """Whether no gradient is 0 or the same throughout, and none of the matrices is its own transpose."""
    found = (by_input(params), by_weights(params), (by_biases(params),))
    lively = all(len({entry for row in rows for entry in row}) > 1 for rows in found)
    turned = all(
        exact_matrices.transposed(params[name]) != exact_matrices.matrix(params[name]) for name in "XW"
    )
    return lively and turned


def ill_posed(params: Params) -> str | None:
    for name in "XWG":
        if len({len(row) for row in params[name]}) != 1:
            return f"the rows of {name} differ in length"
    x, w, b, g = (params[name] for name in ("X", "W", "b", "G"))
    if len(x[0]) != len(w):
        return f"columns of X: {len(x[0])}, rows of W: {len(w)}"
    if len(w[0]) != len(b):
        return f"columns of W: {len(w[0])}, entries of b: {len(b)}"
    if (len(g), len(g[0])) != (len(x), len(b)):
        return f"G is {len(g)} x {len(g[0])}, the output {len(x)} x {len(b)}"
    if not any(any(row) for row in g):
        return "the upstream gradient is 0, and so is all that follows from it"
    return None


def case_of(params: Params) -> str:
    return "square" if len(params["X"]) == len(params["W"]) == len(params["b"]) else "rectangular"


def by_input(params: Params) -> exact_matrices.Matrix:
    return exact_matrices.product(params["G"], exact_matrices.transposed(params["W"]))


def by_weights(params: Params) -> exact_matrices.Matrix:
    return exact_matrices.product(exact_matrices.transposed(params["X"]), params["G"])


def by_biases(params: Params) -> exact_matrices.Vector:
    return tuple(sum(map(Fraction, column), Fraction(0)) for column in zip(*params["G"], strict=True))


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    turned = {name: exact_matrices.transposed(params[name]) for name in "XW"}
    sums = [typeset.signed_sum(map(str, column)) for column in zip(*params["G"], strict=True)]
    facts = {
        "G": typeset.matrix(params["G"]),
        "WT": typeset.matrix(turned["W"]),
        "XT": typeset.matrix(turned["X"]),
        "sums": ",\\ ".join(sums),
        "by_input": worked.slope("X", params["G"], turned["W"]),
        "by_weights": worked.slope("W", turned["X"], params["G"]),
        "examples": len(params["X"]),
        "inputs": len(params["W"]),
        "units": len(params["b"]),
    }
    return {
        "a": Solved(
            Exact("array", by_input(params)), facts, derivation=derived.derivation("affine_input_rows_matrix")
        ),
        "b": Solved(
            Exact("array", by_weights(params)),
            facts,
            derivation=derived.derivation("affine_weights_rows_matrix"),
        ),
        "c": Solved(
            Exact("array", by_biases(params)),
            facts,
            derivation=derived.derivation("affine_biases_rows_matrix"),
        ),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def weights_not_transposed(params: Params) -> Any:
    """G W, where it can be multiplied at all."""
    if len(params["G"][0]) != len(params["W"]):
        return None
    return exact_matrices.product(params["G"], params["W"])


def input_not_transposed(params: Params) -> Any:
    """X G, where it can be multiplied at all."""
    if len(params["X"][0]) != len(params["G"]):
        return None
    return exact_matrices.product(params["X"], params["G"])


def averaged(params: Params) -> exact_matrices.Matrix:
    return tuple(tuple(entry / len(params["X"]) for entry in row) for row in by_weights(params))


def row_sums(params: Params) -> exact_matrices.Vector:
    return tuple(sum(map(Fraction, row), Fraction(0)) for row in params["G"])


SHAPE = "A gradient has the shape of what it is taken with respect to: compare it with"

MISTAKES = (
    Mistake(
        "a",
        "G W without the transpose",
        weights_not_transposed,
        "On the way back the weights are read along the other axis: $W^\\top$ leads from units to inputs.",
    ),
    Mistake("a", "transposed", lambda p: exact_matrices.transposed(by_input(p)), f"{SHAPE} $X$."),
    Mistake(
        "b",
        "X G without the transpose",
        input_not_transposed,
        "The sum runs over the examples, so the examples must be the columns of the left factor: $X^\\top$.",
    ),
    Mistake("b", "transposed", lambda p: exact_matrices.transposed(by_weights(p)), f"{SHAPE} $W$."),
    Mistake(
        "b",
        "averaged over the batch",
        averaged,
        "If the loss is a mean, its $1/N$ is in $G$ already; the layer itself adds up.",
    ),
    Mistake(
        "c",
        "not summed over the batch",
        lambda p: exact_matrices.matrix(p["G"]),
        "All examples share the one bias, so their gradients add up.",
    ),
    Mistake(
        "c",
        "summed over the units",
        row_sums,
        "Each unit has a bias of its own: the sum runs over the examples, down the columns of $G$.",
    ),
    Mistake(
        "c",
        "averaged over the batch",
        lambda p: tuple(entry / len(p["X"]) for entry in by_biases(p)),
        "If the loss is a mean, its $1/N$ is in $G$ already; the layer itself adds up.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 5}
MATRIX = {"type": "array", "items": NUMBERS, "minItems": 1, "maxItems": 5}

family = Family(
    cases=("rectangular", "square"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "X": {**MATRIX, "description": "the batch, one example in each row, e.g. [[1, 2], [0, -1]]"},
        "W": {**MATRIX, "description": "the weights, one column for each unit, e.g. [[2, 1, 0], [1, -1, 3]]"},
        "b": {**NUMBERS, "description": "the biases, one for each unit, e.g. [1, 0, -2]"},
        "G": {
            **MATRIX,
            "description": "the upstream gradient dL/dY, of the shape of Y, e.g. [[1, 0, 2], [-1, 1, 0]]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
