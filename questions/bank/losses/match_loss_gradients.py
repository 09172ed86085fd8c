"""Losses of one output and their gradients, to be matched."""

from __future__ import annotations

from collections.abc import Mapping

from questions.gradients import Matching, Row
from questions.model import Family, Params, Solved
from questions.seeds import Stream

LOSSES = {
    "squared_error": Row("(z - y)**2/2", "The factor 2 of the square cancels the half.", own=("residual",)),
    "cross_entropy": Row(
        "-y*log(sigmoid(z)) - (1 - y)*log(1 - sigmoid(z))",
        r"The slope of the sigmoid, $\sigma(1 - \sigma)$, cancels against the logarithms' $\frac{1}{\sigma}$ and "
        r"$\frac{1}{1 - \sigma}$.",
        own=("probability_minus_target",),
    ),
    "squared_error_of_sigmoid": Row(
        "(sigmoid(z) - y)**2/2", "Nothing cancels the slope of the sigmoid, so the gradient vanishes where it is flat.",
        own=("vanishing",),
    ),
    "poisson": Row("exp(z) - y*z", "The exponential is its own derivative.", own=("rate_minus_count",)),
    "log_cosh": Row("log(cosh(z - y))", r"The chain rule gives $\sinh / \cosh$.", own=("tanh_of_residual",)),
    "pseudo_huber": Row(
        "sqrt(1 + (z - y)**2) - 1", "The square root stands in the denominator, the inner derivative above it.",
        own=("soft_sign",),
    ),
    "logistic": Row(
        "log(1 + exp(-y*z))", r"The chain rule gives $\frac{-y\, e^{-yz}}{1 + e^{-yz}}$.",
        own=("margin", "margin_by_exp"),
    ),
    "exponential": Row("exp(-y*z)", "The inner derivative is $-y$.", own=("exponential_rule",)),
}  # fmt: skip
FORMULAS = {
    "residual": Row("z - y", "It is linear in the output, so its loss is a parabola."),
    "doubled_residual": Row("2*(z - y)", "This would be the gradient of $(z - y)^2$ without the half."),
    "probability_minus_target": Row("sigmoid(z) - y", "It does not vanish where the sigmoid is flat and wrong."),
    "target_minus_probability": Row(
        "y - sigmoid(z)", "That has the sign of the step downhill; the gradient points uphill."
    ),
    "vanishing": Row(
        "(sigmoid(z) - y)*sigmoid(z)*(1 - sigmoid(z))", "It has the slope of the sigmoid as a factor."
    ),
    "rate_minus_count": Row("exp(z) - y", "It is 0 where $e^z$ is the target."),
    "tanh_of_residual": Row("tanh(z - y)", r"It is bounded by 1, and odd in $z - y$."),
    "soft_sign": Row("(z - y)/sqrt(1 + (z - y)**2)", r"It is bounded by 1, and odd in $z - y$."),
    "root_alone": Row("sqrt(1 + (z - y)**2)", "A gradient is 0 where the loss has its minimum; this one never is."),
    "margin": Row("-y*sigmoid(-y*z)", "It goes to 0 where $yz$ is large, and to $-y$ where it is very negative."),
    "margin_by_exp": Row(
        "-y/(1 + exp(y*z))", "It goes to 0 where $yz$ is large, and to $-y$ where it is very negative."
    ),
    "margin_without_label": Row("-sigmoid(-y*z)", "The inner derivative of $-yz$ is $-y$, not $-1$."),
    "exponential_rule": Row("-y*exp(-y*z)", "It grows without bound where $yz$ is negative."),
    "exponential_without_label": Row("-exp(-y*z)", "The inner derivative of $-yz$ is $-y$, not $-1$."),
}  # fmt: skip
MATCHING = Matching(LOSSES, FORMULAS, "z", "z: y:", "losses", "gradients")


def draw(_case: str, stream: Stream) -> Params:
    return MATCHING.drawn(stream, 4, 2)


def solve(params: Params) -> Mapping[str, Solved]:
    return {"a": MATCHING.solved(params)}


family = Family(
    cases=("one_output",),
    draw=draw,
    solve=solve,
    mistakes=(),
    schema=MATCHING.schema(),
    ill_posed=MATCHING.ill_posed,
)
