"""Smooth relatives of the ReLU: their minimum, how far they are from the ReLU, and how a factor brings them nearer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from questions import activation_terms, rounding, typeset
from questions.model import DECIMAL, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, tick_all, told

CASES = ("gelu", "silu")
GATES = {"gelu": "Phi", "silu": "sigmoid"}
TOLERANCES = ("0.1", "0.05", "0.02", "0.01", "0.005", "0.001")
ASKED = 4  # statements on a sheet
STATEMENTS: Mapping[str, Statement] = {
    "monotone": Statement(
        "$f$ never decreases.",
        "It falls from 0, its limit on the far left, to its minimum, and rises from there.",
    ),
    "never_above": Statement(
        r"$f(x) \le \max(0, x)$ for all $x$.",
        "The gate lies between 0 and 1: less than $x$ passes on the right, something negative on the left.",
    ),
    "never_below": Statement(
        r"$f(x) \ge \max(0, x)$ for all $x$.", r"That is so for the softplus; here $f(x) < x$ on the right."
    ),
    "gap_symmetric": Statement(
        r"The distance $|f(x) - \max(0, x)|$ is the same at $x$ and $-x$.",
        "The gates at $x$ and $-x$ add up to 1, so $x - f(x) = -f(-x)$.",
    ),
    "gap_at_zero": Statement(
        "The distance from the ReLU is largest at $x = 0$.",
        "At 0 both functions are 0: the distance is 0 there.",
    ),
    "softplus_gap_at_zero": Statement(
        r"The softplus $\frac{1}{\beta} \log(1 + e^{\beta x})$ is farthest from the ReLU at $x = 0$.",
        r"The distance is $\frac{1}{\beta} \log(1 + e^{-\beta |x|})$, which falls with $|x|$.",
    ),
    "softplus_nearer": Statement(
        r"The softplus $\frac{1}{\beta} \log(1 + e^{\beta x})$ is nowhere as far from the ReLU as $f$ is at some $x$.",
        r"The softplus is $\frac{1}{\beta} \log 2 \approx 0.693 / \beta$ away from it, much farther than $f$.",
    ),
    "convex": Statement(
        "$f$ is convex.",
        "It falls from a limit on the far left: a convex function with such a limit could not fall.",
    ),
    "halves": Statement(
        r"With $2\beta$ instead of $\beta$ the minimum is half as deep.",
        r"$f_{2\beta}(x) = \frac{1}{2} f_{\beta}(2x)$: the graph shrinks.",
    ),
    "reaches_relu": Statement(
        "For some $x$ other than 0, $f(x)$ is equal to the ReLU.", "The gate is never exactly 0 or 1."
    ),
}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(
        lambda: {
            "activation": case,
            "beta": stream.choice(("0.5", "1", "1.25", "1.5", "1.702", "2", "2.5", "3", "4")),
            "tolerance": stream.choice(TOLERANCES),
            "statements": list(stream.sample(list(STATEMENTS), ASKED)),
        },
        lambda params: ill_posed(params) is None,
    )


def ill_posed(params: Params) -> str | None:
    if not Fraction(1, 10) <= Fraction(params["beta"]) <= 10:
        return "beta is not between 0.1 and 10"
    asked = params["statements"]
    if len(set(asked)) < len(asked):
        return "a statement stands twice in the list"
    held = {holds(statement, params) for statement in asked}
    return None if len(held) == 2 else "all of the statements hold, or none does"


# -- the solution ------------------------------------------------------------------------------------------


def lowest(name: str) -> tuple[Fraction, Fraction]:
    """Place and value of the minimum for beta = 1, from its certified enclosure."""
    from derive.minima import minimum

    found = minimum(name)
    place, value = (
        (rounding.fraction(pair[0]) + rounding.fraction(pair[1])) / 2 for pair in (found.place, found.value)
    )
    return place, value


def function(name: str) -> Callable[[Any], Any]:
    from derive.terms.terms import Apply

    return lambda u: Apply(name, (u,))


def same(left: Callable[[Any], Any], right: Callable[[Any], Any]) -> bool:
    """Whether two terms of x are proved to be equal."""
    from derive.kernel.prover import prove
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Component

    x = Component(Tensor("x"))
    return prove(left(x), right(x)) is not None


def holds(statement: str, params: Params) -> bool:
    """Whether a statement holds; beta only changes the scale of both axes, so that beta = 1 decides."""
    from derive.facts import facts

    name = params["activation"]
    f, relu, gate = function(name), function("relu"), function(GATES[name])
    _, value = lowest(name)
    one = Fraction(1)
    at_one = {side: rounding.fraction(activation_terms.value(name, side * one)) for side in (1, -1)}
    soft = {
        u: rounding.fraction(activation_terms.value("softplus", u)) - max(u, 0 * one) for u in (0 * one, one)
    }
    decided: Mapping[str, Callable[[], bool]] = {
        "monotone": lambda: facts(name).monotone != "no",
        "never_above": lambda: same(f, lambda x: x * gate(x)) and at_one[1] < 1 and at_one[-1] < 0,
        "never_below": lambda: value >= 0,
        "gap_symmetric": lambda: same(lambda x: f(x) - f(-x), lambda x: x),
        "gap_at_zero": lambda: value == 0,
        "softplus_gap_at_zero": lambda: soft[0 * one] > soft[one],
        "softplus_nearer": lambda: soft[0 * one] < -value,
        "convex": lambda: not (facts(name).limits[0] == 0 and value < 0),
        "halves": lambda: same(lambda x: x * gate(2 * x), lambda x: f(2 * x) / 2),
        "reaches_relu": lambda: same(f, relu),
    }
    return decided[statement]()


def solve(params: Params) -> Mapping[str, Solved]:
    name, beta, tolerance = params["activation"], Fraction(params["beta"]), Fraction(params["tolerance"])
    place, value = lowest(name)
    facts = {
        "place": typeset.about(place, 7),
        "value": typeset.about(value, 7),
        "unit": beta == 1,
        "size": typeset.about(-value, 7),
    }
    decided = [(STATEMENTS[row], holds(row, params)) for row in params["statements"]]
    return {
        "a": Solved(Exact("array", (place / beta, value / beta), 4), facts),
        "b": Solved(Exact("number", -value / beta, 4), facts),
        "c": Solved(Exact("number", -value / tolerance, 3), facts),
        "d": tick_all(decided, {"rows": told(decided)}),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def unscaled(params: Params) -> tuple[Fraction, Fraction] | None:
    return lowest(params["activation"]) if Fraction(params["beta"]) != 1 else None


def scaled_the_wrong_way(params: Params) -> tuple[Fraction, Fraction] | None:
    beta = Fraction(params["beta"])
    place, value = lowest(params["activation"])
    return (place * beta, value * beta) if beta != 1 else None


def no_minimum(_params: Params) -> tuple[Fraction, Fraction]:
    """As if the function rose everywhere, from 0 at the origin."""
    return Fraction(0), Fraction(0)


def of_softplus(params: Params) -> Any:
    """The largest distance of the softplus, log 2 / beta."""
    import math

    return math.log(2) / float(params["beta"])


def proportional(params: Params) -> Fraction:
    """As if the distance grew with beta."""
    return Fraction(params["tolerance"]) / -lowest(params["activation"])[1]


MISTAKES = (
    Mistake(
        "a",
        "not scaled",
        unscaled,
        r"That is the minimum for $\beta = 1$; $\beta$ shrinks the graph in both directions.",
    ),
    Mistake(
        "a",
        "scaled the wrong way",
        scaled_the_wrong_way,
        r"With $u = \beta x$ the function is $\frac{1}{\beta}$ times that of $u$.",
    ),
    Mistake(
        "a",
        "taken as monotone",
        no_minimum,
        "The function is negative on the left and goes to 0 there, so it has a negative minimum.",
    ),
    Mistake(
        "b", "the softplus", of_softplus, r"$\frac{1}{\beta} \log 2$ is the largest distance of the softplus."
    ),
    Mistake(
        "b",
        "no distance at all",
        lambda p: Fraction(0),
        "The gate is never exactly 0 or 1, so the two functions differ everywhere but at 0.",
    ),
    Mistake("c", "proportional to beta", proportional, r"The distance is inversely proportional to $\beta$."),
)

family = Family(
    cases=CASES,
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "activation": {
            "type": "string",
            "enum": list(CASES),
            "description": "the activation by name, e.g. gelu",
        },
        "beta": {**DECIMAL, "description": "the factor in the gate, e.g. 1"},
        "tolerance": {
            "type": "string",
            "enum": list(TOLERANCES),
            "description": "the distance that is allowed in part (c), e.g. 0.01",
        },
        "statements": {
            "type": "array",
            "items": {"type": "string", "enum": list(STATEMENTS)},
            "minItems": 2,
            "maxItems": 8,
            "description": "the statements of part (d) by name, in their order",
        },
    },
    ill_posed=ill_posed,
    case_of=lambda params: params["activation"],
)
