"""Scaled dot-product attention: gradients with respect to values, weights, scores, queries and keys; several heads.

T queries and S keys of size d, values of size M. Scores Z = Q K^T / sqrt(d), weights A the softmax of the rows of Z,
output Y = A V. G is the upstream gradient of the output. Masked positions are outside of what is said here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..derivation import Derivation, Statement, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, MatrixSymbol, Ones
from ..terms.tensors import Tensor
from ..terms.terms import (
    Component,
    Definition,
    Delta,
    Dim,
    Partial,
    Power,
    Sum,
    component,
    exp,
    total,
)
from . import Result

t, r, s, p, k, m, j = indices("t:T r:T s:S p:S k:S m:M j:M")
q, c = indices("q:d c:d")
scale = Power(Dim("d"), Fraction(-1, 2))
L = Component(Tensor("L"))


def symbol(name: str, *dims: str) -> MatrixSymbol:
    return MatrixSymbol(Tensor(name, dims))


# The underscore stands for all entries of a matrix.
Q_, K_, V_, G_ = symbol("Q", "T", "d"), symbol("K", "S", "d"), symbol("V", "S", "M"), symbol("G", "T", "M")
Z_, A_, Y_ = symbol("Z", "T", "S"), symbol("A", "T", "S"), symbol("Y", "T", "M")
E_ = symbol("Delta", "T", "S")  # the gradient with respect to the scores
Q, K, V, G, Z, A, E = (component(each.tensor) for each in (Q_, K_, V_, G_, Z_, A_, E_))
Y = component(Y_.tensor)

SCORES = Definition(Z_.tensor, (t, s), Sum(q, Q(t, q) * K(s, q)) * scale)
WEIGHTS = Definition(A_.tensor, (t, s), exp(Z(t, s)) / Sum(k, exp(Z(t, k))))
OUTPUT = Definition(Y_.tensor, (t, m), Sum(s, A(t, s) * V(s, m)))
LOSS = Definition(L.tensor, (), total([t, m], G(t, m) * Y(t, m)))
TO_SCORES = Definition(
    E_.tensor,
    (t, s),
    A(t, s) * (Sum(m, G(t, m) * V(s, m)) - Sum(k, A(t, k) * Sum(m, G(t, m) * V(k, m)))),
)
FROM_WEIGHTS = (OUTPUT, LOSS)
FROM_SCORES = (WEIGHTS, OUTPUT, LOSS)
WHOLE = (SCORES, WEIGHTS, OUTPUT, LOSS, TO_SCORES)
TITLE = "Attention: gradient with respect to "


def stage(
    what: str,
    wrt: Component | MatrixSymbol,
    definitions: tuple[Definition, ...],
    *lines: tuple[Statement, str] | tuple[Statement, str, str],
) -> Derivation:
    """The gradient of L with respect to one entry, or to a whole matrix."""
    start = Partial(L, wrt) if isinstance(wrt, Component) else Gradient(L, wrt)
    derivation = begin(TITLE + what, start, definitions)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


def values() -> Derivation:
    wrt = V(p, j)
    return stage(
        "the values",
        wrt,
        FROM_SCORES,
        (total([t, m], G(t, m) * Partial(Y(t, m), wrt)), "chain rule"),
        (total([t, m], G(t, m) * Sum(s, A(t, s) * Delta(s, p) * Delta(m, j))), "differentiate"),
        (Sum(t, A(t, p) * G(t, j)), "contract the Kronecker delta"),
    )


def weights() -> Derivation:
    wrt = A(r, p)
    return stage(
        "the weights",
        wrt,
        FROM_WEIGHTS,
        (total([t, m], G(t, m) * Partial(Y(t, m), wrt)), "chain rule"),
        (total([t, m], G(t, m) * Sum(s, Delta(t, r) * Delta(s, p) * V(s, m))), "differentiate"),
        (Sum(m, G(r, m) * V(p, m)), "contract the Kronecker delta"),
    )


def scores() -> Derivation:
    wrt = Z(r, p)
    back = Sum(m, G(r, m) * V(s, m))
    return stage(
        "the scores",
        wrt,
        FROM_SCORES,
        (total([t, s], Sum(m, G(t, m) * V(s, m)) * Partial(A(t, s), wrt)), "chain rule", "attention_weights"),
        (Sum(s, back * (A(r, s) * (Delta(s, p) - A(r, p)))), "derivative of softmax", "softmax_jacobian"),
        (
            Sum(m, G(r, m) * V(p, m)) * A(r, p) - A(r, p) * Sum(s, back * A(r, s)),
            "contract the Kronecker delta",
        ),
        (A(r, p) * (Sum(m, G(r, m) * V(p, m)) - Sum(s, A(r, s) * back)), "factor out"),
    )


def queries() -> Derivation:
    wrt = Q(r, c)
    return stage(
        "the queries",
        wrt,
        WHOLE,
        (total([t, s], E(t, s) * Partial(Z(t, s), wrt)), "chain rule", "attention_scores"),
        (total([t, s], E(t, s) * (Delta(t, r) * K(s, c) * scale)), "differentiate"),
        (Sum(s, E(r, s) * K(s, c)) * scale, "contract the Kronecker delta"),
    )


def keys() -> Derivation:
    wrt = K(p, c)
    return stage(
        "the keys",
        wrt,
        WHOLE,
        (total([t, s], E(t, s) * Partial(Z(t, s), wrt)), "chain rule", "attention_scores"),
        (total([t, s], E(t, s) * (Delta(s, p) * Q(t, c) * scale)), "differentiate"),
        (Sum(t, E(t, p) * Q(t, c)) * scale, "contract the Kronecker delta"),
    )


def values_matrix() -> Derivation:
    return stage(
        "the values as a matrix",
        V_,
        FROM_SCORES,
        (Gradient(LOSS.body, V_), "definition"),
        (A_.T @ G_, "recognise the matrix product", "attention_values"),
    )


def weights_matrix() -> Derivation:
    return stage(
        "the weights as a matrix",
        A_,
        FROM_WEIGHTS,
        (Gradient(LOSS.body, A_), "definition"),
        (G_ @ V_.T, "recognise the matrix product", "attention_weights"),
    )


def scores_matrix() -> Derivation:
    back = G_ @ V_.T
    ones = Ones("S")
    return stage(
        "the scores as a matrix",
        Z_,
        FROM_SCORES,
        (Gradient(LOSS.body, Z_), "definition"),
        (A_ * (back - ((A_ * back) @ ones) @ ones.T), "derivative of softmax", "attention_scores"),
    )


def queries_matrix() -> Derivation:
    return stage(
        "the queries as a matrix",
        Q_,
        WHOLE,
        (Gradient(LOSS.body, Q_), "definition"),
        ((E_ @ K_) * scale, "recognise the matrix product", "attention_queries"),
    )


def keys_matrix() -> Derivation:
    return stage(
        "the keys as a matrix",
        K_,
        WHOLE,
        (Gradient(LOSS.body, K_), "definition"),
        ((E_.T @ Q_) * scale, "recognise the matrix product", "attention_keys"),
    )


# ------------------------------------------------------------------------------------------------------ several heads

h, g = indices("h:H g:H")
n, i = indices("n:D i:D")  # D is the size of the model
heads = component(Tensor("Y", ("H", "T", "M")))  # the outputs of the heads
W = component(Tensor("W", ("H", "M", "D")))  # a block of the output projection for each head
U = component(Tensor("G", ("T", "D")))
PROJECTED = total([h, m], heads(h, t, m) * W(h, m, n))


def concatenation() -> Derivation:
    """The projection of the concatenated heads is the sum of the projections of the heads."""
    wrt = W(g, j, i)
    return (
        begin(
            "Multi-head attention: gradient with respect to the output projection",
            total([t, n], U(t, n) * Partial(PROJECTED, wrt)),
        )
        .then(
            total([t, n], U(t, n) * total([h, m], heads(h, t, m) * Delta(h, g) * Delta(m, j) * Delta(n, i))),
            "differentiate",
        )
        .then(Sum(t, heads(g, t, j) * U(t, i)), "contract the Kronecker delta")
    )


def one_head() -> Derivation:
    """What goes down to one head is then the upstream gradient of its scaled dot-product attention."""
    wrt = heads(g, r, j)
    return (
        begin(
            "Multi-head attention: gradient with respect to the output of a head",
            total([t, n], U(t, n) * Partial(PROJECTED, wrt)),
        )
        .then(
            total([t, n], U(t, n) * total([h, m], Delta(h, g) * Delta(t, r) * Delta(m, j) * W(h, m, n))),
            "differentiate",
        )
        .then(Sum(n, U(r, n) * W(g, j, n)), "contract the Kronecker delta")
    )


# Every head has its own projections of the same input X; D is the size of the model, d that of a head.
X = component(Tensor("X", ("T", "D")))
P = component(Tensor("P", ("H", "D", "d")))  # one of the three projections, for each head
own = component(
    Tensor("B", ("H", "T", "d"))
)  # the queries, for the gradient of the keys, and the other way round
errors = component(Tensor("Delta", ("H", "T", "T")))  # the gradient with respect to the scores of each head
weight = component(Tensor("A", ("H", "T", "T")))
down = component(Tensor("G", ("H", "T", "d")))  # the gradient with respect to the output of each head
a, b = indices("a:T b:T")


def query_projection() -> Derivation:
    wrt = P(g, i, c)
    score = Sum(q, Sum(n, X(a, n) * P(h, n, q)) * own(h, b, q)) * scale
    return (
        begin(
            MULTI_HEAD + "the projections to queries",
            total([h, a, b], errors(h, a, b) * Partial(score, wrt)),
        )
        .then(
            total(
                [h, a, b],
                errors(h, a, b) * (Sum(q, Delta(h, g) * X(a, i) * Delta(q, c) * own(h, b, q)) * scale),
            ),
            "differentiate",
        )
        .then(
            Sum(a, X(a, i) * Sum(b, errors(g, a, b) * own(g, b, c))) * scale, "contract the Kronecker delta"
        )
    )


def key_projection() -> Derivation:
    wrt = P(g, i, c)
    score = Sum(q, own(h, a, q) * Sum(n, X(b, n) * P(h, n, q))) * scale
    return (
        begin(
            MULTI_HEAD + "the projections to keys",
            total([h, a, b], errors(h, a, b) * Partial(score, wrt)),
        )
        .then(
            total(
                [h, a, b],
                errors(h, a, b) * (Sum(q, own(h, a, q) * (Delta(h, g) * X(b, i) * Delta(q, c))) * scale),
            ),
            "differentiate",
        )
        .then(
            Sum(b, X(b, i) * Sum(a, errors(g, a, b) * own(g, a, c))) * scale, "contract the Kronecker delta"
        )
    )


def value_projection() -> Derivation:
    wrt = P(g, i, c)
    output = Sum(b, weight(h, a, b) * Sum(n, X(b, n) * P(h, n, q)))
    return (
        begin(
            MULTI_HEAD + "the projections to values",
            total([h, a, q], down(h, a, q) * Partial(output, wrt)),
        )
        .then(
            total(
                [h, a, q],
                down(h, a, q) * Sum(b, weight(h, a, b) * (Delta(h, g) * X(b, i) * Delta(q, c))),
            ),
            "differentiate",
        )
        .then(Sum(b, X(b, i) * Sum(a, weight(g, a, b) * down(g, a, c))), "contract the Kronecker delta")
    )


TOPIC = "attention"
MULTI_HEAD = "Multi-head attention: gradient with respect to "


def row(name: str, what: str, build: Callable[[], Derivation]) -> Result:
    return Result(name, TITLE + what, TOPIC, build)


RESULTS: tuple[Result, ...] = (
    row("attention_values", "the values", values),
    row("attention_values_matrix", "the values as a matrix", values_matrix),
    row("attention_weights", "the weights", weights),
    row("attention_weights_matrix", "the weights as a matrix", weights_matrix),
    row("attention_scores", "the scores", scores),
    row("attention_scores_matrix", "the scores as a matrix", scores_matrix),
    row("attention_queries", "the queries", queries),
    row("attention_queries_matrix", "the queries as a matrix", queries_matrix),
    row("attention_keys", "the keys", keys),
    row("attention_keys_matrix", "the keys as a matrix", keys_matrix),
    Result(
        "multi_head_projection",
        "Multi-head attention: gradient with respect to the output projection",
        TOPIC,
        concatenation,
    ),
    Result(
        "multi_head_output",
        "Multi-head attention: gradient with respect to the output of a head",
        TOPIC,
        one_head,
    ),
    Result("multi_head_queries", MULTI_HEAD + "the projections to queries", TOPIC, query_projection),
    Result("multi_head_keys", MULTI_HEAD + "the projections to keys", TOPIC, key_projection),
    Result("multi_head_values", MULTI_HEAD + "the projections to values", TOPIC, value_projection),
)
