"""Rule, step and derivation: a step that does not hold cannot be built.

A derivation is a chain  start = line 1 = line 2 = ... = result.  Its author writes each line in the form in which a
textbook prints it and names the rule; the gate proves every link for all sizes. What prints is what was proved: one
tree carries both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from .kernel.gate import Proof, ShapesDiffer, StepRejected, check
from .terms.index import UNIT, Index
from .terms.terms import (
    Definition,
    Partial,
    Term,
    dimensions_of,
    free_indices,
    unfold,
)

if TYPE_CHECKING:
    import sympy

    from .terms.matrix import Matrix

Statement: TypeAlias = "Term | Matrix"

_check = lru_cache(maxsize=4096)(check)


@dataclass(frozen=True, slots=True)
class Rule:
    """A law by the name that a textbook gives it.

    law       the law in LaTeX, for the reader
    example   before and after, an instance of the law that the tests take through the gate
    """

    name: str
    law: str = ""
    example: tuple[Statement, Statement] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`before` = `after`, by `rule`. Raises StepRejected where the gate does not accept it.

    lemma   name of the library result that the step uses; the gate proves the step all the same
    """

    rule: str
    before: Statement
    after: Statement
    definitions: tuple[Definition, ...] = ()
    lemma: str = ""
    proof: Proof = field(init=False, compare=False)

    def __post_init__(self) -> None:
        left, right = _as_terms(self.before, self.after)
        try:
            proof = _check(left, right, self.definitions)
        except StepRejected as error:
            lines = f"{_text(self.before)}  =  {_text(self.after)}"
            raise type(error)(f"the step '{self.rule}' does not hold: {lines}: {error}") from error
        object.__setattr__(self, "proof", proof)

    def to_json(self) -> dict[str, Any]:
        """The step as plain data: what is printed, and the terms from which it can be proved again."""
        from .terms.serialise import to_json

        return {
            "rule": self.rule,
            "lemma": self.lemma,
            "start": _latex(self.before, self.definitions),
            "relation": "=",
            "latex": _latex(self.after, self.definitions),
            "text": _text(self.after),
            "before": to_json(self.before),
            "after": to_json(self.after),
            "definitions": [to_json(definition) for definition in self.definitions],
            "proof": self.proof.method,
        }


@dataclass(frozen=True, slots=True)
class Derivation:
    """A chain of steps from `start`. `definitions` say what its names stand for, in their order.

    Raises StepRejected where the chain breaks, ValueError where two letters could be confused in print.
    """

    title: str
    start: Statement
    steps: tuple[Step, ...] = ()
    definitions: tuple[Definition, ...] = ()

    def __post_init__(self) -> None:
        here = self.start
        for step in self.steps:
            if step.before != here:
                raise StepRejected(
                    f"the chain of '{self.title}' breaks: {_text(here)} is followed by {_text(step.before)}"
                )
            here = step.after
        from .terms.letters import Letters

        Letters.of(*self.terms())  # two things that print alike cannot stand in one derivation

    def then(self, after: Statement, rule: str, lemma: str = "") -> Derivation:
        """One line more, proved before it is added."""
        step = Step(rule, self.result, after, self.definitions, lemma)
        return Derivation(self.title, self.start, (*self.steps, step), self.definitions)

    @property
    def result(self) -> Statement:
        return self.steps[-1].after if self.steps else self.start

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (self.start, *(step.after for step in self.steps))

    def terms(self) -> tuple[Term, ...]:
        """Every line as an index term, and the bodies of the definitions."""
        return (*(as_term(line) for line in self.statements), *(d.body for d in self.definitions))

    def dimensions(self) -> tuple[str, ...]:
        """The symbolic dimensions: the result holds for all their sizes."""
        return dimensions_of(*self.terms())

    def hypotheses(self) -> tuple[str, ...]:
        """What the proof takes for granted, in words; see `conditions.py`."""
        from .conditions import conditions

        return conditions(self.statements, self.terms(), self.definitions)

    def claim_latex(self) -> str:
        return f"{_latex(self.start, self.definitions)} = {_latex(self.result, self.definitions)}"

    def latex(self, names: bool = True) -> str:
        """An `aligned` block, a row for each step, the rule at its right; with `names`, what they stand for comes last.

        A formula that is too long for a page goes on in further rows, before a plus or a minus sign.
        """
        where = self.definitions if names else ()
        return aligned(self.statements, [step.rule for step in self.steps], self.definitions, where)

    def text(self, names: bool = True) -> str:
        """One line a step, for a terminal; with `names`, what they stand for comes last."""
        width = max((len(_text(step.after)) for step in self.steps), default=0)
        rows = [f"  = {_text(step.after):{width}}   [{step.rule}]" for step in self.steps]
        where = [f"where {_text(definition)}" for definition in self.definitions if names]
        return "\n".join([_text(self.start), *rows, *where])

    def steps_json(self) -> list[dict[str, Any]]:
        return [step.to_json() for step in self.steps]

    def axes(self) -> tuple[Index, ...]:
        """The free indices as the axes of an array: rows and columns; for a derivative, those of wrt come last."""
        first = as_term(self.start)
        free = free_indices(first)
        if not isinstance(self.start, Term):
            rows, columns = self.start.shape
            return tuple(i for i in (Index("i", rows), Index("j", columns)) if i in free or i.dim != UNIT)
        last = first.wrt.indices if isinstance(first, Partial) else ()
        return tuple(dict.fromkeys([*sorted(free - set(last)), *last]))

    def to_numpy(self, name: str = "result") -> str:
        """The source of a NumPy function of the tensors that computes the last line; its axes are `axes()`.

        Raises ValueError where the last line holds a derivative that is not taken, or a winner of a maximum.
        """
        from .terms.numpy_code import numpy_function

        return numpy_function(as_term(self.result), self.axes(), name, self.definitions)

    def to_sympy(self, sizes: Mapping[str, int], at: Mapping[Index, int] | None = None) -> sympy.Expr:
        """The last line as a SymPy expression at explicit sizes; `at` says which entry, counted from 0."""
        from .terms.sympy_form import to_sympy

        return to_sympy(unfold(as_term(self.result), self.definitions), sizes, at)


