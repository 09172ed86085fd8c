"""The quick look at given values says yes only where jsonschema does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from questions import catalogue, given, seeds
from questions.model import JSON

ODD: tuple[JSON, ...] = (
    0,
    -1,
    1,
    2,
    3,
    5000,
    10**9,
    True,
    1.0,
    2.5,
    None,
    "",
    "a",
    "0.5",
    "1e5",
    "-3.25",
    "x" * 30,
    [],
    [1],
    {},
    {"a": 1},
)


def shaken(value: JSON) -> Iterator[JSON]:
    """A value, others in its place, and lists with an entry changed, doubled or lost."""
    yield value
    if isinstance(value, list):
        yield from ([*value, *value[:1]], value[1:], [value], [True, *value[1:]])
        for one in ODD:
            yield [one, *value[1:]]
    yield from ODD


def says(schema: JSON, value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


STORED_LINES = ("wrong_line", "missing_line")  # their params are terms of any form, which jsonschema judges


@pytest.mark.parametrize("topic", sorted({entry.topic for entry in catalogue.entries()}))
def test_what_surely_fits_is_valid(topic: str) -> None:
    quick = slow = 0
    for entry in (entry for entry in catalogue.entries() if entry.topic == topic):
        family = catalogue.load_family(entry)
        params = family.draw(family.cases[0], seeds.stream(1, entry.slug, 0, "draw"))
        for name, value in params.items():
            schema = family.schema[name]
            for other in shaken(value):
                assert not given.fits(other, schema) or says(schema, other), (entry.slug, name, other)
            if entry.slug in STORED_LINES:
                continue
            quick += given.fits(value, schema)
            slow += not given.fits(value, schema)
    assert quick > 9 * slow, "the quick look no longer knows most of what is drawn"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, True),
        ({"type": "integer", "multipleOf": 2}, 4),
        ({"enum": [1, "a"]}, True),
        ({"enum": [[1]]}, [True]),
        ({"type": "array", "uniqueItems": True}, [1, True]),
        ({"type": "array", "uniqueItems": True}, [1, 1]),
        ({"type": ["integer", "string"]}, 1),
        ({"type": "array", "items": False}, [1]),
        ({"type": "string", "pattern": "("}, 1),
        (True, 1),
    ],
)
def test_what_is_not_sure_is_left_to_jsonschema(schema: JSON, value: JSON) -> None:
    assert not given.fits(value, schema)
