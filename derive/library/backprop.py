"""Back-propagation through small networks as they stand in exercises: one unit, one hidden layer, two ReLUs.

The multilayer perceptron of `networks.py` comes here with weights of shape (outputs, inputs), as frameworks store
them: A = X W^T + 1 b^T, H = f(A), Z = H V^T + 1 c^T.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..derivation import Derivation, Statement, begin
from ..terms.index import indices
from ..terms.matrix import Gradient, Map, MatrixSymbol, Ones, define
from ..terms.tensors import Tensor, sums_to_one
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
    exp,
    lift,
    log,
    total,
)
from . import Result

Line = tuple[Statement, str] | tuple[Statement, str, str]
L = Component(Tensor("L"))
g, x, y, v, w, b = (Component(Tensor(name)) for name in ("g", "x", "y", "v", "w", "b"))
HALF = lift(Fraction(1, 2))


def chain(title: str, start: Statement, definitions: tuple[Definition, ...], *lines: Line) -> Derivation:
    derivation = begin(title, start, definitions)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


def f(u: Term) -> Term:
    return Apply("f", (u,))


def slope(u: Term) -> Term:
    return Apply("f'", (u,))


def sigma(u: Term) -> Term:
    return Apply("sigmoid", (u,))


# ----------------------------------------------------------------------------------------------------- sigmoid units


def sigmoid_gate() -> Derivation:
    return chain(
        "A sigmoid gate scales the gradient by its slope",
        g * Partial(sigma(x), x),
        (),
        (g * (sigma(x) * (1 - sigma(x))), "derivative of the sigmoid", "sigmoid"),
    )


def square_gate() -> Derivation:
    """Upstream gradient times local derivative, at a gate that has no name."""
    return chain(
        "The chain rule at a gate that squares one input",
        g * Partial(x**2 * y, x),
        (),
        (g * (Partial(x**2, x) * y), "constant factor"),
        (g * (2 * x * y), "differentiate"),
    )


d, c = indices("d:D c:D")
inputs, weights = component(Tensor("x", ("D",))), component(Tensor("w", ("D",)))
ARGUMENT = b + Sum(d, weights(d) * inputs(d))


def neuron(wrt: Component, inner: Term, last: Term) -> Callable[[], Derivation]:
    def build() -> Derivation:
        s = sigma(ARGUMENT)
        return chain(
            "A sigmoid neuron: gradient with respect to " + ("a weight" if wrt == weights(c) else "an input"),
            g * Partial(s, wrt),
            (),
            (g * (s * (1 - s)) * Partial(ARGUMENT, wrt), "chain rule", "sigmoid"),
            (g * (s * (1 - s)) * inner, "differentiate"),
            (g * (s * (1 - s)) * last, "contract the Kronecker delta"),
        )

    return build


# -------------------------------------------------------------------------------- one hidden unit, one hidden layer

OUTPUT = v * f(w * x)
SQUARED = Definition(L.tensor, (), HALF * (OUTPUT - y) ** 2)


def scalar_output_weight() -> Derivation:
    return chain(
        "A network of two weights: derivative with respect to the output weight",
        Partial(L, v),
        (SQUARED,),
        ((OUTPUT - y) * Partial(OUTPUT, v), "chain rule"),
        ((OUTPUT - y) * f(w * x), "differentiate"),
    )


def scalar_hidden_weight() -> Derivation:
    return chain(
        "A network of two weights: derivative with respect to the hidden weight",
        Partial(L, w),
        (SQUARED,),
        ((OUTPUT - y) * Partial(OUTPUT, w), "chain rule"),
        ((OUTPUT - y) * (v * Partial(f(w * x), w)), "constant factor"),
        ((OUTPUT - y) * (v * (slope(w * x) * Partial(w * x, w))), "chain rule"),
        ((OUTPUT - y) * v * slope(w * x) * x, "differentiate"),
    )


h, k = indices("h:H k:H")
V, W = component(Tensor("v", ("H",))), component(Tensor("w", ("H",)))
SUM = Sum(h, V(h) * f(W(h) * x))
SQUARED_SUM = Definition(L.tensor, (), HALF * (SUM - y) ** 2)


def layer_output_weight() -> Derivation:
    return chain(
        "One hidden layer: gradient with respect to the output weights",
        Partial(L, V(k)),
        (SQUARED_SUM,),
        ((SUM - y) * Partial(SUM, V(k)), "chain rule"),
        ((SUM - y) * Sum(h, Delta(h, k) * f(W(h) * x)), "differentiate"),
        ((SUM - y) * f(W(k) * x), "contract the Kronecker delta"),
    )


def layer_hidden_weight() -> Derivation:
    return chain(
        "One hidden layer: gradient with respect to the hidden weights",
        Partial(L, W(k)),
        (SQUARED_SUM,),
        ((SUM - y) * Partial(SUM, W(k)), "chain rule"),
        ((SUM - y) * Sum(h, V(h) * slope(W(h) * x) * x * Delta(h, k)), "differentiate"),
        ((SUM - y) * V(k) * slope(W(k) * x) * x, "contract the Kronecker delta"),
    )


# ------------------------------------------------------------------------------------------- a unit with a zero

rest = Component(Tensor("s"))  # what the other units put out


def squared_error(output: Term) -> Definition:
    return Definition(L.tensor, (), HALF * (output - y) ** 2)


def silent_outwards() -> Derivation:
    """What comes back to a unit has its outer weight as a factor."""
    output = rest + v * f(w * x + b)
    return chain(
        "A unit with the outer weight 0: its incoming weight gets no gradient",
        Partial(L, w),
        (Definition(v.tensor, (), lift(0)), squared_error(output)),
        ((output - y) * v * slope(w * x + b) * x, "chain rule"),
        (lift(0), "definition"),
    )


def silent_inwards() -> Derivation:
    """What an outer weight gets has the value of its unit as a factor."""
    output = rest + v * Apply("tanh", (w * x + b,))
    zeros = tuple(Definition(each.tensor, (), lift(0)) for each in (w, b))
    return chain(
        "A tanh unit with incoming weights 0: its outer weight gets no gradient",
        Partial(L, v),
        (*zeros, squared_error(output)),
        ((output - y) * Apply("tanh", (w * x + b,)), "chain rule"),
        ((output - y) * Apply("tanh", (lift(0),)), "definition"),
        (lift(0), "evaluate"),
    )


# -------------------------------------------------------------------------------------------- three layers in a row

W1, W2, W3, B1, B2, B3 = (Component(Tensor(f"{letter}_{k}")) for letter in "wb" for k in (1, 2, 3))
A1, A2, A3, H1, H2 = (Component(Tensor(name)) for name in ("a_1", "a_2", "a_3", "h_1", "h_2"))
THREE_LAYERS = (
    Definition(A1.tensor, (), W1 * x + B1),
    Definition(H1.tensor, (), f(A1)),
    Definition(A2.tensor, (), W2 * H1 + B2),
    Definition(H2.tensor, (), f(A2)),
    Definition(A3.tensor, (), W3 * H2 + B3),
    Definition(L.tensor, (), g * f(A3)),
)


def three_layers() -> Derivation:
    """Back from the loss to the first weight, one layer after the other."""
    return chain(
        "A chain of three layers: derivative with respect to the first weight",
        Partial(L, W1),
        THREE_LAYERS,
        (g * slope(A3) * Partial(A3, W1), "chain rule"),
        (g * slope(A3) * W3 * Partial(H2, W1), "differentiate"),
        (g * slope(A3) * W3 * slope(A2) * Partial(A2, W1), "chain rule"),
        (g * slope(A3) * W3 * slope(A2) * W2 * Partial(H1, W1), "differentiate"),
        (g * slope(A3) * W3 * slope(A2) * W2 * slope(A1) * Partial(A1, W1), "chain rule"),
        (g * slope(A3) * W3 * slope(A2) * W2 * slope(A1) * x, "differentiate"),
    )


# ------------------------------------------------------------------------------------------------ two ReLUs in a row

n = indices("n:N")[0]
X, Y = component(Tensor("x", ("N",))), component(Tensor("y", ("N",)))


def relu(u: Term) -> Term:
    return Apply("relu", (u,))


def on(u: Term) -> Term:
    return Apply("step", (u,))


def two_relus() -> Derivation:
    """The data enter with their own index: a mean over N examples."""
    hidden = relu(w * X(n))
    output = relu(v * hidden)
    mean = 1 / Dim("N")
    return chain(
        "Two ReLUs in a row: derivative of the mean squared error with respect to the hidden weight",
        Partial(L, w),
        (Definition(L.tensor, (), mean * Sum(n, (output - Y(n)) ** 2)),),
        (mean * Sum(n, 2 * (output - Y(n)) * Partial(output, w)), "chain rule"),
        (mean * Sum(n, 2 * (output - Y(n)) * on(v * hidden) * v * Partial(hidden, w)), "chain rule"),
        (mean * Sum(n, 2 * (output - Y(n)) * on(v * hidden) * v * on(w * X(n)) * X(n)), "chain rule"),
        (2 * mean * Sum(n, (output - Y(n)) * v * on(v * hidden) * on(w * X(n)) * X(n)), "rearrange"),
    )


# ---------------------------------------------------- the multilayer perceptron, weights of shape (outputs, inputs)

r, i, m = indices("n:N i:C m:C")
q, u = indices("h:M u:M")
kk, jj = indices("k:C j:C")


def symbol(name: str, *dims: str) -> MatrixSymbol:
    return MatrixSymbol(Tensor(name, dims))


X_, W_, b_ = symbol("X", "N", "D"), symbol("W", "M", "D"), symbol("b", "M")
A_, H_ = symbol("A", "N", "M"), symbol("H", "N", "M")
V_, c_ = symbol("V", "C", "M"), symbol("c", "C")
Z_, P_ = symbol("Z", "N", "C"), symbol("P", "N", "C")
Y_ = MatrixSymbol(Tensor("Y", ("N", "C"), sums_to_one(axis=1)))
E_ = symbol("Delta", "N", "M")
ones, mean = Ones("N"), 1 / Dim("N")
Z, P, T, A, V_at = (component(each.tensor) for each in (Z_, P_, Y_, A_, V_))

HEAD = (
    Definition(P_.tensor, (r, i), exp(Z(r, i)) / Sum(m, exp(Z(r, m)))),
    Definition(L.tensor, (), -mean * total([r, kk], T(r, kk) * log(P(r, kk)))),
)
FROM_HIDDEN = (define(Z_, H_ @ V_.T + ones @ c_.T), *HEAD)
FROM_PREACTIVATIONS = (define(H_, Map("f", A_)), *FROM_HIDDEN)
ERROR = Definition(E_.tensor, (r, q), mean * Sum(jj, (P(r, jj) - T(r, jj)) * V_at(jj, q)) * slope(A(r, q)))
WHOLE = (define(A_, X_ @ W_.T + ones @ b_.T), *FROM_PREACTIVATIONS, ERROR)

TO_LOGITS = (P_ - Y_) * mean
TO_PREACTIVATIONS = (((P_ - Y_) @ V_) * mean) * Map("f'", A_)
AFFINE = "backward through the affine layer"
TITLE = "MLP with weights of shape (outputs, inputs): gradient with respect to "


def perceptron(what: str, wrt: MatrixSymbol, known: tuple[Definition, ...], *lines: Line) -> Result:
    title = TITLE + what.replace("_", " ")
    return Result(
        f"mlp_framework_{what}", title, "networks", lambda: chain(title, Gradient(L, wrt), known, *lines)
    )


RESULTS: tuple[Result, ...] = (
    Result("sigmoid_gate", "A sigmoid gate scales the gradient by its slope", "gates", sigmoid_gate),
    Result("square_gate", "The chain rule at a gate that squares one input", "gates", square_gate),
    Result(
        "sigmoid_neuron_weight",
        "A sigmoid neuron: gradient with respect to a weight",
        "gates",
        neuron(weights(c), Sum(d, Delta(d, c) * inputs(d)), inputs(c)),
    ),
    Result(
        "sigmoid_neuron_input",
        "A sigmoid neuron: gradient with respect to an input",
        "gates",
        neuron(inputs(c), Sum(d, weights(d) * Delta(d, c)), weights(c)),
    ),
    Result(
        "scalar_output_weight",
        "A network of two weights: the output weight",
        "networks",
        scalar_output_weight,
    ),
    Result(
        "scalar_hidden_weight",
        "A network of two weights: the hidden weight",
        "networks",
        scalar_hidden_weight,
    ),
    Result("layer_output_weights", "One hidden layer: the output weights", "networks", layer_output_weight),
    Result("layer_hidden_weights", "One hidden layer: the hidden weights", "networks", layer_hidden_weight),
    Result(
        "silent_outwards", "A unit with the outer weight 0: its incoming weight", "networks", silent_outwards
    ),
    Result(
        "silent_inwards", "A tanh unit with incoming weights 0: its outer weight", "networks", silent_inwards
    ),
    Result("three_layers", "A chain of three layers: the first weight", "networks", three_layers),
    Result(
        "two_relus", "Two ReLUs in a row: the mean squared error by the hidden weight", "networks", two_relus
    ),
    perceptron(
        "output_weights",
        V_,
        FROM_HIDDEN,
        (TO_LOGITS.T @ H_, AFFINE, "mlp_logits"),
        (((P_ - Y_).T @ H_) * mean, "factor out"),
    ),
    perceptron(
        "output_biases",
        c_,
        FROM_HIDDEN,
        (TO_LOGITS.T @ ones, AFFINE, "affine_biases_rows_matrix"),
        (((P_ - Y_).T @ ones) * mean, "factor out"),
    ),
    perceptron(
        "preactivations",
        A_,
        FROM_PREACTIVATIONS,
        (TO_PREACTIVATIONS, "backward through the activation", "activation_layer_matrix"),
    ),
    perceptron("hidden_weights", W_, WHOLE, (E_.T @ X_, AFFINE, "mlp_framework_preactivations")),
    perceptron("hidden_biases", b_, WHOLE, (E_.T @ ones, AFFINE, "affine_biases_rows_matrix")),
)
