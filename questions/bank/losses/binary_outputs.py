"""How many outputs a yes-or-no question needs: one sigmoid or two logits with a softmax, and a sigmoid for each tag."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, exact_softmax, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("likely_label", "unlikely_label")
LEAST, LARGEST = (
    Fraction(3, 10),
    4,
)  # difference of the two logits: the loss comes out of rounded probabilities


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    pair = [stream.decimal(-3, 3, 1).removesuffix(".0") for _ in range(2)]
    larger = 1 if Fraction(pair[1]) > Fraction(pair[0]) else 0
    return {
        "pair": pair,
        "label": larger if case == "likely_label" else 1 - larger,
        "tags": [stream.decimal(-3, 3, 1).removesuffix(".0") for _ in range(stream.integer(3, 9))],
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return "likely_label" if (gap(params) > 0) == (params["label"] == 1) else "unlikely_label"


def ill_posed(params: Params) -> str | None:
    if len(params["pair"]) != 2:
        return "the softmax has two logits"
    if not LEAST <= abs(gap(params)) <= LARGEST:
        return "the two logits are too near each other, or too far apart for rounded probabilities"
    if 0 in [Fraction(z) for z in params["pair"]]:
        return "one of the two logits is 0, so that the other one alone would do"
    if len(set(params["tags"])) < 2 or near_one(params["tags"]):
        return "the sigmoids of the tags sum to 1 or next to it, or all tags are alike"
    return claims.all_alike(CLAIMS, params)


def near_one(tags: list[str]) -> bool:
    return abs(precise.total([precise.sigmoid(z) for z in tags]) - 1) < Decimal("0.01")


def gap(params: Params) -> Fraction:
    """The logit of class 1 minus that of class 0."""
    return Fraction(params["pair"][1]) - Fraction(params["pair"][0])


def softmax(params: Params) -> tuple[Decimal, ...]:
    return exact_softmax.softmax([precise.total([z]) for z in params["pair"]])


def loss(params: Params) -> Decimal:
    return precise.softplus(-gap(params) if params["label"] == 1 else gap(params))


NEAR = Decimal("1e-20")  # what 28 digits of plain decimal arithmetic leave in doubt, and more


def same(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) < NEAR


CLAIMS: Mapping[str, Claim] = {
    "difference": Claim(
        "The softmax of two logits gives class 1 the probability $\\sigma(z_1 - z_0)$.",
        "Divide numerator and denominator by $e^{z_1}$.",
        lambda p: same(softmax(p)[1], precise.sigmoid(gap(p))),
    ),
    "own_logit": Claim(
        "The softmax of two logits gives class 1 the probability $\\sigma(z_1)$.",
        "That would need $z_0 = 0$: the other logit counts as well.",
        lambda p: same(softmax(p)[1], precise.sigmoid(p["pair"][1])),
    ),
    "one_is_enough": Claim(
        "The logits $(0,\\ z_1 - z_0)$ give the same probabilities as $(z_0,\\ z_1)$, so one free output is enough.",
        "A shift of all logits changes no probability.",
        lambda p: same(softmax({**p, "pair": [0, gap(p)]})[1], softmax(p)[1]),
    ),
    "two_needed": Claim(
        "For two classes two outputs are needed: no single output with a sigmoid gives the same probability.",
        "The sigmoid of the difference of the two logits does.",
        lambda p: not same(softmax(p)[1], precise.sigmoid(gap(p))),
    ),
    "same_loss": Claim(
        "The cross-entropy of the softmax and the binary cross-entropy of $\\sigma(z_1 - z_0)$ are the same.",
        "Both are minus the logarithm of the probability of the label.",
        lambda p: same(-precise.log(softmax(p)[0]), precise.softplus(gap(p))),
    ),
    "shift": Claim(
        "Adding 1.5 to both logits changes no probability.",
        "The common factor cancels in the softmax.",
        lambda p: same(softmax({**p, "pair": [Fraction(z) + Fraction(3, 2) for z in p["pair"]]})[1], softmax(p)[1]),
    ),
    "tags_sum_to_1": Claim(
        "The probabilities of the tags sum to 1.",
        "Each sigmoid answers a question of its own; several tags may fit, or none.",
        lambda p: same(precise.total([precise.sigmoid(z) for z in p["tags"]]), Decimal(1)),
    ),
    "tags_by_softmax": Claim(
        "A softmax over the logits of the tags gives the same probabilities as a sigmoid for each.",
        "A softmax makes the tags compete for a sum of 1.",
        lambda p: all(
            same(a, precise.sigmoid(z))
            for a, z in zip(exact_softmax.softmax([precise.total([z]) for z in p["tags"]]), p["tags"], strict=True)
        ),
    ),
    "tags_raise_one": Claim(
        "Raising the logit of one tag leaves the probabilities of the other tags as they are.",
        "Each sigmoid sees its own logit only.",
        lambda p: True,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    shares = softmax(params)
    z0, z1 = (Fraction(z) for z in params["pair"])
    facts = {
        "z0": typeset.number(z0),
        "z1": typeset.number(z1),
        "symbols": ["e" if z == 1 else f"e^{{{typeset.number(z)}}}" for z in (z0, z1)],
        "powers": [typeset.about(precise.exp(z), 5) for z in (z0, z1)],
        "shares": [typeset.about(p, 5) for p in shares],
        "gap": typeset.number(gap(params)),
        "difference": typeset.signed_sum([typeset.number(z1), typeset.number(-z0)]),
        "label_share": typeset.about(shares[params["label"]], 5),
        "tags": len(params["tags"]),
    }
    return {
        "a": Solved(
            Exact("number", shares[1], 4), facts, derivation=derived.derivation("softmax_two_classes")
        ),
        "b": Solved(Exact("rational", gap(params), 4), facts),
        "c": Solved(Exact("number", loss(params), 3), facts),
        "d": Solved(Exact("array", (1, len(params["tags"]))), facts),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "the sigmoid of its own logit",
        lambda p: precise.sigmoid(p["pair"][1]),
        "The softmax compares both logits: it is the sigmoid of their difference.",
    ),
    Mistake(
        "a",
        "probability of the other class",
        lambda p: softmax(p)[0],
        "The probability of class 1 is asked for.",
    ),
    Mistake(
        "b",
        "the logit of class 1",
        lambda p: Fraction(p["pair"][1]),
        "That logit alone gives another probability, unless the other one is 0.",
    ),
    Mistake(
        "b",
        "difference the wrong way round",
        lambda p: -gap(p),
        "The sigmoid rises with the logit of class 1, so that one comes first.",
    ),
    Mistake(
        "b",
        "sum of the logits",
        lambda p: sum((Fraction(z) for z in p["pair"]), Fraction(0)),
        "A shift of both logits must not matter, so only their difference can.",
    ),
    Mistake(
        "c",
        "loss of the other label",
        lambda p: loss({**p, "label": 1 - p["label"]}),
        "The loss is minus the logarithm of the probability of the true label.",
    ),
    Mistake(
        "d",
        "two outputs for each question",
        lambda p: (2, 2 * len(p["tags"])),
        "One logit with a sigmoid says it all: the other probability is one minus it.",
    ),
    Mistake(
        "d",
        "a softmax over yes and no",
        lambda p: (2, len(p["tags"])),
        "With a sigmoid one output is enough; two with a softmax would give the same.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "pair": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 2,
            "description": "the logits z0 and z1 of the classes 0 and 1, e.g. [0.5, 2]",
        },
        "label": {"type": "integer", "enum": [0, 1], "description": "the true class"},
        "tags": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 12,
            "description": "logits of the tags of the second task, e.g. [1, -2, 0.5]",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("given-away", "That there is one output for each tag, no more, is the answer.", part="d"),
    ),
)
