"""What a solver takes from `derive`: a finished derivation by its name, and the value of a derived formula.

Imports `derive` when called; the bank is read without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.derivation import Derivation
    from derive.terms.index import Index

DIGITS = 40  # of the values


def derivation(name: str) -> Derivation:
    """The derivation of this name in `derive/library`; raises TypeError where the result is another kind of claim."""
    from derive import library
    from derive.derivation import Derivation

    found = library.find(name).build()
    if not isinstance(found, Derivation):
        raise TypeError(f"the result {name!r} is a {type(found).__name__}: expected a derivation")
    return found


def certificate(name: str) -> Derivation:
    """The chain that proves the bound of this name; raises TypeError where the result is another kind of claim."""
    from derive import library
    from derive.claims import Bound

    found = library.find(name).build()
    if not isinstance(found, Bound):
        raise TypeError(f"the result {name!r} is a {type(found).__name__}: expected a bound")
    return found.certificate


def value(
    proved: Derivation,
    entries: Mapping[str, Fraction | Sequence[Fraction]],
    sizes: Mapping[str, int] | None = None,
    at: Mapping[Index, int] | None = None,
) -> Any:
    """The last line of a derivation at given numbers: `entries` are a number per scalar, a sequence per vector."""
    from derive.derivation import as_term

    return evaluated(as_term(proved.result), entries, sizes, at, proved.definitions)


def evaluated(
    term: Any,
    entries: Mapping[str, Fraction | Sequence[Fraction]],
    sizes: Mapping[str, int] | None = None,
    at: Mapping[Index, int] | None = None,
    definitions: Sequence[Any] = (),
) -> Any:
    """The value of a term, as an mpf good to 40 digits."""
    import mpmath

    from derive.kernel.evaluation import Model, digits_needed, evaluate
    from derive.terms.terms import unfold

    spelled_out = unfold(term, definitions)
    with mpmath.workdps(digits_needed(spelled_out, digits=DIGITS)):
        values = {
            name: {position: mpmath.mpf(n.numerator) / n.denominator for position, n in _positions(entry)}
            for name, entry in entries.items()
        }
        return evaluate(spelled_out, Model(dict(sizes or {}), values), dict(at or {}))


def _positions(entry: Fraction | Sequence[Fraction]) -> list[tuple[tuple[int, ...], Fraction]]:
    """A scalar at (), a vector at (0,), (1,), ..."""
    if isinstance(entry, Fraction):
        return [((), entry)]
    return [((k,), n) for k, n in enumerate(entry)]
