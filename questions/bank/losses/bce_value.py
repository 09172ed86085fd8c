"""Binary cross-entropy of a few examples, and what a missing pair of brackets makes of it in code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SIZES = {"three_examples": 3, "five_examples": 5}
LEAST = Decimal("0.01")  # size of an entry that the line of code still gives with three digits


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(size: int, stream: Stream) -> Params:
    return {
        "labels": [stream.integer(0, 1) for _ in range(size)],
        "probabilities": [fixed(5 * stream.integer(1, 19), 2).removesuffix("0") for _ in range(size)],
    }


def case_of(params: Params) -> str:
    return "three_examples" if len(params["labels"]) <= SIZES["three_examples"] else "five_examples"


def ill_posed(params: Params) -> str | None:
    labels, chances = params["labels"], [Fraction(p) for p in params["probabilities"]]
    if len(labels) != len(chances):
        return f"there are {len(labels)} labels and {len(chances)} probabilities"
    if not all(0 < p < 1 for p in chances):
        return "a probability is not strictly between 0 and 1, where both logarithms exist"
    if len(set(labels)) < 2:
        return "all labels are the same, so only one of the two terms is ever used"
    if len(set(given_to_labels(params))) == 1:
        return "every label has the same probability, so there is nothing to average"
    if any(abs(entry) < LEAST for entry in line_of_code(params)):
        return "an entry of what the line of code returns is next to 0"
    return None


def given_to_labels(params: Params) -> tuple[Fraction, ...]:
    """The probability that each label was given: p for 1, 1 - p for 0."""
    pairs = zip(params["labels"], params["probabilities"], strict=True)
    return tuple(Fraction(p) if label else 1 - Fraction(p) for label, p in pairs)


def loss(params: Params) -> Decimal:
    """Minus the mean of the logarithms."""
    logs = [precise.log(p) for p in given_to_labels(params)]
    return -precise.quotient(precise.total(logs), len(logs))


def line_of_code(params: Params) -> tuple[Decimal, ...]:
    """What `-np.mean(y * np.log(p)) + (1 - y) * np.log(1 - p)` returns: the mean stops at the first bracket."""
    first = of_ones(params)
    pairs = zip(params["labels"], given_to_labels(params), strict=True)
    return tuple(first if label else first + precise.log(p) for label, p in pairs)


def of_ones(params: Params) -> Decimal:
    """The share of the examples with label 1 in the loss."""
    pairs = zip(params["labels"], given_to_labels(params), strict=True)
    logs = [precise.log(p) for label, p in pairs if label]
    return -precise.quotient(precise.total(logs), len(params["labels"]))


def solve(params: Params) -> Mapping[str, Solved]:
    given, labels = given_to_labels(params), params["labels"]
    logs = [precise.log(p) for p in given]
    rows = [
        {
            "y": label,
            "p": typeset.number(chance),
            "q": typeset.number(q),
            "log": typeset.about(-log, 5),
        }
        for label, chance, q, log in zip(labels, params["probabilities"], given, logs, strict=True)
    ]
    facts = {
        "rows": rows,
        "N": len(rows),
        "terms": " + ".join(row["log"] for row in rows),
        "total": typeset.about(-precise.total(logs), 5),
        "first": typeset.about(of_ones(params), 4),
        "zeros": typeset.listing([str(k) for k, label in enumerate(labels, start=1) if not label]),
        "one_zero": labels.count(0) == 1,
        "log2": typeset.about(precise.log(2), 3),
    }
    return {
        "a": Solved(Exact("array", given), facts),
        "b": Solved(Exact("number", loss(params), 4), facts),
        "c": Solved(Exact("array", line_of_code(params), 3), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the given probabilities",
        lambda p: tuple(Fraction(q) for q in p["probabilities"]),
        "These are probabilities of the label 1; a label 0 was given one minus that.",
    ),
    Mistake(
        "b",
        "only the terms with label 1",
        of_ones,
        "A label 0 has a loss too: minus the logarithm of one minus the probability.",
    ),
    Mistake(
        "b",
        "sum instead of mean",
        lambda p: loss(p) * len(p["labels"]),
        "This is the sum over the examples; the loss divides it by their number.",
    ),
    Mistake(
        "b",
        "logarithm to base 2",
        lambda p: precise.quotient(loss(p), precise.log(2)),
        "The logarithm is the natural one; base 2 would give the loss in bits.",
    ),
    Mistake(
        "b",
        "forgot the minus",
        lambda p: -loss(p),
        "Logarithms of probabilities are negative; the minus makes a loss of them.",
    ),
    Mistake(
        "c",
        "the loss, once for each example",
        lambda p: (loss(p),) * len(p["labels"]),
        "The mean and the minus end with their bracket: the second term is added outside, entry by entry.",
    ),
    Mistake(
        "c",
        "the loss of each example",
        lambda p: tuple(-precise.log(q) for q in given_to_labels(p)),
        "The first term is already averaged: it is the same number in every entry.",
    ),
)

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "labels": {
            "type": "array",
            "items": {"type": "integer", "enum": [0, 1]},
            "minItems": 2,
            "maxItems": 6,
            "description": "labels y, 0 or 1 for each example, e.g. [1, 0, 1]",
        },
        "probabilities": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 6,
            "description": "predicted probabilities of the label 1, e.g. [0.9, 0.2, 0.6]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
