"""What N is in a mean squared error over a tensor: every number that is compared, whatever its axis."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from questions import derived, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES = {2: "vectors", 3: "sequences", 4: "images"}  # by the number of axes


def draw(case: str, stream: Stream) -> Params:
    batch = stream.choice((2, 4, 8, 16, 32))
    side = stream.choice((8, 16, 28, 32))
    inner = {
        "vectors": [stream.integer(3, 20)],
        "sequences": [stream.integer(5, 12), stream.choice((6, 8, 10))],
        "images": [3, side, side],
    }
    difference = stream.choice(("0.5", "0.2", "0.1", "0.3", "2", "3", "-0.5", "-0.2", "-2"))
    return {"shape": [batch, *inner[case]], "difference": difference}


def solve(params: Params) -> Mapping[str, Solved]:
    shape, d = params["shape"], Fraction(params["difference"])
    entries, proved = prod(shape), derived.derivation("mse_gradient")
    facts = {
        "product": r" \cdot ".join(str(size) for size in shape),
        "entries": entries,
        "difference": typeset.number(d),
        "square": f"{typeset.squared(d)} = {typeset.number(d * d)}",
        "mean": typeset.number(d * d),
        "total": typeset.number(entries * d * d),
        "twice": typeset.product(2, d),
        "fraction": rounding.fraction_latex(2 * d / entries),
        "moved": "up" if d > 0 else "down",
    }
    return {
        "a": Solved(Exact("integer", entries), facts),
        "b": Solved(Exact("rational", d * d, 4), facts),
        "c": Solved(Exact("number", 2 * d / entries, 4), facts, derivation=proved),
    }


def residual(params: Params) -> Fraction:
    """Prediction minus target, the same in every entry."""
    return Fraction(params["difference"])


FORGOT_N = "The mean divides by the number of entries, and its derivative does so too."

MISTAKES = (
    Mistake(
        "a",
        "the batch size only",
        lambda p: p["shape"][0],
        "Each example contributes many differences: $N$ counts numbers, not examples.",
    ),
    Mistake(
        "a",
        "the entries of one example",
        lambda p: prod(p["shape"][1:]),
        "The mean runs over the whole batch, not over one example.",
    ),
    Mistake(
        "a",
        "pixels without channels",
        lambda p: p["shape"][0] * prod(p["shape"][2:]) if len(p["shape"]) == 4 else None,
        "Each channel of a pixel is a number of its own, and is compared on its own.",
    ),
    Mistake(
        "a",
        "prediction and target both counted",
        lambda p: 2 * prod(p["shape"]),
        "Prediction and target together make one difference per entry.",
    ),
    Mistake(
        "b",
        "sum instead of mean",
        lambda p: prod(p["shape"]) * residual(p) ** 2,
        "This is the sum of the squares; the mean divides it by $N$.",
    ),
    Mistake(
        "b",
        "not squared",
        lambda p: abs(residual(p)),
        "This is the mean absolute error; the differences are squared before they are averaged.",
    ),
    Mistake(
        "b",
        "half of it",
        lambda p: residual(p) ** 2 / 2,
        "A factor $1/2$ is a convention of some books; the mean squared error has none.",
    ),
    Mistake("c", "forgot 1/N", lambda p: 2 * residual(p), FORGOT_N),
    Mistake(
        "c",
        "forgot the 2",
        lambda p: residual(p) / prod(p["shape"]),
        "The derivative of a square brings down a factor 2.",
    ),
    Mistake(
        "c",
        "wrong sign",
        lambda p: -2 * residual(p) / prod(p["shape"]),
        "With respect to the prediction the derivative has the sign of prediction minus target.",
    ),
    Mistake(
        "c",
        "divided by the batch size",
        lambda p: 2 * residual(p) / p["shape"][0],
        "$N$ is the number of all entries, not the number of examples.",
    ),
)


def ill_posed(params: Params) -> str | None:
    if residual(params) == 0:
        return "prediction and target are equal, so there is nothing to compute"
    if prod(params["shape"]) > 10**7:
        return f"the shape {params['shape']} has more than ten million entries"
    return None


family = Family(
    cases=("images", "sequences", "vectors"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "shape": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 4096},
            "minItems": 2,
            "maxItems": 4,
            "description": "shape of prediction and target: (B, C, H, W), (B, T, D) or (B, D), e.g. [4, 3, 8, 8]",
        },
        "difference": {**DECIMAL, "description": "prediction minus target in every entry, e.g. 0.5"},
    },
    ill_posed=ill_posed,
    case_of=lambda params: CASES[len(params["shape"])],
)
