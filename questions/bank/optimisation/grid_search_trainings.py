"""How often a network is trained in a grid search with cross-validation, and in a random search."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    count = 2 if case == "two_hyperparameters" else 3
    grid = [stream.integer(2, 6) for _ in range(count)]
    return {
        "grid": grid,
        "folds": stream.choice((3, 4, 5, 10)),
        "more": stream.integer(2, 5),
        "samples": stream.integer(2, min(20, prod(grid) - 1)),
    }


def ill_posed(params: Params) -> str | None:
    if params["samples"] >= combinations(params):
        return "the random search draws as many combinations as the grid has, or more"
    return None


def combinations(params: Params) -> int:
    return prod(params["grid"])


def trainings(params: Params) -> int:
    folds: int = params["folds"]
    return combinations(params) * folds


def solve(params: Params) -> Mapping[str, Solved]:
    facts = {
        "product": r" \cdot ".join(map(str, params["grid"])),
        "combinations": combinations(params),
        "trainings": trainings(params),
        "random": params["samples"] * params["folds"],
    }
    return {
        "a": Solved(Exact("integer", combinations(params)), facts),
        "b": Solved(Exact("integer", trainings(params)), facts),
        "c": Solved(Exact("integer", trainings(params) * params["more"]), facts),
        "d": Solved(Exact("integer", params["samples"] * params["folds"]), facts),
    }


SUM = (
    "Each value of one hyperparameter is combined with each value of the others: the numbers are multiplied."
)
NO_CV = "Each combination is trained once for each fold, with that fold held out."

MISTAKES = (
    Mistake("a", "sum", lambda p: sum(p["grid"]), SUM),
    Mistake("b", "sum", lambda p: sum(p["grid"]) * p["folds"], SUM),
    Mistake("b", "no cross-validation", combinations, NO_CV),
    Mistake(
        "b",
        "one fold less",
        lambda p: combinations(p) * (p["folds"] - 1),
        "Every fold is held out once, so there are as many trainings as folds.",
    ),
    Mistake("b", "folds added", lambda p: combinations(p) + p["folds"], NO_CV),
    Mistake(
        "c",
        "values added",
        lambda p: trainings(p) + p["more"] * p["folds"],
        "A further hyperparameter multiplies the number of combinations.",
    ),
    Mistake("c", "no cross-validation", lambda p: combinations(p) * p["more"], NO_CV),
    Mistake("d", "no cross-validation", lambda p: p["samples"], NO_CV),
    Mistake(
        "d",
        "the whole grid",
        trainings,
        "A random search tries only the combinations that were drawn.",
    ),
)

family = Family(
    cases=("two_hyperparameters", "three_hyperparameters"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "grid": {
            "type": "array",
            "items": {"type": "integer", "minimum": 2, "maximum": 12},
            "minItems": 2,
            "maxItems": 3,
            "description": "how many values of each hyperparameter are tried, e.g. [3, 4]",
        },
        "folds": {
            "type": "integer",
            "minimum": 2,
            "maximum": 20,
            "description": "folds of the cross-validation",
        },
        "more": {
            "type": "integer",
            "minimum": 2,
            "maximum": 12,
            "description": "values of the hyperparameter that is added in part (c)",
        },
        "samples": {
            "type": "integer",
            "minimum": 2,
            "maximum": 200,
            "description": "combinations that the random search draws",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: "two_hyperparameters" if len(params["grid"]) == 2 else "three_hyperparameters",
)
