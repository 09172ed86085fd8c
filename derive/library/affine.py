"""Affine layers without an activation between them are one affine layer; with a ReLU between them they are not.

Both conventions: columns, where a layer is W x + b, and rows, where a batch of N inputs is X W + 1 b^T.
"""

from __future__ import annotations

from ..claims import CounterExample, Induction
from ..derivation import Derivation, begin
from ..terms.matrix import Grouped, Identity, Matrix, MatrixSymbol, Ones, Zero, define, matrices
from ..terms.tensors import Tensor
from ..terms.terms import Apply, Component, Definition, Term, lift
from . import Result

# ------------------------------------------------------------------------------------------------ columns: W x + b

x, u, W1, b1, W2, b2, W3, b3 = matrices("x:D u:D W1:H,D b1:H W2:K,H b2:K W3:M,K b3:M")
A, c = MatrixSymbol(Tensor("A", ("H", "D"))), MatrixSymbol(Tensor("c", ("H",)))


def two_layers() -> Derivation:
    return (
        begin("Two affine layers are one, columns", W2 @ (W1 @ x + b1) + b2)
        .then(W2 @ (W1 @ x) + W2 @ b1 + b2, "distributivity")
        .then(Grouped(W2 @ W1) @ x + (W2 @ b1 + b2), "associativity of matrix products")
    )


def three_layers() -> Derivation:
    return (
        begin("Three affine layers are one, columns", W3 @ (W2 @ (W1 @ x + b1) + b2) + b3)
        .then(W3 @ (Grouped(W2 @ W1) @ x + (W2 @ b1 + b2)) + b3, "collapse two layers", "affine_collapse")
        .then(W3 @ (Grouped(W2 @ W1) @ x) + W3 @ (W2 @ b1 + b2) + b3, "distributivity")
        .then(Grouped(W3 @ W2 @ W1) @ x + (W3 @ (W2 @ b1 + b2) + b3), "associativity of matrix products")
        .then(Grouped(W3 @ W2 @ W1) @ x + (W3 @ W2 @ b1 + W3 @ b2 + b3), "distributivity")
    )


def residual() -> Derivation:
    U, W = matrices("U:D,D W:D,D")
    identity = Identity("D")
    return (
        begin("Linear layers with skip connections are one linear layer", (x + W @ x) + U @ (x + W @ x))
        .then((identity @ x + W @ x) + (U @ (identity @ x + W @ x)), "identity matrix")
        .then((identity + W) @ x + U @ ((identity + W) @ x), "factor out")
        .then((identity + U) @ ((identity + W) @ x), "factor out")
        .then(Grouped((identity + U) @ (identity + W)) @ x, "associativity of matrix products")
    )


def symmetry() -> Derivation:
    """What every affine map satisfies, and what a network with a ReLU may violate."""
    return (
        begin("An affine map f satisfies f(x) + f(-x) = 2 f(0)", (A @ x + c) + (A @ (-x) + c))
        .then(A @ x + c - A @ x + c, "distributivity")
        .then(2 * c, "collect terms")
        .then(2 * (A @ Zero("D") + c), "zero vector")
    )


def any_number_of_layers() -> Induction:
    h = MatrixSymbol(Tensor("h_l", ("H",), latex="h^{(l)}"))
    A, c = MatrixSymbol(Tensor("A_l", ("H", "D"))), MatrixSymbol(Tensor("c_l", ("H",)))
    W = MatrixSymbol(Tensor("W_[l+1]", ("K", "H"), latex="W_{l+1}"))
    b = MatrixSymbol(Tensor("b_[l+1]", ("K",), latex="b_{l+1}"))
    title = "Any number of affine layers is one, columns"

    def form(A: Matrix, c: Matrix) -> Matrix:
        return A @ x + c

    return Induction(
        title=title,
        variable="l",
        input=x.tensor,
        form=form,
        first=(Identity("D"), Zero("D")),
        here=(A, c),
        following=(Grouped(W @ A), W @ c + b),
        output=h,
        base=begin(f"{title}: base case", x)
        .then(Identity("D") @ x, "identity matrix")
        .then(Identity("D") @ x + Zero("D"), "add zero"),
        step=begin(f"{title}: step", W @ h + b, (define(h, form(A, c)),))
        .then(W @ (A @ x + c) + b, "induction hypothesis")
        .then(W @ (A @ x) + W @ c + b, "distributivity")
        .then(Grouped(W @ A) @ x + (W @ c + b), "associativity of matrix products"),
    )


# --------------------------------------------------------------------------------------------- rows: X W + 1 b^T

