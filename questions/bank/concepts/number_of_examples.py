"""What the number of examples changes: the work of an epoch grows with it, the uncertainty falls with its root."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from questions import claims, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        batch = stream.choice((16, 20, 32, 50, 64, 100, 128))
        rest = 0 if case == "full_batches" else stream.integer(1, batch - 1)
        return {
            "examples": batch * stream.integer(20, 90) + rest,
            "batch": batch,
            "epochs": stream.integer(3, 30),
            "accuracy": stream.choice(("0.6", "0.7", "0.75", "0.8", "0.85", "0.9", "0.95")),
            "test_examples": 100 * stream.integer(2, 50),
            "claims": claims.drawn(CLAIMS, stream, COUNT),
        }

    return stream.until(numbers, lambda params: ill_posed(params) is None)


def case_of(params: Params) -> str:
    return "full_batches" if params["examples"] % params["batch"] == 0 else "a_smaller_last_batch"


def ill_posed(params: Params) -> str | None:
    if not 0 < Fraction(params["accuracy"]) < 1:
        return "the accuracy is not between 0 and 1"
    if params["batch"] * 2 > params["examples"]:
        return "the batch has more than half of the examples"
    return claims.all_alike(CLAIMS, params)


def updates(params: Params, factor: int = 1) -> int:
    """Batches in an epoch, the last one perhaps smaller."""
    return -(-factor * int(params["examples"]) // int(params["batch"]))


def variance(params: Params, factor: int = 1) -> Fraction:
    """Of the measured accuracy: p (1 - p) / N."""
    p = Fraction(params["accuracy"])
    return p * (1 - p) / (factor * params["test_examples"])


def full_gradient(examples: int) -> int:
    """Gradients of single examples in the gradient of the whole training set: one for each."""
    return examples


def layer_weights(_examples: int, inputs: int, units: int) -> int:
    """Of a fully connected layer: the examples have no part in it."""
    return inputs * units


CLAIMS: Mapping[str, Claim] = {
    "epoch_doubles": Claim(
        "With twice as many examples and the same batch size an epoch has exactly twice as many updates.",
        "The cost of an epoch is proportional to $N$; only a smaller last batch may spoil the count by one.",
        lambda p: updates(p, 2) == 2 * updates(p),
    ),
    "update_doubles": Claim(
        "With twice as many examples and the same batch size a single update costs twice as much.",
        "An update looks at one batch, however many batches there are.",
        lambda p: min(p["batch"], 2 * p["examples"]) == 2 * min(p["batch"], p["examples"]),
    ),
    "full_batch": Claim(
        "With twice as many examples a step of gradient descent on all examples costs twice as much.",
        "The gradient of the whole training set is a sum over all examples.",
        lambda p: full_gradient(2 * p["examples"]) == 2 * full_gradient(p["examples"]),
    ),
    "weights_grow": Claim(
        "With twice as many examples the network has twice as many weights.",
        "The number of weights follows from the sizes of the layers, not from the data.",
        lambda p: layer_weights(2 * p["examples"], 3, 5) == 2 * layer_weights(p["examples"], 3, 5),
    ),
    "error_halves": Claim(
        "With twice as many test examples the standard error of the accuracy is half as large.",
        "It falls with the root of the number of examples: by the factor $\\sqrt{2}$.",
        lambda p: 4 * variance(p, 2) == variance(p),
    ),
    "error_quarter": Claim(
        "With four times as many test examples the standard error of the accuracy is half as large.",
        "It falls with the root of the number of examples, and the root of 4 is 2.",
        lambda p: 4 * variance(p, 4) == variance(p),
    ),
    "same_epochs": Claim(
        "For the same number of epochs, twice as many examples take the same number of updates.",
        "An epoch goes once through all examples, so it has more updates.",
        lambda p: updates(p, 2) == updates(p),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    n, batch, p = params["examples"], params["batch"], Fraction(params["accuracy"])
    spread = variance(params)
    error = precise.root(precise.quotient(spread.numerator, spread.denominator))
    facts = {
        "quotient": typeset.about(Fraction(n, batch), 5),
        "exact": n % batch == 0,
        "last": n % batch,
        "other": typeset.number(1 - p),
        "percent": typeset.about(100 * Fraction(error), 2),
        "updates": updates(params),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("integer", updates(params)), facts),
        "b": Solved(Exact("integer", n * params["epochs"]), facts),
        "c": Solved(Exact("number", error, 3), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the last batch left out",
        lambda p: p["examples"] // p["batch"],
        "The examples that do not fill a batch make a smaller one.",
    ),
    Mistake("a", "one for each example", lambda p: p["examples"], "An update uses a whole batch at once."),
    Mistake(
        "b",
        "counted by updates",
        lambda p: updates(p) * p["epochs"],
        "Each update computes the gradient of every example in its batch.",
    ),
    Mistake(
        "c",
        "without the root",
        variance,
        "That is the variance; the standard error is its root.",
    ),
    Mistake(
        "c",
        "divided by N instead of its root",
        lambda p: math.sqrt(variance(p) / p["test_examples"]),
        "The variance is divided by $N$, so the standard error is divided by its root.",
    ),
)

family = Family(
    cases=("full_batches", "a_smaller_last_batch"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "examples": {"type": "integer", "minimum": 2, "maximum": 10**6, "description": "training examples N"},
        "batch": {"type": "integer", "minimum": 1, "maximum": 10**5, "description": "examples in a batch"},
        "epochs": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "epochs of training"},
        "accuracy": {**DECIMAL, "description": "the accuracy measured on the test set, e.g. 0.9"},
        "test_examples": {"type": "integer", "minimum": 2, "maximum": 10**7, "description": "test examples"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
