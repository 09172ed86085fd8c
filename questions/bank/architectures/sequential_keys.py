"""A Sequential in PyTorch: which keys its state_dict has, what they hold, and how many parameters that makes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from questions import claims, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

BETWEEN = (["ReLU"], ["Tanh"], ["Sigmoid"], ["ReLU", "Dropout"], ["Tanh", "Dropout"])


def draw(case: str, stream: Stream) -> Params:
    hidden = 1 if case == "two_layers" else stream.integer(2, 3)

    def numbers() -> Params:
        between = (
            [stream.choice(BETWEEN[:3])]
            if case == "two_layers"
            else [stream.choice(BETWEEN) for _ in range(hidden)]
        )
        return {
            "sizes": [
                stream.integer(2, 6),
                *(stream.integer(2, 8) for _ in range(hidden)),
                stream.integer(2, 4),
            ],
            "between": [list(names) for names in between],
            "claims": claims.drawn(CLAIMS, stream, 4),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None and lively(p))


def lively(params: Params) -> bool:
    """Whether neighbouring sizes differ, so that a transposed shape is another one."""
    sizes = params["sizes"]
    return sizes[-1] != sizes[-2] and sizes[0] != sizes[1]


def case_of(params: Params) -> str:
    return "two_layers" if len(params["sizes"]) == 3 else "deeper"


def ill_posed(params: Params) -> str | None:
    hidden = len(params["sizes"]) - 2
    if len(params["between"]) != hidden:
        return f"with {hidden} hidden layers, `between` needs as many lists: it has {len(params['between'])}"
    if params["sizes"][0] == 7:
        return "with 7 inputs a batch of 7 examples looks the same turned round"
    return claims.all_alike(CLAIMS, params)


def places(params: Params) -> tuple[int, ...]:
    """Where the Linear modules stand."""
    found = [0]
    for names in params["between"]:
        found.append(found[-1] + len(names) + 1)
    return tuple(found)


def modules(params: Params) -> int:
    return len(places(params)) + sum(map(len, params["between"]))


CLAIMS: Mapping[str, Claim] = {
    "key_1": Claim("There is a key `1.weight`.", "The module with the number 1 is an activation, and it has no arrays.",
                   lambda p: 1 in places(p)),
    "key_per_module": Claim("Every module has a key of its own.",
                            "A Linear has two arrays, a weight and a bias; the other modules have none.",
                            lambda p: len(places(p)) == modules(p)),
    "two_keys_per_linear": Claim("There are two keys for each Linear, and no others.",
                                 "Each Linear has a weight and a bias.", lambda p: True),
    "first_bias_inputs": Claim(lambda p: f"The key `0.bias` holds {p['sizes'][0]} numbers.",
                               "A bias belongs to an output of the layer.", lambda p: p["sizes"][0] == p["sizes"][1]),
    "first_bias_units": Claim(lambda p: f"The key `0.bias` holds {p['sizes'][1]} numbers.",
                              "There is a bias for each output of the layer.", lambda p: True),
    "batch_of_rows": Claim(lambda p: f"An input of shape $(7,\\ {p['sizes'][0]})$ goes through the network.",
                           "It is a batch of 7 examples, one in each row.", lambda p: True),
    "batch_of_columns": Claim(lambda p: f"An input of shape $({p['sizes'][0]},\\ 7)$ goes through the network.",
                              "A Linear acts on the last axis: examples are rows.", lambda p: p["sizes"][0] == 7),
    "without_activations": Claim(
        lambda p: f"If everything but the Linear modules is taken out, there is still a key `{places(p)[-1]}.weight`.",
        "The modules are numbered anew, one after the other.", lambda p: places(p)[-1] < len(places(p))),
    "activations_add": Claim("With the other modules taken out, the network has fewer parameters.",
                             "Activations and dropout have no parameters.", lambda p: False),
}  # fmt: skip


def count(params: Params, *, biases: bool = True) -> int:
    return sum(n * m + (m if biases else 0) for n, m in pairwise(params["sizes"]))


def solve(params: Params) -> Mapping[str, Solved]:
    sizes, numbers = params["sizes"], places(params)
    rows = [
        {
            "place": k,
            "weight": rf"({m},\ {n})",
            "bias": m,
            "count": f"{typeset.product(n, m)} + {m} = {n * m + m}",
        }
        for k, (n, m) in zip(numbers, pairwise(sizes), strict=True)
    ]
    facts = {
        "rows": rows,
        "last": numbers[-1],
        "inputs": sizes[-2],
        "outputs": sizes[-1],
        "sum": " + ".join(str(n * m + m) for n, m in pairwise(sizes)),
    }
    return {
        "a": Solved(Exact("array", numbers), facts),
        "b": Solved(Exact("array", (sizes[-1], sizes[-2])), facts),
        "c": Solved(Exact("integer", count(params)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake("a", "consecutive indices", lambda p: tuple(range(len(places(p)))),
            "Every module is numbered, the ones without parameters too."),
    Mistake("a", "counted from 1", lambda p: tuple(k + 1 for k in places(p)), "PyTorch counts from 0."),
    Mistake("b", "transposed", lambda p: (p["sizes"][-2], p["sizes"][-1]),
            "PyTorch stores a weight as (outputs, inputs), and multiplies by the transpose."),
    Mistake("c", "no biases", lambda p: count(p, biases=False), "Each Linear has a bias for each of its outputs."),
    Mistake("c", "one bias for each layer", lambda p: count(p, biases=False) + len(p["sizes"]) - 1,
            "A bias is a vector with an entry for each output."),
)  # fmt: skip

family = Family(
    cases=("two_layers", "deeper"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 2048},
            "minItems": 3,
            "maxItems": 7,
            "description": "units from the inputs on, e.g. [2, 2, 2]",
        },
        "between": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "string", "enum": ["ReLU", "Tanh", "Sigmoid", "GELU", "Dropout"]},
                "minItems": 1,
                "maxItems": 3,
            },
            "minItems": 1,
            "maxItems": 5,
            "description": 'the modules after each hidden layer, e.g. [["ReLU"]]',
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
