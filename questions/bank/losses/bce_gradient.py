"""The gradient of the binary cross-entropy, by the probability and by the logit behind it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

SIZE = 3  # examples drawn
SOFT = ("0.9", "0.1", "0.95", "0.05", "0.8", "0.2")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    targets = ("0", "1") if case == "hard_labels" else SOFT
    return {
        "targets": [stream.choice(targets) for _ in range(SIZE)],
        "probabilities": [fixed(5 * stream.integer(1, 19), 2).removesuffix("0") for _ in range(SIZE)],
    }


def case_of(params: Params) -> str:
    return "hard_labels" if {Fraction(t) for t in params["targets"]} <= {0, 1} else "soft_labels"


def ill_posed(params: Params) -> str | None:
    targets, chances = numbers(params)
    if len(targets) != len(chances):
        return f"there are {len(targets)} targets and {len(chances)} probabilities"
    if not all(0 < p < 1 for p in chances):
        return "a probability is not strictly between 0 and 1, where the loss has a slope"
    if not all(0 <= t <= 1 for t in targets):
        return "a target is not between 0 and 1"
    if 0 in by_logit(params):
        return "a prediction equals its target, and the gradient is 0 there"
    if len(targets) > 1 and len(set(targets)) == 1:
        return "all targets are the same, so all signs are"
    return None


def numbers(params: Params) -> tuple[list[Fraction], list[Fraction]]:
    return [Fraction(t) for t in params["targets"]], [Fraction(p) for p in params["probabilities"]]


def by_probability(params: Params) -> tuple[Fraction, ...]:
    """(p - t) / (N p (1 - p))."""
    targets, chances = numbers(params)
    return tuple((p - t) / (len(targets) * p * (1 - p)) for t, p in zip(targets, chances, strict=True))


def by_logit(params: Params) -> tuple[Fraction, ...]:
    """(p - t) / N."""
    targets, chances = numbers(params)
    return tuple((p - t) / len(targets) for t, p in zip(targets, chances, strict=True))


def solve(params: Params) -> Mapping[str, Solved]:
    targets, chances = numbers(params)
    first, second = derived.derivation("bce_probability_gradient"), derived.derivation("bce_gradient")
    rows = [
        {
            "t": typeset.number(t),
            "p": typeset.number(p),
            "error": typeset.number(p - t),
            "slope": typeset.number(p * (1 - p)),
            "by_p": typeset.about(g, 4),
            "by_x": typeset.about(h, 4),
        }
        for t, p, g, h in zip(targets, chances, by_probability(params), by_logit(params), strict=True)
    ]
    facts = {"rows": rows, "N": len(rows), "factor": rounding.fraction_latex(Fraction(1, len(rows)))}
    return {
        "a": Solved(Exact("expression", first.result), facts, derivation=first),
        "b": Solved(Exact("expression", second.result), facts, derivation=second),
        "c": Solved(Exact("array", by_probability(params), 4), facts),
        "d": Solved(Exact("array", by_logit(params), 4), facts),
    }


# -- what goes wrong, as terms -----------------------------------------------------------------------------


def term(write: Any) -> Any:
    """A wrong answer as a term of p, t, x and the sigmoid of x."""

    def wrong(_params: Params) -> Any:
        from derive.terms.tensors import UNIT_INTERVAL, Tensor
        from derive.terms.terms import Apply, Component

        x = Component(Tensor("x"))
        return write(
            Component(Tensor("p", (), UNIT_INTERVAL)), Component(Tensor("t")), Apply("sigmoid", (x,))
        )

    return wrong


def times(factor: Fraction | int, entries: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(factor * entry for entry in entries)


def slowed(params: Params) -> tuple[Fraction, ...]:
    """The gradient by the logit, once more times p (1 - p)."""
    _, chances = numbers(params)
    return tuple(g * p * (1 - p) for g, p in zip(by_logit(params), chances, strict=True))


UPHILL = (
    "Raising the probability of a label that is present lowers the loss, so there the derivative is negative."
)
FORGOT_N = "The loss is a mean, so each example has the share $1/N$ of it, and of its gradient."

MISTAKES = (
    Mistake(
        "a",
        "the derivative with respect to the logit",
        term(lambda p, t, s: p - t),
        "$p - t$ remains only after the slope of a sigmoid has cancelled the denominator; there is none here.",
    ),
    Mistake("a", "wrong sign", term(lambda p, t, s: (t - p) / (p * (1 - p))), UPHILL),
    Mistake(
        "a",
        "plus one over p",
        term(lambda p, t, s: 1 / p),
        "The minus before the logarithm is lost, and so is the term of the label 0.",
    ),
    Mistake("b", "target minus prediction", term(lambda p, t, s: t - s), UPHILL),
    Mistake(
        "b",
        "the slope of the sigmoid kept",
        term(lambda p, t, s: (s - t) * s * (1 - s)),
        "That is half the gradient of a squared error; here the slope cancels with $1/(p (1 - p))$.",
    ),
    Mistake(
        "c",
        "the derivatives with respect to the logits",
        by_logit,
        "By the probability itself, the denominator $p (1 - p)$ is still there.",
    ),
    Mistake("c", "forgot 1/N", lambda p: times(len(p["targets"]), by_probability(p)), FORGOT_N),
    Mistake("c", "wrong sign", lambda p: times(-1, by_probability(p)), UPHILL),
    Mistake("d", "target minus prediction", lambda p: times(-1, by_logit(p)), UPHILL),
    Mistake(
        "d",
        "the slope of the sigmoid kept",
        slowed,
        "The slope of the sigmoid has cancelled: it must not be multiplied in again.",
    ),
    Mistake("d", "forgot 1/N", lambda p: times(len(p["targets"]), by_logit(p)), FORGOT_N),
)

family = Family(
    cases=("hard_labels", "soft_labels"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "targets": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 6,
            "description": "targets t between 0 and 1, e.g. [1, 0, 1] or [0.9, 0.1]",
        },
        "probabilities": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 1,
            "maxItems": 6,
            "description": "predicted probabilities p of the label 1, e.g. [0.9, 0.2, 0.6]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
