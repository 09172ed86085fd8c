"""Which vectors can be a one-hot target, and which a softmax can give: entries in [0, 1] are not enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise

from questions import typeset
from questions.model import DECIMAL, JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Decided, Statement, tick_all

Vector = list[str]
PLACES = 2


def one_hot(stream: Stream, size: int) -> Vector:
    hot = stream.integer(0, size - 1)
    return ["1" if k == hot else "0" for k in range(size)]


def several_hot(stream: Stream, size: int) -> Vector:
    hot = stream.sample(range(size), 2)
    return ["1" if k in hot else "0" for k in range(size)]


def shares(stream: Stream, size: int, total: int) -> list[int]:
    """Positive hundredths that sum to `total`."""
    cuts = [0, *sorted(stream.sample(range(5, total - 4), size - 1)), total]
    return [b - a for a, b in pairwise(cuts)]


def distribution(stream: Stream, size: int) -> Vector:
    return [fixed(share, PLACES) for share in shares(stream, size, 100)]


def wrong_sum(stream: Stream, size: int) -> Vector:
    return [fixed(share, PLACES) for share in shares(stream, size, stream.choice((80, 90, 110, 120, 140)))]


def negative(stream: Stream, size: int) -> Vector:
    """A sum of 1 with an entry below 0."""
    first, *others = shares(stream, size, 100)
    below = stream.integer(5, 30)
    return [
        fixed(-below, PLACES),
        fixed(others[0] + first + below, PLACES),
        *(fixed(o, PLACES) for o in others[1:]),
    ]


def with_zero(stream: Stream, size: int) -> Vector:
    """A distribution with an entry that is exactly 0."""
    return [*(fixed(share, PLACES) for share in shares(stream, size - 1, 100)), "0"]


KINDS: Mapping[str, Callable[[Stream, int], Vector]] = {
    "one_hot": one_hot, "several_hot": several_hot, "distribution": distribution, "wrong_sum": wrong_sum,
    "negative": negative, "with_zero": with_zero,
}  # fmt: skip
ALWAYS = ("one_hot", "distribution", "wrong_sum")


def draw(case: str, stream: Stream) -> Params:
    size = 3 if case == "three_classes" else stream.integer(4, 5)
    kinds = [*ALWAYS, *stream.sample([kind for kind in KINDS if kind not in ALWAYS], 2)]
    if stream.integer(0, 1):
        kinds.append("distribution")

    def numbers() -> Params:
        vectors = [KINDS[kind](stream, size) for kind in stream.shuffle(kinds)]
        return {"classes": size, "vectors": vectors}

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def case_of(params: Params) -> str:
    return "three_classes" if params["classes"] == 3 else "more_classes"


def ill_posed(params: Params) -> str | None:
    vectors = [entries(v) for v in params["vectors"]]
    if any(len(v) != params["classes"] for v in vectors):
        return f"a vector has not {params['classes']} entries"
    if len(set(vectors)) < len(vectors):
        return "a vector is there twice"
    for what, test in (("a one-hot target", is_target), ("the output of a softmax", is_output)):
        if len({test(v) for v in vectors}) < 2:
            return f"all of the vectors, or none, can be {what}"
    if any(0 < abs(sum(v, Fraction(0)) - 1) < Fraction(1, 1000) for v in vectors):
        return "a sum is so near 1 that nobody can tell it from rounding"
    return None


def entries(vector: Vector) -> tuple[Fraction, ...]:
    return tuple(Fraction(entry) for entry in vector)


def is_target(v: tuple[Fraction, ...]) -> bool:
    return set(v) == {0, 1} and sum(v) == 1


def is_output(v: tuple[Fraction, ...]) -> bool:
    return min(v) > 0 and sum(v) == 1


def why_no_target(v: tuple[Fraction, ...]) -> str:
    if is_target(v):
        return "One entry is 1, all others are 0."
    if set(v) <= {0, 1}:
        return "Entries of 0 and 1 are not enough: just one of them may be 1."
    return "A one-hot vector has no entries but 0 and 1."


def why_no_output(v: tuple[Fraction, ...]) -> str:
    if is_output(v):
        return "All entries are positive, and they sum to 1."
    if min(v) < 0:
        return "Exponentials are positive, and so are their shares."
    if sum(v) != 1:
        return "Entries between 0 and 1 are not enough: the outputs of a softmax sum to 1."
    return "An exponential is never 0, so no output is exactly 0 or 1."


def judged(
    params: Params, test: Callable[[tuple[Fraction, ...]], bool], why: Callable[[tuple[Fraction, ...]], str]
) -> Decided:
    return [
        (Statement(f"${typeset.vector(typeset.number(e) for e in v)}$", why(entries(v))), test(entries(v)))
        for v in params["vectors"]
    ]


def solve(params: Params) -> Mapping[str, Solved]:
    rows = [
        {
            "label": label,
            "least": typeset.number(min(entries(v))),
            "greatest": typeset.number(max(entries(v))),
            "sum": typeset.number(sum(entries(v), Fraction(0))),
        }
        for label, v in zip("ABCDEFGH", params["vectors"], strict=False)
    ]
    facts = {"rows": rows}
    return {
        "a": tick_all(judged(params, is_target, why_no_target), facts),
        "b": tick_all(judged(params, is_output, why_no_output), facts),
        "c": Solved(Exact("integer", params["classes"] - 1), facts),
    }


MISTAKES = (
    Mistake("c", "every entry", lambda p: p["classes"],
            "The entries sum to 1, so the last one follows from the others."),
    Mistake("c", "one entry", lambda p: 1 if p["classes"] > 2 else None,
            "One equation takes one freedom away; it does not leave only one."),
)  # fmt: skip

VECTORS: JSON = {
    "type": "array",
    "items": {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 8},
    "minItems": 3,
    "maxItems": 8,
    "description": "the vectors to be judged, e.g. [[0, 1, 0], [0.2, 0.5, 0.3], [0.9, 0.8, 0.1]]",
}

family = Family(
    cases=("three_classes", "more_classes"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "classes": {"type": "integer", "minimum": 2, "maximum": 8, "description": "classes, e.g. 3"},
        "vectors": VECTORS,
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
