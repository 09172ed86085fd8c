"""An activation map and the features in it, and how deep a unit must be to see a whole object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from questions import typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Map: TypeAlias = "tuple[tuple[int, ...], ...]"


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params)
    )


def _numbers(case: str, stream: Stream) -> Params:
    size, side = (4, 2) if case == "two_by_two" else (5, 3)
    entries = (-1, 0, 1) if side == 3 else (-2, -1, 1, 2)
    return {
        "image": [[stream.integer(0, 4) for _ in range(size)] for _ in range(size)],
        "kernel": [[stream.choice(entries) for _ in range(side)] for _ in range(side)],
        "bias": stream.sign() * stream.integer(1, 3),
        "filters": stream.integer(2, 16),
        "side": stream.choice((3, 5, 7)),
        "layers": stream.integer(2, 7),
        "object": stream.integer(8, 60),
    }


def _telling(params: Params) -> bool:
    """Whether some entries of the map are cut off and some are not, and the filter is not its own mirror image."""
    before = [entry for row in pre_activations(params) for entry in row]
    on = [entry for entry in before if entry > 0]
    kernel = params["kernel"]
    return 2 * len(on) > len(before) > len(on) and len(set(on)) > 1 and kernel != _turned(kernel)


def _turned(kernel: list[list[int]]) -> list[list[int]]:
    return [row[::-1] for row in kernel[::-1]]


def case_of(params: Params) -> str:
    return "two_by_two" if len(params["kernel"]) == 2 else "three_by_three"


def ill_posed(params: Params) -> str | None:
    image, kernel = params["image"], params["kernel"]
    if any(len(row) != len(image) for row in image) or any(len(row) != len(kernel) for row in kernel):
        return "the image and the filter are squares"
    if len(kernel) >= len(image):
        return "the filter does not move over an image of its own size"
    if params["object"] <= params["side"]:
        return "the first layer sees the whole object already"
    return None


def slide(params: Params, kernel: list[list[int]], bias: int) -> Map:
    image, side = params["image"], len(kernel)
    places = range(len(image) - side + 1)
    return tuple(
        tuple(
            bias + sum(kernel[a][b] * image[i + a][j + b] for a in range(side) for b in range(side))
            for j in places
        )
        for i in places
    )


def pre_activations(params: Params) -> Map:
    return slide(params, params["kernel"], params["bias"])


def rectified(entries: Map) -> Map:
    return tuple(tuple(max(entry, 0) for entry in row) for row in entries)


def seen(layers: int, side: int) -> int:
    """Pixels of a row that reach a unit: each layer adds side - 1."""
    return 1 + layers * (side - 1)


def depth(params: Params) -> int:
    """The first layer whose units see as many pixels as the object has."""
    return -(-(params["object"] - 1) // (params["side"] - 1))


def features(params: Params) -> int:
    return int(params["filters"] * len(pre_activations(params)) ** 2)


def solve(params: Params) -> Mapping[str, Solved]:
    before, side = pre_activations(params), params["side"]
    kernel, image = params["kernel"], params["image"]
    terms = [
        typeset.product(kernel[a][b], image[a][b]) for a in range(len(kernel)) for b in range(len(kernel))
    ]
    facts = {
        "before": typeset.matrix(before),
        "entry": typeset.signed_sum([*terms, str(params["bias"])]),
        "value": before[0][0],
        "side": len(before),
        "step": side - 1,
        "first": side,
        "deep": depth(params),
        "sees": seen(depth(params), side),
        "less": seen(depth(params) - 1, side),
    }
    return {
        "a": Solved(Exact("array", rectified(before)), facts),
        "b": Solved(Exact("integer", features(params)), facts),
        "c": Solved(Exact("integer", seen(params["layers"], side)), facts),
        "d": Solved(Exact("integer", depth(params)), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "before the activation",
        pre_activations,
        "The activation map holds the outputs of the units, after the activation: nothing in it is negative.",
    ),
    Mistake(
        "a",
        "without the bias",
        lambda p: rectified(slide(p, p["kernel"], 0)),
        "Each filter has a bias, which is added at every place before the activation.",
    ),
    Mistake(
        "a",
        "with the filter turned over",
        lambda p: rectified(slide(p, _turned(p["kernel"]), p["bias"])),
        "In a network the filter is laid on the image as it is (a cross-correlation).",
    ),
    Mistake(
        "b",
        "one for each filter",
        lambda p: p["filters"],
        "Each place of a map is a feature of its own: it says where, not only whether.",
    ),
    Mistake(
        "b",
        "as many places as pixels",
        lambda p: p["filters"] * len(p["image"]) ** 2,
        "Without padding the filter has fewer places than the image has pixels.",
    ),
    Mistake(
        "c",
        "as wide as the filter",
        lambda p: p["side"],
        "A unit of a later layer sees units that see pixels: the field grows with each layer.",
    ),
    Mistake(
        "c",
        "multiplied by the layers",
        lambda p: p["layers"] * p["side"],
        "Neighbouring fields overlap: each layer adds only the width of the filter minus 1.",
    ),
    Mistake(
        "d",
        "fields side by side",
        lambda p: -(-p["object"] // p["side"]),
        "Neighbouring fields overlap: each layer adds only the width of the filter minus 1.",
    ),
)

SQUARE = {
    "type": "array",
    "items": {
        "type": "array",
        "items": {"type": "integer", "minimum": -9, "maximum": 9},
        "minItems": 2,
        "maxItems": 6,
    },
    "minItems": 2,
    "maxItems": 6,
}

family = Family(
    cases=("two_by_two", "three_by_three"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "image": {**SQUARE, "description": "the image, a square of whole numbers"},
        "kernel": {**SQUARE, "description": "the filter, a smaller square, e.g. [[1, -1], [1, -1]]"},
        "bias": {"type": "integer", "minimum": -20, "maximum": 20, "description": "the bias of the filter"},
        "filters": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "filters of the layer"},
        "side": {
            "type": "integer",
            "minimum": 2,
            "maximum": 11,
            "description": "width of the filters in (c) and (d)",
        },
        "layers": {"type": "integer", "minimum": 1, "maximum": 50, "description": "layers in part (c)"},
        "object": {
            "type": "integer",
            "minimum": 3,
            "maximum": 300,
            "description": "width of the object in pixels",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
