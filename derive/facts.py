"""What is to be said of an activation function besides its derivative: kinks, range, limits, zero-centred or not.

Facts are data: questions ask about them, `backproof derive` prints them. They come out of `pieces.py` and `minima.py`,
which say what is proved. One number is not proved: the mean output for a standard normal input, by quadrature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp
import sympy
from sympy import oo

from . import minima
from .kernel.evaluation import Model, evaluate
from .minima import Minimum
from .pieces import Analysis, Break, Interval, analyse, parameter, sign
from .terms.functions import function
from .terms.tensors import Tensor
from .terms.terms import Apply, Component

# The usual assumption about the parameters of a row, and the values that are used in practice.
USUAL: dict[str, dict[str, str]] = {
    "leaky_relu": {"alpha": "between 0 and 1"},
    "prelu": {"a": "positive"},
    "elu": {"alpha": "positive"},
    "selu": {"lamda": "greater than 1", "alpha": "greater than 1"},
}
CUSTOMARY: dict[str, dict[str, Fraction]] = {
    "leaky_relu": {"alpha": Fraction(1, 100)},
    "prelu": {"a": Fraction(1, 4)},
    "elu": {"alpha": Fraction(1)},
    "selu": {"lamda": Fraction("1.0507009873554804934193"), "alpha": Fraction("1.6732632423543772848170")},
}
CONDITION = {
    "positive": "{} > 0",
    "negative": "{} < 0",
    "zero": "{} = 0",
    "between 0 and 1": "0 < {} < 1",
    "greater than 1": "{} > 1",
}
ACTIVATIONS = (
    "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "selu", "silu", "softplus", "softsign",
    "gelu", "gelu_tanh", "mish", "hard_sigmoid", "hard_tanh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One statement, in LaTeX and as plain text."""

    latex: str
    text: str


@dataclass(frozen=True, slots=True)
class Kink:
    """A point without a derivative.

    slopes        the one-sided derivatives, from the left and from the right
    subgradients  slopes of the lines that stay below the function (convex), else Clarke's interval between the slopes
    smooth_if     where the kink vanishes after all: "alpha = 1"; None if it never does
    """

    at: Fraction
    slopes: tuple[sympy.Expr, sympy.Expr]
    subgradients: Interval
    convexity: str  # "convex", "concave", or "" if it depends on the parameters
    smooth_if: Words | None


@dataclass(frozen=True, slots=True)
class ActivationFacts:
    """The facts about one activation; parameters in them are SymPy symbols under `hypotheses`.

    range         all values that are attained; `range_otherwise` has (condition, range) for other parameters
    limits        at -infinity and at +infinity
    monotone      "increasing" (strictly), "non-decreasing", or "no"
    zero_centred  whether the function is odd, so that a symmetric input has a symmetric output with mean 0
    both_signs    whether it takes positive and negative values (which is not enough to be zero-centred)
    normal_mean   mean output for a standard normal input with the customary parameters, by quadrature
    """

    name: str
    hypotheses: tuple[Words, ...]
    kinks: tuple[Kink, ...]
    range: Interval
    range_otherwise: tuple[tuple[Words, Interval], ...]
    limits: tuple[sympy.Expr, sympy.Expr]
    monotone: str
    minimum: Minimum | None
    zero_centred: bool
    zero_centred_because: Words
    both_signs: bool
    customary: Mapping[str, Fraction]
    normal_mean: mp.mpf

    @property
    def differentiable(self) -> bool:
        return not self.kinks

    def statements(self) -> Iterator[tuple[str, Words]]:
        """A label and a statement each, in the order in which they are printed."""
        if self.hypotheses:
            yield (
                "parameters",
                Words(
                    r",\ ".join(words.latex for words in self.hypotheses),
                    ", ".join(words.text for words in self.hypotheses),
                ),
            )
        for kink in self.kinks:
            yield "kink", _kink_words(kink)
        if not self.kinks:
            yield "differentiable", Words(r"\text{everywhere}", "everywhere")
        yield "range", Words(self.range.latex(), self.range.text())
        for condition, other in self.range_otherwise:
            yield (
                f"range for {condition.text}",
                Words(other.latex(), other.text()),
            )
        yield "limits", _limit_words(self.limits)
        if self.minimum:
            yield "minimum", _minimum_words(self.minimum)
        yield "monotone", Words(rf"\text{{{self.monotone}}}", self.monotone)
        answer = "yes" if self.zero_centred else "no"
        why = self.zero_centred_because
        yield "zero-centred", Words(rf"\text{{{answer}: }} {why.latex}", f"{answer}: {why.text}")


