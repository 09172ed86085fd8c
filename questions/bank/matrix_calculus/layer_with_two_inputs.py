"""A layer with two inputs and two summands, Y = X W + Z R + T + A: what flows back into each of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import derived, exact_matrices, typeset, worked
from questions.exact_matrices import Matrix, Vector, product, transposed
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

LARGEST = 3  # of a drawn number, in size
WHICH = ("X", "W", "R", "T")  # by which part (c) may ask
SIZES = ((2, 2, 2, 2), (2, 3, 2, 2), (3, 2, 2, 2), (2, 2, 3, 2), (2, 2, 2, 3), (2, 1, 3, 3))  # N, D, E, M


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    examples, inputs, others, units = stream.choice(SIZES)
    ones = [[1] * units for _ in range(examples)]
    return {
        "X": _entries(stream, examples, inputs),
        "W": _entries(stream, inputs, units),
        "Z": _entries(stream, examples, others),
        "R": _entries(stream, others, units),
        "G": ones if case == "sum" else _entries(stream, examples, units),
        "added": "row" if case == "broadcast_row" else "matrix",
        "which": stream.choice(WHICH[:3] if case == "sum" else WHICH),
    }


def _entries(stream: Stream, rows: int, columns: int) -> list[list[int]]:
    return [[stream.integer(-LARGEST, LARGEST) for _ in range(columns)] for _ in range(rows)]


def _telling(params: Params) -> bool:
    """Whether no gradient but that of a sum with respect to a summand is the same throughout."""
    found = [by_second(params), by_which(params)]
    if is_row(params):
        found.append((by_row(params),))
    elif not is_sum(params):
        found.append(exact_matrices.matrix(params["G"]))
    uneven = all(len({entry for row in rows for entry in row}) > 1 for rows in found)
    return uneven and transposed(params["R"]) != exact_matrices.matrix(params["R"])


def ill_posed(params: Params) -> str | None:
    for name in "XWZRG":
        if len({len(row) for row in params[name]}) != 1:
            return f"the rows of {name} differ in length"
    examples, units = len(params["G"]), len(params["G"][0])
    for left, right in ("XW", "ZR"):
        if len(params[left]) != examples:
            return f"{left} has {len(params[left])} rows, and the output {examples}"
        if len(params[left][0]) != len(params[right]):
            return f"columns of {left}: {len(params[left][0])}, rows of {right}: {len(params[right])}"
        if len(params[right][0]) != units:
            return f"{right} has {len(params[right][0])} columns, and the output {units}"
    if not any(any(row) for row in params["G"]):
        return "the loss does not depend on the output: G is 0"
    if is_row(params) and examples == 1:
        return "with one example a row that is added to each is a matrix that is added"
    return None


def is_sum(params: Params) -> bool:
    """Whether the loss is the sum of all outputs."""
    return all(entry == 1 for row in params["G"] for entry in row)


def is_row(params: Params) -> bool:
    """Whether A is one row that is added to each example."""
    return bool(params["added"] == "row")


def case_of(params: Params) -> str:
    if is_row(params):
        return "broadcast_row"
    return "sum" if is_sum(params) else "weighted_sum"


def by_second(params: Params) -> Matrix:
    return product(params["G"], transposed(params["R"]))


def by_row(params: Params) -> Vector:
    return tuple(sum(map(Fraction, column), Fraction(0)) for column in zip(*params["G"], strict=True))


def by_which(params: Params) -> Matrix:
    factors = _factors(params)
    return exact_matrices.matrix(params["G"]) if factors is None else product(*factors)


def _factors(params: Params) -> tuple[Any, Any] | None:
    """The two matrices whose product is the gradient of part (c); none for T."""
    found = {
        "X": (params["G"], transposed(params["W"])),
        "W": (transposed(params["X"]), params["G"]),
        "R": (transposed(params["Z"]), params["G"]),
    }
    return found.get(params["which"])


# -- the solution ------------------------------------------------------------------------------------------

FORMULAS = {
    "X": r"\mathbf{G} \mathbf{W}^\top",
    "W": r"\mathbf{X}^\top \mathbf{G}",
    "R": r"\mathbf{Z}^\top \mathbf{G}",
    "T": r"\mathbf{G}",
}


def solve(params: Params) -> Mapping[str, Solved]:
    factors = _factors(params)
    sums = [typeset.signed_sum(map(str, row)) for row in params["R"]]
    facts = {
        "G": typeset.matrix(params["G"]),
        "RT": typeset.matrix(transposed(params["R"])),
        "row_sums": ",\\ ".join(sums),
        "is_sum": is_sum(params),
        "second": worked.slope("Z", params["G"], transposed(params["R"])),
        "formula": FORMULAS[params["which"]],
        "factors": "" if factors is None else " ".join(map(typeset.matrix, factors)),
        "entry": "" if factors is None else worked.slope(params["which"], *factors),
        "N": len(params["G"]),
        "M": len(params["G"][0]),
        "E": len(params["R"]),
    }
    added: Any = by_row(params) if is_row(params) else exact_matrices.matrix(params["G"])
    proved = "two_inputs_row_matrix" if is_row(params) else "two_inputs_summand_matrix"
    other = {"R": "two_inputs_second_weights_matrix", "T": "two_inputs_summand_matrix"}.get(params["which"])
    return {
        "a": Solved(
            Exact("array", by_second(params)),
            facts,
            derivation=derived.derivation("two_inputs_second_matrix"),
        ),
        "b": Solved(Exact("array", added), facts, derivation=derived.derivation(proved)),
        "c": Solved(
            Exact("array", by_which(params)),
            facts,
            derivation=None if other is None else derived.derivation(other),
        ),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def not_transposed(params: Params) -> Matrix | None:
    """G R, where it can be multiplied at all: with a sum as loss, each row has the column sums of R."""
    fits = len(params["G"][0]) == len(params["R"])
    return product(params["G"], params["R"]) if fits else None


def ones(params: Params) -> Matrix:
    return tuple(tuple(Fraction(1) for _ in params["R"]) for _ in params["G"])


def other_shape(params: Params) -> Any:
    """The sum over the examples of a matrix, or none of a row."""
    return exact_matrices.matrix(params["G"]) if is_row(params) else by_row(params)


def which_not_transposed(params: Params) -> Matrix | None:
    """The product without its transpose, where the shapes allow it."""
    pairs = {"X": ("G", "W"), "W": ("X", "G"), "R": ("Z", "G")}
    if params["which"] not in pairs:
        return None
    left, right = (params[name] for name in pairs[params["which"]])
    return product(left, right) if len(left[0]) == len(right) else None


MISTAKES = (
    Mistake(
        "a",
        "R instead of its transpose",
        not_transposed,
        "An entry of $Z$ reaches the outputs through one row of $R$, so the sum runs along that row.",
    ),
    Mistake(
        "a",
        "ones",
        ones,
        "Before it is added, $Z$ is multiplied by $R$: the derivative is not that of a summand.",
    ),
    Mistake(
        "b",
        "the sum over the examples in the wrong place",
        other_shape,
        "One row that is added to all examples collects their gradients; a matrix has an entry of its own for each.",
    ),
    Mistake(
        "c",
        "without the transpose",
        which_not_transposed,
        "Compare what the sum runs over: the product only has the right shape by chance.",
    ),
    Mistake(
        "c",
        "transposed",
        lambda p: transposed(by_which(p)),
        "A gradient has the shape of what it is taken with respect to.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
MATRIX = {
    "type": "array",
    "items": {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 5},
    "minItems": 1,
    "maxItems": 5,
}

family = Family(
    cases=("sum", "weighted_sum", "broadcast_row"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "X": {**MATRIX, "description": "the first input, N x D, e.g. [[1, 2], [0, -1]]"},
        "W": {**MATRIX, "description": "its weights, D x M, e.g. [[2, 1], [1, -1]]"},
        "Z": {**MATRIX, "description": "the second input, N x E, e.g. [[3, 1], [-1, 2]]"},
        "R": {**MATRIX, "description": "its weights, E x M, e.g. [[1, 0], [2, -3]]"},
        "G": {
            **MATRIX,
            "description": "what each output counts in the loss, N x M; all ones: the loss is their sum",
        },
        "added": {
            "type": "string",
            "enum": ["matrix", "row"],
            "description": "whether A is a matrix of the shape of the output, or one row that is added to each example",
        },
        "which": {
            "type": "string",
            "enum": list(WHICH),
            "description": "the gradient that part (c) asks for",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate",
            "That a summand of a sum has the derivative 1 is what the question is about.",
            case="sum",
            part="b",
        ),
        Exemption(
            "given-away",
            "That a summand hands the upstream gradient on as it is, is what the question is about.",
        ),
    ),
)
