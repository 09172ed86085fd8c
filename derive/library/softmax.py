"""Softmax: its derivative in entries and as a matrix, what the matrix does, and what leaves softmax as it is.

s_i = e^{z_i} / sum_k e^{z_k} for C logits z; nothing here depends on how many there are.
"""

from __future__ import annotations

from ..claims import Bound, ZeroOnly
from ..derivation import Derivation, begin
from ..terms.index import Index, indices
from ..terms.matrix import Diag, Identity, MatrixSymbol, Ones, Zero
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import (
    Apply,
    Component,
    Definition,
    Delta,
    Partial,
    Sum,
    Term,
    component,
    exp,
    lift,
    log,
    total,
)
from . import Result

i, j, k, m = indices("i:C j:C k:C m:C")
S = Tensor("s", ("C",))
z, s, v, g = (
    component(Tensor("z", ("C",))),
    component(S),
    component(Tensor("v", ("C",))),
    component(Tensor("g", ("C",))),
)
c = Component(Tensor("c"))
tau = Component(Tensor("tau", (), POSITIVE_REAL))

Z = Sum(k, exp(z(k)))  # the normaliser
SOFTMAX = Definition(S, (i,), exp(z(i)) / Z)


def jacobian_entry(a: Index, b: Index) -> Term:
    return s(a) * (Delta(a, b) - s(b))


# ---------------------------------------------------------------------------------------------------- derivative


def jacobian() -> Derivation:
    return (
        begin("Derivative of softmax", Partial(s(i), z(j)), (SOFTMAX,))
        .then(Partial(exp(z(i)) / Z, z(j)), "definition")
        .then((Partial(exp(z(i)), z(j)) * Z - exp(z(i)) * Partial(Z, z(j))) / Z**2, "quotient rule")
        .then((Delta(i, j) * exp(z(i)) * Z - exp(z(i)) * exp(z(j))) / Z**2, "differentiate the exponentials")
        .then(exp(z(i)) / Z * (Delta(i, j) - exp(z(j)) / Z), "factor out")
        .then(jacobian_entry(i, j), "recognise softmax")
    )


def log_softmax() -> Derivation:
    return (
        begin("Derivative of the log-softmax", Partial(log(s(i)), z(j)), (SOFTMAX,))
        .then(Partial(log(exp(z(i)) / Z), z(j)), "definition")
        .then(Partial(z(i) - log(Z), z(j)), "log of a quotient")
        .then(Delta(i, j) - Partial(Z, z(j)) / Z, "chain rule")
        .then(Delta(i, j) - exp(z(j)) / Z, "differentiate the exponentials")
        .then(Delta(i, j) - s(j), "recognise softmax")
    )


def log_sum_exp() -> Derivation:
    return (
        begin("The gradient of log-sum-exp is softmax", Partial(log(Z), z(j)), (SOFTMAX,))
        .then(Partial(Z, z(j)) / Z, "chain rule")
        .then(Sum(k, Delta(k, j) * exp(z(k))) / Z, "differentiate the exponentials")
        .then(exp(z(j)) / Z, "contract the Kronecker delta")
        .then(s(j), "recognise softmax")
    )


def backward() -> Derivation:
    """What a gradient g with respect to the probabilities becomes with respect to the logits."""
    return (
        begin("Back-propagation through softmax", Sum(i, g(i) * Partial(s(i), z(j))), (SOFTMAX,))
        .then(Sum(i, g(i) * jacobian_entry(i, j)), "derivative of softmax", "softmax_jacobian")
        .then(Sum(i, g(i) * s(i) * Delta(i, j)) - Sum(i, g(i) * s(i) * s(j)), "distribute")
        .then(g(j) * s(j) - s(j) * Sum(i, g(i) * s(i)), "contract the Kronecker delta")
        .then(s(j) * (g(j) - Sum(i, g(i) * s(i))), "factor out")
    )


def temperature() -> Derivation:
    scaled = Sum(k, exp(z(k) / tau))
    own = Definition(S, (i,), exp(z(i) / tau) / scaled)
    return (
        begin("Derivative of softmax with a temperature", Partial(s(i), z(j)), (own,))
        .then(Partial(exp(z(i) / tau) / scaled, z(j)), "definition")
        .then(
            (Partial(exp(z(i) / tau), z(j)) * scaled - exp(z(i) / tau) * Partial(scaled, z(j))) / scaled**2,
            "quotient rule",
        )
        .then(
            1
            / tau
            * ((Delta(i, j) * exp(z(i) / tau) * scaled - exp(z(i) / tau) * exp(z(j) / tau)) / scaled**2),
            "chain rule",
        )
        .then(1 / tau * (exp(z(i) / tau) / scaled) * (Delta(i, j) - exp(z(j) / tau) / scaled), "factor out")
        .then(1 / tau * s(i) * (Delta(i, j) - s(j)), "recognise softmax")
    )


# -------------------------------------------------------------------------------------------- the Jacobian matrix

vector = MatrixSymbol(S)
J = MatrixSymbol(Tensor("J", ("C", "C")))
JACOBIAN = (SOFTMAX, Definition(J.tensor, (i, j), Partial(s(i), z(j))))
ones = Ones("C")


def jacobian_matrix() -> Derivation:
    """The entry s_i (delta_ij - s_j) is that of diag(s) (I - 1 s^T)."""
    return (
        begin("The Jacobian of softmax as a matrix", J, JACOBIAN)
        .then(Diag(vector) @ (Identity("C") - ones @ vector.T), "derivative of softmax", "softmax_jacobian")
        .then(Diag(vector) @ Identity("C") - (Diag(vector) @ ones) @ vector.T, "distributivity")
        .then(Diag(vector) - vector @ vector.T, "identity matrix")
    )


