"""PReLU: the gradient of a loss with respect to the shared slope, and with respect to the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions import derived, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream, fixed

UNITS = {"three_units": 3, "five_units": 5}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: {
            "x": [
                fixed(stream.sign() * stream.integer(1, 9) * 5, 1).removesuffix(".0")
                for _ in range(UNITS[case])
            ],
            "g": [str(stream.sign() * stream.integer(1, 5)) for _ in range(UNITS[case])],
            "a": stream.choice(("0.1", "0.2", "0.25", "0.3", "0.4")),
        },
        lambda params: ill_posed(params) is None,
    )


def case_of(params: Params) -> str:
    return "five_units" if len(params["x"]) > UNITS["three_units"] else "three_units"


def numbers(params: Params, name: str) -> list[Fraction]:
    return [Fraction(value) for value in params[name]]


def ill_posed(params: Params) -> str | None:
    x, g = numbers(params, "x"), numbers(params, "g")
    if len(x) != len(g):
        return f"there are {len(x)} inputs and {len(g)} upstream gradients"
    if any(abs(value) < Fraction(1, 4) for value in x):
        return "an input is nearer to 0 than 0.25, where the kink is"
    if Fraction(params["a"]) == 1:
        return "with a = 1 the function is x"
    if not any(value < 0 for value in x) or not any(value > 0 for value in x):
        return "all inputs have the same sign"
    return "the derivative with respect to a is 0 by chance" if slope_gradient(params) == 0 else None


def slope_gradient(params: Params) -> Fraction:
    """The sum of g_i min(x_i, 0)."""
    return sum(
        (g * min(x, Fraction(0)) for g, x in zip(numbers(params, "g"), numbers(params, "x"), strict=True)),
        Fraction(0),
    )


def input_gradient(params: Params) -> tuple[Fraction, ...]:
    a = Fraction(params["a"])
    return tuple(
        g * (1 if x > 0 else a) for g, x in zip(numbers(params, "g"), numbers(params, "x"), strict=True)
    )


def outputs(params: Params) -> tuple[Fraction, ...]:
    a = Fraction(params["a"])
    return tuple(x if x > 0 else a * x for x in numbers(params, "x"))


def solve(params: Params) -> Mapping[str, Solved]:
    proved = derived.derivation("prelu_parameter")
    rows = [
        {
            "number": k,
            "x": typeset.number(x),
            "g": typeset.number(g),
            "f": typeset.number(f),
            "clipped": typeset.number(min(x, Fraction(0))),
            "share": typeset.number(g * min(x, Fraction(0))),
            "slope": "1" if x > 0 else typeset.number(Fraction(params["a"])),
            "down": typeset.number(down),
        }
        for k, (x, g, f, down) in enumerate(
            zip(
                numbers(params, "x"),
                numbers(params, "g"),
                outputs(params),
                input_gradient(params),
                strict=True,
            ),
            start=1,
        )
    ]
    facts = {
        "rows": rows,
        "result": typeset.number(slope_gradient(params)),
    }
    return {
        "a": Solved(Exact("expression", proved.result), derivation=proved),
        "b": Solved(Exact("array", outputs(params)), facts),
        "c": Solved(Exact("rational", slope_gradient(params), 4), facts),
        "d": Solved(Exact("array", input_gradient(params)), facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def term_of_x(_params: Params) -> Any:
    """The input itself, as if there were one straight line."""
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    return Component(Tensor("x"))


def term_of_relu(_params: Params) -> Any:
    from derive.terms.terms import Apply

    return Apply("relu", (term_of_x({}),))


def weighted(params: Params, keep: Any) -> Fraction:
    """The sum of g_i x_i over the inputs that are kept."""
    pairs = zip(numbers(params, "g"), numbers(params, "x"), strict=True)
    return sum((g * x for g, x in pairs if keep(x)), Fraction(0))


def without_upstream(params: Params) -> Fraction:
    return sum((min(x, Fraction(0)) for x in numbers(params, "x")), Fraction(0))


def output_as_slope(params: Params) -> Fraction:
    """The sum of g_i f(x_i) over the negative inputs."""
    return Fraction(params["a"]) * slope_gradient(params)


def input_gradient_of_relu(params: Params) -> tuple[Fraction, ...]:
    pairs = zip(numbers(params, "g"), numbers(params, "x"), strict=True)
    return tuple(g if x > 0 else Fraction(0) for g, x in pairs)


def forward_value(params: Params) -> tuple[Fraction, ...]:
    pairs = zip(numbers(params, "g"), outputs(params), strict=True)
    return tuple(g * f for g, f in pairs)


def outputs_of_relu(params: Params) -> tuple[Fraction, ...]:
    return tuple(max(x, Fraction(0)) for x in numbers(params, "x"))


def sides_swapped(params: Params) -> tuple[Fraction, ...]:
    a = Fraction(params["a"])
    return tuple(a * x if x > 0 else x for x in numbers(params, "x"))


MISTAKES = (
    Mistake("a", "x on both sides", term_of_x, "On the right the function is $x$, which does not contain $a$."),
    Mistake("a", "the other side", term_of_relu, "The parameter is used where the input is negative."),
    Mistake("b", "the plain ReLU", outputs_of_relu, "A PReLU lets negative inputs through, times $a$."),
    Mistake("b", "sides swapped", sides_swapped,
            "Positive inputs pass unchanged; it is the negative ones that are multiplied by $a$."),
    Mistake("c", "summed over all inputs", lambda p: weighted(p, lambda x: True),
            "A positive input does not meet the parameter: its share is 0."),
    Mistake("c", "summed over the positive inputs", lambda p: weighted(p, lambda x: x > 0),
            "It is the negative inputs that are multiplied by $a$."),
    Mistake("c", "forgot the upstream gradient", without_upstream,
            "Each share is multiplied by the derivative of the loss with respect to this output."),
    Mistake("c", "multiplied by a once more", output_as_slope,
            "The derivative of $a x$ with respect to $a$ is $x$, not $a x$."),
    Mistake("d", "the plain ReLU", input_gradient_of_relu, "On the left the slope is $a$, not 0."),
    Mistake("d", "values instead of slopes", forward_value,
            "The upstream gradient is multiplied by the slope of the activation, not by its value."),
)  # fmt: skip

LIST = {"type": "array", "items": DECIMAL, "minItems": 2, "maxItems": 6}
family = Family(
    cases=tuple(UNITS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "x": {**LIST, "description": "pre-activations of the units, of both signs, e.g. [2, -1.5, -3]"},
        "g": {**LIST, "description": "upstream gradients, one for each unit, e.g. [1, -2, 3]"},
        "a": {**DECIMAL, "description": "the shared slope of the left side, not 1, e.g. 0.25"},
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
