"""Memory against computation: the layer inputs that a forward pass keeps for the way back, in numbers and bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from questions import statements
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

BYTES = {"float16": 2, "float32": 4, "float64": 8}
FIRST, HIDDEN, LAST = (256, 512, 784, 1024), (64, 128, 256, 512), (2, 5, 10)
BATCHES = (16, 32, 64, 128)


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "type": case,
        "batch": stream.choice(BATCHES),
        "sizes": [
            stream.choice(FIRST),
            *(stream.choice(HIDDEN) for _ in range(stream.integer(1, 3))),
            stream.choice(LAST),
        ],
        "statements": list(stream.sample(list(STATEMENTS), 4)),
    }


def ill_posed(params: Params) -> str | None:
    if params["batch"] == 1:
        return "a batch of 1: it is not seen whether the batch is counted"
    names = params["statements"]
    if len(set(names)) < len(names):
        return "a statement stands twice"
    true = sum(STATEMENTS[name][1](params) for name in names)
    return None if 0 < true < len(names) else "some statements must hold, and not all"


# -- what is kept ------------------------------------------------------------------------------------------


def numbers(params: Params) -> int:
    """The inputs of all layers: every size but the last, for each example."""
    return int(params["batch"] * sum(params["sizes"][:-1]))


def parameters(params: Params) -> int:
    return sum((a + 1) * b for a, b in pairwise(params["sizes"]))


def layers_run(params: Params, kept: bool) -> int:
    """Layers run forwards in one step of training; without a cache, each layer's input is found from the start."""
    count = len(params["sizes"]) - 1
    return count if kept else count + count * (count - 1) // 2


def widened(params: Params) -> Params:
    first, *hidden, last = params["sizes"]
    return {**params, "sizes": [first, *(2 * n for n in hidden), last]}


STATEMENTS: Mapping[str, tuple[Statement, Callable[[Params], bool]]] = {
    "batch_doubles": (
        Statement("With twice the batch, twice as much is kept.", "Each example has its own values."),
        lambda p: numbers({**p, "batch": 2 * p["batch"]}) == 2 * numbers(p)),
    "batch_parameters": (
        Statement("With twice the batch, the parameters take twice the memory.",
                  "All examples of a batch share the parameters."),
        lambda p: parameters({**p, "batch": 2 * p["batch"]}) == 2 * parameters(p)),
    "one_per_parameter": (
        Statement("One number is kept for each parameter.",
                  "What is kept are values of units, not of weights: one for each example and layer input."),
        lambda p: numbers(p) == parameters(p)),
    "larger_than_parameters": (
        Statement("What is kept takes more memory than the parameters.",
                  "It depends on the batch: the numbers of both are to be compared."),
        lambda p: numbers(p) > parameters(p)),
    "inference_same": (
        Statement("For predictions alone, as much would have to be kept.",
                  "Without a way back, each layer input can be forgotten as soon as the layer is done."),
        lambda p: p["batch"] * p["sizes"][-2] == numbers(p)),
    "no_cache_more": (
        Statement("Without the kept values, layers would have to be run forwards again on the way back.",
                  "The slopes and the gradients of the weights need them: memory is traded for computation."),
        lambda p: layers_run(p, kept=False) > layers_run(p, kept=True)),
    "no_cache_less": (
        Statement("Without the kept values, a step of training would take less computation.",
                  "What is not kept has to be computed again."),
        lambda p: layers_run(p, kept=False) < layers_run(p, kept=True)),
    "wider_fourfold": (
        Statement("With hidden layers twice as wide, at least four times as much is kept.",
                  "Weights grow with the product of two sizes, the kept values with their sum."),
        lambda p: numbers(widened(p)) >= 4 * numbers(p)),
}  # fmt: skip


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    sizes, batch = params["sizes"], params["batch"]
    facts: dict[str, Any] = {
        "sum": " + ".join(map(str, sizes[:-1])),
        "total": sum(sizes[:-1]),
        "numbers": numbers(params),
        "bytes": BYTES[params["type"]],
        "memory": numbers(params) * BYTES[params["type"]],
        "parameters": parameters(params),
        "L": len(sizes) - 1,
        "again": layers_run(params, kept=False),
        "batch": batch,
    }
    decided = [(STATEMENTS[name][0], STATEMENTS[name][1](params)) for name in params["statements"]]
    return {
        "a": Solved(Exact("integer", numbers(params)), facts),
        "b": Solved(Exact("integer", numbers(params) * BYTES[params["type"]]), facts),
        "c": statements.tick_all(decided, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------

BATCH = "Every example of the batch has values of its own, and all are needed on the way back."
NOT_PARAMETERS = "That is the number of parameters; what is kept are the inputs of the layers."

MISTAKES = (
    Mistake("a", "without the batch", lambda p: sum(p["sizes"][:-1]), BATCH),
    Mistake("a", "parameters instead of activations", parameters, NOT_PARAMETERS),
    Mistake("a", "the outputs as well", lambda p: p["batch"] * sum(p["sizes"]),
            "The last size is no input of a layer."),
    Mistake("a", "without the input of the network", lambda p: p["batch"] * sum(p["sizes"][1:-1]),
            "The gradient of the first weights needs the input of the network, too."),
    Mistake("b", "without the batch", lambda p: sum(p["sizes"][:-1]) * BYTES[p["type"]], BATCH),
    Mistake("b", "parameters instead of activations", lambda p: parameters(p) * BYTES[p["type"]], NOT_PARAMETERS),
    Mistake("b", "bits", lambda p: numbers(p) * BYTES[p["type"]] * 8, "A byte has 8 bits: divide by 8."),
)  # fmt: skip

family = Family(
    cases=tuple(BYTES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "type": {"type": "string", "enum": list(BYTES), "description": "type of all numbers, e.g. float32"},
        "batch": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4096,
            "description": "examples in a batch, e.g. 64",
        },
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 4096},
            "minItems": 3,
            "maxItems": 7,
            "description": "inputs, hidden units of each layer, outputs, e.g. [784, 512, 256, 10]",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "statements of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["type"],
)
