"""Softmax of a batch: along which axis, and how NumPy's broadcasting divides by the sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from questions import claims, statements, typeset
from questions.claims import Claim
from questions.exact_matrices import Matrix, transposed
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Shared: TypeAlias = (
    "Matrix | None"  # the exponentials over what they are divided by; None where shapes do not fit
)
SHAPES = ((2, 3), (3, 2), (2, 4), (3, 3))


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    high, wide = stream.choice(SHAPES)
    return {
        "examples": case,
        "powers": [[stream.integer(1, 6) for _ in range(wide)] for _ in range(high)],
        "programs": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return str(params["examples"])


def ill_posed(params: Params) -> str | None:
    powers = params["powers"]
    if len({len(row) for row in powers}) != 1:
        return "the rows of the table differ in length"
    rows, columns = [sum(row) for row in powers], [sum(column) for column in zip(*powers, strict=True)]
    if len(set(rows)) < len(rows) or len(set(columns)) < len(columns):
        return "two rows or two columns have the same sum, and what is divided by the wrong sum may be right"
    if any(len(set(row)) == 1 for row in powers) or any(len(set(c)) == 1 for c in zip(*powers, strict=True)):
        return "all logits of a row or of a column are equal"
    return claims.all_alike(POOL, params, "programs")


# -- what the programs return ------------------------------------------------------------------------------


def by_rows(params: Params) -> Matrix:
    """Each entry over the sum of its row."""
    return tuple(tuple(Fraction(e, sum(row)) for e in row) for row in params["powers"])


def by_columns(params: Params) -> Matrix:
    """Each entry over the sum of its column."""
    return transposed(by_rows({**params, "powers": list(zip(*params["powers"], strict=True))}))


def by_total(params: Params) -> Matrix:
    total = sum(map(sum, params["powers"]))
    return tuple(tuple(Fraction(e, total) for e in row) for row in params["powers"])


def rows_flat(params: Params) -> Shared:
    """A vector of row sums is laid along the columns: entry (i, j) is divided by the sum of row j."""
    sums = [sum(row) for row in params["powers"]]
    if len(sums) != len(params["powers"][0]):
        return None
    return tuple(tuple(Fraction(e, s) for e, s in zip(row, sums, strict=True)) for row in params["powers"])


def columns_turned(params: Params) -> Shared:
    """The same with rows and columns exchanged."""
    turned = rows_flat({**params, "powers": list(zip(*params["powers"], strict=True))})
    return None if turned is None else transposed(turned)


def wanted(params: Params) -> Matrix:
    return by_rows(params) if params["examples"] == "rows" else by_columns(params)


def returns(result: Callable[[Params], Shared]) -> Callable[[Params], bool]:
    return lambda params: result(params) == wanted(params)


ALONG = "Each entry is divided by the sum of its {}: right if an example is a {}."
LAID = "A vector is laid along the last axis, whatever it was summed over: here {}."
POOL: Mapping[str, Claim] = {
    "rows_kept": Claim("`E / E.sum(axis=1, keepdims=True)`", ALONG.format("row", "row"), returns(by_rows)),
    "columns_kept": Claim(
        "`E / E.sum(axis=0, keepdims=True)`", ALONG.format("column", "column"), returns(by_columns)
    ),
    "last_kept": Claim(
        "`E / E.sum(axis=-1, keepdims=True)`",
        "The last axis of a matrix is axis 1: each entry is divided by the sum of its row.",
        returns(by_rows),
    ),
    "total": Claim(
        "`E / E.sum()`",
        "This is one softmax over the whole batch: the examples share a sum of 1.",
        returns(by_total),
    ),
    "rows_flat": Claim(
        "`E / E.sum(axis=1)`",
        LAID.format("the row sums meet the columns, which fails, or is wrong if there are as many of both"),
        returns(rows_flat),
    ),
    "columns_flat": Claim(
        "`E / E.sum(axis=0)`", LAID.format("the column sums meet their columns"), returns(by_columns)
    ),
    "rows_turned": Claim(
        "`(E.T / E.sum(axis=1)).T`",
        LAID.format("the columns of the transpose are the rows"),
        returns(by_rows),
    ),
    "columns_turned": Claim(
        "`(E.T / E.sum(axis=0)).T`",
        LAID.format("the column sums meet the rows, which fails, or is wrong if there are as many of both"),
        returns(columns_turned),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    powers = params["powers"]
    rows = params["examples"] == "rows"
    first = list(powers[0]) if rows else [row[0] for row in powers]
    facts = {
        "powers": typeset.matrix(powers),
        "first": typeset.vector(map(str, first)),
        "total": sum(first),
        "shares": typeset.vector(typeset.number(Fraction(e, sum(first))) for e in first),
        "told": statements.told(claims.decided(POOL, params, "programs")),
    }
    return {
        "a": Solved(Exact("array", wanted(params)), facts),
        "b": claims.all_that_hold(POOL, params, facts, "programs"),
    }


MISTAKES = (
    Mistake(
        "a",
        "along the other axis",
        lambda p: by_columns(p) if p["examples"] == "rows" else by_rows(p),
        "The probabilities of each example must sum to 1; here those of each class over the batch do.",
    ),
    Mistake(
        "a",
        "over the whole batch",
        by_total,
        "Each example has its own softmax; here all entries of the batch together sum to 1.",
    ),
)

family = Family(
    cases=("rows", "columns"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "examples": {
            "type": "string",
            "enum": ["rows", "columns"],
            "description": "whether an example is a row (batch, classes) or a column (classes, batch)",
        },
        "powers": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": 1, "maximum": 100},
                "minItems": 2,
                "maxItems": 5,
            },
            "minItems": 2,
            "maxItems": 5,
            "description": "the exponentials of the logits, positive whole numbers, e.g. [[1, 2, 3], [4, 1, 1]]",
        },
        "programs": {
            **claims.schema(POOL, 2),
            "description": "the programs to be judged, by name, in this order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
