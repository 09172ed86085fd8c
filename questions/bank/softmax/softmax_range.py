"""The image of softmax: the open probability simplex, and the logits that lead to one of its points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from questions import precise, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Option, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

# log2 of the smallest positive number of each precision; between the edges a processor may round to 0 or not.
SMALLEST = {"single": -149, "double": -1074}
NORMAL = {"single": -126, "double": -1022}
NEARLY = Fraction(1, 20)
NAMES = {"single": "single precision (float32)", "double": "double precision (float64)"}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    kinds = ["inside", "corner", "wrong_sum", *stream.sample(("inside", "edge", "negative", "wrong_sum"), 2)]
    low, high = (20, 300) if case == "single" else (50, 1500)
    return {
        "vectors": [_vector(kind, stream) for kind in stream.shuffle(kinds)],
        "target": _tenths(stream, 10),
        "precision": case,
        "logit": 10 * stream.integer(low // 10, high // 10),
    }


def _vector(kind: str, stream: Stream) -> list[str]:
    if kind == "corner":
        return list(stream.shuffle(("1", "0", "0")))
    if kind == "edge":
        share = stream.integer(1, 9)
        return list(stream.shuffle((fixed(share, 1), fixed(10 - share, 1), "0")))
    if kind == "negative":
        share = stream.integer(1, 3)
        return list(stream.shuffle((fixed(-share, 1), fixed(5, 1), fixed(5 + share, 1))))
    return _tenths(stream, 10 if kind == "inside" else stream.choice((6, 8, 9, 11, 12, 14)))


def _tenths(stream: Stream, total: int) -> list[str]:
    """Three positive tenths below 1 with the sum of so many tenths."""
    first, second = sorted(stream.sample(range(1, total), 2))
    parts = (first, second - first, total - second)
    return [fixed(part, 1) for part in parts] if max(parts) < 10 else _tenths(stream, total)


def case_of(params: Params) -> str:
    return str(params["precision"])


def ill_posed(params: Params) -> str | None:
    target = [Fraction(p) for p in params["target"]]
    if min(target) <= 0 or sum(target) != 1:
        return "the probabilities that logits are sought for must be positive and sum to 1"
    if len(set(target)) < len(target):
        return "two probabilities are equal: their logits are the same, or 0"
    if len({tuple(map(Fraction, vector)) for vector in params["vectors"]}) < len(params["vectors"]):
        return "a vector stands there twice"
    sums = [sum(map(Fraction, vector), Fraction(0)) for vector in params["vectors"]]
    if any(0 < abs(each - 1) < NEARLY for each in sums):
        return "the entries of a vector sum nearly to 1, as rounded ones may"
    if len({reachable(vector) for vector in params["vectors"]}) < 2:
        return "of the vectors some must be reached, and some must not"
    bits = -params["logit"] / math.log(2)
    if SMALLEST[params["precision"]] - 2 < bits < NORMAL[params["precision"]] + 1:
        return f"the exponential of -{params['logit']} is at the edge of what {params['precision']} precision can hold"
    return None


def reachable(vector: Sequence[str]) -> bool:
    """Whether all entries are positive and sum to 1."""
    entries = [Fraction(entry) for entry in vector]
    return min(entries) > 0 and sum(entries) == 1


def statement(vector: Sequence[str]) -> Statement:
    entries = [Fraction(entry) for entry in vector]
    total = typeset.number(sum(entries, Fraction(0)))
    if min(entries) < 0:
        why = "An exponential is never negative."
    elif 0 in entries:
        why = (
            "An exponential is never 0, however negative the logit: the border of the simplex is not reached."
        )
    elif sum(entries) != 1:
        why = f"The entries are between 0 and 1, but they sum to {total}: softmax divides by the sum."
    else:
        why = "All entries are positive and sum to 1: their logarithms are logits that lead to them."
    return Statement(f"${typeset.vector([typeset.number(entry) for entry in entries])}$", why)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    decided = [(statement(vector), reachable(vector)) for vector in params["vectors"]]
    target = [Fraction(p) for p in params["target"]]
    logits = tuple(precise.log(p / target[-1]) for p in target[:-1])
    lines = [
        rf"z_{k} = \log \frac{{{typeset.number(p)}}}{{{typeset.number(target[-1])}}} \approx {typeset.about(z, 4)}"
        for k, (p, z) in enumerate(zip(target, logits, strict=False), start=1)
    ]
    facts = {"lines": r", \qquad ".join(lines), "last": len(target), "told": statements.told(decided)}
    return {
        "a": statements.tick_all(decided, facts),
        "b": Solved(Exact("array", logits, 4), facts),
        "c": _zero(params),
    }


def _zero(params: Params) -> Solved:
    """Whether e^-logit is rounded to 0: whether it is below half of the smallest positive number."""
    power = precise.exp(-params["logit"])
    vanishes = Fraction(power) < Fraction(1, 2 ** (1 - SMALLEST[params["precision"]]))
    if vanishes:
        why = "The exponential is below half of the smallest positive number: it is rounded to 0."
    else:
        why = (
            "The exponential is small, but greater than the smallest positive number, so it does not vanish."
        )
    rows = (
        Option("A", "exactly 0", vanishes, why),
        Option("B", "a positive number", not vanishes, why),
    )
    facts = {
        "power": typeset.about(power, 3),
        "smallest": typeset.about(Fraction(1, 2 ** -SMALLEST[params["precision"]]), 3),
        "name": NAMES[params["precision"]],
        "vanishes": vanishes,
    }
    return Solved(Exact("choice", "A" if vanishes else "B"), facts, options=rows)


# -- what goes wrong ---------------------------------------------------------------------------------------


def floats(params: Params) -> list[float]:
    return [float(p) for p in params["target"]]


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "b",
        "the logarithms of the probabilities",
        lambda p: tuple(math.log(q) for q in floats(p)[:-1]),
        "These lead to the right probabilities only with the logarithm of the last one as last logit, not with 0.",
    ),
    Mistake(
        "b",
        "differences of probabilities",
        lambda p: tuple(q - floats(p)[-1] for q in floats(p)[:-1]),
        "The last probability belongs to the logit 0, but it is ratios that logits give, by their differences.",
    ),
    Mistake(
        "b",
        "the logit of a sigmoid",
        lambda p: tuple(math.log(q / (1 - q)) for q in floats(p)[:-1]),
        r"$\log \frac{p}{1-p}$ sets a class against all others together; here it is set against the last one.",
    ),
)

VECTOR: Mapping[str, Any] = {"type": "array", "items": DECIMAL, "minItems": 3, "maxItems": 3}

family = Family(
    cases=("single", "double"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "vectors": {
            "type": "array",
            "items": VECTOR,
            "minItems": 2,
            "maxItems": 8,
            "description": "vectors among which those in the image are to be found, e.g. [[0.2, 0.3, 0.5], [1, 0, 0]]",
        },
        "target": {**VECTOR, "description": "probabilities that logits are sought for, e.g. [0.2, 0.3, 0.5]"},
        "precision": {"type": "string", "enum": list(NAMES), "description": "the precision of the last part"},
        "logit": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10000,
            "description": "the second logit of the last part; the first is 0",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
