"""Gradients of a quadratic form x^T A x, for any square A, and for A = W^T W: the squared norm of W x, differently."""

from __future__ import annotations

from collections.abc import Mapping

from questions import derived, typeset
from questions.exact_matrices import (
    Matrix,
    Vector,
    applied,
    combined,
    dot,
    matrix,
    outer,
    product,
    transposed,
)
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

LARGEST = 3  # of a drawn number, in size
CASES = {"A": "any_matrix", "W": "product_with_transpose"}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    size = stream.choice((2, 2, 3)) if case == "any_matrix" else 2
    high = size if case == "any_matrix" else stream.choice((2, 3))
    return {
        "stands_for": next(name for name, value in CASES.items() if value == case),
        "matrix": [[stream.integer(-LARGEST, LARGEST) for _ in range(size)] for _ in range(high)],
        "x": [stream.sign() * stream.integer(1, LARGEST) for _ in range(size)],
    }


def _telling(params: Params) -> bool:
    """Whether neither the form nor its gradients are dull, and W is not its own transpose."""
    given = matrix(params["matrix"])
    return (
        dot(params["x"], applied(coefficients(params), params["x"])) != 0
        and len(set(map(abs, by_input(params)))) > 1
        and len(set(map(abs, params["x"]))) > 1
        and given != transposed(given)
        and all(map(any, given))
    )


def ill_posed(params: Params) -> str | None:
    rows, x = params["matrix"], params["x"]
    if len({len(row) for row in rows}) != 1:
        return "the rows of the matrix differ in length"
    if len(rows[0]) != len(x):
        return f"columns of the matrix: {len(rows[0])}, entries of x: {len(x)}"
    if params["stands_for"] == "A" and len(rows) != len(rows[0]):
        return f"A is {len(rows)} x {len(rows[0])}: a quadratic form has a square matrix"
    if params["stands_for"] == "A" and not any(map(any, symmetric(params))):
        return "A is the negative of its transpose, and the form is 0 for every x"
    if not any(x):
        return "x is 0, and so are the form and all its gradients"
    return None


def coefficients(params: Params) -> Matrix:
    """The matrix A of the form."""
    given = matrix(params["matrix"])
    return given if params["stands_for"] == "A" else product(transposed(given), given)


def symmetric(params: Params) -> Matrix:
    """The sum of A and its transpose."""
    a = coefficients(params)
    return combined(a, 1, transposed(a))


def by_input(params: Params) -> Vector:
    return applied(symmetric(params), params["x"])


def by_matrix(params: Params) -> Matrix:
    """The gradient with respect to the given matrix: x x^T for A, 2 W x x^T for W."""
    square = outer(params["x"], params["x"])
    if params["stands_for"] == "A":
        return square
    return _times(2, product(params["matrix"], square))


def _times(factor: int, rows: Matrix) -> Matrix:
    return tuple(tuple(factor * entry for entry in row) for row in rows)


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    general, x = params["stands_for"] == "A", params["x"]
    a, given = coefficients(params), matrix(params["matrix"])
    image = applied(a, x)
    terms = [typeset.product(u, v) for u, v in zip(x, image, strict=True)]
    facts = {
        "A": typeset.matrix(a),
        "given": typeset.matrix(given),
        "turned": typeset.matrix(transposed(given)),
        "sum": typeset.matrix(symmetric(params)),
        "x": typeset.column(x),
        "x_row": typeset.row(x),
        "image": typeset.vector(map(typeset.number, image)),
        "image_column": typeset.column(image),
        "terms": typeset.signed_sum(terms),
        "gradient": typeset.column(by_input(params)),
        "check": typeset.signed_sum(typeset.product(u, v) for u, v in zip(x, by_input(params), strict=True)),
        "double": typeset.number(2 * dot(x, image)),
        "q": typeset.column(applied(given, x)),
        "twice_q": typeset.column([2 * entry for entry in applied(given, x)]),
        "m": len(given),
        "d": len(x),
    }
    names = (
        {"c": "quadratic_form_matrix", "d": "quadratic_form_coefficients_matrix"}
        if general
        else {"c": "image_norm_input_matrix", "d": "image_norm_weights_matrix"}
    )
    answers = {
        "a": Exact("array", symmetric(params) if general else a),
        "b": Exact("integer", int(dot(x, image))),
        "c": Exact("array", by_input(params)),
        "d": Exact("array", by_matrix(params)),
    }
    return {
        label: Solved(answer, facts, derivation=derived.derivation(names[label]) if label in names else None)
        for label, answer in answers.items()
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def twice(params: Params) -> Matrix | None:
    """2 A for A + A^T."""
    return _times(2, matrix(params["matrix"])) if params["stands_for"] == "A" else None


def other_order(params: Params) -> Matrix | None:
    """W W^T for W^T W."""
    given = matrix(params["matrix"])
    return None if params["stands_for"] == "A" else product(given, transposed(given))


def as_if_symmetric(params: Params) -> Vector:
    """2 A x, which is right where A is symmetric."""
    return tuple(2 * entry for entry in applied(coefficients(params), params["x"]))


def wrong_side(params: Params) -> Matrix | None:
    """2 x x^T W, where W is square."""
    if params["stands_for"] == "A" or len(params["matrix"]) != len(params["x"]):
        return None
    return _times(2, product(outer(params["x"], params["x"]), params["matrix"]))


def factor_slip(params: Params) -> Matrix:
    """W x x^T without the 2, or 2 x x^T with one too many."""
    if params["stands_for"] == "A":
        return _times(2, by_matrix(params))
    return product(params["matrix"], outer(params["x"], params["x"]))


MISTAKES = (
    Mistake(
        "a",
        "twice A",
        twice,
        "$A$ is not symmetric, so $A + A^\\top$ is not $2A$.",
    ),
    Mistake(
        "a",
        "W W^T",
        other_order,
        "The transpose stands on the left: $W^\\top W$ is not $W W^\\top$.",
    ),
    Mistake(
        "c",
        "2Ax with A not symmetric",
        as_if_symmetric,
        "$2Ax$ is right for a symmetric $A$ only; in general each entry collects a row and a column of $A$.",
    ),
    Mistake(
        "c",
        "forgot the second occurrence of x",
        lambda p: applied(coefficients(p), p["x"]),
        "$x$ occurs twice in $x^\\top A x$, and the product rule has a term for each.",
    ),
    Mistake(
        "d",
        "x x^T on the wrong side",
        wrong_side,
        "$W$ comes first: row $i$ of the gradient belongs to row $i$ of $W$.",
    ),
    Mistake(
        "d",
        "the wrong factor",
        factor_slip,
        "$W$ occurs twice in $x^\\top W^\\top W x$, which gives a factor 2; $A$ occurs once in $x^\\top A x$.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 5}

family = Family(
    cases=tuple(CASES.values()),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "stands_for": {
            "type": "string",
            "enum": list(CASES),
            "description": "A: the form is x^T A x with this matrix; W: the form is x^T W^T W x",
        },
        "matrix": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 1,
            "maxItems": 5,
            "description": "the matrix A or W of whole numbers, row by row, e.g. [[1, 2], [0, 3]]",
        },
        "x": {**NUMBERS, "description": "the vector x of whole numbers, e.g. [2, -1]"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: CASES[params["stands_for"]],
)
