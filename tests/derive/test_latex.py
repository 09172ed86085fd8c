"""Terms as a textbook prints them, in LaTeX and as text."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from derive.kernel.prover import prove
from derive.terms.index import Index, indices
from derive.terms.latex import latex
from derive.terms.letters import bold, letter
from derive.terms.tensors import Tensor
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    component,
    exp,
    lift,
    log,
    total,
)
from derive.terms.text import text

I, J, K, N = indices("i:C j:C k:C n:N")
Z, Y, YHAT = (component(Tensor(name, ("C",))) for name in ("z", "y", "yhat"))
W, W1 = (component(Tensor(name, ("C", "C"))) for name in ("W", "W1"))
LAYER = component(Tensor("W2", ("C", "C"), latex="W^{(2)}"))
X, L, ALPHA, SIGMA = (Component(Tensor(name)) for name in ("x", "L", "alpha", "sigma"))
S = Apply("sigmoid", (X,))
SIZE = Dim("N")
TOTAL = Sum(K, exp(Z(K)))


def f(name: str, *args: Term) -> Term:
    return Apply(name, args)


# term, LaTeX, text
SAMPLES: tuple[tuple[Term, str, str], ...] = (
    # numbers, letters, entries
    (lift(0), "0", "0"),
    (lift(-3), "-3", "-3"),
    (lift(Q(-2, 3)), r"-\frac{2}{3}", "-2/3"),
    (Constant("pi"), r"\pi", "pi"),
    (SIZE, "N", "N"),
    (Z(J), "z_j", "z_j"),
    (YHAT(K), r"\hat{y}_k", "yhat_k"),
    (W(I, J), "W_{ij}", "W_ij"),
    (W1(I, J), "(W_1)_{ij}", "W1_ij"),
    (LAYER(I, J), "W^{(2)}_{ij}", "W2_ij"),
    (LAYER(I, J) ** 2, "(W^{(2)}_{ij})^2", "W2_ij^2"),
    (Delta(I, J), r"\delta_{ij}", "delta_ij"),
    (Z(Index("i1", "C")), "z_{i_1}", "z_[i1]"),
    # sums and signs
    (X + L - 1, "x + L - 1", "x + L - 1"),
    (-X + L, "-x + L", "-x + L"),
    (X + lift(-2), "x - 2", "x - 2"),
    (X - (L + 1), "x - (L + 1)", "x - (L + 1)"),
    (X - (-L), "x - (-L)", "x - (-L)"),
    (X + Mul((lift(-1), Mul((lift(2), L)))), "x - 2 L", "x - 2*L"),
    (X + Mul((Mul((lift(-1), X)), L)), "x - x L", "x - x*L"),
    (X + Sum(K, -Z(K)), r"x + \sum_{k=1}^{C} (-z_k)", "x + sum_k (-z_k)"),
    (Add((X,)), "x", "x"),
    (Add(()), "0", "0"),
    # products
    (2 * X, "2 x", "2*x"),
    (X * 2, r"x \cdot 2", "x*2"),
    (X * (-L), "x (-L)", "x*(-L)"),
    (lift(1) * X, "x", "x"),
    (-(lift(1) * X), "-x", "-x"),
    (Mul(()), "1", "1"),
    (S * (1 - S), r"\sigma(x) (1 - \sigma(x))", "sigmoid(x)*(1 - sigmoid(x))"),
    (SIGMA * (X + 1), r"\sigma \cdot (x + 1)", "sigma*(x + 1)"),
    (SIGMA**2 * (X + 1), r"\sigma^2 \cdot (x + 1)", "sigma^2*(x + 1)"),
    # fractions and powers
    (1 / SIZE * Sum(N, Z(K)), r"\frac{1}{N} \sum_{n=1}^{N} z_k", "1/N*sum_n z_k"),
    (exp(Z(J)) / TOTAL, r"\frac{e^{z_j}}{\sum_{k=1}^{C} e^{z_k}}", "exp(z_j)/(sum_k exp(z_k))"),
    (1 / X * L, r"\frac{1}{x} L", "1/x*L"),
    (X / L * (1 / X), r"\frac{x}{L} \cdot \frac{1}{x}", "x/L*(1/x)"),
    (X / (2 * L), r"\frac{x}{2 L}", "x/(2*L)"),
    (X * (L / 3), r"x \frac{L}{3}", "x*(L/3)"),
    (Q(1, 2) * X, r"\frac{1}{2} x", "1/2*x"),
    (-(X**2) / 2, r"-\frac{x^2}{2}", "-x^2/2"),
    (X ** Q(1, 2), r"\sqrt{x}", "sqrt(x)"),
    (X ** Q(-1, 2), r"\frac{1}{\sqrt{x}}", "1/sqrt(x)"),
    (X ** Q(3, 2), "x^{3/2}", "x^(3/2)"),
    (X**10, "x^{10}", "x^10"),
    (X**1, "x", "x"),
    (X**-2, r"\frac{1}{x^2}", "1/x^2"),
    ((X + 1) ** 2, "(x + 1)^2", "(x + 1)^2"),
    ((X**2) ** 3, "(x^2)^3", "(x^2)^3"),
    ((X / L) ** 2, r"\left( \frac{x}{L} \right)^2", "(x/L)^2"),
    (S**2, r"\sigma(x)^2", "sigmoid(x)^2"),
    (exp(X) ** 2, "(e^{x})^2", "exp(x)^2"),
    # functions
    (exp(-(X**2) / 2), "e^{-x^2/2}", "exp(-x^2/2)"),
    (exp(-exp(X)), r"\exp(-e^{x})", "exp(-exp(x))"),
    (exp(TOTAL), r"\exp\!\left( \sum_{k=1}^{C} e^{z_k} \right)", "exp(sum_k exp(z_k))"),
    (log(SIZE), r"\log N", "log(N)"),
    (log(YHAT(K)) * Y(K), r"\log(\hat{y}_k) y_k", "log(yhat_k)*y_k"),
    (log(X) ** 2, r"\log(x)^2", "log(x)^2"),
    (log(1 + X), r"\log(1 + x)", "log(1 + x)"),
    (f("step", X - 1), r"\mathbb{1}[x - 1 > 0]", "1[x - 1 > 0]"),
    (f("abs", X), r"\lvert x \rvert", "abs(x)"),
    (f("f'", X) ** 2, "f'(x)^2", "f'(x)^2"),
    (f("relu", X), r"\operatorname{ReLU}(x)", "relu(x)"),
    (f("leaky_relu", X, ALPHA), r"\operatorname{LeakyReLU}_{\alpha}(x)", "leaky_relu(x, alpha)"),
    (f("leaky_relu", X, lift(Q(1, 10))), r"\operatorname{LeakyReLU}_{1/10}(x)", "leaky_relu(x, 1/10)"),
    (f("sigmoid", X / L), r"\sigma\!\left( \frac{x}{L} \right)", "sigmoid(x/L)"),
    # what reaches to the right
    (-Sum(K, Y(K) * log(YHAT(K))), r"-\sum_{k=1}^{C} y_k \log \hat{y}_k", "-sum_k y_k*log(yhat_k)"),
    (Sum(K, Z(K)) * X, r"\left( \sum_{k=1}^{C} z_k \right) x", "(sum_k z_k)*x"),
    (X * Sum(K, Z(K)), r"x \sum_{k=1}^{C} z_k", "x*sum_k z_k"),
    (Sum(K, Z(K)) + X, r"\sum_{k=1}^{C} z_k + x", "sum_k z_k + x"),
    (Sum(K, Z(K) + X), r"\sum_{k=1}^{C} (z_k + x)", "sum_k (z_k + x)"),
    (total([N, K], W(K, K)), r"\sum_{n=1}^{N} \sum_{k=1}^{C} W_{kk}", "sum_n sum_k W_kk"),
    (Sum(K, Z(K)) ** 2, r"\left( \sum_{k=1}^{C} z_k \right)^2", "(sum_k z_k)^2"),
    # names of indices
    (Z(K) * TOTAL, r"z_k \sum_{k'=1}^{C} e^{z_{k'}}", "z_k*sum_k' exp(z_k')"),
    (Sum(K, Z(K) * Sum(K, Y(K))), r"\sum_{k=1}^{C} z_k \sum_{k'=1}^{C} y_{k'}", "sum_k z_k*sum_k' y_k'"),
    (Maximum(K, Z(K)), r"\max_k z_k", "max_k z_k"),
    (Maximum(K, Delta(I, K)), r"\max_{1 \le k \le C} \delta_{ik}", "max_k delta_ik"),
    (Winner(K, Z(K), J), r"\mathbb{1}[j = \arg\max_k z_k]", "1[j = argmax_k z_k]"),
    (Winner(K, Z(K), K), r"\mathbb{1}[k = \arg\max_{k'} z_{k'}]", "1[k = argmax_k' z_k']"),
    # derivatives
    (Partial(S, X), r"\frac{d}{dx} \sigma(x)", "d/dx sigmoid(x)"),
    (Partial(X * S, X), r"\frac{d}{dx} (x \sigma(x))", "d/dx (x*sigmoid(x))"),
    (Partial(Partial(S, X), X), r"\frac{d^2}{dx^2} \sigma(x)", "d/dx d/dx sigmoid(x)"),
    (Partial(L, X), r"\frac{\partial L}{\partial x}", "dL/dx"),
    (Partial(L, Z(J)), r"\frac{\partial L}{\partial z_j}", "dL/dz_j"),
    (Partial(L, W1(I, J)), r"\frac{\partial L}{\partial (W_1)_{ij}}", "dL/dW1_ij"),
    (Partial(Z(I), Z(J)), r"\frac{\partial z_i}{\partial z_j}", "dz_i/dz_j"),
    (Partial(Partial(L, Z(I)), Z(J)), r"\frac{\partial^2 L}{\partial z_j \partial z_i}", "d/dz_j dL/dz_i"),
    (
        Partial(log(TOTAL), Z(J)),
        r"\frac{\partial}{\partial z_j} \log\!\left( \sum_{k=1}^{C} e^{z_k} \right)",
        "d/dz_j log(sum_k exp(z_k))",
    ),
    (Partial(TOTAL, Z(J)), r"\frac{\partial}{\partial z_j} \sum_{k=1}^{C} e^{z_k}", "d/dz_j sum_k exp(z_k)"),
    (Partial(X**2 + L, X), r"\frac{\partial}{\partial x} (x^2 + L)", "d/dx (x^2 + L)"),
    (
        Partial(f("leaky_relu", X, ALPHA), X),
        r"\frac{d}{dx} \operatorname{LeakyReLU}_{\alpha}(x)",
        "d/dx leaky_relu(x, alpha)",
    ),
    (
        Partial(f("prelu", X, ALPHA), ALPHA),
        r"\frac{\partial}{\partial \alpha} \operatorname{PReLU}_{\alpha}(x)",
        "d/dalpha prelu(x, alpha)",
    ),
    (Partial(S, X) * X, r"\left( \frac{d}{dx} \sigma(x) \right) x", "(d/dx sigmoid(x))*x"),
    (
        Partial(L, X) * Partial(X, Z(K)),
        r"\frac{\partial L}{\partial x} \frac{\partial x}{\partial z_k}",
        "dL/dx*dx/dz_k",
    ),
    # cases
    (
        Cases(X, (Q(0),), (lift(0), X)),
        r"\begin{cases} 0 & \text{if } x \le 0 \\ x & \text{if } x > 0 \end{cases}",
        "{0 if x <= 0; x if x > 0}",
    ),
    (
        Cases(X, (Q(0),), (lift(0), lift(1)), open=True),
        r"\begin{cases} 0 & \text{if } x < 0 \\ 1 & \text{if } x > 0 \end{cases}",
        "{0 if x < 0; 1 if x > 0}",
    ),
    (
        Cases(X, (Q(-3), Q(3)), (lift(0), (X + 3) / 6, lift(1))),
        (
            r"\begin{cases} 0 & \text{if } x \le -3 \\ \frac{x + 3}{6} & \text{if } {-3} < x \le 3 "
            r"\\ 1 & \text{if } x > 3 \end{cases}"
        ),
        "{0 if x <= -3; (x + 3)/6 if -3 < x <= 3; 1 if x > 3}",
    ),
    (
        2 * Cases(X, (), (X,)),
        r"2 \left( \begin{cases} x & \text{for all } x \end{cases} \right)",
        "2*{x for all x}",
    ),
)


@pytest.mark.parametrize(("term", "tex", "words"), SAMPLES, ids=[words for _, _, words in SAMPLES])
def test_a_term_prints_as_a_textbook_prints_it(term: Term, tex: str, words: str) -> None:
    assert latex(term) == tex
    assert text(term) == words


def test_samples_that_print_alike_are_equal() -> None:
    prints: dict[str, Term] = {}
    for term, tex, _ in SAMPLES:
        assert prove(prints.setdefault(tex, term), term), tex


def test_plain_text_is_ascii_on_one_line() -> None:
    assert all(text(term).isascii() and "\n" not in text(term) for term, _, _ in SAMPLES)


def test_a_definition_prints_as_an_equation() -> None:
    s = Tensor("s", ("C",))
    definition = Definition(s, (J,), exp(Z(J)) / TOTAL)
    assert latex(definition) == r"s_j = \frac{e^{z_j}}{\sum_{k=1}^{C} e^{z_k}}"
    assert text(definition) == "s_j = exp(z_j)/(sum_k exp(z_k))"


def test_two_free_indices_of_one_name_are_refused() -> None:
    other = component(Tensor("b", ("N",)))
    with pytest.raises(ValueError, match="the index i runs over C and over N"):
        latex(Z(I) * other(Index("i", "N")))


def test_a_bound_index_of_one_name_and_another_dimension_gets_a_prime() -> None:
    other, over = component(Tensor("b", ("N",))), Index("i", "N")
    assert latex(Z(I) * Sum(over, other(over))) == r"z_i \sum_{i'=1}^{N} b_{i'}"


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("z", "z"),
        ("alpha", r"\alpha"),
        ("lamda", r"\lambda"),
        ("yhat", r"\hat{y}"),
        ("y_hat", r"\hat{y}"),
        ("W1", "W_1"),
        ("b12", "b_{12}"),
        ("z_max", r"z_{\text{max}}"),
        ("D_in", r"D_{\text{in}}"),
        ("d_k", "d_k"),
        ("loss", r"\mathit{loss}"),
        ("mu_B", r"\mu_B"),
        ("k'", "k'"),
        ("k''", "k''"),
        ("xbar1", r"\bar{x}_1"),
    ],
)
def test_names_are_lettered(name: str, tex: str) -> None:
    assert letter(name) == tex


@pytest.mark.parametrize(
    ("tensor", "tex"),
    [
        (Tensor("W1", ("H", "D")), r"\mathbf{W}_1"),
        (Tensor("yhat", ("C",)), r"\hat{\mathbf{y}}"),
        (Tensor("delta", ("N",)), r"\boldsymbol{\delta}"),
        (Tensor("W2", ("H", "D"), latex="W^{(2)}"), r"\mathbf{W}^{(2)}"),
        (Tensor("q", ("D",), latex=r"\mathbf{q}"), r"\mathbf{q}"),
        (Tensor("t"), "t"),
        (Tensor("loss", ("N",)), r"\boldsymbol{\mathit{loss}}"),
    ],
)
def test_vectors_and_matrices_are_bold(tensor: Tensor, tex: str) -> None:
    assert bold(tensor) == tex


def test_powers_and_numbers_of_one_value_need_not_print_alike() -> None:
    """Nothing is simplified: the print is the author's."""
    assert latex(Power(X, Q(2))) != latex(X * X)
    assert latex(Number(Q(1, 2)) * X) != latex(X / 2)


