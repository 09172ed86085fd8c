"""PyTorch builds the same layers: parameters, buffers, shapes and multiplications must be those of the table.

On the device "meta" nothing is allocated and nothing computed, so that a GPT-2 is no more work than a LeNet. Needs the
extra `torch`; without it these tests are skipped, and with BACKPROOF_REQUIRE_TORCH=1 they fail.
"""

from __future__ import annotations

import importlib
import json
import os
import random
from collections.abc import Callable, Mapping
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from questions import given, seeds
from questions.layers import counting, network, samples
from questions.layers.network import BadNetwork
from questions.layers.schema import LAYERS
from questions.layers.table import POINTWISE_NAMES, TYPES

REASON = "PyTorch is not installed: pip install 'backproof[torch]' (BACKPROOF_REQUIRE_TORCH=1 makes this a failure)"
REQUIRED = os.environ.get("BACKPROOF_REQUIRE_TORCH") == "1"
torch: Any = importlib.import_module("torch") if REQUIRED else pytest.importorskip("torch", reason=REASON)
nn: Any = torch.nn

PUBLISHED = Path(network.__file__).parent / "published"
TRIES = 60  # random layers of each type
COUNTER = "num_batches_tracked"


# -- a list of layers as modules of PyTorch ----------------------------------------------------------------


class Residual(nn.Module):  # type: ignore[misc]
    def __init__(self, layers: Any, shortcut: Any) -> None:
        super().__init__()
        self.main, self.shortcut = layers, shortcut

    def forward(self, x: Any) -> Any:
        return self.main(x) + self.shortcut(x)


class Concat(nn.Module):  # type: ignore[misc]
    def __init__(self, branches: Any) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Any) -> Any:
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Product(nn.Module):  # type: ignore[misc]
    def __init__(self, branches: Any) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Any) -> Any:
        return reduce(torch.mul, [branch(x) for branch in self.branches])


class First(nn.Module):  # type: ignore[misc]
    """A recurrent layer or attention, of which the output is taken without the state or the weights."""

    def __init__(self, inner: Any, *, attention: bool = False) -> None:
        super().__init__()
        self.inner, self.attention = inner, attention

    def forward(self, x: Any) -> Any:
        return self.inner(x, x, x, need_weights=False)[0] if self.attention else self.inner(x)[0]


class Call(nn.Module):  # type: ignore[misc]
    """A function of the input; `rows` is a trained matrix that it may use."""

    def __init__(self, function: Callable[..., Any], *rows: int) -> None:
        super().__init__()
        self.function = function
        self.rows = nn.Parameter(torch.empty(rows)) if rows else None

    def forward(self, x: Any) -> Any:
        return self.function(x) if self.rows is None else self.function(x, self.rows)


def class_token(x: Any, row: Any) -> Any:
    return torch.cat([row.expand(len(x), 1, -1), x], dim=1)


OWN: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "Input": lambda a: nn.Identity(),
    "Transpose": lambda a: Call(lambda x: x.transpose(a["dim0"], a["dim1"])),
    "Select": lambda a: Call(lambda x: x.select(a["dim"], a["index"])),
    "ClassToken": lambda a: Call(class_token, 1, a["embed_dim"]),
    "AddEmbedding": lambda a: Call(
        lambda x, rows: x + rows[: x.shape[1]].sum(0) * 0, a["num_embeddings"], a["embed_dim"]
    ),
    "TiedLinear": lambda a: Call(
        lambda x: x @ torch.empty(a["in_features"], a["out_features"], device=x.device)
    ),
}


def module(layer: Mapping[str, Any]) -> Any:
    name, args = layer["type"], {key: value for key, value in layer.items() if key != "type"}
    if name == "Residual":
        return Residual(sequence(args["layers"]), sequence(args.get("shortcut", [])))
    if name in ("Concat", "Product"):
        return {"Concat": Concat, "Product": Product}[name]([sequence(branch) for branch in args["branches"]])
    if name == "Repeat":
        return nn.Sequential(*(sequence(args["layers"]) for _ in range(args["times"])))
    if name in OWN:
        return OWN[name](args)
    args = {
        key: float(value) if isinstance(value, str) and value != "same" else value
        for key, value in args.items()
    }
    if name in ("RNN", "LSTM", "GRU", "MultiheadAttention"):
        made = getattr(nn, name)(**{**args, "batch_first": True})
        return First(made, attention=name == "MultiheadAttention")
    return getattr(nn, name)(**args)


def sequence(layers: Any) -> Any:
    return nn.Sequential(*map(module, layers))


