r"""Matrix expressions in print: bold letters, \top, and parentheses where needed; and as text, with @ and *."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .functions import function
from .layout import ONE, distinct, split_sign
from .letters import bold, braced, dim_letter
from .matrix import (
    Diag,
    Difference,
    Elementwise,
    Gradient,
    Grouped,
    Identity,
    Map,
    Matrix,
    MatrixInverse,
    MatrixSum,
    MatrixSymbol,
    Ones,
    Product,
    Scaled,
    Transpose,
    Zero,
)
from .term_latex import FACTOR as TERM_FACTOR
from .term_latex import argument, function_head, parentheses, settled
from .term_latex import guard as term_guard
from .term_text import FACTOR as WORD_FACTOR
from .term_text import guard as word_guard
from .term_text import words
from .terms import Component, Term

ADDITION, ELEMENTWISE, PRODUCT, RAISED, ATOM = range(5)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is printed, how tightly it holds together, and whether it needs large parentheses.

    name    ends with a letter that also names a function: a parenthesis behind it would look like its argument
    """

    tex: str
    level: int = ATOM
    tall: bool = False
    name: bool = False


def matrix_latex(matrix: Matrix) -> str:
    return LATEX[type(matrix)](matrix).tex


def matrix_text(matrix: Matrix) -> str:
    return TEXT[type(matrix)](matrix).tex


def guard(inner: Piece, level: int) -> str:
    return parentheses(inner.tex, inner.tall) if inner.level < level else inner.tex


def signed(matrix: Matrix) -> tuple[bool, Matrix]:
    """Whether a minus sign is printed in front, and what stands behind it; a factor 1 is not printed."""
    if not isinstance(matrix, Scaled):
        return False, matrix
    minus, factor = split_sign(matrix.factor)
    if factor == ONE:
        further, body = (False, matrix.body) if minus else signed(matrix.body)
        return minus or further, body
    return minus, Scaled(factor, matrix.body)


def _addition(table: Table) -> Callable[[Any], Piece]:
    def printed(matrix: MatrixSum | Difference) -> Piece:
        left = table[type(matrix.left)](matrix.left)
        minus, body = signed(matrix.right)
        right = table[type(body)](body)
        sign = "-" if minus != isinstance(matrix, Difference) else "+"
        if minus and isinstance(matrix, Difference):  # A - (-B) keeps both signs
            sign, right = "-", table[type(matrix.right)](matrix.right)
        tall = left.tall or right.tall
        return Piece(f"{left.tex} {sign} {guard(right, ELEMENTWISE)}", ADDITION, tall)

    return printed


def _joined(table: Table, sign: str, level: int) -> Callable[[Any], Piece]:
    """Two factors; one on the left may be a product of the same kind, since a row of factors is read from the left."""

    def printed(matrix: Product | Elementwise) -> Piece:
        left, right = table[type(matrix.left)](matrix.left), table[type(matrix.right)](matrix.right)
        shown = left.tex if left.level == level else guard(left, RAISED)
        return Piece(f"{shown}{sign}{guard(right, RAISED)}", level, left.tall or right.tall)

    return printed


def _scaled(table: Table, factor_of: Callable[[Term], Piece], join: str) -> Callable[[Any], Piece]:
    def printed(matrix: Scaled) -> Piece:
        minus, rest = signed(matrix)
        if minus:
            body = table[type(rest)](rest)
            return Piece("-" + guard(body, ELEMENTWISE), ADDITION, body.tall)
        if not isinstance(rest, Scaled):
            return table[type(rest)](rest)
        body, factor = table[type(rest.body)](rest.body), factor_of(rest.factor)
        shown = guard(body, PRODUCT)
        dot = factor.name and shown.startswith(("(", r"\left("))
        sign = r" \cdot " if dot else join
        return Piece(f"{factor.tex}{sign}{shown}", PRODUCT, body.tall or factor.tall)

    return printed


def _grouped(table: Table, matrix: Grouped) -> Piece:
    inner = table[type(matrix.body)](matrix.body)
    return Piece(parentheses(inner.tex, inner.tall), tall=inner.tall)


def _latex_factor(term: Term) -> Piece:
    inner = settled(term)
    return Piece(term_guard(inner, TERM_FACTOR - 1, may_reach=False), tall=inner.tall, name=inner.name)


def _text_factor(term: Term) -> Piece:
    return Piece(word_guard(words(distinct(term)), WORD_FACTOR - 1, may_reach=False))


