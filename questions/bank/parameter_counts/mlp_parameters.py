"""How many numbers a fully connected network learns: weights and biases, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from questions.model import Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

WIDTHS = (8, 10, 12, 16, 20, 24, 32)


def draw(case: str, stream: Stream) -> Params:
    """Layers of different sizes: with equal ones a student who mixes them up is right."""
    return stream.until(lambda: _numbers(case, stream), lambda params: len(set(counts(params))) > 1)


def _numbers(case: str, stream: Stream) -> Params:
    hidden = [stream.choice(WIDTHS) for _ in range(stream.integer(1, 3))]
    return {
        "layers": [stream.integer(3, 12), *hidden, stream.integer(3, 10)],
        "biases": case == "with_biases",
        "examples": 10 * stream.integer(6, 50),
    }


def weights(layers: list[int]) -> tuple[int, ...]:
    """Weights of each layer: one for each pair of an input and a unit."""
    return tuple(inputs * units for inputs, units in pairwise(layers))


def counts(params: Params) -> tuple[int, ...]:
    """Parameters of each layer after the input."""
    layers: list[int] = params["layers"]
    units = layers[1:] if params["biases"] else [0] * (len(layers) - 1)
    return tuple(w + b for w, b in zip(weights(layers), units, strict=True))


def solve(params: Params) -> Mapping[str, Solved]:
    layers: list[int] = params["layers"]
    each = counts(params)
    rows = [
        {"name": _name(k, len(each)), "weights": rf"{n} \cdot {m} = {n * m}", "biases": m, "sum": each[k]}
        for k, (n, m) in enumerate(pairwise(layers))
    ]
    facts = {
        "rows": rows,
        "sum": " + ".join(str(count) for count in each),
        "weights": sum(weights(layers)),
        "units": sum(layers[1:]),
    }
    steps = tuple(Intermediate(f"layer {k}", f"P_{k}", count) for k, count in enumerate(each, start=1))
    return {
        "a": Solved(Exact("array", each), facts),
        "b": Solved(Exact("integer", sum(each)), facts, intermediates=steps),
    }


def _name(layer: int, last: int) -> str:
    return "output" if layer == last - 1 else f"hidden {layer + 1}"


def with_layers(params: Params, layers: list[int]) -> int:
    """The right count of another network."""
    return sum(counts({**params, "layers": layers}))


def biases_per_input(params: Params) -> tuple[int, ...] | None:
    layers: list[int] = params["layers"]
    return tuple(n * m + n for n, m in pairwise(layers)) if params["biases"] else None


def one_bias_per_layer(params: Params) -> tuple[int, ...] | None:
    return tuple(w + 1 for w in weights(params["layers"])) if params["biases"] else None


def biases_forgotten(params: Params) -> tuple[int, ...] | None:
    return weights(params["layers"]) if params["biases"] else None


def biases_added(params: Params) -> tuple[int, ...] | None:
    return None if params["biases"] else counts({**params, "biases": True})


def hidden_layer_lost(params: Params) -> int | None:
    layers: list[int] = params["layers"]
    return with_layers(params, [*layers[:-2], layers[-1]]) if len(layers) > 3 else None


def total(wrong: tuple[int, ...] | None) -> int | None:
    """The sum over the layers of a wrong count."""
    return None if wrong is None else sum(wrong)


NO_BIASES = "Every unit has a bias of its own, so a layer has as many biases as outputs, beside its weights."
PER_INPUT = (
    "A bias belongs to the unit that adds it: a layer has one for each of its outputs, none for its inputs."
)
PER_LAYER = "A layer has not one bias but a vector of biases: one for each of its outputs."
ABSENT = "This network has no biases; only the weights are learned."

MISTAKES = (
    Mistake("a", "forgot the biases", biases_forgotten, NO_BIASES),
    Mistake("a", "a bias for each input", biases_per_input, PER_INPUT),
    Mistake("a", "one bias per layer", one_bias_per_layer, PER_LAYER),
    Mistake("a", "counted biases that are not there", biases_added, ABSENT),
    Mistake("b", "forgot the biases", lambda p: total(biases_forgotten(p)), NO_BIASES),
    Mistake("b", "a bias for each input", lambda p: total(biases_per_input(p)), PER_INPUT),
    Mistake("b", "one bias per layer", lambda p: total(one_bias_per_layer(p)), PER_LAYER),
    Mistake("b", "counted biases that are not there", lambda p: total(biases_added(p)), ABSENT),
    Mistake(
        "b",
        "one hidden layer too few",
        hidden_layer_lost,
        "Between $L + 1$ groups of units there are $L$ layers of weights; go through them pair by pair.",
    ),
    Mistake(
        "b",
        "took the examples for inputs",
        lambda p: with_layers(p, [p["examples"], *p["layers"][1:]]),
        "The number of parameters depends on the network alone: the size of the training set does not enter.",
    ),
    Mistake(
        "b",
        "one output unit",
        lambda p: with_layers(p, [*p["layers"][:-1], 1]),
        "The last number of the list counts output units, and each of them has weights of its own.",
    ),
)

family = Family(
    cases=("with_biases", "without_biases"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "layers": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 2048},
            "minItems": 3,
            "maxItems": 8,
            "description": "units of each layer, from the inputs to the outputs, e.g. [6, 32, 32, 32, 4]",
        },
        "biases": {"type": "boolean", "description": "whether each layer has a bias vector"},
        "examples": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000000,
            "description": "size of the training set, which has nothing to do with the count",
        },
    },
    case_of=lambda params: "with_biases" if params["biases"] else "without_biases",
)
