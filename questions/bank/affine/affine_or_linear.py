"""Two layers with biases and no activation: an affine map, and linear only where what it makes of 0 vanishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from questions import claims, derived, statements, typeset
from questions.claims import Claim
from questions.model import Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

Vector: TypeAlias = "tuple[int, ...]"

LARGEST = 3  # of a drawn number, in size
COUNT = 5  # statements


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: _numbers(case, stream), lambda params: ill_posed(params) is None and _telling(params, case)
    )


def _numbers(case: str, stream: Stream) -> Params:
    inputs, hidden, outputs = stream.choice(((2, 2, 2), (2, 3, 2), (3, 2, 2)))

    def entries(count: int) -> list[int]:
        return [stream.sign() * stream.integer(1, LARGEST) for _ in range(count)]

    first, b1 = [entries(inputs) for _ in range(hidden)], entries(hidden)
    second = [entries(hidden) for _ in range(outputs)]
    b2 = [-entry for entry in applied(second, b1)] if case == "linear" else entries(outputs)
    return {
        "W1": first,
        "b1": b1,
        "W2": second,
        "b2": b2,
        "x": entries(inputs),
        "claims": claims.drawn(CLAIMS, stream, COUNT),
    }


def _telling(params: Params, case: str) -> bool:
    at_0 = origin(params)
    if case == "linear":
        return any(params["b2"])
    return all(at_0) and len(set(at_0)) > 1 and at_0 != tuple(params["b2"])


def applied(matrix: Sequence[Sequence[int]], x: Sequence[int]) -> Vector:
    return tuple(sum(w * v for w, v in zip(row, x, strict=True)) for row in matrix)


def added(left: Sequence[int], right: Sequence[int]) -> Vector:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def output(params: Params, x: Sequence[int]) -> Vector:
    hidden = added(applied(params["W1"], x), params["b1"])
    return added(applied(params["W2"], hidden), params["b2"])


def origin(params: Params) -> Vector:
    """What the network makes of 0: W2 b1 + b2."""
    return output(params, [0] * len(params["x"]))


def is_linear(params: Params) -> bool:
    """An affine map is linear just where it maps 0 to 0."""
    return not any(origin(params))


def case_of(params: Params) -> str:
    return "linear" if is_linear(params) else "affine"


def ill_posed(params: Params) -> str | None:
    first, second = params["W1"], params["W2"]
    if any(len(row) != len(params["x"]) for row in first):
        return f"W1 takes vectors of another length than x, which has {len(params['x'])} entries"
    if len(params["b1"]) != len(first) or any(len(row) != len(first) for row in second):
        return f"W1 has {len(first)} rows: b1, and the rows of W2, must have as many entries"
    if len(params["b2"]) != len(second):
        return f"W2 has {len(second)} rows, b2 has {len(params['b2'])} entries"
    if not any(any(applied(second, column)) for column in zip(*first, strict=True)):
        return "the network is constant: the product of the matrices is 0"
    if not any(params["b1"]) and not any(params["b2"]):
        return "all biases are 0, and nothing is asked"
    return claims.all_alike(CLAIMS, params)


def layers_linear(params: Params) -> bool:
    """Whether each layer by itself is linear: no bias in any of them."""
    return not any(params["b1"]) and not any(params["b2"])


# -- statements --------------------------------------------------------------------------------------------


def always(_params: Params) -> bool:
    """Of what holds for each affine map."""
    return True


def never(_params: Params) -> bool:
    """Of what holds for no affine map that is not constant."""
    return False


ORIGIN = "It holds exactly if $f(0) = 0$."

CLAIMS: Mapping[str, Claim] = {
    "linear": Claim("$f$ is linear.", "A linear map sends 0 to 0; an affine map may not.", is_linear),
    "not_linear": Claim(
        "$f(0)$ is not 0, so $f$ is not linear.",
        "It is $f(0) = W_2 b_1 + b_2$ that counts, and biases may cancel in it.",
        lambda p: not is_linear(p),
    ),
    "affine": Claim("$f$ is affine.", "A composition of affine maps is affine.", always),
    "doubling": Claim(
        "$f(2x) = 2 f(x)$ for every $x$.", f"{ORIGIN} In general $f(2x) = 2f(x) - f(0)$.", is_linear
    ),
    "sum": Claim(
        "$f(x + y) = f(x) + f(y)$ for all $x$ and $y$.",
        f"{ORIGIN} On the right the bias is added twice.",
        is_linear,
    ),
    "symmetric_sum": Claim(
        "$f(x) + f(-x) = 2 f(0)$ for every $x$.",
        "The parts with $x$ cancel, and two biases are left.",
        always,
    ),
    "difference": Claim(
        "The map $x \\mapsto f(x) - f(0)$ is linear.", "Without its bias an affine map is linear.", always
    ),
    "midpoint": Claim(
        "$f$ maps the midpoint of any two points to the midpoint of their images.",
        "Half of each bias makes one bias: weights that sum to 1 pass through an affine map.",
        always,
    ),
    "one_layer": Claim(
        "One layer $W x + b$ can replace the two.", "With $W = W_2 W_1$ and $b = W_2 b_1 + b_2$.", always
    ),
    "one_matrix": Claim("One layer $W x$ without a bias can replace the two.", ORIGIN, is_linear),
    "even": Claim("$f(-x) = f(x)$ for every $x$.", "Then $f$ would be constant.", never),
    "odd": Claim("$f(-x) = -f(x)$ for every $x$.", ORIGIN, is_linear),
    "stacked": Claim(
        "Stacking linear layers gives a linear function: both layers are linear, and so is $f$.",
        "A layer with a bias is affine, not linear, and a stack of affine layers is affine.",
        layers_linear,
    ),
}


# -- the solution ------------------------------------------------------------------------------------------


def defect(params: Params) -> Vector:
    """f(2x) - 2 f(x)."""
    return tuple(-entry for entry in origin(params))


def solve(params: Params) -> Mapping[str, Solved]:
    x, at_0 = params["x"], origin(params)
    facts = {
        "carried": _vector(applied(params["W2"], params["b1"])),
        "b2": _vector(params["b2"]),
        "origin": _vector(at_0),
        "linear": is_linear(params),
        "double": _vector(output(params, [2 * entry for entry in x])),
        "single": _vector(output(params, x)),
        "defect": _vector(defect(params)),
        "reasons": statements.told(claims.decided(CLAIMS, params)),
    }
    judged = replace(
        claims.all_that_hold(CLAIMS, params, facts), derivation=derived.derivation("affine_symmetry")
    )
    return {
        "a": Solved(Exact("array", at_0), facts),
        "b": Solved(Exact("array", defect(params)), facts),
        "c": judged,
    }


def _vector(values: Sequence[Any]) -> str:
    return typeset.vector(map(str, values))


# -- what goes wrong ---------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "a",
        "zero",
        lambda p: tuple(0 for _ in p["b2"]),
        "With the input 0 the biases are still there: the first one passes through $W_2$, the second is added.",
    ),
    Mistake(
        "a",
        "only the last bias",
        lambda p: tuple(p["b2"]),
        "The first bias passes through $W_2$ and reaches the output as well.",
    ),
    Mistake(
        "a",
        "the sum of the biases",
        lambda p: added(p["b1"], p["b2"]) if len(p["b1"]) == len(p["b2"]) else None,
        "The first bias is multiplied by $W_2$ on its way.",
    ),
    Mistake(
        "b",
        "zero, as if the map were linear",
        lambda p: tuple(0 for _ in p["b2"]),
        "In $2 f(x)$ the bias of the whole is doubled, in $f(2x)$ it is not.",
    ),
    Mistake(
        "b",
        "the wrong sign",
        origin,
        "$f(2x)$ has the bias once, $2 f(x)$ has it twice: once minus twice.",
    ),
)

WHOLE = {"type": "integer", "minimum": -99, "maximum": 99}
NUMBERS = {"type": "array", "items": WHOLE, "minItems": 1, "maxItems": 4}
MATRIX = {"type": "array", "items": NUMBERS, "minItems": 1, "maxItems": 4}

family = Family(
    cases=("affine", "linear"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "W1": {**MATRIX, "description": "the first matrix, one row for each hidden unit, e.g. [[1, 2], [0, -1]]"},
        "b1": {**NUMBERS, "description": "the first bias, e.g. [1, -2]"},
        "W2": {**MATRIX, "description": "the second matrix, one row for each output, e.g. [[2, 1], [1, 1]]"},
        "b2": {**NUMBERS, "description": "the second bias; with -W2 b1 the network is linear, e.g. [0, 3]"},
        "x": {**NUMBERS, "description": "the point of part (b), e.g. [1, -1]"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("degenerate", "That biases may cancel is what this case is about.", case="linear", part="a"),
        Exemption("degenerate", "A linear map has no defect.", case="linear", part="b"),
    ),
)  # fmt: skip
