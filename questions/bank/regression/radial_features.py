"""Radial features make XOR linearly separable; so does every feature with an interaction of the two inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from questions import precise, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement

CORNERS = {"zero_one": (0, 1), "plus_minus": (-1, 1)}
WIDTHS = {"zero_one": ("0.5", "1", "1.5", "2"), "plus_minus": ("0.1", "0.2", "0.25", "0.5")}
SAME, MIXED = "the corners with equal coordinates", "the corners with different coordinates"
ASKED = 5  # features


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    low, high = CORNERS[case]
    pairs = ([[low, low], [high, high]], [[low, high], [high, low]])
    return {
        "corners": case,
        "centres": list(stream.shuffle(stream.choice(pairs))),
        "width": stream.choice(WIDTHS[case]),
        "features": list(stream.sample(tuple(FEATURES), ASKED)),
    }


def case_of(params: Params) -> str:
    return str(params["corners"])


def ill_posed(params: Params) -> str | None:
    low, high = CORNERS[params["corners"]]
    wanted = [sorted([[low, low], [high, high]]), sorted([[low, high], [high, low]])]
    if sorted(params["centres"]) not in wanted:
        return "the centres must be two opposite corners"
    if not 0 < Fraction(params["width"]) * 2 * (high - low) ** 2 <= 8:
        return "the width makes features that are next to nothing"
    if len({interacts(name, params) for name in params["features"]}) < 2:
        return "of the features some must help, and some must not"
    return None


def corners(params: Params) -> list[tuple[int, int]]:
    low, high = CORNERS[params["corners"]]
    return [(low, low), (low, high), (high, low), (high, high)]


def square_distance(x: tuple[int, int], centre: list[int]) -> int:
    return sum((a - c) ** 2 for a, c in zip(x, centre, strict=True))


def radial(params: Params) -> tuple[tuple[Decimal, ...], ...]:
    width = Fraction(params["width"])
    return tuple(
        tuple(precise.exp(-width * square_distance(x, centre)) for centre in params["centres"])
        for x in corners(params)
    )


def sums(params: Params) -> tuple[Decimal, Decimal]:
    """Of both features: at the first corner, and at the second."""
    table = radial(params)
    return precise.total(table[0]), precise.total(table[1])


# -- further features --------------------------------------------------------------------------------------

FEATURES: Mapping[str, tuple[str, Callable[[int, int], Fraction]]] = {
    "product": ("$x_1 x_2$", lambda u, v: Fraction(u * v)),
    "square": ("$x_1^2$", lambda u, v: Fraction(u * u)),
    "sum": ("$x_1 + x_2$", lambda u, v: Fraction(u + v)),
    "difference": ("$x_1 - x_2$", lambda u, v: Fraction(u - v)),
    "absolute_difference": (r"$\lvert x_1 - x_2 \rvert$", lambda u, v: Fraction(abs(u - v))),
    "squared_difference": ("$(x_1 - x_2)^2$", lambda u, v: Fraction((u - v) ** 2)),
    "largest": (r"$\max(x_1, x_2)$", lambda u, v: Fraction(max(u, v))),
    "sum_of_squares": ("$x_1^2 + x_2^2$", lambda u, v: Fraction(u * u + v * v)),
    "squared_sum": ("$(x_1 + x_2)^2$", lambda u, v: Fraction((u + v) ** 2)),
    "step": (r"$\mathbf{1}[x_1 > \frac{1}{2}]$", lambda u, v: Fraction(int(2 * u > 1))),
}


def interaction(name: str, params: Params) -> Fraction:
    """The sum over the corners with equal coordinates less that over the others."""
    values = [FEATURES[name][1](*x) for x in corners(params)]
    return values[0] + values[3] - values[1] - values[2]


def interacts(name: str, params: Params) -> bool:
    """Whether the feature makes XOR separable.

    If f(00) + f(11) = f(01) + f(10), the two pairs of corners have the same mean in (x1, x2, f), and nothing
    separates them; otherwise f itself is, up to an affine function of x1 and x2, a multiple of the label.
    """
    return interaction(name, params) != 0


def judged(params: Params) -> Decided:
    return [(_statement(name, params), interacts(name, params)) for name in params["features"]]


def _statement(name: str, params: Params) -> Statement:
    values = [FEATURES[name][1](*x) for x in corners(params)]
    same, mixed = values[0] + values[3], values[1] + values[2]
    sign = "equal" if same == mixed else "different"
    sums = f"${typeset.number(same)}$, those at {MIXED} to ${typeset.number(mixed)}$"
    why = f"Its values at {SAME} sum to {sums}: {sign}."
    return Statement(FEATURES[name][0], why)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    table, (same, mixed) = radial(params), sums(params)
    decided = judged(params)
    rows = [
        {
            "point": f"({x[0]}, {x[1]})",
            "first": square_distance(x, params["centres"][0]),
            "second": square_distance(x, params["centres"][1]),
            "features": [typeset.about(phi, 5) if phi != 1 else "1" for phi in features],
            "sum": typeset.about(precise.total(features), 4),
            "label": int(x[0] != x[1]),
        }
        for x, features in zip(corners(params), table, strict=True)
    ]
    facts = {
        "rows": rows,
        "middle": typeset.about(precise.quotient(precise.total([same, mixed]), 2), 3),
        "sums": [typeset.about(same, 4), typeset.about(mixed, 4)],
        "larger": same > mixed,
    }
    return {
        "a": Solved(Exact("array", table, 4), facts),
        "b": Solved(Exact("array", (same, mixed), 3), facts),
        "c": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def by(power: Callable[[int, float], float]) -> Callable[[Params], list[list[float]]]:
    """The table with another exponent of squared distance and width."""
    return lambda params: [
        [math.exp(-power(square_distance(x, centre), float(params["width"]))) for centre in params["centres"]]
        for x in corners(params)
    ]


MISTAKES = (
    Mistake(
        "a",
        "distance not squared",
        by(lambda square, width: width * math.sqrt(square)),
        "The exponent has the square of the distance.",
    ),
    Mistake(
        "a",
        "a half too much in the exponent",
        by(lambda square, width: width * square / 2),
        "The half of the normal density is not part of this feature.",
    ),
    Mistake(
        "a",
        "the squared distances themselves",
        lambda p: [[square_distance(x, c) for c in p["centres"]] for x in corners(p)],
        "The feature is the exponential of minus the width times the squared distance.",
    ),
    Mistake(
        "b",
        "one feature alone",
        lambda p: (float(radial(p)[0][0]), float(radial(p)[1][0])),
        "Both features are added.",
    ),
)

CENTRE = {
    "type": "array",
    "items": {"type": "integer", "minimum": -1, "maximum": 1},
    "minItems": 2,
    "maxItems": 2,
}

family = Family(
    cases=tuple(CORNERS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "corners": {
            "type": "string",
            "enum": list(CORNERS),
            "description": "whether the coordinates of the points are 0 and 1, or -1 and 1",
        },
        "centres": {
            "type": "array",
            "items": CENTRE,
            "minItems": 2,
            "maxItems": 2,
            "description": "the two centres, opposite corners, e.g. [[0, 0], [1, 1]]",
        },
        "width": {**DECIMAL, "description": "the factor of the squared distance in the exponent, e.g. 1"},
        "features": {
            "type": "array",
            "items": {"type": "string", "enum": list(FEATURES)},
            "minItems": 2,
            "maxItems": 8,
            "uniqueItems": True,
            "description": "features among which those that make XOR separable are to be found",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
