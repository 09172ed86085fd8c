"""Jacobians of layers with several inputs and of ReLUs, and what a ReLU network without biases does to a multiple.

The layer with two inputs is Y = X W + Z R + T + A for a batch of N examples in rows; G is the upstream gradient, the
derivative of the loss by Y. A gradient has the shape of what it is taken by.
"""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, MatrixSymbol, Ones, matrices
from ..terms.tensors import MASK, POSITIVE_REAL, Tensor
from ..terms.terms import (
    Apply,
    Cases,
    Component,
    Definition,
    Delta,
    Partial,
    Sum,
    Term,
    component,
    lift,
    total,
)
from . import Result
from .layers import in_matrix_form

n, k, d, e, c, m, h = indices("n:N k:N d:D e:E c:E m:M h:M")

# --------------------------------------------------------------------------------- two inputs: X W + Z R + T + A

X_, W_, Z_, R_, T_, A_, a_, G_ = matrices("X:N,D W:D,M Z:N,E R:E,M T:N,M A:N,M a:M G:N,M")
X, W, Z, R, T, A, a, G = (component(each.tensor) for each in (X_, W_, Z_, R_, T_, A_, a_, G_))
Y = component(Tensor("Y", ("N", "M")))

OUTPUT = Sum(d, X(n, d) * W(d, m)) + Sum(e, Z(n, e) * R(e, m)) + T(n, m)
FULL = Definition(Tensor("Y", ("N", "M")), (n, m), OUTPUT + A(n, m))
BROADCAST = Definition(Tensor("Y", ("N", "M")), (n, m), OUTPUT + a(m))
UPSTREAM = total([n, m], G(n, m) * Y(n, m))


def through_outputs(slope: Term) -> Term:
    return total([n, m], G(n, m) * slope)


def second_input() -> Derivation:
    return (
        begin("Layer with two inputs: gradient by the second", through_outputs(Partial(Y(n, m), Z(k, c))), (FULL,))
        .then(through_outputs(Sum(e, Delta(n, k) * Delta(e, c) * R(e, m))), "differentiate")
        .then(through_outputs(Delta(n, k) * R(c, m)), "contract the Kronecker delta")
        .then(Sum(m, G(k, m) * R(c, m)), "contract the Kronecker delta")
    )  # fmt: skip


def second_weights() -> Derivation:
    start = through_outputs(Partial(Y(n, m), R(c, h)))
    return (
        begin("Layer with two inputs: gradient by the second weights", start, (FULL,))
        .then(through_outputs(Sum(e, Z(n, e) * Delta(e, c) * Delta(m, h))), "differentiate")
        .then(through_outputs(Z(n, c) * Delta(m, h)), "contract the Kronecker delta")
        .then(Sum(n, Z(n, c) * G(n, h)), "contract the Kronecker delta")
    )


def summand() -> Derivation:
    start = through_outputs(Partial(Y(n, m), A(k, h)))
    return (
        begin("Layer with two inputs: gradient by a summand", start, (FULL,))
        .then(through_outputs(Delta(n, k) * Delta(m, h)), "differentiate")
        .then(G(k, h), "contract the Kronecker delta")
    )


def row() -> Derivation:
    start = through_outputs(Partial(Y(n, m), a(h)))
    return (
        begin("Layer with two inputs: gradient by a row that is added to each example", start, (BROADCAST,))
        .then(through_outputs(Delta(m, h)), "differentiate")
        .then(Sum(n, G(n, h)), "contract the Kronecker delta")
    )


def second_input_matrix() -> Derivation:
    title = "Layer with two inputs: gradient by the second as a matrix"
    return in_matrix_form(title, UPSTREAM, Z_, G_ @ R_.T, "two_inputs_second", FULL)


def second_weights_matrix() -> Derivation:
    title = "Layer with two inputs: gradient by the second weights as a matrix"
    return in_matrix_form(title, UPSTREAM, R_, Z_.T @ G_, "two_inputs_second_weights", FULL)


def summand_matrix() -> Derivation:
    title = "Layer with two inputs: gradient by a summand as a matrix"
    return in_matrix_form(title, UPSTREAM, A_, G_, "two_inputs_summand", FULL)


def row_matrix() -> Derivation:
    title = "Layer with two inputs: gradient by a row as a column"
    return in_matrix_form(title, UPSTREAM, a_, G_.T @ Ones("N"), "two_inputs_row", BROADCAST)


# ------------------------------------------------------------------------------------------------- quadratic forms

i, j, p, q = indices("i:D j:D p:D q:D")
x_, Q_ = matrices("x:D A:D,D")
x, Q = component(x_.tensor), component(Q_.tensor)
QUADRATIC = total([i, j], x(i) * Q(i, j) * x(j))


def quadratic_form_by_coefficients() -> Derivation:
    return (
        begin("Gradient of a quadratic form with respect to its matrix", Partial(QUADRATIC, Q(p, q)))
        .then(total([i, j], x(i) * Delta(i, p) * Delta(j, q) * x(j)), "differentiate under the sum")
        .then(x(p) * x(q), "contract the Kronecker delta")
    )


def quadratic_form_by_matrix() -> Derivation:
    L = Component(Tensor("L"))
    title = "Gradient of a quadratic form with respect to its matrix, as a matrix"
    return (
        begin(title, Gradient(L, Q_), (Definition(L.tensor, (), QUADRATIC),))
        .then(Gradient(QUADRATIC, Q_), "definition")
        .then(x_ @ x_.T, "recognise the matrix product", "quadratic_form_coefficients")
    )


