"""Linear and logistic regression, ridge, and the quadratic forms that they are made of: gradients and Hessians.

X is N inputs in rows, w a column of weights, t a column of N targets. A gradient has the shape of what it is taken by;
the Hessian is the matrix of second derivatives. The inverse of a matrix is outside of the language: the normal
equations are read off the gradient, which is a multiple of X^T X w - X^T t. More Hessians are in `hessians.py`.
"""

from __future__ import annotations

from ..claims import Bound
from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, Grouped, Identity, Map, MatrixSymbol, matrices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import (
    Apply,
    Component,
    Definition,
    Delta,
    Dim,
    Partial,
    Sum,
    Term,
    component,
    lift,
    log,
    total,
)
from . import Result

n, d, c, i, j, k = indices("n:N d:D c:D i:D j:D k:K")
mean = 1 / Dim("N")
L = Component(Tensor("L"))
lam = Component(Tensor("lambda", (), POSITIVE_REAL))

# The underscore stands for all entries of a matrix.
X_, w_, t_, x_, a_, A_, W_ = matrices("X:N,D w:D t:N x:D a:D A:D,D W:K,D")
X, w, t, x, a, A, W = (component(each.tensor) for each in (X_, w_, t_, x_, a_, A_, W_))
b = Component(Tensor("b"))


# ---------------------------------------------------------------------------------------------------- quadratic forms

QUADRATIC = total([i, j], x(i) * A(i, j) * x(j))
SQUARE = Sum(i, x(i) ** 2)
IMAGE = Sum(k, Sum(j, W(k, j) * x(j)) ** 2)


def value(body: Term) -> Definition:
    return Definition(L.tensor, (), body)


def linear_form() -> Derivation:
    return (
        begin("Gradient of a linear form", Partial(Sum(i, a(i) * x(i)), x(d)))
        .then(Sum(i, a(i) * Delta(i, d)), "differentiate under the sum")
        .then(a(d), "contract the Kronecker delta")
    )


def quadratic_form() -> Derivation:
    return (
        begin("Gradient of a quadratic form", Partial(QUADRATIC, x(d)))
        .then(total([i, j], Delta(i, d) * A(i, j) * x(j) + x(i) * A(i, j) * Delta(j, d)), "product rule")
        .then(Sum(j, A(d, j) * x(j)) + Sum(i, x(i) * A(i, d)), "contract the Kronecker delta")
        .then(Sum(j, (A(d, j) + A(j, d)) * x(j)), "collect terms")
    )


def quadratic_form_matrix() -> Derivation:
    return (
        begin("Gradient of a quadratic form as a column", Gradient(L, x_), (value(QUADRATIC),))
        .then(Gradient((x_.T @ A_ @ x_).scalar, x_), "definition")
        .then(A_ @ x_ + A_.T @ x_, "recognise the matrix product", "quadratic_form_gradient")
        .then((A_ + A_.T) @ x_, "distributivity")
    )


def quadratic_form_hessian() -> Derivation:
    return (
        begin("Hessian of a quadratic form", Partial(Partial(QUADRATIC, x(c)), x(d)))
        .then(
            Partial(Sum(j, (A(c, j) + A(j, c)) * x(j)), x(d)),
            "derivative of the quadratic form",
            "quadratic_form_gradient",
        )
        .then(Sum(j, (A(c, j) + A(j, c)) * Delta(j, d)), "differentiate under the sum")
        .then(A(c, d) + A(d, c), "contract the Kronecker delta")
    )


def square() -> Derivation:
    return (
        begin("Gradient of the squared norm", Partial(SQUARE, x(d)))
        .then(Sum(i, 2 * x(i) * Delta(i, d)), "chain rule")
        .then(2 * x(d), "contract the Kronecker delta")
    )


def image_by_input() -> Derivation:
    return (
        begin("Gradient of the squared norm of Wx with respect to x", Partial(IMAGE, x(d)))
        .then(Sum(k, 2 * Sum(j, W(k, j) * x(j)) * Sum(j, W(k, j) * Delta(j, d))), "chain rule")
        .then(Sum(k, 2 * Sum(j, W(k, j) * x(j)) * W(k, d)), "contract the Kronecker delta")
        .then(2 * Sum(k, W(k, d) * Sum(j, W(k, j) * x(j))), "constant out of the sum")
    )


def image_by_input_matrix() -> Derivation:
    title = "Gradient of the squared norm of Wx with respect to x as a column"
    return (
        begin(title, Gradient(L, x_), (value(IMAGE),))
        .then(Gradient(IMAGE, x_), "definition")
        .then(2 * (W_.T @ Grouped(W_ @ x_)), "recognise the matrix product", "image_norm_input")
        .then(2 * (W_.T @ W_ @ x_), "associativity of matrix products")
    )


