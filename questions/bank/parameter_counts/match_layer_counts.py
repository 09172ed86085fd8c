"""Layers and their numbers of parameters, to be matched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from questions import labels
from questions.model import JSON, Family, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, match

Layer = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of layer: its fields, its words, its count, how the count comes about, and counts that are wrong."""

    fields: tuple[str, ...]
    words: Callable[[Layer], str]
    count: Callable[[Layer], int]
    why: Callable[[Layer], str]
    slips: Mapping[str, Callable[[Layer], int]]


def biased(layer: Layer) -> str:
    return "with biases" if layer["bias"] else "without biases"


def plus(layer: Layer, count: int) -> str:
    return f" + {count}" if layer["bias"] else ""


KINDS: Mapping[str, Kind] = {
    "dense": Kind(
        ("inputs", "outputs"),
        lambda s: f"fully connected from {s['inputs']} to {s['outputs']} units, {biased(s)}",
        lambda s: s["inputs"] * s["outputs"] + s["bias"] * s["outputs"],
        lambda s: f"A weight for each pair: ${s['inputs']} \\cdot {s['outputs']}{plus(s, s['outputs'])}$.",
        {
            "the biases are left out": lambda s: s["inputs"] * s["outputs"],
            "there is a bias for each input instead of each output": lambda s: (
                s["inputs"] * s["outputs"] + s["bias"] * s["inputs"]
            ),
        },
    ),
    "convolution": Kind(
        ("inputs", "outputs", "kernel"),
        lambda s: (
            f"convolution with kernels of ${s['kernel']} \\times {s['kernel']}$ from {s['inputs']} to "
            f"{s['outputs']} channels, {biased(s)}"
        ),
        lambda s: s["kernel"] ** 2 * s["inputs"] * s["outputs"] + s["bias"] * s["outputs"],
        lambda s: (
            f"Each filter spans all input channels: ${s['kernel']}^2 \\cdot {s['inputs']} \\cdot "
            f"{s['outputs']}{plus(s, s['outputs'])}$."
        ),
        {
            "the kernel is not squared": lambda s: (
                s["kernel"] * s["inputs"] * s["outputs"] + s["bias"] * s["outputs"]
            ),
            "each filter has one input channel only": lambda s: (
                s["kernel"] ** 2 * s["outputs"] + s["bias"] * s["outputs"]
            ),
            "the biases are left out": lambda s: s["kernel"] ** 2 * s["inputs"] * s["outputs"],
        },
    ),
    "depthwise": Kind(
        ("inputs", "kernel"),
        lambda s: (
            f"depthwise convolution with one kernel of ${s['kernel']} \\times {s['kernel']}$ for each of "
            f"{s['inputs']} channels, {biased(s)}"
        ),
        lambda s: s["kernel"] ** 2 * s["inputs"] + s["bias"] * s["inputs"],
        lambda s: (
            f"Each filter sees one channel: ${s['kernel']}^2 \\cdot {s['inputs']}{plus(s, s['inputs'])}$."
        ),
        {
            "each filter spans all channels": lambda s: (
                s["kernel"] ** 2 * s["inputs"] ** 2 + s["bias"] * s["inputs"]
            )
        },
    ),
    "embedding": Kind(
        ("inputs", "outputs"),
        lambda s: f"embedding of {s['inputs']} tokens in {s['outputs']} dimensions",
        lambda s: s["inputs"] * s["outputs"],
        lambda s: f"A row for each token: ${s['inputs']} \\cdot {s['outputs']}$.",
        {"a bias is added for each dimension": lambda s: (s["inputs"] + 1) * s["outputs"]},
    ),
    "batch_norm": Kind(
        ("inputs",),
        lambda s: f"batch normalisation of {s['inputs']} channels (what is trained)",
        lambda s: 2 * s["inputs"],
        lambda s: f"A scale and a shift for each channel: $2 \\cdot {s['inputs']}$.",
        {
            "the running means and variances are not trained": lambda s: 4 * s["inputs"],
            "the shifts are left out": lambda s: s["inputs"],
        },
    ),
}
SIZES = {"inputs": (3, 4, 6, 8, 10, 12, 16, 20), "outputs": (2, 3, 5, 7, 9, 11, 14, 15), "kernel": (3, 5)}


