"""The language of every proof: a dozen frozen types, and nothing simplifies by itself.

    Number      a rational                         Sum         sum of a body over one index
    Dim         a dimension as a number            Apply       a function of `functions.py`, elementwise
    Constant    pi                                 Cases       a function in pieces along one argument
    Component   an entry of a tensor               Partial     a partial derivative that is not yet taken
    Delta       Kronecker delta                    Maximum     maximum of a body over one index
    Add  Mul  Power                                Winner      1 at the index where that maximum is attained, else 0
    Inverse     an entry of the inverse of a matrix

A line therefore prints as its author wrote it. Equality (`==`) is equality of structure; whether two terms have the
same value is the business of `derive.kernel`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from .index import Index, fresh
from .tensors import Tensor


class Term:
    """An expression. Its free indices are the axes of its value."""

    __slots__ = ()

    def __add__(self, other: Term | int | Fraction) -> Term:
        return Add((*self.args, lift(other)) if isinstance(self, Add) else (self, lift(other)))

    def __radd__(self, other: int | Fraction) -> Term:
        return Add((lift(other), self))

    def __sub__(self, other: Term | int | Fraction) -> Term:
        return self + negative(lift(other))

    def __rsub__(self, other: int | Fraction) -> Term:
        return Add((lift(other), negative(self)))

    def __mul__(self, other: Term | int | Fraction) -> Term:
        return Mul((*self.args, lift(other)) if isinstance(self, Mul) else (self, lift(other)))

    def __rmul__(self, other: int | Fraction) -> Term:
        return Mul((lift(other), self))

    def __neg__(self) -> Term:
        return negative(self)

    def __truediv__(self, other: Term | int | Fraction) -> Term:
        return self * Power(lift(other), Fraction(-1))

    def __rtruediv__(self, other: int | Fraction) -> Term:
        return Mul((lift(other), Power(self, Fraction(-1))))

    def __pow__(self, exponent: int | Fraction) -> Term:
        return Power(self, Fraction(exponent))


@dataclass(frozen=True, slots=True)
class Number(Term):
    value: Fraction


@dataclass(frozen=True, slots=True)
class Dim(Term):
    """The size of a dimension, as a number: `Dim("C")`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Term):
    """A real constant by name; there is one, "pi"."""

    name: str

    def __post_init__(self) -> None:
        if self.name != "pi":
            raise ValueError(f"no constant {self.name!r}: there is pi")


@dataclass(frozen=True, slots=True)
class Component(Term):
    """The entry of a tensor at its indices; raises where number or dimensions of the indices do not fit."""

    tensor: Tensor
    indices: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        found = tuple(i.dim for i in self.indices)
        if found != self.tensor.dims:
            raise ValueError(
                f"{self.tensor.name} has shape {self.tensor.dims}, indexed by dimensions {found}"
            )


@dataclass(frozen=True, slots=True)
class Delta(Term):
    """1 where i = j, else 0."""

    i: Index
    j: Index

    def __post_init__(self) -> None:
        if self.i.dim != self.j.dim:
            raise ValueError(f"a delta between different dimensions: {self.i} and {self.j}")


@dataclass(frozen=True, slots=True)
class Add(Term):
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Mul(Term):
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Power(Term):
    """A base to a rational power."""

    base: Term
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Sum(Term):
    """The sum of `body` over `index` from 1 to its dimension."""

    index: Index
    body: Term


@dataclass(frozen=True, slots=True)
class Apply(Term):
    """A function by the name of its row in `functions.py`: the argument first, then the parameters."""

    function: str
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Cases(Term):
    """A function in pieces: `pieces[k]` where breaks[k-1] < subject <= breaks[k].

    Where `open` is true nothing is said at the breaks themselves (a derivative at a kink), and < stands on both sides.
    """

    subject: Term
    breaks: tuple[Fraction, ...]
    pieces: tuple[Term, ...]
    open: bool = False

    def __post_init__(self) -> None:
        if len(self.pieces) != len(self.breaks) + 1 or list(self.breaks) != sorted(set(self.breaks)):
            raise ValueError(f"{len(self.pieces)} pieces do not fit the breaks {self.breaks}")


@dataclass(frozen=True, slots=True)
class Partial(Term):
    """The partial derivative of `body` with respect to one entry of a tensor, not yet taken."""

    body: Term
    wrt: Component


