"""What the index of a cross-entropy runs over: the classes of one example, not the examples of a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from questions import claims, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed
from questions.statements import Statement

CASES = ("label_beyond", "label_within")
LEAST = Decimal("0.05")  # what the values of notations differ by


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    classes = stream.integer(4, 6)
    cuts = sorted(stream.sample(range(1, 20), classes - 1))
    counts = [b - a for a, b in zip((0, *cuts), (*cuts, 20), strict=True)]
    examples = stream.integer(2, 3)
    first, last = (examples + 1, classes) if case == "label_beyond" else (1, examples)
    return {
        "probabilities": [fixed(5 * count, 2).removesuffix("0") for count in counts],
        "label": stream.integer(first, last),
        "examples": examples,
        "claims": claims.drawn(CLAIMS, stream, 4),
        "notations": list(stream.shuffle(("indicator", "indexed_label", *stream.sample(OTHERS, 2)))),
    }


def case_of(params: Params) -> str:
    return "label_beyond" if params["label"] > params["examples"] else "label_within"


def ill_posed(params: Params) -> str | None:
    chances = [Fraction(p) for p in params["probabilities"]]
    if sum(chances) != 1 or min(chances) <= 0:
        return "the probabilities are no distribution without zeros"
    if params["label"] > len(chances) or params["examples"] >= len(chances):
        return "the label is beyond the classes, or there are as many examples as classes"
    values = [NOTATIONS[name].value(params) for name in params["notations"]]
    right = [name for name, value in zip(params["notations"], values, strict=True) if fits(name, params)]
    if len(right) != 1:
        return "not just one of the notations is right"
    gaps = [
        abs(value - loss(params))
        for value, name in zip(values, params["notations"], strict=True)
        if name not in SAME
    ]
    if gaps and min(gaps) < LEAST:
        return "a wrong notation hardly changes the value"
    return claims.all_alike(CLAIMS, params)


def chances(params: Params) -> list[Fraction]:
    return [Fraction(p) for p in params["probabilities"]]


def loss(params: Params) -> Decimal:
    """Minus the logarithm of the probability of the true class."""
    return precise.product(-1, precise.log(chances(params)[params["label"] - 1]))


def cut_off(params: Params) -> Decimal:
    """What the code returns that stops after as many classes as there are examples."""
    return loss(params) if params["label"] <= params["examples"] else Decimal(0)


CLAIMS: Mapping[str, Claim] = {
    "over_classes": Claim(
        "In the loss of one example $i$ runs over the classes: the one-hot target has an entry for each of them.",
        "The target and the probabilities of one example have an entry for each class.",
        lambda p: True,
    ),
    "over_examples": Claim(
        "With $i$ up to the number of examples, the sum gives the loss of this example.",
        "Only where the true class is among the first few is its term not left out.",
        lambda p: cut_off(p) == loss(p),
    ),
    "always_same": Claim(
        "For every true class the sum up to the number of examples gives the same as the sum over the classes.",
        "If the true class is beyond that number, its term is left out, and the sum is 0.",
        lambda p: p["examples"] >= len(p["probabilities"]),
    ),
    "target_sums_over_classes": Claim(
        "That the target sums to 1 means that the entries of one example, over the classes, sum to 1.",
        "A one-hot row has a single 1.",
        lambda p: True,
    ),
    "target_sums_over_batch": Claim(
        "That the target sums to 1 means that all entries of all targets of the batch together sum to 1.",
        "The targets of the batch sum to the number of its examples.",
        lambda p: p["examples"] == 1,
    ),
    "mean_outside": Claim(
        "In a batch of copies of this example, the mean of the losses is the loss of the example.",
        "The mean over the examples is a second sum, outside the first one.",
        lambda p: True,
    ),
    "batch_counts": Claim(
        "In a batch of copies of this example, the sum of the losses is the loss of the example.",
        "The sum over the examples grows with their number.",
        lambda p: p["examples"] == 1,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write the loss of one data point: as printed, whether its label has an index, and its value."""

    text: str
    feedback: str
    indexed: bool
    value: Callable[[Params], Decimal]


