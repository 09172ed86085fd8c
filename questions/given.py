"""A lecturer's own values instead of drawn ones: checked by the family's schema, refused with one line.

A line names the field, what was found and what is expected. jsonschema is imported only here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

from questions.errors import BadCall, quoted, unknown
from questions.model import JSON, Family, Params

LARGEST = 10**24  # beyond it a number is no decimal that anybody reads


def taken(slug: str, family: Family, given: Mapping[str, JSON]) -> dict[str, JSON]:
    """The given values as params of `family`; raises BadCall for an unknown name, a wrong type or range."""
    for name in given:
        if name not in family.schema:
            raise unknown(
                f"field of {slug}", name, family.schema, "fields", f"backproof show {slug} --format json"
            )
    values = {name: as_params(value, family.schema[name]) for name, value in given.items()}
    fault = first_fault(family.schema, values)
    if fault is not None:
        raise BadCall(f"{slug}: {fault}")
    return values


def as_params(value: JSON, schema: JSON) -> JSON:
    """A given number where a decimal is meant, as its text; everything else as it is."""
    if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        return [as_params(entry, schema["items"]) for entry in value]
    if isinstance(value, Mapping) and isinstance(schema.get("properties"), Mapping):
        return {name: as_params(v, schema["properties"].get(name, {})) for name, v in value.items()}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and schema.get("format") == "decimal" and abs(value) < LARGEST:
        return format(Decimal(repr(value)), "f")
    return value


def first_fault(properties: Mapping[str, JSON], values: Params) -> str | None:
    """What the schema says against `values`: field, found and expected; None if nothing. Absent fields are fine."""
    if all(name in properties and fits(value, properties[name]) for name, value in values.items()):
        return None
    import jsonschema

    schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(dict(values))
    )
    if error is None:
        return None
    path = list(error.absolute_path)
    if not path:
        return str(error.message)
    place = str(path[0]) + "".join(f"[{step}]" for step in path[1:])
    about = properties[path[0]].get("description", "")
    return f"the field {place} is {quoted(error.instance)}: expected {_expected(error)}" + (
        f" ({path[0]}: {str(about).rstrip('.')})" if about else ""
    )


PYTHON: Mapping[str, type] = {"integer": int, "string": str, "boolean": bool, "array": list}

# What each keyword asks of a value of the types that `fits` knows; `description` and `format` ask nothing. A row may
# say no to what is right (jsonschema has the last word then), and never yes to what is wrong.
KEYWORDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, wanted: type(value) is PYTHON.get(wanted),
    "enum": lambda value, wanted: (
        type(value) in (str, int) and value in [w for w in wanted if type(w) is type(value)]
    ),
    "minimum": lambda value, least: type(value) is int and value >= least,
    "maximum": lambda value, most: type(value) is int and value <= most,
    "items": lambda value, each: type(value) is list and all(fits(entry, each) for entry in value),
    "minItems": lambda value, least: type(value) is list and len(value) >= least,
    "maxItems": lambda value, most: type(value) is list and len(value) <= most,
    "uniqueItems": lambda value, wanted: wanted is True and _unlike(value),
    "minLength": lambda value, least: type(value) is str and len(value) >= least,
    "maxLength": lambda value, most: type(value) is str and len(value) <= most,
    "pattern": lambda value, wanted: type(value) is str and re.search(wanted, value) is not None,
    "description": lambda value, wanted: True,
    "format": lambda value, wanted: True,
}


OF_A_TABLE = {"type", "properties", "required", "additionalProperties", "description"}
FEW = 20  # entries that are compared one with another


def fits(value: JSON, schema: JSON) -> bool:
    """Whether a value surely fits its schema, in a hundredth of jsonschema's time; False where that must be asked."""
    try:
        if schema.get("type") == "object":
            return _table(value, schema)
        return all(KEYWORDS[keyword](value, wanted) for keyword, wanted in schema.items())
    except (KeyError, TypeError, AttributeError):
        return False


def _table(value: JSON, schema: JSON) -> bool:
    """Whether a value is a table of fields that the schema names; of another field jsonschema has its say."""
    if type(value) is not dict or schema.keys() - OF_A_TABLE:
        return False
    fields = schema["properties"]
    return value.keys() >= set(schema.get("required", ())) and all(
        fits(entry, fields[name]) for name, entry in value.items()
    )


def _unlike(value: JSON) -> bool:
    """Whether these are whole numbers, texts, or a few tables, that all differ."""
    if type(value) is list and len(value) <= FEW and all(type(entry) is dict for entry in value):
        return all(one != other for one, other in combinations(value, 2))
    kinds = {type(entry) for entry in value} if type(value) is list else {list}
    return kinds in ({int}, {str}) and len(set(value)) == len(value)


TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}

# What a keyword of JSON Schema wants, in words: the rows are tried by name, others keep jsonschema's own message.
EXPECTED: Mapping[str, Callable[[Any], str]] = {
    "type": lambda wanted: " or ".join(
        TYPES.get(t, str(t)) for t in ([wanted] if isinstance(wanted, str) else wanted)
    ),
    "enum": lambda wanted: "one of " + ", ".join(str(value) for value in wanted),
    "const": str,
    "minimum": lambda wanted: f"at least {wanted}",
    "maximum": lambda wanted: f"at most {wanted}",
    "exclusiveMinimum": lambda wanted: f"more than {wanted}",
    "exclusiveMaximum": lambda wanted: f"less than {wanted}",
    "minItems": lambda wanted: f"a list of at least {wanted}",
    "maxItems": lambda wanted: f"a list of at most {wanted}",
    "minLength": lambda wanted: f"at least {wanted} letters",
    "maxLength": lambda wanted: f"at most {wanted} letters",
    "uniqueItems": lambda _: "entries that differ",
    "required": lambda wanted: f"one with the fields {', '.join(wanted)}",
    "pattern": lambda wanted: f"a text like {wanted}",
}


def _expected(error: Any) -> str:
    if isinstance(error.schema, Mapping) and error.schema.get("format") == "decimal":
        return f"a decimal of at most {error.schema['maxLength']} signs, e.g. -0.1"
    row = EXPECTED.get(error.validator)
    return row(error.validator_value) if row else str(error.message)[:160]