@dataclass(frozen=True, slots=True)
class Maximum(Term):
    """The greatest value of `body` over `index`."""

    index: Index
    body: Term


@dataclass(frozen=True, slots=True)
class Winner(Term):
    """1 where `body` is greatest over `index` at `at`, else 0 (at a tie: the first)."""

    index: Index
    body: Term
    at: Index


@dataclass(frozen=True, slots=True)
class Inverse(Term):
    """Entry (i, j) of the inverse of the matrix whose entry in row `row` and column `column` is `body`.

    It is a hypothesis of every line in which it stands that this matrix is invertible.
    """

    row: Index
    column: Index
    body: Term
    i: Index
    j: Index

    def __post_init__(self) -> None:
        dims = {index.dim for index in (self.row, self.column, self.i, self.j)}
        if len(dims) > 1 or self.row == self.column:
            raise ValueError(
                f"the inverse of a matrix with rows {self.row} and columns {self.column} at {self.i}, {self.j}"
            )


@dataclass(frozen=True, slots=True)
class Definition:
    """`tensor[indices]` stands for `body`: a name within one derivation."""

    tensor: Tensor
    indices: tuple[Index, ...]
    body: Term

    def __post_init__(self) -> None:
        head = Component(self.tensor, self.indices)
        if not free_indices(self.body) <= free_indices(head):
            raise ValueError(f"the definition of {self.tensor.name} has indices that it does not bind")


def lift(value: Term | int | Fraction) -> Term:
    """A number as a term; a term as itself. A float is refused: it is not the number its author meant."""
    if isinstance(value, Term):
        return value
    if isinstance(value, float):
        raise TypeError(f"the float {value} in a term: give a Fraction or an integer")
    return Number(Fraction(value))


def negative(term: Term) -> Term:
    return Mul((Number(Fraction(-1)), term))


def component(tensor: Tensor) -> Callable[..., Component]:
    """A maker of entries: called with indices, it gives that entry of the tensor."""
    return lambda *ix: Component(tensor, tuple(ix))


def exp(term: Term) -> Term:
    """The exponential of a term."""
    return Apply("exp", (term,))


def log(term: Term) -> Term:
    """The natural logarithm of a term; what it is of must be positive in the declared domains."""
    return Apply("log", (term,))


def total(over: Sequence[Index] | Index, body: Term) -> Term:
    """The sum over one or several indices, the first one outermost."""
    for index in reversed([over] if isinstance(over, Index) else list(over)):
        body = Sum(index, body)
    return body


def children(term: Term) -> tuple[Term, ...]:
    """The parts of a term that are terms, in order of reading."""
    match term:
        case Add(args) | Mul(args) | Apply(_, args):
            return args
        case Power(base, _):
            return (base,)
        case Sum(_, body) | Maximum(_, body) | Winner(_, body, _) | Inverse(_, _, body, _, _):
            return (body,)
        case Cases(subject, _, pieces):
            return (subject, *pieces)
        case Partial(body, wrt):
            return (body, wrt)
    return ()


def with_children(term: Term, parts: Sequence[Term]) -> Term:
    """`term` with other parts in the same places."""
    match term:
        case Add():
            return Add(tuple(parts))
        case Mul():
            return Mul(tuple(parts))
        case Apply(name, _):
            return Apply(name, tuple(parts))
        case Power(_, exponent):
            return Power(parts[0], exponent)
        case Sum(index, _):
            return Sum(index, parts[0])
        case Maximum(index, _):
            return Maximum(index, parts[0])
        case Winner(index, _, at):
            return Winner(index, parts[0], at)
        case Inverse(row, column, _, i, j):
            return Inverse(row, column, parts[0], i, j)
        case Cases(_, breaks, _, is_open):
            return Cases(parts[0], breaks, tuple(parts[1:]), is_open)
        case Partial():
            wrt = parts[1]
            if not isinstance(wrt, Component):
                raise TypeError("a derivative is taken with respect to an entry of a tensor")
            return Partial(parts[0], wrt)
    return term


def subterms(term: Term) -> Iterator[Term]:
    """The term and everything in it, from the outside in."""
    yield term
    for part in children(term):
        yield from subterms(part)


