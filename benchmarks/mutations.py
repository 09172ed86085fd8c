"""How many slips of the pen each guard refuses, operator by operator, over the published steps of the library.

    .venv/bin/python benchmarks/mutations.py [MUTANTS] [PART/PARTS]

Without a number every mutant there is is judged (about ten minutes); with one, as many as the tests would draw. With a
part, such as 1/2, every second result. It ends with status 1 if a mutant is neither wrong for both guards nor
equivalent for both.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from derive import library
from derive.audit import compare
from derive.terms.text import text

COLUMNS = ("mutants", "prover", "refuter", "equivalent", "SymPy agrees", "undefined", "shapes")


def suite() -> ModuleType:
    """The operators, from the tests."""
    path = Path(__file__).resolve().parent.parent / "tests" / "derive" / "mutation.py"
    spec = importlib.util.spec_from_file_location("mutation", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutation"] = module
    spec.loader.exec_module(module)
    return module


def drawn(mutation: ModuleType, most: int | None, part: int, parts: int) -> Iterator[Any]:
    """The mutants of every `parts`-th result."""
    for name in library.names()[part - 1 :: parts]:
        if most is None:
            yield from (mutant for mutants in mutation.all_of(name).values() for mutant in mutants)
        else:
            yield from mutation.sample(name, mutation.share(most))


def count(mutation: ModuleType, mutant: Any) -> Iterator[str]:
    """The columns to which a mutant adds."""
    verdict = mutation.judge(mutant)
    yield "mutants"
    if verdict.word in {"undefined", "shapes"}:
        yield verdict.word
    elif verdict.word == "equivalent":
        yield "equivalent"
        if compare(mutant.intact, mutant.wrong).status == "agrees":
            yield "SymPy agrees"
    else:
        if not verdict.proved:
            yield "prover"
        if verdict.refuted:
            yield "refuter"
        if verdict.word != "wrong":
            yield "defects"
            print(f"{verdict.word}: {mutant.operator}, {mutant.place}")
            print(f"    {text(mutant.intact)}  =  {text(mutant.wrong)}")


def main(most: int | None, part: int, parts: int) -> int:
    """Judge the mutants and print a line for each operator; the number of defects."""
    mutation, start = suite(), time.perf_counter()
    counts: dict[str, Counter[str]] = {name: Counter() for name in mutation.NAMES}
    for mutant in drawn(mutation, most, part, parts):
        counts[mutant.operator].update(count(mutation, mutant))
    total: Counter[str] = sum(counts.values(), Counter())
    print("prover, refuter: wrong mutants that it refuses, each guard on its own")
    print(f"{'operator':22}" + "".join(f"{column:>13}" for column in COLUMNS))
    for name, row in [*counts.items(), ("all", total)]:
        print(f"{name:22}" + "".join(f"{row[column]:13}" for column in COLUMNS))
    spent = time.perf_counter() - start
    print(f"{total['defects']} defects of the kernel; {len(library.names())} results, {spent:.0f} s")
    return total["defects"]


if __name__ == "__main__":
    words = sys.argv[1:]
    at = next((word for word in words if "/" in word), "1/1").split("/")
    number = next((int(word) for word in words if word.isdigit()), None)
    sys.exit(min(1, main(number, int(at[0]), int(at[1]))))
