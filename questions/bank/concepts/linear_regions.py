"""Into how many regions a layer of ReLUs cuts its input space: on each of them the network is one affine map."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        if case == "plane":
            return {"line_units": stream.integer(3, 40), "units": stream.integer(3, 20), "inputs": 2}
        return {
            "line_units": stream.integer(3, 40),
            "units": stream.integer(5, 12),
            "inputs": stream.integer(3, 4),
        }

    return stream.until(numbers, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "plane" if params["inputs"] == 2 else "space"


def ill_posed(params: Params) -> str | None:
    if params["units"] <= params["inputs"]:
        return "with no more units than inputs all patterns occur, and there is nothing to count"
    return None


def regions(units: int, inputs: int) -> int:
    """The sum of the binomials up to the dimension, for hyperplanes in general position."""
    return sum(comb(units, i) for i in range(inputs + 1))


def solve(params: Params) -> Mapping[str, Solved]:
    n, d = params["units"], params["inputs"]
    facts = {
        "binomials": " + ".join(rf"\binom{{{n}}}{{{i}}}" for i in range(d + 1)),
        "numbers": " + ".join(str(comb(n, i)) for i in range(d + 1)),
        "patterns": 2**n,
        "before": regions(n - 1, d),
        "cut": regions(n - 1, d - 1),
    }
    return {
        "a": Solved(Exact("integer", regions(params["line_units"], 1)), facts),
        "b": Solved(Exact("integer", regions(n, d)), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "as many pieces as units",
        lambda p: p["line_units"],
        "A line without kinks is one piece, and each kink adds one.",
    ),
    Mistake(
        "b",
        "all patterns of on and off",
        lambda p: 2 ** p["units"],
        "Not every pattern of units on and off occurs: the space is too small for so many hyperplanes to cross freely.",
    ),
    Mistake(
        "b",
        "as on a line",
        lambda p: p["units"] + 1,
        "On a line each unit adds one piece; in more dimensions it cuts many regions at once.",
    ),
    Mistake(
        "b",
        "units times inputs",
        lambda p: p["units"] * p["inputs"],
        "That is the number of weights; the regions are counted by binomials.",
    ),
)

family = Family(
    cases=("plane", "space"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "line_units": {
            "type": "integer",
            "minimum": 2,
            "maximum": 40,
            "description": "ReLU units in part (a)",
        },
        "units": {"type": "integer", "minimum": 2, "maximum": 20, "description": "ReLU units in part (b)"},
        "inputs": {"type": "integer", "minimum": 2, "maximum": 4, "description": "inputs: the dimension d"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
