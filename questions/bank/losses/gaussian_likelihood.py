"""Where the squared error comes from: the likelihood of targets with normal noise, and the variance that fits best."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import derived, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("three_targets", "five_targets")
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
LEAST = Decimal("0.1")  # size of a minus log-likelihood


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    size = 3 if case == "three_targets" else 5
    outputs = [stream.integer(0, 90) for _ in range(size)]
    targets = [y + stream.sign() * stream.integer(1, 20) for y in outputs]
    return {
        "targets": [fixed(t, 1).removesuffix(".0") for t in targets],
        "outputs": [fixed(y, 1).removesuffix(".0") for y in outputs],
        "variance": stream.choice(("0.25", "0.5", "2", "4", "0.64", "1.44")),
    }


def case_of(params: Params) -> str:
    return "three_targets" if len(params["targets"]) <= 3 else "five_targets"


def ill_posed(params: Params) -> str | None:
    if len(params["targets"]) != len(params["outputs"]):
        return f"there are {len(params['targets'])} targets and {len(params['outputs'])} outputs"
    if Fraction(params["variance"]) <= 0:
        return "the variance is not positive"
    if squares(params) == 0:
        return "all targets are met, so the best variance is 0 and has no density"
    if fitted(params) == Fraction(params["variance"]):
        return "the given variance is already the best one"
    if any(abs(minus_log(params, v)) < LEAST for v in (Fraction(params["variance"]), fitted(params))):
        return "a minus log-likelihood is next to 0"
    return None


def squares(params: Params) -> Fraction:
    pairs = zip(params["targets"], params["outputs"], strict=True)
    return sum(((Fraction(t) - Fraction(y)) ** 2 for t, y in pairs), Fraction(0))


def fitted(params: Params) -> Fraction:
    """The variance of greatest likelihood."""
    return squares(params) / len(params["targets"])


def constant(params: Params, v: Fraction) -> Decimal:
    """N/2 log(2 pi v)."""
    logs = precise.total([precise.log(2 * v), precise.log(PI)])
    return precise.product(logs, Fraction(len(params["targets"]), 2))


def minus_log(params: Params, v: Fraction) -> Decimal:
    return precise.total([squares(params) / (2 * v), constant(params, v)])


def solve(params: Params) -> Mapping[str, Solved]:
    proved, slope = derived.derivation("likelihood_gaussian"), derived.derivation("gaussian_variance")
    v, best, count = Fraction(params["variance"]), fitted(params), len(params["targets"])
    pairs = zip(params["targets"], params["outputs"], strict=True)
    facts = {
        "N": count,
        "residuals": r",\ ".join(typeset.number(Fraction(t) - Fraction(y)) for t, y in pairs),
        "squares": typeset.number(squares(params)),
        "v": typeset.number(v),
        "sum": typeset.signed_sum(
            [typeset.about(squares(params) / (2 * v), 5), typeset.about(constant(params, v), 5)]
        ),
        "best": typeset.quotient(best),
        "best_short": typeset.about(best, 4),
        "half": typeset.number(Fraction(count, 2)),
        "sum_at_best": typeset.signed_sum(
            [typeset.number(Fraction(count, 2)), typeset.about(constant(params, best), 5)]
        ),
        "negative": minus_log(params, best) < 0,
        "given_value": typeset.about(minus_log(params, v), 4),
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("number", minus_log(params, v), 4), facts),
        "c": Solved(Exact("rational", best, 5), facts, derivation=slope),
        "d": Solved(Exact("number", minus_log(params, best), 4), facts),
    }


MISTAKES = (
    Mistake(
        "b",
        "only the squared errors",
        lambda p: squares(p) / (2 * Fraction(p["variance"])),
        "The factor before the exponential of a density has a logarithm, too: it gives the second term.",
    ),
    Mistake(
        "b",
        "forgot the minus",
        lambda p: -minus_log(p, Fraction(p["variance"])),
        "It is the logarithm of the likelihood, not minus the logarithm.",
    ),
    Mistake(
        "b",
        "standard deviation taken for the variance",
        lambda p: minus_log(p, Fraction(p["variance"]) ** 2),
        "The variance is given: it is not to be squared again.",
    ),
    Mistake(
        "c",
        "divided by N - 1",
        lambda p: squares(p) / (len(p["targets"]) - 1),
        "The likelihood is greatest with $N$; $N - 1$ belongs to an unbiased estimate with a fitted mean.",
    ),
    Mistake(
        "c",
        "the sum of the squares",
        squares,
        "The slope of the logarithm brings in the number of targets: the sum is divided by $N$.",
    ),
    Mistake(
        "c",
        "the standard deviation",
        lambda p: Fraction(typeset.plain(precise.root(fitted(p)), 5)),
        "The variance is asked for, not its root.",
    ),
    Mistake(
        "d",
        "with the given variance",
        lambda p: minus_log(p, Fraction(p["variance"])),
        "The variance of part (c) is to be used.",
    ),
    Mistake(
        "d",
        "only the squared errors",
        lambda p: Fraction(len(p["targets"]), 2),
        "With the best variance the first term is $N/2$; the second one is still to be added.",
    ),
)

NUMBERS = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 8}

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "targets": {**NUMBERS, "description": "targets t, e.g. [1.2, 3, 0.5]"},
        "outputs": {
            **NUMBERS,
            "description": "outputs y of the network, one for each target, e.g. [1, 2.5, 1]",
        },
        "variance": {**DECIMAL, "description": "variance of the noise, e.g. 0.25"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