def _latex_transpose(matrix: Transpose) -> Piece:
    inner = LATEX[type(matrix.body)](matrix.body)
    return Piece(guard(inner, ATOM) + r"^\top", RAISED, inner.tall)


def _latex_inverse(matrix: MatrixInverse) -> Piece:
    inner = LATEX[type(matrix.body)](matrix.body)
    return Piece(guard(inner, ATOM) + "^{-1}", RAISED, inner.tall)


def _latex_map(matrix: Map) -> Piece:
    inner = LATEX[type(matrix.body)](matrix.body)
    if matrix.function == "step":
        return Piece(r"\mathbb{1}" + parentheses(f"{inner.tex} > 0", inner.tall, "[]"), tall=inner.tall)
    return Piece(
        function_head(matrix.function, matrix.parameters) + argument(inner.tex, inner.tall), tall=inner.tall
    )


def _latex_gradient(matrix: Gradient) -> Piece:
    below = rf"\partial {bold(matrix.wrt.tensor)}"
    body = settled(matrix.body)
    if isinstance(matrix.body, Component):
        return Piece(rf"\frac{{\partial {body.tex}}}{{{below}}}", tall=True)
    return Piece(rf"\frac{{\partial}}{{{below}}} {parentheses(body.tex, body.tall)}", PRODUCT, tall=True)


def _latex_zero(matrix: Zero) -> Piece:
    column = matrix.columns == "1"
    size = (
        dim_letter(matrix.rows)
        if column
        else rf"{dim_letter(matrix.rows)} \times {dim_letter(matrix.columns)}"
    )
    return Piece(r"\mathbf{0}_" + braced(size))


def _text_map(matrix: Map) -> Piece:
    inner = TEXT[type(matrix.body)](matrix.body).tex
    if matrix.function == "step":
        return Piece(f"1[{inner} > 0]")
    return Piece(
        f"{function(matrix.function).name}({', '.join([inner, *(words(p).text for p in matrix.parameters)])})"
    )


def _text_gradient(matrix: Gradient) -> Piece:
    body, wrt = words(distinct(matrix.body)).text, matrix.wrt.tensor.name
    return Piece(f"d{body}/d{wrt}" if isinstance(matrix.body, Component) else f"d/d{wrt} ({body})", PRODUCT)


Table = dict[type[Matrix], Callable[[Any], Piece]]

LATEX: Table = {}
LATEX |= {
    MatrixSymbol: lambda m: Piece(bold(m.tensor), RAISED if "^" in bold(m.tensor) else ATOM),
    MatrixSum: _addition(LATEX),
    Difference: _addition(LATEX),
    Elementwise: _joined(LATEX, r" \odot ", ELEMENTWISE),
    Product: _joined(LATEX, " ", PRODUCT),
    Scaled: _scaled(LATEX, _latex_factor, " "),
    Transpose: _latex_transpose,
    MatrixInverse: _latex_inverse,
    Grouped: lambda m: _grouped(LATEX, m),
    Map: _latex_map,
    Ones: lambda m: Piece(r"\mathbf{1}_" + braced(dim_letter(m.dim))),
    Identity: lambda m: Piece(r"\mathbf{I}_" + braced(dim_letter(m.dim))),
    Zero: _latex_zero,
    Diag: lambda m: Piece(
        r"\operatorname{diag}" + argument(matrix_latex(m.body), LATEX[type(m.body)](m.body).tall)
    ),
    Gradient: _latex_gradient,
}

TEXT: Table = {}
TEXT |= {
    MatrixSymbol: lambda m: Piece(m.tensor.name),
    MatrixSum: _addition(TEXT),
    Difference: _addition(TEXT),
    Elementwise: _joined(TEXT, " * ", ELEMENTWISE),
    Product: _joined(TEXT, " @ ", PRODUCT),
    Scaled: _scaled(TEXT, _text_factor, "*"),
    Transpose: lambda m: Piece(guard(TEXT[type(m.body)](m.body), ATOM) + ".T"),
    MatrixInverse: lambda m: Piece(f"inverse({matrix_text(m.body)})"),
    Grouped: lambda m: _grouped(TEXT, m),
    Map: _text_map,
    Ones: lambda m: Piece(f"ones({m.dim})"),
    Identity: lambda m: Piece(f"identity({m.dim})"),
    Zero: lambda m: Piece(f"zeros({m.rows}{'' if m.columns == '1' else ', ' + m.columns})"),
    Diag: lambda m: Piece(f"diag({matrix_text(m.body)})"),
    Gradient: _text_gradient,
}
