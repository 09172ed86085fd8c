"""The JSON Schema of a list of layers: for each type its own arguments, so that an error names layer and argument.

A family takes it as `schema={"layers": LAYERS, ...}`; lists inside of lists point back to the field of that name.
"""

from __future__ import annotations

from collections.abc import Mapping

from questions.layers.fields import REQUIRED, whole
from questions.layers.table import TYPES
from questions.model import JSON

INNER: Mapping[str, JSON] = {"$ref": "#/properties/layers/$defs/list"}
MOST_ENTRIES = 200
COMPOSITES: Mapping[str, tuple[Mapping[str, JSON], tuple[str, ...]]] = {
    "Residual": ({"layers": INNER, "shortcut": INNER}, ("layers",)),
    "Repeat": ({"times": whole(1, 200), "layers": INNER}, ("times", "layers")),
    "Product": ({"branches": {"type": "array", "items": INNER, "minItems": 2, "maxItems": 4}}, ("branches",)),
    "Concat": ({"branches": {"type": "array", "items": INNER, "minItems": 2, "maxItems": 16}}, ("branches",)),
}


def _rows() -> dict[str, tuple[Mapping[str, JSON], tuple[str, ...]]]:
    """By type, the schemas of its arguments and the names of those that must be there."""
    plain: dict[str, tuple[Mapping[str, JSON], tuple[str, ...]]] = {
        name: (
            {argument: field.schema for argument, field in row.fields.items()},
            tuple(argument for argument, field in row.fields.items() if field.default is REQUIRED),
        )
        for name, row in TYPES.items()
    }
    return {**plain, **COMPOSITES}


def _layer() -> dict[str, JSON]:
    rows = _rows()
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(rows)}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {
                    "properties": dict(arguments),
                    "required": list(required),
                    "propertyNames": {"enum": ["type", *arguments]},
                },
            }
            for name, (arguments, required) in rows.items()
        ],
    }


LAYERS: Mapping[str, JSON] = {
    "type": "array",
    "minItems": 2,
    "maxItems": MOST_ENTRIES,
    "items": {"$ref": "#/properties/layers/$defs/layer"},
    "$defs": {
        "layer": _layer(),
        "list": {
            "type": "array",
            "items": {"$ref": "#/properties/layers/$defs/layer"},
            "maxItems": MOST_ENTRIES,
        },
    },
    "description": "the layers from the input on, with the names and arguments of PyTorch, "
    "e.g. @questions/layers/published/lenet5.json",
}
