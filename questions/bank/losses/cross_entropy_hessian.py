"""The Hessian of the cross-entropy in the logits, and the sum of squares that shows that it is convex."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from questions import derived, exact_softmax, precise, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

SIZES = {"two_classes": 2, "three_classes": 3}
LEAST = Decimal("0.01")  # of a probability, so that products keep their digits


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(SIZES[case], stream), lambda p: ill_posed(p) is None)


def _numbers(size: int, stream: Stream) -> Params:
    return {
        "logits": [stream.decimal(-2, 3, 1).removesuffix(".0") for _ in range(size)],
        "direction": [stream.integer(-3, 3) for _ in range(size)],
    }


def case_of(params: Params) -> str:
    return "two_classes" if len(params["logits"]) == SIZES["two_classes"] else "three_classes"


def ill_posed(params: Params) -> str | None:
    if len(params["logits"]) != len(params["direction"]):
        return f"there are {len(params['logits'])} logits and {len(params['direction'])} entries of v"
    if len(set(params["logits"])) < len(params["logits"]):
        return "two logits are equal"
    if len(set(params["direction"])) < 2:
        return "all entries of v are equal: in that direction nothing changes"
    if min(probabilities(params)) < LEAST:
        return "a probability is next to 0"
    return None


def probabilities(params: Params) -> tuple[Decimal, ...]:
    return exact_softmax.softmax([precise.total([z]) for z in params["logits"]])


def hessian(params: Params) -> tuple[tuple[Decimal, ...], ...]:
    """Diag(s) - s s^T."""
    s = probabilities(params)
    return tuple(
        tuple(precise.total([a if i == j else 0, -precise.product(a, b)]) for j, b in enumerate(s))
        for i, a in enumerate(s)
    )


def curvature(params: Params) -> Decimal:
    """Half the sum over pairs of s_i s_j (v_i - v_j)^2."""
    s, v = probabilities(params), params["direction"]
    pairs = [
        precise.product(a, b, (v[i] - v[j]) ** 2) for i, a in enumerate(s) for j, b in enumerate(s) if i < j
    ]
    return precise.total(pairs)


def solve(params: Params) -> Mapping[str, Solved]:
    entry, convex = derived.derivation("hessian_cross_entropy"), derived.certificate("cross_entropy_convex")
    s, v = probabilities(params), params["direction"]
    facts = {
        "s": typeset.vector([typeset.about(p, 5) for p in s]),
        "diagonal": rf"{typeset.about(s[0], 5)} \cdot (1 - {typeset.about(s[0], 5)})",
        "corner": typeset.about(hessian(params)[0][0], 4),
        "other": rf"-{typeset.about(s[0], 5)} \cdot {typeset.about(s[1], 5)}",
        "beside": typeset.about(hessian(params)[0][1], 4),
        "pairs": " + ".join(
            rf"{typeset.about(s[i], 5)} \cdot {typeset.about(s[j], 5)}{_square_of(v[i] - v[j])}"
            for i in range(len(s))
            for j in range(i + 1, len(s))
            if v[i] != v[j]
        ),
    }
    return {
        "a": Solved(Exact("expression", entry.result), facts, derivation=entry),
        "b": Solved(Exact("proof", convex), facts),
        "c": Solved(Exact("array", hessian(params), 4), facts),
        "d": Solved(Exact("number", curvature(params), 3), facts),
    }


def _square_of(gap: int) -> str:
    """The factor gap^2 of a product, left out where it is 1."""
    return "" if abs(gap) == 1 else rf" \cdot {abs(gap)}^2"


# -- what goes wrong ---------------------------------------------------------------------------------------


def term(write: Any) -> Any:
    """A wrong answer as a term of s_i, s_j and the Kronecker delta."""

    def wrong(_params: Params) -> Any:
        from derive.terms.index import indices
        from derive.terms.tensors import Tensor
        from derive.terms.terms import Component, Delta

        i, j = indices("i:C j:C")
        s = Tensor("s", ("C",))
        return write(Component(s, (i,)), Component(s, (j,)), Delta(i, j))

    return wrong


def diagonal_only(params: Params) -> tuple[tuple[Decimal, ...], ...]:
    """Diag(s (1 - s)): sigmoids instead of a softmax."""
    found = hessian(params)
    size = len(found)
    return tuple(tuple(found[i][i] if i == j else Decimal(0) for j in range(size)) for i in range(size))


def without_outer(params: Params) -> tuple[tuple[Decimal, ...], ...]:
    """Diag(s)."""
    s = probabilities(params)
    return tuple(tuple(p if i == j else Decimal(0) for j in range(len(s))) for i, p in enumerate(s))


MISTAKES = (
    Mistake(
        "a",
        "the diagonal only",
        term(lambda a, b, d: a * d),
        "Each probability depends on all logits: the product of two probabilities is subtracted everywhere.",
    ),
    Mistake(
        "a",
        "sigmoids instead of a softmax",
        term(lambda a, b, d: a * (1 - a) * d),
        "Off the diagonal the entries are not 0: raising one logit lowers the other probabilities.",
    ),
    Mistake(
        "c",
        "the diagonal only",
        without_outer,
        "The product of two probabilities is subtracted everywhere, on the diagonal as well.",
    ),
    Mistake(
        "c",
        "sigmoids instead of a softmax",
        diagonal_only,
        "Off the diagonal the entries are minus the products of two probabilities.",
    ),
    Mistake(
        "d",
        "the diagonal only",
        lambda p: precise.total(
            [precise.product(s, v * v) for s, v in zip(probabilities(p), p["direction"], strict=True)]
        ),
        "The mean of the squares minus the square of the mean: the second part is missing.",
    ),
    Mistake(
        "d",
        "each pair counted twice",
        lambda p: precise.product(2, curvature(p)),
        "In the double sum each pair stands twice, and the factor one half takes that back.",
    ),
)

family = Family(
    cases=tuple(SIZES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logits": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 4,
            "description": "logits z, e.g. [1, 0, -0.5]",
        },
        "direction": {
            "type": "array",
            "items": {"type": "integer", "minimum": -9, "maximum": 9},
            "minItems": 2,
            "maxItems": 4,
            "description": "a direction v, whole numbers, one for each logit, e.g. [1, -1, 2]",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
