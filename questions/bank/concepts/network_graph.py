"""What circles and lines of a network diagram stand for, and how many of each a fully connected network has."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import prod

from questions import claims, statements, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    hidden = 1 if case == "one_hidden_layer" else stream.integer(2, 3)

    def numbers() -> Params:
        sizes = [stream.integer(2, 6), *(stream.integer(3, 9) for _ in range(hidden)), stream.integer(1, 4)]
        return {"sizes": sizes, "claims": claims.drawn(CLAIMS, stream, COUNT)}

    return stream.until(numbers, lambda params: ill_posed(params) is None)


def ill_posed(params: Params) -> str | None:
    return claims.all_alike(CLAIMS, params)


def case_of(params: Params) -> str:
    return "one_hidden_layer" if len(params["sizes"]) == 3 else "more_hidden_layers"


def nodes(params: Params) -> int:
    return sum(params["sizes"])


def edges(params: Params) -> int:
    return sum(n * m for n, m in pairwise(params["sizes"]))


def biases(params: Params) -> int:
    return sum(params["sizes"][1:])


CLAIMS: Mapping[str, Claim] = {
    "one_value": Claim(
        "For one example, each circle holds a single number.",
        "A circle is a unit, and a unit has one value: its activation.",
        lambda p: nodes(p) == sum(p["sizes"]),
    ),
    "edge_is_weight": Claim(
        "There is one weight for each line.",
        "The weight of a line multiplies the value that passes along it.",
        lambda p: edges(p) == sum(n * m for n, m in pairwise(p["sizes"])),
    ),
    "edge_is_unit": Claim(
        "There is one unit for each line.",
        "Units are the circles; a line is a connection, with a weight.",
        lambda p: edges(p) == nodes(p),
    ),
    "node_is_example": Claim(
        "There are as many circles as there are inputs.",
        "Hidden units and outputs are circles, too.",
        lambda p: nodes(p) == p["sizes"][0],
    ),
    "all_to_all": Claim(
        "Every circle is connected to every other circle.",
        "Fully connected means: each unit of a layer with each unit of the next one.",
        lambda p: edges(p) == nodes(p) * (nodes(p) - 1),
    ),
    "next_layer": Claim(
        "Every line leads from one layer to the next.",
        "In a feed-forward network of this kind no line skips a layer or stays within one.",
        lambda p: len(p["sizes"]) > 1,
    ),
    "same_layer": Claim(
        "Units of the same layer are connected with each other.",
        "Units of one layer do not see each other; this is why they can be computed in parallel.",
        lambda p: len(p["sizes"]) == 1,
    ),
    "inputs_of_hidden": Claim(
        "A unit of the first hidden layer has as many incoming lines as there are inputs.",
        "It adds up all inputs, each times a weight of its own.",
        lambda p: edges({**p, "sizes": [p["sizes"][0], 1]}) == p["sizes"][0],
    ),
    "more_edges": Claim(
        "There are more lines than circles.",
        "Compare the two counts.",
        lambda p: edges(p) > nodes(p),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    sizes = params["sizes"]
    facts = {
        "sum": " + ".join(map(str, sizes)),
        "products": " + ".join(typeset.product(n, m) for n, m in pairwise(sizes)),
        "biases": " + ".join(map(str, sizes[1:])),
        "edges": edges(params),
        "bias_count": biases(params),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("integer", nodes(params)), facts),
        "b": Solved(Exact("integer", edges(params)), facts),
        "c": Solved(Exact("integer", edges(params) + biases(params)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "without the inputs",
        biases,
        "Inputs are drawn as circles, too: they hold the values that the first weights multiply.",
    ),
    Mistake(
        "b",
        "biases counted as lines",
        lambda p: edges(p) + biases(p),
        "A bias leads from no other unit; the lines are the weights alone.",
    ),
    Mistake(
        "b",
        "the product of all sizes",
        lambda p: prod(p["sizes"]),
        "That is the number of paths from inputs to outputs; lines are counted layer by layer, and added.",
    ),
    Mistake(
        "c",
        "no biases",
        edges,
        "Each unit after the inputs has a bias, which is a parameter although no line shows it.",
    ),
    Mistake(
        "c",
        "biases for the inputs too",
        lambda p: edges(p) + nodes(p),
        "An input is given: nothing is computed in it, so it has no bias.",
    ),
)

family = Family(
    cases=("one_hidden_layer", "more_hidden_layers"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 20},
            "minItems": 3,
            "maxItems": 6,
            "description": "units of each layer, from the inputs to the outputs, e.g. [3, 4, 2]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