def image_by_weights() -> Derivation:
    m = indices("m:K")[0]
    return (
        begin("Gradient of the squared norm of Wx with respect to W", Partial(IMAGE, W(m, d)))
        .then(Sum(k, 2 * Sum(j, W(k, j) * x(j)) * Sum(j, Delta(k, m) * Delta(j, d) * x(j))), "chain rule")
        .then(Sum(k, 2 * Sum(j, W(k, j) * x(j)) * (Delta(k, m) * x(d))), "contract the Kronecker delta")
        .then(2 * Sum(j, W(m, j) * x(j)) * x(d), "contract the Kronecker delta")
    )


def image_by_weights_matrix() -> Derivation:
    title = "Gradient of the squared norm of Wx with respect to W as a matrix"
    return (
        begin(title, Gradient(L, W_), (value(IMAGE),))
        .then(Gradient(IMAGE, W_), "definition")
        .then(2 * (Grouped(W_ @ x_) @ x_.T), "recognise the matrix product", "image_norm_weights")
        .then(2 * (W_ @ x_ @ x_.T), "associativity of matrix products")
    )


# --------------------------------------------------------------------------------------------------- linear regression

PREDICTION = Sum(j, X(n, j) * w(j))
SQUARED_ERROR = mean * Sum(n, (PREDICTION - t(n)) ** 2)
RIDGE = SQUARED_ERROR + lam * Sum(i, w(i) ** 2)


def linear() -> Derivation:
    return (
        begin("Linear regression: gradient of the mean squared error", Partial(SQUARED_ERROR, w(d)))
        .then(mean * Sum(n, 2 * (PREDICTION - t(n)) * Partial(PREDICTION - t(n), w(d))), "chain rule")
        .then(mean * Sum(n, 2 * (PREDICTION - t(n)) * Sum(j, X(n, j) * Delta(j, d))), "differentiate")
        .then(mean * Sum(n, 2 * (PREDICTION - t(n)) * X(n, d)), "contract the Kronecker delta")
        .then(2 / Dim("N") * Sum(n, X(n, d) * (PREDICTION - t(n))), "constant out of the sum")
    )


def normal_equations() -> Derivation:
    """The gradient is 0 exactly where X^T X w = X^T t."""
    title = "Linear regression: the gradient vanishes where the normal equations hold"
    return (
        begin(title, Gradient(L, w_), (value(SQUARED_ERROR),))
        .then(Gradient(SQUARED_ERROR, w_), "definition")
        .then(
            (X_.T @ (X_ @ w_ - t_)) * (2 / Dim("N")),
            "recognise the matrix product",
            "linear_regression_gradient",
        )
        .then((X_.T @ X_ @ w_ - X_.T @ t_) * (2 / Dim("N")), "distributivity")
    )


def l2_penalty() -> Derivation:
    return (
        begin("Gradient of L2 regularisation", Partial(lam * Sum(i, w(i) ** 2), w(d)))
        .then(lam * Partial(Sum(i, w(i) ** 2), w(d)), "constant factor")
        .then(lam * (2 * w(d)), "derivative of the squared norm", "squared_norm_gradient")
        .then(2 * lam * w(d), "rearrange")
    )


def ridge() -> Derivation:
    title = "Ridge regression: the gradient vanishes where its normal equations hold"
    return (
        begin(title, Gradient(L, w_), (value(RIDGE),))
        .then(Gradient(SQUARED_ERROR, w_) + Gradient(lam * Sum(i, w(i) ** 2), w_), "sum rule")
        .then(Gradient(SQUARED_ERROR, w_) + w_ * (2 * lam), "derivative of L2 regularisation", "l2_gradient")
        .then(
            (X_.T @ (X_ @ w_ - t_)) * (2 / Dim("N")) + w_ * (2 * lam),
            "derivative of the mean squared error",
            "linear_regression_gradient",
        )
        .then(
            ((X_.T @ X_ + Identity("D") * (Dim("N") * lam)) @ w_ - X_.T @ t_) * (2 / Dim("N")), "factor out"
        )
    )


# ------------------------------------------------------------------------------------------------- logistic regression

SCORE = Sum(j, X(n, j) * w(j)) + b
z = component(Tensor("z", ("N",)))
z_ = MatrixSymbol(Tensor("z", ("N",)))
SCORES = Definition(z_.tensor, (n,), SCORE)


def sigma(u: Term) -> Term:
    return Apply("sigmoid", (u,))


ENTROPY = -mean * Sum(n, t(n) * log(sigma(z(n))) + (1 - t(n)) * log(1 - sigma(z(n))))
LOGISTIC = (SCORES, value(ENTROPY))


def logistic() -> Derivation:
    return (
        begin("Logistic regression: gradient of the mean binary cross-entropy", Partial(L, w(d)), LOGISTIC)
        .then(mean * Sum(n, (sigma(z(n)) - t(n)) * Partial(z(n), w(d))), "chain rule", "bce_gradient")
        .then(mean * Sum(n, (sigma(z(n)) - t(n)) * Sum(j, X(n, j) * Delta(j, d))), "differentiate")
        .then(mean * Sum(n, (sigma(z(n)) - t(n)) * X(n, d)), "contract the Kronecker delta")
    )


