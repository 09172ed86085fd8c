"""Affine layers without activations between them collapse to one: a proof, and the collapsed layer in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from questions import derived, typeset, worked
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

if TYPE_CHECKING:
    from derive.derivation import Derivation

Rows: TypeAlias = "tuple[tuple[int, ...], ...]"  # a matrix, row by row
Vector: TypeAlias = "tuple[int, ...]"

LARGEST = 3  # of a drawn entry, in size
WIDTHS = ((2, 2, 2), (2, 3, 2), (3, 2, 2), (2, 2, 3))


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _instructive(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    convention = "rows" if case.endswith("rows") else "columns"
    widths = (2, 2, 2, 2) if case.startswith("any") else stream.choice(WIDTHS)
    return {
        "convention": convention,
        "weights": [
            _entries(stream, *((n, m) if convention == "rows" else (m, n))) for n, m in pairwise(widths)
        ],
        "biases": [_entries(stream, 1, m)[0] for m in widths[1:]],
    }


def _entries(stream: Stream, rows: int, columns: int) -> list[list[int]]:
    return [[stream.integer(-LARGEST, LARGEST) for _ in range(columns)] for _ in range(rows)]


def _instructive(params: Params) -> bool:
    """Whether the usual mistakes give other numbers, no bias is all zeros, and the entries of b' differ."""
    weights, biases = collapsed(params)
    others = (
        reversed_product(params), biases_added(params), last_bias_only(params), _transposed(weights),
    )  # fmt: skip
    told = weights not in others and biases not in others and len(set(biases)) > 1
    return told and all(map(any, params["biases"]))


def case_of(params: Params) -> str:
    many = "two_layers" if len(params["weights"]) == 2 else "any_depth"
    return f"{many}_{params['convention']}"


def ill_posed(params: Params) -> str | None:
    weights, biases, rows = params["weights"], params["biases"], params["convention"] == "rows"
    if len(weights) != len(biases):
        return f"there are {len(weights)} matrices and {len(biases)} biases"
    shapes = []
    for k, matrix in enumerate(weights, start=1):
        if len({len(row) for row in matrix}) != 1:
            return f"the rows of W{k} differ in length"
        high, wide = len(matrix), len(matrix[0])
        shapes.append((high, wide) if rows else (wide, high))
    for k, ((_, units), bias) in enumerate(zip(shapes, biases, strict=True), start=1):
        if units != len(bias):
            return (
                f"outputs of W{k}: {units}, entries of b{k}: {len(bias)} ({params['convention']} convention)"
            )
    for k, ((_, units), (inputs, _)) in enumerate(pairwise(shapes), start=1):
        if units != inputs:
            return (
                f"outputs of W{k}: {units}, inputs of W{k + 1}: {inputs} ({params['convention']} convention)"
            )
    if not any(any(row) for row in collapsed(params)[0]):
        return "the layers collapse to a constant: the product of the matrices is 0"
    return None


# -- small matrices of whole numbers -----------------------------------------------------------------------


def _product(left: Any, right: Any) -> Rows | None:
    """The matrix product, or None where the shapes do not meet."""
    if len(left[0]) != len(right):
        return None
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True))
        for row in left
    )


def _transposed(matrix: Any) -> Rows:
    return tuple(zip(*matrix, strict=True))


def _sum(left: Any, right: Any) -> Any:
    """The sum of two vectors or of two matrices, or None where the shapes differ."""
    if isinstance(left, int):
        return left + right
    if len(left) != len(right) or (not isinstance(left[0], int) and len(left[0]) != len(right[0])):
        return None
    return tuple(_sum(a, b) for a, b in zip(left, right, strict=True))


def _layer(params: Params, k: int, bias: Any) -> Vector:
    """What layer k makes of a vector, without its own bias."""
    matrix = params["weights"][k]
    along = _transposed(matrix) if params["convention"] == "rows" else matrix
    return tuple(sum(w * v for w, v in zip(row, bias, strict=True)) for row in along)


def collapsed(params: Params) -> tuple[Rows, Vector]:
    """W' and b', layer after layer."""
    weights, biases = params["weights"], params["biases"]
    matrix, shift = tuple(map(tuple, weights[0])), tuple(biases[0])
    for k in range(1, len(weights)):
        pair = (matrix, weights[k]) if params["convention"] == "rows" else (weights[k], matrix)
        product = _product(*pair)
        assert product is not None, "ill_posed has compared the shapes"
        matrix, shift = product, _sum(_layer(params, k, shift), biases[k])
    return matrix, shift


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    matrix, shift = collapsed(params)
    facts = _facts(params, matrix, shift)
    return {
        "a": Solved(Exact("proof", proof(params)), facts),
        "b": Solved(Exact("array", matrix), facts),
        "c": Solved(Exact("array", shift), facts),
    }


def proof(params: Params) -> Derivation:
    """The collapse of two layers; for more of them, the step of the induction."""
    from derive import library

    suffix = "_rows" if params["convention"] == "rows" else ""
    if len(params["weights"]) == 2:
        return derived.derivation(f"affine_collapse{suffix}")
    induction: Any = library.find(f"affine_collapse_any{suffix}").build()
    step: Derivation = induction.step
    return step


