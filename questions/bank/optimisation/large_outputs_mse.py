"""Outputs in the thousands, targets between 0 and 1, mean squared error: how large the gradient is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

LARGE = 500  # the outputs that are meant are beyond it


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    outputs = [50 * stream.integer(20, 50) for _ in range(3)]
    if case == "both_signs":
        outputs = [(-1) ** k * z for k, z in enumerate(outputs)]
    targets = stream.shuffle(("0", "1", stream.choice(("0", "1", "0.5"))))
    return {
        "outputs": list(stream.shuffle(outputs)),
        "targets": list(targets),
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "positive" if all(z > 0 for z in params["outputs"]) else "both_signs"


def ill_posed(params: Params) -> str | None:
    if len(params["outputs"]) != len(params["targets"]):
        return f"there are {len(params['outputs'])} outputs and {len(params['targets'])} targets"
    if any(abs(z) < LARGE for z in params["outputs"]):
        return f"an output is smaller than {LARGE} in size"
    if not all(0 <= Fraction(y) <= 1 for y in params["targets"]):
        return "a target is not between 0 and 1"
    if len(set(params["outputs"])) < 2:
        return "all outputs are equal"
    return claims.all_alike(CLAIMS, params)


def errors(params: Params, times: int = 1) -> tuple[Fraction, ...]:
    pairs = zip(params["outputs"], params["targets"], strict=True)
    return tuple(times * (z - Fraction(y)) for z, y in pairs)


def loss(params: Params) -> Fraction:
    return sum((e * e for e in errors(params)), Fraction(0)) / len(errors(params))


def gradient(params: Params, times: int = 1) -> tuple[Fraction, ...]:
    """2 (y_hat - y) / N, where every error is `times` as large."""
    return tuple(2 * e / len(params["outputs"]) for e in errors(params, times))


def behind_softmax(params: Params) -> list[list[float]]:
    """The gradients of the cross-entropy by the outputs as logits, one for each class as the true one."""
    import math

    top = max(params["outputs"])
    powers = [math.exp(z - top) for z in params["outputs"]]
    shares = [p / sum(powers) for p in powers]
    return [[s - (i == k) for i, s in enumerate(shares)] for k in range(len(shares))]


CLAIMS = {
    "bounded": Claim(
        "Every entry of the gradient lies between $-1$ and 1.",
        "That is so for the cross-entropy behind a softmax; the gradient of a squared error grows with the error.",
        lambda p: all(abs(g) <= 1 for g in gradient(p)),
    ),
    "proportional": Claim(
        "If all outputs were ten times as far from their targets, the gradient would be ten times as large.",
        "The gradient of the mean squared error is proportional to the errors.",
        lambda p: gradient(p, 10) == tuple(10 * g for g in gradient(p)),
    ),
    "softmax_bounded": Claim(
        "If these outputs were logits of a softmax with cross-entropy and one-hot target, every entry of the gradient"
        " would lie between $-1$ and 1.",
        "It is a probability minus 0 or 1.",
        lambda p: all(abs(g) <= 1 for row in behind_softmax(p) for g in row),
    ),
    "vanishes": Claim(
        "The outputs are so large that the gradient is next to 0, as with a saturated sigmoid.",
        "The outputs are linear: nothing saturates, and large errors make large gradients.",
        lambda p: all(abs(g) < Fraction(1, 100) for g in gradient(p)),
    ),
    "sum_larger": Claim(
        "With the sum of the squared errors in place of their mean, the gradient would be $N$ times as large.",
        "The mean divides by $N$, and so does its gradient.",
        lambda p: tuple(2 * e for e in errors(p)) == tuple(len(p["outputs"]) * g for g in gradient(p)),
    ),
    "sign": Claim(
        "Gradient descent on the outputs would move each of them towards its target.",
        "The gradient has the sign of output minus target, and the step goes against it.",
        lambda p: all(g * e > 0 for g, e in zip(gradient(p), errors(p), strict=True)),
    ),
    "targets_bound": Claim(
        "Since the targets are at most 1, no entry of the gradient is larger than 1 in size.",
        "The size of the outputs counts, not that of the targets alone.",
        lambda p: max(map(abs, gradient(p))) <= max(abs(Fraction(y)) for y in p["targets"]),
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    count = len(params["outputs"])
    facts = {
        "N": count,
        "rows": [
            {"z": str(z), "y": typeset.number(y), "e": typeset.number(e), "g": typeset.about(g, 5)}
            for z, y, e, g in zip(
                params["outputs"], params["targets"], errors(params), gradient(params), strict=True
            )
        ],
        "squares": " + ".join(typeset.squared(e) for e in errors(params)),
        "loss": typeset.about(loss(params), 7),
    }
    return {
        "a": Solved(Exact("number", loss(params), 7), facts),
        "b": Solved(
            Exact("array", gradient(params), 5), facts, derivation=derived.derivation("mse_gradient")
        ),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "forgot 1/N",
        lambda p: loss(p) * len(p["outputs"]),
        "The mean divides the sum of the squares by their number.",
    ),
    Mistake(
        "a",
        "absolute errors",
        lambda p: sum(map(abs, errors(p)), Fraction(0)) / len(p["outputs"]),
        "The errors are squared before they are averaged.",
    ),
    Mistake(
        "b",
        "forgot 1/N",
        lambda p: tuple(2 * e for e in errors(p)),
        "The loss is a mean, so its gradient is divided by $N$ as well.",
    ),
    Mistake(
        "b",
        "forgot the factor 2",
        lambda p: tuple(g / 2 for g in gradient(p)),
        "The derivative of the square brings down a factor 2.",
    ),
    Mistake(
        "b",
        "bounded in [-1, 1]",
        lambda p: tuple(max(Fraction(-1), min(Fraction(1), g)) for g in gradient(p)),
        "Only the cross-entropy behind a softmax has a gradient between -1 and 1.",
    ),
    Mistake(
        "b",
        "wrong sign",
        lambda p: tuple(-g for g in gradient(p)),
        "Raising an output that is too large raises the loss: the gradient has the sign of the error.",
    ),
)

family = Family(
    cases=("positive", "both_signs"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "outputs": {
            "type": "array",
            "items": {"type": "integer", "minimum": -9999, "maximum": 9999},
            "minItems": 2,
            "maxItems": 5,
            "description": "outputs of the network, whole numbers beyond 500 in size, e.g. [1200, 1500, 1100]",
        },
        "targets": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "description": "targets between 0 and 1, one for each output, e.g. [1, 0, 0.5]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
