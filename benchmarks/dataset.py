"""Measures `backproof dataset`: wall time, CPU and peak memory of each process; compares the bytes of all its ways.

    python benchmarks/dataset.py [--count 1000 --count 10000] [--out DIR]

Each count is made by one process, by two, and by two of a run that is killed in the middle and goes on.
Reads /proc: Linux.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def peaks(pid: int) -> dict[int, int]:
    """The peak memory in MB of a process and of those that it has started, by process."""
    found = {}
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        for each in (pid, *map(int, children)):
            peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{each}/status").read_text("ascii"))
            if peak:
                found[each] = int(peak[1]) // 1024
    except OSError:  # it has just ended
        pass
    return found


def run(count: int, jobs: int, out: Path, *, kill_after: int = 0) -> dict[int, int]:
    """Make a dataset; with `kill_after`, kill it when so many shards are there. Returns the peaks."""
    shard = str(max(100, count // 10))
    command = [sys.executable, "-m", "questions.cli", "dataset", "--count", str(count), "--shard-size", shard]
    found: dict[int, int] = {}
    with subprocess.Popen(
        [*command, "--jobs", str(jobs), "--out", str(out)], stdout=subprocess.DEVNULL
    ) as made:
        while made.poll() is None:
            found |= peaks(made.pid)
            if kill_after and len(list((out / "data").glob("train-*"))) >= kill_after:
                made.kill()
            time.sleep(0.1)
    if made.returncode and not kill_after:
        sys.exit(f"{' '.join(command)} ended with {made.returncode}")
    return found


def measured(count: int, jobs: int, out: Path) -> str:
    """Make a dataset and print what it took; returns the hash of all its bytes."""
    before, started = os.times(), time.perf_counter()
    memory = run(count, jobs, out)
    wall, after = time.perf_counter() - started, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    main, *others = memory.values()
    print(
        f"{count:8} items  {jobs} processes  {wall:7.1f} s  {count / wall:6.1f} a second  CPU {cpu:7.1f} s, "
        f"{1000 * cpu / count:5.2f} ms an item  peak {main} MB, workers {others} MB",
        flush=True,
    )
    return digest(out)


def digest(out: Path) -> str:
    """The hash of all names and bytes of a folder."""
    total = hashlib.sha256()
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(out)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def main(counts: list[int], folder: Path) -> None:
    """Every count in three ways; exits with 1 where two of them differ."""
    for count in counts:
        found = [measured(count, jobs, folder / f"{count}-{jobs}") for jobs in (1, 2)]
        killed = folder / f"{count}-killed"
        run(count, 2, killed, kill_after=3)
        run(count, 2, killed)
        found.append(digest(killed))
        if len(set(found)) > 1:
            sys.exit(f"{count} items: one process, two and a killed run give {found}")
        print(f"{count:8} items: the same bytes by one process, by two, and after a kill")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, action="append", help="so many items; by default 1000 and 10000")
    parser.add_argument("--out", type=Path, help="where to write; by default a folder that is deleted")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        main(said.count or [1000, 10_000], said.out or Path(temporary))
