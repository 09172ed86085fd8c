r"""Reads what `matrix_print.py` prints in LaTeX back to matrices: a test of the printer, like `reader.py` for terms.

    sum      [-] row {(+ | -) row}        product  {scalar} raised {raised}
    row      product {\odot product}      raised   primary {^\top | ^{-1}}

A scalar in front of a matrix is a term and is read as one; what is no matrix must be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from .functions import FUNCTIONS
from .letters import Letters, bold
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
from .reader import HEADS, Reader, literal
from .scanner import ReadError
from .terms import Component, Mul, Term

END = re.compile(r"[-+)\]}>,&]|\\odot\b|\\right|\\\\|$")
Read = TypeVar("Read")


def read_matrix(source: str, letters: Letters) -> Matrix:
    """The matrix that prints as `source`; raises ReadError where it cannot be read, ValueError where shapes differ."""
    reader = MatrixReader(source, letters)
    matrix = reader.sum_of_matrices()
    if not reader.sees(r"$"):
        raise reader.error("the end")
    return matrix


class MatrixReader(Reader):
    """One pass over one source; letters of tensors with an axis are matrices, the others scalars."""

    def __init__(self, source: str, letters: Letters) -> None:
        super().__init__(source, letters, {})
        heavy = sorted((t for t in letters.tensors if t.dims), key=lambda t: -len(bold(t)))
        self.matrices = [(re.compile(literal(bold(t))), MatrixSymbol(t)) for t in heavy]

    # Sums, products, powers.

    def sum_of_matrices(self) -> Matrix:
        minus = self.takes("-")
        whole = self.row()
        whole = -whole if minus else whole
        while sign := self.takes(r"[-+]"):
            further = self.row()
            whole = Difference(whole, further) if sign[0] == "-" else MatrixSum(whole, further)
        return whole

    def row(self) -> Matrix:
        whole = self.product_of_matrices()
        while self.takes(r"\\odot\b"):
            whole = Elementwise(whole, self.product_of_matrices())
        return whole

    def product_of_matrices(self) -> Matrix:
        scalars: list[Term] = []
        dot = False  # what a dot joins is one scalar
        while (first := self.tried(self.raised)) is None:
            scalar = self.factor()
            scalars = [*scalars[:-1], Mul((scalars[-1], scalar))] if dot and scalars else [*scalars, scalar]
            dot = bool(self.takes(r"\\cdot\b"))
        whole = first
        while not self.sees(END):
            whole = Product(whole, self.raised())
        for scalar in reversed(scalars):
            whole = Scaled(scalar, whole)
        return whole

    def raised(self) -> Matrix:
        matrix = self.matrix()
        while sign := self.takes(r"\^(?:\\top\b|\{-1\})"):
            matrix = Transpose(matrix) if "top" in sign[0] else MatrixInverse(matrix)
        return matrix

    def tried(self, rule: Callable[[], Read]) -> Read | None:
        """What a rule reads, or None, and the place is where it was."""
        start, dims = self.place, dict(self.dims)
        try:
            return rule()
        except ReadError:
            self.place, self.dims = start, dims
            return None

    # What stands by itself.

    def matrix(self) -> Matrix:
        for pattern, rule in RULES:
            if self.takes(pattern):
                return rule(self)
        for letter, symbol in self.matrices:
            if self.takes(letter):
                return symbol
        return self.mapped()

    def dimension_below(self) -> str:
        braces = self.takes(r"\{")
        name = self.size()
        if braces:
            self.expect(r"\}")
        return name

    def zero(self) -> Matrix:
        braces = self.takes(r"\{")
        rows = self.size()
        zero = Zero(rows, self.size()) if self.takes(r"\\times\b") else Zero(rows)
        if braces:
            self.expect(r"\}")
        return zero

    def in_parentheses(self) -> Matrix:
        body = self.sum_of_matrices()
        self.expect(r"(?:\\right)?\)")
        return Grouped(body)

    def indicator_of_matrix(self) -> Matrix:
        self.expect(r"(?:\\left)?\[")
        body = self.sum_of_matrices()
        self.expect(r">\s*0(?:\s*\\right)?\s*\]")
        return Map("step", body)

    def mapped(self) -> Matrix:
        for row in HEADS:
            start = self.place
            if self.takes(literal(row.latex)):
                parameters = self.parameters(row)
                if parameters is not None and self.takes(r"(?:\\left)?\("):
                    return Map(FUNCTIONS[row.name].name, self._argument(), tuple(parameters))
            self.place = start
        raise self.error("a matrix")

    def _argument(self) -> Matrix:
        inner = self.in_parentheses()
        assert isinstance(inner, Grouped)
        return inner.body

    def diagonal(self) -> Matrix:
        self.expect(r"(?:\\left)?\(")
        return Diag(self._argument())

    def gradient(self) -> Matrix:
        r"""\frac{\partial L}{\partial \mathbf{W}}, or \frac{\partial}{\partial \mathbf{W}} in front of parentheses."""
        self.expect(r"\{\\partial\b")
        name = None if self.sees(r"\}") else self.component()
        self.expect(r"\}\{\\partial\b")
        wrt = self.matrix()
        self.expect(r"\}")
        if not isinstance(wrt, MatrixSymbol):
            raise self.error("the letter of a matrix")
        return Gradient(name if isinstance(name, Component) else self.bracketed(), wrt)


RULES: tuple[tuple[str, Callable[[MatrixReader], Matrix]], ...] = (
    (
        r"\\frac(?=\{\\partial\b[^{}]*\}\{\\partial\s*\\(?:mathbf|boldsymbol|hat|bar|tilde))",
        MatrixReader.gradient,
    ),
    (r"\\mathbb\{1\}", MatrixReader.indicator_of_matrix),
    (r"\\mathbf\{1\}_", lambda reader: Ones(reader.dimension_below())),
    (r"\\mathbf\{I\}_", lambda reader: Identity(reader.dimension_below())),
    (r"\\mathbf\{0\}_", MatrixReader.zero),
    (r"\\operatorname\{diag\}", MatrixReader.diagonal),
    (r"(?:\\left)?\(", MatrixReader.in_parentheses),
)
