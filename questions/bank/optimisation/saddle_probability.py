"""How rarely a critical point is a minimum as the number of weights grows, and how many copies each minimum has."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import factorial
from typing import Any

from questions import typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

SIZES = {"two_weights": 2, "three_weights": 3}
PRECISION = 40


def draw(case: str, stream: Stream) -> Params:
    return {
        "signs": stream.integer(5, 12),
        "size": SIZES[case],
        "points": 100 * stream.integer(10, 39) if case == "three_weights" else 1000 * stream.integer(1, 60),
        "units": stream.integer(3, 6),
    }


def case_of(params: Params) -> str:
    return {size: case for case, size in SIZES.items()}[params["size"]]


def all_positive(size: int) -> Any:
    """The probability that a random symmetric Gaussian matrix has no negative eigenvalue.

    For two weights the matrix is positive if a random direction lies in a cone of half the angle pi/4; for three, the
    integral of the density of the eigenvalues is 1/4 - 1/(sqrt(2) pi).
    """
    import mpmath

    with mpmath.workdps(PRECISION):
        if size == 2:
            return (1 - mpmath.cos(mpmath.pi / 4)) / 2
        return mpmath.mpf(1) / 4 - 1 / (mpmath.sqrt(2) * mpmath.pi)


def digits(params: Params) -> int:
    """How many are asked: a simulation gives only two for three weights."""
    return 4 if params["size"] == 2 else 2


def copies(params: Params) -> int:
    """The orders of the hidden units times their signs."""
    units: int = params["units"]
    return factorial(units) * 2**units


def solve(params: Params) -> Mapping[str, Solved]:
    found = all_positive(params["size"])
    power = 2 ** params["signs"]
    facts = {
        "power": power,
        "chance": typeset.about(found, digits(params)),
        "more": typeset.about(found, 5),
        "independent": typeset.number(Fraction(1, 2 ** params["size"])),
        "expected": typeset.about(params["points"] * found, digits(params)),
        "orders": factorial(params["units"]),
        "signs": 2 ** params["units"],
        "copies": copies(params),
    }
    return {
        "a": Solved(Exact("rational", Fraction(1, power), 4), facts),
        "b": Solved(Exact("number", found, digits(params)), facts),
        "c": Solved(Exact("number", params["points"] * found, digits(params)), facts),
        "d": Solved(Exact("integer", copies(params)), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "one half",
        lambda p: Fraction(1, 2),
        "Each of the eigenvalues must be positive, not just one of them.",
    ),
    Mistake(
        "a",
        "one out of n",
        lambda p: Fraction(1, p["signs"]),
        "Independent probabilities are multiplied: one half for each eigenvalue.",
    ),
    Mistake(
        "a",
        "no saddle",
        lambda p: Fraction(2, 2 ** p["signs"]),
        "With all eigenvalues negative it is a maximum, which is not counted.",
    ),
    Mistake(
        "b",
        "independent signs",
        lambda p: Fraction(1, 2 ** p["size"]),
        "The eigenvalues repel each other, so their signs are not independent: a common sign is rarer.",
    ),
    Mistake(
        "b",
        "one out of n + 1",
        lambda p: Fraction(1, p["size"] + 1),
        "The numbers of positive eigenvalues are not equally likely.",
    ),
    Mistake(
        "c",
        "independent signs",
        lambda p: Fraction(p["points"], 2 ** p["size"]),
        "The eigenvalues repel each other, so their signs are not independent: a common sign is rarer.",
    ),
    Mistake(
        "c",
        "the saddles",
        lambda p: p["points"] * (1 - 2 * all_positive(p["size"])),
        "This is how many saddles there are: what is neither a minimum nor a maximum.",
    ),
    Mistake(
        "d",
        "only the orders",
        lambda p: factorial(p["units"]),
        "The hyperbolic tangent is odd: the signs of a unit's weights, before and after it, can be changed as well.",
    ),
    Mistake(
        "d",
        "only the signs",
        lambda p: 2 ** p["units"],
        "The hidden units can also be put in another order.",
    ),
    Mistake(
        "d",
        "two for each unit",
        lambda p: 2 * p["units"],
        "The choices for the units are independent of each other, so their numbers are multiplied.",
    ),
)

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "signs": {
            "type": "integer",
            "minimum": 2,
            "maximum": 16,
            "description": "number of eigenvalues with independent signs",
        },
        "size": {"type": "integer", "enum": [2, 3], "description": "rows of the random symmetric matrix"},
        "points": {
            "type": "integer",
            "minimum": 100,
            "maximum": 1000000,
            "description": "number of critical points",
        },
        "units": {
            "type": "integer",
            "minimum": 2,
            "maximum": 10,
            "description": "hidden units of the network",
        },
    },
    case_of=case_of,
)
