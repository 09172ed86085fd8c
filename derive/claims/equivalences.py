"""If and only if: two terms have the same sign, or a form is 0 only where certain terms are.

SameSign    subject = p * criterion with p > 0: both are positive, both 0, or both negative
ZeroOnly    form = sum_i p_i b_i^2 with p_i > 0: it is 0 if and only if every b_i is
"""

from __future__ import annotations

from dataclasses import dataclass

from ..derivation import Derivation, as_term
from ..terms.index import Index
from ..terms.latex import latex
from ..terms.signs import is_positive
from ..terms.terms import Mul, Power, Sum, Term, unfold
from ..terms.text import text
from .chains import Chains, aligned, require, rows


@dataclass(frozen=True, slots=True)
class SameSign(Chains):
    """`subject` is positive, 0 or negative exactly where `criterion` is.

    certificate   a chain from the subject to a product: factors whose form shows that they are positive, and last the
                  criterion

    Before: 1 - (1 - eta lambda)^2. After: eta lambda^2 (2/lambda - eta), so it is positive iff eta < 2/lambda.
    """

    title: str
    subject: Term
    criterion: Term
    certificate: Derivation

    how = "by a certificate"

    def __post_init__(self) -> None:
        require(
            self.certificate.start == self.subject,
            self.title,
            f"the certificate starts from {text(self.certificate.start)}, expected {text(self.subject)}",
        )
        last = as_term(self.certificate.result)
        factors = last.args if isinstance(last, Mul) else ()
        require(
            len(factors) > 1
            and factors[-1] == self.criterion
            and all(is_positive(unfold(factor, self.certificate.definitions)) for factor in factors[:-1]),
            self.title,
            f"{text(last)} is no product of positive factors and {text(self.criterion)}",
        )

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return (self.certificate,)

    def claim_latex(self) -> str:
        return rf"{latex(self.subject)} > 0 \iff {latex(self.criterion)} > 0"

    def latex(self) -> str:
        words = rf"& \text{{which is positive, 0 or negative with }} {latex(self.criterion)}"
        return aligned([rows(self.certificate), words])

    def text(self) -> str:
        return f"{self.certificate.text()}\n  which is positive, 0 or negative with {text(self.criterion)}"


@dataclass(frozen=True, slots=True)
class ZeroOnly(Chains):
    """`form` is never negative, and 0 if and only if `bases` are all 0.

    certificate   a chain from the form to sum_i p_i b_i^2, where the form of p_i shows that it is positive

    Before: v^T J v for the Jacobian J of softmax. After: sum_i s_i (v_i - mean)^2, so 0 iff all v_i are their mean.
    """

    title: str
    form: Term
    certificate: Derivation

    how = "by a certificate"

    def __post_init__(self) -> None:
        require(
            self.certificate.start == self.form,
            self.title,
            f"the certificate starts from {text(self.certificate.start)}, expected {text(self.form)}",
        )
        factors = _split(as_term(self.certificate.result))[1]
        require(
            bool(factors)
            and isinstance(factors[-1], Power)
            and factors[-1].exponent == 2
            and all(is_positive(unfold(factor, self.certificate.definitions)) for factor in factors[:-1]),
            self.title,
            f"{text(self.certificate.result)} is no sum of squares with positive factors",
        )

    @property
    def base(self) -> Term:
        """What must be 0, for every value of its indices."""
        square = _split(as_term(self.certificate.result))[1][-1]
        assert isinstance(square, Power)
        return square.base

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return (self.certificate,)

    def _for_all(self) -> str:
        names = [index.name for index in _split(as_term(self.certificate.result))[0]]
        return f" for all {', '.join(names)}" if names else ""

    def claim_latex(self) -> str:
        return rf"{latex(self.form)} = 0 \iff {latex(self.base)} = 0 \text{{{self._for_all()}}}"

    def latex(self) -> str:
        words = rf"& \text{{which is 0 if and only if }} {latex(self.base)} = 0 \text{{{self._for_all()}}}"
        return aligned([rows(self.certificate), words])

    def text(self) -> str:
        return (
            f"{self.certificate.text()}\n  which is 0 if and only if {text(self.base)} = 0{self._for_all()}"
        )


def _split(term: Term) -> tuple[tuple[Index, ...], tuple[Term, ...]]:
    """The indices of nested sums, and the factors of what is summed."""
    indices: list[Index] = []
    while isinstance(term, Sum):
        indices.append(term.index)
        term = term.body
    return tuple(indices), term.args if isinstance(term, Mul) else (term,)
