"""Where a lecturer's own files are: folders with private families, and a folder with templates that replace ours.

They are said by `--bank` and `--templates`, or by the environment, which processes that a command starts inherit.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from questions.errors import BadCall, listed

BANK, TEMPLATES = "BACKPROOF_BANK", "BACKPROOF_TEMPLATES"
ROOMS = {BANK: ("bank", "witness", "prompts"), TEMPLATES: ("prompts", "sheets", "engines", "keys")}
OPTIONS = {BANK: "--bank", TEMPLATES: "--templates"}


def banks() -> tuple[Path, ...]:
    """The folders with private families, each with `bank`, `witness` and `prompts`."""
    return tuple(_folder(text, BANK) for text in os.environ.get(BANK, "").split(os.pathsep) if text)


def templates() -> Path | None:
    """The folder whose templates replace ours, with `prompts` or `sheets`."""
    text = os.environ.get(TEMPLATES, "")
    return _folder(text, TEMPLATES) if text else None


@contextmanager
def said(name: str, folder: str) -> Iterator[None]:
    """Within it, `name` (BANK or TEMPLATES) is this folder; raises BadCall where it is no such folder."""
    before = os.environ.get(name)
    os.environ[name] = folder
    try:
        banks()
        templates()
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _folder(text: str, name: str) -> Path:
    path = Path(text).expanduser().resolve()
    rooms = ROOMS[name]
    if not any((path / room).is_dir() for room in rooms):
        raise BadCall(
            f"{OPTIONS[name]} {text}: expected a folder that has some of {listed(rooms)} in it; {name} says the same"
        )
    return path


def overriding(names: Iterable[str]) -> dict[str, str]:
    """The hashes of those of these templates, named as below the folder, that the lecturer's folder replaces.

    A name that ends with a slash stands for every template below it.
    """
    folder = templates()
    if folder is None:
        return {}
    found: dict[str, str] = {}
    for name in names:
        paths = (folder / name).rglob("*.j2") if name.endswith("/") else [folder / name]
        found |= {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths
            if path.is_file()
        }
    return dict(sorted(found.items()))
