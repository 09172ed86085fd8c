"""Other generators of questions beside this one: installed from the package index, run in turn, written as ratios.

    .venv/bin/python benchmarks/peers.py [--rounds 5] [--seconds 4] [--environments FOLDER] [--out FILE]

Each peer has an environment of its own. In each round every task runs once in a new process, in turn, so that a busy
machine slows all of them alike; a ratio is taken within its round. Counted are seconds of the processor, those of child
processes too (QuizGenerator calls pandoc). Ours are drawn, proved, executed by NumPy and rendered in LaTeX with worked
solutions; no peer verifies an answer. What cannot be installed here is said in the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TASKS = HERE / "peer_tasks.py"
OURS = "backproof"


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: what pip installs, the Python that it needs, and the packages whose versions are told."""

    requirements: tuple[str, ...]
    told: tuple[str, ...]
    python: tuple[int, int] = (3, 11)


PEERS = {
    # pandoc comes as a wheel; without it there is no LaTeX
    "QuizGenerator": Peer(
        ("QuizGenerator==0.31.2", "pypandoc_binary==1.17"), ("QuizGenerator", "sympy", "numpy"), (3, 12)
    ),
    # of the versions of SymPy and NumPy that it accepts, the ones with which it works on Python 3.11
    "mathematics_dataset": Peer(
        ("mathematics-dataset==1.0.1", "sympy==1.4", "numpy==1.23.5"), ("mathematics-dataset", "sympy", "numpy")
    ),
    "reasoning-gym": Peer(("reasoning-gym==0.1.25",), ("reasoning-gym", "sympy", "numpy")),
}  # fmt: skip
# Our task, and the tasks of others beside it.
COMPARED: dict[str, tuple[str, ...]] = {
    "backproof: parameter count": ("QuizGenerator: parameter count", "QuizGenerator: parameter count, LaTeX"),
    "backproof: derivative": (
        "mathematics_dataset: derivative", "mathematics_dataset: derivative of a composition",
        "reasoning-gym: simple integration", "QuizGenerator: derivative", "QuizGenerator: derivative, LaTeX",
    ),
    "backproof: backprop": ("QuizGenerator: backprop", "QuizGenerator: backprop, LaTeX"),
}  # fmt: skip


# -- environments ------------------------------------------------------------------------------------------


def interpreters() -> Iterator[Path]:
    """Interpreters of this machine: this one, those on the PATH, those of pyenv."""
    yield Path(sys.executable)
    for minor in range(14, 10, -1):
        if found := shutil.which(f"python3.{minor}"):
            yield Path(found)
    yield from sorted((Path.home() / ".pyenv" / "versions").glob("3.1[1-9]*/bin/python"))


def version(python: Path) -> tuple[int, int]:
    """Major and minor version of an interpreter; (0, 0) if it does not run."""
    call = [str(python), "-c", "import sys; print(*sys.version_info[:2])"]
    run = subprocess.run(call, capture_output=True, text=True, check=False)
    return tuple(map(int, run.stdout.split())) if run.returncode == 0 else (0, 0)  # type: ignore[return-value]


