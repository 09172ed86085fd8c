"""What starting costs, as ratios to importing SymPy, NumPy and Jinja in the same run.

    .venv/bin/python benchmarks/start_up.py [ROUNDS]

Each round runs every command once in a new process, in turn, so that a busy machine slows all of them alike. A ratio
is taken within its round; printed are the median over the rounds and the spread (smallest to largest).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = "import sympy, numpy, jinja2"
COMMAND = "from questions.cli import main; main()"
WARM_UP = 1  # rounds not counted: they fill the caches of bytecode and of the disk


def commands(out: Path) -> dict[str, list[str]]:
    """What is timed, by name; the first is what the others are measured against."""
    return {
        f'python -c "{BASE}"': ["-c", BASE],
        'python -c ""': ["-c", ""],
        "backproof --help": ["-c", COMMAND, "--help"],
        "backproof list": ["-c", COMMAND, "list"],
        "backproof generate, one question": [
            "-c",
            COMMAND,
            "generate",
            "--count",
            "1",
            "--out",
            f"{out}/one",
            "--force",
        ],
        "backproof generate, the whole bank": ["-c", COMMAND, "generate", "--out", f"{out}/all", "--force"],
    }


def seconds(arguments: list[str]) -> float:
    """The time one new process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Time `rounds` rounds and print one line for each command."""
    with tempfile.TemporaryDirectory() as folder:
        rows = commands(Path(folder))
        for _ in range(WARM_UP):
            [seconds(arguments) for arguments in rows.values()]
        times = [[seconds(arguments) for arguments in rows.values()] for _ in range(rounds)]
    print(
        f"{rounds} rounds; ratio to `python -c {BASE!r}` of the same round: median (smallest to largest); seconds"
    )
    for name, column in zip(rows, zip(*times, strict=True), strict=True):
        ratios = [own / base[0] for own, base in zip(column, times, strict=True)]
        print(
            f"{name:42} {statistics.median(ratios):6.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
            f"  {statistics.median(column):6.2f} s"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
