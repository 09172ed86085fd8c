"""The receptive field of a network that is given by its layers: how far one output sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from questions import typeset
from questions.layers import counting, network, samples
from questions.layers.layer import Window
from questions.layers.network import Layer
from questions.layers.schema import LAYERS
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

MOST = 5 * 10**6  # cells of the input times taps of kernels: what tracing back may take


def draw(case: str, stream: Stream) -> Params:
    def good(params: Params) -> bool:
        if ill_posed(params) is not None or case_of(params) != case:
            return False
        field, jump = counting.receptive_field(params["layers"])
        return jump > 1 and field < params["layers"][0]["shape"][-1]  # it fits into the image

    return stream.until(lambda: {"layers": samples.local(stream)}, good)


def sees(params: Params) -> list[tuple[int, Layer, Window]]:
    """The entries that see more than one cell, or step, with their places, up to the first that sees everything."""
    found = enumerate(zip(params["layers"], counting.looks(params["layers"]), strict=False))
    return [(k, layer, one) for k, (layer, one) in found if one != Window(0, 0, 1)]


def case_of(params: Params) -> str:
    return "dilated" if any("dilation" in layer for _, layer, _ in sees(params)) else "plain"


def ill_posed(params: Params) -> str | None:
    fault = network.fault(params["layers"])
    if fault is not None:
        return fault
    try:
        found = sees(params)
    except network.BadNetwork as error:
        return str(error)
    return (
        None
        if found
        else "no layer looks at neighbours before one that sees everything: expected a convolution"
    )


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    field, jump = counting.receptive_field(params["layers"])
    windows = sees(params)
    line = typeset.product(*(one.stride for _, _, one in windows))
    facts = {
        "rows": list(worked(windows)),
        "last": len(counting.local(params["layers"])) - 1,
        "strides": line if " " in line else "",
    }
    return {"a": Solved(Exact("integer", field), facts), "b": Solved(Exact("integer", jump), facts)}


def worked(windows: list[tuple[int, Layer, Window]]) -> Iterator[dict[str, Any]]:
    """Layer by layer, how far one output sees, and how far apart two outputs are."""
    field, jump = 1, 1
    for k, layer, one in windows:
        step = one.last - one.first
        line = typeset.signed_sum([str(field), typeset.product(step, jump)])
        field, jump = field + step * jump, jump * one.stride
        yield {
            "number": k,
            "name": layer["type"],
            "span": step + 1,
            "stride": one.stride,
            "field": f"{line} = {field}" if " " in line else str(field),
            "jump": jump,
        }


# -- what goes wrong ---------------------------------------------------------------------------------------


def steps(params: Params) -> list[int]:
    return [one.last - one.first for _, _, one in sees(params)]


def strides_ignored(params: Params) -> int:
    return 1 + sum(steps(params))


def sum_of_kernels(params: Params) -> int:
    return sum(step + 1 for step in steps(params))


def own_stride(params: Params) -> int:
    """Each kernel stretched by its own stride, not only by those before it."""
    field, jump = 1, 1
    for _, _, one in sees(params):
        jump *= one.stride
        field += (one.last - one.first) * jump
    return field


def dilation_ignored(params: Params) -> int | None:
    plain = [{name: v for name, v in layer.items() if name != "dilation"} for layer in params["layers"]]
    return counting.receptive_field(plain)[0] if network.fault(plain) is None else None


def convolutions_only(params: Params) -> int | None:
    """The layers without pooling."""
    windows = [one for _, layer, one in sees(params) if "Pool" not in layer["type"]]
    seen = counting.chained(windows)
    return seen.last - seen.first + 1


def sum_of_strides(params: Params) -> int:
    return sum(one.stride for _, _, one in sees(params))


def last_stride(params: Params) -> int:
    return sees(params)[-1][2].stride


MISTAKES = (
    Mistake("a", "strides ignored", strides_ignored,
            "After a stride neighbouring cells are further apart, and later kernels see correspondingly more."),
    Mistake("a", "kernels added up", sum_of_kernels,
            "Neighbouring windows overlap: a kernel of size $k$ adds only $k - 1$ cells, times the strides."),
    Mistake("a", "stretched by its own stride", own_stride,
            "A kernel is stretched by the strides before it; its own stride acts on what comes after it."),
    Mistake("a", "dilation ignored", dilation_ignored, "A kernel with dilation $d$ spans $d (k - 1) + 1$ cells."),
    Mistake("a", "pooling left out", convolutions_only, "Pooling looks through a window as well, and it has a stride."),
    Mistake("b", "strides added up", sum_of_strides, "One step behind a layer is $s$ steps before it."),
    Mistake("b", "the last stride alone", last_stride, "The strides of all layers up to this one count."),
)  # fmt: skip

family = Family(
    cases=("plain", "dilated"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={"layers": LAYERS},
    ill_posed=ill_posed,
    case_of=case_of,
)