# ------------------------------------------------------------------------------------------------------------ ReLUs


def relu_jacobian() -> Derivation:
    """Where no x is 0."""
    slope = Cases(x(i), (Fraction(0),), (lift(0), lift(1)), open=True)
    return (
        begin("Jacobian of the ReLU", Partial(Apply("relu", (x(i),)), x(j)))
        .then(slope * Partial(x(i), x(j)), "chain rule")
        .then(slope * Delta(i, j), "differentiate")
    )


FACTOR = Component(Tensor("c", (), POSITIVE_REAL))
U1, U2, U3 = matrices("W1:H,D W2:K,H W3:M,K")
m1, m2 = (MatrixSymbol(Tensor(name, (size,), MASK)) for name, size in (("m1", "H"), ("m2", "K")))


def one_hidden_layer() -> Derivation:
    """The mask m1 says which units are on; a positive c changes no sign, so it is the same for x and for c x."""
    return (
        begin("A ReLU network without biases is positively homogeneous", U2 @ (m1 * (U1 @ (x_ * FACTOR))))
        .then(U2 @ (m1 * ((U1 @ x_) * FACTOR)), "constant factor")
        .then(U2 @ ((m1 * (U1 @ x_)) * FACTOR), "constant factor")
        .then((U2 @ (m1 * (U1 @ x_))) * FACTOR, "constant factor")
    )


def two_hidden_layers() -> Derivation:
    first = m1 * (U1 @ x_)
    title = "A ReLU network with two hidden layers and no biases is positively homogeneous"
    return (
        begin(title, U3 @ (m2 * (U2 @ (m1 * (U1 @ (x_ * FACTOR))))))
        .then(U3 @ (m2 * (U2 @ (first * FACTOR))), "constant factor")
        .then(U3 @ ((m2 * (U2 @ first)) * FACTOR), "constant factor")
        .then((U3 @ (m2 * (U2 @ first))) * FACTOR, "constant factor")
    )


# ----------------------------------------------------------------------------------------------------------- XOR

w_, s_, u_, v_ = matrices("w:D p:D u:D v:D")
b = Component(Tensor("b"))


def exclusive_or() -> Derivation:
    """A perceptron on the corners p, p + u, p + v, p + u + v of a parallelogram, labelled -1, 1, 1, -1."""

    def score(*corner: MatrixSymbol) -> Term:
        w, *entries = (component(each.tensor) for each in (w_, *corner))
        return Sum(i, w(i) * sum((entry(i) for entry in entries[1:]), entries[0](i))) + b

    labelled = score(s_, u_) + score(s_, v_) - score(s_) - score(s_, u_, v_)
    w, p_, u, v = (component(each.tensor) for each in (w_, s_, u_, v_))
    inside = (p_(i) + u(i)) + (p_(i) + v(i)) - p_(i) - (p_(i) + u(i) + v(i))
    return (
        begin("The labelled scores of a perceptron on XOR cancel", labelled)
        .then(Sum(i, w(i) * inside) + b + b - b - b, "collect terms")
        .then(lift(0), "cancel")
    )


TWO_INPUTS, JACOBIANS = "layers with two inputs", "Jacobians"


RESULTS: tuple[Result, ...] = (
    Result("two_inputs_second", "Layer with two inputs: gradient by the second", TWO_INPUTS, second_input),
    Result(
        "two_inputs_second_weights",
        "Layer with two inputs: gradient by the second weights",
        TWO_INPUTS,
        second_weights,
    ),
    Result("two_inputs_summand", "Layer with two inputs: gradient by a summand", TWO_INPUTS, summand),
    Result(
        "two_inputs_row",
        "Layer with two inputs: gradient by a row that is added to each example",
        TWO_INPUTS,
        row,
    ),
    Result(
        "two_inputs_second_matrix",
        "Layer with two inputs: gradient by the second as a matrix",
        TWO_INPUTS,
        second_input_matrix,
    ),
    Result(
        "two_inputs_second_weights_matrix",
        "Layer with two inputs: gradient by the second weights as a matrix",
        TWO_INPUTS,
        second_weights_matrix,
    ),
    Result(
        "two_inputs_summand_matrix",
        "Layer with two inputs: gradient by a summand as a matrix",
        TWO_INPUTS,
        summand_matrix,
    ),
    Result(
        "two_inputs_row_matrix",
        "Layer with two inputs: gradient by a row as a column",
        TWO_INPUTS,
        row_matrix,
    ),
    Result(
        "quadratic_form_coefficients",
        "Gradient of a quadratic form with respect to its matrix",
        JACOBIANS,
        quadratic_form_by_coefficients,
    ),
    Result(
        "quadratic_form_coefficients_matrix",
        "Gradient of a quadratic form with respect to its matrix, as a matrix",
        JACOBIANS,
        quadratic_form_by_matrix,
    ),
    Result(
        "xor_certificate", "The labelled scores of a perceptron on XOR cancel", "perceptrons", exclusive_or
    ),
    Result("relu_jacobian", "Jacobian of the ReLU", JACOBIANS, relu_jacobian),
    Result(
        "relu_network_homogeneous",
        "A ReLU network without biases is positively homogeneous",
        JACOBIANS,
        one_hidden_layer,
    ),
    Result(
        "relu_network_homogeneous_deep",
        "A ReLU network with two hidden layers and no biases is positively homogeneous",
        JACOBIANS,
        two_hidden_layers,
    ),
)
