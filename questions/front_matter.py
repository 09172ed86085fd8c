"""The front matter of many prompts, read once and kept: who lists questions need not read every file again.

An entry is kept with the size, inode and times of its file and is used while they are the same. Nothing is kept of a
file that has changed within `SETTLED` seconds before it was read: its times could stay the same at the next change.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from questions import kept
from questions.model import JSON

SETTLED = 5.0  # seconds; file systems tell times to 2 seconds or better
Stamp = list[int]


def stamp(found: os.stat_result) -> Stamp:
    """What changes with a file."""
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def modules(package: Path) -> list[list[Any]]:
    """The stamps of the modules of a package: what is kept depends on the program that made it."""
    with os.scandir(package) as files:
        return sorted([file.name, *stamp(file.stat())] for file in files if file.name.endswith(".py"))


def read(
    folder: Path, package: Path, read_one: Callable[[Path], Mapping[str, JSON]]
) -> list[Mapping[str, JSON]]:
    """What `read_one` says of each prompt `<topic>/<slug>.j2` below `folder`, sorted; it must be plain JSON.

    `package` is the program by which prompts are read: when one of its modules changes, all are read anew. What
    `read_one` raises is raised, and nothing is kept then.
    """
    now = time.time_ns()
    name = f"prompts-{zlib.crc32(os.fsencode(folder)):08x}.json"
    head = [os.fspath(folder), modules(package)]
    known = _known(name, head)
    files = dict(sorted(_files(folder), key=lambda row: row[0].split("/")))
    found: dict[str, tuple[Stamp, Any]] = {}
    for place, seal in files.items():
        row = known.get(place)
        found[place] = (seal, row[1] if row and row[0] == seal else read_one(folder / place))
    lately = now - int(SETTLED * 1e9)
    settled = {place: row for place, row in found.items() if max(row[0][2:]) < lately}
    if settled.keys() != known.keys() or any(known[place][0] != row[0] for place, row in settled.items()):
        kept.write(name, json.dumps([head, settled], separators=(",", ":")).encode())
    return [facts for _, facts in found.values()]


def _files(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """The prompts with their stamps; what is named like one and is no file is read, and refused, as one."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as topics:
        for topic in topics:
            if topic.is_dir():
                with os.scandir(topic) as files:
                    for file in files:
                        if file.name.endswith(".j2"):
                            yield f"{topic.name}/{file.name}", stamp(file.stat())


def _known(name: str, head: list[Any]) -> Mapping[str, Any]:
    """What was kept for this folder under these rules; nothing if it is not as it must be."""
    try:
        content = kept.read(name)
        found, rows = json.loads(content) if content else (None, {})
    except (ValueError, TypeError):
        return {}
    return rows if found == head and isinstance(rows, dict) else {}