def begin(title: str, start: Statement, definitions: tuple[Definition, ...] = ()) -> Derivation:
    """A derivation without steps yet."""
    return Derivation(title, start, (), definitions)


def as_term(statement: Statement) -> Term:
    """A matrix as its entry in row i and column j; a term as itself."""
    if isinstance(statement, Term):
        return statement
    rows, columns = statement.shape
    return statement.at(Index("i", rows), Index("j", columns))


def _as_terms(before: Statement, after: Statement) -> tuple[Term, Term]:
    if isinstance(before, Term) != isinstance(after, Term):
        raise ShapesDiffer(f"a matrix beside an index term: {_text(before)} and {_text(after)}")
    if not isinstance(before, Term) and not isinstance(after, Term) and before.shape != after.shape:
        raise ShapesDiffer(f"shapes {before.shape} and {after.shape}: {_text(before)} and {_text(after)}")
    return as_term(before), as_term(after)


def recheck_step(stored: Mapping[str, Any]) -> str:
    """Prove a stored step again and say how; raises StepRejected if it does not hold or does not print as stored."""
    from .terms.serialise import from_json

    try:
        before, after = from_json(stored["before"]), from_json(stored["after"])
        definitions = tuple(from_json(definition) for definition in stored["definitions"])
    except (KeyError, TypeError, ValueError) as error:
        raise StepRejected(f"the stored step cannot be read: {error}") from error
    step = Step(str(stored.get("rule")), before, after, definitions, str(stored.get("lemma", "")))
    again = step.to_json()
    for field_name, value in again.items():
        if stored.get(field_name) != value:
            raise StepRejected(
                f"the stored {field_name} is {stored.get(field_name)!r}, the proved step has {value!r}"
            )
    return step.proof.method


def aligned(
    statements: Sequence[Statement | str],
    words: Sequence[str],
    definitions: tuple[Definition, ...] = (),
    where: tuple[Definition, ...] = (),
    numbered: bool = False,
) -> str:
    """Lines in an `aligned` block, whether they are equal or not, with words at the right of each but the first.

    statements    a text is LaTeX as it stands: a box where a line is left out
    definitions   which names are printed as defined
    where         the definitions that come last
    numbered      each line but the first has its number at its left
    """
    from .terms.long_lines import WIDEST, broken, width

    start, *lines = (_latex(line, definitions) for line in statements)
    alone = bool(lines) and (numbered or width(start) > WIDEST // 2)  # a long start has rows of its own
    rows = [f"& {part}" for part in _indented(broken(start))] if alone else []
    for number, (line, right) in enumerate(zip(lines, words, strict=True)):
        first, *further = _indented(broken(line))
        left = rf"\text{{({number + 1})}}" if numbered else start if number == 0 and not alone else ""
        own = [
            f"{left} &= {first}",
            *(f"& {part}" for part in further),
        ]
        rows += [*own[:-1], f"{own[-1]} && \\text{{{right}}}"]
    rows += [f"& \\text{{where }} {_latex(d, definitions)}" for d in where]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _indented(parts: list[str]) -> list[str]:
    """What goes on with a row stands a little to the right of where it began."""
    return [parts[0], *(rf"\quad {part}" for part in parts[1:])]


def _latex(statement: Statement | Definition | str, definitions: tuple[Definition, ...] = ()) -> str:
    from .terms.latex import latex

    return statement if isinstance(statement, str) else latex(statement, definitions)


def _text(statement: Statement | Definition) -> str:
    from .terms.text import text

    return text(statement)


__all__ = [
    "Derivation",
    "Proof",
    "Rule",
    "Statement",
    "Step",
    "StepRejected",
    "aligned",
    "as_term",
    "begin",
    "recheck_step",
]
