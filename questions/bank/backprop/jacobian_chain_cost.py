"""The Jacobian of a network is a product of Jacobians: what it costs from the input on, from the output on, at best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from questions import statements, typeset
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

SMALL, WIDE = (2, 3, 4, 5, 10), (20, 30, 40, 50, 100)
FORWARD, REVERSE = "forward_input", "reverse_output"


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and case_of(p) == case)


def _numbers(case: str, stream: Stream) -> Params:
    middle = [stream.choice(WIDE) for _ in range(2)]
    ends = {
        "few_outputs": (stream.choice(WIDE), stream.choice(SMALL)),
        "few_inputs": (stream.choice(SMALL), stream.choice(WIDE)),
        "bottleneck": (stream.choice(WIDE), stream.choice(WIDE)),
    }[case]
    dims = [ends[0], *middle, ends[1]]
    if case == "bottleneck":
        dims = [ends[0], middle[0], stream.choice(SMALL), middle[1], ends[1]]
    return {"dims": dims, "options": list(stream.shuffle(tuple(OPTIONS)))}


def case_of(params: Params) -> str:
    dims = params["dims"]
    if cheapest(dims) < min(forward(dims), reverse(dims)):
        return "bottleneck"
    return "few_outputs" if reverse(dims) < forward(dims) else "few_inputs"


def ill_posed(params: Params) -> str | None:
    if forward(params["dims"]) == reverse(params["dims"]):
        return "both modes cost the same"
    if sorted(params["options"]) != sorted(OPTIONS):
        return f"the options are {typeset.listing(list(OPTIONS))}, in any order"
    return None


# -- costs -------------------------------------------------------------------------------------------------


def forward(dims: Sequence[int]) -> int:
    """n_0 times the sum of n_(l-1) n_l over l >= 2: the product so far has n_0 columns."""
    return dims[0] * sum(a * b for a, b in pairwise(dims[1:]))


def reverse(dims: Sequence[int]) -> int:
    """n_L times the sum of n_(l-1) n_l over l < L: the product so far has n_L rows."""
    return dims[-1] * sum(a * b for a, b in pairwise(dims[:-1]))


def cheapest(dims: Sequence[int]) -> int:
    """The matrix-chain problem, by dynamic programming over the intervals of layers."""
    count = len(dims) - 1
    best = {(k, k): 0 for k in range(count)}
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            best[first, last] = min(
                best[first, cut] + best[cut + 1, last] + dims[first] * dims[cut + 1] * dims[last + 1]
                for cut in range(first, last)
            )
    return best[0, count - 1]


def cheaper(params: Params) -> str:
    return FORWARD if forward(params["dims"]) < reverse(params["dims"]) else REVERSE


OPTIONS: Mapping[str, Statement] = {
    "forward_input": Statement("forward mode, which starts at the input and multiplies $J_2 J_1$ first",
                               "Forward mode carries a matrix with $n_0$ columns through all layers."),
    "reverse_output": Statement("reverse mode, which starts at the output and multiplies $J_L J_{L-1}$ first",
                                "Reverse mode carries a matrix with $n_L$ rows through all layers."),
    "forward_output": Statement("forward mode, which starts at the output and multiplies $J_L J_{L-1}$ first",
                                "Forward mode goes along with the computation: it starts at the input."),
    "reverse_input": Statement("reverse mode, which starts at the input and multiplies $J_2 J_1$ first",
                               "Reverse mode goes against the computation: it starts at the output."),
}  # fmt: skip


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    dims = params["dims"]
    facts: dict[str, Any] = {
        "forward_sum": " + ".join(rf"{a} \cdot {b}" for a, b in pairwise(dims[1:])),
        "reverse_sum": " + ".join(rf"{a} \cdot {b}" for a, b in pairwise(dims[:-1])),
        "n0": dims[0],
        "nL": dims[-1],
        "forward": forward(dims),
        "reverse": reverse(dims),
        "best": cheapest(dims),
        "neither": cheapest(dims) < min(forward(dims), reverse(dims)),
        "order": _order(dims, 0, len(dims) - 2),
        "small": min(dims),
        "mode": cheaper(params).split("_", maxsplit=1)[0],
    }
    decided = [(OPTIONS[name], name == cheaper(params)) for name in params["options"]]
    return {
        "a": Solved(Exact("integer", forward(dims)), facts),
        "b": Solved(Exact("integer", reverse(dims)), facts),
        "c": Solved(Exact("integer", cheapest(dims)), facts),
        "d": statements.pick_one(decided, facts),
    }


def _order(dims: Sequence[int], first: int, last: int) -> str:
    """The product of the Jacobians first + 1 to last + 1, with the parentheses of the cheapest order."""
    if first == last:
        return f"J_{first + 1}"

    def cost(cut: int) -> int:
        below, above = dims[first : cut + 2], dims[cut + 1 : last + 2]
        return cheapest(below) + cheapest(above) + dims[first] * dims[cut + 1] * dims[last + 1]

    cut = min(range(first, last), key=cost)
    parts = [_order(dims, cut + 1, last), _order(dims, first, cut)]
    return " ".join(f"({part})" if " " in part else part for part in parts)


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_dims(wrong: Callable[[Sequence[int]], int]) -> Callable[[Params], int]:
    return lambda params: wrong(params["dims"])


SWAPPED = (
    "Forward mode starts at the input and carries $n_0$ columns, reverse mode at the output with $n_L$ rows."
)

MISTAKES = (
    Mistake("a", "the cost of reverse mode", of_dims(reverse), SWAPPED),
    Mistake("a", "all layers counted", of_dims(lambda n: n[0] * sum(a * b for a, b in pairwise(n))),
            "The first Jacobian is there already: nothing is multiplied for it."),
    Mistake("a", "the sizes of the Jacobians only", of_dims(lambda n: sum(a * b for a, b in pairwise(n))),
            "A product of an $a \\times b$ with a $b \\times c$ matrix takes $abc$ multiplications."),
    Mistake("b", "the cost of forward mode", of_dims(forward), SWAPPED),
    Mistake("b", "all layers counted", of_dims(lambda n: n[-1] * sum(a * b for a, b in pairwise(n))),
            "The last Jacobian is there already: nothing is multiplied for it."),
    Mistake("b", "from a gradient on", of_dims(lambda n: sum(a * b for a, b in pairwise(n[:-1]))),
            "That is the cost for one output alone; here all $n_L$ rows are carried."),
    Mistake("c", "the cheaper of both modes", of_dims(lambda n: min(forward(n), reverse(n))),
            "An order that starts in the middle may be cheaper than both."),
    Mistake("c", "the dearer of both modes", of_dims(lambda n: max(forward(n), reverse(n))), "The least is asked."),
)  # fmt: skip

family = Family(
    cases=("few_outputs", "few_inputs", "bottleneck"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "dims": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 10000},
            "minItems": 4,
            "maxItems": 6,
            "description": "sizes n_0 (input), n_1, ..., n_L (output), e.g. [3072, 100, 100, 10]",
        },
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": list(OPTIONS)},
            "minItems": 4,
            "maxItems": 4,
            "description": "options of the last part by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
