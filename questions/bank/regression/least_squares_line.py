"""Linear regression in closed form: the normal equations, proved, and solved for a line with its intercept."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, derived, exact_matrices, feature_columns, typeset
from questions.claims import Claim
from questions.exact_matrices import Vector
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

LONGEST = 20  # denominator of intercept and slope
COUNTS = {"three_points": 3, "four_points": 4}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    x = stream.sample(range(-2, 6), COUNTS[case])
    slope, start = stream.choice((-2, -1, 1, 2, 3)), stream.integer(-4, 6)
    return {
        "x": list(x),
        "y": [start + slope * each + stream.integer(-2, 2) for each in x],
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "three_points" if len(params["x"]) == 3 else "four_points"


def ill_posed(params: Params) -> str | None:
    x, y = params["x"], params["y"]
    if len(x) != len(y):
        return f"there are {len(x)} inputs and {len(y)} targets"
    if len(set(x)) < len(x):
        return "two inputs are equal"
    if sum(x) == 0 or sum(y) == 0:
        return "inputs or targets have the mean 0, and an intercept may be forgotten"
    b, w = line(params)
    if b == 0 or w in (0, b) or squares(params, (b, w)) == 0:
        return "the line passes through the origin or through all points, or is flat"
    if max(w.denominator, b.denominator) > LONGEST:
        return "the intercept or the slope is no short fraction"
    return claims.all_alike(POOL, params)


def table(params: Params) -> list[list[int]]:
    """The inputs with a column of ones before them."""
    return [[1, x] for x in params["x"]]


def normal(params: Params) -> tuple[exact_matrices.Matrix, Vector]:
    """Gram matrix and right-hand side."""
    turned = exact_matrices.transposed(table(params))
    return exact_matrices.product(turned, table(params)), exact_matrices.applied(turned, params["y"])


def line(params: Params) -> Vector:
    """Intercept and slope."""
    gram, right = normal(params)
    return exact_matrices.solved(gram, right)


def slope_through_origin(params: Params) -> Fraction:
    x = params["x"]
    return exact_matrices.dot(x, params["y"]) / exact_matrices.dot(x, x)


def residuals(params: Params, weights: Vector) -> list[Fraction]:
    return [weights[0] + weights[1] * x - y for x, y in zip(params["x"], params["y"], strict=True)]


def squares(params: Params, weights: Vector) -> Fraction:
    found = residuals(params, weights)
    return exact_matrices.dot(found, found)


# -- the statements ----------------------------------------------------------------------------------------


def centred_slope(params: Params) -> Fraction:
    """The slope through the origin of centred inputs and targets."""
    x, y = feature_columns.mean(params["x"]), feature_columns.mean(params["y"])
    moved = {"x": [each - x for each in params["x"]], "y": [each - y for each in params["y"]]}
    return slope_through_origin(moved)


POOL: Mapping[str, Claim] = {
    "residuals_sum_to_zero": Claim(
        "The residuals of the least-squares line sum to 0.",
        "Its normal equations say that the residuals are orthogonal to each column, the column of ones among them.",
        lambda p: sum(residuals(p, line(p))) == 0,
    ),
    "origin_residuals_sum_to_zero": Claim(
        "Without the column of ones, too, the residuals of the best fit sum to 0.",
        "Then they are orthogonal to the inputs only.",
        lambda p: sum(residuals(p, (Fraction(0), slope_through_origin(p)))) == 0,
    ),
    "through_the_means": Claim(
        r"The line passes through the point of the means $(\bar x, \bar y)$.",
        r"$b = \bar y - w \bar x$, since the residuals have the mean 0.",
        lambda p: line(p)[0] + line(p)[1] * feature_columns.mean(p["x"]) == feature_columns.mean(p["y"]),
    ),
    "centred_same_slope": Claim(
        "If inputs and targets are centred first, no column of ones is needed for the slope.",
        "The best line of centred data passes through the origin.",
        lambda p: centred_slope(p) == line(p)[1],
    ),
    "origin_same_slope": Claim(
        "Without the column of ones the slope is the same, only the intercept is 0.",
        "The slope must then make up for the missing intercept.",
        lambda p: slope_through_origin(p) == line(p)[1],
    ),
    "multiple_column_inverse": Claim(
        r"If $2x$ is added as a further column, $X^\top X$ still has an inverse.",
        "The columns are then linearly dependent: the closed form needs full column rank.",
        lambda p: False,
    ),
    "multiple_column_minimum": Claim(
        "If $2x$ is added as a further column, the smallest sum of squares is the same; many weights reach it.",
        "Nothing new can be fitted. The pseudo-inverse picks one of the minima.",
        lambda p: True,
    ),
    "shift_moves_intercept_only": Claim(
        "Adding 5 to all targets adds 5 to the intercept, and leaves the slope.",
        "The column of ones fits a constant exactly.",
        lambda p: True,
    ),
    "few_examples": Claim(
        "A single one of the points would do for the closed form with intercept and slope.",
        r"$X^\top X$ has at most the rank of the number of examples, here 1 for two unknowns.",
        lambda p: False,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    gram, right = normal(params)
    b, w = line(params)
    determinant = gram[0][0] * gram[1][1] - gram[0][1] ** 2
    found = residuals(params, (b, w))
    facts = {
        "gram": typeset.matrix(gram),
        "right": typeset.column(right),
        "determinant": typeset.number(determinant),
        "b": typeset.number(b),
        "w": typeset.number(w),
        "x_mean": typeset.number(feature_columns.mean(params["x"])),
        "y_mean": typeset.number(feature_columns.mean(params["y"])),
        "residuals": typeset.vector(map(typeset.number, found)),
        "line": typeset.signed_sum((typeset.number(b), f"{typeset.factor(w)} x" if abs(w) != 1 else "x")),
        "result": typeset.quotient(squares(params, (b, w))),
        "check": typeset.signed_sum(
            (
                typeset.number(feature_columns.mean(params["y"])),
                typeset.product(-w, feature_columns.mean(params["x"])),
            )
        ),
    }
    augmented = tuple((*row, entry) for row, entry in zip(gram, right, strict=True))
    return {
        "a": Solved(Exact("proof", derived.derivation("normal_equations"))),
        "b": Solved(Exact("array", augmented), facts),
        "c": Solved(Exact("array", (b, w)), facts),
        "d": Solved(Exact("rational", squares(params, (b, w)), 4), facts),
        "e": claims.all_that_hold(POOL, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_ones(params: Params) -> list[list[Fraction]]:
    """Sums in which the column of ones is missing."""
    gram, right = normal(params)
    return [[Fraction(0), Fraction(0), Fraction(0)], [Fraction(0), gram[1][1], right[1]]]


MISTAKES = (
    Mistake(
        "b",
        "without the column of ones",
        without_ones,
        "The intercept is a weight, too: its input is 1 for each example.",
    ),
    Mistake(
        "b",
        "products of the sums",
        lambda p: [
            [len(p["x"]), sum(p["x"]), sum(p["y"])],
            [sum(p["x"]), sum(p["x"]) ** 2, sum(p["x"]) * sum(p["y"])],
        ],
        "The products are formed for each example, and then summed.",
    ),
    Mistake(
        "c",
        "no column of ones",
        lambda p: (Fraction(0), slope_through_origin(p)),
        "Without it the line is forced through the origin, and the slope is another one, too.",
    ),
    Mistake(
        "c",
        "forgot the inverse Gram matrix",
        lambda p: normal(p)[1],
        r"$X^\top y$ is only the right-hand side of the equations.",
    ),
    Mistake(
        "c",
        "the mean of y as intercept",
        lambda p: (feature_columns.mean(p["y"]), line(p)[1]),
        "That would be right for centred inputs; otherwise the slope times the mean input is subtracted.",
    ),
    Mistake(
        "c",
        "intercept 0",
        lambda p: (Fraction(0), line(p)[1]),
        "The closed form gives the intercept together with the slope.",
    ),
    Mistake(
        "d",
        "of the line through the origin",
        lambda p: squares(p, (Fraction(0), slope_through_origin(p))),
        "That is what is left without an intercept, and it is more.",
    ),
    Mistake(
        "d",
        "the mean",
        lambda p: squares(p, line(p)) / len(p["x"]),
        "Asked for is the sum of the squares, not their mean.",
    ),
)

NUMBERS = {"type": "integer", "minimum": -100, "maximum": 100}

family = Family(
    cases=tuple(COUNTS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 3,
            "maxItems": 6,
            "description": "the inputs, all different, e.g. [0, 1, 2, 4]",
        },
        "y": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 3,
            "maxItems": 6,
            "description": "the targets, e.g. [1, 3, 4, 8]",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
