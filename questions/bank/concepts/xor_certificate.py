"""Why no perceptron solves XOR: positive weights with which the labelled points cancel, and a proof for every XOR."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from typing import TypeAlias

from questions import derived, separation, typeset
from questions.exact_matrices import Singular, Vector, solved
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

Points: TypeAlias = "tuple[tuple[int, int], ...]"

LARGEST = 20  # of a weight


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    """Two crossing segments; in XOR they halve each other."""
    x, u, v = ([stream.integer(-2, 2) for _ in range(2)] for _ in range(3))
    a, b, c, d = (1, 1, 1, 1) if case == "xor" else (stream.integer(1, 3) for _ in range(4))
    corners = [
        ([x[k] + a * u[k] for k in range(2)], 1),
        ([x[k] - b * u[k] for k in range(2)], 1),
        ([x[k] + c * v[k] for k in range(2)], -1),
        ([x[k] - d * v[k] for k in range(2)], -1),
    ]
    order = stream.shuffle(corners)
    return {"points": [point for point, _ in order], "labels": [label for _, label in order]}


def weights(params: Params) -> Vector | None:
    """The smallest positive whole numbers with which the labelled points (x, 1) cancel; None where there are none.

    The weight of the first point is taken for 1, the others follow; then all are multiplied up.
    """
    rows = [
        [label * n for n in (*point, 1)]
        for point, label in zip(params["points"], params["labels"], strict=True)
    ]
    columns = [list(column) for column in zip(*rows[1:], strict=True)]
    try:
        rest = solved(columns, [-n for n in rows[0]])
    except Singular:
        return None
    found = (Fraction(1), *rest)
    scale = lcm(*(n.denominator for n in found))
    whole = [int(n * scale) for n in found]
    common = gcd(*whole)
    return tuple(Fraction(n, common) for n in whole) if min(whole) > 0 else None


def case_of(params: Params) -> str:
    found = weights(params)
    return "xor" if found is not None and set(found) == {1} else "crossing"


def ill_posed(params: Params) -> str | None:
    if sorted(params["labels"]) != [-1, -1, 1, 1]:
        return "there are not two points of each class"
    if len(set(map(tuple, params["points"]))) < 4:
        return "two points are the same"
    found = weights(params)
    if found is None:
        return "the points can be separated, or three of them lie on a line"
    if max(found) > LARGEST:
        return f"a weight is above {LARGEST}"
    return None


def best(params: Params) -> Fraction:
    """The largest share of points that a line gets right."""
    points, labels = params["points"], params["labels"]
    for wrong in range(5):
        for flipped in combinations(range(4), wrong):
            turned = [-t if k in flipped else t for k, t in enumerate(labels)]
            first = [p for p, t in zip(points, turned, strict=True) if t > 0]
            second = [p for p, t in zip(points, turned, strict=True) if t < 0]
            if not first or not second or separation.separable(first, second):
                return Fraction(4 - wrong, 4)
    raise AssertionError("four points on one side are always got by a line")


def solve(params: Params) -> Mapping[str, Solved]:
    found = weights(params)
    assert found is not None, "ill_posed has looked"
    coordinates = [
        typeset.signed_sum(
            typeset.product(int(n) * label, point[k])
            for n, label, point in zip(found, params["labels"], params["points"], strict=True)
        )
        for k in range(2)
    ]
    facts = {
        "weights": typeset.vector(map(typeset.number, found)),
        "first": coordinates[0],
        "second": coordinates[1],
        "third": typeset.signed_sum(str(int(n) * t) for n, t in zip(found, params["labels"], strict=True)),
        "sum": " + ".join(map(str, found)),
        "total": typeset.number(sum(found, Fraction(0))),
    }
    return {
        "a": Solved(Exact("array", found), facts),
        "b": Solved(Exact("integer", int(sum(found, Fraction(0)))), facts),
        "c": Solved(Exact("proof", derived.derivation("xor_certificate")), facts),
        "d": Solved(Exact("rational", best(params), 4), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "all the same",
        lambda p: None if case_of(p) == "xor" else (1, 1, 1, 1),
        "Equal weights do it only where the two segments halve each other.",
    ),
    Mistake(
        "a",
        "with the labels as signs",
        lambda p: tuple(n * t for n, t in zip(weights(p) or (), p["labels"], strict=True)),
        "The labels are in the sum already; the weights themselves are positive.",
    ),
    Mistake(
        "b",
        "zero",
        lambda _: 0,
        "The labelled points cancel, but the weights themselves are positive, and so is their sum.",
    ),
    Mistake(
        "d",
        "all points (separable)",
        lambda _: 1,
        "If a line had all four right, 0 would be at least the positive number of (b).",
    ),
    Mistake(
        "d",
        "half of the points",
        lambda _: Fraction(1, 2),
        "A line can cut off any single corner, and then only one point is wrong.",
    ),
)

family = Family(
    cases=("xor", "crossing"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "points": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": -20, "maximum": 20},
                "minItems": 2,
                "maxItems": 2,
            },
            "minItems": 4,
            "maxItems": 4,
            "description": "four points of the plane, e.g. [[0, 0], [0, 1], [1, 0], [1, 1]]",
        },
        "labels": {
            "type": "array",
            "items": {"type": "integer", "enum": [-1, 1]},
            "minItems": 4,
            "maxItems": 4,
            "description": "their classes, two of each, e.g. [-1, 1, 1, -1]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate",
            "That all four weights are equal is what makes the points an XOR.",
            case="xor",
            part="a",
        ),
    ),
)
