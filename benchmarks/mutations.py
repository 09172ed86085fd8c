"""How many slips of the pen each guard refuses, operator by operator, over the published steps of the library.

    .venv/bin/python benchmarks/mutations.py [--most N] [--jobs J] [--record FILE] [NAME ...]

Every mutant there is is judged, or with --most about as many as the tests would draw; with names, those of these
results. With a record each result is one line of JSON, written when it is done: a second run with the same record
judges only what is not in it, or was judged by another kernel or by other operators. The table is Markdown, on stdout;
progress and findings are on stderr. It ends with status 1 if a mutant is proved and refuted, or proved and false for
SymPy.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import multiprocessing
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import derive
from derive import library
from derive.audit import compare
from derive.terms.serialise import to_json
from derive.terms.text import text

COLUMNS = ("mutants", "prover", "refuter", "equivalent", "SymPy agrees", "not proved", "undefined", "shapes")
SERIOUS = ("proved and refuted", "proved, but SymPy disagrees")
LIMIT = 300  # seconds for one mutant; a guard that takes longer is a finding
OPERATORS = Path(__file__).resolve().parent.parent / "tests" / "derive" / "mutation.py"

Record = dict[str, Any]


@cache
def suite() -> ModuleType:
    """The operators, from the tests."""
    spec = importlib.util.spec_from_file_location("mutation", OPERATORS)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(OPERATORS)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutation"] = module
    spec.loader.exec_module(module)
    return module


@cache
def judges() -> bytes:
    """A digest of what judges: the sources of the kernel and of the operators."""
    folder = Path(derive.__file__).parent / "kernel"
    sources = [*sorted(folder.glob("*.py")), OPERATORS]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).digest()


def digest(name: str) -> str:
    """Of the steps of a result, and of what judges them."""
    sides = [to_json(side) for step in suite().steps_of(name) for side in step]
    return hashlib.sha256(judges() + json.dumps(sides, sort_keys=True).encode()).hexdigest()[:16]


def drawn(name: str, most: int | None) -> Iterator[Any]:
    """The mutants of a result: all, or a share of `most`."""
    mutation = suite()
    if most is None:
        yield from (mutant for mutants in mutation.all_of(name).values() for mutant in mutants)
    else:
        yield from mutation.sample(name, mutation.share(most))


def too_long(*_: object) -> None:
    raise TimeoutError


def words_for(mutant: Any) -> tuple[list[str], str]:
    """The columns to which a mutant adds, and what is remarkable about it."""
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT)
    try:
        return opinions(mutant)
    except TimeoutError:
        return ["mutants"], f"over {LIMIT} s"
    finally:
        signal.alarm(0)


def opinions(mutant: Any) -> tuple[list[str], str]:
    verdict = suite().judge(mutant)
    if verdict.word in {"undefined", "shapes"}:
        return ["mutants", verdict.word], ""
    if verdict.word in {"equivalent", "neither proved nor refuted"}:
        sympy = compare(mutant.intact, mutant.wrong).status
        agrees = ["SymPy agrees"] * (sympy == "agrees")
        if verdict.proved:
            words = "" if agrees else SERIOUS[1] if sympy == "disagrees" else f"proved, SymPy {sympy}"
            return ["mutants", "equivalent", *agrees], words
        return ["mutants", "not proved", *agrees], f"not proved nor refuted, SymPy {sympy}"
    refusals = ["prover"] * (not verdict.proved) + ["refuter"] * verdict.refuted
    return ["mutants", *refusals], "" if verdict.word == "wrong" else verdict.word


def judged(task: tuple[str, int | None]) -> Record:
    """The record of one result: how many mutants fall into each column, and the remarkable ones."""
    (name, most), start = task, time.perf_counter()
    counts: dict[str, Counter[str]] = {}
    findings = []
    for mutant in drawn(name, most):
        columns, remark = words_for(mutant)
        counts.setdefault(mutant.operator, Counter()).update(columns)
        if remark:
            statement = f"{text(mutant.intact)}  =  {text(mutant.wrong)}"
            findings.append([remark, mutant.operator, mutant.place, statement])
    seconds = round(time.perf_counter() - start, 1)
    return {
        "result": name,
        "most": most,
        "digest": digest(name),
        "counts": counts,
        "findings": findings,
        "seconds": seconds,
    }


def read(path: Path | None, most: int | None) -> dict[str, Record]:
    """What a record has of earlier runs, if it is of the steps and the judges of today."""
    if path is None or not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    today = set(library.names())
    return {
        line["result"]: line
        for line in lines
        if line["result"] in today and line["most"] == most and line["digest"] == digest(line["result"])
    }


def run(names: list[str], most: int | None, jobs: int, path: Path | None) -> Iterator[Record]:
    """Each result's record, the known ones first, each new one as it is done and written."""
    known = read(path, most)
    yield from (known[name] for name in names if name in known)
    tasks = [(name, most) for name in names if name not in known]
    with multiprocessing.Pool(
        jobs, maxtasksperchild=20
    ) as pool:  # the kernel's memory grows with what it has seen
        for number, record in enumerate(pool.imap_unordered(judged, tasks), 1):
            if path is not None:
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record) + "\n")
            print(
                f"{number}/{len(tasks)} {record['result']}, {record['seconds']} s",
                file=sys.stderr,
                flush=True,
            )
            yield record


def table(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """A row for each operator and one for all, in Markdown."""
    total: Counter[str] = sum(counts.values(), Counter())
    yield f"| {'operator':22} |" + "".join(f" {column:>12} |" for column in COLUMNS)
    yield f"|{'-' * 24}|" + f"{'-' * 13}:|" * len(COLUMNS)
    for name, row in [*counts.items(), ("all", total)]:
        yield f"| {name:22} |" + "".join(f" {row[column]:12} |" for column in COLUMNS)


def main() -> int:
    """Judge the mutants and print the table; 1 if the kernel has a defect."""
    parser = argparse.ArgumentParser(description="Judge the mutants of the library's steps.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="results; all of them if none is named")
    parser.add_argument("--most", type=int, help="about as many mutants over the whole library")
    parser.add_argument("--jobs", type=int, default=None, help="processes; as many as there are cores")
    parser.add_argument("--record", type=Path, help="a file with a line for each result that is done")
    given = parser.parse_args()
    names = [library.find(name).name for name in given.names] or list(library.names())
    counts: dict[str, Counter[str]] = {name: Counter() for name in suite().NAMES}
    seconds, kinds = 0.0, Counter[str]()
    for record in run(names, given.most, given.jobs, given.record):
        seconds += record["seconds"]
        for operator, row in record["counts"].items():
            counts[operator].update(row)
        for remark, operator, place, statement in record["findings"]:
            kinds[remark] += 1
            print(f"{remark}: {operator}, {place}\n    {statement}", file=sys.stderr)
    print(*table(counts), sep="\n")
    print(f"\n{len(names)} results, {seconds:.0f} s of one core")
    print(*(f"{number} {remark}" for remark, number in sorted(kinds.items())), sep="\n")
    return int(any(kinds[word] for word in SERIOUS))


if __name__ == "__main__":
    sys.exit(main())
