"""What a network computes in parallel, and which layers make one example depend on the others of its batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from questions import claims, precise, statements, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Batch: TypeAlias = "list[list[Fraction]]"

COUNT = 5  # layers to judge


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    examples = 3 if case == "three_examples" else 4
    return {
        "batch": [stream.integer(-5, 9) for _ in range(examples)],
        "changed": stream.integer(-9, 15),
        "sizes": [stream.integer(3, 9) * 4 for _ in range(stream.integer(4, 8))],
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def case_of(params: Params) -> str:
    return "three_examples" if len(params["batch"]) == 3 else "more_examples"


def ill_posed(params: Params) -> str | None:
    if len(set(params["batch"])) == 1 or len(set(_changed(params))) == 1:
        return "all examples of a batch are the same, and its variance is 0"
    if params["changed"] == params["batch"][1]:
        return "the second example does not change"
    if 0 in (_deviation(params["batch"]), _deviation(_changed(params))):
        return "the first example is the mean of the batch, and its normalised value is 0"
    return claims.all_alike(CLAIMS, params)


def _changed(params: Params) -> list[int]:
    first, _, *rest = params["batch"]
    return [first, params["changed"], *rest]


def _deviation(batch: Sequence[int]) -> Fraction:
    """The first example minus the mean."""
    return batch[0] - Fraction(sum(batch), len(batch))


def variance(batch: Sequence[int]) -> Fraction:
    mean = Fraction(sum(batch), len(batch))
    return sum(((x - mean) ** 2 for x in batch), Fraction(0)) / len(batch)


def normalised(batch: Sequence[int]) -> Fraction:
    """The first example, standardised, to forty digits."""
    v = variance(batch)
    return _deviation(batch) / Fraction(precise.root(precise.quotient(v.numerator, v.denominator)))


# -- layers, exactly: instead of x / sqrt(v), the number x |x| / v, which says the same --------------------


def _standardised(values: Sequence[Fraction]) -> list[Fraction]:
    mean = sum(values, Fraction(0)) / len(values)
    v = sum(((x - mean) ** 2 for x in values), Fraction(0)) / len(values)
    return [(x - mean) * abs(x - mean) / v for x in values]


def _shares(values: Sequence[Fraction]) -> list[Fraction]:
    """Softmax with powers of 2, the entries being whole."""
    powers = [Fraction(2) ** int(x) for x in values]
    return [power / sum(powers, Fraction(0)) for power in powers]


def _by_column(f: Callable[[Sequence[Fraction]], list[Fraction]]) -> Callable[[Batch], Batch]:
    return lambda batch: [
        list(row) for row in zip(*(f(column) for column in zip(*batch, strict=True)), strict=True)
    ]


def _by_row(f: Callable[[Sequence[Fraction]], list[Fraction]]) -> Callable[[Batch], Batch]:
    return lambda batch: [f(row) for row in batch]


def _masked(batch: Batch) -> Batch:
    mask = ((1, 0, 1), (0, 1, 1), (1, 1, 0))
    return [
        [2 * x * m for x, m in zip(row, line, strict=True)] for row, line in zip(batch, mask, strict=True)
    ]


def _couples(layer: Callable[[Batch], Batch]) -> bool:
    """Whether the first example of the output changes when the second one of the input does."""
    batch = [[Fraction(n) for n in row] for row in ((1, 4, -2), (3, 0, 5), (-1, 2, 2))]
    other = [batch[0], [Fraction(n) for n in (7, -3, 1)], batch[2]]
    return layer(batch)[0] != layer(other)[0]


def _layer(text: str, feedback: str, f: Callable[[Batch], Batch]) -> Claim:
    return Claim(text, feedback, lambda _: _couples(f))


OWN = "Each example is computed from its own input alone."

CLAIMS: Mapping[str, Claim] = {
    "linear": _layer(
        "a fully connected layer", OWN, _by_row(lambda row: [sum(row, Fraction(0)), row[0] - 2 * row[1]])
    ),
    "relu": _layer("a ReLU", OWN, _by_row(lambda row: [max(x, Fraction(0)) for x in row])),
    "batch_norm_train": _layer(
        "batch normalisation, in training",
        "Mean and variance are taken over the batch.",
        _by_column(_standardised),
    ),
    "batch_norm_eval": _layer(
        "batch normalisation, in evaluation",
        "The stored mean and variance are fixed numbers: the layer is an affine map of each example.",
        _by_row(lambda row: [(x - 1) / 2 for x in row]),
    ),
    "layer_norm": _layer(
        "layer normalisation",
        "Mean and variance are taken over the features of one example.",
        _by_row(_standardised),
    ),
    "softmax_classes": _layer(
        "softmax over the classes", "It sums over the classes of one example.", _by_row(_shares)
    ),
    "softmax_batch": _layer(
        "softmax over the batch axis (a slip of the axis)", "It sums over the examples.", _by_column(_shares)
    ),
    "dropout": _layer("dropout with given masks", "Each example has a mask of its own.", _masked),
    "centred": _layer(
        "subtracting the mean of the batch",
        "Every example is in the mean.",
        _by_column(lambda column: [x - sum(column, Fraction(0)) / len(column) for x in column]),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    steps = len(params["sizes"]) - 1
    batches = [params["batch"], _changed(params)]
    rows = [
        {
            "mean": typeset.number(Fraction(sum(batch), len(batch))),
            "variance": typeset.number(variance(batch)),
            "deviation": typeset.number(_deviation(batch)),
            "value": typeset.about(normalised(batch), 4),
            "batch": typeset.vector(map(str, batch)),
        }
        for batch in batches
    ]
    facts = {
        "layers": steps,
        "first": rows[0],
        "second": rows[1],
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("integer", steps), facts),
        "b": Solved(Exact("number", normalised(batches[0]), 4), facts),
        "c": Solved(Exact("number", normalised(batches[1]), 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def sample(batch: Sequence[int]) -> Fraction:
    """Standardised with the variance that divides by n - 1."""
    v = variance(batch) * len(batch) / (len(batch) - 1)
    return _deviation(batch) / Fraction(precise.root(precise.quotient(v.numerator, v.denominator)))


MISTAKES = (
    Mistake(
        "a",
        "one unit after the other",
        lambda p: sum(p["sizes"][1:]),
        "The units of a layer do not need each other, and are computed at the same time.",
    ),
    Mistake(
        "a",
        "all at once",
        lambda _: 1,
        "A layer needs the outputs of the one before it: layers wait for each other.",
    ),
    Mistake(
        "b",
        "divided by the variance",
        lambda p: _deviation(p["batch"]) / variance(p["batch"]),
        "The deviation is divided by the standard deviation, the root of the variance.",
    ),
    Mistake(
        "b",
        "variance with n - 1",
        lambda p: sample(p["batch"]),
        "In training, batch normalisation divides the squares by the number of examples.",
    ),
    Mistake(
        "c",
        "the same as before",
        lambda p: normalised(p["batch"]),
        "The changed example changes mean and variance, and through them all other examples.",
    ),
    Mistake(
        "c",
        "only the mean is new",
        lambda p: _deviation(_changed(p)) * normalised(p["batch"]) / _deviation(p["batch"]),
        "The variance of the batch changes, too.",
    ),
)

family = Family(
    cases=("three_examples", "more_examples"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "batch": {
            "type": "array",
            "items": {"type": "integer", "minimum": -50, "maximum": 50},
            "minItems": 3,
            "maxItems": 6,
            "description": "one feature of each example of the batch, e.g. [1, 4, 7]",
        },
        "changed": {
            "type": "integer",
            "minimum": -50,
            "maximum": 50,
            "description": "the new second example",
        },
        "sizes": {
            "type": "array",
            "items": {"type": "integer", "minimum": 2, "maximum": 1000},
            "minItems": 3,
            "maxItems": 12,
            "description": "units of each layer of a network, inputs first, e.g. [20, 32, 16, 12]",
        },
        "claims": {
            **claims.schema(CLAIMS),
            "description": "the layers to be judged, by name, in the order of the sheet",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
