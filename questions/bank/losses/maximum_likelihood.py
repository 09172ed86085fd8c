"""Maximum likelihood is least negative log-likelihood: same place, another value; what the minus is for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import factorial

from questions import claims, precise, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("gaussian", "bernoulli", "poisson")
PI = Decimal("3.14159265358979323846264338327950288419716939937511")


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    ranges = {"gaussian": (-3, 6), "bernoulli": (0, 1), "poisson": (0, 6)}
    size = 8 if case == "bernoulli" else 5
    size += stream.integer(0, 2)
    low, high = ranges[case]
    return {
        "model": case,
        "data": [stream.integer(low, high) for _ in range(size)],
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return str(params["model"])


def ill_posed(params: Params) -> str | None:
    data, model = params["data"], params["model"]
    if model == "bernoulli" and not set(data) <= {0, 1}:
        return "a datum is neither 0 nor 1"
    if model == "poisson" and min(data) < 0:
        return "a count is negative"
    if len(set(data)) == 1:
        return "all data are the same"
    if mean(params) in (0, median(params)):
        return "the mean is 0, or the median as well"
    return claims.all_alike(CLAIMS, params)


def mean(params: Params) -> Fraction:
    return Fraction(sum(params["data"]), len(params["data"]))


def median(params: Params) -> Fraction:
    order, half = sorted(params["data"]), len(params["data"]) // 2
    return Fraction(order[half]) if len(order) % 2 else Fraction(order[half - 1] + order[half], 2)


def deviations(params: Params) -> Fraction:
    """The sum of squared deviations from the mean."""
    return sum(((x - mean(params)) ** 2 for x in params["data"]), Fraction(0))


def least(params: Params) -> Decimal:
    """Minus the logarithm of the likelihood at its maximum."""
    best, count, total = mean(params), len(params["data"]), sum(params["data"])
    if params["model"] == "gaussian":
        logs = precise.product(precise.log(2 * PI), Fraction(count, 2))
        return precise.total([deviations(params) / 2, logs])
    if params["model"] == "bernoulli":
        ones = precise.product(-precise.log(best), total)
        return precise.total([ones, precise.product(-precise.log(1 - best), count - total)])
    factorials = [precise.log(factorial(x)) for x in params["data"]]
    return precise.total([count * best, precise.product(-precise.log(best), total), *factorials])


def density_of_normal(variance: Fraction) -> Decimal:
    """At its mean: greater than 1 where the variance is small."""
    return precise.quotient(1, precise.root(precise.product(2, PI, variance)))


SMALL = Fraction(1, 100)  # a variance with a density above 1

# What holds of every model is algebra; a witness tries it on these data and on others.
CLAIMS: Mapping[str, Claim] = {
    "same_place": Claim(
        "The parameter with the greatest likelihood is the one with the least negative log-likelihood.",
        "The logarithm only ever rises, and the minus turns a maximum into a minimum.",
        lambda p: True,
    ),
    "log_moves": Claim(
        "Taking the logarithm of the likelihood moves the place of its maximum.",
        "The logarithm only ever rises, so it keeps the order of the values.",
        lambda p: False,
    ),
    "same_value": Claim(
        "The least value of the negative log-likelihood is the greatest value of the likelihood.",
        "The places agree, the values do not: it is minus the logarithm of that greatest value.",
        lambda p: least(p) == precise.exp(-least(p)),
    ),
    "value_is_minus_log": Claim(
        "The least value of the negative log-likelihood is minus the logarithm of the greatest likelihood.",
        "It is the same function, read at the same place.",
        lambda p: True,
    ),
    "never_below_0": Claim(
        "A negative log-likelihood is never below 0, whatever the model.",
        "Densities may be greater than 1; then their logarithm is positive, and minus it is below 0.",
        lambda p: density_of_normal(SMALL) <= 1,
    ),
    "labels_positive": Claim(
        "For labels, the minus in the cross-entropy makes the loss positive: probabilities have negative logarithms.",
        "A probability below 1 has a negative logarithm.",
        lambda p: precise.log(Fraction(1, 2)) < 0,
    ),
    "wrong_way": Claim(
        "Without its minus, making the binary cross-entropy smaller would make the true labels less probable.",
        "The logarithm rises with the probability, so its sum falls when the probabilities do.",
        lambda p: precise.log(Fraction(3, 5)) > precise.log(Fraction(1, 2)),
    ),
    "squares_unrelated": Claim(
        "A squared error has no minus because it is an error measure and, unlike a cross-entropy, no log-likelihood.",
        "It is minus the log-likelihood of normal noise: the minus has cancelled with the one in the exponent.",
        lambda p: False,
    ),
    "squares_from_gauss": Claim(
        "Minus the logarithm of a normal density is a squared error, up to a factor and a constant: no minus is left.",
        "The exponent of the density has a minus, too.",
        lambda p: True,
    ),
    "absolute_from_laplace": Claim(
        "Minus the log of $\\frac{1}{2b} e^{-|t - y|/b}$ is $|t - y|/b$, an absolute error, plus a constant.",
        "The exponent of the density has a minus, too.",
        lambda p: True,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    count, total, best = len(params["data"]), sum(params["data"]), mean(params)
    facts = {
        "N": count,
        "total": total,
        "zeros": count - total,
        "best": typeset.quotient(best),
        "short": typeset.about(best, 5),
        "rest": typeset.about(1 - best, 5) if params["model"] == "bernoulli" else "",
        "squares": typeset.number(deviations(params)),
        "likelihood": typeset.about(precise.exp(-least(params)), 3),
        "factorials": r" \cdot ".join(f"{x}!" for x in params["data"] if x > 1) or "1",
        "half": typeset.number(Fraction(count, 2)),
        "product": typeset.signed_sum([str(x) for x in params["data"]]),
    }
    return {
        "a": Solved(Exact("rational", best, 5), facts),
        "b": Solved(Exact("number", least(params), 4), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the median",
        median,
        "The logarithm of this likelihood has its zero slope at the mean; the median belongs to absolute errors.",
    ),
    Mistake(
        "a",
        "the sum",
        lambda p: Fraction(sum(p["data"])),
        "The sum of the data is divided by their number.",
    ),
    Mistake(
        "b",
        "the likelihood itself",
        lambda p: precise.exp(-least(p)),
        "The place is the same, the value is not: minus the logarithm of the likelihood is asked for.",
    ),
    Mistake(
        "b",
        "forgot the minus",
        lambda p: -least(p),
        "This is the logarithm of the likelihood.",
    ),
    Mistake(
        "b",
        "the mean over the data",
        lambda p: precise.quotient(least(p), len(p["data"])),
        "The likelihood is a product over the data, so its logarithm is a sum, not a mean.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "model": {
            "type": "string",
            "enum": list(CASES),
            "description": "normal with variance 1, labels 0 and 1, or counts",
        },
        "data": {
            "type": "array",
            "items": {"type": "integer", "minimum": -50, "maximum": 50},
            "minItems": 3,
            "maxItems": 12,
            "description": "the data, whole numbers, e.g. [1, 4, 2, 2, 0]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
