"""Laws that show a sign: what is written as a sum of squares cannot be negative."""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Rule
from ..terms.index import indices
from ..terms.tensors import Tensor, sums_to_one
from ..terms.terms import Apply, Component, Delta, Sum, component, lift, total

a, b, x = (Component(Tensor(name)) for name in ("a", "b", "x"))
i, j = indices("i:C j:C")
w, v = component(Tensor("w", ("C",), sums_to_one())), component(Tensor("v", ("C",)))
HALF = lift(Fraction(1, 2))
SIGMOID = Apply("sigmoid", (x,))

ROWS: tuple[Rule, ...] = (
    Rule(
        "sum over pairs",
        r"\sum_i w_i = 1 \implies \sum_i w_i v_i^2 - \Big( \sum_i w_i v_i \Big)^2 "
        r"= \frac{1}{2} \sum_i \sum_j w_i w_j (v_i - v_j)^2",
        (
            Sum(i, w(i) * v(i) ** 2) - Sum(i, w(i) * v(i)) ** 2,
            HALF * total([i, j], w(i) * w(j) * (v(i) - v(j)) ** 2),
        ),
    ),
    Rule(
        "leave out the diagonal",
        r"\sum_i \sum_j f_{ij} = \sum_i f_{ii} + \sum_i \sum_j (1 - \delta_{ij})^2 f_{ij}",
        (
            total([i, j], v(i) * w(j)),
            Sum(i, v(i) * w(i)) + total([i, j], (1 - Delta(i, j)) ** 2 * v(i) * w(j)),
        ),
    ),
    Rule(
        "square of a difference",
        r"(a - b)^2 = 2 a^2 + 2 b^2 - (a + b)^2",
        ((a - b) ** 2, 2 * a**2 + 2 * b**2 - (a + b) ** 2),
    ),
    Rule("mirror the sigmoid", r"1 - \sigma(x) = \sigma(-x)", (1 - SIGMOID, Apply("sigmoid", (-x,)))),
)
