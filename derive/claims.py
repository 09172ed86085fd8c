"""What a library result states besides one chain of equalities, and how each is proved.

    Bound            upper >= lower: a chain from upper - lower to a certificate, a term that shows its sign by its form
    CounterExample   left = right is not a law: two chains, from its sides to two different numbers, at given values
    Induction        a form that holds after any number of layers: a chain for none, and one from l layers to l + 1

The chains are derivations, so every equality in them has passed the gate; what a type adds is checked when it is built,
by comparing structure. A claim that does not hold together cannot be built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .derivation import Derivation, as_term
from .terms.latex import latex
from .terms.matrix import Grouped, Matrix, MatrixSymbol, define, tensors_in
from .terms.tensors import Tensor
from .terms.terms import (
    Add,
    Apply,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Maximum,
    Mul,
    Number,
    Power,
    Sum,
    Term,
    lift,
    unfold,
)
from .terms.text import text

NEVER_NEGATIVE = ("relu", "abs", "step")
POSITIVE = ("exp", "sigmoid", "softplus", "cosh")


class ClaimRejected(ValueError):
    """The parts of a claim do not make a proof of it."""


def _require(holds: bool, title: str, words: str) -> None:
    if not holds:
        raise ClaimRejected(f"'{title}': {words}")


class _Chains:
    """What every claim tells of its chains."""

    __slots__ = ()

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        raise NotImplementedError

    def dimensions(self) -> tuple[str, ...]:
        """The symbolic dimensions: the claim holds for all their sizes."""
        return tuple(sorted({dim for chain in self.derivations for dim in chain.dimensions()}))

    def hypotheses(self) -> tuple[str, ...]:
        """What is taken for granted, in words."""
        return tuple(dict.fromkeys(words for chain in self.derivations for words in chain.hypotheses()))

    def steps_json(self) -> list[dict[str, Any]]:
        """The steps of all chains, in order; where a new chain begins, a step does not start from the line before."""
        return [step for chain in self.derivations for step in chain.steps_json()]


def _rows(chain: Derivation) -> str:
    """The rows of a chain without the environment around them."""
    return chain.latex(names=False).removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")


def _aligned(rows: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _indented(words: str) -> str:
    return "\n".join(f"  {line}" for line in words.split("\n"))


@dataclass(frozen=True, slots=True)
class Bound(_Chains):
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
        _require(
            as_term(self.certificate.start) == difference,
            self.title,
            f"the certificate starts from {text(self.certificate.start)}, expected {text(difference)}",
        )
        _require(
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
        return _aligned([_rows(self.certificate), r"&\ge 0 && \text{no term is negative}"])

    def text(self) -> str:
        return f"{self.certificate.text()}\n  >= 0, since no term is negative"


@dataclass(frozen=True, slots=True)
class CounterExample(_Chains):
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
        _require(
            all(_is_allowed(value) for value in self.values),
            self.title,
            "a value is not a number, or not one that its domain allows",
        )
        _require(
            self.left.definitions == self.right.definitions,
            self.title,
            "the two sides are not taken at the same values",
        )
        _require(
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
        return _aligned([rf"& \text{{At }} {given}\text{{:}}", _rows(self.left), _rows(self.right), ends])

    def text(self) -> str:
        given = ", ".join(text(value) for value in self.values)
        ends = f"{text(self.left.result)} is not {text(self.right.result)}"
        return "\n".join(
            [f"At {given}:", _indented(self.left.text()), _indented(self.right.text()), f"{ends}."]
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


@dataclass(frozen=True, slots=True)
class Induction(_Chains):
    """A form that holds after any number of layers: `form(A, c)`, for some A and c that do not depend on the input.

    variable     the number of layers, as the letter in the names: l in h^{(l)}, A_l and c_l
    input        the tensor that goes into the first layer
    form         (A, c) -> A x + c
    first        A and c for no layer: the identity and zero
    here         A and c after l layers: names of which nothing else is known
    following    A and c after l + 1 layers: W A and W c + b
    base         a chain that ends in form(*first)
    output       the name h of what comes out of l layers
    step         a chain that ends in form(*following); it may use the hypothesis that h is form(*here), nothing else
    """

    title: str
    variable: str
    input: Tensor
    form: Callable[..., Matrix]
    first: tuple[Matrix, ...]
    here: tuple[MatrixSymbol, ...]
    following: tuple[Matrix, ...]
    output: MatrixSymbol
    base: Derivation
    step: Derivation

    how = "by induction"

    def __post_init__(self) -> None:
        _require(
            self.base.result == self.form(*self.first) and not self.base.definitions,
            self.title,
            f"the base case ends in {text(self.base.result)}, expected {text(self.form(*self.first))}",
        )
        _require(
            self.step.definitions == (self.hypothesis,),
            self.title,
            f"the step may use the hypothesis {text(self.hypothesis)} and no other definition",
        )
        _require(
            self.step.result == self.form(*self.following),
            self.title,
            f"the step ends in {text(self.step.result)}, expected {text(self.form(*self.following))}",
        )
        hidden = {self.input, self.output.tensor}
        _require(
            len({part.tensor for part in (*self.here, self.output)}) == len(self.here) + 1
            and not any(
                hidden & set(tensors_in([part])) for part in (*self.first, *self.here, *self.following)
            ),
            self.title,
            f"{self.input.name} and {self.output.tensor.name} may not occur in the parts of the form, "
            "and these need different names",
        )
        _require(
            isinstance(self.step.start, Matrix) and self.output.tensor in tensors_in([self.step.start]),
            self.title,
            f"the step does not start from a layer on {self.output.tensor.name}",
        )

    @property
    def hypothesis(self) -> Definition:
        return define(self.output, self.form(*self.here))

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return self.base, self.step

    def claim_latex(self) -> str:
        return rf"{self._claim()} \qquad ({self.variable} = 0, 1, 2, \dots)"

    def _claim(self) -> str:
        return f"{latex(self.output)} = {latex(self.form(*self.here))}"

    def latex(self) -> str:
        n = self.variable
        return _aligned(
            [
                rf"& \text{{Base case, }} {n} = 0\text{{:}}",
                _rows(self.base),
                rf"& \text{{Step from }} {n} \text{{ to }} {n} + 1\text{{, with }} {self._claim()}\text{{:}}",
                _rows(self.step),
                rf"& \text{{So the form holds for every }} {n}\text{{, with}}",
                *(f"{zero} &= {first}, \\quad {up} = {then}" for zero, first, up, then in self._parts(latex)),
            ]
        )

    def text(self) -> str:
        n = self.variable
        claim = f"{text(self.output)} = {text(self.form(*self.here))}"
        return "\n".join(
            [
                f"Base case, {n} = 0:",
                _indented(self.base.text(names=False)),
                f"Step from {n} to {n} + 1, with {claim}:",
                _indented(self.step.text(names=False)),
                f"So the form holds for every {n}, with",
                *(f"  {zero} = {first}, {up} = {then}" for zero, first, up, then in self._parts(text)),
            ]
        )

    def _parts(self, printed: Callable[[Matrix], str]) -> Iterator[tuple[str, str, str, str]]:
        """For each part: its name for no layer, its value there, its name after l + 1 layers, its value there."""
        n = self.variable
        up = f"_{{{n}+1}}" if printed is latex else f"_[{n}+1]"
        for name, first, following in zip(self.here, self.first, self.following, strict=True):
            own = printed(name)
            bare = following.body if isinstance(following, Grouped) else following
            yield own.replace(f"_{n}", "_0"), printed(first), own.replace(f"_{n}", up), printed(bare)


Claim: TypeAlias = Bound | CounterExample | Induction


# --------------------------------------------------------------------------------------------------- signs by form


def is_positive(term: Term) -> bool:
    """Whether the form of the term shows that it is > 0 wherever it is defined."""
    match term:
        case Number(value):
            return value > 0
        case Dim() | Constant():
            return True
        case Component(tensor, _):
            return tensor.domain.is_positive
        case Apply(function, _):
            return function in POSITIVE
        case Add(args):
            return all(map(is_nonnegative, args)) and any(map(is_positive, args))
        case Mul(args):
            return all(map(is_positive, args))
        case Power(base, _) | Sum(_, base) | Maximum(_, base):
            return is_positive(base)
    return False


def is_nonnegative(term: Term) -> bool:
    """Whether the form of the term shows that it is >= 0 wherever it is defined."""
    if is_positive(term):
        return True
    match term:
        case Number(value):
            return value >= 0
        case Delta():
            return True
        case Component(tensor, _):
            return tensor.domain.kind in {"mask", "one_hot"}
        case Apply(function, _):
            return function in NEVER_NEGATIVE
        case Add(args) | Mul(args):
            return all(map(is_nonnegative, args))
        case Power(base, exponent):
            return (exponent.denominator == 1 and exponent % 2 == 0) or is_nonnegative(base)
        case Sum(_, body) | Maximum(_, body):
            return is_nonnegative(body)
    return False
