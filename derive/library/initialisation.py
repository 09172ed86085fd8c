"""Initialisation: the variance of what comes out of a layer at the start of training, after Xavier (Glorot) and He.

The weights are independent with mean 0. Nothing else is known of their distribution than their variance; the inputs
are independent of them.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import LinearExpectation, Random, Recurrence, power
from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Apply, Component, Definition, Delta, Dim, Mul, Sum, Term, component, lift, total
from . import Result

i, j = indices("i:D j:D")
n, m = indices("n:H m:H")
w, x, b = component(Tensor("w", ("D",))), component(Tensor("x", ("D",))), Component(Tensor("b"))
u, g = component(Tensor("w", ("H",))), component(Tensor("g", ("H",)))
v, q, p = (
    Component(Tensor(name, (), POSITIVE_REAL, latex))
    for name, latex in (("v_w", r"\sigma_w^2"), ("v_x", r"\sigma_x^2"), ("v_b", r"\sigma_b^2"))
)
D, H = Dim("D"), Dim("H")
HALF = lift(Fraction(1, 2))
WEIGHTS = Random(Tensor("w", ("D",)), v)
INPUTS = Random(Tensor("x", ("D",)), q)


def relu(of: Term) -> Term:
    return Apply("relu", (of,))


def forward() -> LinearExpectation:
    title = "Variance of a unit: the sum of D products"
    start = Sum(i, w(i) * x(i)) ** 2
    made = total([i, j], v * Delta(i, j) * q * Delta(i, j))
    return LinearExpectation(
        title=title,
        integrand=start,
        random=(WEIGHTS, INPUTS),
        expanded=begin(title, start).then(total([i, j], w(i) * w(j) * x(i) * x(j)), "product of sums"),
        closed=begin(title, made)
        .then(Sum(i, v * q), "contract the Kronecker delta")
        .then(D * v * q, "sum of equal terms"),
    )


def forward_with_bias() -> LinearExpectation:
    """The square of a sum has two mixed terms; their expectation is 0."""
    title = "Variance of a unit with a bias"
    logit = Sum(i, w(i) * x(i))
    start = (logit + b) ** 2
    made = total([i, j], v * Delta(i, j) * q * Delta(i, j)) + Sum(i, lift(0)) + p
    return LinearExpectation(
        title=title,
        integrand=start,
        random=(WEIGHTS, INPUTS, Random(Tensor("b"), p)),
        expanded=begin(title, start).then(
            total([i, j], w(i) * w(j) * x(i) * x(j)) + Sum(i, 2 * w(i) * x(i) * b) + b**2, "distribute"
        ),
        closed=begin(title, made)
        .then(Sum(i, v * q) + p, "contract the Kronecker delta")
        .then(D * v * q + p, "sum of equal terms"),
    )


def given_inputs() -> LinearExpectation:
    """The inputs are given, whatever they are: outputs of a ReLU, say, which do not have mean 0."""
    title = "Variance of a unit for given inputs"
    start = Sum(i, w(i) * x(i)) ** 2
    return LinearExpectation(
        title=title,
        integrand=start,
        random=(WEIGHTS,),
        expanded=begin(title, start).then(total([i, j], w(i) * w(j) * x(i) * x(j)), "product of sums"),
        closed=begin(title, total([i, j], x(i) * x(j) * v * Delta(i, j))).then(
            v * Sum(i, x(i) ** 2), "contract the Kronecker delta"
        ),
    )


def backward() -> LinearExpectation:
    title = "Variance of the gradient by an input: the sum over H units"
    start = Sum(n, u(n) * g(n)) ** 2
    at_output = Component(Tensor("v_g", (), POSITIVE_REAL, r"\sigma_g^2"))
    made = total([n, m], v * Delta(n, m) * at_output * Delta(n, m))
    return LinearExpectation(
        title=title,
        integrand=start,
        random=(Random(Tensor("w", ("H",)), v), Random(Tensor("g", ("H",)), at_output)),
        expanded=begin(title, start).then(total([n, m], u(n) * u(m) * g(n) * g(m)), "product of sums"),
        closed=begin(title, made)
        .then(Sum(n, v * at_output), "contract the Kronecker delta")
        .then(H * v * at_output, "sum of equal terms"),
    )


def after_relu() -> LinearExpectation:
    """Of an entry and its mirror image, ReLU keeps one: half of the second moment is left."""
    title = "Second moment after a ReLU"
    z = Component(Tensor("z"))
    at = Component(Tensor("v_z", (), POSITIVE_REAL, r"\sigma_z^2"))
    start = relu(z) ** 2
    return LinearExpectation(
        title=title,
        integrand=start,
        random=(Random(z.tensor, at, mirrored=True),),
        expanded=begin(title, HALF * (start + relu(-z) ** 2)).then(HALF * z**2, "case distinction"),
        closed=begin(title, HALF * at).then(at / 2, "rearrange"),
        by_mirror=z.tensor,
    )


def through_relu_layer() -> Derivation:
    """The expectation of v_w sum_i x_i^2, which is linear, where every x_i comes out of a ReLU on z_i."""
    after = Component(Tensor("m", (), POSITIVE_REAL))
    at = Component(Tensor("v_z", (), POSITIVE_REAL, r"\sigma_z^2"))
    return (
        begin(
            "Variance of a unit above a layer of ReLUs",
            v * Sum(i, after),
            (Definition(after.tensor, (), at / 2),),
        )
        .then(v * (D * after), "sum of equal terms", "unit_variance_given")
        .then(v * (D * (at / 2)), "substitute the second moment after a ReLU", "relu_second_moment")
        .then(D * v * at / 2, "rearrange")
    )


# ------------------------------------------------------------------------------------------------- the two rules


def xavier() -> Derivation:
    return (
        begin("Xavier: the variance is kept", D * v * q, (Definition(v.tensor, (), 1 / D),))
        .then(D * (1 / D) * q, "substitute")
        .then(q, "cancel")
    )


def he() -> Derivation:
    return (
        begin("He: the variance is kept through ReLUs", D * v * q / 2, (Definition(v.tensor, (), 2 / D),))
        .then(D * (2 / D) * q / 2, "substitute")
        .then(q, "cancel")
    )


def xavier_uniform() -> Derivation:
    """The uniform distribution on (-a, a) has variance a^2 / 3."""
    a = Tensor("a")
    bound = Definition(a, (), (6 / (D + H)) ** Fraction(1, 2))
    return (
        begin("Xavier: the bound of the uniform distribution", Component(a) ** 2 / 3, (bound,))
        .then(6 / (D + H) / 3, "substitute")
        .then(2 / (D + H), "cancel")
    )


def compromise() -> Derivation:
    """With 2 / (D + H) the factors of the forward and of the backward pass have mean 1."""
    return (
        begin(
            "Xavier: between forward and backward",
            HALF * (D * v + H * v),
            (Definition(v.tensor, (), 2 / (D + H)),),
        )
        .then(HALF * (D + H) * (2 / (D + H)), "factor out")
        .then(lift(1), "cancel")
    )


def variance_through_layers() -> Recurrence:
    """Without a rule the variance vanishes or explodes as a power."""
    out = Component(Tensor("v_k", latex="v_k"))
    factors = power("p_k", D * v)
    form, following = q * factors.name, D * v * out
    title = "The variance after k linear layers"
    return Recurrence(
        title=title,
        variable="k",
        output=out,
        start=q,
        following=following,
        form=form,
        parts=(factors,),
        base=begin(f"{title}: base case", q),
        step=begin(f"{title}: step", following, (Definition(out.tensor, (), form),))
        .then(D * v * (q * factors.name), "induction hypothesis")
        .then(Mul((q, D * v * factors.name)), "rearrange"),
    )


TOPIC = "initialisation"

RESULTS: tuple[Result, ...] = (
    Result("unit_variance", "Variance of a unit: the sum of D products", TOPIC, forward),
    Result("unit_variance_bias", "Variance of a unit with a bias", TOPIC, forward_with_bias),
    Result("unit_variance_given", "Variance of a unit for given inputs", TOPIC, given_inputs),
    Result(
        "gradient_variance", "Variance of the gradient by an input: the sum over H units", TOPIC, backward
    ),
    Result("relu_second_moment", "Second moment after a ReLU", TOPIC, after_relu),
    Result("unit_variance_relu", "Variance of a unit above a layer of ReLUs", TOPIC, through_relu_layer),
    Result("xavier", "Xavier: the variance is kept", TOPIC, xavier),
    Result("he", "He: the variance is kept through ReLUs", TOPIC, he),
    Result("xavier_uniform", "Xavier: the bound of the uniform distribution", TOPIC, xavier_uniform),
    Result("xavier_compromise", "Xavier: between forward and backward", TOPIC, compromise),
    Result("variance_through_layers", "The variance after k linear layers", TOPIC, variance_through_layers),
)