def installed(name: str, peer: Peer, folder: Path) -> str:
    """Make the environment of a peer, once; "" or, in a line, why it cannot be had here."""
    place = folder / name
    stamp, wanted = place / "installed.txt", "\n".join(peer.requirements)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    # the very version where there is a choice: wheels of old releases exist for few
    found = [(version(python), python) for python in interpreters()]
    fit = sorted((number, python) for number, python in found if number >= peer.python)
    if not fit:
        return f"needs Python {'.'.join(map(str, peer.python))}, which is not here"
    print(f"installing {name}", file=sys.stderr)
    for call in (
        [str(fit[0][1]), "-m", "venv", "--clear", str(place)],
        [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", *peer.requirements],
    ):
        run = subprocess.run(call, capture_output=True, text=True, check=False)
        if run.returncode:
            return (
                "cannot be installed: " + (run.stderr.strip().splitlines() or ["no reason given"])[-1][:120]
            )
    stamp.write_text(wanted, encoding="utf-8")
    return ""


def megabytes(place: Path) -> float:
    """What the packages of an environment take on the disk, without pip."""
    (site,) = place.glob("lib/python*/site-packages")
    files = (file for file in site.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files if file.relative_to(site).parts[0] != "pip") / 1e6


def versions(python: Path, names: Sequence[str]) -> str:
    """The versions of packages in an environment, and that of its Python."""
    words = (
        "import sys, importlib.metadata as m; "
        "print(sys.version.split()[0], *(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    )
    run = subprocess.run([str(python), "-c", words, *names], capture_output=True, text=True, check=False)
    return f"Python {run.stdout.strip()}"


# -- runs --------------------------------------------------------------------------------------------------


def run(task: str, seconds: float, folder: Path) -> dict[str, Any]:
    """One task in a new process of its environment; {"failed": why} where it does not work."""
    name = task.partition(":")[0]
    python = Path(sys.executable) if name == OURS else folder / name / "bin" / "python"
    pandoc = next(folder.glob(f"{name}/lib/python*/site-packages/pypandoc/files"), None)
    path = os.pathsep.join([*([str(pandoc)] if pandoc else []), os.environ.get("PATH", "")])
    done = subprocess.run(
        [str(python), str(TASKS), task, str(seconds)],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no output"])[-1][:120]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(
    rounds: int, seconds: float, folder: Path, absent: dict[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The runs of every task, a row a round; a task of an absent peer has none."""
    tasks = [task for own, others in COMPARED.items() for task in (own, *others)]
    here = [task for task in tasks if task.partition(":")[0] not in absent]
    found: dict[str, list[dict[str, Any]]] = {task: [] for task in here}
    for number in range(rounds):
        for task in here:
            print(f"round {number + 1} of {rounds}: {task}", file=sys.stderr)
            found[task].append(run(task, seconds, folder))
    return found


# -- the table ---------------------------------------------------------------------------------------------


def spread(values: Sequence[float], digits: int = 3) -> str:
    """Median and range: 5.2 (4.9 to 5.6)."""
    low, middle, high = (
        f"{value:.{digits}g}" for value in (min(values), statistics.median(values), max(values))
    )
    return f"{middle} ({low} to {high})"


def rate(row: dict[str, Any]) -> float:
    """Questions in a second of the processor; one question that fills the time has the cost of that question."""
    return float(row["count"] / row["cpu"])


def rows(found: dict[str, list[dict[str, Any]]], absent: dict[str, str]) -> Iterator[str]:
    """The lines of the table of ratios."""
    yield "| ours | beside | ours, questions/s | theirs, questions/s | ours : theirs | first question, ours : theirs |"
    yield "|---|---|---|---|---|---|"
    for own, others in COMPARED.items():
        for other in others:
            name = other.partition(":")[0]
            pairs = list(zip(found[own], found.get(other, []), strict=False))
            wrong = absent.get(name) or next(
                (row["failed"] for pair in pairs for row in pair if "failed" in row), ""
            )
            if wrong:
                yield f"| {own} | {other} | | {wrong} | | |"
                continue
            ours, theirs = [rate(a) for a, _ in pairs], [rate(b) for _, b in pairs]
            ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
            firsts = [a["first_cpu"] / b["first_cpu"] for a, b in pairs]
            cells = (own, other, *map(spread, (ours, theirs, ratios, firsts)))
            yield f"| {' | '.join(cells)} |"


def starts(found: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The first question of each task in a new process, and how long its text is."""
    yield "| task | first question, CPU s | first question, wall s | characters |"
    yield "|---|---|---|---|"
    for task, runs in found.items():
        if not any("failed" in row for row in runs):
            cells = (spread([row["first_cpu"] for row in runs]), spread([row["first_wall"] for row in runs]))
            yield f"| {task} | {cells[0]} | {cells[1]} | {runs[0]['characters']} |"


def report(arguments: argparse.Namespace) -> str:
    """Install, run, and write the table."""
    folder: Path = arguments.environments.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    absent = {name: why for name, peer in PEERS.items() if (why := installed(name, peer, folder))}
    found = measured(arguments.rounds, arguments.seconds, folder, absent)
    about = (
        f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}; "
        f"{arguments.rounds} rounds of {arguments.seconds:g} s a task; median (smallest to largest); seconds of the "
        "processor, child processes counted. Ours are verified and rendered in LaTeX with worked solutions. A ratio "
        "above 1 means that ours are made faster; for the first question, below 1 that ours is there sooner."
    )
    lines = [
        "# Beside other generators of questions",
        "",
        about,
        "",
        *rows(found, absent),
        "",
        *starts(found),
        "",
        "| environment | versions | packages, MB |",
        "|---|---|---|",
        f"| {OURS} | {versions(Path(sys.executable), (OURS, 'sympy', 'numpy', 'jinja2'))} | |",
    ]
    for name, peer in PEERS.items():
        place = folder / name
        told = absent.get(name) or versions(place / "bin" / "python", peer.told)
        lines.append(f"| {name} | {told} | {'' if name in absent else f'{megabytes(place):.0f}'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the options, run, and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--environments", type=Path, default=ROOT / "output" / "peers")
    parser.add_argument("--out", type=Path, default=ROOT / "output" / "peers.md")
    arguments = parser.parse_args()
    text = report(arguments)
    arguments.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
