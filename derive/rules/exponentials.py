"""Laws of the exponential function and of the logarithm."""

from __future__ import annotations

from ..derivation import Rule
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Sum, component, exp, log

a, b, c = (Component(Tensor(name)) for name in ("a", "b", "c"))
p, q = (Component(Tensor(name, (), POSITIVE_REAL)) for name in ("p", "q"))
k = indices("k:C")[0]
z = component(Tensor("z", ("C",)))

ROWS: tuple[Rule, ...] = (
    Rule("exponential of a sum", r"e^{a + b} = e^a e^b", (exp(a + b), exp(a) * exp(b))),
    Rule("quotient of exponentials", r"\frac{e^a}{e^b} = e^{a - b}", (exp(a) / exp(b), exp(a - b))),
    Rule("log of a product", r"\log(p q) = \log p + \log q", (log(p * q), log(p) + log(q))),
    Rule("log of a quotient", r"\log \frac{p}{q} = \log p - \log q", (log(p / q), log(p) - log(q))),
    Rule("log of a power", r"\log p^n = n \log p", (log(p**3), 3 * log(p))),
    Rule("log of an exponential", r"\log e^a = a", (log(exp(a)), a)),
    Rule(
        "log-sum-exp",
        r"\log \sum_k e^{z_k + c} = c + \log \sum_k e^{z_k}",
        (log(Sum(k, exp(z(k) + c))), c + log(Sum(k, exp(z(k))))),
    ),
)