def asked(layers: Any, device: str) -> tuple[int, int, tuple[int, ...]]:
    """Trained numbers, kept numbers, and the shape that comes out, as PyTorch says."""
    words = any(layer["type"] == "Embedding" for layer in layers)
    with torch.device(device):
        made = sequence(layers)
        x = torch.zeros((2, *network.arguments(layers[0])["shape"]), dtype=torch.long if words else None)
    kept = sum(b.numel() for name, b in made.named_buffers() if not name.endswith(COUNTER))
    return sum(p.numel() for p in made.parameters()), kept, tuple(made(x).shape[1:])


def told(layers: Any) -> tuple[int, int, tuple[int, ...]]:
    return counting.parameters(layers), counting.statistics(layers), counting.output(layers)


# -- one layer of each type, with random arguments ---------------------------------------------------------


def each(axes: int, low: int, high: int, r: random.Random) -> Any:
    return r.randint(low, high) if r.random() < 0.5 else [r.randint(low, high) for _ in range(axes)]


def maybe(r: random.Random, **args: Callable[[], Any]) -> dict[str, Any]:
    """Some of the optional arguments."""
    return {name: value() for name, value in args.items() if r.random() < 0.6}


def yes(r: random.Random) -> Callable[[], bool]:
    return lambda: r.random() < 0.5


def convolved(axes: int, r: random.Random, *, transposed: bool = False) -> tuple[Any, Any]:
    groups = r.randint(1, 3)
    more = {"output_padding": lambda: each(axes, 0, 2, r)} if transposed else {}
    args = {
        "in_channels": groups * r.randint(1, 3), "out_channels": groups * r.randint(1, 3), "groups": groups,
        "kernel_size": each(axes, 1, 4, r),
        **maybe(r, stride=lambda: each(axes, 1, 3, r), dilation=lambda: each(axes, 1, 3, r), bias=yes(r),
                padding=lambda: "same" if not transposed and r.random() < 0.2 else each(axes, 0, 3, r), **more),
    }  # fmt: skip
    return (args["in_channels"], *(r.randint(1, 14) for _ in range(axes))), args


def pooled(axes: int, r: random.Random, *, dilated: bool) -> tuple[Any, Any]:
    more = {"dilation": lambda: each(axes, 1, 3, r)} if dilated else {}
    args = {
        "kernel_size": each(axes, 1, 4, r),
        **maybe(r, stride=lambda: each(axes, 1, 4, r), padding=lambda: each(axes, 0, 2, r), ceil_mode=yes(r), **more),
    }  # fmt: skip
    return (r.randint(1, 3), *(r.randint(1, 14) for _ in range(axes))), args


def adapted(axes: int, r: random.Random) -> tuple[Any, Any]:
    return (2, *(r.randint(1, 9) for _ in range(axes))), {"output_size": each(axes, 1, 5, r)}


def linear(r: random.Random) -> tuple[Any, Any]:
    width = r.randint(1, 9)
    before = (*(r.randint(1, 4) for _ in range(r.randint(0, 2))), width)
    return before, {"in_features": width, "out_features": r.randint(1, 9), **maybe(r, bias=yes(r))}


def normalised(axes: tuple[int, ...], r: random.Random) -> tuple[Any, Any]:
    width = r.randint(1, 6)
    before = (width, *(r.randint(1, 4) for _ in range(r.choice(axes) - 1)))
    return before, {"num_features": width, **maybe(r, affine=yes(r), track_running_stats=yes(r))}


def layer_normalised(r: random.Random) -> tuple[Any, Any]:
    before = tuple(r.randint(1, 4) for _ in range(3))
    wanted = r.choice([before[-1], list(before[-1:]), list(before[-2:])])
    return before, {"normalized_shape": wanted, **maybe(r, elementwise_affine=yes(r), bias=yes(r))}


def group_normalised(r: random.Random) -> tuple[Any, Any]:
    groups = r.randint(1, 3)
    width = groups * r.randint(1, 3)
    return (width, 4, 5), {"num_groups": groups, "num_channels": width, **maybe(r, affine=yes(r))}


def recurrent(r: random.Random) -> tuple[Any, Any]:
    width = r.randint(1, 5)
    args = {"input_size": width, "hidden_size": r.randint(1, 5)}
    return (r.randint(1, 6), width), {
        **args,
        **maybe(r, num_layers=lambda: r.randint(1, 3), bias=yes(r), bidirectional=yes(r)),
    }


