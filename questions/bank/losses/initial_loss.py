"""The cross-entropy that a classifier starts from: the logarithm of the number of classes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from questions import derived, rounding, typeset
from questions.model import Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

MOST = 10**6  # logits that the witness really makes
CLASSES = (3, 4, 5, 6, 8, 10, 12, 20, 25, 26, 43, 50, 64, 100, 200, 256, 500, 1000)
BATCHES = (16, 32, 50, 64, 100, 128, 200, 256, 1000)


def draw(case: str, stream: Stream) -> Params:
    return {
        "classes": stream.choice(CLASSES),
        "batch": 1 if case == "one_example" else stream.choice(BATCHES),
        "reduction": "sum" if case == "batch_sum" else "mean",
    }


def case_of(params: Params) -> str:
    """The case of these values."""
    return "one_example" if params["batch"] == 1 else f"batch_{params['reduction']}"


def ill_posed(params: Params) -> str | None:
    if params["batch"] * params["classes"] > MOST:
        return (
            f"{params['batch']} examples with {params['classes']} logits each are more than a million numbers"
        )
    return None


def solve(params: Params) -> Mapping[str, Solved]:
    classes, batch = params["classes"], params["batch"]
    proved = derived.derivation("initial_loss")
    one = rounding.fraction(derived.value(proved, {}, sizes={"C": classes}))
    loss = one * batch if params["reduction"] == "sum" else one
    facts = {"one": typeset.about(one, 5), "probability": rf"\frac{{1}}{{{classes}}}"}
    each = (Intermediate("cross-entropy of one example", r"\log C", typeset.plain(one, 5), 5),)
    return {
        "a": Solved(Exact("rational", Fraction(1, classes), 4), facts),
        "b": Solved(
            Exact("number", loss, 4), facts, derivation=proved, intermediates=() if loss == one else each
        ),
    }


def reduced(params: Params, one: float) -> float:
    """The loss of one example, reduced over the batch as asked."""
    return one * params["batch"] if params["reduction"] == "sum" else one


def other_reduction(params: Params) -> float | None:
    """Sum for mean, mean for sum; with one example there is no difference."""
    batch, classes = params["batch"], params["classes"]
    if batch == 1:
        return None
    return math.log(classes) * (batch if params["reduction"] == "mean" else 1)


MISTAKES = (
    Mistake(
        "a",
        "took one half",
        lambda p: Fraction(1, 2),
        "One half is the uniform probability of two classes; here it is shared among all of them.",
    ),
    Mistake(
        "b",
        "logarithm to base 2",
        lambda p: reduced(p, math.log2(p["classes"])),
        "The cross-entropy of the frameworks uses the natural logarithm; base 2 would give it in bits.",
    ),
    Mistake(
        "b",
        "logarithm to base 10",
        lambda p: reduced(p, math.log10(p["classes"])),
        "The logarithm in the cross-entropy is the natural one.",
    ),
    Mistake(
        "b",
        "the probability itself",
        lambda p: reduced(p, 1 / p["classes"]),
        "The loss is minus the logarithm of the probability of the true class, not that probability.",
    ),
    Mistake(
        "b",
        "one minus the probability",
        lambda p: reduced(p, 1 - 1 / p["classes"]),
        "$1 - 1/C$ is the expected error rate of guessing, not the cross-entropy.",
    ),
    Mistake(
        "b",
        "sum and mean mixed up",
        other_reduction,
        "The mean over a batch does not grow with the batch; the sum does.",
    ),
    Mistake(
        "b",
        "logarithm of the batch size",
        lambda p: math.log(p["batch"]) if p["batch"] > 1 else None,
        "The probability is shared among the classes, not among the examples of the batch.",
    ),
)

family = Family(
    cases=("one_example", "batch_mean", "batch_sum"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "classes": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100000,
            "description": "number of classes C, e.g. 100",
        },
        "batch": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4096,
            "description": "number of examples in a batch; 1 for a single example",
        },
        "reduction": {
            "type": "string",
            "enum": ["mean", "sum"],
            "description": "how the losses of a batch become one number",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
