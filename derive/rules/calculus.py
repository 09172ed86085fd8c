"""Laws of differentiation. A derivative that is not yet taken stands on the left, what it becomes on the right."""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Rule
from ..terms.index import indices
from ..terms.tensors import Tensor
from ..terms.terms import (
    Apply,
    Cases,
    Component,
    Delta,
    Maximum,
    Partial,
    Sum,
    Term,
    Winner,
    component,
    exp,
    log,
)

x, a = (Component(Tensor(name)) for name in ("x", "a"))
i, j, k, m = indices("i:C j:C k:C m:C")
z, v = component(Tensor("z", ("C",))), component(Tensor("v", ("C",)))
AT_0 = (Fraction(0),)


def call(name: str, argument: Term) -> Term:
    return Apply(name, (argument,))


def slope(body: Term) -> Term:
    return Partial(body, x)


f, g = call("f", x), call("g", x)
BELOW = 1 + exp(x)

ROWS: tuple[Rule, ...] = (
    Rule("sum rule", r"(f + g)' = f' + g'", (slope(f + g), slope(f) + slope(g))),
    Rule("product rule", r"(f g)' = f' g + f g'", (slope(f * g), slope(f) * g + f * slope(g))),
    Rule(
        "quotient rule",
        r"\left( \frac{f}{g} \right)' = \frac{f' g - f g'}{g^2}",
        (slope(f / BELOW), (slope(f) * BELOW - f * slope(BELOW)) / BELOW**2),
    ),
    Rule("chain rule", r"f(g(x))' = f'(g(x)) \, g'(x)", (slope(call("f", g)), call("f'", g) * slope(g))),
    Rule("power rule", r"(x^n)' = n x^{n - 1}", (slope(x**3), 3 * x**2)),
    Rule("constant factor", r"(a f)' = a f'", (slope(a * f), a * slope(f))),
    Rule("differentiate", r"x' = 1, \quad (e^x)' = e^x, \quad \dots", (slope(a * x + exp(x)), a + exp(x))),
    Rule(
        "differentiate the logarithm", r"(\log x)' = \frac{1}{x}", (slope(log(BELOW)), slope(BELOW) / BELOW)
    ),
    Rule(
        "differentiate the exponentials",
        r"\frac{\partial}{\partial z_j} e^{z_k} = \delta_{kj} e^{z_k}",
        (Partial(exp(z(k)), z(j)), Delta(k, j) * exp(z(k))),
    ),
    Rule(
        "differentiate under the sum",
        r"\frac{\partial}{\partial z_j} \sum_k f(z_k) = \sum_k \frac{\partial}{\partial z_j} f(z_k)",
        (Partial(Sum(k, call("f", z(k))), z(j)), Sum(k, Partial(call("f", z(k)), z(j)))),
    ),
    Rule(
        "differentiate each piece",
        r"f = g \text{ on an open interval} \implies f' = g' \text{ there}",
        (
            slope(Cases(x, AT_0, (a * x, x))),
            Cases(x, AT_0, (slope(a * x), slope(x)), open=True),
        ),
    ),
    Rule(
        "only the winner moves the maximum",
        r"\frac{\partial}{\partial z_j} \max_k z_k = \mathbb{1}[j = \operatorname{argmax}_k z_k]",
        (Partial(Maximum(k, z(k)), z(j)), Winner(m, z(m), j)),
    ),
)
