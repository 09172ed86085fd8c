r"""Reads what `latex.py` prints back to terms: a test of the printer, not a reader of LaTeX at large.

    sum      [-] product {(+ | -) product}          factor    primary [^ rational]
    product  factor {[\cdot] factor} [/ factor]     primary   a row of PRIMARIES

What reaches to the right (\sum, \max, \frac{d}{dx}, a bare \log) takes what the printer put there. The letters must be
declared, and so must the dimensions of free indices; the dimension below a \max is found from the tensors behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import TypeVar

from .functions import ROWS, Function
from .index import Index
from .letters import GREEK, Letters, dim_letter, head, tensor_letter
from .scanner import BLANK, ReadError, Scanner
from .tensors import Tensor
from .terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Delta,
    Dim,
    Inverse,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    negative,
)

STOP = re.compile(r"[-+})\]&<>=,/]|\\\\|\\end\b|\\right|\\le\b|\\text|\\rvert|$")
INDEX = re.compile(r"\s*(?P<base>\\[A-Za-z]+|[A-Za-z])(?P<primes>'*)(?:_(?P<digits>\d|\{\d+\}))?")
EXPONENT = re.compile(r"\^(?:(\d)|\{(\d+(?:/\d+)?)\})")
Body = TypeVar("Body")
UNKNOWN = "?"  # the dimension of an index below \max until a tensor tells it
GREEK_NAMES = {tex: name for name, tex in reversed(GREEK.items())}
HEADS: tuple[Function, ...] = tuple(sorted(ROWS, key=lambda row: -len(row.latex)))


def read(source: str, letters: Letters, free: Iterable[Index] = ()) -> Term:
    """The term that prints as `source`; raises ReadError where it cannot be read."""
    reader = Reader(source, letters, {index.name: index.dim for index in free})
    term = reader.expression()
    if reader.place != len(source):
        raise reader.error("the end")
    return term


def literal(tex: str) -> str:
    r"""A pattern for a letter, which must not run on: \eta is not the beginning of \etal."""
    return re.escape(tex) + (r"(?![A-Za-z])" if re.search(r"\\[A-Za-z]+$", tex) else "")


class Reader(Scanner):
    """One pass over one source; `dims` holds the dimensions of the indices that are in use."""

    def __init__(self, source: str, letters: Letters, dims: dict[str, str]) -> None:
        super().__init__(source)
        self.dims = dims
        longest_first = sorted(letters.tensors, key=lambda t: -len(head(t)))
        self.tensors = [(re.compile(literal(head(t))), t) for t in longest_first]
        names = sorted(letters.dims, key=lambda d: -len(dim_letter(d)))
        self.sizes = [(re.compile(literal(dim_letter(d))), d) for d in names]
        self.errors = next((t for t in letters.tensors if tensor_letter(t) == r"\delta"), None)

    def group(self) -> Term:
        self.expect(r"\{")
        term = self.expression()
        self.expect(r"\}")
        return term

    # Sums, products, powers.

    def expression(self) -> Term:
        minus = self.takes("-")
        terms = [negative(self.product()) if minus else self.product()]
        while sign := self.takes(r"[-+]"):
            term = self.product()
            terms.append(negative(term) if sign[0] == "-" else term)
        self.takes(BLANK)
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def product(self) -> Term:
        factors = [self.factor()]
        while not self.sees(STOP):
            self.takes(r"\\cdot\b")
            factors.append(_apart(self.factor()))
        term = factors[0] if len(factors) == 1 else Mul(tuple(factors))
        return _over(term, self.factor()) if self.takes("/") else term

    def factor(self) -> Term:
        term = self.primary()
        while found := self.takes(EXPONENT):
            term = Power(term, Fraction(found[1] or found[2]))
        return term

    def primary(self) -> Term:
        for pattern, rule in PRIMARIES:
            if pattern is None:
                found = rule(self)
                if found is not None:
                    return found
            elif self.takes(pattern):
                found = rule(self)
                if found is None:
                    raise self.error("a term")
                return found
        raise self.error("a factor")

    # Indices and what carries them.

    def index_name(self) -> str:
        found = self.expect(INDEX, "an index")
        base = found["base"]
        if base.startswith("\\") and base not in GREEK_NAMES:
            raise self.error("the letter of an index")
        return GREEK_NAMES.get(base, base) + (found["digits"] or "").strip("{}") + found["primes"]

    def below(self) -> list[str]:
        """The names of the indices in a subscript, none if there is no subscript."""
        if not self.takes("_"):
            return []
        if not self.takes(r"\{"):
            return [self.index_name()]
        names = []
        while not self.takes(r"\}"):
            self.takes(",")
            names.append(self.index_name())
        return names

    def known(self, name: str) -> Index:
        if name not in self.dims:
            raise self.error(f"a declared dimension of the index {name}")
        return Index(name, self.dims[name])

    def size(self) -> str:
        if digits := self.takes(r"\d+"):
            return digits[0]
        for pattern, dim in self.sizes:
            if self.takes(pattern):
                return dim
        raise self.error("a dimension")

    def component(self, no_delta: bool = False) -> Component | None:
        """An entry of a tensor; with `no_delta`, a place where no Kronecker delta can stand."""
        for pattern, tensor in self.tensors:
            start = self.place
            if self.takes(pattern):
                names = self.below()
                if self._fits(tensor, names, no_delta):
                    return self._filled(tensor, names)
                self.place = start
        return None

    def _fits(self, tensor: Tensor, names: list[str], no_delta: bool = False) -> bool:
        if len(names) != len(tensor.dims):
            return False
        known = [self.dims.get(name, UNKNOWN) for name in names]
        if tensor == self.errors and len(names) == 2 and not no_delta:  # or it is a Kronecker delta
            return known == list(tensor.dims)
        return all(d in {dim, UNKNOWN} for d, dim in zip(known, tensor.dims, strict=True))

    def _filled(self, tensor: Tensor, names: list[str]) -> Component:
        for name, dim in zip(names, tensor.dims, strict=True):
            self.dims[name] = dim
        return Component(tensor, tuple(Index(*pair) for pair in zip(names, tensor.dims, strict=True)))

    def delta(self) -> Term | None:
        start = self.place
        names = self.below()
        if self.errors is not None and self._fits(self.errors, names):
            self.place = start
            return None
        if len(names) != 2:
            raise self.error("two indices of a delta")
        i, j = names
        if UNKNOWN in {self.dims.get(i), self.dims.get(j)}:
            return Number(Fraction(1))  # a first pass behind \max: only the dimensions are looked for
        return Delta(self.known(i), self.known(j))

    # What binds an index.

    def bound(self, name: str, dim: str, body: Callable[[], Body]) -> tuple[Index, Body]:
        """A body in which `name` runs over `dim`; an unknown dimension is found by reading the body twice."""
        start, outer = self.place, self.dims.pop(name, None)
        self.dims[name] = dim
        term = body()
        found = self.dims[name]
        if dim == UNKNOWN:
            if found == UNKNOWN:
                raise self.error(f"a tensor that tells the dimension of {name}")
            self.place, self.dims[name] = start, found
            term = body()
        del self.dims[name]
        if outer is not None:
            self.dims[name] = outer
        return Index(name, found), term

    def sum(self) -> Term:
        self.expect(r"_\{")
        name = self.index_name()
        self.expect(r"=1\}\^\{")
        dim = self.size()
        self.expect(r"\}")
        return Sum(*self.bound(name, dim, self.product))

    def best(self) -> tuple[Index, Term]:
        r"""What stands behind \max or \arg\max."""
        self.expect("_")
        if self.takes(r"\{1 \\le"):
            name = self.index_name()
            self.expect(r"\\le")
            dim = self.size()
            self.expect(r"\}")
            return self.bound(name, dim, self.product)
        braces = self.takes(r"\{")
        name = self.index_name()
        if braces:
            self.expect(r"\}")
        return self.bound(name, UNKNOWN, self.product)

    def inverse(self) -> Term:
        """An entry of an inverse: the indices of the matrix, its entry, the indices of the entry of the inverse.

        Rows and columns have the dimension of the last two, which is known; each known dimension is tried.
        """
        row, column = self.below()
        start, around = self.place, dict(self.dims)
        for dim in dict.fromkeys(around.values()):
            self.place, self.dims = start, dict(around)
            with suppress(ReadError, ValueError):
                inner = partial(self.bound, column, dim, self.bracketed)
                first, (second, body) = self.bound(row, dim, inner)
                return Inverse(first, second, body, *map(self.known, self.below()))
        self.place, self.dims = start, around
        raise self.error("the entry of an inverse")

    # Functions.

    def bracketed(self) -> Term:
        self.expect(r"(?:\\left)?\(")
        return self.closing()

    def closing(self) -> Term:
        term = self.expression()
        self.expect(r"(?:\\right)?\)")
        return term

    def indicator(self) -> Term:
        self.expect(r"(?:\\left)?\[")
        if self.sees(INDEX.pattern + r"\s*=\s*\\arg\\max"):
            at = self.known(self.index_name())
            self.expect(r"=\s*\\arg\\max")
            term: Term = Winner(*self.best(), at)
        else:
            term = Apply("step", (self.expression(),))
            self.expect(r">\s*0")
        self.expect(r"(?:\\right)?\]")
        return term

    def logarithm(self) -> Term:
        called = self.sees(r"(?:\\left)?\(") and not any(
            self.sees(p) for p, t in self.tensors if head(t)[0] == "("
        )
        return Apply("log", (self.bracketed() if called else self.primary(),))

    def absolute(self) -> Term:
        term = self.expression()
        self.expect(r"(?:\\right)?\\rvert")
        return Apply("abs", (term,))

    def call(self) -> Term | None:
        for row in HEADS:
            start = self.place
            if self.takes(literal(row.latex)):
                parameters = self.parameters(row)
                if parameters is not None and self.sees(r"(?:\\left)?\("):
                    return Apply(row.name, (self.bracketed(), *parameters))
            self.place = start
        return None

    def parameters(self, row: Function) -> list[Term] | None:
        if not row.parameters:
            return []
        if not self.takes(r"_\{"):
            return None
        found = [self.expression()]
        while self.takes(","):
            found.append(self.expression())
        self.expect(r"\}")
        return found

    # Fractions, derivatives, cases.

    def fraction(self) -> Term:
        start = self.place
        for rule in (self.derivative, lambda: _over(self.group(), self.group())):
            self.place = start
            term = rule()
            if term is not None:
                return term
        raise self.error("a fraction")

    def derivative(self) -> Term | None:
        r"""\frac{d}{dx} ..., \frac{\partial L}{\partial z_j}, or None if this is another fraction."""
        top = self.takes(r"\{(?:d(?=\S)|\\partial\b)(?:\^(?:\d|\{\d+\}))?")
        if not top:
            return None
        body: Term | None = None if self.sees(r"\}") else self.component()
        if not self.takes(r"\}\{(?=d\S|\\partial)"):
            return None
        wrt: list[Component] = []
        while self.takes(r"d|\\partial\b"):
            entry = self.component(no_delta=True)
            if entry is None:
                return None
            times = self.takes(EXPONENT)
            wrt += [entry] * int(times[1] or times[2] if times else 1)
        self.expect(r"\}")
        term = body if body is not None else self.factor()
        for entry in reversed(wrt):
            term = Partial(term, entry)
        return term

    def cases(self) -> Term:
        pieces, rows = [], []
        while True:
            pieces.append(self.expression())
            self.expect("&")
            rows.append(self.condition())
            if not self.takes(r"\\\\"):
                break
        self.expect(r"\\end\{cases\}")
        words, subject, _ = rows[0]
        breaks = tuple(_value(bound) for _, _, bound in rows[1:] if bound is not None)
        return Cases(subject, breaks, tuple(pieces), words == "<")

    def condition(self) -> tuple[str, Term, Term | None]:
        """The sign at its right end, the subject, and the break at its left end, if there is one."""
        if self.takes(r"\\text\{for all \}"):
            return "", self.expression(), None
        self.expect(r"\\text\{if \}")
        left = self.group() if self.sees(r"\{") else self.expression()
        sign = self.expect(r"<|>|\\le\b")[0]
        right = self.expression()
        if sign == ">":
            return sign, left, right
        further = self.takes(r"<|\\le\b")
        if further:
            self.expression()
            return further[0], right, left
        return sign, left, None


def _over(above: Term, below: Term) -> Term:
    if isinstance(above, Number) and isinstance(below, Number) and below.value > 1:
        value = above.value / below.value
        if value.denominator == below.value:  # 2/4 is a quotient as it stands, not the number 1/2
            return Number(value)
    under = Power(below, Fraction(-1))
    return under if above == Number(Fraction(1)) else Mul((above, under))


def _apart(factor: Term) -> Term:
    """A fraction behind another factor keeps its own bar when it is printed again."""
    divides = isinstance(factor, Power) and factor.exponent < 0
    broken = isinstance(factor, Number) and factor.value.denominator != 1
    return Mul((Number(Fraction(1)), factor)) if divides or broken else factor


def _value(term: Term) -> Fraction:
    """The number that a printed break stands for."""
    match term:
        case Number(value):
            return value
        case Mul((Number(sign), Number(value))):
            return sign * value
    raise ReadError(f"expected a number, found {term}")


def _dimension(reader: Reader) -> Term | None:
    for pattern, dim in reader.sizes:
        if reader.takes(pattern):
            return Dim(dim)
    return None


# A pattern and what reads on behind it; without a pattern the rule looks for itself. The first that fits is taken.
PRIMARIES: tuple[tuple[str | None, Callable[[Reader], Term | None]], ...] = (
    (r"\\frac(?![A-Za-z])", Reader.fraction),
    (r"\\sqrt(?![A-Za-z])", lambda r: Power(r.group(), Fraction(1, 2))),
    (r"\\sum(?![A-Za-z])", Reader.sum),
    (r"\\max(?![A-Za-z])", lambda r: Maximum(*r.best())),
    (r"\\mathbb\{1\}", Reader.indicator),
    (r"\\operatorname\{inv\}", Reader.inverse),
    (r"\\begin\{cases\}", Reader.cases),
    (r"e\^(?=\{)", lambda r: Apply("exp", (r.group(),))),
    (r"\\exp(?![A-Za-z])", lambda r: Apply("exp", (r.bracketed(),))),
    (r"\\log(?![A-Za-z])", Reader.logarithm),
    (r"(?:\\left)?\\lvert", Reader.absolute),
    (r"(?=\d)", lambda r: Number(Fraction(int(r.expect(r"\d+")[0])))),
    (r"\\pi(?![A-Za-z])", lambda r: Constant("pi")),
    (None, Reader.call),
    (None, Reader.component),
    (r"\\delta(?=_)", Reader.delta),
    (r"(?:\\left)?\(", Reader.closing),
    (None, _dimension),
)
