"""The folder of a dataset: shards that appear whole or not at all, and the record by which a stopped run goes on.

`dataset.json` is written anew after each shard. It has the hash of every file that is done, so a run that was stopped,
however that was, keeps those that are as they were written and makes the others; the datasheet comes last.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from questions import folder, record
from questions.dataset import plan as plans
from questions.dataset.plan import Plan
from questions.errors import BadCall, quoted
from questions.model import JSON

NAME = "dataset.json"
SCHEMA = "backproof-dataset/1"
SHEET = "README.md"
DATA = "data"


def opened(out: Path, plan: Plan, *, force: bool) -> list[dict[str, JSON]]:
    """The shards that are recorded there; raises BadCall for a folder that is something else.

    With `force` the files of another dataset are deleted; a folder that is none is never touched.
    """
    if os.path.lexists(out) and not out.is_dir():
        raise BadCall(f"--out {quoted(str(out))} is a file, expected a folder: choose another name")
    folder.refuse_parent(out if not os.path.lexists(out) else out / DATA)
    try:
        there = _recorded(out)
        if there is None and out.is_dir() and any(out.iterdir()):
            raise BadCall(
                f"--out {quoted(str(out))} exists and is no dataset of backproof, so nothing is written there: "
                "choose another name"
            )
        if there is not None and there.get("plan") != plans.as_json(plan):
            if not force:
                raise _other(out, plan, there)
            _clear(out)
            there = None
        _sweep(out)
    except OSError as error:
        raise folder.unwritable(out, error) from error
    return [] if there is None else list(there["shards"])


def _recorded(out: Path) -> dict[str, JSON] | None:
    path = out / NAME
    if not folder.is_record(path, SCHEMA.partition("/")[0]):
        return None
    found: dict[str, JSON] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _other(out: Path, plan: Plan, there: Mapping[str, JSON]) -> BadCall:
    """Why a dataset that is there is not the one asked for."""
    found, wanted = there.get("plan") or {}, plans.as_json(plan)
    what = next((name for name in wanted if found.get(name) != wanted[name]), "plan")
    if what == "revisions":
        said = "was made from other revisions of its questions"
    else:
        said = f"has the {what} {quoted(found.get(what), 300)}, and {quoted(wanted[what], 300)} is asked for"
    return BadCall(
        f"--out {quoted(str(out))} is a dataset that {said}: "
        "choose another name, or use --force to delete that one"
    )


def _clear(out: Path) -> None:
    """Delete the files of a dataset, and nothing else; its record first, so that no half of it looks whole."""
    names = [NAME, SHEET, *(name for shard in (_recorded(out) or {})["shards"] for name in shard["files"])]
    for name in names:
        (out / name).unlink(missing_ok=True)


def _sweep(out: Path) -> None:
    """Delete what a run that was killed was about to write."""
    for path in [*out.glob(".*.tmp"), *(out / DATA).glob(".*.tmp")]:
        path.unlink(missing_ok=True)


def write(out: Path, name: str, content: bytes) -> None:
    """Write one file, whole or not at all; raises BadCall where it cannot be written."""
    path = out / name
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise folder.unwritable(out, error) from error


def write_record(out: Path, plan: Plan, shards: list[dict[str, JSON]], *, complete: bool) -> None:
    """Say which files are done."""
    data = {"schema": SCHEMA, "plan": plans.as_json(plan), "complete": complete, "shards": shards}
    write(out, NAME, record.dumps(data).encode())


def kept(out: Path, shard: Mapping[str, JSON]) -> dict[str, bytes] | None:
    """The files of a recorded shard; None if one is missing or not as it was written."""
    found = {}
    for name, said in shard["files"].items():
        try:
            content = (out / name).read_bytes()
        except OSError:
            return None
        if record.sha256(content) != said["sha256"]:
            return None
        found[name] = content
    return found
