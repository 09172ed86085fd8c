"""Another batch size and the learning rate that goes with it: the linear scaling rule, from the noise of SGD."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, pick_one

DIRECTIONS = ("larger", "smaller", "same")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    small, large = sorted(stream.sample((16, 24, 32, 48, 64, 96, 128, 256, 512), 2))
    pair = (large, small) if case == "smaller_batch" else (small, large)
    return {
        "batch": pair[0],
        "new_batch": pair[1],
        "rate": stream.choice(("0.1", "0.2", "0.4", "0.05", "0.08", "0.3")),
        "options": list(stream.shuffle(DIRECTIONS)),
    }


def ill_posed(params: Params) -> str | None:
    if params["batch"] == params["new_batch"]:
        return "the batch size stays the same"
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    return None


def case_of(params: Params) -> str:
    return "smaller_batch" if params["new_batch"] < params["batch"] else "larger_batch"


def growth(params: Params) -> Fraction:
    """By which factor the batch grows."""
    return Fraction(params["new_batch"], params["batch"])


def scaled(params: Params) -> Fraction:
    return Fraction(params["rate"]) * growth(params)


def direction(params: Params) -> str:
    rate = Fraction(params["rate"])
    return "same" if scaled(params) == rate else "larger" if scaled(params) > rate else "smaller"


ROWS = {
    "larger": Statement(
        "A learning rate above the old one.",
        r"A larger rate makes more noise, so it goes with a larger batch, which makes less.",
    ),
    "smaller": Statement(
        "A learning rate below the old one.",
        r"A smaller rate makes less noise, so it goes with a smaller batch, which makes more.",
    ),
    "same": Statement(
        "The learning rate that it had so far.",
        r"The noise is $\eta/B$: with another $B$ it changes, unless $\eta$ changes too.",
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    found = scaled(params)
    facts = {
        "inverse": typeset.quotient(1 / growth(params)),
        "rate": typeset.number(params["rate"]),
        "scaled": typeset.about(found, 4),
        "product": typeset.product(params["rate"], growth(params)),
        "smaller": growth(params) < 1,
        "right": direction(params),
    }
    decided = [(ROWS[name], name == direction(params)) for name in params["options"]]
    return {
        "a": Solved(Exact("rational", 1 / growth(params), 4), facts),
        "b": pick_one(decided, facts),
        "c": Solved(Exact("number", found, 4), facts),
    }


def rooted(params: Params) -> float:
    return float(params["rate"]) * float(growth(params)) ** 0.5


MISTAKES = (
    Mistake(
        "a",
        "the inverse",
        growth,
        r"The batch size stands in the denominator of $\eta/B$: a larger batch means less noise.",
    ),
    Mistake(
        "c",
        "inverse",
        lambda p: Fraction(p["rate"]) / growth(p),
        r"To keep $\eta/B$, the learning rate changes in the same direction as the batch size.",
    ),
    Mistake(
        "c",
        "square root",
        rooted,
        r"The square-root rule keeps the variance of a step; what is kept here is $\eta/B$.",
    ),
    Mistake(
        "c",
        "unchanged",
        lambda p: Fraction(p["rate"]),
        r"With the old learning rate the noise $\eta/B$ would change with the batch size.",
    ),
)

family = Family(
    cases=("smaller_batch", "larger_batch"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "batch": {"type": "integer", "minimum": 1, "maximum": 8192, "description": "batch size so far"},
        "new_batch": {"type": "integer", "minimum": 1, "maximum": 8192, "description": "new batch size"},
        "rate": {**DECIMAL, "description": "learning rate that goes with the batch size so far, e.g. 0.1"},
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(DIRECTIONS)},
            "minItems": 3,
            "maxItems": 3,
            "uniqueItems": True,
            "description": "the three answers of part (b) in the order of the options",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
