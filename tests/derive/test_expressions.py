"""Expressions that a user types: each gradient is proved, and its NumPy code is executed beside differences of the
expression as NumPy itself reads it.
"""

from __future__ import annotations

import doctest
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from derive.audit import audit
from derive.derivation import recheck_step
from derive.expressions import ExpressionGradient, gradient
from derive.rules import rule
from derive.terms.text import text

LINEAR = "X:N,D W:D,M b:M Y:N,M"
HIDDEN = "X:N,D V:D,H c:H W:H,M b:M Y:N,M"
LOGISTIC = "X:N,D w:D t:N"
LEARNT = "Y:sums_to_one(1)"

# expression, with respect to what, shapes, assumptions, the gradient as a matrix expression ("" where there is none)
TABLE = (
    ("sum((X@W + b - Y)**2)/N", "W", LINEAR, "", "2/N*X.T @ (X @ W + ones(N) @ b.T - Y)"),
    ("sum((X@W + b - Y)**2)/N", "b", LINEAR, "", "2/N*(X @ W + ones(N) @ b.T - Y).T @ ones(N)"),
    ("sum((X@W + b - Y)**2)/N", "X", LINEAR, "", "2/N*(X @ W + ones(N) @ b.T - Y) @ W.T"),
    ("mean((Y - X@W)**2)", "W", "X:N,D W:D,M Y:N,M", "", "2/N/M*X.T @ (X @ W - Y)"),
    ("mean(square(X@w - y)) + lam*sum(w**2)", "w", "X:N,D w:D y:N lam:", "", None),
    ("(w@x + b - t)**2/2", "b", "w:D x:D b: t:", "", ""),
    ("-sum(Y*log(softmax(X@W + b)))/N", "W", LINEAR, LEARNT, "1/N*X.T @ (S - Y)"),
    ("-sum(Y*log(softmax(X@W + b)))/N", "b", LINEAR, "Y:one_hot(1)", "1/N*(S - Y).T @ ones(N)"),
    ("-sum(Y*log_softmax(X@W, axis=-1))/N", "W", "X:N,D W:D,M Y:N,M", "", None),
    ("-log(y@softmax(W@x))", "W", "W:C,D x:D y:C", "y:one_hot", None),
    (
        "-mean(t*log(sigmoid(X@w)) + (1-t)*log(1-sigmoid(X@w)))",
        "w",
        LOGISTIC,
        "",
        "1/N*X.T @ (sigmoid(z) - t)",
    ),
    ("sum(softplus(X@w) - t*(X@w))", "w", LOGISTIC, "", "X.T @ (sigmoid(z) - t)"),
    ("sum(log(1 + exp(-t*(X@w))))", "w", LOGISTIC, "", ""),
    ("sum(relu(1 - t*(X@w)))/N + 0.5*lam*w@w", "w", LOGISTIC + " lam:", "", None),
    (
        "sum((f(X@V + c)@W + b - Y)**2)/N",
        "V",
        HIDDEN,
        "",
        "2/N*X.T @ (f'(Z) * ((f(Z) @ W + ones(N) @ b.T - Y) @ W.T))",
    ),
    ("sum((relu(X@V + c)@W - Y)**2)", "V", "X:N,D V:D,H c:H W:H,M Y:N,M", "", None),
    ("sum((tanh(X@V + c)@W + b - Y)**2)/N", "c", HIDDEN, "", None),
    ("-sum(Y*log(softmax(f(X@V)@W)))/N", "W", "X:N,D V:D,H W:H,M Y:N,M", LEARNT, "1/N*f(Z).T @ (S - Y)"),
    (
        "-sum(Y*log(softmax(f(X@V)@W)))/N",
        "V",
        "X:N,D V:D,H W:H,M Y:N,M",
        LEARNT,
        "1/N*X.T @ (f'(Z) * ((S - Y) @ W.T))",
    ),
    ("norm(A@x - b)", "x", "A:M,D x:D b:M", "", None),
    ("norm(x)", "x", "x:D", "", "1/sqrt(sum_d x_d^2)*x"),
    ("norm(x)**2", "x", "x:D", "", "2*x"),
    ("trace(A.T@A)", "A", "A:N,D", "", "2*A"),
    ("trace(A@B)", "A", "A:N,D B:D,N", "", "B.T"),
    ("x.T@A@x", "x", "x:D A:D,D", "", "(A + A.T) @ x"),
    ("x@A@x", "A", "x:D A:D,D", "", "x @ x.T"),
    ("logsumexp(z)", "z", "z:C", "", "s"),
    ("log(sum(exp(z))) - y@z", "z", "z:C y:C", "", "s - y"),
    ("sum(logsumexp(X@W, axis=1))", "W", "X:N,D W:D,M", "", "X.T @ S"),
    ("a@softmax(z/tau)", "z", "a:C z:C tau:", "tau:positive", None),
    ("x@y/(norm(x)*norm(y))", "x", "x:D y:D", "", None),
    ("sum(abs(x - y))", "x", "x:D y:D", "", ""),
    ("sum(P*log(P/Q))", "Q", "P:C Q:C", "P:simplex Q:positive", ""),
    ("sum((x - mean(x))**2)/D", "x", "x:D", "", "2/D*(x - (1/D*sum_d x_d)*ones(D))"),
    ("sum((X - mean(X, axis=0, keepdims=True))**2)", "X", "X:N,D", "", None),
    ("sum(gelu(X@w))", "w", "X:N,D w:D", "", "X.T @ (Phi(z) + z * phi(z))"),
    ("sum(leaky_relu(X@w, alpha))", "w", "X:N,D w:D alpha:", "", ""),
    ("sum((U@V.T - R)**2)", "U", "U:N,K V:M,K R:N,M", "", "2*(U @ V.T - R) @ V"),
    ("sum(exp(-norm(X - c, axis=1)**2))", "c", "X:N,D c:D", "", None),
    ("sum(outer(x, y)*A) + dot(x, x)", "x", "x:D y:M A:D,M", "", None),
    ("np.sum(np.sqrt(x))*pi", "x", "x:D", "x:positive", ""),
    ("sum(softmax(Q@K.T/sqrt(D))@V)", "Q", "Q:N,D K:M,D V:M,P", "", ""),
    ("sum(sum(T, axis=2)*X)", "T", "T:N,M,K X:N,M", "", ""),
    ("sum(silu(x)*mish(x) + hard_tanh(x) + softsign(x))", "x", "x:D", "", ""),
    ("sum(maximum(0, x))", "x", "x:D", "", None),
    ("sum(maximum(x, y)**2)", "x", "x:D y:D", "", None),
    ("sum(minimum(X, 1))", "X", "X:N,D", "", None),
    ("mean(maximum(0, 1 - t*(X@w)))", "w", LOGISTIC, "", None),
    ("std(x)", "x", "x:D", "", None),
    ("sum(var(X, axis=0))", "X", "X:N,D", "", None),
    ("-log(y@softmax(z/tau))", "tau", "z:C y:C tau:", "y:one_hot tau:positive", ""),
    ("norm(A)", "A", "A:N,D", "", None),
    ("trace(X.T@A@X)", "X", "A:N,N X:N,D", "", None),
    ("sum(tanh(X@W + b)*U)", "b", "X:N,D W:D,M b:M U:N,M", "", None),
    ("sum(mean(X, axis=0)**2)", "X", "X:N,D", "", None),
    ("(x - m)@A@(x - m)/2", "m", "x:D A:D,D m:D", "", None),
    ("v@tanh(W@h + U@x)", "h", "v:H W:H,H U:H,D h:H x:D", "", None),
    ("a@(x + relu(W@x))", "x", "a:D x:D W:D,D", "", None),
    ("sum(2*b)/3", "b", "b:4", "", "2/3*ones(4)"),
)
IDS = [f"{row[0]} by {row[1]}" for row in TABLE]


