"""What a template prints of a question, taken apart into its texts and put together again with others.

`FIELDS` says for each type which fields may be printed. A macro that is shared (`skeletons`) gets a value in which
all others are missing: to print one is an error, never the number of another variant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from questions.derivations import Chain
from questions.marks import SchemeLine
from questions.model import Answer, Choice, Intermediate, Key, Part, Pitfall, Question
from questions.remarks import Remark
from questions.solutions import Worked

# Numbers that stand in running text are texts; the others decide something ("1 point"), and belong to the skeleton.
FIELDS: dict[type, tuple[str, ...]] = {
    Question: ("slug", "copy", "title", "prompt"),
    Part: ("label", "points", "kind", "prompt", "items", "options", "figures"),
    Choice: ("label", "text"),
    Worked: ("key", "derivation", "remarks", "accepted", "verified"),
    Key: ("label", "answer", "intermediates", "solution", "mistakes"),
    Answer: ("kind", "text", "latex"),
    Intermediate: ("name", "latex", "value"),
    Remark: ("label", "verdict", "text"),
    SchemeLine: ("part", "mark", "text"),
    Pitfall: ("name", "value", "feedback"),
}
IN_TEXT = ((Question, "copy"), (Intermediate, "value"))
ATOMS = (int, bool, type(None), Chain)  # as they are: what has other ones is another skeleton


@cache
def _row(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[bool, ...]]:
    names = FIELDS[kind]
    return attrgetter(*names), tuple((kind, name) in IN_TEXT for name in names)


def apart(value: Any) -> tuple[Hashable, list[str]]:
    """(all that is no text, the texts in order) of a value made of tuples and the types of `FIELDS`.

    The parts of a question count with their points alone: each is printed for itself.
    """
    shape: list[Hashable] = []
    texts: list[str] = []
    _take(value, shape, texts)
    return tuple(shape), texts


def _take(value: Any, shape: list[Hashable], texts: list[str]) -> None:
    kind: Any = type(value)
    if kind is str:
        texts.append(value)
    elif kind is tuple:
        shape.append(len(value))
        for entry in value:
            _take(entry, shape, texts)
    elif kind in ATOMS:
        shape.append(value)
    elif kind is dict:  # a figure
        shape.append(json.dumps(value))
    else:
        get, in_text = _row(kind)
        shape.append(kind)
        for field, as_text in zip(get(value), in_text, strict=True):
            _take(str(field) if as_text else field, shape, texts)
        if kind is Question:
            shape.append(tuple(part.points for part in value.parts))


def together(value: Any, texts: Sequence[str], missing: Any) -> Any:
    """`value` with these texts in the place of its own; a field that is not printed is `missing`."""
    return _put(value, iter(texts), missing)


def _put(value: Any, texts: Iterator[str], missing: Any) -> Any:
    kind: Any = type(value)
    if kind is str:
        return next(texts)
    if kind is tuple:
        return tuple(_put(entry, texts, missing) for entry in value)
    if kind in ATOMS or kind is dict:
        return value
    fields = {
        name: next(texts) if (kind, name) in IN_TEXT else _put(getattr(value, name), texts, missing)
        for name in FIELDS[kind]
    }
    if kind is Question:
        fields["parts"] = tuple(_made(Part, {"points": part.points}, missing) for part in value.parts)
    return _made(kind, fields, missing)


def _made(kind: Any, fields: dict[str, Any], missing: Any) -> Any:
    return kind(**{name: fields.get(name, missing) for name in kind.__dataclass_fields__})
