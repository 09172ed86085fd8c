"""The gradient of softmax followed by cross-entropy, at given logits: probabilities minus target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

PRECISION = 40  # digits of the exponentials
# Three digits of every entry come out of probabilities with five: a difference must not be much smaller than its parts.
LEAST = {True: 0.0005, False: 0.01}  # size of an entry, by whether its target is 0
SOFT = (
    ("0.8", "0.1", "0.1"),
    ("0.7", "0.2", "0.1"),
    ("0.6", "0.3", "0.1"),
    ("0.5", "0.3", "0.2"),
    ("0.9", "0.1", "0"),
)


def draw(case: str, stream: Stream) -> Params:
    """Three logits with one decimal place, and a target of the kind that the case names."""
    return stream.until(
        lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and len(set(p["logits"])) == 3
    )


def _numbers(case: str, stream: Stream) -> Params:
    logits = [stream.decimal(-2, 3, 1).removesuffix(".0") for _ in range(3)]
    target = stream.choice(SOFT) if case == "soft_target" else ("1", "0", "0")
    return {"logits": logits, "target": list(stream.shuffle(target))}


def case_of(params: Params) -> str:
    return "one_hot" if max(map(Fraction, params["target"])) == 1 else "soft_target"


def ill_posed(params: Params) -> str | None:
    logits, target = params["logits"], [Fraction(y) for y in params["target"]]
    if len(logits) != len(target):
        return f"there are {len(logits)} logits and {len(target)} entries of the target"
    if sum(target) != 1 or min(target) < 0:
        return "the target is no distribution: its entries are not negative and sum to 1"
    if max(abs(float(z)) for z in logits) > 20:
        return "a logit is beyond 20, where softmax has only zeros and ones to show"
    if any(abs(g) < LEAST[y == 0] for g, y in zip(gradient(params), target, strict=True)):
        return "an entry of the gradient is so near 0 that its digits cannot be computed from rounded probabilities"
    return None


def chances(params: Params) -> tuple[float, ...]:
    """Softmax in floats, for mistakes and limits."""
    powers = [math.exp(float(z)) for z in params["logits"]]
    return tuple(p / sum(powers) for p in powers)


def gradient(params: Params) -> tuple[float, ...]:
    return tuple(p - float(y) for p, y in zip(chances(params), params["target"], strict=True))


def solve(params: Params) -> Mapping[str, Solved]:
    from derive.terms.index import Index

    with localcontext() as context:
        context.prec = PRECISION
        powers = [Decimal(z).exp() for z in params["logits"]]
        total = sum(powers, Decimal(0))
        probabilities = tuple(power / total for power in powers)
    proved = derived.derivation("cross_entropy_gradient")
    numbers = {"z": [Fraction(z) for z in params["logits"]], "y": [Fraction(y) for y in params["target"]]}
    count = len(powers)
    found = tuple(
        derived.value(proved, numbers, sizes={"C": count}, at={Index("j", "C"): j}) for j in range(count)
    )
    rows = [
        {
            "z": typeset.number(z),
            "power": typeset.about(powers[i], 6),
            "p": typeset.about(probabilities[i], 5),
            "y": typeset.number(params["target"][i]),
            "g": typeset.about(found[i], 3),
        }
        for i, z in enumerate(params["logits"])
    ]
    facts = {
        "rows": rows,
        "total": typeset.about(total, 6),
        "down": typeset.listing([f"$z_{i}$" for i, g in enumerate(found, start=1) if g > 0]),
        "up": typeset.listing([f"$z_{i}$" for i, g in enumerate(found, start=1) if g < 0]),
    }
    steps = (Intermediate("sum of the exponentials", r"\sum_j e^{z_j}", typeset.plain(total, 6), 6),)
    return {
        "a": Solved(Exact("array", probabilities, 4), facts, intermediates=steps),
        "b": Solved(Exact("array", found, 3), facts, derivation=proved),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def wrong_sign(params: Params) -> tuple[float, ...]:
    return tuple(-g for g in gradient(params))


def by_probability(params: Params) -> tuple[float, ...]:
    """-y/p: the gradient with respect to the probabilities."""
    return tuple(-float(y) / p for p, y in zip(chances(params), params["target"], strict=True))


def diagonal_only(params: Params) -> tuple[float, ...]:
    """-y/p times p(1 - p): softmax taken for an elementwise function."""
    return tuple(-float(y) * (1 - p) for p, y in zip(chances(params), params["target"], strict=True))


def squared_error_habit(params: Params) -> tuple[float, ...]:
    """(p - y) p (1 - p)."""
    return tuple(g * p * (1 - p) for g, p in zip(gradient(params), chances(params), strict=True))


def logits_minus_target(params: Params) -> tuple[float, ...]:
    return tuple(float(z) - float(y) for z, y in zip(params["logits"], params["target"], strict=True))


def powers_over_logits(params: Params) -> tuple[float, ...] | None:
    """Logits over their sum."""
    logits = [float(z) for z in params["logits"]]
    total = math.fsum(logits)
    return tuple(z / total for z in logits) if abs(total) > 1e-9 else None


MISTAKES = (
    Mistake(
        "a",
        "divided by the sum of the logits",
        powers_over_logits,
        "The exponentials are divided by their sum, not the logits by theirs.",
    ),
    Mistake(
        "a",
        "a sigmoid for each class",
        lambda p: tuple(1 / (1 + math.exp(-float(z))) for z in p["logits"]),
        "Sigmoids answer a yes-or-no question for each class; they do not sum to 1.",
    ),
    Mistake(
        "b",
        "wrong sign",
        wrong_sign,
        "The gradient points uphill: raising the logit of the true class lowers the loss, so its entry is negative.",
    ),
    Mistake(
        "b",
        "with respect to the probabilities",
        by_probability,
        "$-y_i/s_i$ is the derivative with respect to $s_i$; the softmax before it is still to be differentiated.",
    ),
    Mistake(
        "b",
        "only the diagonal of the Jacobian",
        diagonal_only,
        "Each probability depends on all logits: the softmax Jacobian is not diagonal.",
    ),
    Mistake(
        "b",
        "an extra factor s (1 - s)",
        squared_error_habit,
        "In the cross-entropy the slope of softmax cancels; the factor belongs to a squared error behind a sigmoid.",
    ),
    Mistake(
        "b",
        "forgot the softmax",
        logits_minus_target,
        "The target is subtracted from the probabilities, not from the logits.",
    ),
)

family = Family(
    cases=("one_hot", "soft_target"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "logits z of the classes, e.g. [2, 1, 0.1]",
        },
        "target": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "target y, a distribution over the classes, e.g. [1, 0, 0] or [0.8, 0.1, 0.1]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
