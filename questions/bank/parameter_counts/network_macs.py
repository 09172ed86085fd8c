"""Multiply-accumulates of any network that is given by its layers, and the operations of a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

from questions import typeset
from questions.layers import counting, network, samples
from questions.layers.network import Row
from questions.layers.schema import LAYERS
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

GIGA = 10**9
DRAWS: Mapping[str, Callable[[Stream], samples.Drawn]] = {
    "convolutional": samples.convolutional,
    "residual": samples.residual,
    "transformer": samples.transformer,
}


def draw(case: str, stream: Stream) -> Params:
    layers = DRAWS[case](stream)
    macs = counting.multiplications(layers)

    def plain(batch: int) -> bool:
        """Whether the operations are a number of billions without many zeros."""
        return GIGA <= 10 * 2 * batch * macs < 100 * GIGA

    return {"layers": layers, "batch": stream.until(lambda: 2 ** stream.integer(4, 12), plain)}


def case_of(params: Params) -> str:
    rows = network.run(params["layers"])
    if any(row.name == "MultiheadAttention" for row in rows):
        return "transformer"
    return "residual" if any(row.name.startswith("BatchNorm") for row in rows) else "convolutional"


def ill_posed(params: Params) -> str | None:
    fault = network.fault(params["layers"])
    if fault is None and counting.multiplications(params["layers"]) == 0:
        return "nothing is multiplied in this network: expected a Linear, a convolution, a recurrent layer or attention"
    return fault or counting.too_large(params["layers"])


# -- the solution ------------------------------------------------------------------------------------------


def formula(row: Row) -> str:
    """The multiplications of one layer: outputs times terms of each sum."""
    args, before, after = row.args, row.before, row.after
    if row.name.startswith("ConvTranspose"):
        return typeset.product(*before, args["out_channels"] // args["groups"], *args["kernel_size"])
    if row.name.startswith("Conv"):
        return typeset.product(*after, args["in_channels"] // args["groups"], *args["kernel_size"])
    if row.name == "MultiheadAttention":
        n, wide = before
        return rf"4 \cdot {n} \cdot {wide}^2 + 2 \cdot {n}^2 \cdot {wide}"
    if row.name in ("RNN", "LSTM", "GRU"):
        matrices = [s for name, s in counting.trained(row).items() if name.startswith("weight")]
        terms = [typeset.product(*shape) for shape in matrices]
        return rf"{before[0]} \cdot ({typeset.signed_sum(terms)})"
    return typeset.product(*before, args["out_features"])


def tabled(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """A row for each kind of layer that multiplies, and how often it is there."""
    found = Counter((row.name, formula(row), counting.macs(row)) for row in rows if counting.macs(row))
    return [
        {"name": name, "times": times, "formula": line, "each": each, "all": times * each}
        for (name, line, each), times in found.items()
    ]


def solve(params: Params) -> Mapping[str, Solved]:
    rows = network.run(params["layers"])
    macs = sum(map(counting.macs, rows))
    table = tabled(rows)
    facts = {
        "rows": table,
        "sum": " + ".join(str(row["all"]) for row in table),
        "macs": str(macs),
        "weights": str(counted(params, weights)),
        "product": typeset.product(2, params["batch"], macs),
        "operations": str(2 * params["batch"] * macs),
    }
    return {
        "a": Solved(Exact("integer", macs), facts),
        "b": Solved(Exact("number", Fraction(2 * params["batch"] * macs, GIGA), 3), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def counted(params: Params, count: Callable[[Row], int]) -> int | None:
    """A sum over the layers that multiply; None if it is 0."""
    return sum(count(row) for row in network.run(params["layers"]) if counting.macs(row)) or None


def weights(row: Row) -> int:
    return counting.entries(counting.trained(row), biases=False)


def flat_kernels(row: Row) -> int:
    if not row.name.startswith("Conv"):
        return counting.macs(row)
    return counting.macs(row) // (row.args["in_channels"] // row.args["groups"])


def with_biases(row: Row) -> int:
    bias = row.args.get("bias") and not row.name.startswith(("RNN", "LSTM", "GRU", "Multi"))
    return counting.macs(row) + (prod(row.after) if bias else 0)


def projections_only(row: Row) -> int:
    if row.name != "MultiheadAttention":
        return counting.macs(row)
    return 4 * row.before[0] * row.args["embed_dim"] ** 2


def at_the_input_size(row: Row) -> int:
    """A convolution whose outputs are as many places as its inputs."""
    if not row.name.startswith("Conv") or row.name.startswith("ConvTranspose"):
        return counting.macs(row)
    return counting.macs(row) // prod(row.after[1:]) * prod(row.before[1:])


def operations(params: Params, factor: int) -> Fraction:
    return Fraction(factor * counting.multiplications(params["layers"]), GIGA)


MISTAKES = (
    Mistake("a", "each weight used once", lambda p: counted(p, weights),
            "That is the number of weights; a kernel is used at every place, and a matrix at every position."),
    Mistake("a", "kernels without depth", lambda p: counted(p, flat_kernels),
            "Each output of a convolution is a sum over the kernel in all channels that come in."),
    Mistake("a", "places of the input", lambda p: counted(p, at_the_input_size),
            "The sums are worked out once for each place of the output; without padding it is smaller than the input."),
    Mistake("a", "biases counted as multiplications", lambda p: counted(p, with_biases),
            "A bias is added, nothing is multiplied by it."),
    Mistake("a", "attention without its scores", lambda p: counted(p, projections_only),
            "Beside its four matrices attention multiplies each query with each key, and each weight with a value."),
    Mistake("b", "one operation for each", lambda p: operations(p, p["batch"]),
            "Each multiply-accumulate is a multiplication and an addition: two operations."),
    Mistake("b", "one example only", lambda p: operations(p, 2), "Each example of the batch takes its own pass."),
)  # fmt: skip

family = Family(
    cases=tuple(DRAWS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "layers": LAYERS,
        "batch": {
            "type": "integer",
            "minimum": 2,
            "maximum": 65536,
            "description": "examples in a batch, e.g. 32",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
