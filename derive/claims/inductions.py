"""Inductions over the number of layers: a form for none, and from l layers to l + 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..derivation import Derivation
from ..terms.latex import latex
from ..terms.matrix import Grouped, Matrix, MatrixSymbol, define, tensors_in
from ..terms.tensors import Tensor
from ..terms.terms import Definition
from ..terms.text import text
from .chains import Chains, aligned, indented, require, rows


@dataclass(frozen=True, slots=True)
class Induction(Chains):
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
        require(
            self.base.result == self.form(*self.first) and not self.base.definitions,
            self.title,
            f"the base case ends in {text(self.base.result)}, expected {text(self.form(*self.first))}",
        )
        require(
            self.step.definitions == (self.hypothesis,),
            self.title,
            f"the step may use the hypothesis {text(self.hypothesis)} and no other definition",
        )
        require(
            self.step.result == self.form(*self.following),
            self.title,
            f"the step ends in {text(self.step.result)}, expected {text(self.form(*self.following))}",
        )
        hidden = {self.input, self.output.tensor}
        require(
            len({part.tensor for part in (*self.here, self.output)}) == len(self.here) + 1
            and not any(
                hidden & set(tensors_in([part])) for part in (*self.first, *self.here, *self.following)
            ),
            self.title,
            f"{self.input.name} and {self.output.tensor.name} may not occur in the parts of the form, "
            "and these need different names",
        )
        require(
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
        return aligned(
            [
                rf"& \text{{Base case, }} {n} = 0\text{{:}}",
                rows(self.base),
                rf"& \text{{Step from }} {n} \text{{ to }} {n} + 1\text{{, with }} {self._claim()}\text{{:}}",
                rows(self.step),
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
                indented(self.base.text(names=False)),
                f"Step from {n} to {n} + 1, with {claim}:",
                indented(self.step.text(names=False)),
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
