"""The Jacobian of softmax: derived, worked out where the exponentials are whole numbers, and what it is like."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from questions import derived, exact_matrices, rounding, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

if TYPE_CHECKING:
    from derive.derivation import Derivation

PROOFS = {
    "symmetric": "softmax_jacobian_symmetric",
    "zero_row_sums": "softmax_jacobian_rows",
    "semidefinite": "softmax_jacobian_psd",
    "largest_eigenvalue": "softmax_jacobian_bound",
}
LARGEST = 6  # of the drawn exponentials


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    return {
        "property": case,
        "powers": [stream.integer(1, LARGEST) for _ in range(3)],
        "classes": stream.integer(5, 12),
    }


def case_of(params: Params) -> str:
    return str(params["property"])


def ill_posed(params: Params) -> str | None:
    if len(set(params["powers"])) < len(params["powers"]):
        return "two exponentials are equal, and so are rows and columns that ought to be told apart"
    if params["classes"] == len(params["powers"]):
        return "the last part has as many classes as the matrix above it: nothing new is asked"
    return None


def chances(params: Params) -> tuple[Fraction, ...]:
    """The probabilities: whole numbers over their sum."""
    return tuple(Fraction(n, sum(params["powers"])) for n in params["powers"])


def jacobian(params: Params) -> exact_matrices.Matrix:
    """The matrix diag(s) - s s^T."""
    s = chances(params)
    return exact_matrices.combined(exact_matrices.diagonal(s), -1, exact_matrices.outer(s, s))


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    found = derived.derivation("softmax_jacobian")
    facts = _facts(params)
    return {
        "a": Solved(Exact("expression", found.result), derivation=found),
        "b": Solved(Exact("array", jacobian(params)), facts),
        "c": Solved(Exact("proof", proof(params["property"])), facts),
        "d": Solved(Exact("integer", params["classes"] - 1), facts),
    }


def proof(what: str) -> Derivation:
    """The derivation of a property; of an inequality, the chain that ends in a sum of squares."""
    from derive import library

    claim: Any = library.find(PROOFS[what]).build()
    derivation: Derivation = getattr(claim, "certificate", claim)
    return derivation


def _facts(params: Params) -> Mapping[str, Any]:
    s = chances(params)
    entries = jacobian(params)
    one, two = (rounding.fraction_latex(p) for p in s[:2])
    return {
        "s": typeset.vector(map(rounding.fraction_latex, s)),
        "total": sum(params["powers"]),
        "first": rf"{one} \left(1 - {one}\right) = {rounding.fraction_latex(entries[0][0])}",
        "second": rf"-{one} \cdot {two} = {rounding.fraction_latex(entries[0][1])}",
        "row": typeset.signed_sum(map(rounding.fraction_latex, entries[0])),
        "classes": params["classes"],
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def diagonal_only(params: Params) -> exact_matrices.Matrix:
    return exact_matrices.diagonal([p * (1 - p) for p in chances(params)])


def wrong_sign(params: Params) -> exact_matrices.Matrix:
    """Off the diagonal + s_i s_j."""
    right, diagonal = jacobian(params), diagonal_only(params)
    return exact_matrices.combined(exact_matrices.combined(diagonal, -1, right), 1, diagonal)


def outer_only(params: Params) -> exact_matrices.Matrix:
    s = chances(params)
    return exact_matrices.combined(exact_matrices.diagonal([0] * len(s)), -1, exact_matrices.outer(s, s))


def without_outer(_params: Params) -> Any:
    """The term s_i delta_ij."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Delta, component

    i, j = indices("i:C j:C")
    return component(Tensor("s", ("C",)))(i) * Delta(i, j)


def plus_sign(_params: Params) -> Any:
    """The term s_i (delta_ij + s_j)."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Delta, component

    i, j = indices("i:C j:C")
    s = component(Tensor("s", ("C",)))
    return s(i) * (Delta(i, j) + s(j))


MISTAKES = (
    Mistake(
        "a",
        "forgot the sum in the denominator",
        without_outer,
        "The denominator holds all logits: it must be differentiated, too, by the quotient rule.",
    ),
    Mistake(
        "a",
        "plus in the quotient rule",
        plus_sign,
        "The second term of the quotient rule has a minus: a larger logit elsewhere takes probability away.",
    ),
    Mistake(
        "b",
        "only the diagonal",
        diagonal_only,
        "Each probability depends on all logits through the sum in the denominator: the matrix is full.",
    ),
    Mistake(
        "b",
        "wrong sign off the diagonal",
        wrong_sign,
        "When one logit grows, the other probabilities shrink: off the diagonal the entries are negative.",
    ),
    Mistake(
        "b",
        "forgot the diagonal matrix",
        outer_only,
        r"$-s s^\top$ is only the second term; on the diagonal $s_i$ is added to it.",
    ),
    Mistake(
        "d",
        "full rank",
        lambda p: p["classes"],
        "Adding the same number to all logits changes nothing, so one direction is mapped to 0.",
    ),
    Mistake(
        "d",
        "rank 1 of the outer product",
        lambda p: 1,
        r"$s s^\top$ has rank 1, but it is subtracted from a diagonal matrix of full rank.",
    ),
)

family = Family(
    cases=tuple(PROOFS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "property": {
            "type": "string",
            "enum": list(PROOFS),
            "description": "what is proved of the Jacobian",
        },
        "powers": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 100},
            "minItems": 2,
            "maxItems": 5,
            "description": "the exponentials of the logits, different whole numbers, e.g. [1, 2, 3]",
        },
        "classes": {
            "type": "integer",
            "minimum": 2,
            "maximum": 50,
            "description": "number of classes for which the rank is asked, e.g. 10",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
