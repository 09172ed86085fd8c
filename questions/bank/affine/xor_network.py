"""A network with two ReLU units on the four points of XOR: code, its hidden activations, its logits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from questions import claims, separation, statements, typeset
from questions.claims import Claim
from questions.exact_matrices import Matrix, Vector, applied, matrix
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
TARGETS = (0, 1, 1, 0)
DIGITS = 4
COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case and _telling(params)

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    first, biases = _folding(stream) if case == "solves_xor" else _any_units(stream)
    signs = ((1, 1), (-1, -1)) if case == "solves_xor" else [[stream.sign(), stream.sign()] for _ in "01"]
    second = [[sign * stream.integer(20, 40) for sign in row] for row in signs]
    last = [-stream.integer(5, 40), stream.integer(5, 40)]
    order = stream.shuffle((0, 1))  # of the two units
    return {
        "W1": [list(map(_tenths, first[k])) for k in order],
        "b1": [_tenths(biases[k]) for k in order],
        "W2": [[_tenths(row[k]) for k in order] for row in second],
        "b2": list(map(_tenths, last)),
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def _folding(stream: Stream) -> tuple[list[list[int]], list[int]]:
    """One unit that is on for (1, 1) alone, one for (0, 0) alone, in tenths."""
    s, t = stream.integer(12, 40), stream.integer(12, 40)
    return [[s, s], [-t, -t]], [-stream.integer(s + 1, 2 * s - 3), stream.integer(3, t - 1)]


def _any_units(stream: Stream) -> tuple[list[list[int]], list[int]]:
    """Units whose bias has the sign against that of their first weight, in tenths."""
    weights = [[stream.sign() * stream.integer(5, 40) for _ in range(2)] for _ in range(2)]
    return weights, [-stream.integer(3, 35) if row[0] > 0 else stream.integer(3, 35) for row in weights]


def _tenths(count: int) -> str:
    return fixed(count, 1)


def _telling(params: Params) -> bool:
    """Whether each unit is on for some point and off for another, clearly so, and its activations differ."""
    units = list(zip(*before(params), strict=True))
    alive = [[entry for entry in unit if entry > 0] for unit in units]
    return all(
        0 not in unit and 0 < len(on) < len(POINTS) and len(set(on)) == len(on)
        for unit, on in zip(units, alive, strict=True)
    )


def rows(params: Params, name: str) -> Matrix:
    return matrix([[Fraction(entry) for entry in row] for row in params[name]])


def vector(params: Params, name: str) -> Vector:
    return tuple(map(Fraction, params[name]))


def before(params: Params) -> Matrix:
    """The pre-activations, one row for each point."""
    b = vector(params, "b1")
    return tuple(_sum(applied(rows(params, "W1"), x), b) for x in POINTS)


def _sum(a: Vector, b: Vector) -> Vector:
    return tuple(u + v for u, v in zip(a, b, strict=True))


def hidden(params: Params) -> Matrix:
    return tuple(tuple(max(entry, Fraction(0)) for entry in row) for row in before(params))


def logits(params: Params) -> Matrix:
    return _output(params, hidden(params))


def _output(params: Params, activations: Matrix) -> Matrix:
    return tuple(_sum(applied(rows(params, "W2"), h), vector(params, "b2")) for h in activations)


def predicted(params: Params) -> tuple[int, ...]:
    return tuple(int(z[1] > z[0]) for z in logits(params))


def case_of(params: Params) -> str:
    return "solves_xor" if predicted(params) == TARGETS else "other_weights"


def ill_posed(params: Params) -> str | None:
    if any(z[0] == z[1] for z in logits(params)):
        return "the two logits of a point are equal, and no class is predicted"
    if not any(map(any, hidden(params))):
        return "both hidden units are off for all four points"
    return claims.all_alike(CLAIMS, params)


# -- statements --------------------------------------------------------------------------------------------


def separable(points: Sequence[Sequence[int | Fraction]]) -> bool:
    """Whether a line separates the points of the two classes of XOR."""
    return separation.separable(
        [p for p, t in zip(points, TARGETS, strict=True) if t],
        [p for p, t in zip(points, TARGETS, strict=True) if not t],
    )


CLAIMS: Mapping[str, Claim] = {
    "solves": Claim(
        "The network predicts XOR: the second logit is the larger one exactly for the inputs $(0, 1)$ and $(1, 0)$.",
        "Compare the two logits of each point.",
        lambda p: predicted(p) == TARGETS,
    ),
    "fails": Claim(
        "The network gives at least one of the four inputs the wrong class.",
        "Compare the two logits of each point.",
        lambda p: predicted(p) != TARGETS,
    ),
    "parallelogram": Claim(
        "The pre-activations of $(0, 0)$ and $(1, 1)$ add up to the same as those of $(0, 1)$ and $(1, 0)$.",
        "Both sums have each weight once and the bias twice.",
        lambda p: _sum(before(p)[0], before(p)[3]) == _sum(before(p)[1], before(p)[2]),
    ),
    "same_true": Claim(
        "The inputs $(0, 1)$ and $(1, 0)$ have the same hidden activations.",
        "Compare rows 2 and 3 of the activations.",
        lambda p: hidden(p)[1] == hidden(p)[2],
    ),
    "at_origin": Claim(
        "The hidden activations of $(0, 1)$ and $(1, 0)$ are both $(0, 0)$.",
        "Compare rows 2 and 3 of the activations with 0.",
        lambda p: not any(hidden(p)[1] + hidden(p)[2]),
    ),
    "same_false": Claim(
        "The inputs $(0, 0)$ and $(1, 1)$ have the same hidden activations.",
        "Compare rows 1 and 4 of the activations.",
        lambda p: hidden(p)[0] == hidden(p)[3],
    ),
    "inputs": Claim(
        "A line in the plane of the inputs separates the two classes of XOR.",
        "Both classes have the same midpoint, $(1/2, 1/2)$, which cannot lie on both sides of a line.",
        lambda _: separable(POINTS),
    ),
    "before": Claim(
        "A line in the plane of the pre-activations separates the two classes of XOR.",
        "An affine map keeps midpoints, so both classes still have the same one: only the ReLU can part them.",
        lambda p: separable(before(p)),
    ),
    "hidden": Claim(
        "A line in the plane of the hidden activations separates the two classes of XOR.",
        "Draw the four hidden points: the line must have rows 2 and 3 on one side, and rows 1 and 4 on the other.",
        lambda p: separable(hidden(p)),
    ),
    "all_on": Claim(
        "Both units are on, with a positive pre-activation, for all four inputs.",
        "A 0 among the activations means that a unit is off.",
        lambda p: all(entry > 0 for row in before(p) for entry in row),
    ),
}


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    facts = {
        "rows": [
            {
                "x": typeset.vector(map(str, x)),
                "before": typeset.vector(map(typeset.number, a)),
                "hidden": typeset.vector(map(typeset.number, h)),
                "logits": typeset.vector(map(typeset.number, z)),
                "predicted": k,
            }
            for x, a, h, z, k in zip(
                POINTS, before(params), hidden(params), logits(params), predicted(params), strict=True
            )
        ],
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("array", hidden(params), DIGITS), facts),
        "b": Solved(Exact("array", logits(params), DIGITS), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def absolute(params: Params) -> Matrix:
    return tuple(tuple(map(abs, row)) for row in before(params))


def without_bias(params: Params) -> Matrix:
    return tuple(applied(rows(params, "W2"), h) for h in hidden(params))


def cut_off(params: Params) -> Matrix:
    return tuple(tuple(max(entry, Fraction(0)) for entry in row) for row in logits(params))


MISTAKES = (
    Mistake("a", "the pre-activations", before, "`np.maximum(..., 0)` sets what is negative to 0."),
    Mistake(
        "a", "absolute values", absolute, "A ReLU sets what is negative to 0; it does not flip the sign."
    ),
    Mistake(
        "b",
        "no ReLU",
        lambda p: _output(p, before(p)),
        "The second layer gets the activations, in which what was negative is 0.",
    ),
    Mistake("b", "no output bias", without_bias, "The second layer adds its bias `b2` to each row."),
    Mistake("b", "a ReLU on the logits", cut_off, "Nothing cuts off the logits: they may be negative."),
)

PAIR = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 2}
SQUARE = {"type": "array", "items": PAIR, "minItems": 2, "maxItems": 2}

family = Family(
    cases=("solves_xor", "other_weights"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "W1": {**SQUARE, "description": "hidden weights, a row for each unit, e.g. [[2, 2], [-1.5, -1.5]]"},
        "b1": {**PAIR, "description": "hidden biases, e.g. [-2, 1.5]"},
        "W2": {**SQUARE, "description": "output weights, a row for each class, e.g. [[3, 4], [-3, -3]]"},
        "b2": {**PAIR, "description": "output biases, e.g. [-4, 4]"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
