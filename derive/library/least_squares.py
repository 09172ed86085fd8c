"""Least squares solved: the minimum of linear and of ridge regression, and why one Newton step lands on it.

X is N inputs in rows, t a column of N targets. That X^T X has an inverse is a hypothesis (the columns of X are then
independent); for ridge, with lambda > 0, X^T X + N lambda I always has one, but it is stated all the same. The inverse
is used through A^-1 A = I and nothing else. The loss is a mean, so ridge has N lambda where a sum would have lambda.

Sources: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, (3.6) and (3.44).
"""

from __future__ import annotations

from ..claims import Bound
from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, Identity, Matrix, MatrixSymbol, define, matrices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Component, Definition, Dim, Sum, Term, component
from . import Result

n, i, j = indices("n:N i:D j:D")
mean, twice = 1 / Dim("N"), 2 / Dim("N")
lam = Component(Tensor("lambda", (), POSITIVE_REAL))
L = Component(Tensor("L"))

X_, w_, t_, u_ = matrices("X:N,D w:D t:N u:D")
best_ = MatrixSymbol(Tensor("w_min", ("D",)))
X, w, t, u, best = (component(each.tensor) for each in (X_, w_, t_, u_, best_))

GRAM = X_.T @ X_
RIDGE_GRAM = GRAM + Identity("D") * (Dim("N") * lam)
SOLUTION = GRAM.inverse @ X_.T @ t_
RIDGE_SOLUTION = RIDGE_GRAM.inverse @ X_.T @ t_


def loss(weight: Term) -> Term:
    """The mean squared error at weights w_j, given as a term of j."""
    return mean * Sum(n, (Sum(j, X(n, j) * weight) - t(n)) ** 2)


def penalty(weight: Term) -> Term:
    return lam * Sum(j, weight**2)


def at_minimum(solution: Matrix) -> Definition:
    return define(best_, solution)


def gradient_around() -> Derivation:
    """It vanishes at u = 0; elsewhere X^T X u = 0 has no solution, for X^T X has an inverse."""
    names = (at_minimum(SOLUTION), Definition(L.tensor, (), loss(best(j) + u(j))))
    return (
        begin(
            "Least squares: the gradient at w_min + u, where w_min = (X^T X)^-1 X^T t", Gradient(L, u_), names
        )
        .then(
            (X_.T @ (X_ @ (best_ + u_) - t_)) * twice,
            "derivative of the mean squared error",
            "linear_regression_gradient",
        )
        .then((GRAM @ best_ + GRAM @ u_ - X_.T @ t_) * twice, "distributivity")
        .then((GRAM @ GRAM.inverse @ X_.T @ t_ + GRAM @ u_ - X_.T @ t_) * twice, "definition")
        .then((X_.T @ t_ + GRAM @ u_ - X_.T @ t_) * twice, "a matrix meets its inverse")
        .then((GRAM @ u_) * twice, "cancel")
    )


def ridge_gradient_around() -> Derivation:
    names = (
        at_minimum(RIDGE_SOLUTION),
        Definition(L.tensor, (), loss(best(j) + u(j)) + penalty(best(j) + u(j))),
    )
    return (
        begin(
            "Ridge regression: the gradient at w_min + u, where w_min = (X^T X + N lambda I)^-1 X^T t",
            Gradient(L, u_),
            names,
        )
        .then(
            (RIDGE_GRAM @ (best_ + u_) - X_.T @ t_) * twice,
            "derivative of the ridge loss",
            "ridge_normal_equations",
        )
        .then((RIDGE_GRAM @ best_ + RIDGE_GRAM @ u_ - X_.T @ t_) * twice, "distributivity")
        .then(
            (RIDGE_GRAM @ RIDGE_GRAM.inverse @ X_.T @ t_ + RIDGE_GRAM @ u_ - X_.T @ t_) * twice, "definition"
        )
        .then((X_.T @ t_ + RIDGE_GRAM @ u_ - X_.T @ t_) * twice, "a matrix meets its inverse")
        .then((RIDGE_GRAM @ u_) * twice, "cancel")
    )


def minimum() -> Bound:
    """Pythagoras: the residual at w_min is orthogonal to every column of X."""
    title = "Least squares: no weights have a smaller loss than (X^T X)^-1 X^T t"
    moved = Sum(j, X(n, j) * (w(j) - best(j)))
    rest = Sum(j, X(n, j) * best(j)) - t(n)
    chain = (
        begin(f"{title}: certificate", loss(w(j)) - loss(best(j)), (at_minimum(SOLUTION),))
        .then(mean * Sum(n, (moved + rest) ** 2) - loss(best(j)), "add and subtract the best weights")
        .then(mean * Sum(n, moved**2 + 2 * moved * rest + rest**2) - loss(best(j)), "square of a sum")
        .then(mean * Sum(n, moved**2 + 2 * moved * rest), "cancel")
        .then(mean * Sum(n, moved**2), "a matrix meets its inverse")
    )
    return Bound(title, loss(w(j)), loss(best(j)), chain)


def ridge_minimum() -> Bound:
    title = "Ridge regression: no weights have a smaller loss than (X^T X + N lambda I)^-1 X^T t"
    upper, lower = loss(w(j)) + penalty(w(j)), loss(best(j)) + penalty(best(j))
    moved = Sum(j, X(n, j) * (w(j) - best(j)))
    rest = Sum(j, X(n, j) * best(j)) - t(n)
    crossed = 2 * moved * rest
    away = lam * Sum(j, (w(j) - best(j)) ** 2)
    chain = (
        begin(f"{title}: certificate", upper - lower, (at_minimum(RIDGE_SOLUTION),))
        .then(
            mean * Sum(n, moved**2 + crossed) + away + 2 * lam * Sum(j, (w(j) - best(j)) * best(j)),
            "square of a sum",
        )
        .then(mean * Sum(n, moved**2) + away, "a matrix meets its inverse")
    )
    return Bound(title, upper, lower, chain)


def newton() -> Derivation:
    """From anywhere: the loss is quadratic, and its Hessian is (2/N) X^T X."""
    hessian = GRAM * twice
    gradient = (X_.T @ (X_ @ w_ - t_)) * twice
    return (
        begin(
            "Least squares: one Newton step lands on the minimum",
            w_ - hessian.inverse @ Gradient(L, w_),
            (Definition(L.tensor, (), loss(w(j))),),
        )
        .then(
            w_ - hessian.inverse @ gradient,
            "derivative of the mean squared error",
            "linear_regression_gradient",
        )
        .then(w_ - GRAM.inverse @ (X_.T @ (X_ @ w_ - t_)), "inverse of a multiple")
        .then(w_ - (GRAM.inverse @ GRAM @ w_ - GRAM.inverse @ X_.T @ t_), "distributivity")
        .then(w_ - (w_ - GRAM.inverse @ X_.T @ t_), "a matrix meets its inverse")
        .then(SOLUTION, "cancel")
    )


TOPIC = "linear regression"

RESULTS: tuple[Result, ...] = (
    Result(
        "least_squares_gradient", "Least squares: the gradient around the solution", TOPIC, gradient_around
    ),
    Result("least_squares_minimum", "Least squares: the solution is the minimum", TOPIC, minimum),
    Result(
        "ridge_gradient", "Ridge regression: the gradient around the solution", TOPIC, ridge_gradient_around
    ),
    Result("ridge_minimum", "Ridge regression: the solution is the minimum", TOPIC, ridge_minimum),
    Result("newton_step", "Least squares: one Newton step lands on the minimum", TOPIC, newton),
)
