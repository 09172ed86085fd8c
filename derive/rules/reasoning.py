"""Laws of reasoning: unfold and fold a name, use what is given, tell cases apart."""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Rule
from ..terms.index import indices
from ..terms.tensors import Tensor, sums_to_one
from ..terms.terms import Apply, Cases, Component, Sum, component, exp, lift

x, a, b = (Component(Tensor(name)) for name in ("x", "a", "b"))
k = indices("k:C")[0]
y = component(Tensor("y", ("C",), sums_to_one()))
SIGMOID, ABS = Apply("sigmoid", (x,)), Apply("abs", (x,))

ROWS: tuple[Rule, ...] = (
    Rule("definition", r"f(x) := \dots", (SIGMOID, 1 / (1 + exp(-x)))),
    Rule("recognise", r"\dots =: f(x)", (1 / (1 + exp(-x)), SIGMOID)),
    Rule("derivative of", r"\frac{d}{dx} f(x) = \dots \text{, as proved before}"),
    Rule("substitute", r"x = a \implies f(x) = f(a)", (Apply("sigmoid", (0 * x,)), 1 / (1 + exp(lift(0))))),
    Rule("evaluate", r"2 \cdot 3 = 6", (Apply("relu", (lift(2),)) + Apply("relu", (lift(-2),)), lift(2))),
    Rule("equal logits", r"z_1 = \dots = z_C"),
    Rule("sum to one", r"\sum_k y_k = 1", (a * Sum(k, y(k)), a)),
    Rule(
        "case distinction",
        r"|x| = x \text{ if } x > 0 \text{, else } -x",
        (ABS, Cases(x, (Fraction(0),), (-x, x))),
    ),
    Rule("induction hypothesis", r"P(l) \implies P(l + 1)"),
)