def logistic_matrix() -> Derivation:
    title = "Logistic regression: gradient as a column"
    return (
        begin(title, Gradient(L, w_), LOGISTIC)
        .then(Gradient(ENTROPY, w_), "definition")
        .then((X_.T @ (Map("sigmoid", z_) - t_)) * mean, "recognise the matrix product", "logistic_gradient")
    )


def logistic_bias() -> Derivation:
    return (
        begin("Logistic regression: gradient with respect to the bias", Partial(L, b), LOGISTIC)
        .then(mean * Sum(n, (sigma(z(n)) - t(n)) * Partial(z(n), b)), "chain rule", "bce_gradient")
        .then(mean * Sum(n, sigma(z(n)) - t(n)), "differentiate")
    )


def logistic_hessian() -> Derivation:
    return (
        begin(
            "Logistic regression: Hessian of the mean over a batch", Partial(Partial(L, w(c)), w(d)), LOGISTIC
        )
        .then(
            Partial(mean * Sum(n, (sigma(z(n)) - t(n)) * X(n, c)), w(d)),
            "derivative of the cross-entropy",
            "logistic_gradient",
        )
        .then(mean * Sum(n, Partial(sigma(z(n)), w(d)) * X(n, c)), "differentiate under the sum")
        .then(
            mean * Sum(n, sigma(z(n)) * (1 - sigma(z(n))) * Partial(z(n), w(d)) * X(n, c)),
            "chain rule",
            "sigmoid",
        )
        .then(mean * Sum(n, sigma(z(n)) * (1 - sigma(z(n))) * X(n, c) * X(n, d)), "differentiate")
    )


def logistic_convex() -> Bound:
    v = component(Tensor("v", ("D",)))
    hessian = mean * Sum(n, sigma(z(n)) * (1 - sigma(z(n))) * X(n, c) * X(n, d))
    form = total([c, d], v(c) * hessian * v(d))
    square = Sum(d, X(n, d) * v(d)) ** 2
    chain = (
        begin("The Hessian of logistic regression: certificate", form, (SCORES,))
        .then(mean * Sum(n, sigma(z(n)) * (1 - sigma(z(n))) * square), "product of sums")
        .then(
            mean * Sum(n, sigma(z(n)) * sigma(-z(n)) * square), "recognise the sigmoid", "sigmoid_complement"
        )
    )
    return Bound("The cross-entropy of logistic regression is convex", form, lift(0), chain)


FORMS, LINEAR, LOGIT = "quadratic forms", "linear regression", "logistic regression"

RESULTS: tuple[Result, ...] = (
    Result("linear_form_gradient", "Gradient of a linear form", FORMS, linear_form),
    Result("quadratic_form_gradient", "Gradient of a quadratic form", FORMS, quadratic_form),
    Result("quadratic_form_matrix", "Gradient of a quadratic form as a column", FORMS, quadratic_form_matrix),
    Result("quadratic_form_hessian", "Hessian of a quadratic form", FORMS, quadratic_form_hessian),
    Result("squared_norm_gradient", "Gradient of the squared norm", FORMS, square),
    Result("image_norm_input", "Gradient of the squared norm of Wx with respect to x", FORMS, image_by_input),
    Result(
        "image_norm_input_matrix",
        "Gradient of the squared norm of Wx with respect to x as a column",
        FORMS,
        image_by_input_matrix,
    ),
    Result(
        "image_norm_weights", "Gradient of the squared norm of Wx with respect to W", FORMS, image_by_weights
    ),
    Result(
        "image_norm_weights_matrix",
        "Gradient of the squared norm of Wx with respect to W as a matrix",
        FORMS,
        image_by_weights_matrix,
    ),
    Result(
        "linear_regression_gradient", "Linear regression: gradient of the mean squared error", LINEAR, linear
    ),
    Result(
        "normal_equations",
        "Linear regression: the gradient vanishes where the normal equations hold",
        LINEAR,
        normal_equations,
    ),
    Result("l2_gradient", "Gradient of L2 regularisation", LINEAR, l2_penalty),
    Result(
        "ridge_normal_equations",
        "Ridge regression: the gradient vanishes where its normal equations hold",
        LINEAR,
        ridge,
    ),
    Result(
        "logistic_gradient", "Logistic regression: gradient of the mean binary cross-entropy", LOGIT, logistic
    ),
    Result("logistic_gradient_matrix", "Logistic regression: gradient as a column", LOGIT, logistic_matrix),
    Result("logistic_bias", "Logistic regression: gradient with respect to the bias", LOGIT, logistic_bias),
    Result(
        "logistic_hessian", "Logistic regression: Hessian of the mean over a batch", LOGIT, logistic_hessian
    ),
    Result("logistic_convex", "The cross-entropy of logistic regression is convex", LOGIT, logistic_convex),
)
