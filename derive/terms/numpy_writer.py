"""Writes terms as NumPy expressions, each with its axes; see `numpy_code.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .functions import function, symbolic
from .index import Index
from .layout import distinct
from .numpy_words import (
    ADDITION,
    ATOM,
    FRACTIONS,
    NUMPY,
    POWER,
    PRODUCT,
    UNARY,
    Code,
    from_row,
    guarded,
    identifier,
    number,
    pieced,
    turned,
)
from .terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
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
    free_indices,
    subterms,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Writer:
    """Writes terms; `sizes` are the dimensions that the code names."""

    sizes: set[str] = field(default_factory=set)

    def array(self, term: Term, axes: tuple[Index, ...]) -> str:
        """The term as an array that has exactly these axes."""
        code = self.write(term, axes)
        if code.axes == axes:
            return code.source
        if set(code.axes) == set(axes):
            return self.fitted(code, axes).source
        missing = ", ".join(self.size(i.dim) for i in axes)
        return (
            f"np.broadcast_to({self.fitted(code, axes).source}, ({missing}{',' * (len(axes) == 1)})).copy()"
        )

    def definition(self, definition: Definition) -> list[str]:
        """The lines that compute what a name stands for; a softmax without overflow."""
        name, ix = identifier(definition.tensor.name), definition.indices
        match definition.body:
            case Mul((Apply("exp", (above,)), Power(Sum(index, Apply("exp", (_,))), exponent))) if (
                exponent == -1
            ):
                logits = self.write(distinct(above), ix)
                places = [k for k, i in enumerate(ix) if i.dim == index.dim]
                if len(places) == 1 and logits.axes == ix:
                    along = f"(axis={places[0]}, keepdims=True)"
                    greatest = f"{guarded(logits, ATOM)}.max{along}"
                    return [
                        f"{name} = np.exp({guarded(logits, PRODUCT)} - {greatest})",
                        f"{name} = {name} / {name}.sum{along}",
                    ]
        return [f"{name} = {self.array(distinct(definition.body), ix)}"]

    def size(self, dim: str) -> str:
        if not dim.isdigit():
            self.sizes.add(dim)
        return dim

    # ------------------------------------------------------------------------------------------------ terms

    def write(self, term: Term, wanted: tuple[Index, ...] = ()) -> Code:
        """The code of a term; its axes are its free indices, in the order of `wanted` where there is a choice."""
        match term:
            case Number(value):
                return number(value)
            case Constant():
                return Code("np.pi")
            case Dim(name):
                return Code(self.size(name))
            case Component():
                return _component(term)
            case Delta(i, j):
                if i == j:
                    return Code("1")
                return Code(f"np.eye({self.size(i.dim)})", (i, j))
            case Add(args):
                return self._addition(args, self._order(term, wanted))
            case Mul() | Sum():
                return self._product(term, wanted)
            case Power(base, exponent):
                return self._power(base, exponent, wanted)
            case Apply():
                return self._call(term, wanted)
            case Cases():
                return self._cases(term, wanted)
            case Maximum(index, body):
                inner = self.write(body, (*wanted, index))
                axes = tuple(i for i in inner.axes if i != index)
                return Code(f"{guarded(inner, ATOM)}.max(axis={inner.axes.index(index)})", axes)
            case Inverse(row, column, body, i, j) if i != j:
                stack = tuple(k for k in self._order(term, wanted) if k in free_indices(body))
                whole = self.array(body, (*stack, row, column))
                return Code(f"np.linalg.inv({whole})", (*stack, i, j))
            case Partial() | Winner() | Inverse():
                raise ValueError(
                    "no NumPy code for a derivative that is not taken, a winner, or a diagonal of an inverse"
                )
        raise ValueError(f"no NumPy code for {type(term).__name__}")

    def _order(self, term: Term, wanted: tuple[Index, ...]) -> tuple[Index, ...]:
        """The free indices: the wanted ones first, in their order, then by their first place in the term."""
        free = free_indices(term)
        seen = [i for part in subterms(term) if isinstance(part, Component) for i in part.indices]
        return tuple(dict.fromkeys(i for i in (*wanted, *seen, *sorted(free)) if i in free))

    def fitted(self, code: Code, axes: tuple[Index, ...]) -> Code:
        """The code turned and with new axes, so that it broadcasts against arrays with these axes."""
        own = [i for i in axes if i in code.axes]
        if not own:
            return code
        source, level = code.source, code.level
        if tuple(own) != code.axes:
            turn = [code.axes.index(i) for i in own]
            source = f"{guarded(code, ATOM)}" + (".T" if turn == [1, 0] else f".transpose({turn})")
            level = ATOM
        start = axes.index(own[0])
        if len(axes) - start > len(own):
            places = ", ".join(":" if i in own else "None" for i in axes[start:])
            source, level = f"{guarded(Code(source, (), level), ATOM)}[{places}]", ATOM
        return Code(source, tuple(own), level)

    def _addition(self, args: Sequence[Term], axes: tuple[Index, ...]) -> Code:
        source = ""
        for k, arg in enumerate(args):
            minus, body = _sign(arg)
            code = self.fitted(self.write(body, axes), axes)
            sign = ("-" if minus else "") if k == 0 else (" - " if minus else " + ")
            source += sign + guarded(code, PRODUCT)
        return Code(source or "0", axes, ADDITION)

    def _power(self, base: Term, exponent: Fraction, wanted: tuple[Index, ...]) -> Code:
        code = self.write(base, wanted)
        if exponent < 0:
            below = self._power(base, -exponent, wanted) if exponent != -1 else code
            return Code(f"1 / {guarded(below, UNARY)}", below.axes, PRODUCT)
        if exponent == Fraction(1, 2):
            return Code(f"np.sqrt({code.source})", code.axes)
        if exponent == 1:
            return code
        shown = str(exponent) if exponent.denominator == 1 else f"({exponent})"
        return Code(f"{guarded(code, ATOM)}**{shown}", code.axes, POWER)

    def _call(self, term: Apply, wanted: tuple[Index, ...]) -> Code:
        name = term.function
        argument = self.write(term.args[0], wanted)
        row = function(name)
        if row.stand_in:
            return Code(f"{callable_name(name)}({argument.source})", argument.axes)
        if name == "step":
            return Code(f"({guarded(argument, PRODUCT)} > 0)", argument.axes)
        if name in NUMPY:
            fraction = name in FRACTIONS
            inside = guarded(argument, ATOM) if fraction else argument.source
            return Code(NUMPY[name].format(inside), argument.axes, PRODUCT if fraction else ATOM)
        return self._written_out(term, argument)

    def _written_out(self, term: Apply, argument: Code) -> Code:
        """A function from the definition in its row, piece by piece."""
        symbols, pieces = symbolic(term.function)
        parameters = [guarded(self.write(p), ATOM) for p in term.args[1:]]
        values = dict(zip((s.name for s in symbols), [guarded(argument, ATOM), *parameters], strict=True))
        sources = [from_row(piece, values) for piece in pieces]
        breaks = [number(b).source for b in function(term.function).breaks]
        return Code(pieced(guarded(argument, PRODUCT), breaks, sources), argument.axes, PRODUCT)

    def _cases(self, term: Cases, wanted: tuple[Index, ...]) -> Code:
        axes = self._order(term, wanted)
        subject = guarded(self.fitted(self.write(term.subject, axes), axes), PRODUCT)
        pieces = [self.fitted(self.write(piece, axes), axes).source for piece in term.pieces]
        own = set(free_indices(term.subject))
        full = tuple(i for i in axes if i in own or any(i in free_indices(p) for p in term.pieces))
        return Code(pieced(subject, [number(b).source for b in term.breaks], pieces), full)

    # --------------------------------------------------------------------------------- products and sums

    def _product(self, term: Term, wanted: tuple[Index, ...]) -> Code:
        number, bound, factors = _opened(term)
        scalars = [f for f in factors if not free_indices(f)]
        arrays = [f for f in factors if free_indices(f)]
        covered = {i for f in arrays for i in free_indices(f)}
        scalars += [_size(i) for i in bound if i not in covered]
        bound = [i for i in bound if i in covered]
        axes = self._order(term, wanted)
        body = self._summed(bound, arrays, axes) if arrays else None
        return self._scaled(number, scalars, body)

    def _summed(self, bound: list[Index], arrays: list[Term], axes: tuple[Index, ...]) -> Code:
        """Sum over `bound` of the product of arrays."""
        if not bound:
            return self._elementwise(arrays, axes)
        codes = [self.write(f) for f in arrays]
        orders = {code.axes for f, code in zip(arrays, codes, strict=True) if not isinstance(f, Sum)}
        codes = _merged(
            [
                self.write(f, c.axes[::-1]) if c.axes[::-1] in orders else c
                for f, c in zip(arrays, codes, strict=True)
            ]
        )
        if len(codes) == 1:
            places = [codes[0].axes.index(i) for i in bound]
            left = tuple(i for i in codes[0].axes if i not in bound)
            along = str(places[0]) if len(places) == 1 else str(tuple(places))
            if not left:
                return Code(f"np.sum({codes[0].source})")
            return Code(f"np.sum({codes[0].source}, axis={along})", left)
        return self._matmul(bound, codes, axes) or self._einsum(codes, axes)

    def _matmul(self, bound: list[Index], codes: list[Code], axes: tuple[Index, ...]) -> Code | None:
        """One sum over two factors as `@`, where they are a matrix product."""
        if len(bound) != 1 or len(codes) != 2 or any(len(c.axes) > 2 for c in codes):
            return None
        first, second = codes
        (k,) = bound
        if set(first.axes) & set(second.axes) != {k}:
            return None
        if (
            len(second.axes) == 2
            and tuple(i for i in axes if i in second.axes)[:1] == axes[:1]
            and len(axes) == 2
        ):
            first, second = second, first
        if len(first.axes) == 1 and len(second.axes) == 2 and second.axes[1] == k:
            first, second = second, first
        left = first if first.axes[-1] == k else turned(first)
        right = second if second.axes[0] == k else turned(second)
        rest = (*left.axes[:-1], *right.axes[1:])
        return Code(f"{guarded(left, POWER)} @ {guarded(right, POWER)}", rest, PRODUCT)

    def _einsum(self, codes: list[Code], axes: tuple[Index, ...]) -> Code:
        letters: dict[Index, str] = {}
        for index in dict.fromkeys(i for code in codes for i in code.axes):
            own = index.name[0] if index.name[0] in LETTERS else "k"
            letters[index] = next(c for c in (own, *LETTERS) if c not in letters.values())
        inputs = ",".join("".join(letters[i] for i in code.axes) for code in codes)
        output = "".join(letters[i] for i in axes)
        return Code(f'np.einsum("{inputs}->{output}", {", ".join(c.source for c in codes)})', axes)

    def _elementwise(self, arrays: list[Term], axes: tuple[Index, ...]) -> Code:
        above = [f for f in arrays if not _divides(f)]
        below = [Power(f.base, -f.exponent) for f in arrays if isinstance(f, Power) and f.exponent < 0]
        top = [self.fitted(self.write(f, axes), axes) for f in above]
        bottom = [self.fitted(self.write(f, axes), axes) for f in below]
        if len(top) == 1 and not bottom:
            return self.write(above[0], axes)
        source = " * ".join(guarded(c, UNARY if k else PRODUCT) for k, c in enumerate(top)) or "1"
        for code in bottom:
            source += f" / {guarded(code, UNARY)}"
        return Code(source, axes, PRODUCT)

    def _scaled(self, number: Fraction, scalars: list[Term], body: Code | None) -> Code:
        """Numbers and scalars in front of an array."""
        above = [self.write(s) for s in scalars if not _divides(s)]
        below = [
            self.write(Power(s.base, -s.exponent)) for s in scalars if isinstance(s, Power) and s.exponent < 0
        ]
        size = abs(number)
        tops = [guarded(c, UNARY) for c in above]
        if size.numerator != 1 or (not tops and (below or size.denominator != 1 or body is None)):
            tops.insert(0, str(size.numerator))
        bottoms = [str(size.denominator)] * (size.denominator != 1) + [guarded(c, UNARY) for c in below]
        if not tops and not bottoms and body is not None and number > 0:
            return body
        factor = " * ".join(tops) + "".join(f" / {b}" for b in bottoms)
        shown = [part for part in (factor, guarded(body, UNARY) if body else "") if part]
        source = ("-" if number < 0 else "") + " * ".join(shown)
        return Code(source, body.axes if body else (), ADDITION if number < 0 else PRODUCT)


def callable_name(name: str) -> str:
    return "d" * name.count("'") + name.rstrip("'")


def _merged(codes: list[Code]) -> list[Code]:
    """Arrays with the same axes as one, their product, where there are more than two."""
    groups: dict[tuple[Index, ...], list[Code]] = {}
    for code in codes:
        groups.setdefault(code.axes, []).append(code)
    if len(codes) < 3:
        return codes
    return [
        group[0] if len(group) == 1 else Code(" * ".join(guarded(c, UNARY) for c in group), axes, PRODUCT)
        for axes, group in groups.items()
    ]


def _component(term: Component) -> Code:
    """An entry; one on a diagonal, A_ii, is taken out by einsum."""
    name, ix = identifier(term.tensor.name), term.indices
    once = tuple(dict.fromkeys(ix))
    if once == ix:
        return Code(name, ix)
    letters = dict(zip(once, LETTERS, strict=False))
    inputs, output = "".join(letters[i] for i in ix), "".join(letters[i] for i in once)
    return Code(f'np.einsum("{inputs}->{output}", {name})', once)


def _size(index: Index) -> Term:
    return Number(Fraction(index.dim)) if index.dim.isdigit() else Dim(index.dim)


def _divides(term: Term) -> bool:
    return isinstance(term, Power) and term.exponent < 0


def _sign(term: Term) -> tuple[bool, Term]:
    match term:
        case Number(value) if value < 0:
            return True, Number(-value)
        case Mul((Number(value), *rest)) if value < 0:
            left = rest if value == -1 and rest else [Number(-value), *rest]
            return True, left[0] if len(left) == 1 else Mul(tuple(left))
    return False, term


def _opened(term: Term) -> tuple[Fraction, list[Index], list[Term]]:
    """A product under its sums as a number, the bound indices and the factors; a sum inside is a factor."""
    match term:
        case Number(value):
            return value, [], []
        case Sum(index, body):
            number, bound, factors = _opened(body)
            return number, [index, *bound], factors
        case Mul(args):
            number, bound, factors = Fraction(1), [], []
            for arg in args:
                if isinstance(arg, Sum):
                    factors.append(arg)
                    continue
                n, inner, own = _opened(arg)
                number, bound, factors = number * n, [*bound, *inner], [*factors, *own]
            return number, bound, factors
    return Fraction(1), [], [term]
