"""Residual blocks: the Jacobian I + F', and the product of such factors against the product without the skip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from questions import derived, exact_matrices, typeset
from questions.model import DECIMAL, JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

DIGITS = 3


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        if case == "chain":
            slopes = [fixed(stream.sign() * stream.integer(1, 6), 1) for _ in range(stream.integer(3, 5))]
            return {"jacobians": [[[slope]] for slope in slopes], "upstream": ["1"]}
        block = [[str(stream.integer(-3, 3)) for _ in range(2)] for _ in range(2)]
        return {"jacobians": [block], "upstream": [str(stream.integer(-3, 3)) for _ in range(2)]}

    return stream.until(numbers, lambda p: ill_posed(p) is None and lively(p))


def lively(params: Params) -> bool:
    if case_of(params) == "chain":
        return len(set(slopes(params))) > 1
    (block,) = matrices(params)
    back = exact_matrices.applied(exact_matrices.transposed(with_identity(block)), upstream(params))
    told_apart = block[0][1] != block[1][0] and len(set(back)) > 1 and all(back)
    return told_apart and all(map(any, block)) and all(upstream(params))


def case_of(params: Params) -> str:
    return "block" if len(params["jacobians"]) == 1 else "chain"


def ill_posed(params: Params) -> str | None:
    blocks = matrices(params)
    size = len(params["upstream"])
    if any(len(block) != size or any(len(row) != size for row in block) for block in blocks):
        return f"a Jacobian is not a {size} x {size} matrix, as the {size} entries of the upstream gradient ask for"
    if len(blocks) > 1 and size > 1:
        return "several blocks are asked with one unit each: expected 1 x 1 Jacobians"
    if len(blocks) > 1 and not all(slope and slope != -1 for slope in slopes(params)):
        return "a slope of 0 or -1 makes one of the products 0"
    return None


def matrices(params: Params) -> list[exact_matrices.Matrix]:
    return [
        exact_matrices.matrix([[Fraction(e) for e in row] for row in block]) for block in params["jacobians"]
    ]


def slopes(params: Params) -> list[Fraction]:
    return [block[0][0] for block in matrices(params)]


def upstream(params: Params) -> list[Fraction]:
    return [Fraction(entry) for entry in params["upstream"]]


def with_identity(block: exact_matrices.Matrix) -> exact_matrices.Matrix:
    return exact_matrices.combined(exact_matrices.diagonal([1] * len(block)), 1, block)


def solve(params: Params) -> Mapping[str, Solved]:
    if case_of(params) == "chain":
        return chain(params)
    proved = derived.derivation("residual_jacobian")
    (block,) = matrices(params)
    jacobian, g = with_identity(block), upstream(params)
    back = exact_matrices.applied(exact_matrices.transposed(jacobian), g)
    facts = {
        "block": typeset.matrix(block),
        "identity": typeset.matrix(exact_matrices.diagonal([1] * len(block))),
        "transposed": typeset.matrix(exact_matrices.transposed(jacobian)),
        "upstream": typeset.vector(map(typeset.number, g)),
        "through": typeset.vector(
            map(typeset.number, exact_matrices.applied(exact_matrices.transposed(block), g))
        ),
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("array", jacobian), facts),
        "c": Solved(Exact("array", back), facts),
    }


def chain(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("residual_chain")
    each = slopes(params)
    facts = {
        "with": r" \cdot ".join(typeset.factor(1 + slope) for slope in each),
        "without": r" \cdot ".join(typeset.factor(slope) for slope in each),
        "sums": r", \quad ".join(
            f"{typeset.signed_sum(['1', typeset.number(slope)])} = {typeset.number(1 + slope)}"
            for slope in each
        ),
        "fades": all(abs(slope) < 1 for slope in each),
    }
    return {
        "a": Solved(Exact("proof", proved), facts),
        "b": Solved(Exact("number", prod(1 + slope for slope in each), DIGITS), facts),
        "c": Solved(Exact("number", prod(each), DIGITS), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_identity(params: Params) -> Any:
    blocks = matrices(params)
    return blocks[0] if len(blocks) == 1 else None


def gradient_without_identity(params: Params) -> Any:
    blocks = matrices(params)
    if len(blocks) > 1:
        return None
    return exact_matrices.applied(exact_matrices.transposed(blocks[0]), upstream(params))


def not_transposed(params: Params) -> Any:
    blocks = matrices(params)
    return exact_matrices.applied(with_identity(blocks[0]), upstream(params)) if len(blocks) == 1 else None


def in_chain(
    wrong: Callable[[Sequence[Fraction]], Fraction | int],
) -> Callable[[Params], Fraction | int | None]:
    """A wrong product of a chain; None in the case of one block."""
    return lambda p: wrong(slopes(p)) if case_of(p) == "chain" else None


MISTAKES = (
    Mistake("b", "without I", without_identity, "The skip connection adds the input, whose Jacobian is the identity."),
    Mistake("b", "without the skip", in_chain(prod),
            "Each block hands its input on unchanged as well, which adds 1 to its slope."),
    Mistake("b", "one skip around all blocks", in_chain(lambda each: 1 + prod(each)),
            "Each block has a skip of its own, so each factor has its 1."),
    Mistake("b", "slopes added up", in_chain(lambda each: 1 + sum(each, Fraction(0))),
            "Blocks one after the other multiply their slopes; adding them up is right only to first order."),
    Mistake("c", "without I", gradient_without_identity,
            "On its way back the gradient also takes the skip connection, unchanged."),
    Mistake("c", "not transposed", not_transposed, "Backwards it is the transpose of the Jacobian that is applied."),
    Mistake("c", "with the skip", in_chain(lambda each: prod(1 + slope for slope in each)),
            "Without the skip connections the factors are the slopes of the functions alone."),
)  # fmt: skip

ROW: JSON = {"type": "array", "items": DECIMAL, "minItems": 1, "maxItems": 4}

family = Family(
    cases=("block", "chain"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "jacobians": {
            "type": "array",
            "items": {"type": "array", "items": ROW, "minItems": 1, "maxItems": 4},
            "minItems": 1,
            "maxItems": 12,
            "description": "the Jacobian of F in each block, one or several 1 x 1 ones, e.g. [[[0.5]], [[-0.2]]]",
        },
        "upstream": {
            **ROW,
            "description": "the gradient by the output of the block, e.g. [1, -2]; [1] with several blocks",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
