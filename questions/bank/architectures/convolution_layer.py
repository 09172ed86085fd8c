"""One convolution layer: output, parameters, multiplications, and what a fully connected layer would need."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from questions import typeset
from questions.layers.windows import places
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        single = case == "single_filter"
        kernel = stream.choice((3, 5, 7))
        return {
            "size": stream.choice((16, 20, 24, 28, 32, 33, 36)),
            "channels": stream.choice((3, 4)),
            "kernel": kernel,
            "filters": 1 if single else stream.choice((4, 6, 8, 10, 16)),
            "stride": 1 if single else stream.choice((1, 2)),
            "padding": 0 if single else stream.choice((0, 1, 2)),
        }

    def good(params: Params) -> bool:
        lively = case == "single_filter" or params["stride"] > 1 or params["padding"] > 0
        return (
            ill_posed(params) is None and lively and side(params) not in (params["filters"], params["size"])
        )

    return stream.until(numbers, good)


def case_of(params: Params) -> str:
    plain = params["filters"] == params["stride"] == 1 and params["padding"] == 0
    return "single_filter" if plain else "many_filters"


def ill_posed(params: Params) -> str | None:
    if side(params) < 1:
        return "the filter is larger than the padded image"
    if 2 * params["padding"] > params["kernel"]:
        return "the padding is wider than half of the filter, which would then see padding alone"
    return None


def side(params: Params) -> int:
    """Places of the filter along one axis."""
    return places(params["size"], params["kernel"], params["stride"], params["padding"])


def dot(params: Params) -> int:
    """Products for one output."""
    return int(params["channels"] * params["kernel"] ** 2)


def outputs(params: Params) -> int:
    return int(side(params) ** 2 * params["filters"])


def pixels(params: Params) -> int:
    """Numbers in the image."""
    return int(params["channels"] * params["size"] ** 2)


def solve(params: Params) -> Mapping[str, Solved]:
    n, k, s, p, f = (params[name] for name in ("size", "kernel", "stride", "padding", "filters"))
    room = typeset.signed_sum([str(n), str(2 * p), str(-k)])
    m = side(params)
    dense = outputs(params) * (pixels(params) + 1)
    one = f"{dot(params)} + 1"
    facts = {
        "side": f"{room} + 1 = {m}"
        if s == 1
        else rf"\left\lfloor \frac{{{room}}}{{{s}}} \right\rfloor + 1 = {m}",
        "dot": rf"{params['channels']} \cdot {k}^2",
        "weights": dot(params),
        "parameters": one if f == 1 else rf"{f} \cdot ({one})",
        "macs": typeset.product(m, m, f, dot(params)),
        "inputs": pixels(params),
        "outputs": outputs(params),
        "dense": rf"{pixels(params)} \cdot {outputs(params)} + {outputs(params)}",
        "ratio": typeset.about(Fraction(dense, f * (dot(params) + 1)), 2),
    }
    return {
        "a": Solved(Exact("array", (m, m, f)), facts),
        "b": Solved(Exact("integer", dot(params)), facts),
        "c": Solved(Exact("integer", f * (dot(params) + 1)), facts),
        "d": Solved(Exact("integer", outputs(params) * dot(params)), facts),
        "e": Solved(Exact("integer", dense), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def square(params: Params, length: int) -> tuple[int, int, int]:
    return length, length, params["filters"]


def channel_by_channel(params: Params) -> tuple[int, int, int] | None:
    return (side(params), side(params), params["channels"] * params["filters"])


def stride_ignored(params: Params) -> tuple[int, int, int] | None:
    return square(params, side({**params, "stride": 1})) if params["stride"] > 1 else None


def padding_once(params: Params) -> tuple[int, int, int] | None:
    n, k, s, p = (params[name] for name in ("size", "kernel", "stride", "padding"))
    return square(params, (n + p - k) // s + 1) if p else None


FLAT = "A filter reaches through all channels of the image: it has a square of weights for each of them."

MISTAKES = (
    Mistake("a", "the size of the image", lambda p: square(p, p["size"]),
            "That needs a padding of $(k - 1) / 2$ and a stride of 1."),
    Mistake("a", "forgot the + 1", lambda p: square(p, side(p) - 1) if side(p) > 1 else None,
            "The difference counts the steps of the filter; it stands at one place more."),
    Mistake("a", "full convolution", lambda p: square(p, p["size"] + p["kernel"] - 1),
            "That is the size when the filter may hang over on both sides, with padding $k - 1$."),
    Mistake("a", "an output for each channel", channel_by_channel,
            "A filter adds up over the channels: one filter makes one map."),
    Mistake("a", "stride ignored", stride_ignored, "With a stride of 2 every second place is left out."),
    Mistake("a", "padding on one side", padding_once, "Padding is added on both sides."),
    Mistake("b", "forgot the channels", lambda p: p["kernel"] ** 2, FLAT),
    Mistake("b", "the bias as a product", lambda p: dot(p) + 1, "The bias is added; nothing is multiplied by it."),
    Mistake("c", "forgot the channels", lambda p: p["filters"] * (p["kernel"] ** 2 + 1), FLAT),
    Mistake("c", "forgot the biases", lambda p: p["filters"] * dot(p), "Each filter has a bias."),
    Mistake("c", "weights for each place", lambda p: outputs(p) * (dot(p) + 1),
            "The same filter is used at every place: that is what weight sharing means."),
    Mistake("d", "forgot the channels", lambda p: outputs(p) * p["kernel"] ** 2, FLAT),
    Mistake("d", "one place only", lambda p: p["filters"] * dot(p), "The dot product is worked out at every place."),
    Mistake("e", "forgot the biases", lambda p: outputs(p) * pixels(p), "Each output has a bias."),
    Mistake("e", "one channel", lambda p: outputs(p) * (p["size"] ** 2 + 1),
            "Each output is connected with each number of the image, in all channels."),
)  # fmt: skip


def size(least: int, most: int, text: str) -> JSON:
    return {"type": "integer", "minimum": least, "maximum": most, "description": text}


family = Family(
    cases=("single_filter", "many_filters"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "size": size(2, 512, "height and width of the image, e.g. 32"),
        "channels": size(1, 512, "channels of the image, e.g. 3"),
        "kernel": size(1, 31, "height and width of the filters, e.g. 5"),
        "filters": size(1, 1024, "number of filters, e.g. 1"),
        "stride": size(1, 16, "steps from place to place, e.g. 1"),
        "padding": size(0, 15, "zeros on each side, e.g. 0"),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