@cache
def facts(name: str) -> ActivationFacts:
    """The facts about a row of ACTIVATIONS."""
    if name not in ACTIVATIONS:
        raise ValueError(f"no facts about {name!r}: there are {', '.join(ACTIVATIONS)}")
    usual = USUAL.get(name, {})
    found = analyse(name, usual)
    least = minima.minimum(name) if name in minima.CERTIFICATES else None
    span = found.range or _above(least)
    return ActivationFacts(
        name=name,
        hypotheses=tuple(_condition(p, kind) for p, kind in usual.items()),
        kinks=tuple(_kink(point) for point in found.kinks),
        range=span,
        range_otherwise=_range_otherwise(name),
        limits=found.limits,
        monotone="no" if least else found.monotone,
        minimum=least,
        zero_centred=found.odd,
        zero_centred_because=_zero_centred(found, span),
        both_signs=_is(span.low, -1, usual) and _is(span.high, 1, usual),
        customary=CUSTOMARY.get(name, {}),
        normal_mean=normal_mean(name, CUSTOMARY.get(name, {})),
    )


def normal_mean(name: str, parameters: Mapping[str, Fraction]) -> mp.mpf:
    """E f(Z) for a standard normal Z, to about 15 digits, by quadrature between the breaks."""
    row = function(name)
    call = Apply(name, tuple(Component(Tensor(p)) for p in ("x", *row.parameters)))
    with mp.workdps(25):
        given: dict[str, Any] = {p: {(): mp.mpf(v.numerator) / v.denominator} for p, v in parameters.items()}
        ends = sorted({-12, 0, 12} | {mp.mpf(b.numerator) / b.denominator for b in row.breaks})
        mean = mp.quad(lambda z: evaluate(call, Model({}, {**given, "x": {(): z}})) * mp.npdf(z), ends)
        return mp.chop(mean, mp.mpf(10) ** -18)


MAXOUT: tuple[tuple[str, Words], ...] = (
    (
        "kink",
        Words(
            r"\text{where pieces tie for the maximum; the subgradients are the convex hull of their } w_k",
            "where pieces tie for the maximum; the subgradients are the convex hull of their w_k",
        ),
    ),
    (
        "convex",
        Words(
            r"\text{yes: } \max_k(w_k^\top y + b_k) \ge \max_k(w_k^\top x + b_k) + w_{k^*}^\top(y - x) "
            r"\text{ for each winner } k^* \text{ at } x",
            "yes: max_k (w_k y + b_k) >= max_k (w_k x + b_k) + w_k* (y - x) for each winner k* at x",
        ),
    ),
    (
        "range",
        Words(
            r"\text{depends on the weights; } K = 2 \text{ pieces } 0 \text{ and } x \text{ are the ReLU}",
            "depends on the weights; K = 2 pieces 0 and x are the ReLU",
        ),
    ),
    (
        "zero-centred",
        Words(
            r"\text{no, unless it is linear: an odd convex function is concave as well}",
            "no, unless it is linear: an odd convex function is concave as well",
        ),
    ),
)


def about(name: str) -> tuple[tuple[str, Words], ...]:
    """What is printed below a result of this name: a label and a statement each; nothing if it is no activation.

    The statements about maxout are argued, not proved.
    """
    if name == "maxout":
        return MAXOUT
    return tuple(facts(name).statements()) if name in ACTIVATIONS else ()


def _condition(name: str, assumption: str) -> Words:
    return Words(
        CONDITION[assumption].format(sympy.latex(sympy.Symbol(name))), CONDITION[assumption].format(name)
    )


