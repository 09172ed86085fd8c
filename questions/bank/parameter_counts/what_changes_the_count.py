"""A classifier in a story: which of the numbers in it settle how many parameters there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from questions import claims
from questions.claims import Claim
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

MOST = 10**6  # numbers in the data, and weights, that the witness really makes
NO = "does not enter: the layers have the same shapes as before."


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and p["features"] != p["classes"]
    )


def _numbers(case: str, stream: Stream) -> Params:
    width = stream.choice((8, 10, 12, 16, 20, 24, 32))
    return {
        "features": stream.integer(3, 12),
        "hidden": [width] * (1 if case == "one_hidden_layer" else stream.integer(2, 3)),
        "classes": stream.integer(3, 9),
        "examples": 20 * stream.integer(3, 25),
        "batch": stream.choice((10, 16, 20, 32)),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    return "one_hidden_layer" if len(params["hidden"]) == 1 else "several_hidden_layers"


def ill_posed(params: Params) -> str | None:
    data = 2 * params["examples"] * max(params["features"], params["classes"])
    if max(count(params), data) > MOST:
        return "data or network have more than a million numbers"
    if params["batch"] > params["examples"]:
        return f"a batch of {params['batch']} from {params['examples']} examples"
    return claims.all_alike(CLAIMS, params)


def widths(params: Params) -> list[int]:
    return [params["features"], *params["hidden"], params["classes"]]


def count(params: Params, **changed: JSON) -> int:
    """The parameters of the network, with some of the numbers changed."""
    other = {**params, **changed}
    return sum(n * m + (m if other.get("biases", True) else 0) for n, m in pairwise(widths(other)))


def moved(change: Callable[[Params], Mapping[str, JSON]]) -> Callable[[Params], bool]:
    """Whether the number of parameters is another one after a change."""
    return lambda params: count(params, **change(params)) != count(params)


CLAIMS: Mapping[str, Claim] = {
    "examples": Claim("The data set has twice as many examples.",
                      f"The number of examples {NO}", moved(lambda p: {"examples": 2 * p["examples"]})),
    "batch": Claim("Batches are twice as large.", f"The batch size {NO}", moved(lambda p: {"batch": 2 * p["batch"]})),
    "epochs": Claim("Training takes three epochs more.", f"The length of training {NO}", moved(lambda p: {})),
    "loss": Claim("The squared error takes the place of the cross-entropy.",
                  "A loss compares outputs and targets; it adds no parameters.", moved(lambda p: {"loss": "squared"})),
    "activation": Claim("The hidden units have tanh instead of ReLU.",
                        "Neither of the two functions has parameters.", moved(lambda p: {"activation": "tanh"})),
    "rate": Claim("The learning rate is smaller.", f"The learning rate {NO}", moved(lambda p: {"rate": "0.01"})),
    "feature": Claim("Each example has one feature more.", "Each unit of the first hidden layer gets a weight for it.",
                     moved(lambda p: {"features": p["features"] + 1})),
    "class": Claim("There is one class more.", "There is an output unit for it, with weights and a bias.",
                   moved(lambda p: {"classes": p["classes"] + 1})),
    "wider": Claim("The first hidden layer has one unit more.", "The unit has weights on both sides, and a bias.",
                   moved(lambda p: {"hidden": [p["hidden"][0] + 1, *p["hidden"][1:]]})),
    "deeper": Claim("There is another hidden layer of the same width.", "It has a weight matrix and biases of its own.",
                    moved(lambda p: {"hidden": [*p["hidden"], p["hidden"][-1]]})),
    "biases": Claim("The layers have no biases.", "Each unit and output loses a parameter.",
                    moved(lambda p: {"biases": False})),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    layers = widths(params)
    terms = [rf"({n} \cdot {m} + {m})" for n, m in pairwise(layers)]
    facts = {
        "sum": " + ".join(terms),
        "layers": len(layers) - 1,
        "features": layers[0],
        "classes": layers[-1],
    }
    return {
        "a": Solved(Exact("array", (layers[0], layers[-1])), facts),
        "b": Solved(Exact("integer", count(params)), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


def hidden_layer_lost(params: Params) -> int | None:
    return count(params, hidden=params["hidden"][1:]) if len(params["hidden"]) > 1 else None


MISTAKES = (
    Mistake("a", "examples as inputs", lambda p: (p["examples"], p["classes"]),
            "An input is a feature of one example; the examples come one after the other."),
    Mistake("a", "one output", lambda p: (p["features"], 1),
            "A softmax needs a logit for each class, so there are as many outputs as labels that can occur."),
    Mistake("b", "forgot the biases", lambda p: count(p, biases=False), "Each unit after the input has a bias."),
    Mistake("b", "examples as inputs", lambda p: count(p, features=p["examples"]),
            "The number of examples is a distractor: the network sees one example at a time."),
    Mistake("b", "one output unit", lambda p: count(p, classes=1), "There is an output unit for each class."),
    Mistake("b", "one hidden layer too few", hidden_layer_lost,
            "There is one layer of weights more than there are hidden layers."),
)  # fmt: skip


def size(least: int, most: int, text: str) -> JSON:
    return {"type": "integer", "minimum": least, "maximum": most, "description": text}


family = Family(
    cases=("one_hidden_layer", "several_hidden_layers"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "features": size(1, 10000, "features of each example, e.g. 6"),
        "hidden": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 10000},
            "minItems": 1,
            "maxItems": 6,
            "description": "units of the hidden layers, e.g. [32, 32, 32]",
        },
        "classes": size(2, 1000, "labels that can occur, e.g. 4"),
        "examples": size(2, 100000, "examples in the data set, e.g. 80"),
        "batch": size(1, 10000, "examples in a batch, e.g. 16"),
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
