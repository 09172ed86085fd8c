"""Rows or columns, inputs or outputs first: the shape of a layer's weights and the formula that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement, pick_one


@dataclass(frozen=True, slots=True)
class Convention:
    """`rows`: an example is a row; `inputs_first`: W has a row for each input."""

    rows: bool
    inputs_first: bool
    formula: str


CONVENTIONS: Mapping[str, Convention] = {
    "rows": Convention(rows=True, inputs_first=True, formula="H W"),
    "columns": Convention(rows=False, inputs_first=False, formula="W H"),
    "pytorch": Convention(rows=True, inputs_first=False, formula="H W^T"),
    "columns_inputs_first": Convention(rows=False, inputs_first=True, formula="W^T H"),
}
FORMULAS = {
    "H W": r"$\mathbf{H} \mathbf{W} + \mathbf{1} \mathbf{b}^\top$",
    "W H": r"$\mathbf{W} \mathbf{H} + \mathbf{b} \mathbf{1}^\top$",
    "H W^T": r"$\mathbf{H} \mathbf{W}^\top + \mathbf{1} \mathbf{b}^\top$",
    "W^T H": r"$\mathbf{W}^\top \mathbf{H} + \mathbf{b} \mathbf{1}^\top$",
}
Shape = tuple[int, int]


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        sizes = [stream.integer(2, 12) for _ in range(stream.integer(3, 4))]
        return {
            "convention": case,
            "sizes": sizes,
            "layer": stream.integer(1, len(sizes) - 1),
            "batch": stream.choice((5, 8, 16, 20, 32, 64)),
            "formulas": list(stream.shuffle(tuple(FORMULAS))),
        }

    return stream.until(
        numbers, lambda p: ill_posed(p) is None and len({*p["sizes"], p["batch"]}) > len(p["sizes"])
    )


def ill_posed(params: Params) -> str | None:
    if params["layer"] >= len(params["sizes"]):
        return f"there is no layer {params['layer']}: with {len(params['sizes'])} sizes the last one is the last layer"
    inputs, units = ends(params)
    if inputs == units:
        return "the layer has as many units as inputs: its matrix and the transpose have one shape"
    if units == params["batch"]:
        return "there are as many units as examples: the output and its transpose have one shape"
    return None


def ends(params: Params) -> Shape:
    """Inputs and units of the layer."""
    return params["sizes"][params["layer"] - 1], params["sizes"][params["layer"]]


def turned(shape: Shape, keep: bool) -> Shape:  # a shape, or that of the transpose
    return shape if keep else (shape[1], shape[0])


def weight(params: Params) -> Shape:
    return turned(ends(params), CONVENTIONS[params["convention"]].inputs_first)


def batch(params: Params, width: int) -> Shape:
    """The shape of a batch of vectors of this width."""
    return turned((params["batch"], width), CONVENTIONS[params["convention"]].rows)


def tried(params: Params, formula: str) -> tuple[Shape, Shape]:
    """The shapes of the two factors in a formula."""
    h, w = batch(params, ends(params)[0]), weight(params)
    w = turned(w, "^T" not in formula)
    return (h, w) if formula.startswith("H") else (w, h)


def judged(params: Params) -> Decided:
    rows = []
    for formula in params["formulas"]:
        (a, b), (c, d) = tried(params, formula)
        right = formula == CONVENTIONS[params["convention"]].formula
        shapes = f"The factors have the shapes $({a},\\ {b})$ and $({c},\\ {d})$"
        if right:
            said = f"{shapes}, and the sum runs over the inputs."
        elif b != c:
            said = f"{shapes}: their product is not defined."
        else:
            said = f"{shapes}: it happens to be defined, but the sum does not run over the inputs of one example."
        rows.append((Statement(FORMULAS[formula], said), right))
    return rows


def solve(params: Params) -> Mapping[str, Solved]:
    inputs, units = ends(params)
    first, second = tried(params, CONVENTIONS[params["convention"]].formula)
    facts = {
        "inputs": inputs,
        "units": units,
        "below": params["layer"] - 1,
        "factors": rf"{first[0]} \times {first[1]}",
        "other": rf"{second[0]} \times {second[1]}",
        "product": rf"{first[0]} \times {second[1]}",
        "formula": FORMULAS[CONVENTIONS[params["convention"]].formula],
    }
    return {
        "a": Solved(Exact("array", weight(params)), facts),
        "b": Solved(Exact("array", batch(params, units)), facts),
        "c": pick_one(judged(params), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def storage(params: Params, *, inputs_first: bool) -> Shape | None:
    """The shape in the other convention."""
    if CONVENTIONS[params["convention"]].inputs_first == inputs_first:
        return None
    return turned(weight(params), keep=False)


def layer_above(params: Params) -> Shape | None:
    above = {**params, "layer": params["layer"] + 1}
    return weight(above) if above["layer"] < len(params["sizes"]) else None


MISTAKES = (
    Mistake("a", "PyTorch storage order", lambda p: storage(p, inputs_first=False),
            "PyTorch stores the weights of a layer as (outputs, inputs); here the first index is that of the input."),
    Mistake("a", "inputs first", lambda p: storage(p, inputs_first=True), "Here the output unit comes first."),
    Mistake("a", "the layer above", layer_above, "Layer $l$ leads from the units of layer $l - 1$ to its own."),
    Mistake("a", "with the batch", lambda p: batch(p, ends(p)[1]),
            "The weights are the same for all examples: the size of the batch is no size of the layer."),
    Mistake("b", "transposed", lambda p: turned(batch(p, ends(p)[1]), keep=False),
            "Examples stay where they are: rows stay rows, columns stay columns."),
    Mistake("b", "d x d", lambda p: (ends(p)[0], ends(p)[0]),
            "The sums run over the units of the layer below: examples are never multiplied with each other."),
    Mistake("b", "the shape of the input", lambda p: batch(p, ends(p)[0]),
            "The layer has a number of units of its own, and puts out one number for each."),
)  # fmt: skip

family = Family(
    cases=tuple(CONVENTIONS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": list(CONVENTIONS),
            "description": "whether examples are rows or columns, and whether inputs or outputs come first in W",
        },
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 2, "maximum": 500},
            "minItems": 2,
            "maxItems": 8,
            "description": "numbers of units from the inputs on, e.g. [3, 4]",
        },
        "layer": {
            "type": "integer",
            "minimum": 1,
            "maximum": 7,
            "description": "the layer that is asked for, from 1",
        },
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 500,
            "description": "examples in the batch, e.g. 5",
        },
        "formulas": {
            "type": "array",
            "items": {"type": "string", "enum": list(FORMULAS)},
            "minItems": 4,
            "maxItems": 4,
            "uniqueItems": True,
            "description": "the four formulas, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["convention"]),
)
