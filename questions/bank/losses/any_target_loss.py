"""Cross-entropy with a target that does not sum to 1: where the sum of the target stays in the formulas."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from questions import derived, exact_softmax, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = ("several_classes", "weighted_class")
CLASSES = 3
LEAST = Decimal("0.02")  # size of an entry of the gradient, and of the loss


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None)


def _numbers(case: str, stream: Stream) -> Params:
    several = (1, 1, 0) if stream.integer(0, 1) else (1, 1, 1)
    target = several if case == "several_classes" else (stream.integer(2, 5), 0, 0)
    return {
        "logits": [stream.decimal(-2, 3, 1).removesuffix(".0") for _ in range(CLASSES)],
        "target": list(stream.shuffle(target)),
    }


def case_of(params: Params) -> str:
    return "weighted_class" if sum(y > 0 for y in params["target"]) == 1 else "several_classes"


def ill_posed(params: Params) -> str | None:
    if len(params["logits"]) != len(params["target"]):
        return f"there are {len(params['logits'])} logits and {len(params['target'])} entries of the target"
    if sum(params["target"]) in (0, 1):
        return "the target sums to 1, so the usual formulas hold, or to 0"
    if len(set(params["logits"])) == 1:
        return "all logits are equal"
    if min(abs(g) for g in gradient(params)) < LEAST or loss(params) < LEAST:
        return "an entry of the gradient, or the loss, is next to 0"
    return None


def logits(params: Params) -> list[Decimal]:
    return [precise.total([z]) for z in params["logits"]]


def weighted(params: Params) -> Fraction:
    """Sum of y z."""
    pairs = zip(params["target"], params["logits"], strict=True)
    return sum((y * Fraction(z) for y, z in pairs), Fraction(0))


def loss(params: Params) -> Decimal:
    whole = precise.product(sum(params["target"]), exact_softmax.log_sum_exp(logits(params)))
    return precise.total([whole, -weighted(params)])


def gradient(params: Params) -> tuple[Decimal, ...]:
    shares = exact_softmax.softmax(logits(params))
    total = sum(params["target"])
    return tuple(
        precise.total([precise.product(total, s), -y]) for s, y in zip(shares, params["target"], strict=True)
    )


def solve(params: Params) -> Mapping[str, Solved]:
    form = derived.derivation("cross_entropy_any_target")
    slope = derived.derivation("cross_entropy_any_target_gradient")
    shares, total = exact_softmax.softmax(logits(params)), sum(params["target"])
    products = [typeset.product(y, z) for y, z in zip(params["target"], params["logits"], strict=True) if y]
    facts = {
        "total": total,
        "lse": typeset.about(exact_softmax.log_sum_exp(logits(params)), 6),
        "products": typeset.signed_sum(products),
        "minus": typeset.signed_sum(
            [
                rf"{total} \cdot {typeset.about(exact_softmax.log_sum_exp(logits(params)), 6)}",
                typeset.number(-weighted(params)),
            ]
        ),
        "rows": [
            {
                "z": typeset.number(z),
                "s": typeset.about(s, 5),
                "y": y,
                "g": typeset.about(g, 3),
            }
            for z, s, y, g in zip(params["logits"], shares, params["target"], gradient(params), strict=True)
        ],
    }
    return {
        "a": Solved(Exact("expression", form.result), facts, derivation=form),
        "b": Solved(Exact("expression", slope.result), facts, derivation=slope),
        "c": Solved(Exact("number", loss(params), 4), facts),
        "d": Solved(Exact("array", gradient(params), 3), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def bare_form(_params: Params) -> Any:
    """Log-sum-exp minus sum of y z, as a term."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Sum, exp, log

    k, r = indices("k:C r:C")
    z = Tensor("z", ("C",))
    return log(Sum(r, exp(Component(z, (r,))))) - Sum(
        k, Component(Tensor("y", ("C",)), (k,)) * Component(z, (k,))
    )


def bare_gradient(_params: Params) -> Any:
    """s_j - y_j, as a term."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    j = indices("j:C")[0]
    return Component(Tensor("s", ("C",)), (j,)) - Component(Tensor("y", ("C",)), (j,))


def bare_loss(params: Params) -> Decimal:
    return precise.total([exact_softmax.log_sum_exp(logits(params)), -weighted(params)])


def bare_slopes(params: Params) -> tuple[Decimal, ...]:
    shares = exact_softmax.softmax(logits(params))
    return tuple(precise.total([s, -y]) for s, y in zip(shares, params["target"], strict=True))


NEEDS_1 = (
    "The last step of the usual derivation uses that the target sums to 1; here its sum stays as a factor."
)

MISTAKES = (
    Mistake("a", "bare log-sum-exp", bare_form, NEEDS_1),
    Mistake("b", "prediction minus target", bare_gradient, NEEDS_1),
    Mistake("c", "bare log-sum-exp", bare_loss, NEEDS_1),
    Mistake(
        "c",
        "only the logits of the target",
        lambda p: -weighted(p),
        "The logarithm of the sum of the exponentials is missing.",
    ),
    Mistake("d", "prediction minus target", bare_slopes, NEEDS_1),
    Mistake(
        "d",
        "the target divided by its sum",
        lambda p: tuple(precise.quotient(g, sum(p["target"])) for g in gradient(p)),
        "That is the gradient for the target scaled to the sum 1; here the sum stays as a factor of loss and gradient.",
    ),
)  # fmt: skip

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "description": "logits z, e.g. [2, 1, 0.1]",
        },
        "target": {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 9},
            "minItems": 2,
            "maxItems": 5,
            "description": "target y, whole numbers that do not sum to 1, e.g. [1, 1, 0]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
