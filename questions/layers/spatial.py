"""Rows for layers with a window: convolutions, transposed convolutions and pooling, along any number of axes."""

from __future__ import annotations

from functools import partial
from math import prod

from questions.layers.fields import SameAs, flag, per_axis, size
from questions.layers.layer import Args, LayerType, Misfit, Shape, Window, WrongInput, checked, with_bias
from questions.layers.windows import places, span, spread

# -- convolutions ------------------------------------------------------------------------------------------


def _channels(args: Args, before: Shape, axes: int) -> None:
    if len(before) != axes + 1:
        raise WrongInput(before, f"channels and {axes} further {'axis' if axes == 1 else 'axes'}")
    checked(args["in_channels"], before[0], "in_channels")
    for name in ("in_channels", "out_channels"):
        if args[name] % args["groups"]:
            raise Misfit("groups", args["groups"], f"a divisor of {name}, which is {args[name]}")


def _positive(lengths: Shape, before: Shape) -> Shape:
    if min(lengths) < 1:
        raise WrongInput(before, "one that the window fits into")
    return lengths


def _padding(args: Args) -> Shape | None:
    """The padding of each axis; None where the output is to have the length of the input."""
    if args["padding"] != "same":
        return args["padding"]
    if max(args["stride"]) > 1:
        raise Misfit("padding", "'same'", "numbers: with a stride the output has not the length of the input")
    return None


def conv_shape(axes: int, args: Args, before: Shape) -> Shape:
    _channels(args, before, axes)
    padding = _padding(args)
    if padding is None:
        return (args["out_channels"], *before[1:])
    each = zip(before[1:], args["kernel_size"], args["stride"], padding, args["dilation"], strict=True)
    return (args["out_channels"], *_positive(tuple(places(*one) for one in each), before))


def conv_macs(args: Args, _before: Shape, after: Shape) -> int:
    return prod(after) * args["in_channels"] // args["groups"] * prod(args["kernel_size"])


def window(args: Args) -> Window:
    """On the last axis, dilated where the layer has a dilation."""
    length = span(args["kernel_size"][-1], args.get("dilation", (1,))[-1])
    padding = (length - 1) // 2 if args["padding"] == "same" else args["padding"][-1]
    return Window(-padding, length - 1 - padding, args["stride"][-1])


def conv(axes: int) -> LayerType:
    """A convolution along so many axes."""
    return LayerType(
        {
            "in_channels": size(), "out_channels": size(), "kernel_size": per_axis(axes), "stride": per_axis(axes, 1),
            "padding": per_axis(axes, 0, low=0, word="same"), "dilation": per_axis(axes, 1), "groups": size(1),
            "bias": flag(True),
        },
        partial(conv_shape, axes),
        lambda a: with_bias(
            a, (a["out_channels"], a["in_channels"] // a["groups"], *a["kernel_size"]), a["out_channels"]
        ),
        macs=conv_macs,
        window=window,
    )  # fmt: skip


def transposed_shape(axes: int, args: Args, before: Shape) -> Shape:
    _channels(args, before, axes)
    for more, stride, dilation in zip(args["output_padding"], args["stride"], args["dilation"], strict=True):
        if more >= max(stride, dilation):
            raise Misfit("output_padding", more, f"less than {max(stride, dilation)}, stride or dilation")
    names = ("kernel_size", "stride", "padding", "dilation", "output_padding")
    each = zip(before[1:], *(args[name] for name in names), strict=True)
    return (args["out_channels"], *_positive(tuple(spread(*one) for one in each), before))


def conv_transpose(axes: int) -> LayerType:
    """A transposed convolution: its weight has the input channels first."""
    return LayerType(
        {
            "in_channels": size(), "out_channels": size(), "kernel_size": per_axis(axes), "stride": per_axis(axes, 1),
            "padding": per_axis(axes, 0, low=0), "output_padding": per_axis(axes, 0, low=0), "groups": size(1),
            "bias": flag(True), "dilation": per_axis(axes, 1),
        },
        partial(transposed_shape, axes),
        lambda a: with_bias(
            a, (a["in_channels"], a["out_channels"] // a["groups"], *a["kernel_size"]), a["out_channels"]
        ),
        macs=lambda a, before, after: prod(before) * a["out_channels"] // a["groups"] * prod(a["kernel_size"]),
    )  # fmt: skip


# -- pooling -----------------------------------------------------------------------------------------------


def pool_shape(axes: int, args: Args, before: Shape) -> Shape:
    if len(before) != axes + 1:
        raise WrongInput(before, f"channels and {axes} further {'axis' if axes == 1 else 'axes'}")
    dilation = args.get("dilation", (1,) * axes)
    each = list(zip(before[1:], args["kernel_size"], args["stride"], args["padding"], dilation, strict=True))
    for _, kernel, _, padding, _ in each:
        if 2 * padding > kernel:
            raise Misfit("padding", padding, f"at most half of the window, which is {kernel} long")
    lengths = tuple(places(*one, ceil_mode=args["ceil_mode"]) for one in each)
    return (before[0], *_positive(lengths, before))


def pool(axes: int, *, dilated: bool) -> LayerType:
    """Pooling; without a stride the windows stand side by side."""
    fields = {
        "kernel_size": per_axis(axes),
        "stride": per_axis(axes, SameAs("kernel_size")),
        "padding": per_axis(axes, 0, low=0),
    }
    more = {"dilation": per_axis(axes, 1)} if dilated else {}
    row = partial(pool_shape, axes)
    return LayerType({**fields, **more, "ceil_mode": flag(False)}, row, window=window)


def adaptive_shape(axes: int, args: Args, before: Shape) -> Shape:
    if len(before) != axes + 1:
        raise WrongInput(before, f"channels and {axes} further {'axis' if axes == 1 else 'axes'}")
    return (before[0], *args["output_size"])


def adaptive(axes: int) -> LayerType:
    """Pooling to an output of a given size."""
    return LayerType({"output_size": per_axis(axes)}, partial(adaptive_shape, axes))
