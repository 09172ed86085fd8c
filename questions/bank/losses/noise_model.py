"""From the kind of target to the loss: which one is minus a log-likelihood, and which constant it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import derived, statements, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

CASES = ("normal", "laplace", "labels", "counts")

LOSSES: Mapping[str, str] = {
    "squared": "the mean squared error $\\frac{1}{N} \\sum_n (t_n - y_n)^2$",
    "absolute": "the mean absolute error $\\frac{1}{N} \\sum_n |t_n - y_n|$",
    "binary": "the binary cross-entropy $-\\frac{1}{N} \\sum_n \\bigl[t_n \\log y_n + (1 - t_n) \\log(1 - y_n)\\bigr]$",
    "poisson": "the Poisson loss $\\frac{1}{N} \\sum_n (y_n - t_n \\log y_n)$",
    "hinge": "the hinge loss $\\frac{1}{N} \\sum_n \\max(0,\\ 1 - t_n y_n)$",
}
FITS = {"squared": "normal", "absolute": "laplace", "binary": "labels", "poisson": "counts", "hinge": "none"}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    size = 5 + 2 * stream.integer(0, 1)
    kinds: Mapping[str, Callable[[], str]] = {
        "normal": lambda: fixed(stream.integer(5, 95), 1),
        "laplace": lambda: fixed(stream.integer(5, 95), 1),
        "labels": lambda: str(stream.integer(0, 1)),
        "counts": lambda: str(stream.integer(0, 9)),
    }
    fitting = next(name for name, noise in FITS.items() if noise == case)
    others = stream.sample([name for name in LOSSES if name != fitting], 3)
    return {
        "noise": case,
        "losses": list(stream.shuffle((fitting, *others))),
        "data": [kinds[case]().removesuffix(".0") for _ in range(size)],
    }


def case_of(params: Params) -> str:
    return str(params["noise"])


def ill_posed(params: Params) -> str | None:
    data = numbers(params)
    if sum(FITS[name] == params["noise"] for name in params["losses"]) != 1:
        return "none of the losses fits, or more than one does"
    if params["noise"] == "labels" and not set(data) <= {0, 1}:
        return "a label is neither 0 nor 1"
    if params["noise"] == "counts" and any(x < 0 or x.denominator != 1 for x in data):
        return "a count is not a whole number from 0 on"
    if len(data) % 2 == 0:
        return "the number of data is even, so that the median may not be unique"
    if mean(params) == median(params) or 0 in (mean(params), best(params)):
        return "mean and median are the same, or the best constant is 0"
    return None


def numbers(params: Params) -> list[Fraction]:
    return [Fraction(x) for x in params["data"]]


def mean(params: Params) -> Fraction:
    return sum(numbers(params), Fraction(0)) / len(params["data"])


def median(params: Params) -> Fraction:
    return sorted(numbers(params))[len(params["data"]) // 2]


def best(params: Params) -> Fraction:
    return median(params) if params["noise"] == "laplace" else mean(params)


# Slopes by the prediction y, of minus the log-density and of the losses: exact at rational numbers.
LIKELIHOODS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "normal": lambda t, y: y - t,
    "laplace": lambda t, y: Fraction(1 if y > t else -1),
    "labels": lambda t, y: -t / y + (1 - t) / (1 - y),
    "counts": lambda t, y: 1 - t / y,
}
SLOPES: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "squared": lambda t, y: 2 * (y - t),
    "absolute": lambda t, y: Fraction(1 if y > t else -1),
    "binary": lambda t, y: (y - t) / (y * (1 - y)),
    "poisson": lambda t, y: 1 - t / y,
    "hinge": lambda t, y: -t if t * y < 1 else Fraction(0),
}


def fits(noise: str, loss: str) -> bool:
    """Whether the slopes of loss and minus log-density have one positive ratio for all targets and predictions."""
    targets = (Fraction(0), Fraction(1)) if noise == "labels" else (Fraction(0), Fraction(1), Fraction(3))
    ratios = set()
    for t in targets:
        for y in (Fraction(1, 5), Fraction(1, 3), Fraction(2, 3), Fraction(7, 8)):
            wanted, found = LIKELIHOODS[noise](t, y), SLOPES[loss](t, y)
            ratios.add(found / wanted)
    return len(ratios) == 1 and ratios.pop() > 0


def decided(params: Params) -> list[tuple[Statement, bool]]:
    said = {
        "squared": "Its negative log-likelihood is that of normal noise.",
        "absolute": "Its negative log-likelihood is that of noise with the density $\\frac{1}{2b} e^{-|t - y|/b}$.",
        "binary": "It is the negative log-likelihood of labels 0 and 1, with $y$ as the probability of a 1.",
        "poisson": "It is the negative log-likelihood of counts, with $y$ as their rate.",
        "hinge": "It asks for a margin between labels -1 and 1, and is the minus logarithm of no density.",
    }
    return [(Statement(LOSSES[name], said[name]), fits(params["noise"], name)) for name in params["losses"]]


PROOFS = {"normal": "likelihood_gaussian", "labels": "likelihood_bernoulli"}


def solve(params: Params) -> Mapping[str, Solved]:
    noise, order = params["noise"], sorted(numbers(params))
    facts = {
        "N": len(order),
        "total": typeset.number(sum(order, Fraction(0))),
        "order": r",\ ".join(typeset.number(x) for x in order),
        "best": typeset.quotient(best(params), 5),
        "rank": len(order) // 2 + 1,
    }
    proof = derived.derivation(PROOFS[noise]) if noise in PROOFS else None
    chosen: Any = statements.pick_one(decided(params), facts)
    return {
        "a": Solved(chosen.answer, facts, derivation=proof, options=chosen.options),
        "b": Solved(Exact("rational", best(params), 5), facts),
    }


MISTAKES = (
    Mistake(
        "b",
        "mean and median mixed up",
        lambda p: mean(p) if p["noise"] == "laplace" else median(p),
        "Absolute errors ask for the median; squares, labels and counts ask for the mean.",
    ),
    Mistake(
        "b",
        "the middle of the range",
        lambda p: (min(numbers(p)) + max(numbers(p))) / 2,
        "The middle of the range looks at two of the data only.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "noise": {
            "type": "string",
            "enum": list(CASES),
            "description": "how the targets scatter: normal, laplace (double exponential), labels or counts",
        },
        "losses": {
            "type": "array",
            "items": {"type": "string", "enum": list(LOSSES)},
            "minItems": 3,
            "maxItems": 5,
            "uniqueItems": True,
            "description": "the losses offered, in order, e.g. [squared, absolute, binary]",
        },
        "data": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 11,
            "description": "an odd number of targets, e.g. [1, 2.5, 7]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("given-away", "The median of an odd number of data is one of the data.", "laplace", "b"),
    ),
)
