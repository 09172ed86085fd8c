"""A network as a drawing: lines are weights, and each unit that lines lead to has a bias."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from questions import typeset
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

LETTERS = {3: ["x", "h", r"\hat y"], 4: ["x", "h", "g", r"\hat y"]}


def draw(case: str, stream: Stream) -> Params:
    layers = 3 if case == "one_hidden_layer" else 4

    def numbers() -> Params:
        return {"sizes": [stream.integer(2, 6) for _ in range(layers)]}

    return stream.until(numbers, lambda p: len(set(p["sizes"])) > 1)


def case_of(params: Params) -> str:
    return "one_hidden_layer" if len(params["sizes"]) == 3 else "two_hidden_layers"


def weights(sizes: list[int]) -> int:
    return sum(n * m for n, m in pairwise(sizes))


def total(sizes: list[int]) -> int:
    """Weights, and a bias for each unit but the inputs."""
    return weights(sizes) + sum(sizes[1:])


def wider(params: Params) -> list[int]:
    """The sizes with one unit more in the first hidden layer."""
    sizes: list[int] = params["sizes"]
    return [sizes[0], sizes[1] + 1, *sizes[2:]]


def drawing(sizes: list[int]) -> JSON:
    from questions import figures

    hidden = " and ".join(f"{size} units" for size in sizes[1:-1])
    words = (
        f"a fully connected network: {sizes[0]} inputs, {hidden} in the hidden layer{'s' * (len(sizes) > 3)}, "
        f"{sizes[-1]} outputs"
    )
    return figures.network(sizes, words, LETTERS[len(sizes)])


def solve(params: Params) -> Mapping[str, Solved]:
    sizes: list[int] = params["sizes"]
    facts = {
        "products": " + ".join(typeset.product(n, m) for n, m in pairwise(sizes)),
        "weights": weights(sizes),
        "biases": " + ".join(map(str, sizes[1:])),
        "units": sum(sizes[1:]),
        "inputs": sizes[0],
        "following": sizes[2],
    }
    return {
        "a": Solved(Exact("integer", weights(sizes)), facts, figures=(drawing(sizes),)),
        "b": Solved(Exact("integer", total(sizes)), facts),
        "c": Solved(Exact("integer", total(wider(params)) - total(sizes)), facts),
    }


MISTAKES = (
    Mistake("a", "the units", lambda p: sum(p["sizes"]), "Circles are units; the lines between them are weights."),
    Mistake("a", "with the biases", lambda p: total(p["sizes"]), "A bias has no line: it belongs to a unit."),
    Mistake("a", "the first layer alone", lambda p: p["sizes"][0] * p["sizes"][1],
            "There are lines between all neighbouring layers."),
    Mistake("b", "no biases", lambda p: weights(p["sizes"]), "Each unit that lines lead to adds a bias of its own."),
    Mistake("b", "bias only on output", lambda p: weights(p["sizes"]) + p["sizes"][-1],
            "Hidden units have biases, too."),
    Mistake("b", "a bias for each circle", lambda p: weights(p["sizes"]) + sum(p["sizes"]),
            "The inputs are numbers that are given: nothing is added to them."),
    Mistake("b", "one bias for each layer", lambda p: weights(p["sizes"]) + len(p["sizes"]) - 1,
            "A layer has a bias for each of its units."),
    Mistake("c", "its lines without its bias", lambda p: p["sizes"][0] + p["sizes"][2], "The unit has a bias as well."),
    Mistake("c", "the lines that lead to it", lambda p: p["sizes"][0] + 1, "Lines lead on from the new unit, too."),
)  # fmt: skip

family = Family(
    cases=("one_hidden_layer", "two_hidden_layers"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 10},
            "minItems": 3,
            "maxItems": 4,
            "description": "units of each layer, from the inputs to the outputs, e.g. [2, 4, 2]",
        }
    },
    case_of=case_of,
)
