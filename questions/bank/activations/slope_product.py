"""A chain of sigmoid or tanh units: the bound on its slope, when the bound is tiny, and its slope at given numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import activation_terms, rounding, typeset
from questions.model import DECIMAL, Exact, Exemption, Family, Intermediate, Mistake, Params, Solved
from questions.seeds import Stream, fixed

PEAK = {"sigmoid": Fraction(1, 4), "tanh": Fraction(1)}  # the largest slopes, as STEEPEST proves
STEEPEST = {"sigmoid": "sigmoid_steepest", "tanh": "tanh_steepest"}
WEIGHTS = {"sigmoid": ("0.8", "1", "1.2", "1.5", "2"), "tanh": ("0.5", "0.6", "0.7", "0.8", "0.9")}
DEEPEST = 100


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: {
            "activation": case,
            "w": stream.choice(WEIGHTS[case]),
            "layers": stream.integer(5, 12),
            "m": stream.integer(4, 9) if case == "sigmoid" else stream.integer(2, 4),
            "z": [fixed(k, 1).removesuffix(".0") for k in stream.sample([*range(-25, -2), *range(3, 26)], 3)],
        },
        lambda params: ill_posed(params) is None,
    )


def ill_posed(params: Params) -> str | None:
    factor = Fraction(params["w"]) * PEAK[params["activation"]]
    if not Fraction(1, 100) <= factor <= Fraction(95, 100):
        return "the weight times the largest slope must lie between 0.01 and 0.95, so that the bound falls"
    if any(abs(Fraction(z)) > 6 for z in params["z"]):
        return "a pre-activation is beyond 6, where both curves are flat"
    if first_below(params) > DEEPEST:
        return f"it takes more than {DEEPEST} layers"
    size = factor ** first_below(params) * 10 ** params["m"]
    before = size / factor
    if any(abs(value - 1) < Fraction(1, 10**6) for value in (size, before)):
        return "the bound hits the limit exactly"
    return None


def bound(params: Params, layers: int) -> Fraction:
    return (Fraction(params["w"]) * PEAK[params["activation"]]) ** layers


def first_below(params: Params) -> int:
    """The smallest number of layers whose bound is below 10^-m."""
    limit = Fraction(1, 10 ** params["m"])
    small = (layers for layers in range(1, DEEPEST + 1) if bound(params, layers) < limit)
    return next(small, DEEPEST + 1)


def certificate(name: str) -> Any:
    """The proof that the largest slope is what PEAK says."""
    from derive import library
    from derive.claims import Bound

    proved = library.find(STEEPEST[name]).build()
    assert isinstance(proved, Bound)
    return proved.certificate


def slopes(params: Params) -> list[Fraction]:
    return [rounding.fraction(activation_terms.slope(params["activation"], Fraction(z))) for z in params["z"]]


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    name, w = params["activation"], Fraction(params["w"])
    factor, first, found = w * PEAK[name], first_below(params), slopes(params)
    product = math.prod(found) * w ** len(found)
    facts = {"factor": typeset.number(factor)}
    steps = {
        "before": typeset.about(bound(params, first - 1), 3),
        "after": typeset.about(bound(params, first), 3),
        "previous": first - 1,
        "quotient": typeset.about(Fraction(params["m"] * math.log(10) / -math.log(factor)), 4),
        **facts,
    }
    rows = [
        {"number": k, "z": z, "slope": typeset.about(slope, 6)}
        for k, (z, slope) in enumerate(zip(params["z"], found, strict=True), start=1)
    ]
    printed = tuple(
        Intermediate(f"slope of layer {row['number']}", rf"f'(z_{row['number']})", typeset.plain(slope, 6), 6)
        for row, slope in zip(rows, found, strict=True)
    )
    last = {"rows": rows, "bound": typeset.about(bound(params, len(found)), 3), "unit": w == 1}
    return {
        "a": Solved(Exact("number", bound(params, params["layers"]), 4), facts, derivation=certificate(name)),
        "b": Solved(Exact("integer", first), steps),
        "c": Solved(Exact("number", product, 4), last, intermediates=printed),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def largest_value_for_slope(params: Params) -> Fraction | None:
    """The sigmoid is 1/2 at 0, its slope 1/4."""
    if params["activation"] == "tanh":
        return None
    return (Fraction(params["w"]) / 2) ** params["layers"]


def added(params: Params) -> Fraction:
    return params["layers"] * bound(params, 1)


def no_weights(params: Params) -> Fraction | None:
    return PEAK[params["activation"]] ** params["layers"] if Fraction(params["w"]) != 1 else None


def weight_once(params: Params) -> Fraction:
    return Fraction(params["w"]) * PEAK[params["activation"]] ** params["layers"]


def sum_of_slopes(params: Params) -> Fraction:
    return Fraction(params["w"]) * sum(slopes(params), Fraction(0))


def product_of_values(params: Params) -> Fraction:
    values = [
        rounding.fraction(activation_terms.value(params["activation"], Fraction(z))) for z in params["z"]
    ]
    return math.prod(values) * Fraction(params["w"]) ** len(values)


def slopes_without_weights(params: Params) -> Fraction | None:
    return math.prod(slopes(params), start=Fraction(1)) if Fraction(params["w"]) != 1 else None


MISTAKES = (
    Mistake("a", "largest slope 1/2", largest_value_for_slope,
            r"$\frac{1}{2}$ is the value of the sigmoid at 0; its slope there is the square of that."),
    Mistake("a", "added instead of multiplied", added,
            "The chain rule multiplies the slopes of the layers; it does not add them."),
    Mistake("a", "forgot the weights", no_weights, "Each layer brings a factor $w$ as well as a slope."),
    Mistake("a", "the weight only once", weight_once,
            "There is a weight in each layer, so the factor $w$ comes as often as the slope."),
    Mistake("b", "the exponent itself", lambda p: p["m"],
            "That would be right if each layer divided by 10."),
    Mistake("b", "one layer too few", lambda p: first_below(p) - 1,
            "With this number of layers the bound is still above the limit."),
    Mistake("c", "added instead of multiplied", sum_of_slopes,
            "The chain rule multiplies the slopes of the layers; it does not add them."),
    Mistake("c", "values instead of slopes", product_of_values,
            "What back-propagation multiplies by are the slopes of the activation, not its values."),
    Mistake("c", "forgot the weights", slopes_without_weights, "Each layer brings a factor $w$ as well as a slope."),
)  # fmt: skip

family = Family(
    cases=("sigmoid", "tanh"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": ["sigmoid", "tanh"],
            "description": "the activation by name, e.g. sigmoid",
        },
        "w": {**DECIMAL, "description": "the weight of each layer, positive, e.g. 1"},
        "layers": {
            "type": "integer",
            "minimum": 2,
            "maximum": DEEPEST,
            "description": "number of layers in part (a), e.g. 10",
        },
        "m": {
            "type": "integer",
            "minimum": 1,
            "maximum": 30,
            "description": "the limit of part (b) is 10^-m",
        },
        "z": {
            "type": "array",
            "items": DECIMAL,
            "minItems": 2,
            "maxItems": 5,
            "description": "pre-activations of the layers in part (c), e.g. [0.5, -1, 2]",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
    exempt=(
        Exemption(
            "kink",
            "A number of layers is whole, and so a step function of the weight, which is given exactly.",
            part="b",
        ),
    ),
)
