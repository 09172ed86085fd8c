"""What a derivation takes for granted, in words: declared domains, kinks left out, and where its terms are defined.

A line with 1/x in it says nothing at x = 0, and one with log x nothing for x <= 0. Such a condition is recorded unless
the declared domains show it: that 1 + e^x is not 0 goes without saying, as does 1 - p > 0 where p lies between 0 and 1.
Nothing is left out that is not shown: the check is the normal form, with its positive atoms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from .kernel.normal_form import normal_form
from .kernel.polynomial import ONE, Monomial, Polynomial, add, certainly_positive, scale
from .kernel.powers import over_common_denominator, without_exponentials
from .kernel.refuter import sharp_kinks
from .terms.matrix import Matrix, MatrixInverse, index_pair, parts_of
from .terms.signs import is_nonnegative, is_positive
from .terms.tensors import Tensor
from .terms.terms import (
    Apply,
    Definition,
    Inverse,
    Mul,
    Number,
    Partial,
    Power,
    Term,
    subterms,
    tensors_of,
    unfold,
)
from .terms.text import text


def conditions(
    statements: Iterable[Term | Matrix], terms: Sequence[Term], definitions: tuple[Definition, ...]
) -> tuple[str, ...]:
    """Every condition once: domains, then where the terms are defined, then kinks.

    statements   the lines as they are printed
    terms        the lines as index terms, and the bodies of the definitions
    """
    found = [
        *domains(terms, definitions),
        *invertible(statements, terms),
        *defined_where(terms, definitions),
        *kinks_left_out(terms, definitions),
    ]
    return tuple(dict.fromkeys(found))


def domains(terms: Sequence[Term], definitions: tuple[Definition, ...]) -> Iterator[str]:
    """The declared domains of the tensors that are not defined."""
    defined = {definition.tensor for definition in definitions}
    for tensor in tensors_of(*terms):
        if tensor not in defined and (words := in_words(tensor)):
            yield words


def in_words(tensor: Tensor) -> str:
    """The domain of a tensor as a hypothesis; nothing is said of a real one."""
    name, domain = tensor.name, tensor.domain
    if domain.axis is not None:
        over = tensor.dims[domain.axis]
        what = {"sums_to_one": "sums to 1", "simplex": "is positive and sums to 1", "one_hot": "is one-hot"}[
            domain.kind
        ]
        return f"{name} {what} over {over}"
    words = {"positive": f"{name} > 0", "unit": f"0 < {name} < 1", "mask": f"{name} is 0 or 1"}
    return words.get(domain.kind, "")


# ------------------------------------------------------------------------------------------------ where it is defined


def defined_where(terms: Iterable[Term], definitions: tuple[Definition, ...]) -> Iterator[str]:
    """Denominators, roots and logarithms of which the declared domains do not show that they are defined."""
    signs: dict[str, set[str]] = {}
    for subject, sign in _demands(terms, definitions):
        signs.setdefault(text(subject), set()).add(sign)
    for words, found in signs.items():
        yield f"{words} {found.pop() if len(found) == 1 else '> 0'}"


def _demands(terms: Iterable[Term], definitions: tuple[Definition, ...]) -> Iterator[tuple[Term, str]]:
    for term in terms:
        for part in subterms(term):
            match part:
                case Power(base, exponent) if exponent.denominator != 1:
                    if not _is_certain(base, definitions, or_zero=exponent > 0):
                        yield base, ">= 0" if exponent > 0 else "> 0"
                case Power(base, exponent) if exponent < 0:
                    for factor in _factors(base):
                        if not any(_is_certain(side, definitions) for side in (factor, -factor)):
                            yield factor, "is not 0"
                case Apply("log", (argument,)):
                    if not _is_certain(argument, definitions):
                        yield argument, "> 0"


def _factors(term: Term) -> Iterator[Term]:
    """What must not be 0 so that a product or a power is not 0."""
    match term:
        case Mul(args):
            for part in args:
                yield from _factors(part)
        case Power(base, exponent) if exponent > 0:
            yield from _factors(base)
        case _:
            yield term


def _is_certain(term: Term, definitions: tuple[Definition, ...], or_zero: bool = False) -> bool:
    """Whether the declared domains show that a term is > 0, or with `or_zero` that it is >= 0."""
    whole = unfold(term, definitions)
    if is_positive(whole) or (or_zero and is_nonnegative(whole)):
        return True
    if isinstance(whole, Number):
        return whole.value > 0
    try:
        return shows_positive(normal_form(whole))
    except (ZeroDivisionError, RecursionError):
        return False


def shows_positive(polynomial: Polynomial) -> bool:
    """Whether the form is positive when e^... and positive denominators are taken out.

    It is for a sum of products that are not negative, of which one is positive, and for 1 - p with 0 < p < 1.
    """
    _, rest = without_exponentials(polynomial)
    _, rest = over_common_denominator(rest)
    return (
        all(c > 0 and _is_not_negative(m) for m, c in rest) and any(certainly_positive((t,)) for t in rest)
    ) or _is_complement(rest)


def _is_not_negative(monomial: Monomial) -> bool:
    """Every factor is positive, an even power, or a sum of such products."""
    return all(
        atom.positive or exponent % 2 == 0 or (atom.kind == "sum" and _is_not_negative(atom.data[1]))
        for atom, exponent in monomial
    )


def _is_complement(polynomial: Polynomial) -> bool:
    """1 - p for an entry p that lies strictly between 0 and 1."""
    entry = add(ONE, scale(polynomial, Fraction(-1)))
    if len(entry) != 1 or entry[0][1] != 1 or len(entry[0][0]) != 1:
        return False
    atom, exponent = entry[0][0][0]
    return exponent == 1 and atom.kind == "entry" and atom.data[0].domain.kind == "unit"


def invertible(statements: Iterable[Term | Matrix], terms: Iterable[Term]) -> Iterator[str]:
    """The matrices that are inverted, each once: as they are printed, or by their entries."""
    named: dict[Polynomial, str] = {}
    for statement in statements:
        if not isinstance(statement, Term):
            for matrix in parts_of(statement):
                if isinstance(matrix, MatrixInverse):
                    i, j = index_pair(matrix.shape)
                    named.setdefault(normal_form(matrix.at(i, j)), f"{text(matrix.body)} has an inverse")
    for inverse in (part for term in terms for part in subterms(term) if isinstance(part, Inverse)):
        i, j = index_pair((inverse.i.dim, inverse.j.dim))
        words = f"the matrix of {text(inverse.body)} has an inverse"
        named.setdefault(normal_form(replace(inverse, i=i, j=j)), words)
    yield from named.values()


# ------------------------------------------------------------------------------------------------------------- kinks


def kinks_left_out(terms: Iterable[Term], definitions: tuple[Definition, ...]) -> Iterator[str]:
    """The arguments of kinks through which a derivative would pass."""
    for partial in (part for term in terms for part in subterms(term) if isinstance(part, Partial)):
        moving = partial.wrt.tensor
        for argument, point in sharp_kinks(unfold(partial.body, definitions)):
            if moving in tensors_of(argument):
                yield f"{text(argument)} is not {point}"
