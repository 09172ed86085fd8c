"""How many terms a cross-entropy averages over, and which reductions leave a single number to differentiate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from questions import claims, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

TASKS = {"binary_map": 4, "class_map": 4, "multi_label": 2}  # and their number of axes
MOST = 10**5  # entries that the witness really makes


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    batch, side = stream.choice((2, 4, 8, 16)), stream.choice((8, 16, 20, 32))
    shapes = {
        "binary_map": [batch, 1, side, side],
        "class_map": [batch, stream.integer(3, 8), side, side],
        "multi_label": [batch * stream.choice((1, 2, 4)), stream.integer(5, 20)],
    }
    return {
        "task": case,
        "shape": shapes[case],
        "mean": fixed(stream.integer(11, 89), 2),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return str(params["task"])


def ill_posed(params: Params) -> str | None:
    shape, axes = params["shape"], TASKS[params["task"]]
    if len(shape) != axes:
        return f"the shape {shape} has {len(shape)} axes: expected {axes} for {params['task']}"
    if params["task"] == "binary_map" and shape[1] != 1:
        return f"a binary map has one channel, not {shape[1]}"
    if params["task"] == "class_map" and shape[1] < 2:
        return "a softmax over one channel always gives 1"
    if prod(shape) > MOST:
        return f"the shape {shape} has more than {MOST} entries"
    if terms(params) == shape[0] or shape[0] == 1:
        return "with one term per example, or one example, nothing is there to be mixed up"
    if Fraction(params["mean"]) <= 0:
        return "a cross-entropy is positive"
    return claims.all_alike(CLAIMS, params)


def terms(params: Params) -> int:
    """One per number for a sigmoid, one per one-hot row for a softmax."""
    shape = params["shape"]
    return prod(shape) // (shape[1] if params["task"] == "class_map" else 1)


# Whether each holds follows from two numbers alone: how many terms there are, and how many examples.
CLAIMS: Mapping[str, Claim] = {
    "always_one_number": Claim(
        "The loss is a single number, whatever the reduction.",
        'With `reduction="none"` there is one number per term.',
        lambda p: terms(p) == 1,
    ),
    "backward_none": Claim(
        'With `reduction="none"`, `loss.backward()` can be called as it stands.',
        "Back-propagation starts from one number; here there are many, and they must be reduced first.",
        lambda p: terms(p) == 1,
    ),
    "backward_mean": Claim(
        'With `reduction="mean"`, `loss.backward()` can be called as it stands.',
        "The mean is one number.",
        lambda p: True,
    ),
    "backward_sum": Claim(
        'With `reduction="sum"`, `loss.backward()` can be called as it stands.',
        "The sum is one number.",
        lambda p: True,
    ),
    "none_then_mean": Claim(
        'The mean of what `reduction="none"` gives is what `reduction="mean"` gives.',
        "That is what the reduction does.",
        lambda p: True,
    ),
    "weights_of_one": Claim(
        'With `reduction="none"` the terms can be weighted before they are averaged; with weights 1 nothing changes.',
        "A weight of 1 leaves each term as it is.",
        lambda p: True,
    ),
    "sum_is_mean_times_terms": Claim(
        'What `reduction="sum"` gives is $N$ times what `reduction="mean"` gives.',
        "The mean is the sum divided by $N$.",
        lambda p: True,
    ),
    "sum_is_mean_times_batch": Claim(
        'What `reduction="sum"` gives is what `reduction="mean"` gives times the batch size.',
        "The mean divides by the number of terms, and an example has several of them.",
        lambda p: terms(p) == p["shape"][0],
    ),
    "mean_over_examples": Claim(
        "The mean adds up the terms of each example, and divides by the number of examples.",
        "The mean divides by all terms, those within an example too.",
        lambda p: terms(p) == p["shape"][0],
    ),
    "same_gradient": Claim(
        'The gradient is the same with `reduction="sum"` and with `reduction="mean"`.',
        "The sum is $N$ times the mean, and so is its gradient.",
        lambda p: terms(p) == 1,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    shape, count = params["shape"], terms(params)
    sizes = [shape[0], *shape[2:]] if params["task"] == "class_map" else shape
    facts = {
        "product": r" \cdot ".join(str(size) for size in sizes if size != 1),
        "N": count,
        "entries": prod(shape),
        "classes": shape[1],
        "batch": shape[0],
        "mean": typeset.number(params["mean"]),
        "sum": typeset.number(count * Fraction(params["mean"])),
    }
    return {
        "a": Solved(Exact("integer", count), facts),
        "b": Solved(Exact("array", (count, 1, 1)), facts),
        "c": Solved(Exact("rational", count * Fraction(params["mean"]), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def inside(params: Params) -> int | None:
    """Height times width."""
    return prod(params["shape"][2:]) if len(params["shape"]) == 4 else None


def with_classes(params: Params) -> int | None:
    return prod(params["shape"]) if params["task"] == "class_map" else None


MISTAKES = (
    Mistake(
        "a",
        "the batch size only",
        lambda p: p["shape"][0],
        "Each example brings many predictions, and each of them has a loss.",
    ),
    Mistake(
        "a", "height times width only", inside, "The mean runs over the whole batch, not over one image."
    ),
    Mistake(
        "a",
        "every entry, classes too",
        with_classes,
        "The probabilities of one position are compared with one one-hot row: together they make one term.",
    ),
    Mistake(
        "a",
        "the outputs of one example",
        lambda p: p["shape"][1] if p["task"] == "multi_label" else None,
        "The mean runs over the whole batch, not over one example.",
    ),
    Mistake(
        "b",
        "always one number",
        lambda p: (1, 1, 1),
        'With `reduction="none"` nothing is reduced: there is one number per term.',
    ),
    Mistake(
        "b",
        "one number per example",
        lambda p: (p["shape"][0], 1, 1),
        "There is a loss for each prediction, and an example has many of them.",
    ),
    Mistake(
        "c",
        "times the batch size",
        lambda p: p["shape"][0] * Fraction(p["mean"]),
        "The mean divides by the number of all terms, so that is what the sum is larger by.",
    ),
    Mistake(
        "c",
        "the sum is the mean",
        lambda p: Fraction(p["mean"]),
        "Only with a single term would the sum be the mean.",
    ),
)

family = Family(
    cases=tuple(TASKS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "task": {
            "type": "string",
            "enum": list(TASKS),
            "description": "binary_map: a sigmoid per pixel; class_map: a softmax over the channels of each pixel; "
            "multi_label: a sigmoid per output",
        },
        "shape": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 1024},
            "minItems": 2,
            "maxItems": 4,
            "description": "shape of the logits: (B, 1, H, W), (B, C, H, W) or (B, K), e.g. [2, 1, 16, 16]",
        },
        "mean": {**DECIMAL, "description": "the mean of the loss, as reported, e.g. 0.25"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
