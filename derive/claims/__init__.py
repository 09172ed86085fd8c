"""What a library result states besides one chain of equalities, and how each is proved.

    Bound            upper >= lower: a chain from upper - lower to a certificate, a term that shows its sign by its form
    SameSign         two terms are positive, 0 or negative together: a chain to a positive multiple of the second
    ZeroOnly         a form is 0 if and only if certain terms are: a chain to positive multiples of their squares
    CounterExample   left = right is not a law: two chains, from its sides to two different numbers, at given values
    Induction        a form that holds after any number of layers: a chain for none, and one from l layers to l + 1
    Recurrence       what k steps of an iteration give: a chain for none, and one from k steps to k + 1
    InductiveBound   upper >= lower after any number of steps: a certificate for the first, and one for the next
    Count            the number of multiplications: a chain to the closed form, and an enumeration at small sizes
    LinearExpectation  an expected value: chains, one linear rule between them, and an enumeration of distributions

The chains are derivations, so every equality in them has passed the gate; what a type adds is checked when it is built,
by comparing structure. A claim that does not hold together cannot be built.
"""

from __future__ import annotations

from typing import TypeAlias

from ..terms.signs import is_nonnegative, is_positive
from .bounds import Bound
from .chains import ClaimRejected
from .counter_examples import CounterExample
from .counts import Count
from .equivalences import SameSign, ZeroOnly
from .expectations import LinearExpectation, Random
from .inductions import Induction
from .recurrences import InductiveBound, Iterate, Recurrence, multiple, power

Claim: TypeAlias = (
    Bound
    | SameSign
    | ZeroOnly
    | CounterExample
    | Induction
    | Recurrence
    | InductiveBound
    | Count
    | LinearExpectation
)

__all__ = [
    "Bound",
    "Claim",
    "ClaimRejected",
    "Count",
    "CounterExample",
    "Induction",
    "InductiveBound",
    "Iterate",
    "LinearExpectation",
    "Random",
    "Recurrence",
    "SameSign",
    "ZeroOnly",
    "is_nonnegative",
    "is_positive",
    "multiple",
    "power",
]
