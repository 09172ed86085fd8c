"""Ridge regression in closed form: what the penalty adds to the normal equations, for sums and for means."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, exact_matrices, typeset
from questions.exact_matrices import Matrix, Vector
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

PENALTIES = {"sum": ("1", "2", "3", "4", "5"), "mean": ("0.5", "1", "2")}
LONGEST = 60  # denominator of a weight


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = stream.choice((2, 3, 4))
    return {
        "X": [[stream.integer(-2, 3) for _ in range(2)] for _ in range(count)],
        "y": [stream.integer(-4, 6) for _ in range(count)],
        "lam": stream.choice(PENALTIES[case]),
        "reduction": case,
    }


def case_of(params: Params) -> str:
    return str(params["reduction"])


def ill_posed(params: Params) -> str | None:
    X, y = params["X"], params["y"]
    if len(X) != len(y):
        return f"there are {len(X)} examples and {len(y)} targets"
    if Fraction(params["lam"]) <= 0:
        return "the penalty must be positive"
    gram, _ = normal(params)
    if gram[0][0] * gram[1][1] - gram[0][1] ** 2 == 0:
        return "the columns of X are linearly dependent, and there is no solution without the penalty to compare with"
    found = weights(params, penalty(params))
    if 0 in found or found[0] == found[1]:
        return "a weight is 0, or both are equal"
    if max(w.denominator for w in found) > LONGEST:
        return "a weight is no short fraction"
    if gram[0][1] == 0:
        return "the columns are orthogonal, and nothing has to be solved"
    return None


def normal(params: Params) -> tuple[Matrix, Vector]:
    turned = exact_matrices.transposed(params["X"])
    return exact_matrices.product(turned, params["X"]), exact_matrices.applied(turned, params["y"])


def penalty(params: Params) -> Fraction:
    """What is added to the diagonal."""
    return Fraction(params["lam"]) * (len(params["y"]) if params["reduction"] == "mean" else 1)


def penalised(params: Params, added: Fraction) -> Matrix:
    gram, _ = normal(params)
    return exact_matrices.combined(gram, added, exact_matrices.diagonal([1, 1]))


def weights(params: Params, added: Fraction) -> Vector:
    return exact_matrices.solved(penalised(params, added), normal(params)[1])


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    gram, right = normal(params)
    added = penalty(params)
    matrix = penalised(params, added)
    plain = weights(params, Fraction(0))
    facts = {
        "gram": typeset.matrix(gram),
        "right": typeset.column(right),
        "added": typeset.number(added),
        "count": len(params["y"]),
        "worked": "" if params["lam"] == "1" else typeset.product(len(params["y"]), params["lam"]) + " =",
        "multiple": "I" if added == 1 else typeset.number(added) + r"\, I",
        "determinant": typeset.number(matrix[0][0] * matrix[1][1] - matrix[0][1] ** 2),
        "plain": typeset.vector(map(typeset.number, plain)),
        "norms": [typeset.about(exact_matrices.dot(w, w), 3) for w in (weights(params, added), plain)],
    }
    return {
        "a": Solved(Exact("proof", derived.derivation("ridge_normal_equations"))),
        "b": Solved(Exact("array", matrix), facts),
        "c": Solved(Exact("array", weights(params, added)), facts),
    }


def other_reduction(params: Params) -> Fraction:
    """The penalty as it would stand for the other reduction."""
    lam = Fraction(params["lam"])
    return lam if params["reduction"] == "mean" else lam * len(params["y"])


MISTAKES = (
    Mistake(
        "b",
        "without the penalty",
        lambda p: normal(p)[0],
        "The gradient of the penalty adds a multiple of the identity to the Gram matrix.",
    ),
    Mistake(
        "b",
        "twice the penalty",
        lambda p: penalised(p, 2 * penalty(p)),
        "The squares of the errors have the factor 2 in their gradient, too: it cancels.",
    ),
    Mistake(
        "b",
        "sum and mean mixed up",
        lambda p: penalised(p, other_reduction(p)),
        "With the mean of the squares, multiplying by N makes N times lambda of the penalty; with the sum it stays.",
    ),
    Mistake(
        "b",
        "added to every entry",
        lambda p: tuple(tuple(e + penalty(p) for e in row) for row in normal(p)[0]),
        "It is a multiple of the identity: only the diagonal grows.",
    ),
    Mistake(
        "c",
        "ordinary least squares",
        lambda p: weights(p, Fraction(0)),
        "These are the weights without the penalty.",
    ),
    Mistake(
        "c",
        "twice the penalty",
        lambda p: weights(p, 2 * penalty(p)),
        "The factor 2 of both gradients cancels.",
    ),
    Mistake(
        "c",
        "sum and mean mixed up",
        lambda p: weights(p, other_reduction(p)),
        "With the mean of the squares it is N times lambda that is added; with the sum it is lambda.",
    ),
    Mistake(
        "c",
        "forgot the inverse",
        lambda p: normal(p)[1],
        r"$X^\top t$ is only the right-hand side of the equations.",
    ),
)

NUMBERS = {"type": "integer", "minimum": -100, "maximum": 100}

family = Family(
    cases=tuple(PENALTIES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "X": {
            "type": "array",
            "items": {"type": "array", "items": NUMBERS, "minItems": 2, "maxItems": 2},
            "minItems": 2,
            "maxItems": 6,
            "description": "two features of each example, in rows, e.g. [[1, 0], [1, 1], [1, 2]]",
        },
        "y": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 2,
            "maxItems": 6,
            "description": "the targets, e.g. [1, 3, 4]",
        },
        "lam": {**DECIMAL, "description": "the factor lambda of the penalty, positive, e.g. 2"},
        "reduction": {
            "type": "string",
            "enum": list(PENALTIES),
            "description": "whether the squared errors are summed or averaged",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
