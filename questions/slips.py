"""Lines of a derivation with a slip of the pen in one of them: what is made, and what the kernel says of each line.

A line is *wrong* if it is not equal to the line above it. A slip is made by an operator of `derive.mutations` or is
written by hand (`written_slips`); the lines below it go on from the wrong line as long as a form of them is found that
is proved equal to it, so that they are not wrong once more. Imports `derive` when called.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from questions import derived, written_slips
from questions.model import JSON

if TYPE_CHECKING:
    from derive.derivation import Derivation
    from derive.terms.terms import Term

Lines: TypeAlias = "tuple[Term, ...]"

NO_SLIP = "no slip"
SHORT = 24  # characters: of such a line a slip may leave any part
WIDEST = 130  # characters of a line as text: a slip may make it longer than what is published

# What a person gets wrong, by the name of the operator: which of them a sheet shows, and what it says of them.
FEEDBACK: dict[str, str] = {
    "sign": "A minus sign was lost, or put where none belongs.",
    "term dropped": "A term of a sum was lost on the way.",
    "factor dropped": "A factor was lost on the way.",
    "delta dropped": "The Kronecker delta was left out: it is 0 unless its indices agree.",
    "delta index changed": "The Kronecker delta joins the wrong two indices.",
    "sum dropped": "Of a sum only one term was kept, as if its index were not summed over.",
    "mean to sum": "The division by the number of terms was lost: a mean became a sum.",
    "product of sums": "A sum of products is not the product of the sums.",
    "power of terms": "A power of a sum is not the sum of the powers.",
    "function of terms": "A function of a sum is not the sum of its values.",
    "parentheses lost": "The parentheses around a sum were lost: the factor multiplies every term of it.",
    "constant": "A number is wrong.",
    "exponent": "An exponent is off by one.",
    "reciprocal": "Numerator and denominator were exchanged: a power has the wrong sign in its exponent.",
    "transpose": "Two indices of one entry were exchanged: that is the transpose.",
    "index changed": "An entry has the wrong index.",
    "indices swapped": "The two free indices were exchanged.",
    "argument negated": "The argument of a function has the wrong sign.",
}  # fmt: skip
NAMES = (*FEEDBACK, *written_slips.SLIPS)


def feedback(slip: str) -> str:
    """The sentence that says what went wrong."""
    return FEEDBACK[slip] if slip in FEEDBACK else written_slips.SLIPS[slip].feedback


@cache
def published(name: str) -> Lines:
    """The lines of a derivation of index terms; raises TypeError where one is a matrix."""
    from derive.terms.terms import Term

    found = tuple(line for line in derived.derivation(name).statements if isinstance(line, Term))
    if len(found) < len(derived.derivation(name).statements):
        raise TypeError(f"{name} is written with matrices: expected index terms")
    return found


# -- what is made ------------------------------------------------------------------------------------------


@cache
def made(name: str, line: int) -> dict[str, Lines]:
    """Every other form of a line of the derivation, by slip, in a fixed order; no slip without one."""
    from derive.mutations import changed
    from derive.terms.terms import free_indices, subterms
    from derive.terms.text import text

    right = published(name)[line]
    scope = tuple(sorted(free_indices(published(name)[0])))
    by_hand = {
        slip: [row.build(written_slips.letters())]
        for slip, row in written_slips.SLIPS.items()
        if (row.derivation, row.line) == (name, line)
    }
    by_slip = by_hand | {slip: list(changed(right, scope, slip)) for slip in FEEDBACK}
    taken, own = {text(right)}, frozenset(subterms(right))
    found: dict[str, Lines] = {}
    for slip, others in by_slip.items():
        kept = [other for other in (tidied(one, own) for one in others) if is_likely(other, right, slip)]
        fresh = {words: other for other in kept if (words := text(other)) not in taken}
        taken |= fresh.keys()
        if fresh:
            found[slip] = tuple(fresh.values())
    return found


def is_likely(other: Term, right: Term, slip: str) -> bool:
    """Whether a person may write this for the right line: about as long, and without 1 - 1 or 1/1 in it."""
    from derive.terms.terms import Delta, Power, free_indices, lift, subterms
    from derive.terms.text import text

    long, wanted = len(text(other)), len(text(right))
    parts, own = list(subterms(other)), list(subterms(right))
    ones, of_them = parts.count(lift(1)), own.count(lift(1))
    return (
        free_indices(other) <= free_indices(right)
        and long <= WIDEST
        and (2 * long >= wanted or wanted <= SHORT)
        and not any(isinstance(part, Delta) and part.i == part.j for part in parts)
        and not any(isinstance(part, Power) and part.base == lift(1) for part in parts)
        and (slip not in ("sign", "constant") or ones == of_them)
        and (slip not in ("factor dropped", "term dropped") or _alone(parts) <= _alone(own))
    )


def _alone(parts: Sequence[Term]) -> int:
    """How often 1 or -1 is a term of a sum."""
    from derive.terms.terms import Add, lift

    terms = [arg for part in parts if isinstance(part, Add) for arg in part.args]
    return sum(arg in (lift(1), lift(-1)) for arg in terms)


def tidied(term: Term, published: AbstractSet[Term] = frozenset()) -> Term:
    """A term without what a slip leaves behind: a factor 1, two minus signs, the power 1.

    What is a part of the published line stays as it is, so that its print does not say where the slip is.
    """
    from derive.terms.terms import Add, Mul, Power, children, lift, with_children

    if term in published:
        return term
    parts = [tidied(part, published) for part in children(term)]
    term = with_children(term, parts) if parts else term
    match term:
        case Mul(args):
            kept = [arg for arg in _factors(args) if arg != lift(1) or _over(args)]
            minus = kept.count(lift(-1)) % 2
            kept = [arg for arg in kept if arg != lift(-1)]
            return _product([*([lift(-1)] if minus else []), *kept])
        case Add(args) if any(isinstance(arg, Add) for arg in args):
            return Add(
                tuple(inner for arg in args for inner in (arg.args if isinstance(arg, Add) else (arg,)))
            )
        case Power(base, exponent) if exponent == 1:
            return base
        case Power(_, exponent) if exponent == 0:
            return lift(1)
    return term


def _over(args: Sequence[Term]) -> bool:
    """Whether a product is 1 over something, and nothing else."""
    from derive.terms.terms import Power, lift

    others = [arg for arg in args if arg != lift(1)]
    return len(others) == 1 and isinstance(others[0], Power) and others[0].exponent < 0


def _factors(args: Sequence[Term]) -> Iterator[Term]:
    """The factors, those of a product with a minus sign taken out of it."""
    from derive.terms.terms import Mul, lift

    for arg in args:
        if isinstance(arg, Mul) and lift(-1) in arg.args:
            yield from arg.args
        else:
            yield arg


def _product(factors: Sequence[Term]) -> Term:
    from derive.terms.terms import Mul, lift

    return lift(1) if not factors else factors[0] if len(factors) == 1 else Mul(tuple(factors))


@lru_cache(maxsize=4096)
def written(name: str, slip: str, line: int, place: int) -> Lines:
    """The lines from the top to where the slip can be carried on; it is number `place` of its kind in this line."""
    statements = published(name)
    lines = [*statements[:line], made(name, line)[slip][place]]
    for further in range(line + 1, len(statements)):
        after = carried_on(name, further, lines[-1], slip)
        if after is None:
            break
        lines.append(after)
    return tuple(lines)


def carried_on(name: str, line: int, above: Term, slip: str) -> Term | None:
    """A form of this line that is proved equal to the wrong line above it; None if none is found."""
    right = published(name)[line]
    own, others = made(name, line).get(slip, ()), made(name, line).values()
    forms = dict.fromkeys(
        [*own, tidied(-right, frozenset((right,))), *(form for forms in others for form in forms)]
    )
    value = _fingerprint(name, above)
    alike = (form for form in forms if form not in (above, right) and _fingerprint(name, form) == value)
    return next((form for form in alike if judged(name, above, form).holds), None)


@lru_cache(maxsize=65536)
def _fingerprint(name: str, line: Term) -> tuple[str, ...]:
    """The digits of two entries of a line at one draw of the tensors; () where it has no value."""
    import mpmath

    from derive.kernel.evaluation import Evaluator, digits_needed
    from derive.kernel.refuter import draw_model
    from derive.terms.terms import dimensions_of, free_indices, tensors_of, unfold

    proved = derived.derivation(name)
    whole = [unfold(row, proved.definitions) for row in published(name)]
    sizes = {dim: 2 + k for k, dim in enumerate(dimensions_of(*whole))}
    term, drawn = unfold(line, proved.definitions), draw_model(tensors_of(*whole), sizes, 0, Fraction(1))
    axes = sorted(free_indices(whole[0]))
    with mpmath.workdps(digits_needed(term, digits=15)):
        try:
            value = Evaluator(drawn)
            places = [{axis: k * (n == 0) for n, axis in enumerate(axes)} for k in (0, 1)]
            return tuple(mpmath.nstr(value(term, place), 10) for place in places)
        except (ValueError, ZeroDivisionError, KeyError):
            return ()


# -- what the kernel says ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a line equals the one above it: `holds` is True, False, or None where neither is shown."""

    holds: bool | None
    how: str