def test_a_line_has_one_sign_for_one_variable() -> None:
    line = Partial(S, X) - Partial(L * X, X)
    assert latex(line) == r"\frac{\partial}{\partial x} \sigma(x) - \frac{\partial}{\partial x} (L x)"


def test_a_derivative_of_one_variable_is_not_printed_round() -> None:
    """Parameters are constants, and what a name stands for counts."""
    u = Tensor("u")
    name = Component(u)
    assert latex(Partial(ALPHA * X, X)) == r"\frac{d}{dx} (\alpha x)"
    assert latex(Partial(ALPHA * X, ALPHA)) == r"\frac{\partial}{\partial \alpha} (\alpha x)"
    assert latex(Partial(exp(ALPHA), ALPHA)) == r"\frac{d}{d\alpha} e^{\alpha}"
    assert latex(Partial(X * exp(name), X)) == r"\frac{\partial}{\partial x} (x e^{u})"
    assert latex(Partial(X * exp(name), X), [Definition(u, (), X**2)]) == r"\frac{d}{dx} (x e^{u})"
    assert latex(2 / Partial(name, X), [Definition(u, (), X**2)]) == r"\frac{2}{\frac{du}{dx}}"
    assert latex(Partial(name, X), [Definition(u, (), X * L)]) == r"\frac{\partial u}{\partial x}"
