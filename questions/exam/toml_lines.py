"""On which line of a TOML text a value stands, so that an error can say so; `tomllib` keeps no lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"  # ("section", 0, "question", 2, "slug")

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_\-.\s\"']+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-\"']+(?:\s*\.\s*[A-Za-z0-9_\-\"']+)*)\s*=")
_QUOTES = ('"""', "'''")


def lines(text: str) -> Mapping[Path, int]:
    """By path, the line (from 1) of each table header and each key at the start of a line."""
    found: dict[Path, int] = {(): 1}
    table: Path = ()
    counts: dict[Path, int] = {}
    inside = ""  # the quotes of a text over several lines
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if header := _HEADER.match(line):
            table = _table(_names(header[2]), header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_names(key[1])), number)
        inside = next((quotes for quotes in _QUOTES if line.count(quotes) % 2), "")
    return found


def line_of(where: Mapping[Path, int], path: Path) -> int:
    """The line of the value at `path`, or of the nearest table around it."""
    while path not in where:
        path = path[:-1]
    return where[path]


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def _table(names: tuple[str, ...], array: bool, counts: dict[Path, int]) -> Path:
    """The path of a table header; each array of tables on the way stands for its last entry so far."""
    path: Path = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if array and depth == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
