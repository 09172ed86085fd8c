"""Which way a prediction has to move: the sign of the slope of a squared error or of a cross-entropy, and one step."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import derived, precise, statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

CASES = ("squared_error", "cross_entropy")
WAYS = {"up": "It must grow.", "down": "It must shrink.", "stay": "It can stay as it is."}
LEAST = Decimal("0.02")  # of the loss after the step, which is found from rounded numbers


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    if case == "squared_error":
        prediction = fixed(stream.integer(-60, 60), 1).removesuffix(".0")
        target, rate = str(stream.integer(-6, 6)), stream.choice(("0.1", "0.2", "0.25", "0.3"))
    else:
        prediction = fixed(5 * stream.integer(2, 14), 2).removesuffix("0")
        target, rate = "1", stream.choice(("0.01", "0.02", "0.05", "0.1"))
    return {
        "loss": case,
        "prediction": prediction,
        "target": target,
        "rate": rate,
        "options": list(stream.shuffle(tuple(WAYS))),
    }


def case_of(params: Params) -> str:
    return str(params["loss"])


def ill_posed(params: Params) -> str | None:
    y, t = Fraction(params["prediction"]), Fraction(params["target"])
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    if y == t:
        return "the prediction is its target, where the slope is 0"
    if y == 0:
        return "a prediction of 0 leaves nothing to be mixed up, or has no logarithm"
    if params["loss"] == "cross_entropy":
        if t != 1 or not 0 < y < 1:
            return "the cross-entropy looks at the probability of the true class, with the target 1"
        if after(params) >= 1:
            return "the step leads to a probability of 1 or more"
    if after(params) == 0:
        return "the step leads to 0"
    if abs(loss(params, after(params))) < LEAST:
        return "the loss after the step is next to 0"
    if sorted(params["options"]) != sorted(WAYS):
        return f"the options are {params['options']}: expected each of {', '.join(WAYS)} once"
    return None


def slope(params: Params) -> Fraction:
    """2 (y - t), or -1/y."""
    y, t = Fraction(params["prediction"]), Fraction(params["target"])
    return 2 * (y - t) if params["loss"] == "squared_error" else -t / y


def after(params: Params) -> Fraction:
    return Fraction(params["prediction"]) - Fraction(params["rate"]) * slope(params)


def loss(params: Params, prediction: Fraction) -> Decimal:
    if params["loss"] == "squared_error":
        return precise.total([(prediction - Fraction(params["target"])) ** 2])
    return precise.product(-1, precise.log(prediction))


def decided(params: Params) -> list[tuple[Statement, bool]]:
    """The direction is against the sign of the slope."""
    right = "up" if slope(params) < 0 else "down"
    said = "The loss falls against the slope: where it is negative, a greater prediction is better."
    return [(Statement(WAYS[name], said), name == right) for name in params["options"]]


def solve(params: Params) -> Mapping[str, Solved]:
    y, t, rate = (Fraction(params[name]) for name in ("prediction", "target", "rate"))
    g, moved = slope(params), after(params)
    squared = params["loss"] == "squared_error"
    facts = {
        "y": typeset.number(y),
        "t": typeset.number(t),
        "difference": typeset.signed_sum([typeset.number(y), typeset.number(-t)]),
        "slope": typeset.quotient(g, 5),
        "negative": g < 0,
        "rate": typeset.number(rate),
        "step": typeset.signed_sum(
            [
                typeset.number(y),
                f"{'-' if g > 0 else ''}{typeset.number(rate)} \\cdot {typeset.about(abs(g), 5)}",
            ]
        ),
        "moved": typeset.about(moved, 5),
        "before": typeset.about(loss(params, y), 4),
        "result": typeset.about(loss(params, moved), 4),
    }
    proof = derived.derivation("mse_gradient" if squared else "cross_entropy_probability_slope")
    return {
        "a": Solved(Exact("rational", g, 5), facts, derivation=proof),
        "b": statements.pick_one(decided(params), facts),
        "c": Solved(Exact("number", moved, 5), facts),
        "d": Solved(Exact("number", loss(params, moved), 3), facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "opposite sign",
        lambda p: -slope(p),
        "The slope has the sign of what raises the loss: too small a prediction has a negative one.",
    ),
    Mistake(
        "a",
        "forgot the 2",
        lambda p: slope(p) / 2 if p["loss"] == "squared_error" else None,
        "The derivative of a square brings down a factor 2.",
    ),
    Mistake(
        "a",
        "the loss itself",
        lambda p: Fraction(typeset.plain(loss(p, Fraction(p["prediction"])), 5)),
        "The slope is asked for, not the value of the loss.",
    ),
    Mistake(
        "a",
        "prediction minus target",
        lambda p: Fraction(p["prediction"]) - 1 if p["loss"] == "cross_entropy" else None,
        "That is the slope in the logit of a softmax; here the probability is moved.",
    ),
    Mistake(
        "c",
        "up the slope",
        lambda p: Fraction(p["prediction"]) + Fraction(p["rate"]) * slope(p),
        "Gradient descent subtracts the slope.",
    ),
    Mistake(
        "c",
        "without the learning rate",
        lambda p: Fraction(p["prediction"]) - slope(p),
        "The step is the learning rate times the slope.",
    ),
    Mistake(
        "d",
        "the loss before the step",
        lambda p: loss(p, Fraction(p["prediction"])),
        "The loss at the new prediction is asked for.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "loss": {
            "type": "string",
            "enum": list(CASES),
            "description": "squared_error, or cross_entropy of the true class",
        },
        "prediction": {**DECIMAL, "description": "the prediction, e.g. 2.5, or a probability, e.g. 0.4"},
        "target": {**DECIMAL, "description": "the target; 1 for the cross-entropy"},
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(WAYS)},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the directions offered, in order, e.g. [up, down, stay]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
