"""Maxout: the greatest of several affine pieces, and its gradient, which belongs to the winner alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questions import derived, typeset
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

LARGEST = 3  # of a drawn number, in size
INPUTS = 2
PIECES = {"two_pieces": 2, "three_pieces": 3, "relu_as_maxout": 2}


def draw(case: str, stream: Stream) -> Params:
    """Small whole numbers; in the case of the ReLU the first piece is 0."""

    def good(params: Params) -> bool:
        return ill_posed(params) is None and case_of(params) == case and _lively(params)

    return stream.until(lambda: _numbers(case, stream), good)


def _numbers(case: str, stream: Stream) -> Params:
    count = PIECES[case]
    weights = [[stream.integer(-LARGEST, LARGEST) for _ in range(INPUTS)] for _ in range(count)]
    biases = [stream.integer(-LARGEST, LARGEST) for _ in range(count)]
    if case == "relu_as_maxout":
        weights[0], biases[0] = [0] * INPUTS, 0
    x = [stream.sign() * stream.integer(1, LARGEST) for _ in range(INPUTS)]
    return {"weights": weights, "biases": biases, "x": x}


def _lively(params: Params) -> bool:
    """Whether output and gradient of the winner can be told from a 0, unless it is the 0 of a ReLU."""
    best = winner(params)
    off = best == 0 and _begins_with_0(params)
    return off or (pieces(params)[best] != 0 and len(set(params["weights"][best])) > 1)


def _begins_with_0(params: Params) -> bool:
    return not any(params["weights"][0]) and params["biases"][0] == 0


def case_of(params: Params) -> str:
    if len(params["weights"]) > 2:
        return "three_pieces"
    return "relu_as_maxout" if _begins_with_0(params) else "two_pieces"


def ill_posed(params: Params) -> str | None:
    weights, biases, x = params["weights"], params["biases"], params["x"]
    if len(weights) != len(biases):
        return f"there are {len(weights)} weight vectors and {len(biases)} biases"
    if any(len(w) != len(x) for w in weights):
        return f"x has {len(x)} entries, and a weight vector has another number of them"
    values = sorted(pieces(params))
    if values[-1] == values[-2]:
        return "two pieces tie for the maximum, where the gradient does not exist"
    return None


def pieces(params: Params) -> tuple[int, ...]:
    """The values w_k . x + b_k."""
    return tuple(
        sum(w * u for w, u in zip(row, params["x"], strict=True)) + b
        for row, b in zip(params["weights"], params["biases"], strict=True)
    )


def winner(params: Params) -> int:
    values = pieces(params)
    return values.index(max(values))


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("maxout")
    values, best = pieces(params), winner(params)
    rows = [
        {
            "number": k,
            "sum": typeset.signed_sum(
                [*(typeset.product(w, u) for w, u in zip(row, params["x"], strict=True)), str(b)]
            ),
            "value": values[k - 1],
        }
        for k, (row, b) in enumerate(zip(params["weights"], params["biases"], strict=True), start=1)
    ]
    facts = {"rows": rows, "winner": best + 1, "lead": values[best] - sorted(values)[-2]}
    return {
        "a": Solved(Exact("expression", proved.result), facts, derivation=proved),
        "b": Solved(Exact("integer", values[best]), facts),
        "c": Solved(Exact("array", tuple(params["weights"][best])), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def without_biases(params: Params) -> int:
    return max(pieces({**params, "biases": [0] * len(params["biases"])}))


def sum_of_weights(params: Params) -> tuple[int, ...]:
    return tuple(map(sum, zip(*params["weights"], strict=True)))


def weights_of_least(params: Params) -> tuple[int, ...]:
    values = pieces(params)
    return tuple(params["weights"][values.index(min(values))])


def all_slopes(_params: Params) -> Any:
    """The sum over k of w_kc, as a term."""
    from derive.terms.index import indices
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component, Sum

    k, c = indices("k:K c:D")
    return Sum(k, Component(Tensor("w", ("K", "D")), (k, c)))


NO_SHARE = "A piece that does not win does not move the maximum, so it has no share in the gradient."

MISTAKES = (
    Mistake("a", "sum over all pieces", all_slopes, NO_SHARE),
    Mistake("b", "sum of the pieces", lambda p: sum(pieces(p)), "Maxout takes the greatest; it does not add."),
    Mistake("b", "forgot the biases", without_biases, "Each piece has a bias of its own, which may decide who wins."),
    Mistake("b", "the smallest piece", lambda p: min(pieces(p)), "It is the maximum that is taken."),
    Mistake(
        "c",
        "gradients of all pieces",
        sum_of_weights,
        NO_SHARE,
    ),
    Mistake(
        "c",
        "gradient of another piece",
        weights_of_least,
        "The gradient is that of the piece that attains the maximum.",
    ),
    Mistake(
        "c",
        "gradient with respect to the weights",
        lambda p: tuple(p["x"]),
        "The derivative with respect to $w_k$ is $x$; with respect to $x$ it is $w_k$.",
    ),
)  # fmt: skip

NUMBERS = {
    "type": "array",
    "items": {"type": "integer", "minimum": -99, "maximum": 99},
    "minItems": 1,
    "maxItems": 5,
}

family = Family(
    cases=tuple(PIECES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "weights": {
            "type": "array",
            "items": NUMBERS,
            "minItems": 2,
            "maxItems": 5,
            "description": "a vector of whole numbers for each piece, e.g. [[0, 0], [1, -2]]",
        },
        "biases": {**NUMBERS, "minItems": 2, "description": "a whole number for each piece, e.g. [0, 1]"},
        "x": {**NUMBERS, "description": "the input, whole numbers, e.g. [2, -1]"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "degenerate", "A unit that is off puts out 0, as a ReLU does.", case="relu_as_maxout", part="b"
        ),
        Exemption("degenerate", "A unit that is off has the gradient 0.", case="relu_as_maxout", part="c"),
    ),
)