def _kink(point: Break) -> Kink:
    interval = point.subgradients
    assert interval is not None
    smooth = [
        Words(f"{sympy.latex(sympy.Symbol(p))} = {value}", f"{p} = {value}")
        for p, value in point.smooth_if.items()
    ]
    convexity = {"convex kink": "convex", "concave kink": "concave"}.get(point.kind, "")
    return Kink(point.at, point.slopes, interval, convexity, smooth[0] if smooth else None)


def _range_otherwise(name: str) -> tuple[tuple[Words, Interval], ...]:
    """PReLU learns its parameter, which may become any number."""
    if name != "prelu":
        return ()
    rows = [(_condition("a", kind), analyse(name, {"a": kind}).range) for kind in ("zero", "negative")]
    return tuple((condition, span) for condition, span in rows if span is not None)


def _above(least: Minimum | None) -> Interval:
    """The range of a continuous function with a certified minimum that grows beyond all bounds."""
    assert least is not None
    return Interval(sympy.Float(mp.nstr(least.value[0], 12), 12), oo, False, True)


def _is(end: Any, direction: int, usual: Mapping[str, str]) -> bool:
    return end == direction * oo or sign(end, usual) == direction


def _zero_centred(found: Analysis, span: Interval) -> Words:
    """Why a function is odd, or why it is not."""
    if found.odd:
        return Words("f(-x) = -f(x)", "f(-x) = -f(x)")
    both = found.sum_at_one
    if sign(both, found.assumptions) in (1, -1):
        exact = both.free_symbols or both.is_Rational
        return Words(
            rf"f(1) + f(-1) = {sympy.latex(both)} \ne 0"
            if exact
            else rf"f(1) + f(-1) \approx {sympy.N(both, 6)} \ne 0",
            f"f(1) + f(-1) = {both if exact else sympy.N(both, 6)} is not 0",
        )
    if (span.low == -oo) != (span.high == oo):
        return Words(
            rf"\text{{the range }} {span.latex()} \text{{ is not symmetric}}",
            f"the range {span.text()} is not symmetric",
        )
    roots = {p: sympy.solve(both, parameter(p, kind)) for p, kind in found.assumptions.items()}
    only = ", ".join(f"{p} = {root}" for p, found_roots in roots.items() for root in found_roots)
    return Words(
        rf"f(1) + f(-1) = {sympy.latex(both)} \ne 0 \text{{ unless }} {only}",
        f"f(1) + f(-1) = {both} is not 0 unless {only}",
    )


def _kink_words(kink: Kink) -> Words:
    left, right = kink.slopes
    kind = "subgradients" if kink.convexity == "convex" else "generalised gradients (Clarke)"
    smooth = f"; none if {kink.smooth_if.text}" if kink.smooth_if else ""
    none_if = rf"\ \text{{(none if }} {kink.smooth_if.latex}\text{{)}}" if kink.smooth_if else ""
    return Words(
        rf"f'({kink.at}^-) = {sympy.latex(left)},\ f'({kink.at}^+) = {sympy.latex(right)},\ "
        rf"\partial f({kink.at}) = {kink.subgradients.latex()}{none_if}",
        f"x = {kink.at}: slope {left} from the left, {right} from the right, {kind} {kink.subgradients.text()}{smooth}",
    )


def _limit_words(limits: tuple[sympy.Expr, sympy.Expr]) -> Words:
    low, high = limits
    return Words(
        rf"f(x) \to {sympy.latex(low)} \ (x \to -\infty), \quad f(x) \to {sympy.latex(high)} \ (x \to \infty)",
        f"{low} at -infinity, {high} at infinity".replace("oo", "infinity"),
    )


def _minimum_words(least: Minimum) -> Words:
    value, place = (mp.nstr(pair[0], 12) for pair in (least.value, least.place))
    exact = f" ({least.exact[1]} at {least.exact[0]})" if least.exact else ""
    return Words(
        rf"{value} \text{{ at }} x = {place}",
        f"{value} at x = {place}{exact}: {least.reason}",
    )