def _facts(params: Params, matrix: Rows, shift: Vector) -> Mapping[str, Any]:
    rows, count = params["convention"] == "rows", len(params["weights"])
    ones = (1,) * (len(matrix) if rows else len(matrix[0]))
    stages, x = [], ones
    for k in range(count):
        x = _sum(_layer(params, k, x), params["biases"][k])
        stages.append(typeset.vector(map(str, x)))
    order = range(count) if rows else reversed(range(count))
    once = collapsed({**params, "weights": params["weights"][:-1], "biases": params["biases"][:-1]})
    parts = (_layer(params, count - 1, once[1]), params["biases"][-1])
    return {
        "factors": " ".join(typeset.matrix(params["weights"][k]) for k in order),
        "matrix": typeset.matrix(matrix),
        "before": typeset.vector(map(str, once[1])),
        "carried": typeset.vector(map(str, parts[0])),
        "last": typeset.vector(map(str, parts[1])),
        "ones": typeset.vector(map(str, ones)),
        "stages": r" \mapsto ".join(stages),
        "at_ones": typeset.vector(map(str, _sum(shift, _applied(matrix, ones, rows)))),
        "entry": _worked_entry(params) if count == 2 else "",
        "symbols": " ".join(
            rf"\mathbf{{W}}_{k + 1}" for k in (range(count) if rows else reversed(range(count)))
        ),
    }


def _applied(matrix: Rows, x: Vector, rows: bool) -> Vector:
    return tuple(
        sum(w * v for w, v in zip(row, x, strict=True)) for row in (_transposed(matrix) if rows else matrix)
    )


def _worked_entry(params: Params) -> str:
    """The entry of the product of two matrices that takes the most work, worked out, with its place."""
    first, second = params["weights"]
    place, line = worked.entry(*((first, second) if params["convention"] == "rows" else (second, first)))
    return rf"W'_{{{place}}} = {line}"


# -- what goes wrong ---------------------------------------------------------------------------------------


def reversed_product(params: Params) -> Rows | None:
    """The product in the order of the other convention."""
    weights = params["weights"] if params["convention"] == "columns" else params["weights"][::-1]
    matrix: Any = weights[0]
    for other in weights[1:]:
        matrix = None if matrix is None else _product(matrix, other)
    return matrix


def weights_added(params: Params) -> Rows | None:
    total: Any = params["weights"][0]
    for other in params["weights"][1:]:
        total = None if total is None else _sum(total, other)
    return total


def biases_added(params: Params) -> Vector | None:
    total: Any = params["biases"][0]
    for other in params["biases"][1:]:
        total = None if total is None else _sum(total, other)
    return total


def biases_exchanged(params: Params) -> Vector | None:
    """W1 b2 + b1, where two layers have the shapes for it."""
    weights, biases = params["weights"], params["biases"]
    if len(weights) > 2:
        return None
    along = _transposed(weights[0]) if params["convention"] == "rows" else weights[0]
    if len(along[0]) != len(biases[1]) or len(along) != len(biases[0]):
        return None
    return tuple(_sum(_layer(params, 0, biases[1]), biases[0]))


def last_bias_only(params: Params) -> Vector:
    return tuple(params["biases"][-1])


def without_last_bias(params: Params) -> Vector:
    return _sum(collapsed(params)[1], tuple(-b for b in params["biases"][-1]))


MISTAKES = (
    Mistake(
        "b",
        "the order of the other convention",
        reversed_product,
        "The first layer acts first: its matrix stands next to the input.",
    ),
    Mistake(
        "b",
        "the sum of the matrices",
        weights_added,
        "Layers that follow each other multiply; only branches side by side add up.",
    ),
    Mistake(
        "b",
        "transposed",
        lambda p: _transposed(collapsed(p)[0]),
        "Rows and columns are exchanged: compare the shape with that of the layers.",
    ),
    Mistake(
        "c",
        "the sum of the biases",
        biases_added,
        "A bias passes through all later layers, so it is multiplied by their matrices.",
    ),
    Mistake(
        "c",
        "the second bias carried instead of the first",
        biases_exchanged,
        "It is the earlier bias that passes through the later layer; the last one is added as it is.",
    ),
    Mistake(
        "c",
        "only the last bias",
        last_bias_only,
        "The earlier biases do not vanish: they pass through the later layers.",
    ),
    Mistake(
        "c",
        "without the last bias",
        without_last_bias,
        "The bias of the last layer is added at the very end.",
    ),
)

MATRIX = {
    "type": "array",
    "minItems": 1,
    "maxItems": 5,
    "items": {
        "type": "array",
        "minItems": 1,
        "maxItems": 5,
        "items": {"type": "integer", "minimum": -99, "maximum": 99},
    },
}

family = Family(
    cases=("two_layers_columns", "two_layers_rows", "any_depth_columns", "any_depth_rows"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": ["columns", "rows"],
            "description": "columns: a layer is W x + b, W of shape (outputs, inputs); rows: x W + b, the transpose",
        },
        "weights": {
            "type": "array",
            "items": MATRIX,
            "minItems": 2,
            "maxItems": 3,
            "description": "matrices of whole numbers from the first layer on, e.g. [[[1, 2], [0, 1]], [[3, 1]]]",
        },
        "biases": {
            "type": "array",
            "items": MATRIX["items"],
            "minItems": 2,
            "maxItems": 3,
            "description": "biases of whole numbers from the first layer on, e.g. [[1, -1], [2]]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