X, V1, V2 = matrices("X:N,D W1:D,H W2:H,K")
ones = Ones("N")


def two_layers_rows() -> Derivation:
    return (
        begin("Two affine layers are one, rows", (X @ V1 + ones @ b1.T) @ V2 + ones @ b2.T)
        .then((X @ V1) @ V2 + (ones @ b1.T) @ V2 + ones @ b2.T, "distributivity")
        .then(X @ (V1 @ V2) + ones @ (b1.T @ V2) + ones @ b2.T, "associativity of matrix products")
        .then(X @ (V1 @ V2) + ones @ (V2.T @ b1).T + ones @ b2.T, "transpose of a product")
        .then(X @ (V1 @ V2) + ones @ (V2.T @ b1 + b2).T, "broadcast")
    )


def any_number_of_layers_rows() -> Induction:
    H = MatrixSymbol(Tensor("H_l", ("N", "H"), latex="H^{(l)}"))
    A, c = MatrixSymbol(Tensor("A_l", ("D", "H"))), MatrixSymbol(Tensor("c_l", ("H",)))
    W = MatrixSymbol(Tensor("W_[l+1]", ("H", "K"), latex="W_{l+1}"))
    b = MatrixSymbol(Tensor("b_[l+1]", ("K",), latex="b_{l+1}"))
    title = "Any number of affine layers is one, rows"

    def form(A: Matrix, c: Matrix) -> Matrix:
        return X @ A + ones @ c.T

    return Induction(
        title=title,
        variable="l",
        input=X.tensor,
        form=form,
        first=(Identity("D"), Zero("D")),
        here=(A, c),
        following=(A @ W, W.T @ c + b),
        output=H,
        base=begin(f"{title}: base case", X)
        .then(X @ Identity("D"), "identity matrix")
        .then(X @ Identity("D") + ones @ Zero("D").T, "add zero"),
        step=begin(f"{title}: step", H @ W + ones @ b.T, (define(H, form(A, c)),))
        .then((X @ A + ones @ c.T) @ W + ones @ b.T, "induction hypothesis")
        .then((X @ A) @ W + (ones @ c.T) @ W + ones @ b.T, "distributivity")
        .then(X @ (A @ W) + ones @ (c.T @ W) + ones @ b.T, "associativity of matrix products")
        .then(X @ (A @ W) + ones @ (W.T @ c).T + ones @ b.T, "transpose of a product")
        .then(X @ (A @ W) + ones @ (W.T @ c + b).T, "broadcast"),
    )


# -------------------------------------------------------------------------------------------- with a ReLU between


def relu_between() -> CounterExample:
    """One unit is enough: f(x) = w2 relu(w1 x + b1) + b2 with w1 = w2 = 1 and no biases, at x = 1."""
    values = {"x": 1, "w1": 1, "b1": 0, "w2": 1, "b2": 0}
    at = tuple(Definition(Tensor(name), (), lift(value)) for name, value in values.items())
    x, w1, b1, w2, b2 = (Component(value.tensor) for value in at)

    def relu(a: Term) -> Term:
        return Apply("relu", (a,))

    def f(x: Term) -> Term:
        return w2 * relu(w1 * x + b1) + b2

    return CounterExample(
        title="With a ReLU between them two layers are not one affine layer",
        left=begin("f(x) + f(-x)", f(x) + f(-x), at)
        .then(relu(lift(1)) + relu(lift(-1)), "substitute")
        .then(lift(1), "evaluate"),
        right=begin("2 f(0)", 2 * f(lift(0)), at)
        .then(2 * relu(lift(0)), "substitute")
        .then(lift(0), "evaluate"),
    )


TOPIC = "affine layers"

RESULTS: tuple[Result, ...] = (
    Result("affine_collapse", "Two affine layers are one, columns", TOPIC, two_layers),
    Result("affine_collapse_rows", "Two affine layers are one, rows", TOPIC, two_layers_rows),
    Result("affine_collapse_three", "Three affine layers are one, columns", TOPIC, three_layers),
    Result("affine_collapse_any", "Any number of affine layers is one, columns", TOPIC, any_number_of_layers),
    Result(
        "affine_collapse_any_rows",
        "Any number of affine layers is one, rows",
        TOPIC,
        any_number_of_layers_rows,
    ),
    Result("residual_collapse", "Linear layers with skip connections are one linear layer", TOPIC, residual),
    Result("affine_symmetry", "An affine map f satisfies f(x) + f(-x) = 2 f(0)", TOPIC, symmetry),
    Result(
        "relu_no_collapse",
        "With a ReLU between them two layers are not one affine layer",
        TOPIC,
        relu_between,
    ),
)