def attentive(r: random.Random) -> tuple[Any, Any]:
    heads = r.randint(1, 3)
    width = heads * r.randint(1, 4)
    return (r.randint(1, 6), width), {"embed_dim": width, "num_heads": heads, **maybe(r, bias=yes(r))}


def axes_of(names: tuple[str, str], r: random.Random) -> tuple[Any, Any]:
    before = tuple(r.randint(1, 4) for _ in range(r.randint(1, 3)))
    axes = [*range(1, len(before) + 1), *range(-len(before), 0)]
    return before, {name: r.choice(axes) for name in names}


RANDOM: Mapping[str, Callable[[random.Random], tuple[Any, Any]]] = {
    "Linear": linear,
    "TiedLinear": lambda r: ((3, 4), {"in_features": 4, "out_features": r.randint(1, 9)}),
    "Embedding": lambda r: ((r.randint(1, 6),), {"num_embeddings": r.randint(1, 9), "embedding_dim": r.randint(1, 9)}),
    "Conv1d": lambda r: convolved(1, r), "Conv2d": lambda r: convolved(2, r), "Conv3d": lambda r: convolved(3, r),
    "ConvTranspose1d": lambda r: convolved(1, r, transposed=True),
    "ConvTranspose2d": lambda r: convolved(2, r, transposed=True),
    "MaxPool1d": lambda r: pooled(1, r, dilated=True), "MaxPool2d": lambda r: pooled(2, r, dilated=True),
    "AvgPool1d": lambda r: pooled(1, r, dilated=False), "AvgPool2d": lambda r: pooled(2, r, dilated=False),
    "AdaptiveAvgPool1d": lambda r: adapted(1, r), "AdaptiveAvgPool2d": lambda r: adapted(2, r),
    "AdaptiveMaxPool2d": lambda r: adapted(2, r),
    "BatchNorm1d": lambda r: normalised((1, 2), r), "BatchNorm2d": lambda r: normalised((3,), r),
    "RMSNorm": lambda r: ((3, 4), {"normalized_shape": 4, **maybe(r, elementwise_affine=yes(r))}),
    "InstanceNorm2d": lambda r: ((3, 4, 5), {"num_features": 3, **maybe(r, affine=yes(r))}),
    "Upsample": lambda r: ((2, *(r.randint(1, 5) for _ in range(r.randint(1, 2)))), {"scale_factor": r.randint(1, 3)}),
    "LayerNorm": layer_normalised, "GroupNorm": group_normalised,
    "RNN": recurrent, "LSTM": recurrent, "GRU": recurrent, "MultiheadAttention": attentive,
    "Flatten": lambda r: axes_of(("start_dim", "end_dim"), r), "Transpose": lambda r: axes_of(("dim0", "dim1"), r),
    "Select": lambda r: ((3, 4), {"dim": r.choice([1, 2, -1]), "index": r.choice([0, 2, -1])}),
    "ClassToken": lambda r: ((3, 4), {"embed_dim": 4}),
    "AddEmbedding": lambda r: ((3, 4), {"num_embeddings": r.randint(3, 9), "embed_dim": 4}),
    **{name: (lambda r: ((2, 3), {})) for name in POINTWISE_NAMES},
    "Dropout": lambda r: ((2, 3), {"p": "0.2"}), "Dropout2d": lambda r: ((2, 3, 4), {"p": "0.2"}),
    "LeakyReLU": lambda r: ((2, 3), {"negative_slope": "0.1"}),
    "ELU": lambda r: ((2, 3), {"alpha": "1.5"}),
    "Softmax": lambda r: ((2, 3), {"dim": -1}), "LogSoftmax": lambda r: ((2, 3), {"dim": -1}),
}  # fmt: skip


def test_every_type_of_layer_is_asked() -> None:
    assert set(RANDOM) == set(TYPES) - {"Input"}


@pytest.mark.filterwarnings(
    "ignore"
)  # PyTorch warns of a padding that makes it copy, and of one layer with dropout
@pytest.mark.parametrize("name", RANDOM)
def test_a_layer_with_random_arguments_is_that_of_torch(name: str) -> None:
    r, agreed = random.Random(name), 0
    for _ in range(TRIES):
        before, args = RANDOM[name](r)
        layers = [{"type": "Input", "shape": list(before)}, {"type": name, **args}]
        try:
            ours: Any = told(layers)
        except BadNetwork:
            ours = None
        try:
            theirs: Any = asked(layers, "cpu")  # "meta" does not check an output_padding
        except (RuntimeError, ValueError, IndexError):
            theirs = None
        assert ours == theirs, layers
        agreed += ours is not None
    assert agreed >= TRIES // 10


