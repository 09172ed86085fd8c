"""Vanishing and exploding gradients: the product of one factor a layer, how fast it goes, and what helps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import statements, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement

PROVED = {"vanishing": "vanishing_sigmoid", "exploding": "exploding_product"}
KEPT = {"vanishing": Fraction(1, 1000), "exploding": Fraction(1000)}  # what counts as neither small nor large
NEAR = 0.08  # relative; no threshold is met so closely, nor a whole number of layers
DIGITS = {"vanishing": 4, "exploding": 5}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda p: ill_posed(p) is None and _readable(p))


def _numbers(case: str, stream: Stream) -> Params:
    low, high = ("0.5", "2.5") if case == "vanishing" else ("1.2", "2.5")
    return {
        "kind": case,
        "w": stream.decimal(low, high, 1).removesuffix(".0"),
        "layers": 2 * stream.integer(4, 15),
        "exponent": stream.integer(3, 8),
        "changes": list(stream.sample(list(CHANGES[case]), 5)),
    }


def _readable(params: Params) -> bool:
    """Whether the product has no more digits or zeros than one wants to write."""
    return Fraction(1, 10**11) < factor(params) ** params["layers"] < 10 ** DIGITS["exploding"] - 1


def ill_posed(params: Params) -> str | None:
    kind, layers, names = params["kind"], params["layers"], params["changes"]
    each = factor(params)
    if not (0 < each < 1 if kind == "vanishing" else each > 1):
        return "the factor of a layer lies between 0 and 1 for a vanishing, above 1 for an exploding gradient"
    if each**layers < Fraction(1, 10**11) or each**layers > 10**15:
        return "the product has too many zeros"
    if good(params, each**layers):
        return "there are too few layers: the product is neither small nor large"
    if any(name not in CHANGES[kind] for name in names) or len(set(names)) < len(names):
        return f"the changes are {typeset.listing(list(CHANGES[kind]), 'or')}, each at most once"
    sizes = [sized(name, params) for name in CHANGES[kind] if name != "nothing"]
    if any(abs(size / KEPT[kind] - 1) < NEAR for size in sizes):
        return "a change leads just to the threshold"
    if abs(_exact_depth(params) - round(_exact_depth(params))) < NEAR:
        return "the product meets the power of ten nearly at a whole number of layers"
    true = sum(holds(name, params) for name in names)
    return None if 0 < true < len(names) else "some changes must help, and not all"


# -- the product -------------------------------------------------------------------------------------------


def factor(params: Params) -> Fraction:
    """What one layer multiplies by: w times the slope, which is 1/4 for a sigmoid at 0, and 1 for a linear unit."""
    w = abs(Fraction(params["w"]))
    return w / 4 if params["kind"] == "vanishing" else w


def _exponent(params: Params) -> int:
    return params["exponent"] if params["kind"] == "vanishing" else -params["exponent"]


def depth(params: Params) -> int:
    """The least number of layers with which the product is below, or above, the power of ten."""
    each, limit = factor(params), Fraction(10) ** -_exponent(params)
    first = max(1, math.floor(_exact_depth(params)) - 1)  # the logarithm is good to far less than a layer
    passed = (n for n in range(first, first + 4) if (each**n < limit) == (each < 1) and each**n != limit)
    return next(passed)


def _exact_depth(params: Params) -> float:
    return -_exponent(params) / math.log10(factor(params))


def good(params: Params, size: Fraction) -> bool:
    kept = KEPT[params["kind"]]
    return size >= kept if params["kind"] == "vanishing" else size <= kept


Size = Callable[[Fraction, int], Fraction]  # of the derivative, from the weight and the number of layers
Change = tuple[Statement, Size]

NO_RATE = "The learning rate scales the step, not the derivative."
NOTHING = (
    Statement("Nothing helps: with that many layers there is no remedy.",
              "Other activations, the scale of the weights, normalisation and skip connections all change the factor."),
    lambda w, n: Fraction(0),
)  # fmt: skip

CHANGES: Mapping[str, Mapping[str, Change]] = {
    "vanishing": {
        "relu": (Statement("ReLUs that are on take the place of the sigmoids.",
                           "The slope of a ReLU that is on is 1, so each layer multiplies by $w$."),
                 lambda w, n: w**n),
        "skip": (Statement("Each layer gets a skip connection, $h_k = h_{k-1} + \\sigma(z_k)$ with $z_k = 0$.",
                           "The skip connection adds 1 to each factor, so that none is below 1."),
                 lambda w, n: (1 + w / 4) ** n),
        "weights": (Statement("All weights are made four times as large, and the biases keep every $z_k$ at 0.",
                              "Each factor becomes $w$: the scale of the weights decides."),
                    lambda w, n: w**n),
        "normalised": (Statement("Each pre-activation is normalised: it is multiplied by $4/w$ before the sigmoid.",
                                 "Each factor becomes 1."),
                       lambda w, n: Fraction(1)),
        "tanh": (Statement("Hyperbolic tangents take the place of the sigmoids, with $z_k = 0$ as before.",
                           "The slope of tanh at 0 is 1, so each layer multiplies by $w$."),
                 lambda w, n: w**n),
        "clip": (Statement("Each $h_k$ is clipped to the interval from 0.01 to 0.99.",
                           "This leaves the values as they are, and a slope of at most $1/4$ in each layer."),
                 lambda w, n: (w / 4) ** n),
        "rate": (Statement("The learning rate is made 100 times as large.", NO_RATE), lambda w, n: (w / 4) ** n),
        "deeper": (Statement("The number of layers is doubled.", "Each layer more makes the product smaller."),
                   lambda w, n: (w / 4) ** (2 * n)),
        "nothing": NOTHING,
    },
    "exploding": {
        "clip": (Statement("The derivative is clipped to sizes of at most 1 before it is used.",
                           "Gradient clipping bounds what is used, whatever the product is."),
                 lambda w, n: min(Fraction(1), w**n)),
        "weights": (Statement("All weights are halved.", "Each factor is halved: the scale of the weights decides."),
                    lambda w, n: (w / 2) ** n),
        "tenth": (Statement("All weights are made smaller by a tenth.", "Each factor becomes $0.9\\, w$."),
                  lambda w, n: (w * Fraction(9, 10)) ** n),
        "rate": (Statement("The learning rate is divided by 10.", NO_RATE), lambda w, n: w**n),
        "skip": (Statement("Each layer gets a skip connection: $h_{k-1}$ is added to its output.",
                           "The skip connection adds 1 to each factor, which makes the product larger."),
                 lambda w, n: (1 + w) ** n),
        "deeper": (Statement("The number of layers is doubled.", "Each layer more makes the product larger."),
                   lambda w, n: w ** (2 * n)),
        "shallower": (Statement("The number of layers is halved.", "The product becomes its square root."),
                      lambda w, n: w ** (n // 2)),
        "sigmoid": (Statement("Sigmoids at $z_k = 0$ take the place of the linear units.",
                              "Each factor is multiplied by the slope $1/4$."),
                    lambda w, n: (w / 4) ** n),
        "nothing": NOTHING,
    },
}  # fmt: skip


def sized(change: str, params: Params) -> Fraction:
    """The derivative of the output by the input, with one thing changed."""
    return CHANGES[params["kind"]][change][1](abs(Fraction(params["w"])), params["layers"])


def holds(change: str, params: Params) -> bool:
    """Whether the derivative is of a reasonable size then; of "nothing helps": whether nothing does."""
    if change != "nothing":
        return good(params, sized(change, params))
    return not any(holds(other, params) for other in CHANGES[params["kind"]] if other != "nothing")


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    from derive import library

    induction: Any = library.find(PROVED[params["kind"]]).build()
    each, layers = factor(params), params["layers"]
    found, count = each**layers, depth(params)
    rows = [
        {
            "text": CHANGES[params["kind"]][name][0].text,
            "size": _size(name, params),
            "helps": holds(name, params),
        }
        for name in params["changes"]
    ]
    facts: dict[str, Any] = {
        "w": typeset.number(params["w"]),
        "factor": typeset.number(each),
        "power": typeset.about(found, DIGITS[params["kind"]]),
        "rows": rows,
        "count": count,
        "before": count - 1,
        "log": typeset.about(Fraction(math.log10(each)), 4),
        "divisor": typeset.enclosed(typeset.about(Fraction(math.log10(each)), 4)),
        "exact": typeset.about(Fraction(_exact_depth(params)), 4),
        "last": typeset.about(each ** (count - 1), 3),
        "now": typeset.about(each**count, 3),
        "exponent": -_exponent(params),
    }
    decided = [(CHANGES[params["kind"]][name][0], holds(name, params)) for name in params["changes"]]
    return {
        "a": Solved(Exact("proof", induction.step), facts),
        "b": Solved(Exact("number", found, DIGITS[params["kind"]]), facts),
        "c": Solved(Exact("integer", count), facts),
        "d": statements.tick_all(decided, facts),
    }


def _size(name: str, params: Params) -> str:
    if name == "nothing":
        return ""
    size = sized(name, params)
    return typeset.number(size) if size == 1 else typeset.about(size, 3)


# -- what goes wrong ---------------------------------------------------------------------------------------


def of_kind(kind: str, wrong: Callable[[Params], Any]) -> Callable[[Params], Any]:
    return lambda params: wrong(params) if params["kind"] == kind else None


def other_logarithm(params: Params) -> int:
    """The natural logarithm on one side, that to base 10 on the other."""
    return math.ceil(abs(params["exponent"] / math.log(factor(params))))


MULTIPLY = "Rates of change along a path multiply: $L$ equal factors make a power, not a sum."

MISTAKES = (
    Mistake("b", "the sum of the factors", lambda p: factor(p) * p["layers"], MULTIPLY),
    Mistake("b", "forgot the slope of the sigmoid",
            of_kind("vanishing", lambda p: abs(Fraction(p["w"])) ** p["layers"]),
            "Each layer multiplies by the slope of the sigmoid as well, which is $1/4$ at most."),
    Mistake("b", "one layer too few", lambda p: factor(p) ** (p["layers"] - 1), "There is a factor for each layer."),
    Mistake("c", "one layer too few", lambda p: depth(p) - 1, "With one layer less the limit is not passed yet."),
    Mistake("c", "two kinds of logarithm", other_logarithm,
            "The same logarithm must be taken of the power of ten and of the factor."),
    Mistake("c", "divided by the factor",
            of_kind("exploding", lambda p: math.ceil(10 ** p["exponent"] / factor(p))), MULTIPLY),
)  # fmt: skip

family = Family(
    cases=tuple(PROVED),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "kind": {
            "type": "string",
            "enum": list(PROVED),
            "description": "sigmoids, or linear units that amplify",
        },
        "w": {
            **DECIMAL,
            "description": "weight of all layers, below 4 for sigmoids, above 1 for linear units, e.g. 1.5",
        },
        "layers": {
            "type": "integer",
            "minimum": 2,
            "maximum": 60,
            "description": "number of layers L, e.g. 20",
        },
        "exponent": {
            "type": "integer",
            "minimum": 2,
            "maximum": 12,
            "description": "of the power of ten, e.g. 5",
        },
        "changes": {
            "type": "array",
            "items": {"type": "string", "enum": sorted({name for row in CHANGES.values() for name in row})},
            "minItems": 2,
            "maxItems": 9,
            "description": "changes by name of which the last part asks whether they help",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["kind"],
)
