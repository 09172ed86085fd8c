"""One score, one label: hinge loss and its slope, squared error with a penalty on the weights, binary cross-entropy."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("inside_the_margin", "wrong_side", "beyond_the_margin")
FARTHEST = 6  # of a score from 0, in size


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    """The inputs are small where the score must stay inside the margin; the label is on the side of the case."""
    reach = Fraction(3, 5) if case == "inside_the_margin" else Fraction(3, 2)
    weights = [stream.sign() * stream.integer(1, 3) for _ in range(2)]
    inputs = [fixed(stream.integer(int(-10 * reach), int(10 * reach)), 1) for _ in range(2)]
    drawn = {"weights": weights, "inputs": [x.removesuffix(".0") for x in inputs], "label": 1}
    side = 1 if score(drawn) > 0 else -1
    return {
        **drawn,
        "label": -side if case == "wrong_side" else side,
        "strength": stream.choice(("0.1", "0.2", "0.01", "0.5", "0.05")),
    }


def case_of(params: Params) -> str:
    reached = margin(params)
    if reached > 1:
        return "beyond_the_margin"
    return "inside_the_margin" if reached > 0 else "wrong_side"


def ill_posed(params: Params) -> str | None:
    if len(params["weights"]) != len(params["inputs"]):
        return f"there are {len(params['weights'])} weights and {len(params['inputs'])} inputs"
    if not any(params["weights"]):
        return "all weights are 0"
    if Fraction(params["strength"]) <= 0:
        return "the strength of the penalty is not positive"
    if margin(params) in (0, 1):
        return "the score is at 0 or at the kink of the hinge loss"
    if abs(score(params)) > FARTHEST:
        return f"the score is beyond {FARTHEST}, where the probability has no digits left"
    return None


def score(params: Params) -> Fraction:
    pairs = zip(params["weights"], params["inputs"], strict=True)
    return sum((w * Fraction(x) for w, x in pairs), Fraction(0))


def margin(params: Params) -> Fraction:
    """Label times score."""
    return params["label"] * score(params)


def hinge(params: Params) -> Fraction:
    return max(Fraction(0), 1 - margin(params))


def hinge_slope(params: Params) -> int:
    return -int(params["label"]) if margin(params) < 1 else 0


def penalty(params: Params) -> Fraction:
    return Fraction(params["strength"]) * sum(w * w for w in params["weights"])


def squared(params: Params) -> Fraction:
    return (params["label"] - score(params)) ** 2


def cross_entropy(params: Params) -> Decimal:
    return precise.softplus(-margin(params))


def solve(params: Params) -> Mapping[str, Solved]:
    f, y = score(params), params["label"]
    slope = derived.derivation("hinge")
    facts = {
        "f": typeset.number(f),
        "y": y,
        "yf": typeset.number(margin(params)),
        "terms": typeset.signed_sum(
            [typeset.product(w, x) for w, x in zip(params["weights"], params["inputs"], strict=True)]
        ),
        "gap": typeset.number(1 - margin(params)),
        "hinge": typeset.number(hinge(params)),
        "residual": typeset.signed_sum([str(y), typeset.number(-f)]),
        "square": typeset.number(squared(params)),
        "weights": " + ".join(typeset.squared(w) for w in params["weights"]),
        "lambda": typeset.number(params["strength"]),
        "penalty": typeset.number(penalty(params)),
        "sum": typeset.number(squared(params) + penalty(params)),
        "chance": typeset.about(precise.sigmoid(margin(params)), 5),
        "minus_yf": typeset.number(-margin(params)),
    }
    return {
        "a": Solved(Exact("rational", f, 4), facts),
        "b": Solved(Exact("rational", hinge(params), 4), facts),
        "c": Solved(Exact("integer", hinge_slope(params)), facts, derivation=slope),
        "d": Solved(Exact("rational", squared(params) + penalty(params), 6), facts),
        "e": Solved(Exact("number", cross_entropy(params), 4), facts),
    }


def target(params: Params) -> int:
    """The label as 0 or 1."""
    return 1 if params["label"] == 1 else 0


def plugged_in(params: Params) -> Decimal | None:
    """The cross-entropy with the label -1 put where 0 belongs: log p - 2 log(1 - p)."""
    if params["label"] == 1:
        return None
    f = score(params)
    return precise.total([-precise.softplus(-f), precise.product(2, precise.softplus(f))])


MISTAKES = (
    Mistake(
        "b",
        "the perceptron loss",
        lambda p: max(Fraction(0), -margin(p)),
        "That loss has no margin: the hinge loss still asks for $y f \\ge 1$.",
    ),
    Mistake(
        "b",
        "targets 0 and 1",
        lambda p: max(Fraction(0), 1 - target(p) * score(p)),
        "The labels of the hinge loss are -1 and 1; with 0 for -1 the score of such an example would not matter.",
    ),
    Mistake(
        "b",
        "not cut off at 0",
        lambda p: 1 - margin(p),
        "Beyond the margin the loss is 0: the maximum with 0 is missing.",
    ),
    Mistake(
        "c",
        "wrong sign",
        lambda p: -hinge_slope(p),
        "The inner derivative of $1 - y f$ is $-y$.",
    ),
    Mistake(
        "c",
        "the score instead of the label",
        lambda p: -score(p) if margin(p) < 1 else None,
        "$-f$ is the derivative with respect to $y$; with respect to $f$ it is $-y$.",
    ),
    Mistake(
        "c",
        "slope beyond the margin, too",
        lambda p: -p["label"],
        "Where $y f > 1$ the loss is constant, namely 0.",
    ),
    Mistake(
        "d",
        "forgot the penalty",
        squared,
        "The regularised loss adds $\\lambda \\|w\\|^2$.",
    ),
    Mistake(
        "d",
        "the norm not squared",
        lambda p: squared(p) + Fraction(typeset.plain(precise.product(
            p["strength"], precise.root(sum(w * w for w in p["weights"]))), 6)),
        "The penalty takes the square of the norm.",
    ),
    Mistake(
        "d",
        "targets 0 and 1",
        lambda p: (target(p) - score(p)) ** 2 + penalty(p),
        "The label is -1, not 0.",
    ),
    Mistake(
        "e",
        "the label -1 put in as it stands",
        plugged_in,
        "The formula with $y$ and $1 - y$ needs labels 0 and 1.",
    ),
    Mistake(
        "e",
        "probability of the other label",
        lambda p: precise.softplus(margin(p)),
        "The loss is minus the logarithm of the probability of the true label.",
    ),
)  # fmt: skip

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weights": {
            "type": "array",
            "items": {"type": "integer", "minimum": -9, "maximum": 9},
            "minItems": 1,
            "maxItems": 4,
            "description": "weights w, whole numbers, e.g. [2, -1]",
        },
        "inputs": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 4,
            "description": "inputs x, one for each weight, e.g. [0.5, 1.2]",
        },
        "label": {"type": "integer", "enum": [-1, 1], "description": "the label y, -1 or 1"},
        "strength": {**DECIMAL, "description": "strength lambda of the penalty, e.g. 0.1"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("degenerate", "Beyond the margin the hinge loss is 0.", "beyond_the_margin", "b"),
        Exemption("degenerate", "Beyond the margin its slope is 0.", "beyond_the_margin", "c"),
    ),
)
