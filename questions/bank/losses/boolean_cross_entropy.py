"""A network for a Boolean function: one-hot labels, accuracy, mean cross-entropy, and what single precision does."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from questions import exact_softmax, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("all_right", "one_wrong")
POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
SPACING = 2**23  # single precision has the numbers 1 + k / 2^23 between 1 and 2
DOUBT = Fraction(1, 20)  # of a spacing: how far a sum is from the middle of two such numbers
VISIBLE = Fraction(1, 2000)  # relative; the least error of a single loss that four digits do not hide
SHOWN = Fraction(1, 20000)  # relative; the same of the mean, with six digits
LEAST = Fraction(1, 10**4)  # of the mean loss

FUNCTIONS: Mapping[str, Callable[[int, int], int]] = {
    "XOR": lambda a, b: a ^ b,
    "XNOR": lambda a, b: 1 - (a ^ b),
    "OR": lambda a, b: a | b,
    "AND": lambda a, b: a & b,
    "NAND": lambda a, b: 1 - (a & b),
    "NOR": lambda a, b: 1 - (a | b),
}
NEIGHBOURS = {"XOR": "OR", "XNOR": "NOR", "OR": "XOR", "AND": "XNOR", "NAND": "XOR", "NOR": "XNOR"}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    function = stream.choice(("XOR", "XOR", *FUNCTIONS))
    point = stream.integer(1, 4)
    wrong = stream.choice([k for k in range(1, 5) if k != point]) if case == "one_wrong" else 0
    rows = []
    for k, label in enumerate(map(FUNCTIONS[function], *zip(*POINTS, strict=True)), start=1):
        margin = stream.integer(100, 114) if k == point else stream.integer(60, 90)
        margin = -stream.integer(3, 25) if k == wrong else margin
        own = stream.integer(margin // 4, margin // 2) if margin > 0 else stream.integer(-20, 10)
        pair = [fixed(own - margin, 1), fixed(own, 1)]
        rows.append(pair if label else pair[::-1])
    return {"function": function, "logits": rows, "point": point}


def case_of(params: Params) -> str:
    return "all_right" if min(margins(params)) > 0 else "one_wrong"


def ill_posed(params: Params) -> str | None:
    if len(params["logits"]) != len(POINTS) or any(len(row) != 2 for row in params["logits"]):
        return "there are not two logits for each of the four points"
    if 0 in margins(params):
        return "the two logits of a point are equal, so that it has no predicted class"
    if max(map(abs, margins(params))) > 14:
        return "two logits are more than 14 apart, and single precision loses the whole loss"
    if margins(params)[params["point"] - 1] < 4:
        return "the point chosen has no probability near 1"
    if loss(params) < LEAST:
        return "the mean loss is below 0.0001, and six digits of it are unwieldy"
    part = scaled(params, params["point"])
    if abs(part - int(part) - Fraction(1, 2)) < DOUBT:
        return "single precision could round to either side"
    if abs(single(params) / point_loss(params, params["point"]) - 1) < VISIBLE:
        return "single precision happens to be exact at this point"
    return None


def labels(params: Params) -> tuple[int, ...]:
    return tuple(FUNCTIONS[params["function"]](a, b) for a, b in POINTS)


def one_hot(values: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((1 - value, value) for value in values)


def margins(params: Params) -> tuple[Fraction, ...]:
    """The logit of the true class minus the other one, point by point."""
    rows = [(Fraction(low), Fraction(high)) for low, high in params["logits"]]
    return tuple((row[label] - row[1 - label]) for row, label in zip(rows, labels(params), strict=True))


def point_loss(params: Params, number: int) -> Decimal:
    return precise.softplus(-margins(params)[number - 1])


def total(params: Params) -> Decimal:
    return precise.total([point_loss(params, k) for k in range(1, 5)])


def loss(params: Params) -> Decimal:
    return precise.quotient(total(params), 4)


def scaled(params: Params, number: int) -> Fraction:
    """The exponential in units of the spacing."""
    return Fraction(precise.product(precise.exp(-margins(params)[number - 1]), SPACING))


def single(params: Params) -> Decimal:
    """The loss of the chosen point where 1 + e^-d is rounded to single precision."""
    steps = round(scaled(params, params["point"]))
    return precise.log(1 + Fraction(steps, SPACING))


def in_single_precision(params: Params) -> Decimal | None:
    """The mean of losses whose sums 1 + e^-d are all rounded; None where it is no visible mistake."""
    rounded = []
    for k, d in enumerate(margins(params), start=1):
        if d < 0:
            return None
        power = Fraction(struct.unpack("f", struct.pack("f", float(precise.exp(-margins(params)[k - 1]))))[0])
        rounded.append(precise.log(1 + Fraction(round(power * SPACING), SPACING)))
    found = precise.quotient(precise.total(rounded), 4)
    return found if abs(found / loss(params) - 1) > SHOWN else None


def accuracy(params: Params) -> Fraction:
    return Fraction(sum(d > 0 for d in margins(params)), 4)


def solve(params: Params) -> Mapping[str, Solved]:
    number = params["point"]
    d, part = margins(params)[number - 1], scaled(params, number)
    facts = {
        "rows": [
            {
                "x": typeset.vector([str(a), str(b)]),
                "label": label,
                "margin": typeset.number(margin),
                "right": "yes" if margin > 0 else "no",
                "loss": typeset.about(point_loss(params, k), 5),
            }
            for k, ((a, b), label, margin) in enumerate(
                zip(POINTS, labels(params), margins(params), strict=True), start=1
            )
        ],
        "right": int(4 * accuracy(params)),
        "total": typeset.about(total(params), 6),
        "d": typeset.number(d),
        "power": typeset.about(precise.exp(-d), 5),
        "units": typeset.about(part, 5),
        "steps": round(part),
        "exact": typeset.about(point_loss(params, number), 4),
    }
    return {
        "a": Solved(Exact("array", one_hot(labels(params))), facts),
        "b": Solved(Exact("rational", accuracy(params), 4), facts),
        "c": Solved(Exact("number", loss(params), 6), facts),
        "d": Solved(Exact("number", single(params), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def of(function: str) -> tuple[tuple[int, int], ...]:
    return one_hot(tuple(FUNCTIONS[function](a, b) for a, b in POINTS))


def probabilities(params: Params) -> list[tuple[Decimal, ...]]:
    return [exact_softmax.softmax([precise.total([z]) for z in row]) for row in params["logits"]]


def double_softmax(params: Params) -> Decimal:
    losses = []
    for shares, label in zip(probabilities(params), labels(params), strict=True):
        losses.append(precise.total([exact_softmax.log_sum_exp(shares), -shares[label]]))
    return precise.quotient(precise.total(losses), 4)


def squares(params: Params) -> Decimal:
    """The mean squared error of all eight probabilities."""
    gaps = [
        precise.total([share, -int(k == label)])
        for shares, label in zip(probabilities(params), labels(params), strict=True)
        for k, share in enumerate(shares)
    ]
    return precise.quotient(precise.total([precise.product(gap, gap) for gap in gaps]), 8)


MISTAKES = (
    Mistake(
        "a",
        "columns swapped",
        lambda p: tuple((b, a) for a, b in one_hot(labels(p))),
        "Row `y` of the identity has its 1 in column `y`: the label 0 is (1, 0).",
    ),
    Mistake(
        "a",
        "another function",
        lambda p: of(NEIGHBOURS[p["function"]]),
        "Check the truth table at all four points, the last one above all.",
    ),
    Mistake(
        "b",
        "the share of the label 1",
        lambda p: Fraction(sum(labels(p)), 4),
        "The accuracy compares the greater logit with the label.",
    ),
    Mistake(
        "b",
        "one minus the accuracy",
        lambda p: 1 - accuracy(p),
        "This is the error rate.",
    ),
    Mistake("c", "sum instead of mean", total, "The mean divides the sum by the four points."),
    Mistake(
        "c",
        "softmax applied twice",
        double_softmax,
        "The cross-entropy applies the softmax itself; probabilities must not be given for logits.",
    ),
    Mistake(
        "c",
        "mean squared error of the probabilities",
        squares,
        "The cross-entropy takes logarithms, not squares.",
    ),
    Mistake(
        "c",
        "computed in single precision",
        in_single_precision,
        "In single precision $1 + e^{-d}$ keeps only multiples of $2^{-23}$, and with them few digits of the loss.",
    ),
    Mistake(
        "d",
        "the exact loss",
        lambda p: point_loss(p, p["point"]),
        "The sum with 1 has been rounded before the logarithm sees it.",
    ),
    Mistake(
        "d",
        "cut off instead of rounded",
        lambda p: (
            precise.log(1 + Fraction(int(scaled(p, p["point"])), SPACING))
            if int(scaled(p, p["point"])) != round(scaled(p, p["point"]))
            else None
        ),
        "Single precision rounds to the nearest number, it does not cut off.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "function": {
            "type": "string",
            "enum": list(FUNCTIONS),
            "description": "the Boolean function that the network is to learn, e.g. XOR",
        },
        "logits": {
            "type": "array",
            "items": {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 2},
            "minItems": 4,
            "maxItems": 4,
            "description": "two logits for each of (0,0), (0,1), (1,0), (1,1), e.g. [[6.8, -3.6], [-4, 4.4], ...]",
        },
        "point": {
            "type": "integer",
            "minimum": 1,
            "maximum": 4,
            "description": "the point whose loss is computed in single precision",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
