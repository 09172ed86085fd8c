"""The last layer is a linear model of the hidden features: least squares, as for a fixed basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from questions import claims, derived, exact_matrices, statements, typeset
from questions.claims import Claim
from questions.exact_matrices import Singular, Vector, applied, dot, product, transposed
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements
LARGEST = 40  # denominator of a weight, at most


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and _handy(params)

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    examples = 3 if case == "three_examples" else 4
    return {
        "features": [[stream.integer(-2, 3) for _ in range(2)] for _ in range(examples)],
        "targets": [stream.integer(-4, 5) for _ in range(examples)],
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def _handy(params: Params) -> bool:
    w = weights(params)
    return 0 not in w and w[0] != w[1] and max(e.denominator for e in w) <= LARGEST and loss(params, w) != 0


def case_of(params: Params) -> str:
    return "three_examples" if len(params["targets"]) == 3 else "four_examples"


def ill_posed(params: Params) -> str | None:
    if len(params["features"]) != len(params["targets"]):
        return f"{len(params['features'])} rows of features, {len(params['targets'])} targets"
    try:
        weights(params)
    except Singular:
        return "the features are linearly dependent, and many weights are equally good"
    return claims.all_alike(CLAIMS, params)


def gram(params: Params) -> exact_matrices.Matrix:
    return product(transposed(params["features"]), params["features"])


def correlation(params: Params) -> Vector:
    """H^T t."""
    return applied(transposed(params["features"]), params["targets"])


def weights(params: Params) -> Vector:
    return exact_matrices.solved(gram(params), correlation(params))


def loss(params: Params, w: Sequence[Fraction]) -> Fraction:
    found = applied(params["features"], w)
    return sum(((f - t) ** 2 for f, t in zip(found, params["targets"], strict=True)), Fraction(0))


# -- statements --------------------------------------------------------------------------------------------


def _flat(body: Callable[[Any], Any], order: int) -> bool:
    """Whether the differences of this order vanish: of order 2 for affine functions, of order 3 for parabolas."""
    import mpmath

    with mpmath.workdps(40):
        values = [body(mpmath.mpf(k) / 3) for k in range(order + 3)]
        for _ in range(order):
            values = [b - a for a, b in pairwise(values)]
        return all(abs(value) < mpmath.mpf(10) ** -30 for value in values)


def _affine(body: Callable[[Any], Any]) -> bool:
    return _flat(body, 2)


def _parabola(body: Callable[[Any], Any]) -> bool:
    return _flat(body, 3)


def _tanh(u: Any) -> Any:
    import mpmath

    return mpmath.tanh(u)


HIDDEN = "A hidden weight stands inside the activation."

CLAIMS: Mapping[str, Claim] = {
    "output": Claim(
        "The output of the network is linear in the output weights $v$.",
        "For fixed hidden weights $f(x) = v \\cdot \\varphi(x)$, as in a linear model with basis functions.",
        lambda _: _affine(lambda s: s * _tanh(1) + _tanh(2)),
    ),
    "hidden": Claim(
        "The output of the network is linear in the hidden weights $u$.",
        HIDDEN,
        lambda _: _affine(lambda s: 2 * _tanh(3 * s) + 1),
    ),
    "basis": Claim(
        "A model with fixed basis functions, as $w_0 + w_1 x + w_2 x^2$, is linear in its weights.",
        "The basis may be curved in $x$; the weights only multiply it.",
        lambda _: _affine(lambda s: (1 + s) + (2 - s) * 5 + (3 + 2 * s) * 25),
    ),
    "input": Claim(
        "The output of the network is linear in the input $x$.",
        "The hidden units are not linear in $x$, and that is what they are for.",
        lambda _: _affine(lambda s: 2 * _tanh(3 * s) - _tanh(s)),
    ),
    "square_output": Claim(
        "The sum of the squared errors is a parabola in each output weight.",
        "The error is linear in an output weight, and its square is quadratic: least squares.",
        lambda _: _parabola(lambda s: (s * _tanh(2) - 1) ** 2),
    ),
    "square_hidden": Claim(
        "The sum of the squared errors is a parabola in each hidden weight.",
        f"{HIDDEN} There is no formula for the best one; it has to be searched for.",
        lambda _: _parabola(lambda s: (2 * _tanh(s) - 1) ** 2),
    ),
    "learned": Claim(
        "Training a hidden weight changes the features that the last layer sees.",
        "A network learns its basis from the data.",
        lambda _: not _affine(_tanh),
    ),
    "basis_learned": Claim(
        "In a model with fixed basis functions training changes the features, too.",
        "The basis is chosen beforehand, and only its weights are fitted: this is the difference to a network.",
        lambda _: not _affine(lambda s: 0 * s + 25),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    w, errors = weights(params), applied(params["features"], weights(params))
    differences = [f - t for f, t in zip(errors, params["targets"], strict=True)]
    facts = {
        "gram": typeset.matrix(gram(params)),
        "correlation": typeset.column(correlation(params)),
        "turned": typeset.matrix(transposed(params["features"])),
        "weights": typeset.vector(map(typeset.number, w)),
        "outputs": typeset.vector(map(typeset.number, errors)),
        "errors": typeset.vector(map(typeset.number, differences)),
        "check": typeset.vector(map(typeset.number, applied(transposed(params["features"]), differences))),
        "result": typeset.quotient(loss(params, w)),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("array", w), facts, derivation=derived.derivation("normal_equations")),
        "b": Solved(Exact("rational", loss(params, w), 4), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


def one_by_one(params: Params) -> Vector | None:
    """Each feature fitted alone."""
    columns = transposed(params["features"])
    if not all(map(any, columns)):
        return None
    return tuple(c / dot(column, column) for c, column in zip(correlation(params), columns, strict=True))


MISTAKES = (
    Mistake(
        "a",
        "without the inverse",
        correlation,
        "The features are not orthonormal, so $H^\\top t$ has to be multiplied by the inverse of $H^\\top H$.",
    ),
    Mistake(
        "a",
        "each feature alone",
        one_by_one,
        "The features overlap: what one of them explains is left out by the other.",
    ),
    Mistake(
        "b",
        "the loss without the inverse",
        lambda p: loss(p, correlation(p)),
        "The weights have to solve $H^\\top H v = H^\\top t$.",
    ),
    Mistake(
        "b",
        "the mean of the squares",
        lambda p: loss(p, weights(p)) / len(p["targets"]),
        "The sum of the squared errors is asked.",
    ),
)

PAIR = {
    "type": "array",
    "items": {"type": "integer", "minimum": -20, "maximum": 20},
    "minItems": 2,
    "maxItems": 2,
}

family = Family(
    cases=("three_examples", "four_examples"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "features": {
            "type": "array",
            "items": PAIR,
            "minItems": 3,
            "maxItems": 5,
            "description": "hidden activations, a row for each example, e.g. [[1, 0], [1, 1], [2, 1]]",
        },
        "targets": {
            "type": "array",
            "items": {"type": "integer", "minimum": -99, "maximum": 99},
            "minItems": 3,
            "maxItems": 5,
            "description": "a target for each example, e.g. [1, 2, 2]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
