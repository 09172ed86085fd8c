"""Shapes of derivatives in both layouts, and the order of the factors in the chain rule that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from questions.model import Family, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

Shape: TypeAlias = "tuple[int, int]"

SHAPES = ("d x 1", "1 x d", "m x d", "d x m", "m x 1", "1 x m", "1 x md")
PRODUCTS = {
    "J g": r"\frac{\partial f}{\partial x} \cdot \frac{\partial L}{\partial f}",
    "g J": r"\frac{\partial L}{\partial f} \cdot \frac{\partial f}{\partial x}",
    "J^T g": r"\left(\frac{\partial f}{\partial x}\right)^\top \cdot \frac{\partial L}{\partial f}",
    "g J^T": r"\frac{\partial L}{\partial f} \cdot \left(\frac{\partial f}{\partial x}\right)^\top",
}


def draw(case: str, stream: Stream) -> Params:
    d, m = stream.sample(range(2, 10), 2)
    return {
        "layout": case,
        "d": d,
        "m": m,
        "shapes": list(stream.shuffle(SHAPES)),
        "products": list(stream.shuffle(tuple(PRODUCTS))),
    }


def ill_posed(params: Params) -> str | None:
    if params["d"] == params["m"]:
        return "with as many outputs as inputs two of the shapes are the same"
    return None


def size(name: str, params: Params) -> Shape:
    """The shape of this name: "d x 1" with d = 5 as (5, 1)."""
    sizes = {"d": params["d"], "m": params["m"], "1": 1, "md": params["m"] * params["d"]}
    rows, columns = name.split(" x ")
    return sizes[rows], sizes[columns]


def turned(shape: Shape) -> Shape:
    return shape[::-1]


def by_layout(outputs: int, inputs: int, params: Params) -> Shape:
    """Rows for outputs in numerator layout, rows for inputs in denominator layout."""
    return (outputs, inputs) if params["layout"] == "numerator" else (inputs, outputs)


def product_shape(name: str, params: Params) -> Shape | None:
    """The shape of the product of this name; None where its factors do not fit."""
    d, m = params["d"], params["m"]
    jacobian, gradient = by_layout(m, d, params), by_layout(1, m, params)
    factor = turned(jacobian) if "^T" in name else jacobian
    left, right = (factor, gradient) if name.startswith("J") else (gradient, factor)
    return (left[0], right[1]) if left[1] == right[0] else None


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    d, m = params["d"], params["m"]
    rule = (
        "In numerator layout the rows belong to the outputs, the columns to the inputs."
        if params["layout"] == "numerator"
        else "In denominator layout the rows belong to the inputs, the columns to the outputs."
    )
    wanted = {
        "a": (by_layout(1, d, params), rule),
        "b": ((d, 1), "A gradient stands as its variable does: it is subtracted from it."),
        "c": (by_layout(m, d, params), rule),
        "d": (by_layout(1, m, params), rule),
        "f": ((m, d), "The gradient of a scalar has the shape of the parameter, one entry for each weight."),
    }  # fmt: skip
    facts = {
        "scalar": written(by_layout(1, d, params)),
        "gradient": written((d, 1)),
        "jacobian": written(by_layout(m, d, params)),
        "upstream": written(by_layout(1, m, params)),
        "weights": written((m, d)),
        "product": PRODUCTS["g J" if params["layout"] == "numerator" else "J g"],
        "conform": rf"({written(by_layout(1, m, params))})({written(by_layout(m, d, params))})"
        if params["layout"] == "numerator"
        else rf"({written(by_layout(m, d, params))})({written(by_layout(1, m, params))})",
    }
    solved = {label: _pick(shape, why, params, facts) for label, (shape, why) in wanted.items()}
    solved["e"] = _pick_product(params, facts)
    return dict(sorted(solved.items()))


def written(shape: Shape) -> str:
    return rf"{shape[0]} \times {shape[1]}"


def _pick(wanted: Shape, why: str, params: Params, facts: Mapping[str, str]) -> Solved:
    shapes = [size(name, params) for name in params["shapes"]]
    return pick_one([(Statement(f"${written(shape)}$", why), shape == wanted) for shape in shapes], facts)


def _pick_product(params: Params, facts: Mapping[str, str]) -> Solved:
    wanted = by_layout(1, params["d"], params)
    decided = [
        (Statement(f"${PRODUCTS[name]}$", _why(name, params)), product_shape(name, params) == wanted)
        for name in params["products"]
    ]
    return pick_one(decided, facts)


def _why(name: str, params: Params) -> str:
    found = product_shape(name, params)
    if found is None:
        return "These factors do not fit: the left one has not as many columns as the right one has rows."
    return f"This product has the shape ${written(found)}$."


family = Family(
    cases=("numerator", "denominator"),
    draw=draw,
    solve=solve,
    mistakes=(),
    schema={
        "layout": {
            "type": "string",
            "enum": ["numerator", "denominator"],
            "description": "numerator: rows for outputs, columns for inputs; denominator: the transpose",
        },
        "d": {"type": "integer", "minimum": 2, "maximum": 99, "description": "inputs: entries of x"},
        "m": {"type": "integer", "minimum": 2, "maximum": 99, "description": "outputs: entries of f(x)"},
        "shapes": {
            "type": "array",
            "items": {"type": "string", "enum": list(SHAPES)},
            "minItems": len(SHAPES),
            "maxItems": len(SHAPES),
            "uniqueItems": True,
            "description": "the shapes to choose from, in the order of the sheet",
        },
        "products": {
            "type": "array",
            "items": {"type": "string", "enum": list(PRODUCTS)},
            "minItems": len(PRODUCTS),
            "maxItems": len(PRODUCTS),
            "uniqueItems": True,
            "description": "the products to choose from, in the order of the sheet; J is df/dx, g is dL/df",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["layout"]),
)
