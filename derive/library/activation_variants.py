"""Other ways to the slopes of sigmoid and hyperbolic tangent, and what is left of an activation that is not odd.

The textbook's ways are in `activations.py`; these are those of lecture notes, which lead to the same lines.
"""

from __future__ import annotations

from ..derivation import Derivation
from ..terms.terms import Apply, Cases, Term, exp
from . import Result
from .activations import AT_0, absolute, alpha, chain, sigma, slope, tanh, x


def sigmoid_power_rule() -> Derivation:
    below = 1 + exp(-x)
    return chain(
        "Derivative of the sigmoid by the power rule",
        slope(sigma(x)),
        (slope(below**-1), "definition"),
        (-(below**-2) * slope(below), "power rule"),
        (-(below**-2) * (-exp(-x)), "differentiate"),
        (exp(-x) / below**2, "cancel"),
        ((1 / below) * (exp(-x) / below), "split the fraction"),
        (sigma(x) * (1 - sigma(x)), "recognise the sigmoid"),
    )


def sigmoid_by_odds() -> Derivation:
    s = sigma(x)
    return chain(
        "Derivative of the sigmoid by its odds",
        slope(s),
        (slope(1 / (1 + exp(-x))), "definition"),
        (exp(-x) / (1 + exp(-x)) ** 2, "quotient rule"),
        (exp(-x) * s**2, "recognise the sigmoid"),
        ((1 - s) / s * s**2, "substitute the odds for the exponential"),
        ((1 - s) * s, "cancel"),
    )


def tanh_quotient_rule() -> Derivation:
    above, below = exp(2 * x) - 1, exp(2 * x) + 1
    return chain(
        "Derivative of the hyperbolic tangent from its form with one exponential",
        slope(tanh(x)),
        (slope(above / below), "expand the fraction"),
        ((2 * exp(2 * x) * below - above * 2 * exp(2 * x)) / below**2, "quotient rule"),
        (4 * exp(2 * x) / below**2, "collect terms"),
        ((below**2 - above**2) / below**2, "rearrange as a difference of squares"),
        (1 - (above / below) ** 2, "split the fraction"),
        (1 - tanh(x) ** 2, "recognise the hyperbolic tangent"),
    )


def tanh_one_exponential() -> Derivation:
    above, below = exp(x) - exp(-x), exp(x) + exp(-x)
    return chain(
        "The hyperbolic tangent with one exponential",
        tanh(x),
        (above / below, "definition"),
        (exp(x) * above / (exp(x) * below), "expand the fraction"),
        ((exp(2 * x) - 1) / (exp(2 * x) + 1), "exponential of a sum"),
    )


def leaky_relu_even_part() -> Derivation:
    """What does not cancel when x and -x are equally likely."""

    def leaky(u: Term) -> Term:
        return Apply("leaky_relu", (u, alpha))

    return chain(
        "What a leaky ReLU makes of x and -x together",
        leaky(x) + leaky(-x),
        (Cases(x, AT_0, (alpha * x - x, x - alpha * x)), "case distinction"),
        ((1 - alpha) * absolute(x), "factor out"),
    )


TOPIC = "activations"

RESULTS: tuple[Result, ...] = (
    Result("sigmoid_power_rule", "Derivative of the sigmoid by the power rule", TOPIC, sigmoid_power_rule),
    Result("sigmoid_by_odds", "Derivative of the sigmoid by its odds", TOPIC, sigmoid_by_odds),
    Result(
        "tanh_quotient_rule",
        "Derivative of the hyperbolic tangent from its form with one exponential",
        TOPIC,
        tanh_quotient_rule,
    ),
    Result(
        "tanh_one_exponential", "The hyperbolic tangent with one exponential", TOPIC, tanh_one_exponential
    ),
    Result(
        "leaky_relu_even_part", "What a leaky ReLU makes of x and -x together", TOPIC, leaky_relu_even_part
    ),
)