def draw(_case: str, stream: Stream) -> Params:
    return stream.until(lambda: candidate(stream), lambda params: ill_posed(params) is None)


def candidate(stream: Stream) -> Params:
    """Four layers of different kinds, their counts, and two counts that a slip leads to."""
    layers = [_layer(kind, stream) for kind in stream.sample(tuple(KINDS), 4)]
    right = [count(layer) for layer in layers]
    slips = sorted({wrong for layer in layers for _, wrong in slipped(layer)} - set(right))
    return {"layers": layers, "counts": list(stream.shuffle([*right, *stream.sample(slips, 2)]))}


def _layer(kind: str, stream: Stream) -> dict[str, JSON]:
    sizes = {name: stream.choice(SIZES[name]) for name in KINDS[kind].fields}
    return {
        "kind": kind,
        **sizes,
        "bias": bool(kind not in ("embedding", "batch_norm") and stream.integer(0, 2)),
    }


def count(layer: Layer) -> int:
    return KINDS[layer["kind"]].count(layer)


def slipped(layer: Layer) -> list[tuple[str, int]]:
    """What goes wrong, and the count that it leads to."""
    found = [(name, slip(layer)) for name, slip in KINDS[layer["kind"]].slips.items()]
    return [(name, wrong) for name, wrong in found if wrong != count(layer)]


def ill_posed(params: Params) -> str | None:
    for layer in params["layers"]:
        missing = [name for name in KINDS[layer["kind"]].fields if name not in layer]
        if missing:
            return f"the layer {layer['kind']} has no {missing[0]}"
    if len(params["counts"]) <= len(params["layers"]):
        return "there are no more counts than layers: the last pair would be a gift"
    return labels.ambiguous(fits(params))


def fits(params: Params) -> list[list[bool]]:
    return [[number == count(layer) for number in params["counts"]] for layer in params["layers"]]


def solve(params: Params) -> Mapping[str, Solved]:
    layers = params["layers"]
    items = [Statement(KINDS[s["kind"]].words(s), KINDS[s["kind"]].why(s)) for s in layers]
    choices = [Statement(f"${number}$", _said(number, layers)) for number in params["counts"]]
    return {"a": match(items, choices, fits(params))}


def _said(number: int, layers: list[Layer]) -> str:
    """Where a number comes from that is a slip's; for the count of a layer, nothing that would name it."""
    if number in map(count, layers):
        return "It is the number of another layer."
    for k, layer in enumerate(layers, start=1):
        for name, wrong in slipped(layer):
            if wrong == number:
                return f"This comes about in {k} where {name}."
    return "No layer has this number."


family = Family(
    cases=("layers",),
    draw=draw,
    solve=solve,
    mistakes=(),
    schema={
        "layers": {
            "type": "array", "minItems": 2, "maxItems": 6, "uniqueItems": True,
            "description": "the layers in the order of the sheet, e.g. {\"kind\": \"dense\", \"inputs\": 8, "
            "\"outputs\": 3, \"bias\": true}",
            "items": {
                "type": "object", "additionalProperties": False, "required": ["kind", "inputs", "bias"],
                "properties": {
                    "kind": {"type": "string", "enum": list(KINDS)},
                    "inputs": {"type": "integer", "minimum": 1, "maximum": 100000},
                    "outputs": {"type": "integer", "minimum": 1, "maximum": 100000},
                    "kernel": {"type": "integer", "minimum": 1, "maximum": 15},
                    "bias": {"type": "boolean"},
                },
            },
        },
        "counts": {
            "type": "array", "minItems": 3, "maxItems": 8, "uniqueItems": True,
            "items": {"type": "integer", "minimum": 1},
            "description": "the numbers that are offered, in the order of the sheet, one for each layer and more",
        },
    },
    ill_posed=ill_posed,
)  # fmt: skip
