"""Counter-examples: left = right is not a law, for at given values its sides are different numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ..derivation import Derivation
from ..terms.latex import latex
from ..terms.terms import Definition, Number
from ..terms.text import text
from .chains import Chains, aligned, indented, require, rows


@dataclass(frozen=True, slots=True)
class CounterExample(Chains):
    """left = right does not hold for all values: at `values` its two sides are different numbers.

    left, right   chains from the two sides of the alleged law, each to a number; their definitions are the values, so
                  that the first lines are the alleged law itself
    """

    title: str
    left: Derivation
    right: Derivation

    how = "by a counter-example"

    def __post_init__(self) -> None:
        numbers = (self.left.result, self.right.result)
        require(
            all(_is_allowed(value) for value in self.values),
            self.title,
            "a value is not a number, or not one that its domain allows",
        )
        require(
            self.left.definitions == self.right.definitions,
            self.title,
            "the two sides are not taken at the same values",
        )
        require(
            all(isinstance(number, Number) for number in numbers) and numbers[0] != numbers[1],
            self.title,
            f"the sides end in {text(numbers[0])} and {text(numbers[1])}, expected two different numbers",
        )

    @property
    def values(self) -> tuple[Definition, ...]:
        return self.left.definitions

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return self.left, self.right

    def claim_latex(self) -> str:
        return rf"{latex(self.left.start)} \ne {latex(self.right.start)}"

    def latex(self) -> str:
        given = r",\ ".join(latex(value) for value in self.values)
        ends = rf"& {latex(self.left.result)} \ne {latex(self.right.result)}"
        return aligned([rf"& \text{{At }} {given}\text{{:}}", rows(self.left), rows(self.right), ends])

    def text(self) -> str:
        given = ", ".join(text(value) for value in self.values)
        ends = f"{text(self.left.result)} is not {text(self.right.result)}"
        return "\n".join(
            [f"At {given}:", indented(self.left.text()), indented(self.right.text()), f"{ends}."]
        )


# Which numbers a domain allows; a counter-example does not give values to tensors whose entries sum to 1.
ALLOWED: dict[str, Callable[[Fraction], bool]] = {
    "real": lambda value: True,
    "positive": lambda value: value > 0,
    "unit": lambda value: 0 < value < 1,
    "mask": lambda value: value in (0, 1),
}


def _is_allowed(value: Definition) -> bool:
    allowed = ALLOWED.get(value.tensor.domain.kind)
    return isinstance(value.body, Number) and allowed is not None and allowed(value.body.value)
