"""What can be made again is kept from one call to the next: a folder of the user, and files that appear whole.

`BACKPROOF_CACHE` names the folder; set to nothing, it switches all keeping off. A file that is not there, cannot be
read or is damaged is as if nothing had been kept; a folder that cannot be written is left alone.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path

SETTING = "BACKPROOF_CACHE"


def folder() -> Path | None:
    """Where things are kept; None where keeping is switched off, or nobody's home is known."""
    named = os.environ.get(SETTING)
    if named is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")  # noqa: PTH111  Path.home raises where there is none
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(home) / "backproof" if Path(home).is_absolute() else None


def read(name: str) -> bytes | None:
    """What was kept under `name`, or None."""
    place = folder()
    if place is None:
        return None
    try:
        found = (place / name).read_bytes()
    except (OSError, ValueError):
        return None
    return found[_SUM:] if found[:_SUM] == _sum(found[_SUM:]) else None


def write(name: str, content: bytes) -> None:
    """Keep bytes under `name`, if that can be done; the file appears whole or not at all."""
    place = folder()
    if place is None:
        return
    beside = place / f"{name}.{os.getpid()}"
    try:
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(_sum(content) + content)
        beside.replace(place / name)
    except OSError:
        with suppress(OSError):
            beside.unlink()


_SUM = 9  # bytes of a sum and its line feed


def _sum(content: bytes) -> bytes:
    return b"%08x\n" % zlib.crc32(content)
