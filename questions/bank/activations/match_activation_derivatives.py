"""Functions that stand in networks and their derivatives, to be matched."""

from __future__ import annotations

from collections.abc import Mapping

from questions.gradients import Matching, Row
from questions.model import Family, Params, Solved
from questions.seeds import Stream

FUNCTIONS = {
    "sigmoid": Row(
        "sigmoid(x)",
        r"With $f = \frac{1}{1 + e^{-x}}$ the chain rule gives $\frac{e^{-x}}{(1 + e^{-x})^2} = f\,(1 - f)$.",
        own=("sigmoid_rule", "sigmoid_by_exp"),
    ),
    "tanh": Row(
        "tanh(x)", r"The quotient rule on $\sinh x / \cosh x$ leaves $\frac{1}{\cosh^2 x} = 1 - \tanh^2 x$.",
        own=("tanh_rule", "tanh_by_cosh"),
    ),
    "softplus": Row(
        "log(1 + exp(x))", r"The chain rule gives $\frac{e^x}{1 + e^x}$, which is the sigmoid.", own=("sigmoid_itself",)
    ),
    "silu": Row(
        "x*sigmoid(x)", "the product rule has two terms, one for each factor.", own=("product_rule",)
    ),
    "softsign": Row(
        "x/(1 + abs(x))", r"In the numerator of the quotient rule stands $1 + |x| - |x| = 1$.", own=("softsign_rule",)
    ),
    "gaussian": Row("exp(-x**2)", "the inner derivative is $-2x$.", own=("gaussian_rule",)),
    "log_cosh": Row(
        "log(cosh(x))", r"The chain rule gives $\frac{\sinh x}{\cosh x}$.", own=("tanh_itself",)
    ),
    "squared_sigmoid": Row(
        "sigmoid(x)**2", r"The chain rule gives $2\sigma(x)$ times the slope of the sigmoid.", own=("power_rule",)
    ),
}  # fmt: skip
FORMULAS = {
    "sigmoid_rule": Row("sigmoid(x)*(1 - sigmoid(x))", "that is the slope of the sigmoid, at most a quarter."),
    "sigmoid_by_exp": Row("exp(x)/(1 + exp(x))**2", "that is the slope of the sigmoid, written with exponentials."),
    "tanh_rule": Row("1 - tanh(x)**2", r"That is the slope of $\tanh$, 1 at $x = 0$."),
    "tanh_by_cosh": Row("1/cosh(x)**2", r"That is the slope of $\tanh$, 1 at $x = 0$."),
    "sigmoid_itself": Row("sigmoid(x)", r"A slope that goes to 1 on the right: its function ends as $x$ does."),
    "tanh_itself": Row("tanh(x)", r"A slope from $-1$ to 1: its function is V-shaped."),
    "product_rule": Row(
        "sigmoid(x) + x*sigmoid(x)*(1 - sigmoid(x))", "the two terms show a product rule.",
    ),
    "no_product_rule": Row(
        "x*sigmoid(x)*(1 - sigmoid(x))", "that is a product in which only one factor was differentiated."
    ),
    "softsign_rule": Row("1/(1 + abs(x))**2", "a slope that is 1 at 0 and falls with the square of the distance."),
    "no_square": Row("1/(1 + abs(x))", "the quotient rule squares the denominator."),
    "gaussian_rule": Row("-2*x*exp(-x**2)", "a slope that is positive on the left: its function has its top at 0."),
    "no_inner": Row("exp(-x**2)", "a slope that is positive everywhere; here the inner derivative is missing."),
    "power_rule": Row("2*sigmoid(x)**2*(1 - sigmoid(x))", "the 2 comes from a square."),
    "only_the_power": Row("2*sigmoid(x)", "the inner derivative of the square is missing."),
    "sigmoid_squared": Row("1 - sigmoid(x)**2", r"The rule $1 - f^2$ is that of $\tanh$, not of the sigmoid."),
    "tanh_not_squared": Row("1 - tanh(x)", r"The square is missing: the slope of $\tanh$ is even."),
}  # fmt: skip
MATCHING = Matching(FUNCTIONS, FORMULAS, "x", "x:", "activations", "derivatives")


def draw(_case: str, stream: Stream) -> Params:
    return MATCHING.drawn(stream, 4, 2)


def solve(params: Params) -> Mapping[str, Solved]:
    return {"a": MATCHING.solved(params)}


family = Family(
    cases=("smooth",),
    draw=draw,
    solve=solve,
    mistakes=(),
    schema=MATCHING.schema(),
    ill_posed=MATCHING.ill_posed,
)
