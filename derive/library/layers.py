"""Layers one by one: what an upstream gradient becomes with respect to the input and to the parameters.

The upstream gradient G (g for one example) is the derivative of the loss with respect to the output Y of the layer, so
the derivative with respect to anything below is the sum over all outputs of G times the derivative of that output. The
matrix forms take L = sum of G Y, which has this gradient. A gradient has the shape of what it is taken by.

Both conventions: rows, where a batch of N inputs is X and a layer is X W + 1 b^T, and columns, where it is W x + b.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.matrix import Diag, Gradient, Identity, Map, Matrix, MatrixSymbol, Ones, define, matrices
from ..terms.tensors import Tensor
from ..terms.terms import (
    Apply,
    Component,
    Definition,
    Delta,
    Maximum,
    Partial,
    Sum,
    Term,
    Winner,
    component,
    total,
)
from . import Result

n, m, d, c, h, k = indices("n:N m:N d:D c:D h:H k:H")
X, W, G, Y, Z = (
    component(Tensor(name, dims))
    for name, dims in (
        ("X", ("N", "D")),
        ("W", ("D", "H")),
        ("G", ("N", "H")),
        ("Y", ("N", "H")),
        ("Z", ("N", "H")),
    )
)
b = component(Tensor("b", ("H",)))
L = Component(Tensor("L"))


def f(u: Term) -> Term:
    return Apply("f", (u,))


def slope(u: Term) -> Term:
    return Apply("f'", (u,))


def in_matrix_form(
    title: str, loss: Term, wrt: MatrixSymbol, result: Matrix, lemma: str, *definitions: Definition
) -> Derivation:
    """The derivative of L = `loss` by all entries at once; `lemma` has it entry by entry."""
    named = (*definitions, Definition(L.tensor, (), loss))
    return (
        begin(title, Gradient(L, wrt), named)
        .then(Gradient(loss, wrt), "definition")
        .then(result, "recognise the matrix product", lemma)
    )


# ----------------------------------------------------------------------------------- affine layer, rows: X W + 1 b^T

ROW_OUTPUT = Sum(d, X(n, d) * W(d, h)) + b(h)
ROWS = Definition(Tensor("Y", ("N", "H")), (n, h), ROW_OUTPUT)
UPSTREAM = total([n, h], G(n, h) * Y(n, h))
X_, W_, b_, G_ = matrices("X:N,D W:D,H b:H G:N,H")  # the underscore: all entries


def through_outputs(wrt: Component) -> Term:
    return total([n, h], G(n, h) * Partial(Y(n, h), wrt))


def weights_rows() -> Derivation:
    return (
        begin(
            "Gradient of an affine layer with respect to its weights, rows", through_outputs(W(c, k)), (ROWS,)
        )
        .then(total([n, h], G(n, h) * Partial(ROW_OUTPUT, W(c, k))), "definition")
        .then(total([n, h], G(n, h) * Sum(d, X(n, d) * Delta(d, c) * Delta(h, k))), "differentiate")
        .then(total([n, h], G(n, h) * X(n, c) * Delta(h, k)), "contract the Kronecker delta")
        .then(Sum(n, X(n, c) * G(n, k)), "contract the Kronecker delta")
    )


def biases_rows() -> Derivation:
    return (
        begin("Gradient of an affine layer with respect to its biases, rows", through_outputs(b(k)), (ROWS,))
        .then(total([n, h], G(n, h) * Partial(ROW_OUTPUT, b(k))), "definition")
        .then(total([n, h], G(n, h) * Delta(h, k)), "differentiate")
        .then(Sum(n, G(n, k)), "contract the Kronecker delta")
    )


def input_rows() -> Derivation:
    return (
        begin(
            "Gradient of an affine layer with respect to its input, rows", through_outputs(X(m, c)), (ROWS,)
        )
        .then(total([n, h], G(n, h) * Partial(ROW_OUTPUT, X(m, c))), "definition")
        .then(total([n, h], G(n, h) * Sum(d, Delta(n, m) * Delta(d, c) * W(d, h))), "differentiate")
        .then(total([n, h], G(n, h) * Delta(n, m) * W(c, h)), "contract the Kronecker delta")
        .then(Sum(h, G(m, h) * W(c, h)), "contract the Kronecker delta")
    )


def weights_rows_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its weights as a matrix, rows"
    return in_matrix_form(title, UPSTREAM, W_, X_.T @ G_, "affine_weights_rows", ROWS)


def biases_rows_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its biases as a column, rows"
    return in_matrix_form(title, UPSTREAM, b_, G_.T @ Ones("N"), "affine_biases_rows", ROWS)


def input_rows_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its input as a matrix, rows"
    return in_matrix_form(title, UPSTREAM, X_, G_ @ W_.T, "affine_input_rows", ROWS)


# ------------------------------------------------------------------------------------ affine layer, columns: W x + b

x, w, g, y = (
    component(Tensor(name, dims))
    for name, dims in (("x", ("D",)), ("W", ("H", "D")), ("g", ("H",)), ("y", ("H",)))
)
COLUMN_OUTPUT = Sum(d, w(h, d) * x(d)) + b(h)
COLUMNS = Definition(Tensor("y", ("H",)), (h,), COLUMN_OUTPUT)
UPSTREAM_COLUMN = Sum(h, g(h) * y(h))
x_, w_, g_ = matrices("x:D W:H,D g:H")


def weights_columns() -> Derivation:
    start = Sum(h, g(h) * Partial(y(h), w(k, c)))
    return (
        begin("Gradient of an affine layer with respect to its weights, columns", start, (COLUMNS,))
        .then(Sum(h, g(h) * Partial(COLUMN_OUTPUT, w(k, c))), "definition")
        .then(Sum(h, g(h) * Sum(d, Delta(h, k) * Delta(d, c) * x(d))), "differentiate")
        .then(Sum(h, g(h) * Delta(h, k) * x(c)), "contract the Kronecker delta")
        .then(g(k) * x(c), "contract the Kronecker delta")
    )


def biases_columns() -> Derivation:
    start = Sum(h, g(h) * Partial(y(h), b(k)))
    return (
        begin("Gradient of an affine layer with respect to its biases, columns", start, (COLUMNS,))
        .then(Sum(h, g(h) * Delta(h, k)), "differentiate")
        .then(g(k), "contract the Kronecker delta")
    )


def input_columns() -> Derivation:
    start = Sum(h, g(h) * Partial(y(h), x(c)))
    return (
        begin("Gradient of an affine layer with respect to its input, columns", start, (COLUMNS,))
        .then(Sum(h, g(h) * Partial(COLUMN_OUTPUT, x(c))), "definition")
        .then(Sum(h, g(h) * Sum(d, w(h, d) * Delta(d, c))), "differentiate")
        .then(Sum(h, g(h) * w(h, c)), "contract the Kronecker delta")
    )


def weights_columns_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its weights as a matrix, columns"
    return in_matrix_form(title, UPSTREAM_COLUMN, w_, g_ @ x_.T, "affine_weights_columns", COLUMNS)


def biases_columns_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its biases as a column, columns"
    return in_matrix_form(title, UPSTREAM_COLUMN, b_, g_, "affine_biases_columns", COLUMNS)


def input_columns_matrix() -> Derivation:
    title = "Gradient of an affine layer with respect to its input as a column, columns"
    return in_matrix_form(title, UPSTREAM_COLUMN, x_, w_.T @ g_, "affine_input_columns", COLUMNS)


# ------------------------------------------------------------------------------- an activation, and a way around it

Z_ = MatrixSymbol(Tensor("Z", ("N", "H")))


def activation() -> Derivation:
    start = total([n, h], G(n, h) * Partial(f(Z(n, h)), Z(m, k)))
    return (
        begin("Gradient of an activation layer", start)
        .then(total([n, h], G(n, h) * slope(Z(n, h)) * Partial(Z(n, h), Z(m, k))), "chain rule")
        .then(total([n, h], G(n, h) * slope(Z(n, h)) * Delta(n, m) * Delta(h, k)), "differentiate")
        .then(G(m, k) * slope(Z(m, k)), "contract the Kronecker delta")
    )


def activation_matrix() -> Derivation:
    loss = total([n, h], G(n, h) * f(Z(n, h)))
    return in_matrix_form(
        "Gradient of an activation layer as a matrix", loss, Z_, G_ * Map("f'", Z_), "activation_layer"
    )


def residual_rows() -> Derivation:
    S, Up, A = (MatrixSymbol(Tensor(name, dims)) for name, dims in RESIDUAL)
    body = S + Map("f", S @ A)
    y = MatrixSymbol(Tensor("Y", ("N", "D")))
    loss = (Ones("N").T @ (Up * y) @ Ones("D")).scalar
    skip = (Ones("N").T @ (Up * S) @ Ones("D")).scalar
    branch = (Ones("N").T @ (Up * Map("f", S @ A)) @ Ones("D")).scalar
    return (
        begin(
            "Gradient of a residual block, rows",
            Gradient(L, S),
            (define(y, body), Definition(L.tensor, (), loss)),
        )
        .then(Gradient(skip, S) + Gradient(branch, S), "sum rule")
        .then(Up + Gradient(branch, S), "differentiate")
        .then(Up + (Up * Map("f'", S @ A)) @ A.T, "chain rule", "affine_input_rows_matrix")
    )


RESIDUAL = (("X", ("N", "D")), ("G", ("N", "D")), ("W", ("D", "D")))


def residual_columns() -> Derivation:
    """The identity beside the Jacobian of the branch keeps the gradient alive."""
    s, up, A = matrices("x:D g:D W:D,D")
    y = MatrixSymbol(Tensor("y", ("D",)))
    loss = (up.T @ y).scalar
    branch = (up.T @ Map("f", A @ s)).scalar
    return (
        begin(
            "Gradient of a residual block, columns",
            Gradient(L, s),
            (define(y, s + Map("f", A @ s)), Definition(L.tensor, (), loss)),
        )
        .then(Gradient((up.T @ s).scalar, s) + Gradient(branch, s), "sum rule")
        .then(up + Gradient(branch, s), "differentiate")
        .then(up + A.T @ (Map("f'", A @ s) * up), "chain rule", "affine_input_columns_matrix")
        .then(Identity("D") @ up + A.T @ Diag(Map("f'", A @ s)) @ up, "identity matrix")
        .then((Identity("D") + A.T @ Diag(Map("f'", A @ s))) @ up, "factor out")
    )


# ------------------------------------------------------------------------------------------------------------ gates

p, q, up = (Component(Tensor(name)) for name in ("x", "y", "g"))


def add_gate() -> Derivation:
    return (
        begin("An add gate hands the gradient on", up * Partial(p + q, p))
        .then(up * (Partial(p, p) + Partial(q, p)), "sum rule")
        .then(up, "differentiate")
    )


def multiply_gate() -> Derivation:
    return (
        begin("A multiply gate scales the gradient by the other input", up * Partial(p * q, p))
        .then(up * (Partial(p, p) * q + p * Partial(q, p)), "product rule")
        .then(up * q, "differentiate")
    )


def max_gate() -> Derivation:
    i, j, r = indices("i:K j:K m:K")
    v = component(Tensor("x", ("K",)))
    wins = Winner(r, v(r), i)
    return (
        begin("A max gate sends the gradient to the greatest input", up * Partial(Maximum(i, v(i)), v(j)))
        .then(up * Sum(i, wins * Partial(v(i), v(j))), "only the winner moves the maximum")
        .then(up * Sum(i, wins * Delta(i, j)), "differentiate")
        .then(up * Winner(r, v(r), j), "contract the Kronecker delta")
    )


def branches() -> Derivation:
    """A value that is used twice collects the gradients of both uses."""
    a1, a2 = Component(Tensor("g1")), Component(Tensor("g2"))
    F, H = Apply("f", (p,)), Apply("g", (p,))
    return (
        begin("The gradients of several uses of a value add up", Partial(a1 * F + a2 * H, p))
        .then(Partial(a1 * F, p) + Partial(a2 * H, p), "sum rule")
        .then(a1 * Partial(F, p) + a2 * Partial(H, p), "constant factor")
        .then(a1 * Apply("f'", (p,)) + a2 * Apply("g'", (p,)), "chain rule")
    )


AFFINE, ACTIVATION, GATES = "affine layers", "activation layers", "gates"

RESULTS: tuple[Result, ...] = (
    Result(
        "affine_weights_rows",
        "Gradient of an affine layer with respect to its weights, rows",
        AFFINE,
        weights_rows,
    ),
    Result(
        "affine_biases_rows",
        "Gradient of an affine layer with respect to its biases, rows",
        AFFINE,
        biases_rows,
    ),
    Result(
        "affine_input_rows", "Gradient of an affine layer with respect to its input, rows", AFFINE, input_rows
    ),
    Result(
        "affine_weights_rows_matrix",
        "Gradient of an affine layer with respect to its weights as a matrix, rows",
        AFFINE,
        weights_rows_matrix,
    ),
    Result(
        "affine_biases_rows_matrix",
        "Gradient of an affine layer with respect to its biases as a column, rows",
        AFFINE,
        biases_rows_matrix,
    ),
    Result(
        "affine_input_rows_matrix",
        "Gradient of an affine layer with respect to its input as a matrix, rows",
        AFFINE,
        input_rows_matrix,
    ),
    Result(
        "affine_weights_columns",
        "Gradient of an affine layer with respect to its weights, columns",
        AFFINE,
        weights_columns,
    ),
    Result(
        "affine_biases_columns",
        "Gradient of an affine layer with respect to its biases, columns",
        AFFINE,
        biases_columns,
    ),
    Result(
        "affine_input_columns",
        "Gradient of an affine layer with respect to its input, columns",
        AFFINE,
        input_columns,
    ),
    Result(
        "affine_weights_columns_matrix",
        "Gradient of an affine layer with respect to its weights as a matrix, columns",
        AFFINE,
        weights_columns_matrix,
    ),
    Result(
        "affine_biases_columns_matrix",
        "Gradient of an affine layer with respect to its biases as a column, columns",
        AFFINE,
        biases_columns_matrix,
    ),
    Result(
        "affine_input_columns_matrix",
        "Gradient of an affine layer with respect to its input as a column, columns",
        AFFINE,
        input_columns_matrix,
    ),
    Result("activation_layer", "Gradient of an activation layer", ACTIVATION, activation),
    Result(
        "activation_layer_matrix",
        "Gradient of an activation layer as a matrix",
        ACTIVATION,
        activation_matrix,
    ),
    Result("residual_block_rows", "Gradient of a residual block, rows", ACTIVATION, residual_rows),
    Result("residual_block_columns", "Gradient of a residual block, columns", ACTIVATION, residual_columns),
    Result("add_gate", "An add gate hands the gradient on", GATES, add_gate),
    Result("multiply_gate", "A multiply gate scales the gradient by the other input", GATES, multiply_gate),
    Result("max_gate", "A max gate sends the gradient to the greatest input", GATES, max_gate),
    Result("gradients_add_up", "The gradients of several uses of a value add up", GATES, branches),
)
