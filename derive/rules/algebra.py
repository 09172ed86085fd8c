"""Laws of numbers."""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Rule
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component

a, b, c, x = (Component(Tensor(name)) for name in ("a", "b", "c", "x"))
p, q = (Component(Tensor(name, (), POSITIVE_REAL)) for name in ("p", "q"))
HALF = Fraction(1, 2)

ROWS: tuple[Rule, ...] = (
    Rule("distribute", r"a (b + c) = a b + a c", (a * (b + c), a * b + a * c)),
    Rule("factor out", r"a b + a c = a (b + c)", (a * b + a * c, a * (b + c))),
    Rule("collect terms", r"a x + b x = (a + b) x", (a * x + c + b * x, (a + b) * x + c)),
    Rule("cancel", r"\frac{a b}{a} = b", (p * b / p, b)),
    Rule("expand the fraction", r"\frac{a}{b} = \frac{a c}{b c}", (a / p, a * q / (p * q))),
    Rule(
        "common denominator",
        r"\frac{a}{p} + \frac{b}{q} = \frac{a q + b p}{p q}",
        (a / p + b / q, (a * q + b * p) / (p * q)),
    ),
    Rule("split the fraction", r"\frac{a + b}{c} = \frac{a}{c} + \frac{b}{c}", ((a + b) / p, a / p + b / p)),
    Rule("add and subtract", r"a = (a + b) - b", (a, (a + b) - b)),
    Rule(
        "complete the square",
        r"x^2 - a x + \frac{a^2}{4} = \left( x - \frac{a}{2} \right)^2",
        (x**2 - a * x + a**2 / 4, (x - HALF * a) ** 2),
    ),
    Rule("square of a sum", r"(a + b)^2 = a^2 + 2 a b + b^2", ((a + b) ** 2, a**2 + 2 * a * b + b**2)),
    Rule("root of a product", r"\sqrt{p q} = \sqrt{p} \sqrt{q}", ((p * q) ** HALF, p**HALF * q**HALF)),
    Rule("rearrange", r"a - b = -(b - a)", (a - b, -(b - a))),
)
