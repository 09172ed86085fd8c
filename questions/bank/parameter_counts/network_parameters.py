"""Parameters of any network that is given by its layers, as PyTorch and as Keras counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import Any

from questions import typeset
from questions.layers import counting, network, samples
from questions.layers.network import Row
from questions.layers.schema import LAYERS
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

DRAWS: Mapping[str, Callable[[Stream], samples.Drawn]] = {
    "convolutional": samples.convolutional,
    "residual": samples.residual,
    "recurrent": samples.recurrent,
    "transformer": samples.transformer,
}
RECURRENT = ("RNN", "LSTM", "GRU")


def draw(case: str, stream: Stream) -> Params:
    return {"layers": DRAWS[case](stream)}


def names(params: Params) -> set[str]:
    """The types of layers that occur."""
    return {row.name for row in network.run(params["layers"])}


def case_of(params: Params) -> str:
    found = names(params)
    if "MultiheadAttention" in found:
        return "transformer"
    if found & set(RECURRENT):
        return "recurrent"
    return "residual" if any(name.startswith("BatchNorm") for name in found) else "convolutional"


def ill_posed(params: Params) -> str | None:
    fault = network.fault(params["layers"])
    if fault is None and counting.parameters(params["layers"]) == 0:
        return "nothing in this network is trained: expected a layer with weights"
    return fault or counting.too_large(params["layers"])


# -- the solution ------------------------------------------------------------------------------------------


def formula(row: Row, *, keras: bool = False) -> str:
    """The arrays of a layer, each as the product of its lengths."""
    return typeset.signed_sum(
        typeset.product(*shape) if len(shape) else "1"
        for shape in counting.trained(row, keras=keras).values()
    )


def tabled(rows: Iterator[Row]) -> list[dict[str, Any]]:
    """A row for each kind of layer with parameters: how often it is there, and what one of them has."""
    found = Counter((row.name, formula(row), counting.entries(counting.trained(row))) for row in rows)
    return [
        {"name": name, "times": times, "formula": line, "each": each, "all": times * each}
        for (name, line, each), times in found.items()
        if each
    ]


def solve(params: Params) -> Mapping[str, Solved]:
    layers = params["layers"]
    rows = network.run(layers)
    trained, statistics = counting.parameters(layers), counting.statistics(layers)
    keras = counting.parameters(layers, keras=True)
    facts = {
        "rows": tabled(iter(rows)),
        "sum": " + ".join(str(row["all"]) for row in tabled(iter(rows))),
        "trained": str(trained),
        "statistics": statistics,
        "keras": str(keras),
        "fewer": trained - keras,
        "total": typeset.signed_sum([str(trained), str(keras - trained), str(statistics)]),
    }
    return {
        "a": Solved(Exact("integer", trained), facts),
        "b": Solved(Exact("integer", keras + statistics), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def counted(params: Params, count: Callable[[Row], int]) -> int:
    return sum(count(row) for row in network.run(params["layers"]))


def one_bias_per_layer(row: Row) -> int:
    arrays = counting.trained(row)
    return counting.entries(arrays, biases=False) + sum("bias" in name for name in arrays)


def flat_kernels(row: Row) -> int:
    """A convolution whose kernels have no depth."""
    arrays = counting.trained(row)
    if not row.name.startswith("Conv"):
        return counting.entries(arrays)
    deep = row.args["in_channels"] // row.args["groups"]
    return counting.entries(arrays) - prod(arrays["weight"]) + prod(arrays["weight"]) // deep


def one_gate(row: Row) -> int:
    """An LSTM or GRU with the arrays of a plain RNN."""
    gates = {"LSTM": 4, "GRU": 3}.get(row.name, 1)
    return counting.entries(counting.trained(row)) // gates


def blocks_once(params: Params) -> int | None:
    """Repeated layers counted only once."""
    once = [{**layer, "times": 1} if layer["type"] == "Repeat" else layer for layer in params["layers"]]
    return counting.parameters(once) if network.fault(once) is None else None


def total_with(params: Params, *, keras: bool, statistics: int) -> int:
    return counting.parameters(params["layers"], keras=keras) + statistics


MISTAKES = (
    Mistake("a", "forgot the biases", lambda p: counting.parameters(p["layers"], biases=False) or None,
            "Unless it says `bias=False`, a layer has a bias for each output, a normalisation a shift."),
    Mistake("a", "one bias per layer", lambda p: counted(p, one_bias_per_layer),
            "A bias is a vector: it has one entry for each output of the layer."),
    Mistake("a", "kernels without depth", lambda p: counted(p, flat_kernels),
            "A kernel reaches through all channels that come in, so its size is multiplied by their number."),
    Mistake("a", "one gate only", lambda p: counted(p, one_gate),
            "An LSTM has four sets of matrices (three gates and the candidate), a GRU has three."),
    Mistake("a", "repeated layers counted once", blocks_once,
            "Repeated layers do not share parameters: each copy has arrays of its own."),
    Mistake("a", "moving statistics counted as trained",
            lambda p: total_with(p, keras=False, statistics=counting.statistics(p["layers"])),
            "The moving mean and variance are kept and updated, but no gradient step changes them: they are buffers."),
    Mistake("a", "one bias vector in a recurrent layer", lambda p: total_with(p, keras=True, statistics=0),
            "PyTorch's recurrent layers add two bias vectors: one beside the input, one beside the state."),
    Mistake("b", "left the moving statistics out", lambda p: total_with(p, keras=True, statistics=0),
            "The total of a Keras summary holds a moving mean and variance for each feature as well."),
    Mistake("b", "two bias vectors in every recurrent layer",
            lambda p: total_with(p, keras=False, statistics=counting.statistics(p["layers"])),
            "Keras gives an RNN and an LSTM one bias vector; only its GRU has two."),
)  # fmt: skip

family = Family(
    cases=tuple(DRAWS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={"layers": LAYERS},
    ill_posed=ill_posed,
    case_of=case_of,
)
