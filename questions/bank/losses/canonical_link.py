"""Identity, sigmoid, softmax, each with the loss that fits it: the gradient is always prediction minus target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import derived, exact_softmax, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("identity", "sigmoid", "softmax")
SIZE = 3
LEAST = 0.01  # size of an entry that rounded predictions still give


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    values = [stream.decimal(-3, 3, 1).removesuffix(".0") for _ in range(SIZE)]
    targets: Mapping[str, Any] = {
        "identity": [stream.decimal(-3, 3, 1).removesuffix(".0") for _ in range(SIZE)],
        "sigmoid": [str(stream.integer(0, 1)) for _ in range(SIZE)],
        "softmax": list(stream.shuffle(("1", "0", "0"))),
    }
    return {"pair": case, "preactivations": values, "targets": targets[case]}


def case_of(params: Params) -> str:
    return str(params["pair"])


def ill_posed(params: Params) -> str | None:
    a, t = params["preactivations"], [Fraction(x) for x in params["targets"]]
    if len(a) != len(t):
        return f"there are {len(a)} pre-activations and {len(t)} targets"
    if max(abs(Fraction(x)) for x in a) > 10:
        return "a pre-activation is beyond 10, where predictions have no digits left"
    if params["pair"] == "sigmoid" and not all(0 <= x <= 1 for x in t):
        return "a target is no probability"
    if params["pair"] == "softmax" and (sum(t) != 1 or min(t) < 0):
        return "the targets are no distribution: they are not negative and sum to 1"
    if len(set(a)) == 1 or min(abs(float(g)) for g in gradient(params)) < LEAST:
        return "an entry of the gradient is next to 0, or all pre-activations are equal"
    return None


def predictions(params: Params) -> tuple[Decimal, ...]:
    values = [precise.total([x]) for x in params["preactivations"]]
    if params["pair"] == "identity":
        return tuple(values)
    if params["pair"] == "sigmoid":
        return tuple(precise.sigmoid(x) for x in values)
    return exact_softmax.softmax(values)


def gradient(params: Params) -> tuple[Decimal, ...]:
    """Prediction minus target."""
    pairs = zip(predictions(params), params["targets"], strict=True)
    return tuple(precise.total([y, -Fraction(t)]) for y, t in pairs)


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation(f"canonical_link_{params['pair']}")
    rows = [
        {
            "a": typeset.number(a),
            "t": typeset.number(t),
            "y": typeset.number(a) if params["pair"] == "identity" else typeset.about(y, 5),
            "g": typeset.about(g, 4),
        }
        for a, t, y, g in zip(
            params["preactivations"], params["targets"], predictions(params), gradient(params), strict=True
        )
    ]
    facts = {"rows": rows}
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("array", gradient(params), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def turned(params: Params) -> Any:
    """Target minus prediction, as a term."""
    from derive.derivation import as_term
    from derive.terms.terms import negative

    return negative(as_term(derived.derivation(f"canonical_link_{params['pair']}").result))


def slopes(params: Params) -> tuple[float, ...]:
    """The derivative of each prediction by its own pre-activation."""
    if params["pair"] == "identity":
        return (1.0,) * len(params["targets"])
    return tuple(float(y) * (1 - float(y)) for y in predictions(params))


def kept_slope(params: Params) -> tuple[float, ...] | None:
    if params["pair"] == "identity":
        return None
    return tuple(float(g) * s for g, s in zip(gradient(params), slopes(params), strict=True))


def by_prediction(params: Params) -> tuple[float, ...] | None:
    """The derivative of the loss by the prediction, without the link."""
    if params["pair"] == "identity":
        return None
    rows = zip(predictions(params), params["targets"], strict=True)
    if params["pair"] == "softmax":
        return tuple(-float(Fraction(t)) / float(y) for y, t in rows)
    return tuple((float(y) - float(Fraction(t))) / (float(y) * (1 - float(y))) for y, t in rows)


def no_link(params: Params) -> tuple[Fraction, ...] | None:
    if params["pair"] == "identity":
        return None
    pairs = zip(params["preactivations"], params["targets"], strict=True)
    return tuple(Fraction(a) - Fraction(t) for a, t in pairs)


def doubled(params: Params) -> tuple[float, ...] | None:
    if params["pair"] != "identity":
        return None
    return tuple(math.fsum((float(g), float(g))) for g in gradient(params))


UPHILL = "A gradient points uphill: where the prediction is too large, raising it raises the loss."

MISTAKES = (
    Mistake("a", "target minus prediction", turned, UPHILL),
    Mistake("b", "target minus prediction", lambda p: tuple(-float(g) for g in gradient(p)), UPHILL),
    Mistake(
        "b",
        "the slope of the output function kept",
        kept_slope,
        "With the loss that fits it, the slope of the output function cancels.",
    ),
    Mistake(
        "b",
        "the derivative with respect to the prediction",
        by_prediction,
        "The chain rule goes on through the output function to the pre-activation.",
    ),
    Mistake(
        "b",
        "pre-activation minus target",
        no_link,
        "The target is subtracted from the prediction, not from the pre-activation.",
    ),
    Mistake("b", "twice as much", doubled, "The factor $1/2$ of the loss takes away the 2 of the square."),
)

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 6}

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "pair": {
            "type": "string",
            "enum": list(CASES),
            "description": "the output function: identity with half the squared error, sigmoid with binary, "
            "softmax with categorical cross-entropy",
        },
        "preactivations": {**NUMBERS, "description": "what goes into the output function, e.g. [2, -1, 0.5]"},
        "targets": {**NUMBERS, "description": "the targets, one for each output, e.g. [1, 0, 0]"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