# -- whole networks ----------------------------------------------------------------------------------------


SAMPLES = (
    samples.convolutional, samples.residual, samples.recurrent, samples.transformer, samples.unusual_windows,
    samples.decoder, samples.local,
)  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__)
def test_a_drawn_network_is_that_of_torch(sample: Callable[[seeds.Stream], Any]) -> None:
    for seed in range(20):
        layers = sample(seeds.stream(seed, "network_parameters", 0, "draw"))
        if network.fault(layers) is None:  # of unusual windows, one may not fit
            assert told(layers) == asked(layers, "meta")


SQUEEZE = [{"type": "AdaptiveAvgPool2d", "output_size": 1}, {"type": "Conv2d", "in_channels": 8, "out_channels": 8,
           "kernel_size": 1}, {"type": "Sigmoid"}]  # fmt: skip
BLOCKS: tuple[Any, ...] = (
    {"type": "Product", "branches": [[], SQUEEZE]},
    {"type": "Product", "branches": [SQUEEZE, SQUEEZE]},
    {"type": "Concat", "branches": [[], SQUEEZE[1:]]},
    {"type": "Residual", "layers": [{"type": "Product", "branches": [[], SQUEEZE]}], "shortcut": SQUEEZE[1:]},
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_a_block_is_that_of_torch(block: Any) -> None:
    layers = [{"type": "Input", "shape": [8, 6, 7]}, block]
    assert given.first_fault({"layers": LAYERS}, {"layers": layers}) is None
    assert told(layers) == asked(layers, "meta")


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.json")), ids=lambda path: path.stem)
def test_a_published_network_is_that_of_torch(path: Path) -> None:
    layers = json.loads(path.read_text("utf-8"))
    assert told(layers) == asked(layers, "meta")


@pytest.mark.parametrize(
    "name", ["lenet5", "alexnet", "resnet18", "mobilenet_v2", "squeezenet1_0", "vit_b_16"]
)
def test_the_multiplications_are_those_that_torch_counts(name: str) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    layers = json.loads((PUBLISHED / f"{name}.json").read_text("utf-8"))
    with torch.device("meta"):
        made, x = sequence(layers), torch.empty((1, *network.arguments(layers[0])["shape"]))
    with FlopCounterMode(display=False) as counter:
        made(x)
    assert counter.get_total_flops() == 2 * counting.multiplications(layers)


@pytest.mark.parametrize("name", ["Conv2d", "ConvTranspose2d", "Linear", "Conv1d"])
def test_the_multiplications_of_a_layer_are_those_that_torch_counts(name: str) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    r = random.Random(f"multiplications of {name}")
    for _ in range(TRIES):
        before, args = RANDOM[name](r)
        layers = [{"type": "Input", "shape": list(before)}, {"type": name, **args}]
        if network.fault(layers) is None and args.get("padding") != "same":
            with FlopCounterMode(display=False) as counter:
                sequence(layers)(torch.empty((1, *before)))
            assert counter.get_total_flops() == 2 * counting.multiplications(layers), layers


def cells(layers: Any, length: int) -> list[list[int]]:
    """For each place of the output's last axis, the cells of the input's last axis with a slope that is not 0."""
    net = sequence(layers)
    for weight in net.parameters():
        torch.nn.init.constant_(weight, 1.0)
    x = torch.rand((1, 1, length), requires_grad=True)
    out = net(x)
    return [
        torch.autograd.grad(out[0, 0, k], x, retain_graph=True)[0][0, 0].nonzero().flatten().tolist()
        for k in range(out.shape[-1])
    ]


def test_the_receptive_field_is_what_autograd_reaches() -> None:
    r = random.Random("receptive fields")
    for _ in range(40):
        layers: list[dict[str, Any]] = [{"type": "Input", "shape": [1, 400]}]
        for _ in range(r.randint(1, 4)):
            kernel, stride = r.randint(1, 5), r.randint(1, 2)
            conv: dict[str, Any] = {
                "type": "Conv1d",
                "in_channels": 1,
                "out_channels": 1,
                "dilation": r.randint(1, 3),
            }
            pooling = {"type": "AvgPool1d"}
            layers.append({**r.choice([conv, pooling]), "kernel_size": kernel, "stride": stride})
        seen = cells(layers, 400)
        fields = {max(one) - min(one) + 1 for one in seen}
        steps = {b[0] - a[0] for a, b in pairwise(seen)}
        assert ({counting.receptive_field(layers)[0]}, {counting.receptive_field(layers)[1]}) == (
            fields,
            steps,
        )
