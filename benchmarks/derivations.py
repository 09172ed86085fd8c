"""What a proof costs, step by step and result by result, next to SymPy on explicit sizes in the same run.

    .venv/bin/python benchmarks/derivations.py

A step is proved for every size of its dimensions at once. SymPy has no such statement, so it is given the softmax of C
logits written out for C = 3, 10, 20, 50: `diff` for every entry, then `simplify` of the difference from the textbook's
form. Each of its runs is a process of its own that is stopped after LIMIT seconds.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import mpmath
import sympy

from derive import library
from derive.derivation import Derivation, as_term
from derive.kernel.gate import check
from derive.kernel.prover import prove
from derive.kernel.refuter import refute
from derive.library import Proved
from derive.terms.functions import FUNCTIONS, slopes
from derive.terms.terms import Term, unfold

LIMIT = 60  # seconds for one run of SymPy
SIZES = (3, 10, 20, 50)
ROUNDS = 3  # the best of so many is a step's time

SYMPY = {
    "softmax_jacobian": """
from sympy import *
C = {size}
z = symbols(f"z0:{{C}}", real=True)
total = Add(*map(exp, z))
s = [exp(u) / total for u in z]
for i in range(C):
    for j in range(C):
        slope = diff(s[i], z[j])
        assert simplify(slope - s[i] * (int(i == j) - s[j])) == 0
""",
    "cross_entropy_gradient": """
from sympy import *
C = {size}
z, y = symbols(f"z0:{{C}}", real=True), symbols(f"y0:{{C - 1}}", real=True)
y = [*y, 1 - Add(*y)]
total = Add(*map(exp, z))
loss = -Add(*(y[k] * log(exp(z[k]) / total) for k in range(C)))
for j in range(C):
    assert simplify(diff(loss, z[j]) - (exp(z[j]) / total - y[j])) == 0
""",
}


def main() -> None:
    """Print the machine, the steps, the results and the comparison."""
    print(f"{machine()}; Python {platform.python_version()}, ", end="")
    print(f"SymPy {sympy.__version__}, mpmath {mpmath.__version__}")
    warm_up()
    start = time.perf_counter()
    proofs = {name: row.build() for name, row in library.results().items()}
    built = time.perf_counter() - start
    per_result = {name: list(steps(proved)) for name, proved in proofs.items()}
    every = [(name, seconds) for name, times in per_result.items() for seconds in times]
    print(f"\n{len(proofs)} results, {len(every)} steps, proved in a new process in {built:.1f} s")
    whole = [1000 * sum(seconds[2] for seconds in times) for times in per_result.values()]
    print(f"one result, by the gate: median {statistics.median(whole):.1f} ms, worst {max(whole):.1f} ms")
    print("\none step, in ms          prover   refuter   gate")
    for words, pick in (("median", statistics.median), ("worst", max)):
        row = [1000 * pick([seconds[k] for _, seconds in every]) for k in range(3)]
        print(f"{words:22}" + "".join(f"{ms:9.1f}" for ms in row))
    print("\nresult                            steps   gate, ms   worst step, ms")
    for name, times in per_result.items():
        gate = [1000 * seconds[2] for seconds in times]
        print(f"{name:34}{len(times):5}{sum(gate):11.1f}{max(gate):17.1f}")
    against_sympy({name: sum(seconds[2] for seconds in per_result[name]) for name in SYMPY})


def machine() -> str:
    """The processor and the number of its cores."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def warm_up() -> None:
    """SymPy reads the rows of functions once in a process; that is nobody's step."""
    for name, row in FUNCTIONS.items():
        if not row.stand_in:
            slopes(name)


def steps(proved: Proved) -> Iterator[tuple[float, float, float]]:
    """Seconds of the prover, the refuter and the gate for each step."""
    for chain in (proved,) if isinstance(proved, Derivation) else proved.derivations:
        for step in chain.steps:
            left, right = (unfold(as_term(side), step.definitions) for side in (step.before, step.after))
            yield best(prove, left, right), best(refute, left, right), best(check, left, right)


def best(judge: Callable[[Term, Term], object], left: Term, right: Term) -> float:
    """The shortest of ROUNDS times."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        judge(left, right)
        times.append(time.perf_counter() - start)
    return min(times)


def against_sympy(ours: dict[str, float]) -> None:
    """One line for each size: SymPy's seconds and how many times ours that is."""
    print("\nall sizes at once, by the gate; SymPy: diff and simplify, entry by entry")
    print("result                     C   backproof, ms   SymPy, s        ratio")
    for name, source in SYMPY.items():
        for size in SIZES:
            own, theirs = ours[name], sympy_seconds(source.format(size=size))
            if theirs is None:
                words = f"over {LIMIT:5}   over {LIMIT / own:7.0f}"
            else:
                words = f"{theirs:10.2f}   {theirs / own:12.0f}"
            print(f"{name:24}{size:4}{1000 * own:16.1f} {words}")


def sympy_seconds(source: str) -> float | None:
    """The time SymPy takes inside a new process, without the import; None if it does not end within LIMIT."""
    timed = f"import sympy, time\nstart = time.perf_counter()\n{source}\nprint(time.perf_counter() - start)"
    try:
        ran = subprocess.run(
            [sys.executable, "-c", timed], capture_output=True, check=True, timeout=LIMIT, text=True
        )
    except subprocess.TimeoutExpired:
        return None
    return float(ran.stdout)


if __name__ == "__main__":
    main()
