"""Polynomials over atoms: the data of the normal form.

An *atom* is what the normal form cannot take apart: an entry of a tensor, a delta, a sum with its bound indices, the
exponential of one monomial, a function of polynomials, the base of a negative or broken power. A *monomial* is a
product of atoms with rational exponents, a *polynomial* a sum of monomials with rational coefficients. Atoms carry a
key, a string that determines them; everything is sorted by it, so equal polynomials are equal tuples.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ..terms.index import Index

Monomial = tuple[tuple["Atom", Fraction], ...]
Polynomial = tuple[tuple[Monomial, Fraction], ...]

ZERO: Polynomial = ()
ONE: Polynomial = (((), Fraction(1)),)


class Atom:
    """One indivisible factor. Equality and order are those of the key.

    kind   data                                     meaning
    entry  (tensor, indices)                        an entry of a tensor
    delta  (i, j), i < j                            Kronecker delta
    dim    name                                     size of a dimension
    pi     ()                                       the constant
    prime  p                                        a prime, to a broken power
    exp    monomial                                 e^monomial
    apply  (function, polynomials)                  a primitive function
    base   polynomial                               base of a negative or broken power, leading coefficient +-1 or 1
    sum    (bound indices, monomial)                a sum that does not fall apart
    max    (bound index, polynomial)                a maximum
    wins   (bound index, polynomial, at)            1 where that maximum is attained
    inv    (row, column, polynomial, i, j)          entry (i, j) of the inverse of the matrix of the polynomial
    """

    __slots__ = ("data", "free", "height", "key", "kind", "positive")

    def __init__(self, kind: str, data: Any) -> None:
        self.kind, self.data = kind, data
        self.key, self.free, self.height, self.positive = DESCRIBE[kind](data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: Atom) -> bool:
        return self.key < other.key

    def __repr__(self) -> str:
        return self.key


Description = tuple[
    str, frozenset[Index], int, bool
]  # key, free indices, depth of sums inside, certainly > 0


def monomial_key(monomial: Monomial) -> str:
    return "*".join(f"{atom.key}^{exponent}" for atom, exponent in monomial)


def polynomial_key(polynomial: Polynomial) -> str:
    return "+".join(f"{coefficient}.{monomial_key(monomial)}" for monomial, coefficient in polynomial)


def free_of(polynomial: Polynomial) -> frozenset[Index]:
    return frozenset().union(*(atom.free for monomial, _ in polynomial for atom, _ in monomial))


def height_of(polynomial: Polynomial) -> int:
    return max((atom.height for monomial, _ in polynomial for atom, _ in monomial), default=0)


def certainly_positive(polynomial: Polynomial) -> bool:
    """Every coefficient and every atom is positive, so the value is (a sufficient condition)."""
    return bool(polynomial) and all(c > 0 and all(a.positive for a, _ in m) for m, c in polynomial)


def _name(index: Index) -> str:
    return f"{index.name}:{index.dim}"


def _entry(data: Any) -> Description:
    tensor, indices = data
    domain = tensor.domain
    known = f"{tensor.name}|{domain.kind}{'' if domain.axis is None else domain.axis}"
    return f"t({known}[{','.join(map(_name, indices))}])", frozenset(indices), 0, domain.is_positive


def _delta(data: Any) -> Description:
    return f"d({_name(data[0])},{_name(data[1])})", frozenset(data), 0, False


def _dim(data: Any) -> Description:
    return f"n({data})", frozenset(), 0, True


def _exp(data: Monomial) -> Description:
    inside: Polynomial = ((data, Fraction(1)),)
    return f"e({monomial_key(data)})", free_of(inside), height_of(inside), True


def _apply(data: Any) -> Description:
    name, arguments = data
    free = frozenset().union(*(free_of(argument) for argument in arguments))
    key = f"f({name};{';'.join(map(polynomial_key, arguments))})"
    return key, free, max(map(height_of, arguments), default=0), False


def _base(data: Polynomial) -> Description:
    return f"p({polynomial_key(data)})", free_of(data), height_of(data), certainly_positive(data)


def _sum(data: Any) -> Description:
    bound, body = data
    inside: Polynomial = ((body, Fraction(1)),)
    key = f"s({','.join(map(_name, bound))};{monomial_key(body)})"
    return key, free_of(inside) - set(bound), 1 + height_of(inside), all(atom.positive for atom, _ in body)


def _max(data: Any) -> Description:
    index, body = data
    key = f"m({_name(index)};{polynomial_key(body)})"
    return key, free_of(body) - {index}, 1 + height_of(body), certainly_positive(body)


def _wins(data: Any) -> Description:
    index, body, at = data
    key = f"w({_name(index)};{polynomial_key(body)};{_name(at)})"
    return key, (free_of(body) - {index}) | {at}, 1 + height_of(body), False


def _inv(data: Any) -> Description:
    row, column, body, i, j = data
    key = f"i({_name(row)},{_name(column)};{polynomial_key(body)};{_name(i)},{_name(j)})"
    return key, (free_of(body) - {row, column}) | {i, j}, 1 + height_of(body), False


DESCRIBE = {
    "entry": _entry,
    "delta": _delta,
    "dim": _dim,
    "pi": lambda data: ("pi", frozenset(), 0, True),
    "prime": lambda data: (f"q({data})", frozenset(), 0, True),
    "exp": _exp,
    "apply": _apply,
    "base": _base,
    "sum": _sum,
    "max": _max,
    "wins": _wins,
    "inv": _inv,
}


def collect(terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
    """Like monomials together, sorted, without zeros."""
    found: dict[Monomial, Fraction] = {}
    for monomial, coefficient in terms:
        found[monomial] = found.get(monomial, Fraction(0)) + coefficient
    kept = [(monomial, coefficient) for monomial, coefficient in found.items() if coefficient]
    return tuple(sorted(kept, key=lambda term: monomial_key(term[0])))


def add(*polynomials: Polynomial) -> Polynomial:
    return collect(term for polynomial in polynomials for term in polynomial)


def scale(polynomial: Polynomial, factor: Fraction) -> Polynomial:
    return tuple((monomial, coefficient * factor) for monomial, coefficient in polynomial) if factor else ZERO


def merge(first: Monomial, second: Monomial) -> Monomial:
    """The product of two monomials, exponents added; nothing else is done."""
    exponents = dict(first)
    for atom, exponent in second:
        exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
    return tuple(sorted((pair for pair in exponents.items() if pair[1]), key=lambda pair: pair[0].key))


def without(monomial: Monomial, atom: Atom) -> Monomial:
    return tuple(pair for pair in monomial if pair[0] != atom)


def raised(monomial: Monomial, exponent: Fraction) -> Monomial:
    return tuple((atom, power * exponent) for atom, power in monomial)
