"""Whether an output is a confidence: accuracy and mean confidence compared, and what larger logits do to both."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from questions import claims, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Bins: TypeAlias = "tuple[tuple[Fraction, int, int], ...]"  # confidence, examples, right ones

COUNT = 4  # statements


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case

    return stream.until(lambda: _numbers(stream), good)


def _numbers(stream: Stream) -> Params:
    found = []
    for p in sorted(stream.sample(("0.6", "0.7", "0.8", "0.9"), 3)):
        count = 10 * stream.integer(2, 6)
        hits = int(Fraction(p) * count)
        off = stream.integer(1, count // 5)
        found.append([p, count, min(hits + stream.sign() * off, count)])
    return {"bins": found, "factor": stream.integer(2, 4), "claims": claims.drawn(CLAIMS, stream, COUNT)}


def table(params: Params) -> Bins:
    return tuple((Fraction(p), count, hits) for p, count, hits in params["bins"])


def total(params: Params) -> int:
    return sum(count for _, count, _ in table(params))


def accuracy(params: Params) -> Fraction:
    return Fraction(sum(hits for _, _, hits in table(params)), total(params))


def confidence(params: Params) -> Fraction:
    return sum((p * count for p, count, _ in table(params)), Fraction(0)) / total(params)


def calibration_error(params: Params) -> Fraction:
    return sum((abs(hits - p * count) for p, count, hits in table(params)), Fraction(0)) / total(params)


def sharpened(p: Fraction, factor: int) -> Fraction:
    """The probability with the logit log(p / (1 - p)) multiplied by the factor."""
    return p**factor / (p**factor + (1 - p) ** factor)


def sharp_confidence(params: Params) -> Fraction:
    rows = ((sharpened(p, params["factor"]), count) for p, count, _ in table(params))
    return sum((p * count for p, count in rows), Fraction(0)) / total(params)


def case_of(params: Params) -> str:
    return "overconfident" if confidence(params) > accuracy(params) else "not_overconfident"


def ill_posed(params: Params) -> str | None:
    for p, count, hits in table(params):
        if not Fraction(1, 2) < p < 1:
            return f"the confidence {p} is not between 1/2 and 1: the other class would be predicted"
        if hits > count:
            return f"{hits} of {count} examples are right"
    if len({p for p, _, _ in table(params)}) < len(params["bins"]):
        return "two rows have the same confidence"
    if accuracy(params) == confidence(params):
        return "accuracy and mean confidence are the same, so that nobody can mix them up"
    return claims.all_alike(CLAIMS, params)


def calibrated(params: Params) -> bool:
    return calibration_error(params) == 0


CLAIMS: Mapping[str, Claim] = {
    "calibrated": Claim(
        "The outputs are calibrated: in each row the share of right answers is the confidence.",
        "Divide the right ones by the examples in each row.",
        calibrated,
    ),
    "score": Claim(
        "As the outputs of a sigmoid lie between 0 and 1, the confidences are the true probabilities of being right.",
        "Any number between 0 and 1 looks like a probability; only the frequencies show whether it is one.",
        calibrated,
    ),
    "over": Claim(
        "On average the network is overconfident: it is right less often than its confidences say.",
        "Compare the mean confidence with the accuracy.",
        lambda p: confidence(p) > accuracy(p),
    ),
    "under": Claim(
        "On average the network is underconfident: it is right more often than its confidences say.",
        "Compare the mean confidence with the accuracy.",
        lambda p: confidence(p) < accuracy(p),
    ),
    "accuracy_kept": Claim(
        "Multiplying all logits by the same positive number leaves the accuracy as it is.",
        "The sign of each logit stays, and with it the predicted class.",
        lambda p: all(sharpened(q, p["factor"]) > Fraction(1, 2) for q, _, _ in table(p)),
    ),
    "accuracy_raised": Claim(
        "With larger logits the network gets more of the examples right.",
        "The predicted classes are the same, and so is the accuracy.",
        lambda p: any(sharpened(q, p["factor"]) <= Fraction(1, 2) for q, _, _ in table(p)),
    ),
    "more_confident": Claim(
        "Multiplying all logits by a number above 1 makes the network more confident on each of these examples.",
        "Every output moves away from one half.",
        lambda p: all(sharpened(q, p["factor"]) > q for q, _, _ in table(p)),
    ),
    "order_changed": Claim(
        "Multiplying all logits by a number above 1 changes which examples the network is most confident about.",
        "A larger logit stays larger: the order of the outputs is kept.",
        lambda p: any(
            (a < b) != (sharpened(a, p["factor"]) < sharpened(b, p["factor"]))
            for a, _, _ in table(p)
            for b, _, _ in table(p)
        ),
    ),
}


def solve(params: Params) -> Mapping[str, Solved]:
    n, rows = total(params), table(params)
    facts = {
        "total": n,
        "hits": " + ".join(str(hits) for _, _, hits in rows),
        "weighted": " + ".join(rf"{count} \cdot {typeset.number(p)}" for p, count, _ in rows),
        "accuracy": typeset.quotient(accuracy(params)),
        "confidence": typeset.quotient(confidence(params)),
        "gaps": " + ".join(rf"|{hits} - {typeset.number(p * count)}|" for p, count, hits in rows),
        "error": typeset.quotient(calibration_error(params)),
        "rows": [
            {
                "p": typeset.number(p),
                "sharp": typeset.about(sharpened(p, params["factor"]), 5),
                "count": count,
                "share": typeset.quotient(Fraction(hits, count), 3),
            }
            for p, count, hits in rows
        ],
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    return {
        "a": Solved(Exact("rational", accuracy(params), 4), facts),
        "b": Solved(Exact("rational", confidence(params), 4), facts),
        "c": Solved(Exact("rational", calibration_error(params), 4), facts),
        "d": Solved(Exact("number", sharp_confidence(params), 4), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


def plain_mean(params: Params) -> Fraction:
    return sum((p for p, _, _ in table(params)), Fraction(0)) / len(params["bins"])


MISTAKES = (
    Mistake(
        "a",
        "the mean confidence",
        confidence,
        "Accuracy counts right answers; how sure the network was does not enter.",
    ),
    Mistake(
        "b",
        "each row alike",
        plain_mean,
        "The rows have different numbers of examples, and each example counts once.",
    ),
    Mistake("b", "the accuracy", accuracy, "The mean confidence averages the outputs, right or wrong."),
    Mistake(
        "c",
        "the difference of the means",
        lambda p: abs(accuracy(p) - confidence(p)),
        "Gaps of different sign must not cancel: their sizes are averaged.",
    ),
    Mistake("d", "unchanged", confidence, "Larger logits move every output away from one half."),
    Mistake(
        "d",
        "the outputs multiplied",
        lambda p: p["factor"] * confidence(p),
        "It is the logits that are multiplied; an output stays below 1.",
    ),
)

family = Family(
    cases=("overconfident", "not_overconfident"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "bins": {
            "type": "array",
            "items": {
                "type": "array",
                "prefixItems": [
                    DECIMAL,
                    {"type": "integer", "minimum": 1, "maximum": 1000},
                    {"type": "integer", "minimum": 0, "maximum": 1000},
                ],
                "minItems": 3,
                "maxItems": 3,
            },
            "minItems": 2,
            "maxItems": 5,
            "description": 'rows of confidence, examples, right ones: [["0.6", 20, 11], ["0.9", 40, 30]]',
        },
        "factor": {
            "type": "integer",
            "minimum": 2,
            "maximum": 10,
            "description": "by which the logits are multiplied",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
