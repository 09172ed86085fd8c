"""A sheet's folder appears whole or not at all, and nothing of the user's is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from questions import folder
from questions.errors import BadCall

OLD = {
    "sheet.json": b'{"schema": "backproof-sheet/1", "files": {"problems.tex": "", "problems.md": ""}}',
    "problems.tex": b"old",
}
NEW = {
    "sheet.json": b'{"schema": "backproof-sheet/1", "files": {"problems.tex": ""}}',
    "problems.tex": b"new",
}
ROOT = Path(folder.__file__).parents[1]


def held(place: Path) -> dict[str, bytes]:
    """Every file under `place` by its name, hidden ones and those in hidden folders too."""
    return {
        str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()
    }


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet folder that stands already."""
    place = tmp_path / "sheet"
    folder.write(place, OLD, force=False)
    return place


def test_a_folder_holds_exactly_the_given_files(tmp_path: Path) -> None:
    folder.write(tmp_path / "deep" / "er" / "sheet", NEW, force=False)
    assert held(tmp_path) == {f"deep/er/sheet/{name}": content for name, content in NEW.items()}


def test_a_folder_is_as_readable_as_the_users_other_folders(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert sheet.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_sheet_is_replaced_with_force_and_nothing_stays_behind(sheet: Path, tmp_path: Path) -> None:
    folder.write(sheet, NEW, force=True)
    assert held(tmp_path) == {f"sheet/{name}": content for name, content in NEW.items()}


def test_a_sheet_is_not_replaced_without_force(sheet: Path) -> None:
    with pytest.raises(BadCall, match="--force"):
        folder.write(sheet, NEW, force=False)
    assert held(sheet) == OLD


@pytest.mark.parametrize(
    "files", [{}, {"notes.txt": b"mine"}, {"sheet.json": b'{"schema": "music/1"}'}, {"sheet.json": b"{"}]
)
def test_a_strange_folder_is_never_replaced(tmp_path: Path, files: dict[str, bytes]) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    for force in (False, True):
        with pytest.raises(BadCall, match="never replaced"):
            folder.write(place, NEW, force=force)
    assert held(tmp_path) == {f"mine/{name}": content for name, content in files.items()}


def test_a_users_notes_in_a_sheet_folder_are_not_lost_to_force(sheet: Path) -> None:
    (sheet / "notes.txt").write_bytes(b"mine")
    with pytest.raises(BadCall, match=r"notes\.txt"):
        folder.write(sheet, NEW, force=True)
    assert held(sheet) == {**OLD, "notes.txt": b"mine"}


def test_what_latex_made_of_the_old_sheet_goes_with_it(sheet: Path) -> None:
    (sheet / "problems.pdf").write_bytes(b"")
    (sheet / "problems.synctex.gz").write_bytes(b"")
    folder.write(sheet, NEW, force=True)
    assert held(sheet) == NEW


def test_a_file_in_the_place_is_refused_and_kept(tmp_path: Path) -> None:
    place = tmp_path / "taken"
    place.write_bytes(b"mine")
    for force in (False, True):
        with pytest.raises(BadCall, match="is a file"):
            folder.write(place, NEW, force=force)
    with pytest.raises(BadCall, match="is a file"):
        folder.write(place / "below", NEW, force=True)
    assert held(tmp_path) == {"taken": b"mine"}


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="root may write anywhere",
)
def test_a_parent_that_is_not_writable_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(BadCall, match="not writable"):
            folder.refuse(tmp_path / "sheet", force=False)
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root can write")
def test_a_place_where_nobody_can_write_is_refused() -> None:
    with pytest.raises(BadCall, match=r"cannot be written|not writable"):
        folder.write(Path("/proc/sheet"), NEW, force=False)


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match="shorter"):
        folder.write(tmp_path / ("x" * 300), NEW, force=False)
    folder.write(tmp_path / ("x" * 250), NEW, force=False)
    folder.write(tmp_path / ("x" * 250), NEW, force=True)


# each moment at which a run may be stopped: the n-th call of each function that touches the disk
MOMENTS = [("fsync", 0), ("fsync", 1), ("rename", 0), ("rename", 1)]


@pytest.mark.parametrize(
    "stop", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=["ctrl-c", "disk-full"]
)
@pytest.mark.parametrize(("name", "nth"), MOMENTS)
def test_a_stop_at_any_moment_leaves_the_old_sheet_whole(
    sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, nth: int, stop: BaseException
) -> None:
    real, calls = getattr(os, name), iter(range(100))

    def stopped(*args: object) -> object:
        if next(calls) == nth:
            raise stop
        return real(*args)

    monkeypatch.setattr(os, name, stopped)
    with pytest.raises((KeyboardInterrupt, BadCall)):
        folder.write(sheet, NEW, force=True)
    monkeypatch.undo()
    assert held(tmp_path) == {f"sheet/{name}": content for name, content in OLD.items()}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize(("name", "nth"), MOMENTS)
def test_a_kill_at_any_moment_leaves_a_whole_sheet(sheet: Path, tmp_path: Path, name: str, nth: int) -> None:
    script = f"""
        import os, signal
        from pathlib import Path
        from questions import folder
        real, calls = os.{name}, iter(range(100))
        def killed(*args):
            if next(calls) == {nth}:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)
        os.{name} = killed
        folder.write(Path({str(sheet)!r}), {NEW!r}, force=True)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert run.returncode == -signal.SIGKILL
    shown = [
        path
        for path in tmp_path.rglob("sheet.json")
        if not any(part.startswith(".") for part in path.relative_to(tmp_path).parts)
    ]
    assert all(held(path.parent) == OLD for path in shown)  # never a half sheet in sight
    folder.restore(sheet)
    assert held(sheet) == OLD
    folder.write(sheet, NEW, force=True)
    assert held(sheet) == NEW


def test_a_swap_whose_clearing_away_was_cut_short_is_finished(sheet: Path, tmp_path: Path) -> None:
    folder.write(tmp_path / ".sheet.backproof-old", OLD, force=False)
    folder.write(sheet, NEW, force=True)
    assert held(tmp_path) == {f"sheet/{name}": content for name, content in NEW.items()}


def test_a_hidden_folder_that_is_not_ours_is_left_alone(sheet: Path, tmp_path: Path) -> None:
    stranger = tmp_path / ".sheet.backproof-old"
    stranger.mkdir()
    (stranger / "notes.txt").write_bytes(b"mine")
    with pytest.raises(BadCall):
        folder.write(sheet, NEW, force=True)
    assert held(sheet) == OLD
    assert held(stranger) == {"notes.txt": b"mine"}


def test_a_folder_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, real = tmp_path / "sheet", os.fsync

    def another_one_is_faster(number: int) -> None:
        place.mkdir(exist_ok=True)
        (place / "notes.txt").write_bytes(b"mine")
        real(number)

    monkeypatch.setattr(os, "fsync", another_one_is_faster)
    with pytest.raises(BadCall):
        folder.write(place, NEW, force=False)
    assert held(tmp_path) == {"sheet/notes.txt": b"mine"}


def test_a_record_is_known_by_its_schema_alone(tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    for text, ours in (
        ("{}", False),
        ("[]", False),
        ("", False),
        (json.dumps({"schema": "backproof-sheet/2"}), True),
    ):
        path.write_text(text)
        assert folder.is_record(path) is ours
    assert not folder.is_record(tmp_path / "absent")
