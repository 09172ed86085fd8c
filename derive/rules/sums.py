"""Laws of sums over an index."""

from __future__ import annotations

from ..derivation import Rule
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Delta, Dim, Sum, component, total

a, p = Component(Tensor("a")), Component(Tensor("p", (), POSITIVE_REAL))
i, j, k = indices("i:C j:C k:C")
n = indices("n:N")[0]
z, v = component(Tensor("z", ("C",))), component(Tensor("v", ("C",)))
X = component(Tensor("X", ("N", "C")))

ROWS: tuple[Rule, ...] = (
    Rule("contract the Kronecker delta", r"\sum_i \delta_{ij} f_i = f_j", (Sum(i, Delta(i, j) * z(i)), z(j))),
    Rule("sum over a delta", r"\sum_i \delta_{ij} f_i = f_j", (Sum(i, Delta(i, j) * z(i)), z(j))),
    Rule(
        "the Kronecker delta is symmetric",
        r"\delta_{ij} = \delta_{ji}",
        (Sum(i, Delta(i, j) * z(i)), Sum(i, Delta(j, i) * z(i))),
    ),
    Rule(
        "split the sum",
        r"\sum_k (f_k + g_k) = \sum_k f_k + \sum_k g_k",
        (Sum(k, z(k) + v(k)), Sum(k, z(k)) + Sum(k, v(k))),
    ),
    Rule("constant out of the sum", r"\sum_k a f_k = a \sum_k f_k", (Sum(k, a * z(k)), a * Sum(k, z(k)))),
    Rule("sum of equal terms", r"\sum_{k=1}^{C} a = C a", (Sum(k, a), Dim("C") * a)),
    Rule(
        "exchange the sums",
        r"\sum_n \sum_k = \sum_k \sum_n",
        (total([n, k], X(n, k)), total([k, n], X(n, k))),
    ),
    Rule(
        "product of sums",
        r"\Big( \sum_i f_i \Big) \Big( \sum_k g_k \Big) = \sum_i \sum_k f_i g_k",
        (Sum(i, z(i)) * Sum(k, v(k)), total([i, k], z(i) * v(k))),
    ),
    Rule(
        "the deviations sum to 0",
        r"\sum_k \Big( f_k - \frac{1}{C} \sum_i f_i \Big) = 0",
        (a + Sum(k, z(k) - Sum(i, z(i)) / Dim("C")), a),
    ),
    Rule(
        "the normalised inputs sum to 0",
        r"\sum_k \frac{1}{p} \Big( f_k - \frac{1}{C} \sum_i f_i \Big) = 0",
        (a + Sum(k, (z(k) - Sum(i, z(i)) / Dim("C")) / p), a),
    ),
)
