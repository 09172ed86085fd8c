"""The table of layers: a row for each type, with PyTorch's names for its arguments and arrays.

A row says which arguments there are, which arrays are trained, which are only kept, which shape comes out, and how
many multiplications its matrix products and convolutions take. Shapes are of one example; what does not fit raises
`Misfit`. A new type of layer is a new row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import prod

from questions.layers.fields import Field, axis, decimal, flag, position, shape, size
from questions.layers.layer import (
    POINTWISE,
    Args,
    Arrays,
    LayerType,
    Misfit,
    Shape,
    WrongInput,
    checked,
    with_bias,
)
from questions.layers.sequences import ATTENTION, recurrent
from questions.layers.spatial import adaptive, conv, conv_transpose, pool

# -- affine maps -------------------------------------------------------------------------------------------


def linear_shape(args: Args, before: Shape) -> Shape:
    if not before or args["in_features"] != before[-1]:
        found = f"{before[-1] if before else 'features'}, the last axis of what comes in, {before}"
        raise Misfit("in_features", args["in_features"], found)
    return (*before[:-1], args["out_features"])


def linear_macs(args: Args, before: Shape, _after: Shape) -> int:
    return prod(before) * args["out_features"]


LINEAR = LayerType(
    {"in_features": size(), "out_features": size(), "bias": flag(True)},
    linear_shape,
    lambda args: with_bias(args, (args["out_features"], args["in_features"]), args["out_features"]),
    macs=linear_macs,
)
TIED = LayerType({"in_features": size(), "out_features": size()}, linear_shape, macs=linear_macs)
EMBEDDING = LayerType(
    {"num_embeddings": size(), "embedding_dim": size()},
    lambda args, before: (*before, args["embedding_dim"]),
    lambda args: {"weight": (args["num_embeddings"], args["embedding_dim"])},
)


# -- normalisation -----------------------------------------------------------------------------------------


def batch_norm_shape(axes: tuple[int, ...], args: Args, before: Shape) -> Shape:
    if len(before) not in axes:
        raise WrongInput(before, f"{' or '.join(map(str, axes))} axes")
    checked(args["num_features"], before[0], "num_features")
    return before


def affine(args: Args, width: Shape) -> Arrays:
    return {"weight": width, "bias": width} if args["affine"] else {}


def batch_norm(*axes: int) -> LayerType:
    """Scale and shift are trained; mean and variance are kept, and so is a counter in PyTorch."""

    def buffers(args: Args) -> Arrays:
        width = (args["num_features"],)
        kept = {"running_mean": width, "running_var": width, "num_batches_tracked": ()}
        return kept if args["track_running_stats"] else {}

    return LayerType(
        {"num_features": size(), "affine": flag(True), "track_running_stats": flag(True)},
        partial(batch_norm_shape, axes),
        lambda args: affine(args, (args["num_features"],)),
        buffers,
        window=lambda args: POINTWISE,
    )


def layer_norm_shape(args: Args, before: Shape) -> Shape:
    wanted = args["normalized_shape"]
    if before[-len(wanted) :] != wanted:
        raise Misfit("normalized_shape", list(wanted), f"the last axes of what comes in, {before}")
    return before


def layer_norm_weights(args: Args) -> Arrays:
    width = args["normalized_shape"]
    return {"weight": width, "bias": width} if args["bias"] else {"weight": width}


LAYER_NORM = LayerType(
    {"normalized_shape": shape(), "elementwise_affine": flag(True), "bias": flag(True)},
    layer_norm_shape,
    lambda args: layer_norm_weights(args) if args["elementwise_affine"] else {},
)


def group_norm_shape(args: Args, before: Shape) -> Shape:
    checked(args["num_channels"], before[0], "num_channels")
    if args["num_channels"] % args["num_groups"]:
        raise Misfit("num_groups", args["num_groups"], f"a divisor of num_channels, {args['num_channels']}")
    return before


GROUP_NORM = LayerType(
    {"num_groups": size(), "num_channels": size(), "affine": flag(True)},
    group_norm_shape,
    lambda args: affine(args, (args["num_channels"],)),
)


RMS_NORM = LayerType(
    {"normalized_shape": shape(), "elementwise_affine": flag(True)},
    layer_norm_shape,
    lambda args: {"weight": args["normalized_shape"]} if args["elementwise_affine"] else {},
)
INSTANCE_NORM = LayerType(
    {"num_features": size(), "affine": flag(False)},
    partial(batch_norm_shape, (3,)),
    lambda args: affine(args, (args["num_features"],)),
)


# -- without a matrix --------------------------------------------------------------------------------------


def _places(before: Shape, *axes: int) -> tuple[int, ...]:
    """The places of axes in the shape of one example; the batch is axis 0, and stays where it is."""
    found = tuple(a - 1 if a > 0 else len(before) + a for a in axes)
    if not all(0 <= place < len(before) for place in found):
        raise WrongInput(before, f"one with the axes {', '.join(map(str, axes))} beside the batch")
    return found


def flatten_shape(args: Args, before: Shape) -> Shape:
    first, last = _places(before, args["start_dim"], args["end_dim"])
    if first > last:
        raise Misfit("start_dim", args["start_dim"], "an axis that is not after end_dim")
    return (*before[:first], prod(before[first : last + 1]), *before[last + 1 :])


def transpose_shape(args: Args, before: Shape) -> Shape:
    one, other = _places(before, args["dim0"], args["dim1"])
    swapped = list(before)
    swapped[one], swapped[other] = before[other], before[one]
    return tuple(swapped)


def select_shape(args: Args, before: Shape) -> Shape:
    (place,) = _places(before, args["dim"])
    if not -before[place] <= args["index"] < before[place]:
        raise Misfit("index", args["index"], f"a place on an axis of length {before[place]}")
    return before[:place] + before[place + 1 :]


def upsampled(args: Args, before: Shape) -> Shape:
    if len(before) < 2:
        raise WrongInput(before, "channels and at least one further axis")
    return (before[0], *(length * args["scale_factor"] for length in before[1:]))


def embedded(args: Args, before: Shape, more: int) -> Shape:
    if len(before) != 2 or before[1] != args["embed_dim"]:
        raise WrongInput(before, f"positions with {args['embed_dim']} features")
    return (before[0] + more, before[1])


def pointwise(**fields: Field) -> LayerType:
    """A function of each entry alone."""
    return LayerType(fields, lambda args, before: before, window=lambda args: POINTWISE)


POINTWISE_NAMES = (
    "ReLU", "ReLU6", "GELU", "SiLU", "Mish", "SELU", "Tanh", "Sigmoid", "LogSigmoid", "Hardtanh", "Hardswish",
    "Hardsigmoid", "Softplus", "Softsign", "Identity",
)  # fmt: skip

TYPES: Mapping[str, LayerType] = {
    "Input": LayerType({"shape": shape()}, lambda args, before: args["shape"]),
    "Linear": LINEAR,
    "TiedLinear": TIED,  # a Linear without bias whose weight is that of an embedding
    "Embedding": EMBEDDING,
    "Conv1d": conv(1),
    "Conv2d": conv(2),
    "Conv3d": conv(3),
    "ConvTranspose1d": conv_transpose(1),
    "ConvTranspose2d": conv_transpose(2),
    "MaxPool1d": pool(1, dilated=True),
    "MaxPool2d": pool(2, dilated=True),
    "AvgPool1d": pool(1, dilated=False),
    "AvgPool2d": pool(2, dilated=False),
    "AdaptiveAvgPool1d": adaptive(1),
    "AdaptiveAvgPool2d": adaptive(2),
    "AdaptiveMaxPool2d": adaptive(2),
    "BatchNorm1d": batch_norm(1, 2),
    "BatchNorm2d": batch_norm(3),
    "LayerNorm": LAYER_NORM,
    "GroupNorm": GROUP_NORM,
    "RMSNorm": RMS_NORM,
    "InstanceNorm2d": INSTANCE_NORM,
    "RNN": recurrent(1, 1),
    "LSTM": recurrent(4, 1),
    "GRU": recurrent(3, 2),  # Keras with reset_after=True, its default
    "MultiheadAttention": ATTENTION,
    "Flatten": LayerType({"start_dim": axis(1), "end_dim": axis(-1)}, flatten_shape),
    "Transpose": LayerType({"dim0": axis(), "dim1": axis()}, transpose_shape),
    "Select": LayerType(
        {"dim": axis(), "index": position()}, select_shape
    ),  # one place of an axis, as x[:, 0]
    "ClassToken": LayerType(  # a learned vector in front of the sequence
        {"embed_dim": size()},
        lambda args, before: embedded(args, before, 1),
        lambda args: {"weight": (1, args["embed_dim"])},
    ),
    "AddEmbedding": LayerType(  # a learned vector added to each position: its place, or its segment
        {"num_embeddings": size(), "embed_dim": size()},
        lambda args, before: embedded(args, before, 0),
        lambda args: {"weight": (args["num_embeddings"], args["embed_dim"])},
    ),
    **{name: pointwise() for name in POINTWISE_NAMES},
    "Upsample": LayerType({"scale_factor": size(high=64)}, upsampled),
    "Dropout": pointwise(p=decimal("0.5")),
    "Dropout2d": pointwise(p=decimal("0.5")),
    "LeakyReLU": pointwise(negative_slope=decimal("0.01")),
    "ELU": pointwise(alpha=decimal("1")),
    "Softmax": LayerType({"dim": axis(-1)}, lambda args, before: before),
    "LogSoftmax": LayerType({"dim": axis(-1)}, lambda args, before: before),
}
