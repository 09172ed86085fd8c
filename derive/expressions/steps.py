"""From an expression to its gradient: the lines are proposed by tactics, and the gate proves each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..derivation import Derivation, begin
from ..kernel.gate import StepRejected
from ..terms.index import Index
from ..terms.latex import latex
from ..terms.matrix import Gradient, MatrixSymbol
from ..terms.numpy_code import numpy_function
from ..terms.tensors import ALONG_AN_AXIS, Tensor
from ..terms.terms import (
    Add,
    Component,
    Definition,
    Mul,
    Partial,
    Power,
    Sum,
    Term,
    children,
    tensors_of,
    unfold,
)
from ..terms.text import text
from .arrays import shape_text
from .chain import Chain, take
from .declarations import read_shapes
from .lettering import Letters, bare
from .matrix_form import LINE, propose
from .names import LOSS, Names
from .place import ExpressionError
from .reader import read
from .tactics import contract, join, split, split_to_one, tidy

if TYPE_CHECKING:
    import sympy

LARGEST = 3000  # products that an expression may have when it is multiplied out


@dataclass(frozen=True)
class ExpressionGradient:
    """The gradient of a scalar expression with respect to one tensor, derived in proved steps.

    expression   as it was read, on one line
    wrt          the tensor; the gradient has its shape (the layout of the gradient is that of the tensor)
    entry        a derivation of one entry of the gradient
    matrix       the same for the whole gradient as a matrix expression, where there is one
    """

    expression: str
    wrt: Tensor
    arguments: tuple[Tensor, ...]
    entry: Derivation
    matrix: Derivation | None

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        return (self.entry,) if self.matrix is None else (self.entry, self.matrix)

    @property
    def term(self) -> Term:
        """The entry of the gradient, with its names."""
        result = self.entry.result
        assert isinstance(result, Term)
        return result

    @property
    def indices(self) -> tuple[Index, ...]:
        """The indices of the entry, in the order of the axes of `wrt`."""
        start = self.entry.start
        assert isinstance(start, Partial)
        return start.wrt.indices

    def layout(self) -> str:
        """The shape of the gradient, in words."""
        if not self.wrt.dims:
            return f"The gradient is a scalar, as {self.wrt.name} is."
        last = ", ".join(i.name for i in self.indices)
        return (
            f"The gradient has the shape of {self.wrt.name}, {shape_text(self.wrt.dims)}: "
            f"its entry [{last}] is the derivative with respect to {self.wrt.name}[{last}]."
        )

    def claim_latex(self) -> str:
        return (self.matrix or self.entry).claim_latex()

    def dimensions(self) -> tuple[str, ...]:
        return self.entry.dimensions()

    def hypotheses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words for chain in self.derivations for words in chain.hypotheses()))

    def steps_json(self) -> list[dict[str, Any]]:
        return [step for chain in self.derivations for step in chain.steps_json()]

    def text(self) -> str:
        """The names, the steps for one entry, and the gradient as a matrix expression."""
        names = [text(definition) for definition in self.entry.definitions]
        chains = [chain.text(names=False) for chain in self.derivations]
        return "\n\n".join(["\n".join(names), *chains])

    def latex(self) -> str:
        names = [rf"& {latex(definition)}" for definition in self.entry.definitions]
        rows = [chain.latex(names=False).split("\n", 1)[1].rsplit("\n", 1)[0] for chain in self.derivations]
        return "\\begin{aligned}\n" + " \\\\\n".join([*names, *rows]) + "\n\\end{aligned}"

    def to_numpy(self) -> str:
        """The source of a NumPy function `gradient` that computes it."""
        return numpy_function(
            self.term, self.indices, definitions=self.entry.definitions[:-1], arguments=self.arguments
        )

    def to_sympy(self, sizes: Mapping[str, int], at: Mapping[Index, int] | None = None) -> sympy.Expr:
        """One entry as a SymPy expression at given sizes; `at` are its indices, counted from 0."""
        from ..terms.sympy_form import to_sympy

        return to_sympy(unfold(self.term, self.entry.definitions), sizes, at)


def gradient(expression: str, wrt: str, shapes: str, assume: str = "") -> ExpressionGradient:
    """Derive the gradient of a NumPy-like expression.

    >>> print(gradient("sum((X@w - y)**2)", "w", "X:N,D w:D y:N").matrix.text(names=False))
    dL/dw
      = 2*X.T @ (X @ w - y)   [recognise the matrix product]

    Raises ExpressionError for what is outside the language.
    """
    tensors = read_shapes(shapes, assume)
    variable = _variable(wrt, tensors)
    array, inner = read(expression, tensors)
    source = " ".join(expression.split())
    if any(array.axes):
        raise ExpressionError(
            f"the expression has the shape {shape_text(array.dims)}, and a gradient is taken of a scalar: "
            "put sum(...) or mean(...) around it",
            source,
            0,
            len(source),
        )
    whole = unfold(array.term, inner)
    if variable not in tensors_of(whole):
        raise ExpressionError(f"{wrt} does not occur in the expression", source, 0, len(source))
    if _products(whole) > LARGEST:
        raise ExpressionError("the expression is too large when it is multiplied out", source, 0, len(source))
    arguments = tuple(t for t in tensors.values() if t in tensors_of(whole))
    return _derived(source, variable, arguments, array.term, inner)


def _variable(wrt: str, tensors: Mapping[str, Tensor]) -> Tensor:
    if wrt not in tensors:
        known = ", ".join(tensors) or "none"
        raise ExpressionError(f"{wrt!r} has no shape: the gradient is taken with respect to one of {known}")
    kind = tensors[wrt].domain.kind
    if kind in ALONG_AN_AXIS or kind == "mask":
        raise ExpressionError(f"{wrt} is assumed to be {kind}: no entry of it can vary alone")
    return tensors[wrt]


def _products(term: Term) -> int:
    """How many products there are when all brackets are opened, at most."""
    parts = [_products(part) for part in children(term)]
    match term:
        case Add():
            return min(sum(parts), LARGEST + 1)
        case Mul():
            return min(_multiplied(parts), LARGEST + 1)
        case Power(_, exponent):
            return min(parts[0] ** max(1, int(abs(exponent))), LARGEST + 1)
        case Sum():
            return parts[0]
    return max(parts, default=1)


def _multiplied(numbers: list[int]) -> int:
    result = 1
    for number in numbers:
        result *= number
    return result


def _derived(
    source: str, variable: Tensor, arguments: tuple[Tensor, ...], term: Term, inner: tuple[Definition, ...]
) -> ExpressionGradient:
    names = Names({t.name: t for t in arguments}, list(inner))
    loss = Tensor(names.letter(LOSS, 0))
    letters = Letters([term, *(d.body for d in inner), *(Component(d.tensor, d.indices) for d in inner)])
    definitions = (*map(letters.definition, inner), Definition(loss, (), letters.settle(term)))
    entry = Component(variable, letters.free(variable.dims))
    title = f"Gradient of {source} with respect to {variable.name}"
    try:
        start = begin(title, Partial(Component(loss), entry), definitions)
        chain = _steps(start, entry, letters)
        return ExpressionGradient(source, variable, arguments, chain, _as_matrix(chain, entry, loss))
    except StepRejected as error:
        raise ExpressionError(_unproved(str(error)), source, 0, len(source)) from error
    except ValueError as error:  # letters that cannot be told apart, a function without a known slope
        raise ExpressionError(str(error), source, 0, len(source)) from error


def _unproved(words: str) -> str:
    if "cannot be evaluated" in words:
        cause = words.rsplit("declared domains: ", 1)[-1]
        return (
            f"the expression is not defined for all values: it meets {cause}; say what is positive, "
            'e.g. --assume "x:positive"'
        )
    return f"the gradient could not be proved: {words}"


def _steps(start: Derivation, entry: Component, letters: Letters) -> Derivation:
    *inner, loss = start.definitions
    outer = Chain(entry, inner)
    moving = [d for d in start.definitions if outer.degree(d.body)]
    rules: list[tuple[str, Callable[[Term], Term]]] = [
        ("chain rule", lambda _: outer.of(loss.body)),
        ("differentiate", lambda line: take(line, moving)),
        ("contract the Kronecker delta", contract),
        ("collect terms", tidy),
        ("contract the Kronecker delta", lambda line: tidy(contract(line))),
        ("collect terms", join),
        ("split the sum", split),
        ("sum to one", split_to_one),
    ]
    chain = start
    for rule, proposal in rules:
        line = chain.result
        assert isinstance(line, Term)
        after = letters.settle(proposal(line))
        if bare(after) == bare(line) or text(after) == text(line):
            continue
        try:
            chain = chain.then(after, "definition" if after == Partial(loss.body, entry) else rule)
        except StepRejected:
            if rule == "differentiate":
                raise
    return chain


def _as_matrix(chain: Derivation, entry: Component, loss: Tensor) -> Derivation | None:
    """The gradient as a matrix expression, if one is found and proved."""
    if not 1 <= len(entry.indices) <= 2 or not isinstance(chain.result, Term):
        return None
    matrix = propose(chain.result, *entry.indices, *([LINE] if len(entry.indices) == 1 else []))
    if matrix is None:
        return None
    start = begin(chain.title, Gradient(Component(loss), MatrixSymbol(entry.tensor)), chain.definitions)
    try:
        return start.then(matrix, "recognise the matrix product")
    except ValueError:
        return None
