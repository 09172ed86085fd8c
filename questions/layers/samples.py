"""Small networks to be drawn: the numbers are such that a person can count."""

from __future__ import annotations

from typing import Any, TypeAlias

from questions.layers.network import run
from questions.layers.table import TYPES
from questions.seeds import Stream

Drawn: TypeAlias = "list[dict[str, Any]]"

WIDTHS = (4, 5, 6, 8, 10, 12, 16)


def layer(kind: str, **args: Any) -> dict[str, Any]:
    """One entry of a list; an argument that has its default value is not written."""
    fields = TYPES[kind].fields if kind in TYPES else {}
    written = {
        name: value for name, value in args.items() if name not in fields or fields[name].default != value
    }
    return {"type": kind, **written}


def linear(layers: Drawn, units: int) -> dict[str, Any]:
    """A Linear that fits what the layers so far put out."""
    return layer("Linear", in_features=run(layers)[-1].after[-1], out_features=units)


def conv(stream: Stream, before: int, after: int, **args: Any) -> dict[str, Any]:
    """A convolution of a drawn kernel, padded so that a stride of 1 keeps the size where `padded` is drawn."""
    kernel = stream.choice((3, 5))
    padding = {"padding": kernel // 2} if stream.integer(0, 1) else {}
    return layer("Conv2d", in_channels=before, out_channels=after, kernel_size=kernel, **padding, **args)


def convolutional(stream: Stream) -> Drawn:
    """Two convolutions with pooling, and a classifier."""
    channels, first, second = stream.choice((1, 3)), stream.choice((4, 6, 8)), stream.choice((10, 12, 16))
    size = stream.choice((16, 20, 24, 28))
    pooling = layer(stream.choice(("MaxPool2d", "AvgPool2d")), kernel_size=2)
    layers = [
        layer("Input", shape=[channels, size, size]),
        conv(stream, channels, first), layer("ReLU"), pooling,
        conv(stream, first, second), layer("ReLU"), dict(pooling), layer("Flatten"),
    ]  # fmt: skip
    return [*layers, linear(layers, stream.choice((5, 8, 10)))]


def residual(stream: Stream) -> Drawn:
    """A stem, residual blocks with batch normalisation, and a classifier on the mean over all places."""
    width, classes = stream.choice((8, 10, 16)), stream.integer(3, 10)
    kernel = layer(
        "Conv2d",
        in_channels=width,
        out_channels=width,
        kernel_size=3,
        padding=1,
        bias=stream.choice((True, False)),
    )
    norm = layer("BatchNorm2d", num_features=width)
    block = layer("Residual", layers=[kernel, norm, layer("ReLU"), dict(kernel), dict(norm)])
    size = stream.choice((16, 24, 32))
    return [
        layer("Input", shape=[3, size, size]),
        layer("Conv2d", in_channels=3, out_channels=width, kernel_size=3, padding=1, bias=False),
        dict(norm),
        layer("ReLU"),
        layer("Repeat", times=stream.integer(2, 5), layers=[block, layer("ReLU")]),
        layer("AdaptiveAvgPool2d", output_size=1),
        layer("Flatten"),
        layer("Linear", in_features=width, out_features=classes),
    ]  # fmt: skip


def recurrent(stream: Stream) -> Drawn:
    """Words, a recurrent layer, and a classifier on its last state."""
    words, features, hidden = 100 * stream.integer(2, 9), stream.choice(WIDTHS), stream.choice(WIDTHS)
    kind = stream.choice(("RNN", "LSTM", "GRU"))
    return [
        layer("Input", shape=[stream.integer(10, 40)]),
        layer("Embedding", num_embeddings=words, embedding_dim=features),
        layer(kind, input_size=features, hidden_size=hidden),
        layer("Select", dim=1, index=-1),
        layer("Linear", in_features=hidden, out_features=stream.integer(2, 6)),
    ]


def transformer(stream: Stream) -> Drawn:
    """Words with places, blocks of attention and a perceptron, and a classifier on the first position."""
    width, words, length = stream.choice((8, 12, 16)), 100 * stream.integer(2, 9), stream.choice((16, 20, 32))
    norm = layer("LayerNorm", normalized_shape=width)
    attention = layer("MultiheadAttention", embed_dim=width, num_heads=4)
    perceptron = [
        layer("Linear", in_features=width, out_features=4 * width),
        layer("GELU"),
        layer("Linear", in_features=4 * width, out_features=width),
    ]
    block = [
        layer("Residual", layers=[norm, attention]),
        layer("Residual", layers=[dict(norm), *perceptron]),
    ]
    return [
        layer("Input", shape=[length]),
        layer("Embedding", num_embeddings=words, embedding_dim=width),
        layer("AddEmbedding", num_embeddings=length, embed_dim=width),
        layer("Repeat", times=stream.integer(2, 6), layers=block),
        layer("Select", dim=1, index=0),
        layer("Linear", in_features=width, out_features=stream.integer(2, 6)),
    ]


def unusual_windows(stream: Stream) -> Drawn:
    """Windows that step, leave gaps or hang over the end."""
    width, size = stream.choice((6, 8, 12)), stream.integer(21, 40)
    dilation = stream.choice((2, 3))
    layers = [
        layer("Input", shape=[3, size, size + stream.integer(1, 6)]),
        layer(
            "Conv2d", in_channels=3, out_channels=width, kernel_size=stream.choice((3, 4, 5)),
            stride=stream.choice((1, 2)), padding=stream.integer(0, 2),
        ),
        layer("ReLU"),
        layer(
            "Conv2d", in_channels=width, out_channels=2 * width, kernel_size=3, padding=stream.choice((0, dilation)),
            dilation=dilation, groups=stream.choice((1, 2, width)),
        ),
        layer("ReLU"),
        layer("MaxPool2d", kernel_size=stream.choice((2, 3)), stride=2, ceil_mode=True),
    ]  # fmt: skip
    return [*layers, layer("AdaptiveAvgPool2d", output_size=1), layer("Flatten"),
            layer("Linear", in_features=2 * width, out_features=stream.integer(3, 10))]  # fmt: skip


def decoder(stream: Stream) -> Drawn:
    """From a vector of features to an image, by transposed convolutions."""
    width, side = stream.choice((8, 12, 16)), stream.integer(3, 7)
    kernel, stride, last = stream.choice((3, 4, 5)), stream.choice((2, 3)), stream.choice((2, 3, 4))
    return [
        layer("Input", shape=[2 * width, side, side + stream.integer(1, 3)]),
        layer("ConvTranspose2d", in_channels=2 * width, out_channels=width, kernel_size=kernel, stride=stride,
              padding=1, output_padding=stream.integer(0, stride - 1)),
        layer("ReLU"),
        layer("ConvTranspose2d", in_channels=width, out_channels=stream.choice((1, 3)), kernel_size=last,
              stride=2, padding=stream.integer(0, 1)),
        layer("Sigmoid"),
    ]  # fmt: skip


def local(stream: Stream) -> Drawn:
    """Convolutions and pooling alone, some with a stride or gaps."""
    layers, channels = [layer("Input", shape=[3, 128, 128])], 3
    for _ in range(stream.integer(2, 3)):
        kernel = stream.choice((3, 5, 7))
        more = {"dilation": 2} if stream.integer(0, 2) == 0 else {}
        stride = {"stride": 2} if stream.integer(0, 2) == 0 else {}
        layers.append(
            layer(
                "Conv2d",
                in_channels=channels,
                out_channels=8,
                kernel_size=kernel,
                **stride,
                padding=kernel // 2,
                **more,
            )
        )
        layers.append(layer("ReLU"))
        if stream.integer(0, 1):
            layers.append(layer("MaxPool2d", kernel_size=stream.choice((2, 3)), stride=2))
        channels = 8
    return layers
