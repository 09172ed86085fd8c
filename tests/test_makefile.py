"""The Makefile finds a Python, and its environment is there whole or not at all."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import threading
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".ci" / "environment.py"
MAKE = shutil.which("make") or ""

needs_make = pytest.mark.skipif(not MAKE, reason="make is not installed")


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`.ci/environment.py`, with an environment that is made at once and a pip that always succeeds."""
    spec = importlib.util.spec_from_file_location("environment", ENVIRONMENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def make(venv: Path) -> None:
        shutil.rmtree(venv, ignore_errors=True)
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").write_text("#!/bin/sh\n")
        (venv / "bin" / "python").chmod(0o755)

    monkeypatch.setattr(module, "make", make)
    monkeypatch.setattr(module, "install", lambda venv, extra: None)
    return module


def says(*arguments: str, path: str = "/usr/bin:/bin") -> tuple[int, list[str]]:
    """Exit code and lines of a call of make without an interpreter from outside."""
    done = subprocess.run(
        [MAKE, *arguments], cwd=ROOT, env={"PATH": path}, capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@needs_make
@pytest.mark.parametrize("target", ["sheet", "test", "lint"])
def test_without_a_python_that_is_new_enough_make_says_so_in_one_line(target: str, tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    code, lines = says(target, f"PYTHON={tmp_path / 'python3'}", path=f"{tmp_path}:/usr/bin:/bin")
    first, *rest = lines
    assert code == 2
    assert "Python 3.11 or newer" in first
    assert str(tmp_path / "python3") in first
    assert len(rest) == 1  # make's own last line


@needs_make
def test_make_alone_lists_what_it_can_do() -> None:
    code, lines = says()
    assert code == 0
    assert {line.split()[1] for line in lines} == {"sheet", "test", "lint", "example", "pictures", "clean"}


@needs_make
def test_make_passes_over_a_python_that_does_not_run(tmp_path: Path) -> None:
    for name, body in {"python3": "exit 127", "python3.14": "exit 127", "python3.13": 'echo "$@"'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    code, lines = says("environment", path=f"{tmp_path}:/usr/bin:/bin")
    assert (code, lines) == (0, [".ci/environment.py .venv test"])


def test_an_environment_is_made_once(
    maker: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    maker.main(tmp_path / ".venv", "test")
    assert "making" in capsys.readouterr().err
    maker.main(tmp_path / ".venv", "test")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_install_leaves_no_environment(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    def install(venv: Path, extra: str) -> None:
        raise ending

    monkeypatch.setattr(maker, "install", install)
    with pytest.raises(ending):
        maker.main(tmp_path / ".venv", "test")
    assert not (tmp_path / ".venv").exists()


def test_an_environment_without_its_stamp_is_made_anew(maker: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "half").touch()
    maker.main(tmp_path / ".venv", "test")
    assert not (tmp_path / ".venv" / "half").exists()
    assert (tmp_path / ".venv" / "stamp.json").exists()


@pytest.mark.parametrize("broken", ["another place", "python is gone"])
def test_an_environment_that_points_elsewhere_is_made_anew(
    maker: ModuleType, tmp_path: Path, broken: str
) -> None:
    venv = tmp_path / ".venv"
    maker.main(venv, "test")
    if broken == "another place":
        stamp = json.loads((venv / "stamp.json").read_text("utf-8"))
        (venv / "stamp.json").write_text(json.dumps(stamp | {"made_from": "elsewhere"}), "utf-8")
    else:
        (venv / "bin" / "python").unlink()
    (venv / "stale").touch()
    maker.main(venv, "test")
    assert not (venv / "stale").exists()


def test_a_failed_extra_leaves_what_was_whole(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker.main(tmp_path / ".venv", "test")

    def install(venv: Path, extra: str) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(maker, "install", install)
    with pytest.raises(SystemExit):
        maker.main(tmp_path / ".venv", "dev")
    assert json.loads((tmp_path / ".venv" / "stamp.json").read_text("utf-8"))["extras"] == ["test"]


def test_two_makes_at_a_time_make_one_environment(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(maker, "install", lambda venv, extra: installed.append(extra))
    calls = [threading.Thread(target=maker.main, args=(tmp_path / ".venv", "test")) for _ in range(4)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert installed == ["test"]
