"""Whether in each variant of `wrong_line` exactly one line is wrong, or none, for the gate and for the witness alike.

    .venv/bin/python benchmarks/wrong_lines.py [VARIANTS]

Each variant is made and verified; then each of its steps is proved or refuted by the gate, which keeps no proof of the
making, and executed by the witness. It prints how many are distinct, where the wrong line stands and what one costs,
and ends with status 1 if the two do not agree on each line.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from itertools import pairwise

import numpy as np

from derive.kernel.gate import StepRefuted, StepRejected, check
from questions import assemble, catalogue, derived, slips
from questions.witness.matrix_calculus import wrong_line as witness


def wrong_for_the_gate(name: str, stored: list[object]) -> list[int]:
    """The numbers of the lines that are refuted; -1 for one that is neither proved nor refuted."""
    wrong = []
    for k, (above, line) in enumerate(pairwise(slips.read(stored)), start=1):
        try:
            check(above, line, derived.derivation(name).definitions)
        except StepRejected as rejected:
            wrong.append(k if isinstance(rejected, StepRefuted) else -1)
    return wrong


def main(variants: int) -> int:
    """Make and judge the variants of seeds 0, 1, ...; the number of those on which not all agree."""
    entry = catalogue.find("wrong_line")
    places: Counter[str] = Counter()
    by_slip: Counter[str] = Counter()
    distinct, spent, bad = set(), 0.0, 0
    for seed in range(variants):
        start = time.perf_counter()
        variant = assemble.variant(entry.slug, seed)
        spent += time.perf_counter() - start
        params = variant.params
        gate = wrong_for_the_gate(params["derivation"], params["lines"])
        executed = witness.wrong_lines(json.loads(json.dumps(params)), np)
        right = len(gate) == (params["slip"] != slips.NO_SLIP) and gate == executed and -1 not in gate
        bad += not right
        if not right:
            print(f"seed {seed}: {params['derivation']}, {params['slip']}: gate {gate}, witness {executed}")
        distinct.add(json.dumps(params["lines"]))
        last = len(params["lines"]) - 1
        places["no line" if not gate else "the last one" if gate[0] == last else "an earlier one"] += 1
        by_slip[params["slip"]] += 1
    print(
        f"{variants} variants, {len(distinct)} distinct, {spent / variants * 1000:.0f} ms each; {bad} of them bad"
    )
    print("wrong is " + ", ".join(f"{place}: {count}" for place, count in places.most_common()))
    print("; ".join(f"{slip} {count}" for slip, count in by_slip.most_common()))
    return bad


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)))
