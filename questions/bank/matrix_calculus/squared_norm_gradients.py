"""The squared norm of W x by the chain rule: forward, then back through q = W x to the input and to the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.exact_matrices import Matrix, Vector, applied, dot, matrix, outer, transposed
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

SHAPES = ((2, 2), (2, 3), (3, 2))  # of W
DIGITS = 4  # of an answer, where the numbers are decimals


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    high, wide = stream.choice(SHAPES)

    def entry() -> str:
        if case == "whole_numbers":
            return str(stream.integer(-3, 3))
        return stream.decimal("-0.9", "0.9", 1)

    return {"W": [[entry() for _ in range(wide)] for _ in range(high)], "x": [entry() for _ in range(wide)]}


def _telling(params: Params) -> bool:
    """Whether no entry of q is 0 or 1 or 2 (where a square is the number or its double), and no gradient is dull."""
    q, w = image(params), weights(params)
    return (
        not {0, 1, 2} & set(map(abs, q))
        and len(set(q)) > 1
        and len(set(by_input(params))) > 1
        and w != transposed(w)
        and all(map(any, transposed(w)))
    )


def weights(params: Params) -> Matrix:
    return matrix([[Fraction(entry) for entry in row] for row in params["W"]])


def point(params: Params) -> Vector:
    return tuple(map(Fraction, params["x"]))


def image(params: Params) -> Vector:
    """The image of x, q = W x."""
    return applied(weights(params), point(params))


def whole(params: Params) -> bool:
    return all(n.denominator == 1 for row in (*weights(params), point(params)) for n in row)


def case_of(params: Params) -> str:
    return "whole_numbers" if whole(params) else "decimals"


def ill_posed(params: Params) -> str | None:
    rows = params["W"]
    if len({len(row) for row in rows}) != 1:
        return "the rows of W differ in length"
    if len(rows[0]) != len(params["x"]):
        return f"columns of W: {len(rows[0])}, entries of x: {len(params['x'])}"
    if not any(image(params)):
        return "W x is 0, and so are the loss and all its gradients"
    return None


def by_image(params: Params) -> Vector:
    return tuple(2 * entry for entry in image(params))


def by_input(params: Params) -> Vector:
    return tuple(2 * entry for entry in applied(transposed(weights(params)), image(params)))


def by_weights(params: Params) -> Matrix:
    return outer(by_image(params), point(params))


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    q, w, x = image(params), weights(params), point(params)
    digits = None if whole(params) else DIGITS
    back = applied(transposed(w), q)
    facts = {
        "W": typeset.matrix(w),
        "WT": typeset.matrix(transposed(w)),
        "x": typeset.column(x),
        "q": typeset.column(q),
        "q_vector": typeset.vector(map(typeset.number, q)),
        "squares": typeset.signed_sum(map(typeset.squared, q)),
        "loss": typeset.number(dot(q, q)),
        "twice": typeset.column(by_image(params)),
        "doubled": typeset.vector(map(typeset.number, by_image(params))),
        "back": typeset.column(back),
        "input": typeset.column(by_input(params)),
        "row": typeset.row(x),
        "outer": typeset.matrix(by_weights(params)),
        "m": len(w),
        "d": len(x),
        "check": typeset.signed_sum(typeset.product(a, b) for a, b in zip(x, by_input(params), strict=True)),
        "double_loss": typeset.number(2 * dot(q, q)),
    }
    names = {"c": "squared_norm_gradient", "d": "image_norm_input_matrix", "e": "image_norm_weights_matrix"}
    answers = {
        "a": Exact("array", q, digits),
        "b": Exact("integer", int(dot(q, q))) if whole(params) else Exact("number", dot(q, q), DIGITS),
        "c": Exact("array", by_image(params), digits),
        "d": Exact("array", by_input(params), digits),
        "e": Exact("array", by_weights(params), digits),
    }
    return {
        label: Solved(answer, facts, derivation=derived.derivation(names[label]) if label in names else None)
        for label, answer in answers.items()
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def by_columns(params: Params) -> Vector | None:
    """W^T x, where W is square."""
    w = weights(params)
    return applied(transposed(w), point(params)) if len(w) == len(w[0]) else None


def not_transposed(params: Params) -> Vector | None:
    """2 W q, where W is square."""
    w = weights(params)
    return tuple(2 * e for e in applied(w, image(params))) if len(w) == len(w[0]) else None


FORGOT_2 = "The derivative of a square brings down a factor 2."

MISTAKES = (
    Mistake(
        "a",
        "columns of W instead of rows",
        by_columns,
        "Each entry of $Wx$ is a row of $W$ times $x$.",
    ),
    Mistake(
        "b",
        "the norm, not its square",
        lambda p: math.sqrt(dot(image(p), image(p))),
        "The loss is the sum of the squares; no root is taken.",
    ),
    Mistake(
        "c",
        "2 q squared",
        lambda p: tuple(2 * entry * entry for entry in image(p)),
        "The derivative of $q_i^2$ is $2 q_i$: the exponent goes down by one.",
    ),
    Mistake("c", "q itself", image, FORGOT_2),
    Mistake(
        "d",
        "2 W q without the transpose",
        not_transposed,
        "$x_j$ reaches all entries of $q$, through column $j$ of $W$: the sum runs down the columns.",
    ),
    Mistake("d", "forgot the 2", lambda p: tuple(e / 2 for e in by_input(p)), FORGOT_2),
    Mistake(
        "e",
        "2 x q^T, transposed",
        lambda p: transposed(by_weights(p)),
        "The gradient has the shape of $W$: rows belong to $q$, columns to $x$.",
    ),
    Mistake("e", "forgot the 2", lambda p: tuple(tuple(e / 2 for e in row) for row in by_weights(p)), FORGOT_2),
)  # fmt: skip

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 1, "maxItems": 5}

family = Family(
    cases=("whole_numbers", "decimals"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "W": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 1,
            "maxItems": 5,
            "description": "the matrix W, row by row, e.g. [[0.1, 0.5], [-0.3, 0.8]]",
        },
        "x": {**NUMBERS, "description": "the vector x, e.g. [0.2, 0.4]"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
