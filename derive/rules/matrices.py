"""Laws of matrices; shapes are symbolic and checked when an expression is built."""

from __future__ import annotations

from fractions import Fraction

from ..derivation import Rule
from ..terms.matrix import Diag, Gradient, Identity, Map, Ones, Zero, matrices

A, B, C, x, u, a, b = matrices("A:K,H B:H,D C:H,D x:D u:D a:K b:H")
HALF = Fraction(1, 2)
S, I = matrices("S:D,D")[0], Identity("D")  # noqa: E741 (the letter of the identity)

ROWS: tuple[Rule, ...] = (
    Rule(
        "associativity of matrix products",
        r"\mathbf{A}(\mathbf{B}\mathbf{C}) = (\mathbf{A}\mathbf{B})\mathbf{C}",
        (A @ (B @ x), (A @ B) @ x),
    ),
    Rule(
        "distributivity",
        r"\mathbf{A}(\mathbf{B} + \mathbf{C}) = \mathbf{A}\mathbf{B} + \mathbf{A}\mathbf{C}",
        (A @ (B + C), A @ B + A @ C),
    ),
    Rule(
        "transpose of a product",
        r"(\mathbf{A}\mathbf{B})^\top = \mathbf{B}^\top \mathbf{A}^\top",
        ((A @ B).T, B.T @ A.T),
    ),
    Rule(
        "transpose of a sum",
        r"(\mathbf{A} + \mathbf{B})^\top = \mathbf{A}^\top + \mathbf{B}^\top",
        ((B + C).T, B.T + C.T),
    ),
    Rule("transpose twice", r"(\mathbf{A}^\top)^\top = \mathbf{A}", (A.T.T, A)),
    Rule("identity matrix", r"\mathbf{I}\mathbf{x} = \mathbf{x}", (x + S @ x, I @ x + S @ x)),
    Rule("zero vector", r"\mathbf{A}\mathbf{0} = \mathbf{0}", (B @ Zero("D") + b, b)),
    Rule("add zero", r"\mathbf{A} + \mathbf{0} = \mathbf{A}", (A, A + Zero("K", "H"))),
    Rule(
        "a matrix meets its inverse",
        r"\mathbf{A}^{-1} \mathbf{A} = \mathbf{A} \mathbf{A}^{-1} = \mathbf{I}",
        (u + S @ S.inverse @ x, u + x),
    ),
    Rule(
        "inverse of a multiple",
        r"(c \mathbf{A})^{-1} = \tfrac{1}{c} \mathbf{A}^{-1}",
        ((S * 2).inverse, S.inverse * HALF),
    ),
    Rule(
        "inverse of a transpose",
        r"(\mathbf{A}^\top)^{-1} = (\mathbf{A}^{-1})^\top",
        (S.T.inverse, S.inverse.T),
    ),
    Rule(
        "collapse two layers",
        r"\mathbf{A}(\mathbf{B}\mathbf{x} + \mathbf{b}) + \mathbf{a} "
        r"= \mathbf{A}\mathbf{B}\mathbf{x} + (\mathbf{A}\mathbf{b} + \mathbf{a})",
        (A @ (B @ x + b) + a, A @ B @ x + (A @ b + a)),
    ),
    Rule(
        "broadcast",
        r"\mathbf{1}\mathbf{a}^\top + \mathbf{1}\mathbf{b}^\top = \mathbf{1}(\mathbf{a} + \mathbf{b})^\top",
        (Ones("N") @ x.T + Ones("N") @ u.T, Ones("N") @ (x + u).T),
    ),
    Rule(
        "a diagonal matrix multiplies entry by entry",
        r"\operatorname{diag}(\mathbf{a}) \mathbf{x} = \mathbf{a} \odot \mathbf{x}",
        (Diag(u) @ x, u * x),
    ),
    Rule(
        "backward through the affine layer",
        r"\mathbf{y} = \mathbf{W}\mathbf{x} + \mathbf{b} \implies \nabla_{\mathbf{x}} L "
        r"= \mathbf{W}^\top \nabla_{\mathbf{y}} L, \; \nabla_{\mathbf{W}} L = (\nabla_{\mathbf{y}} L) \mathbf{x}^\top",
        (Gradient((b.T @ (B @ x)).scalar, x), B.T @ b),
    ),
    Rule(
        "backward through the activation",
        r"\mathbf{h} = f(\mathbf{a}) \implies \nabla_{\mathbf{a}} L = f'(\mathbf{a}) \odot \nabla_{\mathbf{h}} L",
        (Gradient((u.T @ Map("f", x)).scalar, x), Map("f'", x) * u),
    ),
)
