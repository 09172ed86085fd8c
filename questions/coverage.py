"""A syllabus held against the bank: which question asks each of its items.

A syllabus is a list of items with an `id` (and whatever else it says of them), or a mapping with such a list under
`items`. A prompt names the ids that it asks; `exempt.toml` beside the prompts names those that no sheet can ask.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions import catalogue
from questions.errors import BadCall, quoted

LARGEST = 4 * 2**20  # bytes of a syllabus
EXEMPT = "exempt.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """One item: what asks it, as slugs with cases (none: every case), or why nothing does."""

    item: str
    question: str
    topic: str
    asked_by: Mapping[str, tuple[str, ...]]
    exempt: str = ""

    @property
    def status(self) -> str:
        """What is to be said of it: covered, exempt or missing."""
        return "covered" if self.asked_by else "exempt" if self.exempt else "missing"


def held_against(items: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """A row for each item, in its order."""
    entries, reasons = catalogue.entries(), exempt()
    rows = []
    for item in items:
        name = item["id"]
        asked = {entry.slug: entry.covers[name] for entry in entries if name in entry.covers}
        said = {field: str(item.get(field) or "") for field in ("question", "topic")}
        rows.append(Row(name, said["question"], said["topic"], asked, "" if asked else reasons.get(name, "")))
    return tuple(rows)


def exempt() -> Mapping[str, str]:
    """The reason of each item that no sheet can ask, by its id."""
    path = catalogue.prompts() / EXEMPT
    return tomllib.loads(path.read_text("utf-8"))["exempt"] if path.is_file() else {}


def read(path: Path) -> tuple[Mapping[str, Any], ...]:
    """The items of a syllabus in YAML or JSON; raises BadCall with the file, what was found and what is expected."""
    try:
        content = path.read_bytes()[: LARGEST + 1]
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadCall(f"{path} is not UTF-8 text: expected a list of items in YAML or JSON") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadCall(f"{path} cannot be read ({why}): expected a list of items in YAML or JSON") from error
    if len(content) > LARGEST:
        raise BadCall(f"{path} has more than {LARGEST} bytes: expected a list of items")
    return _items(_loaded(text, path), path)


def _loaded(text: str, path: Path) -> Any:
    """The data; JSON is YAML too."""
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadCall(f"{path} is neither YAML nor JSON: {' '.join(str(error).split())}") from error


def _items(data: Any, path: Path) -> tuple[Mapping[str, Any], ...]:
    found = data.get("items") if isinstance(data, Mapping) else data
    if not isinstance(found, list) or not found:
        raise BadCall(
            f"{path} holds {quoted(data)}: expected a list of items, or `items:` with such a list; "
            "each item has an id, as in `- id: mse-definition`"
        )
    seen: set[str] = set()
    for number, item in enumerate(found, start=1):
        name = item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(name, str) or not name.strip():
            raise BadCall(f"{path}: item {number} is {quoted(item)}: expected an `id` with a name")
        if name in seen:
            raise BadCall(f"{path}: item {number} has the id {name!r} again: expected each id once")
        seen.add(name)
    return tuple(found)
