"""Expected values of polynomials in independent random entries with mean 0 and a declared second moment.

The language of terms knows no expectation. What is added here is one rule, `expected`, which is linear and nothing
else: it goes into sums, leaves what is not random as it stands, and replaces an entry by 0 and a product of two entries
of one tensor by their second moment, where they are the same entry. It refuses everything else. Different tensors are
independent of each other.

    E sum_i sum_j a w_i w_j   ->   sum_i sum_j a v delta_ij        (E w_i = 0, E w_i^2 = v, a not random)

Every value that the rule gives is compared with an enumeration: two distributions on two and three points that have
these moments, all outcomes, at small sizes. The lines before and after the rule are chains as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import mpmath as mp

from ..derivation import Derivation
from ..kernel.evaluation import Model, evaluate
from ..terms.index import Index
from ..terms.latex import latex
from ..terms.tensors import POSITIVE_REAL, REAL, Tensor
from ..terms.terms import (
    Add,
    Component,
    Definition,
    Delta,
    Mul,
    Power,
    Sum,
    Term,
    dimensions_of,
    free_indices,
    lift,
    negative,
    tensors_of,
    unfold,
)
from ..terms.text import text
from .chains import Chains, ClaimRejected, aligned, indented, require

OUTCOMES = 300  # outcomes of an enumeration above which a size is left out

AGREE = 40  # digits of agreement asked for, of 60

# Value in units of the standard deviation, and probability: second moment 1, fourth moments 1 and 4.
TWO_POINTS = ((Fraction(1), Fraction(1, 2)), (Fraction(-1), Fraction(1, 2)))
THREE_POINTS = ((Fraction(2), Fraction(1, 8)), (Fraction(-2), Fraction(1, 8)), (Fraction(0), Fraction(3, 4)))


@dataclass(frozen=True, slots=True)
class Random:
    """A tensor of independent entries with mean 0 and second moment `variance`, a positive scalar.

    mirrored   the distribution of an entry is symmetric about 0
    """

    tensor: Tensor
    variance: Component
    mirrored: bool = False

    def __post_init__(self) -> None:
        require(self.tensor.domain == REAL, self.tensor.name, "a random entry with mean 0 is real")
        require(
            self.variance.tensor
            == Tensor(self.variance.tensor.name, (), POSITIVE_REAL, self.variance.tensor.latex),
            self.tensor.name,
            "its variance is not a positive scalar",
        )


@dataclass(frozen=True, slots=True)
class LinearExpectation(Chains):
    """E[integrand] = `closed.result`, for all distributions with the declared moments.

    expanded   a chain from the integrand to a form that the rule can read: sums of products of entries
    closed     a chain from what the rule makes of that form to the result
    by_mirror  a random tensor z of a mirrored distribution: `expanded` starts from the mean of the integrand at z and
               at -z, which has the same expectation
    """

    title: str
    integrand: Term
    random: tuple[Random, ...]
    expanded: Derivation
    closed: Derivation
    by_mirror: Tensor | None = None

    how = "by linearity, and by enumeration of two distributions"

    def __post_init__(self) -> None:
        require(
            not (self.expanded.definitions or self.closed.definitions), self.title, "a name is defined in it"
        )
        names = [one.tensor.name for one in self.random]
        require(len(set(names)) == len(names), self.title, "a tensor is declared to be random twice")
        start = self.integrand if self.by_mirror is None else self._mirrored(self.by_mirror)
        require(self.expanded.start == start, self.title, f"the chain does not start from {text(start)}")
        last = self.expanded.result
        made = expected(last, self.random) if isinstance(last, Term) else None
        require(
            made == self.closed.start,
            self.title,
            f"the rule gives {text(made) if made else 'nothing'}, the chain goes on from {text(self.closed.start)}",
        )
        result = self.closed.result
        require(
            isinstance(result, Term) and self._agrees(result),
            self.title,
            "an enumeration gives another value",
        )

    def _mirrored(self, tensor: Tensor) -> Term:
        """The mean of the integrand at z and at -z."""
        require(
            any(one.tensor == tensor and one.mirrored for one in self.random),
            self.title,
            f"{tensor.name} is not declared to have a mirrored distribution",
        )
        axes = tuple(Index(f"{tensor.name}.{k}", dim) for k, dim in enumerate(tensor.dims))
        turned = unfold(self.integrand, [Definition(tensor, axes, negative(Component(tensor, axes)))])
        return lift(Fraction(1, 2)) * (self.integrand + turned)

    def _agrees(self, result: Term) -> bool:
        """Whether the mean of the integrand over all outcomes is the result at all small sizes."""
        tried = 0
        for size in (1, 2, 3):
            for points in (TWO_POINTS, THREE_POINTS):
                for mean, value in compared(self.integrand, result, self.random, size, points):
                    if not abs(mean - value) <= mp.mpf(10) ** -AGREE * max(1, abs(value)):
                        return False
                    tried += 1
        return tried > 0

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return self.expanded, self.closed

    def hypotheses(self) -> tuple[str, ...]:
        # In an explicit form: a dataclass with slots is a new class, of which a bare super() does not know.
        moments = (
            f"the entries of {one.tensor.name} are independent with mean 0 and E {one.tensor.name}^2 = "
            f"{text(one.variance)}{', and mirrored' if one.mirrored else ''}"
            for one in self.random
        )
        return (*moments, *Chains.hypotheses(self))

    def claim_latex(self) -> str:
        return f"{_mean(self.integrand)} = {latex(self.closed.result)}"

    def latex(self) -> str:
        lines = []
        if self.by_mirror is not None:
            lines.append(f"{_mean(self.integrand)} &= {_mean(self.expanded.start)} && \\text{{mirror}}")
        for number, step in enumerate(self.expanded.steps):
            left = _mean(self.expanded.start) if not number and not lines else ""
            lines.append(f"{left} &= {_mean(step.after)} && \\text{{{step.rule}}}")
        lines.append(rf"&= {latex(self.closed.start)} && \text{{linearity of the expectation}}")
        lines += [rf"&= {latex(step.after)} && \text{{{step.rule}}}" for step in self.closed.steps]
        return aligned(lines)

    def text(self) -> str:
        return "\n".join(
            [
                f"Mean of {text(self.integrand)}:",
                *(["  the same at the mirrored entries, so the mean of both:"] if self.by_mirror else []),
                indented(self.expanded.text()),
                "  whose expectation is, by linearity,",
                indented(self.closed.text()),
            ]
        )


def _mean(statement: Any) -> str:
    return rf"\mathbb{{E}} \left[ {latex(statement)} \right]"


# ------------------------------------------------------------------------------------------------------- the rule


def expected(term: Term, random: Sequence[Random]) -> Term:
    """The expectation of a sum of products of entries; raises ClaimRejected for a term of another form.

    Before: w_i w_j x_i x_j. After: v delta_ij u delta_ij, where v and u are the second moments.
    """
    if not {one.tensor for one in random} & set(tensors_of(term)):
        return term
    match term:
        case Add(args):
            return Add(tuple(expected(part, random) for part in args))
        case Sum(index, body):
            return Sum(index, expected(body, random))
    factors = list(_factors(term))
    known = {one.tensor: one for one in random}
    rest, entries = [], dict[Tensor, list[Component]]()
    for factor in factors:
        if isinstance(factor, Component) and factor.tensor in known:
            entries.setdefault(factor.tensor, []).append(factor)
        elif set(known) & set(tensors_of(factor)):
            raise ClaimRejected(f"the rule of expectation does not read {text(factor)}: expand it first")
        else:
            rest.append(factor)
    moments = [_moment(known[tensor], found) for tensor, found in entries.items()]
    if lift(0) in moments:
        return lift(0)
    return _product([*rest, *(factor for moment in moments for factor in _factors(moment))])


def _factors(term: Term) -> Iterator[Term]:
    """The factors of a product, squares written as two factors."""
    match term:
        case Mul(args):
            for part in args:
                yield from _factors(part)
        case Power(Component() as base, exponent) if exponent == 2:
            yield from (base, base)
        case _:
            yield term


def _moment(one: Random, entries: Sequence[Component]) -> Term:
    """E of a product of entries of one tensor: 0 of one, the variance of two equal ones."""
    if len(entries) == 1:
        return lift(0)
    if len(entries) > 2:
        raise ClaimRejected(f"no moment of order {len(entries)} of {one.tensor.name} is declared")
    left, right = entries
    deltas = [Delta(i, j) for i, j in zip(left.indices, right.indices, strict=True) if i != j]
    return _product([one.variance, *deltas])


def _product(factors: Sequence[Term]) -> Term:
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


# -------------------------------------------------------------------------------------------------- the enumeration


def compared(
    integrand: Term,
    result: Term,
    random: Sequence[Random],
    size: int,
    points: tuple[tuple[Fraction, Fraction], ...],
) -> Iterator[tuple[Any, Any]]:
    """The mean over all outcomes and the result, where every dimension has this size; nothing if it is too large.

    Both numbers are good to 60 digits.
    """
    sizes = dict.fromkeys(dimensions_of(integrand, result), size)
    deviations = {one.tensor: Fraction(3 + 2 * k, 2) for k, one in enumerate(random)}
    cells = [(one.tensor, place) for one in random for place in _places(one.tensor, size)]
    if len(points) ** len(cells) > OUTCOMES:
        return
    given = {
        tensor.name: dict.fromkeys(_places(tensor, size), mp.mpf(7) / 4)
        for tensor in tensors_of(integrand, result)
    }
    given |= {one.variance.tensor.name: {(): _number(deviations[one.tensor] ** 2)} for one in random}
    at: Mapping[Index, int] = dict.fromkeys(free_indices(integrand), 0)
    with mp.workdps(60):
        value = evaluate(result, Model(sizes, given), at)
        mean = mp.mpf(0)
        for outcome in product(points, repeat=len(cells)):
            drawn: dict[str, dict[tuple[int, ...], Any]] = {one.tensor.name: {} for one in random}
            for (tensor, place), (unit, _) in zip(cells, outcome, strict=True):
                drawn[tensor.name][place] = _number(unit * deviations[tensor])
            chance = _number(prod((probability for _, probability in outcome), start=Fraction(1)))
            mean += chance * evaluate(integrand, Model(sizes, given | drawn), at)
        yield mean, value


def _places(tensor: Tensor, size: int) -> list[tuple[int, ...]]:
    return list(product(*(range(int(dim) if dim.isdigit() else size) for dim in tensor.dims)))


def _number(value: Fraction) -> Any:
    return mp.mpf(value.numerator) / value.denominator
