"""A convolution and a shift of its input: equivariance, and the invariance that pooling adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from questions import claims, typeset
from questions.claims import Claim
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Signal = Sequence[int]


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        size = stream.integer(5, 7)
        return {
            "signal": [stream.integer(-3, 5) for _ in range(size)],
            "kernel": [stream.integer(-2, 3) for _ in range(2 if case == "two_taps" else 3)],
            "shift": stream.integer(1, 2),
            "claims": claims.drawn(CLAIMS, stream, 4),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None and lively(p))


def lively(params: Params) -> bool:
    """Whether kernel and outputs have entries enough that ways can be told apart."""
    kernel, outputs = params["kernel"], layer(params["signal"], params["kernel"])
    return 0 not in kernel and len(set(kernel)) > 1 and len(set(outputs)) > 3 and sum(outputs) != 0


def case_of(params: Params) -> str:
    return "two_taps" if len(params["kernel"]) == 2 else "longer_kernel"


def ill_posed(params: Params) -> str | None:
    signal, kernel, shift = params["signal"], params["kernel"], params["shift"]
    if len(kernel) >= len(signal):
        return "the kernel is as long as the circle"
    if shift % len(signal) == 0:
        return "a shift around the whole circle changes nothing"
    if rolled(layer(signal, kernel), shift) == layer(signal, kernel):
        return (
            "the output looks the same after the shift, so that equivariance cannot be told from invariance"
        )
    return claims.all_alike(CLAIMS, params)


def layer(x: Signal, kernel: Signal) -> tuple[int, ...]:
    """The outputs around the circle."""
    n = len(x)
    return tuple(sum(w * x[(i + j) % n] for j, w in enumerate(kernel)) for i in range(n))


def padded(x: Signal, kernel: Signal) -> tuple[int, ...]:
    """The outputs with zeros behind the end."""
    return layer([*x, *(0 for _ in kernel[1:])], kernel)[: len(x)]


def rolled(x: Signal, shift: int) -> tuple[int, ...]:
    n = len(x)
    return tuple(x[(i - shift) % n] for i in range(n))


def outputs(params: Params, shift: int = 0) -> tuple[int, ...]:
    return layer(rolled(params["signal"], shift), params["kernel"])


def padding_commutes(params: Params) -> bool:
    x, kernel, shift = params["signal"], params["kernel"], params["shift"]
    return padded(rolled(x, shift), kernel) == rolled(padded(x, kernel), shift)


def mirrors(params: Params) -> bool:
    """Whether the mirrored signal gives the mirrored output, up to a shift."""
    backwards = layer(params["signal"][::-1], params["kernel"])
    wanted = outputs(params)[::-1]
    return any(rolled(backwards, k) == wanted for k in range(len(wanted)))


CLAIMS: Mapping[str, Claim] = {
    "equivariant": Claim("Shifting the signal shifts the output by as many places (translation equivariance).",
                         "The kernel does the same at every place of the circle.", lambda p: True),
    "invariant": Claim("Shifting the signal leaves the output as it is (translation invariance).",
                       "The outputs are the same numbers, but they have moved.",
                       lambda p: outputs(p, p["shift"]) == outputs(p)),
    "average_pooling": Claim("Shifting the signal does not change the mean of all outputs (global average pooling).",
                             "A mean does not look at the order.", lambda p: True),
    "max_pooling": Claim("Shifting the signal does not change the greatest output (global max pooling).",
                         "A maximum does not look at the order.", lambda p: True),
    "zero_padding": Claim(
        "If the kernel meets zeros behind $x_n$ instead of $x_1$, the same shift of this signal still shifts the "
        "output.",
        "The zeros stay behind the end and do not move along, so the outputs near the end change.", padding_commutes),
    "along_channels": Claim(
        "On a signal with three channels the kernel also moves along the channels: one filter makes several channels.",
        "It spans all channels and adds up over them; it moves along the places only.", lambda p: False),
    "mirrored": Claim("Mirroring the signal mirrors the output, up to a shift.",
                      "The kernel is not mirrored with it, unless it is its own mirror image.", mirrors),
    "mean": Claim("The mean of the outputs is the sum of the kernel times the mean of the signal.",
                  "Each entry of the signal meets each weight of the kernel once.", lambda p: True),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    x, kernel, shift, n = params["signal"], params["kernel"], params["shift"], len(params["signal"])
    y, moved = outputs(params), outputs(params, shift)
    rows = [
        {
            "place": i + 1,
            "sum": typeset.signed_sum(typeset.product(w, x[(i + j) % n]) for j, w in enumerate(kernel)),
            "value": y[i],
        }
        for i in range(n)
    ]
    mean = Fraction(sum(moved), n)
    facts = {
        "rows": rows,
        "shifted": typeset.vector(map(str, rolled(x, shift))),
        "output": typeset.vector(map(str, y)),
        "first": rows[-shift % n]["sum"],
        "sum": sum(moved),
        "mean": typeset.quotient(mean),
        "check": typeset.product(sum(kernel), Fraction(sum(x), n)),
    }
    return {
        "a": Solved(Exact("array", y), facts),
        "b": Solved(Exact("array", moved), facts),
        "c": Solved(Exact("rational", mean, 4), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


MISTAKES = (
    Mistake("a", "kernel reversed", lambda p: layer(p["signal"], p["kernel"][::-1]),
            "The layer, as defined here, lays the kernel on the signal as it is, without turning it round."),
    Mistake("a", "zeros behind the end", lambda p: padded(p["signal"], p["kernel"]),
            "The signal lies on a circle: behind the last entry the first one follows."),
    Mistake("b", "unchanged output", outputs,
            "That would be invariance; a convolution is equivariant, so the output moves with its input."),
    Mistake("b", "shifted the other way", lambda p: rolled(outputs(p), -p["shift"]),
            "The output moves in the same direction as the signal."),
    Mistake("c", "the sum", lambda p: sum(outputs(p)), "Average pooling divides by the number of places."),
    Mistake("c", "the mean of the signal", lambda p: Fraction(sum(p["signal"]), len(p["signal"])),
            "The outputs are averaged, not the inputs."),
)  # fmt: skip


def whole_numbers(least: int, most: int, text: str) -> JSON:
    return {
        "type": "array",
        "items": {"type": "integer", "minimum": -99, "maximum": 99},
        "minItems": least,
        "maxItems": most,
        "description": text,
    }


family = Family(
    cases=("two_taps", "longer_kernel"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "signal": whole_numbers(3, 12, "the signal on the circle, whole numbers, e.g. [1, 3, 0, 2, -1, 4]"),
        "kernel": whole_numbers(2, 5, "the kernel, whole numbers, e.g. [1, 2, -1]"),
        "shift": {
            "type": "integer",
            "minimum": 1,
            "maximum": 11,
            "description": "places to the right, e.g. 2",
        },
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
