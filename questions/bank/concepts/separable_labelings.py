"""What a line can tell apart: the best accuracy on labelled points, the number of labelings, and one hidden unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb

from questions import separation, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    size = 4 if case == "four_points" else stream.integer(5, 6)
    dimension = stream.integer(1, 3)
    points = [[stream.integer(-3, 3) for _ in range(2)] for _ in range(size)]
    labels = [stream.sign() for _ in range(size)]
    if size == 4:  # a random labeling of four points is nearly always separable
        hard = [each for each in product((1, -1), repeat=4) if not separable(points, each)]
        labels = list(stream.choice(hard)) if hard else labels
    return {
        "points": points,
        "labels": labels,
        "dimension": dimension,
        "count": stream.integer(dimension + 2, 7),
        "bits": stream.integer(2, 4),
    }


def case_of(params: Params) -> str:
    return "four_points" if len(params["points"]) == 4 else "more_points"


def ill_posed(params: Params) -> str | None:
    points, labels = params["points"], params["labels"]
    if len(points) != len(labels):
        return f"there are {len(points)} points and {len(labels)} labels"
    if any(_on_a_line(*three) for three in combinations(points, 3)):
        return "three of the points lie on a line"
    if abs(sum(labels)) == len(labels):
        return "all points have the same label"
    if separable(points, labels):
        return "a line separates the points, and every one of them is got right"
    if params["count"] <= params["dimension"] + 1:
        return "so few points can be labelled in all ways"
    return None


def _on_a_line(p: Sequence[int], q: Sequence[int], r: Sequence[int]) -> bool:
    return (q[0] - p[0]) * (r[1] - p[1]) == (q[1] - p[1]) * (r[0] - p[0])


def separable(points: Sequence[Sequence[int]], labels: Sequence[int]) -> bool:
    first = [p for p, t in zip(points, labels, strict=True) if t > 0]
    second = [p for p, t in zip(points, labels, strict=True) if t < 0]
    return not first or not second or separation.separable(first, second)


def fewest_wrong(params: Params) -> tuple[int, ...]:
    """The smallest set of points that must be given up, so that a line separates the others as labelled."""
    points, labels = params["points"], params["labels"]
    for count in range(len(points)):
        for flipped in combinations(range(len(points)), count):
            if separable(points, [-t if k in flipped else t for k, t in enumerate(labels)]):
                return flipped
    raise AssertionError("a line has all points on one side, and one class right")


def accuracy(params: Params) -> Fraction:
    size = len(params["points"])
    return Fraction(size - len(fewest_wrong(params)), size)


def labelings(count: int, dimension: int) -> int:
    """Cover: twice the sum of binomials."""
    return 2 * sum(comb(count - 1, i) for i in range(dimension + 1))


def parity(bits: int) -> Fraction:
    """The best share of the parity of n bits that one cut of w . x gets right."""
    return Fraction(1, 2) + Fraction(comb(bits - 1, (bits - 1) // 2), 2**bits)


def solve(params: Params) -> Mapping[str, Solved]:
    n, d, size = params["count"], params["dimension"], len(params["points"])
    wrong = fewest_wrong(params)
    facts = {
        "wrong": typeset.listing([str(k + 1) for k in wrong]),
        "count": len(wrong),
        "size": size,
        "right": size - len(wrong),
        "share": typeset.quotient(accuracy(params)),
        "binomials": " + ".join(rf"\binom{{{n - 1}}}{{{i}}}" for i in range(d + 1)),
        "numbers": " + ".join(str(comb(n - 1, i)) for i in range(d + 1)),
        "all": 2**n,
        "parity": typeset.quotient(parity(params["bits"])),
        "corners": 2 ** params["bits"],
        "correct": typeset.number(parity(params["bits"]) * 2 ** params["bits"]),
    }
    return {
        "a": Solved(Exact("rational", accuracy(params), 4), facts),
        "b": Solved(Exact("integer", labelings(n, d)), facts),
        "c": Solved(Exact("rational", parity(params["bits"]), 4), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "all points",
        lambda _: Fraction(1),
        "The convex hulls of the two classes meet, so no line has every point on its side.",
    ),
    Mistake(
        "a",
        "the larger class",
        lambda p: Fraction(max(p["labels"].count(1), p["labels"].count(-1)), len(p["labels"])),
        "That is what predicting one class everywhere achieves; a line can do better.",
    ),
    Mistake(
        "b",
        "all labelings",
        lambda p: 2 ** p["count"],
        "With more points than $d + 1$ some labelings cannot be made by a hyperplane.",
    ),
    Mistake(
        "b",
        "all but one",
        lambda p: 2 ** p["count"] - 1,
        "With each labeling that cannot be made, the opposite one cannot either.",
    ),
    Mistake(
        "b",
        "half of all",
        lambda p: 2 ** (p["count"] - 1),
        "Both labelings that a hyperplane makes count, one for each side that is called positive.",
    ),
    Mistake(
        "b",
        "forgot that sides can be exchanged",
        lambda p: labelings(p["count"], p["dimension"]) // 2,
        "Each cut makes two labelings: either side may be the positive one.",
    ),
    Mistake(
        "c",
        "one unit is enough",
        lambda _: Fraction(1),
        "With one hidden ReLU the output is monotone in $w \\cdot x$, so each class is a half-space.",
    ),
    Mistake(
        "c",
        "no better than guessing",
        lambda _: Fraction(1, 2),
        "A half-space can do a little better than one half on parity.",
    ),
)

family = Family(
    cases=("four_points", "more_points"),
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
            "maxItems": 7,
            "description": "points of the plane, no three on a line, e.g. [[0, 0], [0, 1], [1, 0], [1, 1]]",
        },
        "labels": {
            "type": "array",
            "items": {"type": "integer", "enum": [-1, 1]},
            "minItems": 4,
            "maxItems": 7,
            "description": "a class for each point, e.g. [-1, 1, 1, -1]",
        },
        "count": {"type": "integer", "minimum": 3, "maximum": 9, "description": "points in part (b)"},
        "dimension": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3,
            "description": "the dimension d in part (b)",
        },
        "bits": {
            "type": "integer",
            "minimum": 2,
            "maximum": 4,
            "description": "inputs of the parity in part (c)",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