@cache
def derived(row: tuple[str, ...]) -> ExpressionGradient:
    return gradient(*row[:4])


# ---------------------------------------------------------------------------------- NumPy reads the expression itself


def softmax(x: Any, axis: int = -1) -> Any:
    top = np.exp(x - x.max(axis=axis, keepdims=True))
    return top / top.sum(axis=axis, keepdims=True)


def erf(x: Any) -> Any:
    from math import erf as one

    return np.vectorize(one)(x)


def example(x: Any) -> Any:
    return np.sin(x) + 0.3 * x**2


def slope(x: Any) -> Any:
    return np.cos(x) + 0.6 * x


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


FORWARD: dict[str, Any] = {
    "np": np,
    "pi": np.pi,
    "f": example,
    "softmax": softmax,
    "log_softmax": lambda x, axis=-1: np.log(softmax(x, axis)),
    "logsumexp": lambda x, axis=None: np.log(np.sum(np.exp(x), axis=axis)),
    "sigmoid": sigmoid,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x, alpha: np.where(x > 0, x, alpha * x),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "silu": lambda x: x * sigmoid(x),
    "mish": lambda x: x * np.tanh(np.log(1 + np.exp(x))),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "norm": np.linalg.norm,
    **{
        name: getattr(np, name)
        for name in [
            "sum",
            "mean",
            "exp",
            "log",
            "sqrt",
            "square",
            "abs",
            "tanh",
            "trace",
            "dot",
            "outer",
            "transpose",
            "maximum",
            "minimum",
            "var",
            "std",
        ]
    },
}
SIZES = {"N": 3, "D": 4, "M": 2, "H": 5, "C": 3, "K": 2, "P": 3}


def values(shapes: str, assume: str, seed: int) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    known = dict(word.split(":") for word in assume.split())
    arrays: dict[str, Any] = {}
    for word in shapes.split():
        name, _, dims = word.partition(":")
        shape = [SIZES[d] if d in SIZES else int(d) for d in dims.split(",")] if dims else []
        kind = known.get(name, "real").partition("(")[0]
        array = chance.normal(size=shape)
        if kind in {"positive", "simplex"}:
            array = np.abs(array) + 0.1
        if kind in {"sums_to_one", "simplex"}:
            array = array / array.sum(axis=-1, keepdims=True)
        if kind == "one_hot":
            array = np.eye(shape[-1])[chance.integers(shape[-1], size=shape[:-1])]
        arrays[name] = array
    return arrays


