"""Formulas that are typed like NumPy, and whether one of them is the gradient of another: decided by `derive`.

The gradient is derived in proved steps, and the gate decides of each formula that is offered: equal is what it
proves, different is what it refutes with a counter-example. Imports `derive` when called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from questions import labels
from questions.model import JSON, Params, Solved
from questions.seeds import Stream
from questions.statements import Statement, match


@cache
def is_gradient(formula: str, expression: str, wrt: str, shapes: str) -> bool:
    """Whether `formula` is the gradient of `expression` by `wrt`; `shapes` declares the names: "z: y:".

    Raises StepNotProved where they are not refuted and not proved to be equal.
    """
    from derive.kernel.gate import StepRefuted, check

    derived = _gradient(expression, wrt, shapes)
    try:
        check(derived.term, _read(formula, shapes), derived.entry.definitions)
    except StepRefuted:
        return False
    return True


@cache
def latex(formula: str, shapes: str) -> str:
    """A formula in LaTeX."""
    from questions import proofs

    return proofs.expression(_read(formula, shapes)).latex


@cache
def _gradient(expression: str, wrt: str, shapes: str) -> Any:
    from derive.expressions import gradient

    return gradient(expression, wrt, shapes)


def _read(formula: str, shapes: str) -> Any:
    from derive.expressions.declarations import read_shapes
    from derive.expressions.reader import read
    from derive.terms.terms import unfold

    array, definitions = read(formula, read_shapes(shapes))
    return unfold(array.term, definitions)


# -- a matching of functions and derivatives ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A function, or a formula that is offered as a derivative, as it is typed; `words` stand before it, if any.

    `why`   of a function: one sentence on how its derivative comes about; of a formula: what it is
    `own`   of a function: the formulas by name of which one is offered with it
    """

    formula: str
    why: str
    words: str = ""
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Functions and formulas by name, and the fields of params that hold the drawn names in the order of the sheet."""

    functions: Mapping[str, Row]
    formulas: Mapping[str, Row]
    wrt: str
    shapes: str
    asked: str = "functions"
    offered: str = "formulas"

    def drawn(self, stream: Stream, count: int, more: int) -> Params:
        """`count` functions, a right formula for each, and `more` that are right for none, in random order."""
        return stream.until(lambda: self._candidate(stream, count, more), lambda p: self.ill_posed(p) is None)

    def _candidate(self, stream: Stream, count: int, more: int) -> Params:
        functions = stream.sample(tuple(self.functions), count)
        right = [stream.choice(self.functions[name].own) for name in functions]
        others = [name for name in self.formulas if name not in right]
        formulas = stream.shuffle([*right, *stream.sample(others, more)])
        return {self.asked: list(functions), self.offered: list(formulas)}

    def fits(self, params: Params) -> list[list[bool]]:
        """Function by function, whether each formula is its derivative."""
        return [
            [
                is_gradient(self.formulas[k].formula, self.functions[n].formula, self.wrt, self.shapes)
                for k in params[self.offered]
            ]
            for n in params[self.asked]
        ]

    def ill_posed(self, params: Params) -> str | None:
        if len(params[self.offered]) <= len(params[self.asked]):
            return f"there are no more {self.offered} than {self.asked}: the last pair would be a gift"
        return labels.ambiguous(self.fits(params))

    def solved(self, params: Params) -> Solved:
        items = [self._printed(self.functions[name]) for name in params[self.asked]]
        choices = [self._printed(self.formulas[name]) for name in params[self.offered]]
        return match(items, choices, self.fits(params))

    def _printed(self, row: Row) -> Statement:
        words = f"{row.words}: " if row.words else ""
        return Statement(f"{words}${latex(row.formula, self.shapes)}$", row.why)

    def schema(self) -> dict[str, JSON]:
        """The two fields."""
        return {
            self.asked: names(
                self.functions, 2, 6, "by name and in the order of the sheet, what is differentiated"
            ),
            self.offered: names(self.formulas, 3, 8, "by name and in order, the formulas that are offered"),
        }


def names(pool: Mapping[str, Any], fewest: int, most: int, description: str) -> JSON:
    """The schema of a list of different names of a pool."""
    return {
        "type": "array", "items": {"type": "string", "enum": list(pool)}, "minItems": fewest, "maxItems": most,
        "uniqueItems": True, "description": description,
    }  # fmt: skip
