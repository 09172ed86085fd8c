"""Recurrences: what k steps of an iteration give, and bounds that grow from step to step. Both by induction on k.

An `Iterate` is a number that is carried along: a power p_k of a factor is 1 for k = 0, and the factor times p_k for
k + 1. What an iteration gives after k steps is stated in iterates, so that no exponent is needed that is a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..derivation import Derivation, Statement
from ..kernel.gate import StepRejected, check
from ..terms.latex import latex
from ..terms.signs import is_nonnegative, is_positive
from ..terms.tensors import POSITIVE_REAL, REAL, Domain, Tensor
from ..terms.terms import Component, Definition, Term, lift, tensors_of, unfold
from ..terms.text import text
from .chains import Chains, aligned, indented, require, rows


@dataclass(frozen=True, slots=True)
class Iterate:
    """A scalar that is carried from step to step: `name` after k steps, `following` after k + 1, in terms of `name`.

    name    ends in the number of steps: p_k
    first   its value at the first k
    factor  where it is a power, the factor: p_k is that to the power k
    summand where it is a multiple, the summand: m_k is k times that

    Raises ClaimRejected where it is declared positive and its form does not show that.
    """

    name: Component
    first: Term
    following: Term
    factor: Term | None = None
    summand: Term | None = None

    def __post_init__(self) -> None:
        tensor, words = self.name.tensor, text(self.name)
        require(not tensor.dims, words, "an iterate is a scalar")
        require(tensor.domain in (REAL, POSITIVE_REAL), words, "an iterate is real or positive")
        require(tensor not in tensors_of(self.first), words, "the first value does not depend on the others")
        if tensor.domain == POSITIVE_REAL:
            require(
                is_positive(self.first) and is_positive(self.following),
                words,
                "declared positive, which its first and following values do not show",
            )
        if self.factor is not None:
            self._require_law(self.factor, lift(1), self.factor * self.name, "power")
        if self.summand is not None:
            self._require_law(self.summand, lift(0), self.name + self.summand, "multiple")

    def _require_law(self, base: Term, none: Term, following: Term, what: str) -> None:
        require(
            self.first in (none, base)
            and self.following == following
            and self.name.tensor not in tensors_of(base),
            text(self.name),
            f"it is not the {what} of {text(base)}",
        )

    def starts_at(self, k: int) -> bool:
        """Whether the first value is that for k = 0 or 1; an iterate that is no power or multiple may start at both."""
        if self.factor is not None:
            return self.first == (self.factor if k else lift(1))
        return self.summand is None or self.first == (self.summand if k else lift(0))

    def constants(self) -> tuple[Term, ...]:
        """What must be the same at every step."""
        return tuple(part for part in (self.first, self.factor, self.summand) if part is not None)

    def closed(self, variable: str, printed: Callable[[Any], str]) -> str:
        """The value after `variable` steps, as a power or as a multiple; "" where it is neither."""
        base = self.factor if self.factor is not None else self.summand
        if base is None:
            return ""
        is_tex = printed is latex
        opened, closed, star = (r"\left( ", r" \right)", " ") if is_tex else ("(", ")", "*")
        words = printed(base) if isinstance(base, Component) else f"{opened}{printed(base)}{closed}"
        return f"{words}^{variable}" if self.factor is not None else f"{variable}{star}{words}"


def multiple(name: str, summand: Term, domain: Domain = REAL) -> Iterate:
    """The multiples of a summand, from itself on: m_1 = summand, m_[k+1] = m_k + summand."""
    letter = Component(Tensor(name, (), domain))
    return Iterate(letter, summand, letter + summand, summand=summand)


def power(name: str, factor: Term, domain: Domain = REAL) -> Iterate:
    """The powers of a factor, from 1 on: p_0 = 1, p_[k+1] = factor p_k."""
    letter = Component(Tensor(name, (), domain))
    return Iterate(letter, lift(1), factor * letter, factor)


def _at(printed: str, variable: str, value: str) -> str:
    """The letter of an iterate for another number of steps: p_k, "0" -> p_0."""
    script = value if len(value) == 1 else f"{{{value}}}" if "\\" in printed or value[0] != "[" else value
    return printed.replace(f"_{variable}", f"_{script}")


def _lines(parts: Iterable[Iterate], variable: str, start: int, printed: Callable[[Term], str]) -> list[str]:
    """For each part: the letter of its first value and that value, then the same for k + 1."""
    up = f"{variable}+1" if printed is latex else f"[{variable}+1]"
    equals = " &= " if printed is latex else " = "
    comma = r", \quad " if printed is latex else ", "
    found = []
    for part in parts:
        own = printed(part.name)
        line = (
            f"{_at(own, variable, str(start))}{equals}{printed(part.first)}{comma}"
            f"{_at(own, variable, up)} = {printed(part.following)}"
        )
        if closed := part.closed(variable, printed):
            line += f"{comma}{own} = {closed}"
        found.append(line)
    return found


@dataclass(frozen=True, slots=True)
class Recurrence(Chains):
    """`output` = `form` after any number k of steps from `start`, where a step makes `following` of `output`.

    variable    the number of steps, as the letter in the names: k in w_k
    parts       the iterates in which the form is written
    base        a chain from `start` to a term that the gate finds equal to the form at the first values; it may have
                no step where these are 1 and 0 alone
    step        a chain from `following` to the form at the following values; it may use the hypothesis that the
                output is the form, nothing else
    varying     tensors that have another value at each step; they occur in `following` and in products alone. Every
                other tensor has one value for all steps.
    """

    title: str
    variable: str
    output: Component
    start: Term
    following: Term
    form: Term
    parts: tuple[Iterate, ...]
    base: Derivation
    step: Derivation
    varying: tuple[Tensor, ...] = ()

    how = "by induction"

    def __post_init__(self) -> None:
        _require_independent((self.output, *(part.name for part in self.parts)), self.parts, self.title)
        fixed = [self.form, self.start, *(term for part in self.parts for term in part.constants())]
        require(
            all(part.starts_at(0) for part in self.parts), self.title, "the first values are not those for 0"
        )
        require(
            not {self.output.tensor, *self.varying} & set(tensors_of(*fixed)),
            self.title,
            f"{text(self.output)} and what varies may not occur in the form, the start or a factor",
        )
        require(
            not {part.name.tensor for part in self.parts} & set(tensors_of(self.start)),
            self.title,
            "the start does not depend on the number of steps",
        )
        first = unfold(self.form, [Definition(p.name.tensor, (), p.first) for p in self.parts])
        then = unfold(self.form, [Definition(p.name.tensor, (), p.following) for p in self.parts])
        require(
            (self.base.start, self.base.definitions) == (self.start, ())
            and _are_equal(self.base.result, first),
            self.title,
            f"the base case is not a chain from {text(self.start)} to {text(first)}",
        )
        require(
            self.step.definitions == (self.hypothesis,),
            self.title,
            f"the step may use the hypothesis {text(self.hypothesis)} and no other definition",
        )
        require(
            (self.step.start, self.step.result) == (self.following, then)
            and self.output.tensor in tensors_of(self.following),
            self.title,
            f"the step is not a chain from {text(self.following)} to {text(then)}",
        )

    @property
    def hypothesis(self) -> Definition:
        return Definition(self.output.tensor, self.output.indices, self.form)

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return self.base, self.step

    def claim_latex(self) -> str:
        """The powers are printed as powers: p_k is (1 - eta lambda)^k."""
        shown = [
            Definition(part.name.tensor, (), Component(Tensor(part.name.tensor.name, latex=f"{{{closed}}}")))
            for part in self.parts
            if (closed := part.closed(self.variable, latex))
        ]
        return (
            f"{latex(self.output)} = {latex(unfold(self.form, shown))} "
            rf"\qquad ({self.variable} = 0, 1, 2, \dots)"
        )

    def latex(self) -> str:
        k = self.variable
        claim = f"{latex(self.output)} = {latex(self.form)}"
        return aligned(
            [
                rf"& \text{{Base case, }} {k} = 0\text{{:}}",
                rows(self.base)
                if self.base.steps
                else rf"& {_at(latex(self.output), k, '0')} = {latex(self.start)}",
                rf"& \text{{Step from }} {k} \text{{ to }} {k} + 1\text{{:}}",
                rows(self.step),
                rf"& \text{{So }} {claim} \text{{ for every }} {k}\text{{, with}}",
                *_lines(self.parts, k, 0, latex),
            ]
        )

    def text(self) -> str:
        k = self.variable
        return "\n".join(
            [
                f"Base case, {k} = 0:",
                indented(self.base.text()),
                f"Step from {k} to {k} + 1:",
                indented(self.step.text()),
                f"So {text(self.output)} = {text(self.form)} for every {k}, with",
                *(f"  {line}" for line in _lines(self.parts, k, 0, text)),
            ]
        )


@dataclass(frozen=True, slots=True)
class InductiveBound(Chains):
    """`upper` >= `lower` after any number of steps: at the first one, and where it holds after k, then after k + 1.

    gap       the letter r of the hypothesis upper = lower + r^2
    base      a chain from upper - lower at the first values to a term whose form shows that it is not negative
    step      the same for the following values; it may use the hypothesis, nothing else
    varying   tensors that have another value at each step
    first_at  the first k: 0 or 1
    """

    title: str
    variable: str
    upper: Iterate
    lower: Iterate
    gap: Component
    base: Derivation
    step: Derivation
    varying: tuple[Tensor, ...] = ()
    first_at: int = 0

    how = "by induction, each step by a certificate"

    def __post_init__(self) -> None:
        both = (self.upper, self.lower)
        _require_independent((self.gap, self.upper.name, self.lower.name), both, self.title)
        require(self.gap.tensor == Tensor(self.gap.tensor.name), self.title, "the gap is a real scalar")
        require(
            all(part.starts_at(self.first_at) for part in both),
            self.title,
            f"the first values are not those for {self.first_at}",
        )
        require(
            not set(self.varying) & set(tensors_of(*(term for part in both for term in part.constants()))),
            self.title,
            "what varies may not occur in a first value or in the factor of a power",
        )
        require(
            self.base.start == self.upper.first - self.lower.first and not self.base.definitions,
            self.title,
            f"the base case does not start from {text(self.upper.first - self.lower.first)}",
        )
        require(
            self.step.start == self.upper.following - self.lower.following,
            self.title,
            f"the step does not start from {text(self.upper.following - self.lower.following)}",
        )
        require(
            self.step.definitions == (self.hypothesis,),
            self.title,
            f"the step may use the hypothesis {text(self.hypothesis)} and no other definition",
        )
        for chain in self.derivations:
            last = chain.result
            require(
                isinstance(last, Term) and is_nonnegative(unfold(last, chain.definitions)),
                self.title,
                f"the form of {text(last)} does not show that it is not negative",
            )

    @property
    def hypothesis(self) -> Definition:
        return Definition(self.upper.name.tensor, (), self.lower.name + self.gap**2)

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return self.base, self.step

    def claim_latex(self) -> str:
        k = self.variable
        sides = [part.closed(k, latex) or latex(part.name) for part in (self.upper, self.lower)]
        return rf"{sides[0]} \ge {sides[1]} \qquad ({k} = {self.first_at}, {self.first_at + 1}, \dots)"

    def latex(self) -> str:
        k, claim = self.variable, rf"{latex(self.upper.name)} \ge {latex(self.lower.name)}"
        end = r"&\ge 0 && \text{no term is negative}"
        return aligned(
            [
                r"& \text{With}",
                *_lines((self.upper, self.lower), k, self.first_at, latex),
                rf"& \text{{Base case, }} {k} = {self.first_at}\text{{:}}",
                rows(self.base),
                end,
                rf"& \text{{Step from }} {k} \text{{ to }} {k} + 1\text{{, where }} {claim}\text{{:}}",
                rows(self.step),
                end,
            ]
        )

    def text(self) -> str:
        k, claim = self.variable, f"{text(self.upper.name)} >= {text(self.lower.name)}"
        end = "    >= 0, since no term is negative"
        return "\n".join(
            [
                "With",
                *(f"  {line}" for line in _lines((self.upper, self.lower), k, self.first_at, text)),
                f"Base case, {k} = {self.first_at}:",
                indented(self.base.text()),
                end,
                f"Step from {k} to {k} + 1, where {claim}:",
                indented(self.step.text()),
                end,
            ]
        )


def _are_equal(left: Statement, right: Term) -> bool:
    try:
        return isinstance(left, Term) and bool(check(left, right).method)
    except StepRejected:
        return False


def _require_independent(names: tuple[Component, ...], parts: tuple[Iterate, ...], title: str) -> None:
    """The names differ, and an iterate is made of itself alone."""
    tensors = [name.tensor for name in names]
    require(
        len({tensor.name for tensor in tensors}) == len(tensors), title, "the iterates need different names"
    )
    for part in parts:
        others = {tensor for tensor in tensors if tensor != part.name.tensor}
        require(
            not others & set(tensors_of(part.first, part.following))
            and part.name.tensor not in tensors_of(part.first),
            title,
            f"{text(part.name)} depends on another iterate",
        )