@lru_cache(maxsize=65536)
def judged(name: str, above: Term, line: Term) -> Judged:
    """The gate's word on one line of the derivation of this name."""
    from derive.derivation import Step
    from derive.kernel.gate import StepRefuted, StepRejected

    try:
        step = Step("", above, line, derived.derivation(name).definitions)
    except StepRefuted as refuted:
        return Judged(False, str(refuted))
    except StepRejected as undecided:
        return Judged(None, str(undecided))
    return Judged(True, step.proof.method)


@lru_cache(maxsize=65536)
def undefined(name: str, line: Term) -> tuple[str, ...]:
    """What must be positive in a line so that it is defined, and is not promised: log(1 - exp(-x)) needs x > 0."""
    from derive.conditions import defined_where

    found = defined_where([line], derived.derivation(name).definitions)
    return tuple(words for words in found if words not in _needed(name) and not words.endswith("is not 0"))


@cache
def _needed(name: str) -> frozenset[str]:
    """What the derivation itself takes for granted."""
    return frozenset(derived.derivation(name).hypotheses())


def verdicts(name: str, lines: Sequence[Term]) -> tuple[Judged, ...]:
    """The gate's word on each line but the first."""
    return tuple(judged(name, above, line) for above, line in pairwise(lines))


def stored(lines: Sequence[Any]) -> list[JSON]:
    from derive.terms.serialise import to_json

    return [to_json(line) for line in lines]


@lru_cache(maxsize=1024)
def _terms(written_down: str) -> Lines:
    from derive.terms.serialise import from_json

    return tuple(from_json(line) for line in json.loads(written_down))


def read(lines: Sequence[JSON]) -> Lines:
    """Stored lines as terms; raises ValueError where one is none."""
    from derive.terms.terms import Term

    found = _terms(json.dumps(lines, sort_keys=True))
    for line in found:
        if not isinstance(line, Term):
            raise ValueError(f"found a {type(line).__name__.lower()}, expected a term")
    return found


def where(proved: Derivation, lines: Sequence[Term]) -> list[str]:
    """What the names in the lines stand for, as formulas: the definitions that the lines use, in their order."""
    from derive.terms.latex import latex
    from derive.terms.terms import tensors_of

    used, kept = {tensor for line in lines for tensor in tensors_of(line)}, []
    for definition in reversed(proved.definitions):
        if definition.tensor in used:
            used |= set(tensors_of(definition.body))
            kept.append(latex(definition))
    return kept[::-1]
