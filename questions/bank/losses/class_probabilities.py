"""Which of the predicted probabilities a cross-entropy sees: that of the true class, or those of all classes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import claims, derived, precise, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

CASES = ("same_true_class", "other_true_class")
CLASSES = 3


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    """Two predictions; in the first case the true class has the same probability in both."""
    label = stream.integer(1, CLASSES)
    true = stream.integer(4, 14)
    rows = []
    for number in range(2):
        own = true if case == "same_true_class" or number == 0 else stream.integer(4, 14)
        part = stream.integer(1, 19 - own)
        others = [part, 20 - own - part]
        others.insert(label - 1, own)
        rows.append([fixed(5 * count, 2).removesuffix("0") for count in others])
    return {
        "label": label,
        "first": rows[0],
        "second": rows[1],
        "claims": claims.drawn(CLAIMS, stream, 4),
    }


def case_of(params: Params) -> str:
    return (
        "same_true_class" if of_label(params, "first") == of_label(params, "second") else "other_true_class"
    )


def ill_posed(params: Params) -> str | None:
    for name in ("first", "second"):
        row = entries(params, name)
        if len(row) != CLASSES or sum(row) != 1 or min(row) < 0:
            return f"the {name} prediction is no distribution over {CLASSES} classes"
        if max(row) == 1:
            return f"the {name} prediction is certain of a class, where a logarithm does not exist"
    if 0 in (of_label(params, "first"), of_label(params, "second")):
        return "the true class has the probability 0, where the loss is infinite"
    if params["first"] == params["second"]:
        return "both predictions are the same"
    others = [p for k, p in enumerate(entries(params, "first"), start=1) if k != params["label"]]
    if others[0] == others[1]:
        return "the other classes share the rest equally in the first prediction"
    return claims.all_alike(CLAIMS, params)


def entries(params: Params, name: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(p) for p in params[name])


def of_label(params: Params, name: str) -> Fraction:
    return entries(params, name)[params["label"] - 1]


def target(params: Params) -> tuple[int, ...]:
    return tuple(int(k == params["label"]) for k in range(1, CLASSES + 1))


def others_of(params: Params) -> list[int]:
    """The places of the wrong classes."""
    return [k for k, y in enumerate(target(params)) if not y]


def losses(params: Params) -> tuple[Decimal, Decimal]:
    return -precise.log(of_label(params, "first")), -precise.log(of_label(params, "second"))


def categorical_slopes(params: Params) -> tuple[Fraction, ...]:
    """-y/q."""
    rows = zip(target(params), entries(params, "first"), strict=True)
    return tuple(-1 / q if y else Fraction(0) for y, q in rows)


def binary_slopes(params: Params) -> tuple[Fraction, ...]:
    """-1/q for the true class, 1/(1 - q) for the others."""
    rows = zip(target(params), entries(params, "first"), strict=True)
    return tuple(-1 / q if y else 1 / (1 - q) for y, q in rows)


CLAIMS: Mapping[str, Claim] = {
    "closer_to_0_lowers": Claim(
        "Categorical cross-entropy: moving the probability of a wrong class alone closer to 0 lowers the loss.",
        "Its derivative in such a probability is $-0/q = 0$: that probability is not seen at all.",
        lambda p: all(categorical_slopes(p)[k] > 0 for k in others_of(p)),
    ),
    "closer_to_0_lowers_binary": Claim(
        "Binary cross-entropies, summed: moving the probability of a wrong class alone closer to 0 lowers the loss.",
        "Its derivative there is $1/(1 - q)$, which is positive.",
        lambda p: all(binary_slopes(p)[k] > 0 for k in others_of(p)),
    ),
    "only_true_class": Claim(
        "The categorical cross-entropy depends on the probability of the true class only.",
        "A one-hot target removes all other terms.",
        lambda p: all(categorical_slopes(p)[k] == 0 for k in others_of(p)),
    ),
    "shares_of_others_matter": Claim(
        "Exchanging the probabilities of the two wrong classes changes the categorical cross-entropy.",
        "Neither of them stands in the loss.",
        lambda p: any(categorical_slopes(p)[k] != 0 for k in others_of(p)),
    ),
    "shares_matter_binary": Claim(
        "Exchanging the probabilities of the two wrong classes changes the sum of the binary cross-entropies.",
        "The sum contains $-\\log(1 - q)$ of each of them, so their order does not matter.",
        lambda p: False,
    ),
    "true_class_up": Claim(
        "Raising the probability of the true class lowers the categorical cross-entropy.",
        "The loss is minus the logarithm of that probability.",
        lambda p: categorical_slopes(p)[p["label"] - 1] < 0,
    ),
    "first_is_lower": Claim(
        "The first prediction has the smaller categorical cross-entropy of the two.",
        "Compare the probabilities of the true class.",
        lambda p: of_label(p, "first") > of_label(p, "second"),
    ),
    "prediction_minus_target": Claim(
        "The gradient of the categorical cross-entropy with respect to the probabilities is prediction minus target.",
        "That is the gradient with respect to the logits of a softmax.",
        lambda p: categorical_slopes(p)
        == tuple(q - y for q, y in zip(entries(p, "first"), target(p), strict=True)),
    ),
    "nudge_alone": Claim(
        "Lowering the probability of one wrong class alone by 0.01 changes the categorical cross-entropy.",
        "Through the sum to 1 it may raise the true class, but by itself it does nothing.",
        lambda p: categorical_slopes(p)[others_of(p)[0]] != 0,
    ),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("cross_entropy_probability_slope")
    first, second = losses(params)
    rows = [
        {
            "k": k,
            "y": y,
            "q": typeset.number(q),
            "rest": typeset.number(1 - q),
            "categorical": typeset.about(c, 4),
            "binary": typeset.about(b, 4),
        }
        for k, (y, q, c, b) in enumerate(
            zip(
                target(params),
                entries(params, "first"),
                categorical_slopes(params),
                binary_slopes(params),
                strict=True,
            ),
            start=1,
        )
    ]
    facts = {
        "rows": rows,
        "label": params["label"],
        "true": [typeset.number(of_label(params, name)) for name in ("first", "second")],
        "losses": [typeset.about(first, 4), typeset.about(second, 4)],
    }
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("array", (first, second), 4), facts),
        "c": Solved(Exact("array", categorical_slopes(params), 4), facts),
        "d": Solved(
            Exact("array", binary_slopes(params), 4),
            facts,
            derivation=derived.derivation("bce_probability_gradient"),
        ),
        "e": claims.all_that_hold(CLAIMS, params, facts),
    }


def with_term(write: Any) -> Any:
    """A wrong answer as a term of q_j and y_j."""

    def wrong(_params: Params) -> Any:
        from derive.terms.index import indices
        from derive.terms.tensors import POSITIVE_REAL, Tensor
        from derive.terms.terms import Component

        j = indices("j:C")[0]
        q = Component(Tensor("q", ("C",), POSITIVE_REAL), (j,))
        return write(q, Component(Tensor("y", ("C",)), (j,)))

    return wrong


def minus_target(params: Params) -> tuple[Fraction, ...]:
    return tuple(q - y for q, y in zip(entries(params, "first"), target(params), strict=True))


def binary_losses(params: Params) -> tuple[Decimal, ...]:
    found = []
    for name in ("first", "second"):
        rows = zip(target(params), entries(params, name), strict=True)
        found.append(precise.total([-precise.log(q if y else 1 - q) for y, q in rows]))
    return tuple(found)


MISTAKES = (
    Mistake(
        "a",
        "prediction minus target",
        with_term(lambda q, y: q - y),
        "That is the derivative with respect to the logit of a softmax; here the probability itself is moved.",
    ),
    Mistake(
        "a",
        "forgot the minus",
        with_term(lambda q, y: y / q),
        "The loss has a minus before the sum.",
    ),
    Mistake(
        "b",
        "the sum of binary cross-entropies",
        binary_losses,
        "The categorical cross-entropy has no terms $\\log(1 - q)$.",
    ),
    Mistake(
        "c",
        "the gradient of the binary cross-entropies",
        binary_slopes,
        "With a one-hot target the wrong classes have no term, so their entries are 0.",
    ),
    Mistake(
        "c",
        "prediction minus target",
        minus_target,
        "That is the gradient with respect to the logits of a softmax.",
    ),
    Mistake(
        "d",
        "the gradient of the categorical cross-entropy",
        categorical_slopes,
        "Here each wrong class has a term, too: $-\\log(1 - q)$.",
    ),
    Mistake(
        "d",
        "prediction minus target",
        minus_target,
        "That is the gradient with respect to logits behind sigmoids.",
    ),
)

ROW = {"type": "array", "items": DECIMAL, "minItems": 3, "maxItems": 3}

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "label": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3,
            "description": "the true class, counted from 1",
        },
        "first": {**ROW, "description": "the first prediction, three probabilities, e.g. [0.5, 0.3, 0.2]"},
        "second": {**ROW, "description": "the second prediction, e.g. [0.5, 0.25, 0.25]"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate", "That both networks have the same loss is the point.", "same_true_class", "b"
        ),
        Exemption(
            "kink", "Two losses that are equal are compared, and that is the point.", "same_true_class", "e"
        ),
    ),
)
