"""A feed-forward network is a composition of functions: the order matters, and nothing is added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TypeAlias

from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

Layer: TypeAlias = "Sequence[str | int]"  # kind, and its number where it has one

FORMS = ("composition", "reversed", "sum", "product")
LARGEST = 200  # of a value on the way, in size


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    kinds = ["shift", "scale", "square" if case == "with_square" else "relu"]
    if stream.choice((True, False)):
        kinds.append("shift")
    return {
        "layers": [_layer(kind, stream) for kind in stream.shuffle(kinds)],
        "x": stream.sign() * stream.integer(1, 4),
        "forms": list(stream.shuffle(FORMS)),
    }


def _layer(kind: str, stream: Stream) -> list[str | int]:
    numbers = {"shift": (-4, -3, -2, -1, 1, 2, 3, 4), "scale": (-3, -2, 2, 3)}
    return [kind, stream.choice(numbers[kind]) if kind in numbers else 0]


def _telling(params: Params) -> bool:
    values = stages(params["layers"], params["x"])
    back = stages(params["layers"][::-1], params["x"])
    off = any(
        kind == "relu" and before < 0 for (kind, _), before in zip(params["layers"], values, strict=False)
    )
    small = max(map(abs, (*values, *back))) <= LARGEST
    return small and 0 not in (values[-1], back[-1]) and (off or case_of(params) == "with_square")


def apply(layer: Layer, x: int) -> int:
    number = int(layer[1])
    return {"shift": x + number, "scale": number * x, "square": x * x, "relu": max(x, 0)}[str(layer[0])]


def stages(layers: Sequence[Layer], x: int) -> list[int]:
    """The input, and what comes out of each function in turn."""
    found = [x]
    for layer in layers:
        found.append(apply(layer, found[-1]))
    return found


def value(form: str, params: Params) -> int:
    layers, x = params["layers"], params["x"]
    single = [apply(layer, x) for layer in layers]
    return {
        "composition": stages(layers, x)[-1],
        "reversed": stages(layers[::-1], x)[-1],
        "sum": sum(single),
        "product": prod(single),
    }[form]


def case_of(params: Params) -> str:
    return "with_relu" if any(kind == "relu" for kind, _ in params["layers"]) else "with_square"


def ill_posed(params: Params) -> str | None:
    values = [value(form, params) for form in FORMS]
    if values.count(values[0]) > 1:
        return "at this input the composition cannot be told from another way to combine the functions"
    return None


# -- the solution ------------------------------------------------------------------------------------------


def formula(form: str, count: int) -> str:
    """How the functions are put together, as a formula."""
    order = range(1, count + 1) if form == "reversed" else range(count, 0, -1)
    nested = "".join(f"f_{k}(" for k in order) + "x" + ")" * count
    joined = {"sum": " + ", "product": r" \cdot "}
    return joined[form].join(f"f_{k}(x)" for k in range(1, count + 1)) if form in joined else nested


WHY = {
    "composition": "Each function gets what the one before it gives.",
    "reversed": "This applies the last function first: the innermost function is the one next to the input.",
    "sum": "A network is no sum (no series) of functions: each gets the output of the one before, not the input.",
    "product": "Nothing is multiplied here: the output of one function is the input of the next.",
}


def solve(params: Params) -> Mapping[str, Solved]:
    layers, count = params["layers"], len(params["layers"])
    values, back = stages(layers, params["x"]), stages(layers[::-1], params["x"])
    facts = {
        "forward": r" \mapsto ".join(map(str, values)),
        "backward": r" \mapsto ".join(map(str, back)),
        "formula": formula("composition", count),
        "circles": r" \circ ".join(f"f_{k}" for k in range(count, 0, -1)),
    }
    decided = [
        (Statement(f"${formula(form, count)}$", WHY[form]), value(form, params) == values[-1])
        for form in params["forms"]
    ]
    return {
        "a": Solved(Exact("integer", values[-1]), facts),
        "b": pick_one(decided, facts),
        "c": Solved(Exact("integer", back[-1]), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "applied in reverse order",
        lambda p: value("reversed", p),
        "The first function gets the input; the last one gives the output.",
    ),
    Mistake("a", "summed the functions", lambda p: value("sum", p), WHY["sum"]),
    Mistake("a", "multiplied the functions", lambda p: value("product", p), WHY["product"]),
    Mistake(
        "c",
        "the order does not matter",
        lambda p: value("composition", p),
        "Composition does not commute: the same functions in another order are another network.",
    ),
)

family = Family(
    cases=("with_relu", "with_square"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "layers": {
            "type": "array",
            "items": {
                "type": "array",
                "prefixItems": [
                    {"type": "string", "enum": ["shift", "scale", "square", "relu"]},
                    {"type": "integer", "minimum": -9, "maximum": 9},
                ],
                "minItems": 2,
                "maxItems": 2,
            },
            "minItems": 2,
            "maxItems": 5,
            "description": 'functions from the first on, with their number (0 if none): [["shift", 2], ["square", 0]]',
        },
        "x": {"type": "integer", "minimum": -20, "maximum": 20, "description": "the input, a whole number"},
        "forms": {
            "type": "array",
            "items": {"type": "string", "enum": list(FORMS)},
            "minItems": 4,
            "maxItems": 4,
            "uniqueItems": True,
            "description": "the formulas to choose from, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