def symmetric() -> Derivation:
    return (
        begin("The Jacobian of softmax is symmetric", J.T, JACOBIAN)
        .then((Diag(vector) - vector @ vector.T).T, "derivative of softmax", "softmax_jacobian_matrix")
        .then(Diag(vector).T - (vector @ vector.T).T, "transpose of a sum")
        .then(Diag(vector) - vector @ vector.T, "transpose of a product")
        .then(J, "derivative of softmax", "softmax_jacobian_matrix")
    )


def row_sums() -> Derivation:
    return (
        begin("The rows of the Jacobian of softmax sum to 0", J @ ones, JACOBIAN)
        .then((Diag(vector) - vector @ vector.T) @ ones, "derivative of softmax", "softmax_jacobian_matrix")
        .then(Diag(vector) @ ones - vector @ (vector.T @ ones), "distributivity")
        .then(vector - vector, "sum to one", "softmax_sum")
        .then(Zero("C"), "cancel")
    )


FORM = total([i, j], v(i) * jacobian_entry(i, j) * v(j))


def as_variance(title: str) -> Derivation:
    """v^T J v is the variance of v under the probabilities s."""
    mean = Sum(m, s(m) * v(m))
    return (
        begin(f"{title}: certificate", FORM, (SOFTMAX,))
        .then(Sum(i, s(i) * v(i) ** 2) - Sum(i, s(i) * v(i)) ** 2, "contract the Kronecker delta")
        .then(Sum(i, s(i) * v(i) ** 2) - 2 * mean * mean + mean**2, "add and subtract the square of the mean")
        .then(Sum(i, s(i) * v(i) ** 2 - 2 * s(i) * v(i) * mean + s(i) * mean**2), "sum to one", "softmax_sum")
        .then(Sum(i, s(i) * (v(i) - mean) ** 2), "complete the square")
    )


def semidefinite() -> Bound:
    title = "The Jacobian of softmax is positive semidefinite"
    return Bound(title, FORM, lift(0), as_variance(title))


def null_space() -> ZeroOnly:
    """J v = 0 makes v^T J v = 0, so all v_i are equal; and J 1 = 0 (softmax_jacobian_rows): the rank of J is C - 1."""
    title = "The Jacobian of softmax has rank C - 1: only equal entries are mapped to 0"
    return ZeroOnly(title, FORM, as_variance(title))


# ------------------------------------------------------------------------------------- what leaves it as it is


def sums_to_one() -> Derivation:
    return (
        begin("Softmax sums to one", Sum(i, s(i)), (SOFTMAX,))
        .then(Sum(i, exp(z(i)) / Z), "definition")
        .then(Sum(i, exp(z(i))) / Z, "constant out of the sum")
        .then(lift(1), "cancel")
    )


def shift() -> Derivation:
    return (
        begin(
            "Softmax does not change when all logits are shifted",
            exp(z(i) - c) / Sum(k, exp(z(k) - c)),
            (SOFTMAX,),
        )
        .then(exp(z(i)) * exp(-c) / Sum(k, exp(z(k)) * exp(-c)), "exponential of a sum")
        .then(exp(z(i)) * exp(-c) / (exp(-c) * Z), "constant out of the sum")
        .then(exp(z(i)) / Z, "cancel")
        .then(s(i), "recognise softmax")
    )


def ratio() -> Derivation:
    return (
        begin("The ratio of two probabilities", s(i) / s(j), (SOFTMAX,))
        .then(exp(z(i)) / Z * Z / exp(z(j)), "definition")
        .then(exp(z(i)) / exp(z(j)), "cancel")
        .then(exp(z(i) - z(j)), "quotient of exponentials")
    )


def two_classes() -> Derivation:
    z0, z1 = Component(Tensor("z0")), Component(Tensor("z1"))
    return (
        begin("Softmax of two classes is a sigmoid", exp(z1) / (exp(z0) + exp(z1)))
        .then(1 / (exp(z0) * exp(-z1) + 1), "expand the fraction")
        .then(1 / (1 + exp(-(z1 - z0))), "exponential of a sum")
        .then(Apply("sigmoid", (z1 - z0,)), "recognise the sigmoid")
    )


TOPIC = "softmax"

RESULTS: tuple[Result, ...] = (
    Result("softmax_sum", "Softmax sums to one", TOPIC, sums_to_one),
    Result("softmax_shift", "Softmax does not change when all logits are shifted", TOPIC, shift),
    Result("softmax_ratio", "The ratio of two probabilities", TOPIC, ratio),
    Result("softmax_two_classes", "Softmax of two classes is a sigmoid", TOPIC, two_classes),
    Result("softmax_jacobian", "Derivative of softmax", TOPIC, jacobian),
    Result("softmax_jacobian_matrix", "The Jacobian of softmax as a matrix", TOPIC, jacobian_matrix),
    Result("softmax_jacobian_symmetric", "The Jacobian of softmax is symmetric", TOPIC, symmetric),
    Result("softmax_jacobian_rows", "The rows of the Jacobian of softmax sum to 0", TOPIC, row_sums),
    Result("softmax_jacobian_psd", "The Jacobian of softmax is positive semidefinite", TOPIC, semidefinite),
    Result(
        "softmax_jacobian_rank",
        "The Jacobian of softmax has rank C - 1: only equal entries are mapped to 0",
        TOPIC,
        null_space,
    ),
    Result("softmax_backward", "Back-propagation through softmax", TOPIC, backward),
    Result("softmax_temperature", "Derivative of softmax with a temperature", TOPIC, temperature),
    Result("log_softmax", "Derivative of the log-softmax", TOPIC, log_softmax),
    Result("log_sum_exp", "The gradient of log-sum-exp is softmax", TOPIC, log_sum_exp),
)
