"""Adam's first step is as long as the learning rate, whatever the gradient; what other techniques do with the rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from questions import claims, derived, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

BETA1, BETA2, EPSILON = Fraction(9, 10), Fraction(999, 1000), Fraction(1, 10**8)
NEGLIGIBLE = Fraction(1, 10**4)  # a relative difference that epsilon alone can make


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    small = fixed(stream.integer(6, 30), 2).rstrip("0")
    large = str(stream.integer(20, 400) if case == "far_apart" else stream.integer(2, 9))
    sign = stream.choice(("", "-"))
    entries = [sign + small, ("" if sign else "-") + large]
    return {
        "gradient": list(stream.shuffle(entries)),
        "rate": stream.choice(("0.1", "0.01", "0.02", "0.05", "0.03", "0.2")),
        "scale": stream.choice((10, 50, 100, 1000)),
        "claims": claims.drawn(CLAIMS, stream, 5),
    }


def case_of(params: Params) -> str:
    sizes = [abs(g) for g in gradient(params)]
    return "far_apart" if max(sizes) >= 40 * min(sizes) else "near"


def ill_posed(params: Params) -> str | None:
    if any(abs(g) < Fraction(1, 100) for g in gradient(params)):
        return "an entry of the gradient is below 0.01, where epsilon begins to count"
    if len({abs(g) for g in gradient(params)}) == 1 or len({g > 0 for g in gradient(params)}) == 1:
        return "the two entries are equal in size, or of the same sign"
    if Fraction(params["rate"]) <= 0:
        return "the learning rate is not positive"
    return claims.all_alike(CLAIMS, params)


def gradient(params: Params) -> tuple[Fraction, ...]:
    return tuple(Fraction(g) for g in params["gradient"])


def sgd(params: Params, scale: int = 1) -> tuple[Fraction, ...]:
    return tuple(-Fraction(params["rate"]) * scale * g for g in gradient(params))


def adam(params: Params, scale: int = 1, times: int = 1) -> tuple[Fraction, ...]:
    """The first step for `scale` times the gradient, with `times` the learning rate: eta g / (|g| + epsilon)."""
    rate = times * Fraction(params["rate"])
    return tuple(-rate * scale * g / (abs(scale * g) + EPSILON) for g in gradient(params))


def uncorrected(params: Params) -> Any:
    """The first entry without bias correction: (1 - beta1) / sqrt(1 - beta2), but for epsilon."""
    import mpmath

    with mpmath.workdps(30):
        g, rate = (_mpf(value) for value in (gradient(params)[0], Fraction(params["rate"])))
        root = mpmath.sqrt(_mpf(1 - BETA2)) * abs(g) + _mpf(EPSILON)
        return -rate * _mpf(1 - BETA1) * g / root


def _mpf(value: Fraction) -> Any:
    import mpmath

    return mpmath.mpf(value.numerator) / value.denominator


# -- what is said of it ------------------------------------------------------------------------------------


def alike(left: Sequence[Fraction], right: Sequence[Fraction]) -> bool:
    """Whether two steps differ by no more than epsilon can make."""
    return all(abs(a - b) <= NEGLIGIBLE * abs(b) for a, b in zip(left, right, strict=True))


def sizes(params: Params) -> list[Fraction]:
    return [abs(step) for step in adam(params)]


def effective(params: Params) -> list[Fraction]:
    """The learning rate that each weight has, seen from its gradient."""
    return [s / abs(g) for s, g in zip(sizes(params), gradient(params), strict=True)]


def longer_where_larger(params: Params) -> bool:
    by_gradient = sorted(zip(map(abs, gradient(params)), sizes(params), strict=True))
    return by_gradient[1][1] > by_gradient[0][1] * (1 + NEGLIGIBLE)


def squares_grow(params: Params) -> bool:
    """AdaGrad divides by the root of the sum of all squares so far, which grows with each gradient."""
    sums = [sum((f * gradient(params)[0]) ** 2 for f in (1, 2, Fraction(1, 2), 1)[:k]) for k in range(1, 5)]
    return all(a < b for a, b in pairwise(sums))


def equal_drops(params: Params) -> bool:
    """Whether exponential decay takes the same amount from the rate in each step."""
    rates = [Fraction(params["rate"]) * Fraction(9, 10) ** t for t in range(4)]
    return len({a - b for a, b in pairwise(rates)}) == 1


CLAIMS = {
    "same_size": Claim(
        r"Adam's first step changes every weight by about $\eta$, whatever the size of its gradient.",
        "With the corrected moments the gradient is divided by its own size; only its sign is left.",
        lambda p: alike(sizes(p), [Fraction(p["rate"])] * 2),
    ),
    "proportional": Claim(
        "Adam's first step is proportional to the gradient.",
        "Numerator and denominator grow alike, so a gradient that is scaled gives the same step.",
        lambda p: alike(adam(p, p["scale"]), [p["scale"] * s for s in adam(p)]),
    ),
    "no_rate": Claim(
        "Since Adam adapts its steps, twice the learning rate would give the same first step.",
        "Adam's steps are proportional to its learning rate, which still has to be chosen.",
        lambda p: alike(adam(p, times=2), adam(p)),
    ),
    "larger_longer": Claim(
        "The weight with the larger gradient gets the longer first step from Adam.",
        r"Both get a step of about $\eta$: each weight is divided by the size of its own gradient.",
        longer_where_larger,
    ),
    "own_rates": Claim(
        "In Adam each weight has its own effective learning rate, the step divided by the gradient.",
        "The weight with the smaller gradient has the larger effective rate; a schedule has one for all.",
        lambda p: not alike(effective(p)[:1], effective(p)[1:]),
    ),
    "sgd_scales": Claim(
        "In SGD with a fixed learning rate, a gradient that is scaled by a factor scales the step by it.",
        "The step is the learning rate times the gradient.",
        lambda p: sgd(p, p["scale"]) == tuple(p["scale"] * s for s in sgd(p)),
    ),
    "momentum_free": Claim(
        "With momentum alone, the first step does not depend on the size of the gradient either.",
        "From velocity 0 the first step with momentum is that of SGD, proportional to the gradient.",
        lambda p: alike(sgd(p, p["scale"]), sgd(p)),
    ),
    "adagrad_falls": Claim(
        "AdaGrad's effective learning rates never grow from one step to the next.",
        "It divides by the root of the sum of all squared gradients so far.",
        squares_grow,
    ),
    "decay_linear": Claim(
        "Exponential decay takes the same amount from the learning rate in every step.",
        "It multiplies the rate by the same factor, so the amounts become smaller and smaller.",
        equal_drops,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    ratio = typeset.about(abs(uncorrected(params)) / _mpf(Fraction(params["rate"])), 4)
    facts = {
        "sgd": typeset.vector(typeset.number(step) for step in sgd(params)),
        "signs": typeset.vector("1" if g > 0 else "-1" for g in gradient(params)),
        "adam": typeset.vector(typeset.about(step, 4) for step in adam(params)),
        "times": ratio,
        "rate": typeset.number(params["rate"]),
    }
    return {
        "a": Solved(Exact("array", sgd(params), 4), facts),
        "b": Solved(Exact("array", adam(params), 4), facts, derivation=derived.derivation("adam_first_step_size")),
        "c": Solved(Exact("array", adam(params, params["scale"]), 4), facts),
        "d": Solved(Exact("number", uncorrected(params), 4), facts, derivation=derived.derivation("adam_uncorrected")),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }  # fmt: skip


# -- what goes wrong ---------------------------------------------------------------------------------------


def uphill(params: Params) -> tuple[Fraction, ...]:
    return tuple(-step for step in adam(params))


def uncorrected_first(params: Params) -> tuple[Any, ...]:
    """Both entries without bias correction."""
    return tuple(abs(uncorrected(params)) * (-1 if g > 0 else 1) for g in gradient(params))


UPHILL = "The step goes against the gradient, so it has the opposite sign."
NOT_SGD = "Adam divides the first moment by the root of the second one; what is left is the sign."

MISTAKES = (
    Mistake("a", "ascent", lambda p: tuple(-s for s in sgd(p)), UPHILL),
    Mistake("a", "forgot the learning rate", lambda p: tuple(-g for g in gradient(p)),
            "The gradient is multiplied by the learning rate."),
    Mistake("b", "the step of SGD", sgd, NOT_SGD),
    Mistake("b", "ascent", uphill, UPHILL),
    Mistake("b", "no bias correction", uncorrected_first,
            r"The corrected moments are $m/(1 - \beta_1)$ and $v/(1 - \beta_2)$ after the first step."),
    Mistake("c", "scaled like the gradient", lambda p: tuple(p["scale"] * s for s in adam(p)),
            "First moment and root of the second one are scaled alike, so their ratio stays."),
    Mistake("c", "divided by the scale", lambda p: tuple(s / p["scale"] for s in adam(p)),
            "First moment and root of the second one are scaled alike, so their ratio stays."),
    Mistake("d", "with bias correction", lambda p: adam(p)[0], "Without the correction both moments start too small."),
    Mistake("d", "forgot the root", lambda p: -Fraction(p["rate"]) * 100 * (1 if gradient(p)[0] > 0 else -1),
            "The second moment stands under a root."),
)  # fmt: skip

family = Family(
    cases=("far_apart", "near"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "gradient": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 2,
            "description": "the first gradient, two entries of different size and sign, e.g. [0.2, -300]",
        },
        "rate": {**DECIMAL, "description": "learning rate, e.g. 0.001"},
        "scale": {
            "type": "integer",
            "minimum": 2,
            "maximum": 100000,
            "description": "by which factor the gradient is scaled in part (c), e.g. 1000",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
