"""What an architecture settles: how many parameters a layer has, and what a skip connection does to the derivative."""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import Tensor
from ..terms.terms import Apply, Component, Delta, Dim, Partial, Sum, Term, lift, total
from . import Result

ONE = lift(1)
i, o = indices("i:n_in o:n_out")
d, m, k = indices("d:D m:M k:K")
N_IN, N_OUT, D, M, K = (Dim(name) for name in ("n_in", "n_out", "D", "M", "K"))


def dense_parameters() -> Derivation:
    """A weight for each pair of an input and an output, a bias for each output."""
    return begin("Parameters of a fully connected layer", total([i, o], ONE) + Sum(o, ONE)).then(
        N_IN * N_OUT + N_OUT, "sum of equal terms"
    )


def maxout_parameters() -> Derivation:
    """Each of the K pieces is a fully connected layer."""
    return (
        begin("Parameters of a maxout layer", Sum(k, total([d, m], ONE) + Sum(m, ONE)))
        .then(Sum(k, D * M + M), "sum of equal terms")
        .then(K * (D * M + M), "sum of equal terms")
    )


# ------------------------------------------------------------------------------------------- skip connections

a, b, c = indices("i:D j:D d:D")
h, W = Tensor("h", ("D",)), Tensor("W", ("D", "D"))
x, w, v = (Component(Tensor(name)) for name in ("x", "w", "v"))


def tanh(of: Term) -> Term:
    return Apply("tanh", (of,))


def residual_jacobian() -> Derivation:
    """The entry (i, j) of the Jacobian of h + F(h), where F(h) = tanh(W h)."""
    own, other = Component(h, (a,)), Component(h, (b,))
    inner = Sum(c, Component(W, (a, c)) * Component(h, (c,)))
    return (
        begin("Jacobian of a residual block", Partial(own + tanh(inner), other))
        .then(Partial(own, other) + Partial(tanh(inner), other), "sum rule")
        .then(Delta(a, b) + Partial(tanh(inner), other), "differentiate")
        .then(Delta(a, b) + (1 - tanh(inner) ** 2) * Component(W, (a, b)), "chain rule")
    )


def residual_chain() -> Derivation:
    """Two residual blocks of one unit each: each slope is 1 more than without the skip."""
    first = x + tanh(w * x)
    slope = 1 + (1 - tanh(w * x) ** 2) * w
    return (
        begin("Slope of two residual blocks", Partial(first + tanh(v * first), x))
        .then(Partial(first, x) + (1 - tanh(v * first) ** 2) * v * Partial(first, x), "chain rule")
        .then((1 + (1 - tanh(v * first) ** 2) * v) * Partial(first, x), "factor out")
        .then((1 + (1 - tanh(v * first) ** 2) * v) * slope, "differentiate")
    )


TOPIC = "architectures"

RESULTS: tuple[Result, ...] = (
    Result("dense_parameters", "Parameters of a fully connected layer", TOPIC, dense_parameters),
    Result("maxout_parameters", "Parameters of a maxout layer", TOPIC, maxout_parameters),
    Result("residual_jacobian", "Jacobian of a residual block", TOPIC, residual_jacobian),
    Result("residual_chain", "Slope of two residual blocks", TOPIC, residual_chain),
)
