"""A fully connected layer or a convolution on images: parameters, what an output sees, what each layer assumes."""

from __future__ import annotations

from collections.abc import Mapping

from questions import claims
from questions.claims import Claim
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        return {
            "channels": 3 if case == "colour" else 1,
            "size": stream.choice((6, 7, 8, 9, 10)),
            "large": stream.choice((32, 48, 64, 96, 128, 224)),
            "hidden": stream.choice((20, 30, 50, 100)),
            "kernel": stream.choice((3, 5)),
            "claims": claims.drawn(CLAIMS, stream, 5),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def case_of(params: Params) -> str:
    return "grey" if params["channels"] == 1 else "colour"


def ill_posed(params: Params) -> str | None:
    if params["kernel"] >= params["size"]:
        return "the kernel covers the whole image: then a convolution is a fully connected layer"
    if params["large"] <= params["size"]:
        return "the large images are not larger than the small ones"
    return claims.all_alike(CLAIMS, params)


def dense(params: Params, side: str, *, biases: bool = True, channels: bool = True) -> int:
    """Parameters of the fully connected layer."""
    numbers = params[side] ** 2 * (params["channels"] if channels else 1)
    return int((numbers + biases) * params["hidden"])


def conv(params: Params, *, biases: bool = True, channels: bool = True) -> int:
    numbers = params["kernel"] ** 2 * (params["channels"] if channels else 1)
    return int((numbers + biases) * params["hidden"])


def places(params: Params) -> int:
    return int((params["size"] - params["kernel"] + 1) ** 2)


def costs_more(params: Params) -> bool:
    """Multiplications of a unit against those of a filter."""
    return bool(
        params["channels"] * params["size"] ** 2 > places(params) * params["channels"] * params["kernel"] ** 2
    )


CLAIMS: Mapping[str, Claim] = {
    "permutation": Claim(
        "If the pixels of all images are shuffled in the same way, and the weights of each unit likewise, "
        "the outputs of the fully connected layer stay the same.",
        "A fully connected layer knows nothing of which pixels are neighbours.", lambda p: True),
    "flatten_loses": Claim("Flattening destroys information: the image cannot be found again from its vector.",
                           "Flattening can be undone; what the layer lacks is a sense of neighbourhood.",
                           lambda p: False),
    "conv_permutation": Claim("If the pixels of an image are shuffled, the outputs of the convolution stay the same.",
                              "A convolution looks at neighbours, and those are others then.", lambda p: False),
    "conv_grows": Claim("On larger images the convolution has more parameters.",
                        "The same kernels are used at every place.", lambda p: False),
    "dense_grows": Claim("On larger images the fully connected layer has more parameters.",
                         "It has a weight for each pair of a number in the image and a unit.", lambda p: True),
    "conv_shift": Claim("If the image is shifted, so is the output of the convolution, away from the borders.",
                        "The same kernels are used everywhere.", lambda p: True),
    "dense_shift": Claim("If the image is shifted, the outputs of the fully connected layer stay the same.",
                         "Every pixel has weights of its own.", lambda p: False),
    "dense_sees_all": Claim("Each output of the fully connected layer depends on every number of the image.",
                            "It has a weight for each of them.", lambda p: True),
    "conv_sees_all": Claim("Each output of the convolution depends on every number of the image.",
                           "It depends on the window only.", lambda p: False),
    "mlp_is_affine": Claim(
        "An affine layer and an MLP are the same: an affine layer with tanh behind it is an affine function as well.",
        "An affine layer is one linear map plus a bias; an MLP has other functions between several of them.",
        lambda p: False),
    "layer_is_affine": Claim("The fully connected layer, without an activation, is an affine function of the image.",
                             "It is one linear map plus a bias.", lambda p: True),
    "fcn_any_size": Claim(
        "A network of convolutions alone (a fully convolutional network, FCN) also runs on images of another size.",
        "Its kernels are moved over whatever there is.", lambda p: True),
    "dense_any_size": Claim(
        "A fully connected layer also runs on images of another size, so it is an FCN (fully convolutional network).",
        "Its matrix has a row for each number of the image, so the size is fixed.", lambda p: False),
    "dense_costs_more": Claim(
        "On the small images a unit of the fully connected layer takes more multiplications than a filter.",
        "A unit multiplies each number once; a filter has few weights, but uses them everywhere.", costs_more),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    c, n, m, k = (params[name] for name in ("channels", "size", "hidden", "kernel"))
    numbers, seen = c * n * n, c * k * k
    depth = rf"{c} \cdot " if c > 1 else ""
    facts = {
        "small": rf"({depth}{n}^2 + 1) \cdot {m} = {dense(params, 'size')}",
        "large": rf"({depth}{params['large']}^2 + 1) \cdot {m} = {dense(params, 'large')}",
        "conv": rf"({depth}{k}^2 + 1) \cdot {m}",
        "numbers": numbers,
        "seen": seen,
        "unit": numbers,
        "filter": rf"{places(params)} \cdot {seen} = {places(params) * seen}",
    }
    return {
        "a": Solved(Exact("array", (dense(params, "size"), dense(params, "large"))), facts),
        "b": Solved(Exact("integer", conv(params)), facts),
        "c": Solved(Exact("array", (numbers, seen)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def both(params: Params, *, biases: bool = True, channels: bool = True) -> tuple[int, int]:
    return (
        dense(params, "size", biases=biases, channels=channels),
        dense(params, "large", biases=biases, channels=channels),
    )


MISTAKES = (
    Mistake("a", "no biases", lambda p: both(p, biases=False), "Each unit has a bias."),
    Mistake("a", "forgot the channels", lambda p: both(p, channels=False) if p["channels"] > 1 else None,
            "A pixel has a number for each channel, and each number has a weight to each unit."),
    Mistake("a", "the same layer for both", lambda p: (dense(p, "size"), dense(p, "size")),
            "A fully connected layer has a weight for each number of the image, so it grows with the image."),
    Mistake("b", "no biases", lambda p: conv(p, biases=False), "Each filter has a bias."),
    Mistake("b", "forgot the channels", lambda p: conv(p, channels=False) if p["channels"] > 1 else None,
            "A filter has a square of weights for each channel."),
    Mistake("b", "weights for each place", lambda p: places(p) * conv(p),
            "The same filters are used at every place."),
    Mistake("c", "forgot the channels", lambda p: (p["size"] ** 2, p["kernel"] ** 2) if p["channels"] > 1 else None,
            "The window goes through all channels, and so does a unit."),
    Mistake("c", "both see everything", lambda p: (p["channels"] * p["size"] ** 2,) * 2,
            "A filter sees a window only; that is what makes the convolution local."),
)  # fmt: skip


def size(least: int, most: int, text: str) -> JSON:
    return {"type": "integer", "minimum": least, "maximum": most, "description": text}


family = Family(
    cases=("colour", "grey"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "channels": size(1, 4, "channels of the images, e.g. 3"),
        "size": size(3, 16, "height and width of the small images, e.g. 8"),
        "large": size(8, 1024, "height and width of the large images, e.g. 224"),
        "hidden": size(2, 4096, "units, and filters, e.g. 100"),
        "kernel": size(2, 7, "height and width of the filters, e.g. 3"),
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
