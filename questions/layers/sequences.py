"""Rows for layers that go along a sequence: recurrent layers and self-attention. One example is (length, features)."""

from __future__ import annotations

from functools import partial
from math import prod

from questions.layers.fields import decimal, flag, size
from questions.layers.layer import Args, Arrays, LayerType, Misfit, Shape, WrongInput, checked


def recurrent_arrays(gates: int, biases: int, args: Args) -> Arrays:
    """For each layer and direction a matrix from the input, one from the state, and `biases` vectors."""
    hidden, directions = args["hidden_size"], 2 if args["bidirectional"] else 1
    found: dict[str, Shape] = {}
    for layer in range(args["num_layers"]):
        width = args["input_size"] if layer == 0 else hidden * directions
        for way in ("", "_reverse")[:directions]:
            place = f"_l{layer}{way}"
            found[f"weight_ih{place}"] = (gates * hidden, width)
            found[f"weight_hh{place}"] = (gates * hidden, hidden)
            for bias in ("bias_ih", "bias_hh")[: biases if args["bias"] else 0]:
                found[bias + place] = (gates * hidden,)
    return found


def recurrent_shape(args: Args, before: Shape) -> Shape:
    if len(before) != 2:
        raise WrongInput(before, "time steps and features")
    checked(args["input_size"], before[1], "input_size")
    return (before[0], args["hidden_size"] * (2 if args["bidirectional"] else 1))


def recurrent(gates: int, keras_biases: int) -> LayerType:
    """PyTorch has two bias vectors for each layer and direction, Keras `keras_biases`."""

    def macs(args: Args, before: Shape, _after: Shape) -> int:
        return before[0] * sum(map(prod, recurrent_arrays(gates, 0, args).values()))

    return LayerType(
        {
            "input_size": size(), "hidden_size": size(), "num_layers": size(1, high=100), "bias": flag(True),
            "batch_first": flag(False), "dropout": decimal("0"), "bidirectional": flag(False),
        },
        recurrent_shape,
        partial(recurrent_arrays, gates, 2),
        keras=partial(recurrent_arrays, gates, keras_biases),
        macs=macs,
    )  # fmt: skip


def attention_shape(args: Args, before: Shape) -> Shape:
    if len(before) != 2:
        raise WrongInput(before, "positions and features")
    checked(args["embed_dim"], before[1], "embed_dim")
    if args["embed_dim"] % args["num_heads"]:
        raise Misfit("num_heads", args["num_heads"], f"a divisor of embed_dim, which is {args['embed_dim']}")
    return before


def attention_weights(args: Args) -> Arrays:
    wide = args["embed_dim"]
    biases = {"in_proj_bias": (3 * wide,), "out_proj.bias": (wide,)} if args["bias"] else {}
    return {"in_proj_weight": (3 * wide, wide), "out_proj.weight": (wide, wide), **biases}


def attention_macs(args: Args, before: Shape, _after: Shape) -> int:
    """Queries, keys, values and the output; then scores and weighted sums for each pair of positions."""
    length, wide = before[0], args["embed_dim"]
    return 4 * length * wide**2 + 2 * length**2 * wide


ATTENTION = LayerType(
    {
        "embed_dim": size(), "num_heads": size(), "dropout": decimal("0"), "bias": flag(True),
        "batch_first": flag(False),
    },
    attention_shape,
    attention_weights,
    macs=attention_macs,
)  # fmt: skip
