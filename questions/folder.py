"""Writes a folder whole or not at all: built beside its place under a hidden name, then moved there by one rename."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from questions.errors import BadCall, listed, quoted
from questions.record import NAME as RECORD

OURS = "backproof-sheet"  # what the "schema" field of our records begins with, in every version
EXAM = "exam.json"
EXAMS = "backproof-exam"
WHOLE = {RECORD: OURS, EXAM: EXAMS}  # the record of a folder: of one sheet, or of an exam
KEY_BEGINS = b"edition,student,question,slug,part,"  # by which the key.csv of an exam is known
ENDS = ("tex", "md", "html")  # of the files by which a sheet whose record is lost is still known
LONGEST = 255  # bytes in the name of a folder, on the usual file systems


def refuse(folder: Path, *, force: bool) -> None:
    """Raise BadCall if `folder` cannot be written; asked before the work starts, and again before the rename."""
    restore(folder)
    if os.path.lexists(folder):
        _refuse_existing(folder, force)
    refuse_parent(folder)


def write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """Write `files` (name -> content) as the folder `folder`; if that fails, raise BadCall and leave all as it was.

    With `force` an existing sheet folder is swapped for the new one by two renames; any other folder is refused.
    """
    folder = Path(os.path.realpath(folder))
    refuse(folder, force=force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{_short(folder)}.backproof-new-", dir=folder.parent))
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        _fill(fresh, files)
        refuse(folder, force=force)
        _move(fresh, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def restore(folder: Path) -> None:
    """Undo a swap that was cut short (a power cut between its two renames): the old folder goes back to its place."""
    old = _aside(folder)
    if recorded(old) is None:
        return
    try:
        if os.path.lexists(folder):
            shutil.rmtree(old)  # the swap was done; only the clearing away was not
        else:
            old.rename(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def is_record(path: Path, schema: str = OURS) -> bool:
    """Whether the file at `path` is a record of ours (by its "schema"); False for anything else, unreadable too."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and str(data.get("schema", "")).startswith(schema)


def recorded(folder: Path) -> Path | None:
    """The record that says which files of a folder are ours; None if it is no folder of ours."""
    for name, schema in WHOLE.items():
        if is_record(folder / name, schema):
            return folder / name
    return None


def claims_to_be_record(path: Path) -> bool:
    """Whether the file is a sheet.json of ours, or what is left of one: damaged JSON that still names our schema.

    One that lost even that is known by the files beside it, so that a sheet cut to nothing is not passed over.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return _beside(path)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return OURS.encode() in content or _beside(path)
    return isinstance(data, dict) and str(data.get("schema", "")).startswith(OURS)


def claims_to_be_exam(path: Path) -> bool:
    """Whether the file is an exam.json of ours, damaged or not; one that is lost is known by the key beside it."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return EXAMS.encode() in content or _key_beside(path)
    return isinstance(data, dict) and str(data.get("schema", "")).startswith(EXAMS)


def _key_beside(path: Path) -> bool:
    """Whether the key of an exam of ours stands beside `path`."""
    try:
        with (path.parent / "key.csv").open("rb") as file:
            return file.read(len(KEY_BEGINS)) == KEY_BEGINS
    except OSError:
        return False


def _beside(path: Path) -> bool:
    """Whether problems and solutions of one format stand beside `path`."""
    return any(
        (path.parent / f"problems.{end}").is_file() and (path.parent / f"solutions.{end}").is_file()
        for end in ENDS
    )


def _refuse_existing(folder: Path, force: bool) -> None:
    if not folder.is_dir():
        raise BadCall(
            f"--out {quoted(str(folder))} is a file, expected a folder that is not there yet: choose another name"
        )
    try:
        strangers = _strangers(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    if strangers is None:
        raise BadCall(
            f"--out {quoted(str(folder))} exists and is no sheet of backproof, so it is never replaced: "
            "choose another name"
        )
    if not force:
        raise BadCall(
            f"--out {quoted(str(folder))} exists, expected a folder that is not there yet: "
            "use --force to replace this sheet, or choose another name"
        )
    if strangers:
        raise BadCall(
            f"--out {quoted(str(folder))} also holds files that backproof did not write ({listed(strangers)}): "
            "move them away, or choose another name"
        )


def _strangers(folder: Path) -> list[str] | None:
    """The names in our folder that are neither ours nor made from ours by LaTeX; None if it is no folder of ours."""
    path = recorded(folder)
    if path is None:
        return None
    files = json.loads(path.read_text(encoding="utf-8")).get("files")
    ours = {path.name, *(files if isinstance(files, dict) else ())}
    stems = {_stem(name) for name in ours}  # problems.pdf, problems.synctex.gz stand beside problems.tex
    folders = {parent.as_posix() for name in ours for parent in PurePosixPath(name).parents}
    return sorted(
        name
        for entry in folder.rglob("*")
        for name in [entry.relative_to(folder).as_posix()]
        if (name not in folders if entry.is_dir() else name not in ours and _stem(name) not in stems)
        and PurePosixPath(name).parent.as_posix() in folders
    )


def _stem(name: str) -> str:
    """A path without what follows the first dot of its file name."""
    path = PurePosixPath(name)
    return (path.parent / path.name.split(".")[0]).as_posix()


def refuse_parent(folder: Path) -> None:
    """Raise BadCall unless the nearest parent that exists is a folder in which we may write."""
    if len(os.fsencode(folder.name)) > LONGEST:
        raise BadCall(f"--out {quoted(folder.name)} is longer than {LONGEST} bytes: choose a shorter name")
    parent = folder.parent
    while not os.path.lexists(parent):
        parent = parent.parent
    if not parent.is_dir():
        raise BadCall(
            f"--out {quoted(str(folder))}: {quoted(str(parent))} is a file, expected a folder: choose another place"
        )
    if not os.access(parent, os.W_OK | os.X_OK):
        raise BadCall(
            f"--out {quoted(str(folder))}: the folder {quoted(str(parent))} is not writable: "
            "choose another place or change its permissions"
        )


def _fill(fresh: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, some in folders below, flushed to the disk, readable as the user's umask says.

    (mkdtemp gives 0700.)
    """
    for name, content in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        with (fresh / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    fresh.chmod(0o777 & ~mask)


def _move(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`; an interruption leaves the old folder or the new one, never a mixture."""
    if not os.path.lexists(folder):
        fresh.rename(folder)
        return
    old = _aside(folder)
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        if not os.path.lexists(folder):
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """Where the old folder stands during a swap: hidden, so that neither `verify` nor pytest walks into it."""
    return folder.parent / f".{_short(folder)}.backproof-old"


def _short(folder: Path) -> str:
    """The folder's name, cut so that a hidden name made from it is still a valid one."""
    return os.fsencode(folder.name)[: LONGEST - 32].decode("utf-8", "ignore")


def unwritable(folder: Path, error: OSError) -> BadCall:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    advice = "free some space" if full else "choose another place or change its permissions"
    return BadCall(f"--out {quoted(str(folder))} cannot be written ({error.strerror or error}): {advice}")
