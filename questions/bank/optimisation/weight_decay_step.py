"""L2 regularisation: its gradient, by which factor a step shrinks the weights, and a whole step."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "weights": [str(stream.sign() * stream.integer(2, 9)) for _ in range(3)],
        "gradient": [str(stream.sign() * stream.integer(1, 9)) for _ in range(3)],
        "rate": stream.choice(("0.1", "0.2", "0.05", "0.5")),
        "strength": stream.choice(("0.1", "0.2", "0.3", "0.4", "0.05")),
        "half": case == "half_penalty",
    }


def ill_posed(params: Params) -> str | None:
    if len(params["weights"]) != len(params["gradient"]):
        return f"there are {len(params['weights'])} weights and {len(params['gradient'])} entries of the gradient"
    if any(Fraction(w) == 0 for w in params["weights"]):
        return "a weight is 0, which nothing shrinks"
    if len(set(params["weights"])) == 1:
        return "all weights are equal"
    if not 0 < 1 - factor(params) < 1:
        return "a step does not shrink the weights"
    return None


def numbers(params: Params, name: str) -> list[Fraction]:
    return [Fraction(value) for value in params[name]]


def slope(params: Params) -> Fraction:
    """The derivative of the penalty, over the weight: lambda, or twice that."""
    return Fraction(params["strength"]) * (1 if params["half"] else 2)


def factor(params: Params) -> Fraction:
    return 1 - Fraction(params["rate"]) * slope(params)


def penalty_gradient(params: Params) -> tuple[Fraction, ...]:
    return tuple(slope(params) * w for w in numbers(params, "weights"))


def stepped(params: Params, shrink: Fraction) -> tuple[Fraction, ...]:
    """The weights after a step that multiplies them by `shrink` and follows the data."""
    rate = Fraction(params["rate"])
    pairs = zip(numbers(params, "weights"), numbers(params, "gradient"), strict=True)
    return tuple(shrink * w - rate * g for w, g in pairs)


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    rows = [
        {
            "w": typeset.number(w),
            "shrunk": typeset.number(factor(params) * w),
            "g": typeset.number(g),
            "step": typeset.number(-Fraction(params["rate"]) * g),
            "after": typeset.number(after),
        }
        for w, g, after in zip(
            numbers(params, "weights"),
            numbers(params, "gradient"),
            stepped(params, factor(params)),
            strict=True,
        )
    ]
    facts = {
        "slope": typeset.number(slope(params)),
        "vector": typeset.vector(typeset.number(w) for w in numbers(params, "weights")),
        "gradient": typeset.vector(typeset.number(g) for g in penalty_gradient(params)),
        "product": typeset.product(params["rate"], slope(params)),
        "factor": typeset.number(factor(params)),
        "rows": rows,
    }
    proved = derived.derivation("weight_decay")
    return {
        "a": Solved(Exact("array", penalty_gradient(params), 4), facts),
        "b": Solved(Exact("number", factor(params), 4), facts, derivation=proved),
        "c": Solved(Exact("array", stepped(params, factor(params)), 4), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def other_slope(params: Params) -> Fraction:
    """The derivative for the other way to write the penalty."""
    return slope(params) * (2 if params["half"] else Fraction(1, 2))


def signs(params: Params) -> tuple[Fraction, ...]:
    """The gradient of an L1 penalty."""
    return tuple(Fraction(params["strength"]) * (1 if w > 0 else -1) for w in numbers(params, "weights"))


def l1_step(params: Params) -> tuple[Fraction, ...]:
    rate = Fraction(params["rate"])
    rows = zip(stepped(params, Fraction(1)), signs(params), strict=True)
    return tuple(after - rate * s for after, s in rows)


TWO = (
    r"The square brings down a factor 2: with $\frac{\lambda}{2}$ it cancels, with $\lambda$ alone it stays."
)

MISTAKES = (
    Mistake(
        "a",
        "factor 2",
        lambda p: tuple(other_slope(p) * w for w in numbers(p, "weights")),
        TWO,
    ),
    Mistake("a", "L1", signs, "The penalty holds squares; the sign is the derivative of the absolute value."),
    Mistake("b", "factor 2", lambda p: 1 - Fraction(p["rate"]) * other_slope(p), TWO),
    Mistake(
        "b",
        "forgot the learning rate",
        lambda p: 1 - slope(p),
        "The gradient of the penalty is multiplied by the learning rate like that of the data.",
    ),
    Mistake(
        "b",
        "grows",
        lambda p: 1 + Fraction(p["rate"]) * slope(p),
        "The step goes against the gradient of the penalty, so the weights shrink.",
    ),
    Mistake(
        "b",
        "what is lost",
        lambda p: 1 - factor(p),
        r"This is the share that the step takes away; the factor is what is left.",
    ),
    Mistake("c", "factor 2", lambda p: stepped(p, 1 - Fraction(p["rate"]) * other_slope(p)), TWO),
    Mistake(
        "c",
        "forgot the penalty",
        lambda p: stepped(p, Fraction(1)),
        "The step is made on the sum of both, so the weights shrink as well.",
    ),
    Mistake(
        "c",
        "L1",
        l1_step,
        "A penalty of squares shrinks large weights more; L1 takes the same amount from each.",
    ),
    Mistake(
        "c",
        "grows",
        lambda p: stepped(p, 2 - factor(p)),
        "The step goes against the gradient of the penalty, so the weights shrink.",
    ),
)

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 5}

family = Family(
    cases=("half_penalty", "whole_penalty"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weights": {**NUMBERS, "description": "the weights before the step, e.g. [2, -3, 5]"},
        "gradient": {
            **NUMBERS,
            "description": "the gradient of the data loss at these weights, e.g. [1, 4, -2]",
        },
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.1"},
        "strength": {**DECIMAL, "description": "the lambda of the penalty, e.g. 0.2"},
        "half": {
            "type": "boolean",
            "description": "whether the penalty is lambda/2 times the squared norm, or lambda times it",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: "half_penalty" if params["half"] else "whole_penalty",
)
