"""Slips of the pen that are written by hand, where a person goes wrong in a way that is worth its own sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Letters:
    """What a slip is written with."""

    x: Any
    exp: Callable[[Any], Any]
    s: Any
    t: Any
    slope: Callable[[Any], Any]

    @property
    def below(self) -> Any:
        """The denominator of the sigmoid."""
        return 1 + self.exp(-self.x)

    @property
    def high(self) -> Any:
        """The denominator of the hyperbolic tangent with one exponential."""
        return self.exp(2 * self.x) + 1

    @property
    def low(self) -> Any:
        """Its numerator."""
        return self.exp(2 * self.x) - 1


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that is written down wrongly: its derivation, its place from the top (0 is what is derived), and why."""

    derivation: str
    line: int
    build: Callable[[Letters], Any]
    feedback: str


SLIPS: Mapping[str, Slip] = {
    "power not lowered": Slip("sigmoid_power_rule", 2, lambda w: -(w.below**-1) * w.slope(w.below),
        "The power rule lowers the exponent by 1, from $-1$ to $-2$."),
    "power without sign": Slip("sigmoid_power_rule", 2, lambda w: w.below**-2 * w.slope(w.below),
        "The power rule brings the exponent $-1$ down as a factor."),
    "inner sign": Slip("sigmoid_power_rule", 3, lambda w: -(w.below**-2) * w.exp(-w.x),
        "The derivative of $e^{-x}$ is $-e^{-x}$."),
    "square lost": Slip("sigmoid_power_rule", 4, lambda w: w.exp(-w.x) / w.below,
        "The exponent $-2$ means the square of the denominator."),
    "split wrongly": Slip("sigmoid_power_rule", 5, lambda w: w.exp(-w.x) / w.below * (w.exp(-w.x) / w.below),
        "The numerator stands there once; it goes to one of the two factors, the other one keeps a 1."),
    "plus sigma": Slip("sigmoid_power_rule", 6, lambda w: w.s * (1 + w.s),
        r"$\frac{e^{-x}}{1 + e^{-x}}$ is what is missing from $\sigma(x)$ to 1, so it is $1 - \sigma(x)$."),
    "rule of tanh": Slip("sigmoid_power_rule", 6, lambda w: 1 - w.s**2,
        "That is the pattern of the hyperbolic tangent."),
    "quotient sign": Slip("sigmoid_by_odds", 2, lambda w: -w.exp(-w.x) / w.below**2,
        "Two minus signs cancel: that of the quotient rule and that of the derivative of $e^{-x}$."),
    "sigma not squared": Slip("sigmoid_by_odds", 3, lambda w: w.exp(-w.x) * w.s,
        r"$\frac{1}{(1 + e^{-x})^2}$ is the square of the sigmoid."),
    "odds upside down": Slip("sigmoid_by_odds", 4, lambda w: w.s / (1 - w.s) * w.s**2,
        r"From $\sigma (1 + e^{-x}) = 1$ follows $e^{-x} = \frac{1 - \sigma}{\sigma}$; its reciprocal is $e^{x}$."),
    "odds plus": Slip("sigmoid_by_odds", 4, lambda w: (1 + w.s) / w.s * w.s**2,
        r"From $\sigma (1 + e^{-x}) = 1$ follows $e^{-x} = \frac{1 - \sigma}{\sigma}$."),
    "cancelled too much": Slip("sigmoid_by_odds", 5, lambda w: 1 - w.s,
        r"Of $\sigma^2$ one factor cancels, the other one is left."),
    "cancelled too little": Slip("sigmoid_by_odds", 5, lambda w: (1 - w.s) * w.s**2,
        r"Of $\sigma^2$ one factor cancels against the denominator."),
    "quotient plus": Slip("tanh_quotient_rule", 2,
        lambda w: (2 * w.exp(2 * w.x) * w.high + w.low * 2 * w.exp(2 * w.x)) / w.high**2,
        "The numerator of the quotient rule is a difference."),
    "quotient inner": Slip("tanh_quotient_rule", 2,
        lambda w: (w.exp(2 * w.x) * w.high - w.low * w.exp(2 * w.x)) / w.high**2,
        "The derivative of $e^{2x}$ is $2 e^{2x}$."),
    "quotient denominator": Slip("tanh_quotient_rule", 2,
        lambda w: (2 * w.exp(2 * w.x) * w.high - w.low * 2 * w.exp(2 * w.x)) / w.high,
        "The quotient rule squares the denominator."),
    "collected wrongly": Slip("tanh_quotient_rule", 3, lambda w: 2 * w.exp(2 * w.x) / w.high**2,
        "The difference of the two brackets is 2, and it is multiplied by $2 e^{2x}$."),
    "sum of squares": Slip("tanh_quotient_rule", 4, lambda w: (w.high**2 + w.low**2) / w.high**2,
        "$4 e^{2x}$ is the difference of the two squares: only the mixed terms are left."),
    "plus square": Slip("tanh_quotient_rule", 5, lambda w: 1 + (w.low / w.high) ** 2,
        "The minus of the numerator stays when the fraction is split."),
    "no square": Slip("tanh_quotient_rule", 6, lambda w: 1 - w.t,
        "The fraction is squared, so the hyperbolic tangent is squared."),
}  # fmt: skip


def letters() -> Letters:
    from derive.terms.tensors import Tensor
    from derive.terms.terms import Apply, Component, Partial, exp

    x = Component(Tensor("x"))
    return Letters(x, exp, Apply("sigmoid", (x,)), Apply("tanh", (x,)), lambda u: Partial(u, x))
