"""Bounds: upper >= lower, by a certificate."""

from __future__ import annotations

from dataclasses import dataclass

from ..derivation import Derivation, as_term
from ..terms.latex import latex
from ..terms.signs import is_nonnegative
from ..terms.terms import Term, lift, unfold
from ..terms.text import text
from .chains import Chains, aligned, require, rows


@dataclass(frozen=True, slots=True)
class Bound(Chains):
    """`upper` >= `lower` for all values that keep the declared domains.

    certificate   a chain from upper - lower (from upper, if lower is 0) to a term whose form shows that it is not
                  negative: sums and products of squares, exponentials, positive entries
    """

    title: str
    upper: Term
    lower: Term
    certificate: Derivation

    how = "by a certificate"

    def __post_init__(self) -> None:
        difference = self.upper if self.lower == lift(0) else self.upper - self.lower
        last = as_term(self.certificate.result)
        require(
            as_term(self.certificate.start) == difference,
            self.title,
            f"the certificate starts from {text(self.certificate.start)}, expected {text(difference)}",
        )
        require(
            is_nonnegative(unfold(last, self.certificate.definitions)),
            self.title,
            f"the form of {text(last)} does not show that it is not negative",
        )

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return (self.certificate,)

    def claim_latex(self) -> str:
        return rf"{latex(self.upper)} \ge {latex(self.lower)}"

    def latex(self) -> str:
        return aligned([rows(self.certificate), r"&\ge 0 && \text{no term is negative}"])

    def text(self) -> str:
        return f"{self.certificate.text()}\n  >= 0, since no term is negative"