def differences(expression: str, wrt: str, arrays: dict[str, Any]) -> Any:
    """Central differences of the expression as Python and NumPy evaluate it."""

    def at(array: Any) -> float:
        return float(eval(expression, {}, {**FORWARD, **SIZES, **arrays, wrt: array}))

    result = np.zeros_like(arrays[wrt], dtype=float)
    for place in np.ndindex(result.shape):
        step = np.zeros_like(result)
        step[place] = 1e-6
        result[place] = (at(arrays[wrt] + step) - at(arrays[wrt] - step)) / 2e-6
    return result


def executed(source: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(compile(source, "<generated>", "exec"), names)
    function: Callable[..., Any] = names["gradient"]
    return function


def called(found: ExpressionGradient, arrays: dict[str, Any]) -> Any:
    function = executed(found.to_numpy())
    words = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(
        **{word: arrays[word] if word in arrays else {"f": example, "df": slope}[word] for word in words}
    )


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_a_gradient_is_that_of_the_expression_as_numpy_reads_it(row: tuple[str, ...]) -> None:
    expression, wrt, shapes, assume, _ = row
    for seed in range(3):
        arrays = values(shapes, assume, seed)
        found = called(derived(row), arrays)
        assert np.shape(found) == np.shape(arrays[wrt])
        np.testing.assert_allclose(found, differences(expression, wrt, arrays), rtol=2e-5, atol=2e-6)


# ------------------------------------------------------------------------------------------- what is proved and printed


@pytest.mark.parametrize("row", TABLE, ids=IDS)
def test_every_line_is_proved_and_proves_itself_again(row: tuple[str, ...]) -> None:
    found = derived(row)
    stored = json.loads(json.dumps(found.steps_json()))
    assert stored
    assert all(recheck_step(step) for step in stored)
    assert all(rule(step["rule"]).name for step in stored)
    assert all(line["text"] in found.text() for line in stored)
    assert found.latex().isascii()
    assert found.text().isascii()
    assert found.layout().startswith("The gradient ")


@pytest.mark.parametrize("row", [row for row in TABLE if row[4] is not None])
def test_the_last_line_is_the_matrix_of_the_textbook(row: tuple[str, ...]) -> None:
    found = derived(row)
    assert (text(found.matrix.result) if found.matrix else "") == row[4]


def test_the_first_line_is_the_derivative_of_the_loss() -> None:
    found = derived(TABLE[0])
    assert text(found.entry.start) == "dL/dW_ij"
    assert [step.rule for step in found.entry.steps] == [
        "chain rule",
        "differentiate",
        "contract the Kronecker delta",
        "collect terms",
    ]
    assert "the shape of W, (D, M)" in found.layout()


def test_sum_to_one_is_used_only_where_it_is_assumed() -> None:
    call = ("-sum(Y*log(softmax(X@W)))/N", "W", "X:N,D W:D,M Y:N,M")
    assert "sum to one" not in [step.rule for step in gradient(*call).entry.steps]
    assumed = gradient(*call, LEARNT)
    assert assumed.entry.steps[-1].rule == "sum to one"
    assert assumed.hypotheses() == ("Y sums to 1 over M",)


def test_kinks_are_named() -> None:
    assert gradient("sum(relu(x))", "x", "x:D").hypotheses() == ("x_d is not 0",)


@pytest.mark.parametrize("number", [0, 6, 23, 33])
def test_sympy_has_the_same_opinion(number: int) -> None:
    found = derived(TABLE[number])
    assert all(audit(chain).status == "agrees" for chain in found.derivations)


def test_a_gradient_is_handed_to_sympy() -> None:
    found = gradient("sum((w*x - y)**2)", "w", "w: x:N y:N")
    assert str(found.to_sympy({"N": 1})) == "2*x_1*(w*x_1 - y_1)"


def test_slopes_under_a_sum_are_proved() -> None:
    """e^-z/(1 + e^-z)^2 and s(z)(1 - s(z)) have one normal form, also inside a sum."""
    for name in ("sigmoid", "tanh"):
        rules = [step.rule for step in gradient(f"sum({name}(x))", "x", "x:D").entry.steps]
        assert "chain rule" in rules


def test_names_of_inner_parts_avoid_those_of_the_user() -> None:
    found = gradient("sum(softmax(Z@S + L)**2)", "Z", "Z:N,D S:D,M L:M")
    assert [definition.tensor.name for definition in found.entry.definitions] == ["Z2", "S2", "J"]


def test_decimals_are_exact() -> None:
    assert text(gradient("0.1*x + 1e-3*x**2", "x", "x:").term) == "1/10 + 1/500*x"


def test_the_examples_of_the_docstrings_run() -> None:
    from derive import expressions
    from derive.expressions import steps

    for module in (expressions, steps):
        assert doctest.testmod(module).attempted >= 1
        assert doctest.testmod(module).failed == 0
