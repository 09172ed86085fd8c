"""Whether a formula of a reply has the value of the right one: by evaluation at drawn points, bounded in time.

The points are those of the kernel's refuter: two draws of sizes, fifty digits, every cell of the signs of kinks. They
tell all of the bank's named mistakes from its answers; they need no normal form, whose cost a reply could drive up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from derive.kernel.refuter import refute
from derive.terms import serialise
from derive.terms.functions import function
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
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
    children,
    free_indices,
    tensors_of,
    unfold,
)
from questions.model import JSON
from questions.scoring.formulas import read
from questions.scoring.sides import sides
from questions.scoring.vocabulary import Unread, Vocabulary

ENTRY, SIZE = 4.0, 3.0  # binary digits of an entry that the refuter draws, and of a size
CANCELLED = 200.0  # binary digits by which a sum may be smaller than its parts, at fifty digits
LINEAR = frozenset(("abs", "relu", "step"))
LARGEST, STEEPEST = 2.0**20, 4096.0  # binary digits of any value, and of what an exponential is taken of


def equal(text: str, right: JSON, definitions: Sequence[JSON] = ()) -> bool:
    """Whether a tidy text is a formula with the value of the stored term `right`, names of `definitions` spelled out.

    A text may begin with the name of what it is equal to, and may be a chain of equal formulas.
    """
    answer = serialise.from_json(right)
    known = [serialise.from_json(definition) for definition in definitions]
    spelled = unfold(answer, known)
    vocabulary = Vocabulary.of(answer, spelled)
    chain = sides(text)
    try:
        terms = [read(side, vocabulary) for side in chain]
    except Unread:
        return False
    return all(_same(term, answer, spelled, known) for term in terms)


def _same(term: Term, answer: Term, spelled: Term, known: Sequence[Definition]) -> bool:
    if not free_indices(term) <= free_indices(answer):
        return False
    if _agree(term, answer):
        return True
    defined = {definition.tensor.name for definition in known}
    if spelled == answer and not any(tensor.name in defined for tensor in tensors_of(term)):
        return False
    return _agree(unfold(term, known), spelled)


def _agree(term: Term, answer: Term) -> bool:
    try:
        size(term)
        return refute(answer, term) is None
    except (ArithmeticError, ValueError, RecursionError, MemoryError):
        return False  # too large to be evaluated, or without a value where the answer has one


def size(term: Term) -> float:
    """A bound on the binary digits of the absolute value of a term and of its reciprocal, at the refuter's points.

    Raises OverflowError where a value would be too long to work with, as that of exp(exp(exp(9))) or 9^8^8^8.
    """
    inner = [size(part) for part in children(term)]
    match term:
        case Number(value):
            found = abs(math.log2(abs(value))) if value else 0.0
        case Component():
            found = ENTRY
        case Dim() | Constant() | Delta():
            found = SIZE
        case Mul():
            found = sum(inner)
        case Power(base, exponent):
            lost = CANCELLED if exponent < 0 and _may_cancel(base) else 0.0
            found = float(abs(exponent)) * (inner[0] + lost)
        case Add() | Cases():
            found = max(inner) + len(inner)
        case Sum():
            found = max(inner, default=0.0) + SIZE
        case Maximum():
            found = max(inner)
        case Apply(name, _):
            found = _applied(name, max(inner))
        case _:
            found = max(inner, default=1.0)
    if found > LARGEST and not isinstance(term, Apply):
        raise OverflowError("too large a number")
    return found


def _applied(name: str, steep: float) -> float:
    """The same for a function of a value with `steep` binary digits."""
    if steep > STEEPEST:
        raise OverflowError("a function of too large a number")
    if name == "log":
        return math.log2(steep + 2) + 2
    if name in LINEAR:
        return steep
    if function(name).stand_in:
        return 3 * steep + 4  # the examples grow like a cube
    return float(2.0 ** min(steep, 60.0) * 1.5)


def _may_cancel(base: Term) -> bool:
    """Whether a value may be far smaller than its parts: that of a sum may."""
    return any(isinstance(part, Add | Sum | Apply) for part in (base, *children(base)))


def stored(accepts: Mapping[str, JSON]) -> tuple[JSON, Sequence[JSON]]:
    """The term and the definitions that an item stores; raises ValueError where it stores none."""
    term = accepts.get("equal_to")
    if not isinstance(term, dict):
        raise ValueError("an expression whose item stores no term under accepts.equal_to")
    return term, accepts.get("definitions", ())