P = r"P(y = i \mid x)"
NOTATIONS: Mapping[str, Notation] = {
    "indicator": Notation(
        rf"$-\sum_{{i \in \mathcal{{Y}}}} \mathbf{{1}}[y = i] \log {P}$",
        "The indicator picks the term of the label.",
        False,
        loss,
    ),
    "indexed_label": Notation(
        r"$-\sum_{i \in \mathcal{Y}} \mathbf{1}[y_i = i] \log P(y_i = i \mid x)$",
        "One data point has one label $y$, without an index: $i$ is a class, and not the number of a label as well.",
        True,
        loss,
    ),
    "no_indicator": Notation(
        rf"$-\sum_{{i \in \mathcal{{Y}}}} \log {P}$",
        "Without the indicator all classes are counted, not only the true one.",
        False,
        lambda p: precise.total([-precise.log(q) for q in chances(p)]),
    ),
    "no_logarithm": Notation(
        rf"$-\sum_{{i \in \mathcal{{Y}}}} \mathbf{{1}}[y = i]\, {P}$",
        "This is minus the probability, not minus its logarithm.",
        False,
        lambda p: precise.total([-chances(p)[p["label"] - 1]]),
    ),
    "other_classes": Notation(
        rf"$-\sum_{{i \in \mathcal{{Y}}}} \mathbf{{1}}[y \ne i] \log {P}$",
        "This counts all classes but the true one.",
        False,
        lambda p: precise.total([-precise.log(q) for k, q in enumerate(chances(p), 1) if k != p["label"]]),
    ),
    "log_outside_all": Notation(
        rf"$-\log \sum_{{i \in \mathcal{{Y}}}} {P}$",
        "The probabilities of all classes sum to 1, so this is 0 for every label.",
        False,
        lambda p: -precise.log(sum(chances(p), Fraction(0))),
    ),
}
OTHERS = ("no_indicator", "no_logarithm", "other_classes", "log_outside_all")
SAME = ("indicator", "indexed_label")


def fits(name: str, params: Params) -> bool:
    """Whether a notation can be read for one data point, and has the value of the loss."""
    row = NOTATIONS[name]
    return not row.indexed and abs(row.value(params) - loss(params)) < LEAST


def solve(params: Params) -> Mapping[str, Solved]:
    shown = [
        (Statement(NOTATIONS[name].text, NOTATIONS[name].feedback), fits(name, params))
        for name in params["notations"]
    ]
    facts = {
        "classes": len(params["probabilities"]),
        "examples": params["examples"],
        "label": params["label"],
        "one_hot": typeset.vector(
            [str(int(k == params["label"])) for k in range(1, len(params["probabilities"]) + 1)]
        ),
        "p": typeset.number(params["probabilities"][params["label"] - 1]),
        "loss": typeset.about(loss(params), 4),
    }
    return {
        "a": Solved(Exact("number", loss(params), 4), facts),
        "b": Solved(Exact("number", cut_off(params), 4), facts),
        "c": claims.all_that_hold(CLAIMS, params, facts),
        "d": statements.pick_one(shown, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "summed over the first few entries",
        lambda p: cut_off(p) if cut_off(p) != loss(p) else None,
        "The index runs over all classes, not up to the number of examples.",
    ),
    Mistake(
        "a",
        "every class counted",
        NOTATIONS["no_indicator"].value,
        "The one-hot target leaves the true class only.",
    ),
    Mistake(
        "a",
        "divided by the number of examples",
        lambda p: precise.quotient(loss(p), p["examples"]),
        "This is the loss of one example; the mean over a batch is another sum.",
    ),
    Mistake(
        "b",
        "summed over all classes",
        lambda p: loss(p) if cut_off(p) != loss(p) else None,
        "`range(N)` ends before the true class.",
    ),
    Mistake(
        "b",
        "averaged by the loop",
        lambda p: precise.quotient(cut_off(p), p["examples"]) if cut_off(p) else None,
        "The code adds up, and divides by nothing.",
    ),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "probabilities": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 3,
            "maxItems": 8,
            "description": "the probabilities of the classes, e.g. [0.5, 0.2, 0.1, 0.2]",
        },
        "label": {"type": "integer", "minimum": 1, "maximum": 8, "description": "the true class, from 1"},
        "examples": {
            "type": "integer",
            "minimum": 2,
            "maximum": 7,
            "description": "examples in the batch, fewer than classes",
        },
        "claims": claims.schema(CLAIMS),
        "notations": {
            "type": "array",
            "items": {"type": "string", "enum": list(NOTATIONS)},
            "minItems": 3,
            "maxItems": 6,
            "uniqueItems": True,
            "description": "notations of the loss of one data point, in order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(Exemption("degenerate", "That the code returns 0 is the point.", "label_beyond", "b"),),
)