@lru_cache(maxsize=100_000)
def free_indices(term: Term) -> frozenset[Index]:
    """The indices that are not bound by a sum or a maximum."""
    match term:
        case Component(_, ix):
            return frozenset(ix)
        case Delta(i, j):
            return frozenset((i, j))
        case Sum(index, body) | Maximum(index, body):
            return free_indices(body) - {index}
        case Winner(index, body, at):
            return (free_indices(body) - {index}) | {at}
        case Inverse(row, column, body, i, j):
            return (free_indices(body) - {row, column}) | {i, j}
    return frozenset().union(*(free_indices(part) for part in children(term)))


def rename(term: Term, names: dict[Index, Index]) -> Term:
    """Other names for free indices, without capture: a bound index in the way is renamed first."""
    for old, new in names.items():
        if old.dim != new.dim:
            raise ValueError(f"{old} cannot be renamed to {new}: another dimension")
    names = {old: new for old, new in names.items() if old != new and old in free_indices(term)}
    if not names:
        return term
    match term:
        case Component(tensor, ix):
            return Component(tensor, tuple(names.get(i, i) for i in ix))
        case Delta(i, j):
            return Delta(names.get(i, i), names.get(j, j))
        case Sum(index, body) | Maximum(index, body) | Winner(index, body, _):
            index, body = _step_aside(index, body, names)
            inner = {old: new for old, new in names.items() if old != index}
            renamed = rename(body, inner)
            if isinstance(term, Winner):
                return Winner(index, renamed, names.get(term.at, term.at))
            return type(term)(index, renamed)
        case Inverse(row, column, body, i, j):
            row, body = _step_aside(row, body, names, column)
            column, body = _step_aside(column, body, names, row)
            inner = {old: new for old, new in names.items() if old not in (row, column)}
            return Inverse(row, column, rename(body, inner), names.get(i, i), names.get(j, j))
    return with_children(term, [rename(part, names) for part in children(term)])


def _step_aside(index: Index, body: Term, names: dict[Index, Index], *beside: Index) -> tuple[Index, Term]:
    """A binder's index and body, with the index renamed if one of the new names would be captured by it."""
    if index not in names.values():
        return index, body
    other = fresh(index, [*names, *names.values(), *free_indices(body), *beside])
    return other, rename(body, {index: other})


def unfold(term: Term, definitions: Iterable[Definition]) -> Term:
    """Every defined name replaced by what it stands for; definitions may use those that come before them."""
    for definition in reversed(tuple(definitions)):
        term = _unfold_one(term, definition)
    return term


def _unfold_one(term: Term, definition: Definition) -> Term:
    if isinstance(term, Component) and term.tensor == definition.tensor:
        return rename_apart(definition.body, dict(zip(definition.indices, term.indices, strict=True)))
    if isinstance(term, Partial) and term.wrt.tensor == definition.tensor:
        raise ValueError(
            f"{definition.tensor.name} is defined here: no derivative can be taken with respect to it"
        )
    parts = [_unfold_one(part, definition) for part in children(term)]
    return with_children(term, parts) if parts else term


def rename_apart(body: Term, names: dict[Index, Index]) -> Term:
    """Simultaneous renaming, safe also where old and new names overlap (s[j] for s[i] with a bound j inside)."""
    waiting = {old: Index(f"{old.name}~{k}", old.dim) for k, old in enumerate(names)}
    return rename(rename(body, waiting), {waiting[old]: new for old, new in names.items()})


def tensors_of(*terms: Term) -> tuple[Tensor, ...]:
    """The tensors that occur, sorted by name; raises where one name is declared in two ways."""
    found: dict[str, Tensor] = {}
    for term in terms:
        for part in subterms(term):
            if isinstance(part, Component):
                other = found.setdefault(part.tensor.name, part.tensor)
                if other != part.tensor:
                    raise ValueError(f"{part.tensor.name} is declared in two ways: {other} and {part.tensor}")
    return tuple(found[name] for name in sorted(found))


def dimensions_of(*terms: Term) -> tuple[str, ...]:
    """The symbolic dimensions that occur, sorted (digits are sizes, not symbols)."""
    found: set[str] = set()
    for term in terms:
        found |= {i.dim for i in free_indices(term)}
        for part in subterms(term):
            match part:
                case Dim(name):
                    found.add(name)
                case Sum(index, _) | Maximum(index, _) | Winner(index, _, _) | Inverse(index, _, _, _, _):
                    found.add(index.dim)
                case Component(tensor, _):
                    found.update(tensor.dims)
                case Delta(i, _):
                    found.add(i.dim)
    return tuple(sorted(name for name in found if not name.isdigit()))
