"""Cross-entropy straight from the logits: minus the target times the logits, plus a log-sum-exp."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from questions import derived, exact_softmax, precise, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream

SOFT = (
    ("0.8", "0.1", "0.1"),
    ("0.7", "0.2", "0.1"),
    ("0.6", "0.3", "0.1"),
    ("0.5", "0.3", "0.2"),
    ("0.5", "0.5", "0"),
)
LEAST = 0.2  # of the loss: it is a difference of larger numbers


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    kinds: Mapping[str, Sequence[Sequence[str]]] = {
        "one_hot": (("1", "0", "0"),),
        "soft_target": SOFT,
        "multi_hot": (("1", "1", "0"), ("1", "1", "0", "0"), ("1", "1", "1", "0")),
    }
    target = stream.choice(kinds[case])
    logits = [stream.decimal(-2, 4, 1).removesuffix(".0") for _ in target]
    return {"logits": logits, "target": list(stream.shuffle(target))}


def case_of(params: Params) -> str:
    target = [Fraction(y) for y in params["target"]]
    if sum(target) != 1:
        return "multi_hot"
    return "one_hot" if max(target) == 1 else "soft_target"


def ill_posed(params: Params) -> str | None:
    logits, target = params["logits"], [Fraction(y) for y in params["target"]]
    if len(logits) != len(target):
        return f"there are {len(logits)} logits and {len(target)} entries of the target"
    if min(target) < 0 or not any(target):
        return "the entries of the target must not be negative, and not all of them 0"
    if len(set(map(Fraction, logits))) < len(logits):
        return "two logits are equal"
    if max(abs(float(z)) for z in logits) > 50:
        return "a logit is beyond 50, where exponentials get large"
    if loss(params) < LEAST:
        return "the loss is so near 0 that a rounded log-sum-exp does not give its digits"
    if abs(weighted(params)) < 1e-9:
        return "target times logits is 0, and only the log-sum-exp is left"
    return None


def weighted(params: Params) -> Fraction:
    """The target times the logits."""
    pairs = zip(params["target"], params["logits"], strict=True)
    return sum((Fraction(y) * Fraction(z) for y, z in pairs), Fraction(0))


def mass(params: Params) -> Fraction:
    """The sum of the target."""
    return sum(map(Fraction, params["target"]), Fraction(0))


def log_sum(params: Params) -> Decimal:
    return exact_softmax.log_sum_exp([exact_softmax.decimal(z) for z in params["logits"]])


def loss(params: Params) -> float:
    return float(mass(params)) * float(log_sum(params)) - float(weighted(params))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    any_target = case_of(params) == "multi_hot"
    proved = derived.derivation("cross_entropy_any_target" if any_target else "cross_entropy_logits")
    numbers = {name: [Fraction(n) for n in params[key]] for name, key in (("z", "logits"), ("y", "target"))}
    found = derived.value(proved, numbers, sizes={"C": len(params["logits"])})
    step = typeset.plain(log_sum(params), 6)
    facts = _facts(params)
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(
            Exact("number", found, 4),
            facts,
            intermediates=(Intermediate("log-sum-exp", r"\log \sum_k e^{z_k}", step, 6),),
        ),
    }


def _facts(params: Params) -> Mapping[str, str]:
    powers = exact_softmax.powers([exact_softmax.decimal(z) for z in params["logits"]])
    pairs = [(y, z) for y, z in zip(params["target"], params["logits"], strict=True) if Fraction(y)]
    terms = [typeset.product(y, z) for y, z in pairs]
    best = max(exact_softmax.softmax([exact_softmax.decimal(z) for z in params["logits"]]))
    return {
        "powers": " + ".join(typeset.about(power, 6) for power in powers),
        "total": typeset.about(precise.total(powers), 6),
        "log_sum": typeset.about(log_sum(params), 6),
        "terms": typeset.signed_sum(terms),
        "weighted": typeset.number(weighted(params)),
        "minus_weighted": typeset.number(-weighted(params)),
        "mass": typeset.number(mass(params)),
        "sum": typeset.signed_sum(
            (typeset.number(-weighted(params)), typeset.about(rounding.fraction(log_sum(params)), 6))
        ),
        "largest": typeset.number(max(Fraction(z) for z in params["logits"])),
        "best": typeset.about(best, 3),
        "single": "yes" if len(terms) == 1 else "",
    }


# -- what goes wrong ---------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "b",
        "forgot the logarithm of the sum",
        lambda p: float(mass(p)) * math.exp(float(log_sum(p))) - float(weighted(p)),
        "The normaliser is inside the logarithm: its logarithm is added, not the sum itself.",
    ),
    Mistake(
        "b",
        "wrong sign of the logits",
        lambda p: float(mass(p)) * float(log_sum(p)) + float(weighted(p)),
        "The loss has a minus in front, so a larger logit of the true class lowers it.",
    ),
    Mistake(
        "b",
        "wrong sign of the whole loss",
        lambda p: -loss(p),
        "The logarithm of a probability is negative; the minus in front makes the loss positive.",
    ),
    Mistake(
        "b",
        "forgot the sum of the target",
        lambda p: float(log_sum(p)) - float(weighted(p)),
        "Each term of the sum brings its own log-sum-exp, weighted with its entry of the target.",
    ),
    Mistake(
        "b",
        "without the log-sum-exp",
        lambda p: -float(weighted(p)),
        "The logarithm of a quotient has two terms: that of the denominator is missing.",
    ),
    Mistake(
        "b",
        "logarithm to base 2",
        lambda p: float(mass(p)) * float(log_sum(p)) / math.log(2) - float(weighted(p)),
        "The logarithm must undo the exponential, so its base is e.",
    ),
)

family = Family(
    cases=("one_hot", "soft_target", "multi_hot"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "logits z of the classes, all different, e.g. [2, 1, 0.1]",
        },
        "target": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 8,
            "description": "target y: one-hot, a distribution, or several ones, e.g. [1, 0, 1]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
