"""Makes the virtual environment of the Makefile: once, whole or not at all, and one process at a time.

    python .ci/environment.py .venv test

A stamp inside the environment names what it was made from: this folder, what pyproject.toml and the version say,
and which extras are in. Any other stamp, or none after an interruption, has the environment made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDES = {"test": {"test"}, "dev": {"dev", "test"}}  # what each extra brings with it


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold `lock`; the system frees it when the process ends, however it ends."""
    with lock.open("w") as file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint() -> str:
    """What an environment depends on: the place it points to and what is to be installed."""
    parts = [
        str(ROOT),
        *((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "questions/__init__.py")),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def extras_in(venv: Path, wanted: str) -> set[str]:
    """The extras of a whole environment made from `wanted`; none if it is stale, half made or its Python is gone."""
    try:
        stamp = json.loads((venv / "stamp.json").read_text("utf-8"))
        subprocess.run([venv / "bin" / "python", "-c", ""], check=True, capture_output=True)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return set()
    return set(stamp["extras"]) if stamp["made_from"] == wanted else set()


def install(venv: Path, extra: str) -> None:
    """Run pip inside `venv`; what it says is shown only if it fails."""
    pip = [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    done = subprocess.run(
        [*pip, "--editable", f"{ROOT}[{extra}]"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}pip could not install backproof[{extra}]: its reasons are above")


def make(venv: Path) -> None:
    """An empty environment in place of whatever stood there."""
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", venv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = (done.stdout + done.stderr).strip().splitlines()
        sys.exit(
            f"{sys.executable} -m venv failed (on Debian and Ubuntu: apt install python3-venv): {why[:1]}"
        )


def main(venv: Path, extra: str) -> None:
    """Make sure that `venv` holds this checkout, editable, with `extra`."""
    with alone(venv.with_name(venv.name + ".lock")):
        wanted = fingerprint()
        present = extras_in(venv, wanted)
        if present >= INCLUDES[extra]:
            return
        version = ".".join(map(str, sys.version_info[:3]))
        whole = bool(present)
        try:
            if not whole:
                print(f"making {venv} with Python {version}: about a minute, once", file=sys.stderr)
                make(venv)
            install(venv, extra)
            stamp = {"made_from": wanted, "extras": sorted(INCLUDES[extra])}
            (venv / "stamp.json").write_text(json.dumps(stamp) + "\n", "utf-8")
            whole = True
        finally:
            if not whole:
                shutil.rmtree(venv, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` runs
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except KeyboardInterrupt:
        sys.exit(130)
